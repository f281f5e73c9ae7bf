//! Errors, in the form of each protocol.

use serde_json::json;

use super::query::error_document;
use super::request::ControlAnswer;
use crate::error::Error;

/// Which service a request is for, and with it in which form an error is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    AppSync,
    Lambda,
    Iam,
    Sts,
}

impl Service {
    /// The name in the scope of a signature.
    pub(super) const fn signing_name(self) -> &'static str {
        match self {
            Self::AppSync => "appsync",
            Self::Lambda => "lambda",
            Self::Iam => "iam",
            Self::Sts => "sts",
        }
    }
}

/// AppSync's error for a failure of its own.
const INTERNAL: &str = "InternalFailureException";

/// An error of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// AppSync's error for a request that is not well formed.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequestException", message)
    }

    /// AppSync's error for what does not exist.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(404, "NotFoundException", message)
    }

    /// AppSync's error for an API that does not exist.
    ///
    /// Source: the words are the service's, aws/aws-cli#6251.
    pub(super) fn no_api(id: &str) -> Self {
        Self::not_found(format!("GraphQL API {id} not found."))
    }

    /// The words in which services built on AWS's framework refuse a value.
    ///
    /// Source: the pattern that many services answer with; that AppSync does so for each member is assumed.
    pub(super) fn constraint(value: &str, member: &str, constraint: &str) -> String {
        format!("1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}")
    }

    /// No operation has this path.
    pub(super) fn no_operation(method: &str, path: &str) -> Self {
        Self::new(404, "UnknownOperationException", format!("the emulator has no operation {method} {path}"))
    }

    /// The name of the error as the service has it: each has another for a failure of its own.
    pub(super) fn code_of(&self, service: Service) -> &'static str {
        match (self.code, service) {
            (INTERNAL, Service::Lambda) => "ServiceException",
            (INTERNAL, Service::Iam) => "ServiceFailure",
            (INTERNAL, Service::Sts) => "InternalFailure",
            (code, _) => code,
        }
    }

    /// The answer that says it.
    pub(super) fn answer(&self, service: Service) -> ControlAnswer {
        let code = self.code_of(service);
        match service {
            Service::AppSync => {
                ControlAnswer::json(self.status, &json!({ "message": self.message })).header("x-amzn-ErrorType", code)
            }
            // Lambda's models spell the member in two ways.
            Service::Lambda => {
                let member = if matches!(code, "ResourceNotFoundException" | "ServiceException") {
                    "Message"
                } else {
                    "message"
                };
                let side = if self.status < 500 { "User" } else { "Service" };
                ControlAnswer::json(self.status, &json!({ "Type": side, member: self.message }))
                    .header("x-amzn-ErrorType", code)
            }
            Service::Iam | Service::Sts => ControlAnswer::bytes(self.status, "text/xml", error_document(service, self)),
        }
    }
}

/// The store cannot be written: the service has failed, not the caller.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::new(500, INTERNAL, error.message())
    }
}
