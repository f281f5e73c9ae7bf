//! The words in which AppSync refuses: the types of its errors and their messages, each once. Whoever answers as AppSync
//! does writes them, and whoever reads an answer recognises it by them.

use super::coordinate::{Coordinate, is_name};

/// The type of a refusal of a whole request.
pub const UNAUTHORIZED_EXCEPTION: &str = "UnauthorizedException";

/// The type of a refused field.
///
/// Source: aws/aws-appsync-community#214, #266.
pub const UNAUTHORIZED: &str = "Unauthorized";

/// The type of a request that cannot be taken; without a message it says that AppSync may not invoke the authorizer.
///
/// Source: aws/aws-cdk#19239.
pub const BAD_REQUEST_EXCEPTION: &str = "BadRequestException";

/// The type where the authorizer threw.
///
/// Source: pyepye/lambda-event-router.
pub const AUTHORIZER_FAILURE_EXCEPTION: &str = "AuthorizerFailureException";

/// The type where the access key of a signature is not known.
///
/// Source: aws-amplify/amplify-cli#3380.
pub const UNRECOGNIZED_CLIENT_EXCEPTION: &str = "UnrecognizedClientException";

/// The type where a signature does not fit, or is not of now.
///
/// Source: aws-amplify/amplify-js#2422.
pub const INVALID_SIGNATURE_EXCEPTION: &str = "InvalidSignatureException";

/// The type where a signature cannot be read.
///
/// Source: boto/boto3#2280.
pub const INCOMPLETE_SIGNATURE_EXCEPTION: &str = "IncompleteSignatureException";

/// The type where there is no signature.
///
/// Source: brefphp/bref#1250.
pub const MISSING_AUTHENTICATION_TOKEN_EXCEPTION: &str = "MissingAuthenticationTokenException";

/// The type where a session token has expired.
///
/// Source: grafana/timestream-datasource#92.
pub const EXPIRED_TOKEN_EXCEPTION: &str = "ExpiredTokenException";

/// The type where IAM denies and says whom, what and where.
pub const ACCESS_DENIED_EXCEPTION: &str = "AccessDeniedException";

/// The types where something before AppSync's authorization refuses: AWS WAF, or the entrance of a private API.
///
/// Source: awslabs/aws-mobile-appsync-sdk-android#406 for the first.
pub const FORBIDDEN_EXCEPTIONS: [&str; 2] = ["ForbiddenException", "WAFForbiddenException"];

/// The type of a connect whose authorization object cannot be read.
///
/// Source of the shape: apollographql/apollo-kotlin#1864.
pub const BAD_REQUEST: &str = "BadRequest";

/// The type where a connection has too many subscriptions.
///
/// Source: aws-amplify/amplify-cli#3547, aws-appsync-realtime-client-ios.
pub const MAX_SUBSCRIPTIONS_REACHED_ERROR: &str = "MaxSubscriptionsReachedError";

/// The type where a client sends too much in too short a time.
///
/// Source: aws-amplify/aws-appsync-realtime-client-ios#67.
pub const LIMIT_EXCEEDED_ERROR: &str = "LimitExceededError";

/// The type of what is no subscription, or no message of the protocol.
///
/// Source: artilleryio/artillery#1567, aws-amplify/amplify-cli#4118.
pub const UNSUPPORTED_OPERATION: &str = "UnsupportedOperation";

/// The type of a `start` whose id another subscription of the connection has.
///
/// Source: aws-amplify/amplify-js#12818.
pub const DUPLICATED_OPERATION_ERROR: &str = "DuplicatedOperationError";

/// The caller is not let in.
///
/// Source: aws-amplify/amplify-js#9513, from AppSync's staff.
pub const NOT_AUTHORIZED: &str = "You are not authorized to make this call.";

/// There is no credential at all.
///
/// Assumed: it is what another emulator reports of AppSync.
pub const HEADER_MISSING: &str = "Missing authorization header";

/// What the request brings fits no mode of the API.
///
/// Source: aws-amplify/amplify-js#4373.
pub const HEADER_UNUSABLE: &str = "Valid authorization header not provided.";

/// A JWT was expected.
///
/// Source: aws-amplify/amplify-js#2645.
pub const JWT_UNREADABLE: &str = "Unable to parse JWT token.";

/// The JWT has expired, where AppSync says so.
pub const JWT_EXPIRED: &str = "Token has expired.";

/// No policy allows what was asked for.
///
/// Source: aws-amplify/amplify-cli#6595.
pub const PERMISSION_DENIED: &str = "Permission denied";

/// The access key, or its session token, is not known.
///
/// Source: aws-amplify/amplify-cli#3380.
pub const SECURITY_TOKEN_INVALID: &str = "The security token included in the request is invalid.";

/// The signature does not fit the request.
///
/// Source: aws-amplify/amplify-js#2422.
pub const SIGNATURE_MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

/// How the message begins where a signature is too old.
///
/// Source: remind101/logspout-kinesis#21.
pub const SIGNATURE_EXPIRED: &str = "Signature expired";

/// How the message begins where a signature is from the future.
///
/// Source: s12v/awsbeats#48.
pub const SIGNATURE_NOT_YET_CURRENT: &str = "Signature not yet current";

/// How the sentence begins that names a region for which no signature is valid here; the region follows.
///
/// Source: aws/aws-sdk-ruby#508.
const REGION_NOT_VALID: &str = "Credential should be scoped to a valid region, not '";

/// How the sentence begins that names the service for which a signature had to be.
///
/// Source: cllunsford/aws-signing-proxy#25.
const CORRECT_SERVICE: &str = "Credential should be scoped to correct service: '";

/// The sentence about a signature that is for another region.
#[must_use]
pub fn region_not_valid(signed: &str) -> String {
    format!("{REGION_NOT_VALID}{signed}'.")
}

/// The region in such a sentence, which is not that of whoever answers; `None` for any other message.
#[must_use]
pub fn region_that_is_not_valid(message: &str) -> Option<&str> {
    between_quotes(message, REGION_NOT_VALID)
}

/// The sentence about a signature that is for another service than this one.
#[must_use]
pub fn correct_service(service: &str) -> String {
    format!("{CORRECT_SERVICE}{service}'.")
}

/// The service in such a sentence, which is that of whoever answers; `None` for any other message.
#[must_use]
pub fn service_that_is_correct(message: &str) -> Option<&str> {
    between_quotes(message, CORRECT_SERVICE)
}

fn between_quotes<'m>(message: &'m str, begin: &str) -> Option<&'m str> {
    let (_, rest) = message.split_once(begin)?;
    Some(rest.split_once('\'')?.0)
}

/// How the message of a function begins that took too long; the seconds follow.
pub const TASK_TIMED_OUT: &str = "Task timed out after";

/// A handshake without an authorization object.
///
/// Source: graphql-dotnet/graphql-client#662.
pub const REQUIRED_HEADERS_MISSING: &str = "Required headers are missing.";

/// A handshake without a subprotocol.
///
/// Source: aws/aws-appsync-community#195, Textalk/websocket-php#92.
pub const NO_PROTOCOL: &str = "NoProtocolError";

/// A handshake whose subprotocols AppSync does not speak.
///
/// Source: graphql-dotnet/graphql-client#591.
pub const SUBPROTOCOL_NOT_SUPPORTED: &str = "SubProtocolNotSupportedError";

/// The message of a refused field.
///
/// Source: aws/aws-appsync-community#214, #266.
#[must_use]
pub fn field_denied(type_name: &str, field_name: &str) -> String {
    format!("Not Authorized to access {field_name} on type {type_name}")
}

/// The field that such a message speaks of; `None` for any other message.
#[must_use]
pub fn denied_field(message: &str) -> Option<Coordinate> {
    let (field_name, type_name) = message.strip_prefix("Not Authorized to access ")?.split_once(" on type ")?;
    (is_name(field_name) && is_name(type_name)).then(|| Coordinate::new(type_name, field_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scope_that_was_expected_is_read_from_the_sentences_that_name_it() {
        let both = format!("{} {} ", region_not_valid("eu-west-1"), correct_service("lambda"));
        assert_eq!(
            both,
            "Credential should be scoped to a valid region, not 'eu-west-1'. Credential should be scoped to correct service: 'lambda'. "
        );
        assert_eq!(
            (region_that_is_not_valid(&both), service_that_is_correct(&both)),
            (Some("eu-west-1"), Some("lambda"))
        );
        for other in ["", SIGNATURE_MISMATCH, "Credential should be scoped to a valid region, not 'x"] {
            assert_eq!((region_that_is_not_valid(other), service_that_is_correct(other)), (None, None), "{other}");
        }
    }

    #[test]
    fn a_refused_field_is_read_from_the_message_that_names_it() {
        assert_eq!(field_denied("Event", "comments"), "Not Authorized to access comments on type Event");
        assert_eq!(denied_field(&field_denied("Event", "comments")), Some(Coordinate::new("Event", "comments")));
        for other in ["", NOT_AUTHORIZED, "Not Authorized to access a b on type C", "Not Authorized to access a"] {
            assert_eq!(denied_field(other), None, "{other}");
        }
    }
}
