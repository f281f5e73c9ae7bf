//! The functions that answer fields, as direct Lambda resolvers.

use serde_json::Value;

use super::emulator::Emulator;
use super::execution::{Call, FieldMap, ResolverError};
use crate::appsync::{AuthorizerOutcome, Coordinate, Secret};

/// Which functions answer which fields of an API.
#[derive(Debug, Default)]
pub struct Resolvers {
    /// By field, the place of the function among `functions`.
    pub(super) fields: FieldMap<usize>,
    /// The names of the functions.
    functions: Vec<String>,
}

impl Resolvers {
    /// Resolvers by field and the name of a function.
    #[must_use]
    pub fn new(given: impl IntoIterator<Item = (Coordinate, String)>) -> Self {
        let mut resolvers = Self::default();
        for (coordinate, function) in given {
            let known = resolvers.functions.iter().position(|name| *name == function);
            let index = known.unwrap_or_else(|| {
                resolvers.functions.push(function);
                resolvers.functions.len() - 1
            });
            resolvers.fields.insert(&coordinate, index);
        }
        resolvers
    }
}

impl Emulator {
    /// Calls the function that answers a field. `secret` is what the request was authorized with: it is masked in what the
    /// function prints.
    pub(super) async fn resolve(
        &self,
        resolvers: &Resolvers,
        call: Call,
        secret: &Secret,
    ) -> Result<Value, ResolverError> {
        let name = resolvers.functions.get(call.target).map(String::as_str).unwrap_or_default();
        let Some(function) = self.functions.get(name) else {
            return Err(ResolverError::thrown(format!("Function not found: {}", self.functions.arn(name))));
        };
        let invocation = function.invoke(call.payload).await.map_err(|error| {
            self.say(&format!("function {name}: {error}"));
            ResolverError::thrown(error.to_string())
        })?;
        self.show_logs(name, &invocation.logs, secret);
        match invocation.outcome {
            AuthorizerOutcome::Returned { payload, .. } => serde_json::from_slice(&payload)
                .map_err(|error| ResolverError::thrown(format!("The function's answer is not JSON: {error}"))),
            AuthorizerOutcome::Failed(error) => Err(ResolverError::thrown(error.error_message)),
            AuthorizerOutcome::TimedOut { after } => {
                Err(ResolverError::thrown(format!("Task timed out after {:.2} seconds", after.as_secs_f64())))
            }
            AuthorizerOutcome::NotInvocable | AuthorizerOutcome::NotAsked => {
                Err(ResolverError::thrown("The function cannot be invoked"))
            }
        }
    }
}
