//! The ways to call an authorizer, and what came of one call.

use std::time::Duration;

use bytes::Bytes;

use super::process::payload_of;
use super::{DeployedAuthorizer, FunctionConfiguration, ProcessPool, RulesAuthorizer, UrlAuthorizer};
use crate::appsync::{AuthorizerEvent, AuthorizerOutcome};
use crate::error::Error;

/// An authorizer that can be called.
#[derive(Debug)]
pub enum Authorizer {
    /// A handler file or a program, as warm child processes.
    Process(ProcessPool),
    /// Whatever answers Lambda's Invoke request at a URL.
    Url(UrlAuthorizer),
    /// A function on AWS.
    Deployed(Box<DeployedAuthorizer>),
    /// A rules file.
    Rules(RulesAuthorizer),
}

/// What came of calling an authorizer once.
#[derive(Debug, Clone, PartialEq)]
pub struct Invocation {
    /// The answer, or why there is none.
    pub outcome: AuthorizerOutcome,
    /// The last of what the function printed since the invocation before, both streams together. It may hold the token:
    /// mask it before it is shown.
    pub logs: String,
    /// From sending the event to knowing the outcome; without the cold start.
    pub duration: Duration,
    /// How long the process took to start, if this was its first invocation.
    pub cold_start: Option<Duration>,
}

impl Authorizer {
    /// Calls the authorizer.
    ///
    /// # Errors
    ///
    /// When it cannot be called at all: it does not start, or nobody answers at its URL. That it throws, exits or takes
    /// too long is an outcome.
    pub async fn invoke(&self, event: &AuthorizerEvent) -> Result<Invocation, Error> {
        match self {
            Self::Process(pool) => pool.invoke(event).await,
            Self::Url(url) => url.invoke_payload(payload_of(event)?).await,
            Self::Deployed(function) => function.invoke_payload(payload_of(event)?).await,
            Self::Rules(rules) => rules.answer_token(&event.authorization_token).await,
        }
    }

    /// Calls it with any payload, as Lambda's Invoke does: for whatever else a function is asked than to authorize.
    ///
    /// # Errors
    ///
    /// As [`Authorizer::invoke`].
    pub async fn invoke_payload(&self, payload: Bytes) -> Result<Invocation, Error> {
        match self {
            Self::Process(pool) => pool.invoke_payload(payload).await,
            Self::Url(url) => url.invoke_payload(payload).await,
            Self::Deployed(function) => function.invoke_payload(payload).await,
            Self::Rules(rules) => rules.invoke_payload(&payload).await,
        }
    }

    /// The same authorizer under another configuration of its function; `None` for one that runs elsewhere, where this
    /// configuration means nothing. Must be called within a tokio runtime.
    ///
    /// # Errors
    ///
    /// [`crate::error::ErrorKind::Outside`] when no thread can be started.
    pub fn configured(&self, configuration: &FunctionConfiguration) -> Result<Option<Self>, Error> {
        match self {
            Self::Process(pool) => Ok(Some(Self::Process(pool.configured(configuration)?))),
            Self::Rules(rules) => Ok(Some(Self::Rules(rules.configured(configuration)))),
            Self::Url(_) | Self::Deployed(_) => Ok(None),
        }
    }

    /// Ends whatever was started for it, and waits until it has ended.
    pub async fn shutdown(self) {
        match self {
            Self::Process(pool) => pool.shutdown().await,
            Self::Url(_) | Self::Deployed(_) | Self::Rules(_) => {}
        }
    }
}
