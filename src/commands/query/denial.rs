//! Why an answer refuses: what the engine makes of the request that was sent and of what came back.

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::{Map, Value};

use super::args::Args;
use super::prepare::Prepared;
use super::request::Request;
use crate::appsync::{GraphqlApi, Headers, Secret};
use crate::commands::context::Context;
use crate::commands::gather;
use crate::engine::{
    self, Admission, Api, Arrival, Cache, Case, CredentialFacts, FieldAccess, ModeChoice, Verdict, admit, conclude,
    field_access, root_fields,
};
use crate::error::Result;
use crate::graphql::{Schema, SelectedField};
use crate::settings::Settings;

/// What is known of a request that was sent, and of the API that got it.
#[derive(Debug)]
pub(super) struct Known {
    /// The API, where it is known.
    pub(super) api: Option<Api>,
    /// The schema, where it is known.
    pub(super) schema: Option<Arc<Schema>>,
    /// The fields that the operation selects.
    pub(super) selected: Vec<SelectedField>,
}

/// Looks up what explains an answer. What is not known is no fault, unless the user asked for the whole explanation.
///
/// # Errors
/// The API must be known and is not.
pub(super) async fn known(
    args: &Args,
    prepared: &Prepared,
    request: &Request,
    schema: Option<Arc<Schema>>,
    context: &Context<'_>,
) -> Result<Known> {
    let deployed = match &prepared.deployed {
        None if args.answer.explain && prepared.described.is_none() => match &prepared.settings.api {
            Some(selector) => {
                Some(gather::deployed_api(context, &selector.value, &prepared.settings, &args.environment).await?)
            }
            None => None,
        },
        deployed => deployed.clone(),
    };
    let schema = match (schema, &deployed) {
        (None, Some(api)) => match gather::deployed_schema(context, api).await {
            Ok(schema) => Some(schema),
            Err(error) => {
                context.console.step(&format!("no schema: {error}"));
                None
            }
        },
        (schema, _) => schema,
    };
    let api = prepared.described.as_ref().or(deployed.as_ref().map(|api| &api.facts)).map(of_facts);
    let selected = request.operation.selected_fields(schema.as_deref(), &request.values()).unwrap_or_default();
    Ok(Known { api, schema, selected })
}

fn of_facts(facts: &GraphqlApi) -> Api {
    Api { identity: facts.identity.clone().unwrap_or_default(), authentication: facts.authentication.clone() }
}

impl Known {
    /// Every step of the decision that can be told without the authorizer, and the access to each field; secrets are taken
    /// out. `None` where the API is not known.
    pub(super) fn explained(
        &self,
        request: &Request,
        headers: &Headers,
        settings: &Settings,
        now: SystemTime,
    ) -> Option<(Verdict, Vec<FieldAccess>)> {
        let api = self.api.as_ref()?;
        let asked = engine::Request {
            arrival: Arrival::Operation {
                query: request.query.clone(),
                operation_name: request.operation_name.clone(),
                variables: request.values(),
            },
            headers: headers.clone(),
            request_id: String::new(),
        };
        let readings = gather::readings(settings);
        let case = Case {
            request: &asked,
            root_fields: &root_fields(&self.selected),
            api,
            mode: ModeChoice::Detected,
            credential: &CredentialFacts::default(),
            readings: &readings,
            now,
        };
        let mut verdict = match admit(&case, &Cache::default()) {
            Admission::Decided(verdict) => *verdict,
            Admission::AskAuthorizer(pending) => {
                conclude(*pending, &crate::appsync::AuthorizerOutcome::NotAsked, api, now).0
            }
        };
        let mut fields = field_access(&verdict, api, self.schema.as_deref(), &self.selected);
        for (_, value) in headers.iter().filter(|(name, _)| Headers::is_secret(name)) {
            crate::suite::redact_verdict(&mut verdict, &mut fields, &Secret::new(value));
        }
        Some((verdict, fields))
    }
}

impl Request {
    /// The variables as the engine takes them.
    fn values(&self) -> Map<String, Value> {
        let value = |text: &str| serde_json::from_str(text).unwrap_or_default();
        self.variables.iter().map(|(name, text)| (name.clone(), value(text.get()))).collect()
    }
}
