//! What the client of a refused request gets: the words of each rule that refuses, once, for whoever answers as AppSync
//! does and for whoever reads AppSync's answer.

use super::rules::{Code, RULES, Severity, Stage};
use crate::appsync::refusal_words as words;

/// What the client of a refused request gets: an HTTP status and one entry of `errors`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// `errors[0].errorType`.
    pub error_type: &'static str,
    /// `errors[0].message`; AppSync sometimes gives none.
    pub message: Option<String>,
}

/// The message where AppSync may not invoke the function, under `--rule permission-missing=500`.
pub(super) const UNABLE_TO_INVOKE: &str = "Unable to invoke the authorizer";

impl Refusal {
    /// The answer to a caller who is not let in.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self::new(401, words::UNAUTHORIZED_EXCEPTION, words::NOT_AUTHORIZED)
    }

    /// The answer where the authorizer failed.
    pub(super) fn failure(message: impl Into<String>) -> Self {
        Self::new(500, words::AUTHORIZER_FAILURE_EXCEPTION, message)
    }

    /// A refusal with a message.
    #[must_use]
    pub fn new(status: u16, error_type: &'static str, message: impl Into<String>) -> Self {
        Self { status, error_type, message: Some(message.into()) }
    }

    /// The refusal by a rule that always refuses in the same words; the evidence is the rule's own. A rule that has none of
    /// its own refuses like any caller who is not let in.
    #[must_use]
    pub fn of(code: Code) -> Self {
        let unauthorized = |message: &str| Self::new(401, words::UNAUTHORIZED_EXCEPTION, message);
        let malformed = |message: &str| Self::new(400, "MalformedHttpRequestException", message);
        let signature = |message: &str| Self::new(403, words::INVALID_SIGNATURE_EXCEPTION, message);
        match code {
            Code::Q201 => malformed("Request body is empty."),
            Code::Q202 => malformed("Unable to parse GraphQL query."),
            Code::Q203 => Self::new(404, "NotFoundException", "There is no API at this address."),
            Code::Q204 => Self::new(400, words::BAD_REQUEST_EXCEPTION, "Missing operation name."),
            Code::M201 => unauthorized(words::HEADER_MISSING),
            Code::M202 => unauthorized(words::HEADER_UNUSABLE),
            Code::M203 | Code::M204 => unauthorized(words::JWT_UNREADABLE),
            Code::K207 => Self::new(403, words::UNRECOGNIZED_CLIENT_EXCEPTION, words::SECURITY_TOKEN_INVALID),
            Code::K208 => signature(words::SIGNATURE_MISMATCH),
            Code::K209 => signature(words::SIGNATURE_EXPIRED),
            Code::A203 => Self { status: 400, error_type: words::BAD_REQUEST_EXCEPTION, message: None },
            Code::R208 | Code::R209 => Self::of_broken_answer(code),
            Code::I201 => unauthorized(words::PERMISSION_DENIED),
            _ => Self::unauthorized(),
        }
    }

    /// The failure by an answer of the function that breaks the contract.
    pub(super) fn of_broken_answer(code: Code) -> Self {
        Self::failure(match code {
            Code::R208 => "resolverContext is larger than 5 MB",
            Code::R209 => "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
            other => other.rule().title,
        })
    }

    /// The rules that refuse a request in just these words, in the order of the table.
    pub(super) fn rules_that_say(error_type: &str, message: Option<&str>) -> Vec<Code> {
        let says = |refusal: &Self| refusal.error_type == error_type && refusal.message.as_deref() == message;
        RULES
            .iter()
            .filter(|rule| rule.severity == Severity::Error && refuses_requests(rule.stage))
            .map(|rule| rule.code)
            .filter(|code| {
                let breaks_contract = code.rule().stage == Stage::Contract && !matches!(code, Code::R201 | Code::R205);
                says(&Self::of(*code)) || (breaks_contract && says(&Self::of_broken_answer(*code)))
            })
            .collect()
    }
}

/// Whether the rules of a stage refuse whole requests.
const fn refuses_requests(stage: Stage) -> bool {
    !matches!(stage, Stage::DeniedFields | Stage::Directives | Stage::Providers | Stage::Lint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_refusal_lead_back_to_its_rules() {
        let rules = |error_type: &str, message: Option<&str>| Refusal::rules_that_say(error_type, message);
        assert_eq!(rules("UnauthorizedException", Some("Missing authorization header")), [Code::M201]);
        assert_eq!(rules("UnauthorizedException", Some("Unable to parse JWT token.")), [Code::M203, Code::M204]);
        assert_eq!(rules("UnauthorizedException", Some("Permission denied")), [Code::I201]);
        assert_eq!(rules("BadRequestException", None), [Code::A203]);
        assert_eq!(rules("AuthorizerFailureException", Some(Code::R204.rule().title)), [Code::R204]);
        assert_eq!(rules("AuthorizerFailureException", Some(Code::R201.rule().title)), []);
        assert_eq!(rules("AuthorizerFailureException", Some("resolverContext is larger than 5 MB")), [Code::R208]);
        assert_eq!(rules("UnauthorizedException", Some("something else")), []);
        assert_eq!(rules("BadRequestException", Some("something else")), []);
    }
}
