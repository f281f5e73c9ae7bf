//! The limits of AppSync's WebSocket, and those that keep this side's memory bounded.

use std::time::Duration;

/// The subprotocol that AppSync speaks for GraphQL.
///
/// Source: AppSync developer guide, "Building a real-time WebSocket client".
pub const SUBPROTOCOL: &str = "graphql-ws";

/// How the subprotocol that carries the authorization object begins; base64url of the object follows.
///
/// Source: AppSync developer guide, "Building a real-time WebSocket client"; amplify-js `AWSWebSocketProvider`.
pub const HEADER_SUBPROTOCOL_PREFIX: &str = "header-";

/// The `connectionTimeoutMs` of `connection_ack`: without a `ka` for so long, a client should reconnect.
///
/// Source: AppSync developer guide, "Building a real-time WebSocket client"; the answers pasted in
/// ChilliCream/graphql-platform#6468.
pub const CONNECTION_TIMEOUT: Duration = Duration::from_secs(300);

/// How often a `ka` is sent.
///
/// Source: graphql-dotnet/server#855 ("every minute"); amplify-js warns of a missed `ka` after 65 s.
pub const KEEP_ALIVE: Duration = Duration::from_secs(60);

/// How long a connection may live.
///
/// Assumed: neither the length nor how the service ends a connection was found in its documentation.
pub const CONNECTION_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The most subscriptions of one connection, those being authorized included.
///
/// Source: AppSync quotas, "Subscriptions per client connection" (L-AA33EB36), 200 as users quote it. It was
/// 100 (the answer pasted in aws-appsync-realtime-client-ios) and 50 before (aws-amplify/amplify-cli#3547).
pub const SUBSCRIPTIONS_PER_CONNECTION: usize = 200;

/// The largest payload that is delivered to a subscriber, in bytes; a larger one is dropped without a word.
///
/// Source: AppSync quotas, subscription payload size; that nothing is said, aws/aws-appsync-community#175.
pub const PAYLOAD_BYTES: usize = 240 * 1024;

/// The largest frame that is read from a client, in bytes.
///
/// Assumed: the service documents the size of what it delivers only.
pub const FRAME_BYTES: usize = 240 * 1024;

/// The longest id of a subscription, in bytes; clients send a UUID or a number.
///
/// Assumed, to bound what a connection keeps.
pub const ID_BYTES: usize = 256;

/// The largest authorization object of a handshake, in bytes of base64.
///
/// Assumed, to bound what is decoded; an object of IAM with a session token has about 3 KB.
pub const AUTHORIZATION_BYTES: usize = 64 * 1024;

/// The most that is kept of what a client sends while its connection is being authorized, in bytes of frames.
///
/// Assumed, to bound what an unauthorized client can make this side keep.
pub const HELD_BYTES: usize = FRAME_BYTES;

/// The most messages that are kept while a connection is being authorized; they are few bytes each and could be many.
///
/// Assumed, like [`HELD_BYTES`].
pub const HELD_MESSAGES: usize = SUBSCRIPTIONS_PER_CONNECTION + 1;

/// How long a client waits for `connection_ack`, and for `start_ack`.
///
/// Source: amplify-js `AWSWebSocketProvider`, `CONNECTION_INIT_TIMEOUT` and `START_ACK_TIMEOUT`.
pub const ACKNOWLEDGED_WITHIN: Duration = Duration::from_secs(15);
