//! What was read of an API. What could not be read keeps the reason: the rest is worth showing.

use serde_json::{Map, Value};

use crate::appsync::{GraphqlApi, LambdaAuthorizerConfig, Provider};
use crate::engine::lint::{AuthorizerInvocation, Finding};
use crate::error::Error;
use crate::plan::Invocable;

/// One API.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiStatus {
    /// Its providers, names and addresses.
    pub api: GraphqlApi,
    /// The document that AppSync answered.
    pub document: Map<String, Value>,
    /// The authorizer's function; `None` when no function is configured.
    pub function: Option<AuthorizerFunction>,
    /// Whether its schema was judged.
    pub schema: SchemaReading,
    /// What is found, the worst first.
    pub findings: Vec<Finding>,
    /// How many findings a comment in the schema took back.
    pub suppressed: usize,
    /// How far it is from what the configuration wants; `None` when nothing is wanted.
    pub drift: Option<Drift>,
}

/// Whether the API's schema was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaReading {
    /// It was.
    Judged,
    /// Nobody wanted that.
    NotAsked,
    /// It could not be read.
    Unread(Error),
}

/// The authorizer's function, as Lambda knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizerFunction {
    /// Its configuration.
    pub configuration: FunctionReading,
    /// Whether AppSync may invoke it for the API.
    pub permission: Result<InvokePermission, Error>,
}

/// The configuration of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FunctionReading {
    /// As Lambda says.
    Found(FunctionConfiguration),
    /// There is no such function.
    Absent(Error),
    /// It could not be read.
    Unread(Error),
}

/// What Lambda says about a function.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FunctionConfiguration {
    /// `Active`, `Pending`, `Inactive`, `Failed` and what AWS adds.
    pub state: Option<String>,
    /// Why it is in this state.
    pub state_reason: Option<String>,
    /// `Successful`, `InProgress`, `Failed`.
    pub last_update_status: Option<String>,
    /// Why the last update ended so.
    pub last_update_status_reason: Option<String>,
    /// Its own time limit.
    pub timeout_seconds: Option<i32>,
    /// Such as `nodejs22.x`; absent for images.
    pub runtime: Option<String>,
    /// The memory, in MB.
    pub memory_size_megabytes: Option<i32>,
    /// When code or configuration last changed, ISO 8601.
    pub last_modified: Option<String>,
}

/// What the function's policy says of this API, on the qualifier that the API names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InvokePermission {
    /// Whether AppSync may invoke it, and by which statements.
    pub found: Invocable,
    /// The statements that let AppSync invoke it for any API of any account.
    pub open_by: Vec<String>,
}

/// How far the API is from what the configuration wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The environment that wants it.
    pub environment: String,
    /// How many changes `configure` would make, permissions among them; or why that cannot be told.
    pub changes: Result<usize, Error>,
    /// Whether permissions are counted; not when a policy could not be read.
    pub permissions_are_known: bool,
    /// The command that shows them.
    pub command: String,
}

/// One API of several: what is told of it, or why nothing can be.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedStatus {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What is told of it.
    pub state: Result<ApiStatus, Error>,
}

impl ApiStatus {
    /// The id; empty for an API that does not say it.
    #[must_use]
    pub fn id(&self) -> &str {
        self.api.identity.as_ref().map_or("", |identity| identity.api_id.as_str())
    }

    /// The Lambda authorizer's configuration; `None` without such a mode.
    #[must_use]
    pub fn lambda(&self) -> Option<LambdaAuthorizerConfig> {
        self.api.authentication.providers().find_map(|provider| match provider {
            Provider::Lambda(config) => Some(config.clone().unwrap_or_default()),
            _ => None,
        })
    }

    /// The same, with how far it is from what is wanted.
    #[must_use]
    pub fn with_drift(self, drift: Option<Drift>) -> Self {
        Self { drift, ..self }
    }

    /// What could not be read, with its name, each reason once.
    #[must_use]
    pub fn unread(&self) -> Vec<(&'static str, &Error)> {
        let mut unread = Vec::new();
        if let Some(function) = &self.function {
            if let FunctionReading::Unread(error) = &function.configuration {
                unread.push(("function", error));
            }
            if let Err(error) = &function.permission {
                unread.push(("permission", error));
            }
        }
        if let SchemaReading::Unread(error) = &self.schema {
            unread.push(("schema", error));
        }
        if let Some(Drift { changes: Err(error), .. }) = &self.drift {
            unread.push(("drift", error));
        }
        unread
    }
}

impl AuthorizerFunction {
    /// What the rules on a function are asked about.
    #[must_use]
    pub fn invocation(&self) -> AuthorizerInvocation {
        let permission = self.permission.as_ref().ok();
        AuthorizerInvocation {
            exists: match self.configuration {
                FunctionReading::Found(_) => Some(true),
                FunctionReading::Absent(_) => Some(false),
                FunctionReading::Unread(_) => None,
            },
            is_allowed: self.may_invoke(),
            denied_by: permission.map(|permission| permission.found.denied_by.clone()).unwrap_or_default(),
            open_by: permission.map(|permission| permission.open_by.clone()).unwrap_or_default(),
        }
    }

    /// Whether AppSync may invoke it; `None` where that is not known.
    #[must_use]
    pub fn may_invoke(&self) -> Option<bool> {
        match (&self.configuration, &self.permission) {
            (FunctionReading::Absent(_), _) => Some(false),
            (_, Ok(permission)) => permission.found.is_allowed(),
            (_, Err(_)) => None,
        }
    }
}
