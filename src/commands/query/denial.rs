//! Why an answer refuses: what the engine makes of the request that was sent and of what came back.

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::{Map, Value};

use super::args::Args;
use super::hidden::Hidden;
use super::prepare::Prepared;
use super::request::Request;
use crate::appsync::{AuthorizerOutcome, GraphqlApi};
use crate::commands::context::Context;
use crate::commands::gather;
use crate::engine::diagnosis::{Answer, Diagnosis, Sent, diagnose};
use crate::engine::{
    self, Admission, Api, Arrival, Cache, Case, CredentialFacts, Decision, FieldAccess, ModeChoice, Readings, Verdict,
    admit, conclude, field_access, root_fields,
};
use crate::error::{Error, Result};
use crate::graphql::{Schema, SelectedField};
use crate::outside::Verbosity;
use crate::report::{Report, VerdictReport, diagnosis};
use crate::suite::{redact_diagnosis, redact_verdict};

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

/// Looks the API up that an explanation has to know: before the request is sent, as a mutation is not taken back.
///
/// # Errors
/// Nothing says which API it is, or AWS cannot be asked.
pub(super) async fn look_up(args: &Args, prepared: &mut Prepared, context: &Context<'_>) -> Result<()> {
    if prepared.described.is_some() || prepared.deployed.is_some() {
        return Ok(());
    }
    let Some(selector) = &prepared.settings.api else {
        return Err(Error::usage("no-api", "`--explain` has to know which modes the API has").help(
            "name the API with `--api`, or give `--api-config FILE` with what `aws appsync get-graphql-api` prints",
        ));
    };
    prepared.deployed =
        Some(gather::deployed_api(context, &selector.value, &prepared.settings, &args.environment).await?);
    Ok(())
}

/// Looks up what explains an answer. What is not known is no fault.
pub(super) async fn known(
    prepared: &Prepared,
    request: &Request,
    schema: Option<Arc<Schema>>,
    context: &Context<'_>,
) -> Known {
    let deployed = prepared.deployed.as_ref();
    let schema = match (schema, deployed) {
        (None, Some(api)) => match gather::deployed_schema(context, api).await {
            Ok(schema) => Some(schema),
            Err(error) => {
                context.console.step(&format!("no schema: {error}"));
                None
            }
        },
        (schema, _) => schema,
    };
    let api = prepared.described.as_ref().or(deployed.map(|api| &api.facts)).map(of_facts);
    let selected = request.operation.selected_fields(schema.as_deref(), &request.values()).unwrap_or_default();
    Known { api, schema, selected }
}

fn of_facts(facts: &GraphqlApi) -> Api {
    Api { identity: facts.identity.clone().unwrap_or_default(), authentication: facts.authentication.clone() }
}

/// What the rules make of an answer.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// What can be said of a denial, the most likely first.
    pub(super) diagnoses: Vec<Diagnosis>,
    /// Every step of the decision that can be told without the authorizer, and the access to each field.
    pub(super) explanation: Option<(Verdict, Vec<FieldAccess>)>,
    authorizer_uri: Option<String>,
}

/// What a trace says that ends where the authorizer is asked: whoever reads it has its consequences before his eyes.
const ASKED_ELSEWHERE: &str = "AppSync asked the authorizer, or used a cached answer; what it said shows only in the answer to this \
                               request";

/// How much is written on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The explanation and the diagnosis. Lines of JSON have no place for them either.
    All,
    /// The diagnosis; the explanation stands in the envelope.
    Diagnosis,
}

impl Told {
    /// Writes it on standard error: the answer stands on standard output.
    pub(super) fn write(&self, context: &Context<'_>, label: &str, part: Part) {
        let style = context.error_style;
        let mut text = Vec::new();
        if part == Part::All
            && let Some((verdict, fields)) = &self.explanation
        {
            let report = VerdictReport {
                verdict,
                fields,
                unknown_fields: &[],
                operation: label.to_owned(),
                asked: None,
                authorizer_uri: self.authorizer_uri.clone(),
                notes: if verdict.decision == Decision::Unknown {
                    vec![ASKED_ELSEWHERE.to_owned()]
                } else {
                    Vec::new()
                },
                sources: context.console.verbosity.get() >= Verbosity::Steps,
            };
            // Writing into memory does not fail.
            let _ = report.text(&mut text, &style);
        }
        if context.console.verbosity.get() > Verbosity::Quiet {
            let _ = diagnosis::write_diagnosis(&self.diagnoses, &mut text, &style);
        }
        context.console.write_err(&String::from_utf8_lossy(&text));
    }
}

impl Known {
    /// What the rules make of an answer to these headers.
    pub(super) fn told(
        &self,
        explains: bool,
        prepared: &Prepared,
        asked: &engine::Request,
        answer: &Answer<'_>,
    ) -> Told {
        let now = SystemTime::now();
        let readings = gather::readings(&prepared.settings);
        let host = prepared.target.api.host();
        let facts = Sent {
            headers: &asked.headers,
            host: Some(&host),
            api: self.api.as_ref(),
            schema: self.schema.as_deref(),
            selected: &self.selected,
            readings: &readings,
            now,
        };
        let mut diagnoses = diagnose(&facts, answer);
        let hidden = Hidden::of(&asked.headers, prepared);
        for secret in hidden.iter() {
            diagnoses.iter_mut().for_each(|diagnosis| redact_diagnosis(diagnosis, secret));
        }
        Told {
            diagnoses,
            explanation: if explains { self.explained(asked, &readings, &hidden, now) } else { None },
            authorizer_uri: self.api.as_ref().and_then(|api| api.authentication.lambda()?.authorizer_uri.clone()),
        }
    }

    /// The verdict as far as it stands without the authorizer; secrets are taken out. `None` where the API is not known.
    fn explained(
        &self,
        asked: &engine::Request,
        readings: &Readings,
        hidden: &Hidden,
        now: SystemTime,
    ) -> Option<(Verdict, Vec<FieldAccess>)> {
        let api = self.api.as_ref()?;
        let case = Case {
            request: asked,
            root_fields: &root_fields(&self.selected),
            api,
            mode: ModeChoice::Detected,
            credential: &CredentialFacts::default(),
            readings,
            now,
        };
        let mut verdict = match admit(&case, &Cache::default()) {
            Admission::Decided(verdict) => *verdict,
            Admission::AskAuthorizer(pending) => conclude(*pending, &AuthorizerOutcome::NotAsked, api, now).0,
        };
        let mut fields = field_access(&verdict, api, self.schema.as_deref(), &self.selected);
        hidden.iter().for_each(|secret| redact_verdict(&mut verdict, &mut fields, secret));
        Some((verdict, fields))
    }
}

impl Request {
    /// What arrives at the API.
    pub(super) fn arrival(&self) -> Arrival {
        Arrival::Operation {
            query: self.query.clone(),
            operation_name: self.operation_name.clone(),
            variables: self.values(),
        }
    }

    /// The variables as the engine takes them.
    fn values(&self) -> Map<String, Value> {
        let value = |text: &str| serde_json::from_str(text).unwrap_or_default();
        self.variables.iter().map(|(name, text)| (name.clone(), value(text.get()))).collect()
    }
}
