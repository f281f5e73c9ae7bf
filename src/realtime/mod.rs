//! AppSync's GraphQL over WebSocket as values: messages, the handshake, and a connection of the server. No sockets.
//!
//! For a server, [`handshake::read`] judges the upgrade request, and [`Connection`] takes what happens (frames, decisions,
//! deliveries, time) and says what to do. It decides nothing about authorization: it asks, and turns the answers into
//! AppSync's frames.
//!
//! For a client, [`Subscription`] is one subscription over one connection after another, and [`Received`] reads what comes.
//!
//! Where behaviour was seen in the answers of the service, the place that shows it is cited; where nobody has shown it, the
//! comment says "Assumed".

pub mod authorization;
pub mod client;
pub mod handshake;
pub mod heard;
pub mod limits;
pub mod message;
pub mod received;
pub mod server;

#[cfg(test)]
mod client_properties_tests;
#[cfg(test)]
mod client_tests;
#[cfg(test)]
mod message_tests;
#[cfg(test)]
mod server_properties_tests;
#[cfg(test)]
mod server_tests;

pub use authorization::{AuthorizationFault, AuthorizationObject};
pub use client::{ClientLimits, Subscription};
pub use handshake::{Handshake, HandshakeFault};
pub use heard::{Ending, Heard, Lost, Purpose, seconds};
pub use message::{ClientMessage, ErrorEntry, MessageFault, ServerMessage};
pub use received::{NotAMessage, Received};
pub use server::{Connection, Input, Output, Start, StartId};
