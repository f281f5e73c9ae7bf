//! What the real-time service refuses: handshakes, messages, limits. None but the first is a matter of authorization.

use super::super::rules::Code;
use super::denial::RealTime;
use super::sent::Diagnosis;

/// A refusal of the real-time service in a sentence.
pub(super) fn told(fault: RealTime) -> Diagnosis {
    match fault {
        RealTime::ObjectMissing => Diagnosis::new(
            Code::M201,
            "the handshake has no authorization object, neither in the subprotocol `header-…` nor in `header` of the address",
        )
        .help("send the object with the credential and `host` in base64url behind `header-`, beside the subprotocol `graphql-ws`"),
        RealTime::ObjectUnreadable => Diagnosis::new(
            None,
            "AppSync could not read the authorization object of the handshake, or `payload` of the address is not `e30=`",
        )
        .help("encode one JSON object of texts; behind `header-` in base64url without padding"),
        RealTime::NoSubprotocol => Diagnosis::new(None, "the handshake offers no subprotocol")
            .help("offer `graphql-ws`; a proxy may have taken `Sec-WebSocket-Protocol` off"),
        RealTime::OtherSubprotocol => Diagnosis::new(
            None,
            "the handshake offers subprotocols that AppSync does not speak, such as `graphql-transport-ws`",
        )
        .help("offer `graphql-ws`"),
        RealTime::TooManySubscriptions => Diagnosis::new(
            None,
            "the connection has as many subscriptions as AppSync allows on one, those that are being set up included",
        )
        .help("stop some, or open another connection"),
        RealTime::TooFast => Diagnosis::new(None, "the connection sends more in a short time than AppSync takes")
            .help("wait before trying again, and start fewer subscriptions at once"),
        RealTime::NoSubscription => Diagnosis::new(
            None,
            "the message is none that AppSync takes over a WebSocket: subscriptions alone go there, in AppSync's own form of `start`",
        )
        .help("send queries and mutations over HTTP; put the operation as a JSON text into `payload.data` of `start`"),
        RealTime::IdTwice => Diagnosis::new(None, "another subscription of the connection has the same id")
            .help("give each `start` an id of its own"),
    }
}
