//! Frames of the real-time service.

use super::*;
use crate::engine::Code;

#[test]
fn each_refusal_of_the_real_time_service_is_told_alone() {
    let cases = [
        (400, "", "Required headers are missing.", Some(Code::M201), "the handshake has no authorization object"),
        (400, "", "NoProtocolError", None, "the handshake offers no subprotocol"),
        (
            400,
            "",
            "SubProtocolNotSupportedError",
            None,
            "the handshake offers subprotocols that AppSync does not speak",
        ),
        (400, "BadRequest", "", None, "AppSync could not read the authorization object"),
        (
            200,
            "MaxSubscriptionsReachedError",
            "Max number of 200 subscriptions reached",
            None,
            "the connection has as many subscriptions",
        ),
        (200, "LimitExceededError", "Rate limit exceeded", None, "the connection sends more in a short time"),
        (
            200,
            "UnsupportedOperation",
            "query not supported through the realtime channel",
            None,
            "the message is none that AppSync takes",
        ),
        (
            200,
            "DuplicatedOperationError",
            "Duplicated operation with id 1",
            None,
            "another subscription of the connection has the same id",
        ),
    ];
    for (status, error_type, message, code, says) in cases {
        let found = Denied::new("tenant-a", status, error_type, message).at([lambda()]).diagnosed();
        assert_eq!(found.len(), 1, "{message}");
        assert_eq!(found[0].code, code, "{message}");
        assert!(found[0].says.starts_with(says), "{}", found[0].says);
        assert!(found[0].help.is_some(), "{message}");
    }
}

#[test]
fn a_refused_connect_and_a_refused_subscription_are_told_like_any_request() {
    let connect = |error_type: &str, status: u16| {
        Denied::new("tenant-a", status, error_type, "You are not authorized to make this call.")
            .at([lambda()])
            .diagnosed()
    };
    let now = connect("UnauthorizedException", 401);
    assert_eq!(now[0].code, Some(Code::R201));
    // As it was in 2021: aws-amplify/amplify-android#1392.
    assert_eq!(connect("com.amazonaws.deepdish.graphql.auth#UnauthorizedException", 400), now);
    let start =
        Denied::new("tenant-a", 200, "Unauthorized", "Not Authorized to access onCreateEvent on type Subscription");
    let start = start.at([lambda()]).diagnosed();
    assert_eq!(start[0].facts["coordinate"], "Subscription.onCreateEvent");
}
