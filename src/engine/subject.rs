//! What is judged: the request, the API, what is known of the credential, and how open questions are read.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::iam::Policy;
use super::refusal::Refusal;
use crate::appsync::{ApiAuthentication, ApiIdentity, AuthenticationType, Headers, Secret};

/// A request as it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What the body, or the WebSocket frame, holds.
    pub arrival: Arrival,
    /// The headers; on a WebSocket those of the authorization object.
    pub headers: Headers,
    /// The id that the authorizer's event carries.
    pub request_id: String,
}

/// What the body, or the WebSocket frame, holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrival {
    /// An operation: over HTTP, or a WebSocket `start`.
    Operation {
        /// The document as it was sent; it may hold several operations.
        query: String,
        /// `operationName`, when the client sent one.
        operation_name: Option<String>,
        /// The variables.
        variables: Map<String, Value>,
    },
    /// A WebSocket connection.
    Connect,
    /// An empty body.
    Empty,
    /// A body that is not a GraphQL request.
    Malformed,
    /// Several operations, and none named.
    Ambiguous,
    /// An address where no API is.
    NoApi,
}

/// The API that the request goes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// The parts of its ARN.
    pub identity: ApiIdentity,
    /// Its providers.
    pub authentication: ApiAuthentication,
}

/// How the mode of a request is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModeChoice {
    /// By the headers, as AppSync does.
    Detected,
    /// AWS_LAMBDA, without looking: for those who test an authorizer and not the way to it.
    Lambda,
}

/// What is known of the credential beyond what it says of itself. Whoever can check it says so here.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CredentialFacts {
    /// Whether key, signature or token are good.
    pub check: CredentialCheck,
    /// What AWS answers to the fault that was found, where whoever checked can say it in more words than the rule.
    pub answer: Option<Refusal>,
    /// The policies of an IAM caller; `None` when not known.
    pub policies: Option<Vec<Policy>>,
    /// The caller's ARN under AWS_IAM.
    pub user_arn: Option<String>,
    /// The caller's account under AWS_IAM.
    pub account_id: Option<String>,
    /// The addresses that the request came from; empty when not known, and then resolvers are shown none.
    pub source_ip: Vec<String>,
}

/// What checking a credential gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CredentialCheck {
    /// Nobody here can check it.
    #[default]
    NotChecked,
    /// It is good.
    Verified,
    /// An API key that the API does not have.
    KeyUnknown,
    /// An API key that has expired.
    KeyExpired,
    /// A JWT whose signature is not valid.
    TokenSignatureInvalid,
    /// A SigV4 signature with an unknown access key.
    AccessKeyUnknown,
    /// A SigV4 signature that does not fit the request.
    SignatureMismatch,
    /// A SigV4 signature whose date is too far from now.
    SignatureExpired,
}

/// Who calls, as far as the rules on fields ask.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Caller {
    /// `cognito:groups` of a user pool's token.
    pub cognito_groups: Vec<String>,
    /// The policies of an IAM caller; `None` when not known.
    pub policies: Option<Vec<Policy>>,
}

/// How behaviour that AWS does not document is read; `--rule NAME=VALUE` changes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Readings {
    /// `identity-regex`: whole match or search.
    pub identity_regex: IdentityRegex,
    /// `unmatched-jwt`: what becomes of a JWT of no configured issuer.
    pub unmatched_jwt: UnmatchedJwt,
    /// `key-and-sigv4`: which of the two decides.
    pub key_and_sigv4: KeyAndSigv4,
    /// `invalid-answer`: the status for an answer that breaks the contract.
    pub invalid_answer: InvalidAnswer,
    /// `cache-denials`: whether denials are cached.
    pub cache_denials: CacheDenials,
    /// `permission-missing`: the status when AppSync may not invoke the function.
    pub permission_missing: PermissionMissing,
}

/// Reading of `identityValidationExpression`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IdentityRegex {
    /// It must match the whole token.
    #[default]
    Whole,
    /// It is enough that it is found in the token.
    Find,
}

/// What becomes of a JWT whose issuer no provider has, on an API with AWS_LAMBDA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnmatchedJwt {
    /// It is refused.
    #[default]
    Deny,
    /// It goes to the authorizer.
    Lambda,
}

/// Which decides when a request has both an API key and a SigV4 signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyAndSigv4 {
    /// The signature.
    #[default]
    Sigv4,
    /// The key.
    Key,
}

/// The status for an authorizer's answer that breaks the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InvalidAnswer {
    /// As a denial.
    #[default]
    Status401,
    /// As a failure.
    Status500,
}

/// Whether denials are cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CacheDenials {
    /// Like any other answer.
    #[default]
    Yes,
    /// Never.
    No,
}

/// The status when AppSync may not invoke the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PermissionMissing {
    /// 400 `BadRequestException` without a message.
    #[default]
    Status400,
    /// 500 `AuthorizerFailureException`.
    Status500,
}

impl Readings {
    /// The names, each with its values; the first is the default.
    pub const NAMES: [(&'static str, [&'static str; 2]); 6] = [
        ("identity-regex", ["whole", "find"]),
        ("unmatched-jwt", ["deny", "lambda"]),
        ("key-and-sigv4", ["sigv4", "key"]),
        ("invalid-answer", ["401", "500"]),
        ("cache-denials", ["yes", "no"]),
        ("permission-missing", ["400", "500"]),
    ];

    /// Chooses the value of a reading; false when there is no such name or value, and then nothing is changed.
    pub fn choose(&mut self, name: &str, value: &str) -> bool {
        let known = Self::NAMES.into_iter().find(|(known, _)| *known == name);
        let Some(position) = known.and_then(|(_, values)| values.iter().position(|known| *known == value)) else {
            return false;
        };
        let other = position == 1;
        match name {
            "identity-regex" => self.identity_regex = if other { IdentityRegex::Find } else { IdentityRegex::Whole },
            "unmatched-jwt" => self.unmatched_jwt = if other { UnmatchedJwt::Lambda } else { UnmatchedJwt::Deny },
            "key-and-sigv4" => self.key_and_sigv4 = if other { KeyAndSigv4::Key } else { KeyAndSigv4::Sigv4 },
            "invalid-answer" => {
                self.invalid_answer = if other { InvalidAnswer::Status500 } else { InvalidAnswer::Status401 };
            }
            "cache-denials" => self.cache_denials = if other { CacheDenials::No } else { CacheDenials::Yes },
            _ => {
                self.permission_missing =
                    if other { PermissionMissing::Status500 } else { PermissionMissing::Status400 };
            }
        }
        true
    }
}

/// Seconds since 1970, for claims; times before it count as 0.
pub(super) fn seconds_since_1970(time: SystemTime) -> f64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0.0, |duration| duration.as_secs_f64())
}

/// The mode of the API's default provider.
impl Api {
    /// Whether this mode is the default one.
    #[must_use]
    pub fn is_default(&self, mode: AuthenticationType) -> bool {
        self.authentication.default.authentication_type() == mode
    }

    /// Whether this is the only mode.
    #[must_use]
    pub fn is_only(&self, mode: AuthenticationType) -> bool {
        self.authentication.providers().all(|provider| provider.authentication_type() == mode)
    }
}

/// The token of a request for a Lambda authorizer.
impl Request {
    /// The name of the operation that the client chose.
    #[must_use]
    pub fn operation_name(&self) -> Option<&str> {
        match &self.arrival {
            Arrival::Operation { operation_name, .. } => operation_name.as_deref(),
            _ => None,
        }
    }

    /// The variables of the operation.
    #[must_use]
    pub const fn variables(&self) -> Option<&Map<String, Value>> {
        match &self.arrival {
            Arrival::Operation { variables, .. } => Some(variables),
            _ => None,
        }
    }

    /// The value of `Authorization`, untouched.
    #[must_use]
    pub fn authorization(&self) -> Option<Secret> {
        self.headers.authorization()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_can_be_set_to_each_of_its_values_and_starts_with_the_first() {
        for (name, values) in Readings::NAMES {
            let mut readings = Readings::default();
            assert!(readings.choose(name, values[1]));
            assert_ne!(readings, Readings::default(), "{name}");
            assert!(readings.choose(name, values[0]));
            assert_eq!(readings, Readings::default(), "{name}");
        }
    }

    #[test]
    fn a_reading_that_does_not_exist_changes_nothing() {
        let mut readings = Readings::default();
        assert!(!readings.choose("regex", "find"));
        assert!(!readings.choose("invalid-answer", "403"));
        assert_eq!(readings, Readings::default());
    }
}
