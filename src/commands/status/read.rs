//! Reading one API, or all of them, with as few calls as can be.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_config::SdkConfig;
use futures_util::{StreamExt, stream};
use serde_json::{Map, Value};

use super::args::Args;
use super::drift;
use crate::appsync::GraphqlApi;
use crate::commands::context::Context;
use crate::commands::gather::{self, DeployedApi};
use crate::commands::reporting::Progress;
use crate::engine::Api;
use crate::engine::lint::{self, LintInputs, Linted};
use crate::error::{Error, Result};
use crate::graphql::Schema;
use crate::outside::appsync_api::{AppSyncApi, region_of};
use crate::outside::lambda_api::{FunctionFacts, LambdaApi};
use crate::plan::{FunctionArn, FunctionPolicy};
use crate::report::status::{
    AllStatus, ApiStatus, AuthorizerFunction, FunctionConfiguration, FunctionReading, InvokePermission, ListedStatus,
    SchemaReading,
};
use crate::settings::Settings;

/// How many functions are asked about at a time.
const FUNCTIONS_AT_A_TIME: usize = 8;

/// A function as it was read, for whichever API names it.
#[derive(Debug, Clone)]
pub(super) struct ReadFunction {
    configuration: FunctionReading,
    policy: Result<FunctionPolicy>,
}

/// What reads.
pub(super) struct Reader<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) settings: &'a Settings,
    appsync: AppSyncApi,
    pub(super) lambda: LambdaApi,
    region: String,
    pub(super) inputs: LintInputs,
    /// Whether people see how far it is; what is watched stays where it stands.
    shows_progress: bool,
}

impl<'a> Reader<'a> {
    /// Whoever asks AWS as the settings say.
    ///
    /// # Errors
    /// No region, an unknown profile, an unreadable configuration of AWS.
    pub(super) async fn new(args: &Args, settings: &'a Settings, context: &'a Context<'a>) -> Result<Self> {
        let region = settings.api.as_ref().filter(|_| !args.all).and_then(|api| region_of(&api.value));
        let environment = &args.environment;
        let config: SdkConfig =
            gather::aws(context.console, settings, environment, region.clone(), |each| &each.appsync).await?;
        // Loading reads files and certificates, which takes longer than a call.
        let lambda = if settings.endpoints.appsync == settings.endpoints.lambda {
            LambdaApi::new(&config)
        } else {
            LambdaApi::new(&gather::aws(context.console, settings, environment, region, |each| &each.lambda).await?)
        };
        let inputs = LintInputs {
            regex_reading_is_chosen: settings.readings.iter().any(|reading| reading.value.name == "identity-regex"),
            ..LintInputs::default()
        };
        let region = config.region().map(ToString::to_string).unwrap_or_default();
        let appsync = AppSyncApi::new(&config);
        Ok(Self { context, settings, appsync, lambda, region, inputs, shows_progress: !args.watch })
    }

    /// One API, by its id, name, ARN or URL.
    ///
    /// # Errors
    /// There is none, or several; no credentials; AWS cannot be reached. What belongs to the API and cannot be read is part of
    /// the result.
    pub(super) async fn api(&self, selector: &str) -> Result<ApiStatus> {
        let document = self.appsync.find(selector).await?;
        let api = understood(&document)?;
        let members = document.as_object().cloned().unwrap_or_default();
        let name = api.name.as_deref().unwrap_or("without a name");
        self.context.console.step(&format!("api {selector}: {name}"));
        let uri = authorizer_uri(&api);
        let (schema, function) = tokio::join!(self.schema(&api), async {
            match &uri {
                Some(uri) => Some(self.function(uri).await),
                None => None,
            }
        });
        let schema = schema.as_ref().map(|schema| &**schema);
        let drift = drift::of(self, &members, schema.ok(), function.as_ref()).await;
        Ok(self.judged(api, members, function.as_ref(), Some(schema)).with_drift(drift))
    }

    /// Every API of the region. Each function is asked about once, whichever APIs name it.
    ///
    /// # Errors
    /// The list cannot be read.
    pub(super) async fn all(&self) -> Result<AllStatus> {
        let documents = self.appsync.documents().await?;
        let understood: Vec<(Value, Result<GraphqlApi>)> =
            documents.into_iter().map(|document| (document.clone(), understood(&document))).collect();
        let uris = understood.iter().filter_map(|(_, api)| authorizer_uri(api.as_ref().ok()?));
        let functions = self.functions(uris.collect()).await;
        let mut apis: Vec<ListedStatus> = understood
            .into_iter()
            .map(|(document, api)| {
                let text = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                let (id, name) = (text("apiId"), text("name"));
                let members = document.as_object().cloned().unwrap_or_default();
                let state = api.map(|api| {
                    let function = authorizer_uri(&api).and_then(|uri| functions.get(&uri));
                    self.judged(api, members, function, None)
                });
                ListedStatus { id, name, state }
            })
            .collect();
        apis.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
        Ok(AllStatus { region: self.region.clone(), apis })
    }

    /// Each of these functions.
    async fn functions(&self, uris: BTreeSet<String>) -> BTreeMap<String, ReadFunction> {
        let all = if self.shows_progress { uris.len() } else { 0 };
        let mut progress = Progress::new(all, "functions", self.context);
        let mut asked = stream::iter(uris)
            .map(async |uri| {
                let function = self.function(&uri).await;
                (uri, function)
            })
            .buffer_unordered(FUNCTIONS_AT_A_TIME);
        let mut functions = BTreeMap::new();
        while let Some((uri, function)) = asked.next().await {
            functions.insert(uri, function);
            progress.advance();
        }
        functions
    }

    async fn schema(&self, api: &GraphqlApi) -> Result<Arc<Schema>> {
        let region = api.identity.as_ref().map_or(self.region.as_str(), |identity| identity.region.as_str());
        let deployed = DeployedApi { facts: api.clone(), service: self.appsync.in_region(region) };
        gather::deployed_schema(self.context, &deployed).await
    }

    /// What Lambda says about a function, and its policy on the qualifier that is named.
    async fn function(&self, uri: &str) -> ReadFunction {
        let policy_of = FunctionArn::parse(uri).map_or_else(|| uri.to_owned(), |arn| arn.policy_arn().to_string());
        let (configuration, policy) = tokio::join!(self.lambda.configuration(uri), self.policy(&policy_of));
        let configuration = match configuration {
            Ok(facts) => FunctionReading::Found(configuration_of(facts)),
            Err(error) if error.code() == "no-such-function" => FunctionReading::Absent(error),
            Err(error) => FunctionReading::Unread(error),
        };
        ReadFunction { configuration, policy }
    }

    /// The policy of a function; empty where it has none.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) async fn policy(&self, target: &str) -> Result<FunctionPolicy> {
        let policy = self.lambda.policy(target).await?;
        policy.map_or_else(|| Ok(FunctionPolicy::default()), |policy| FunctionPolicy::parse(&policy.text))
    }

    /// What the rules say of what was read; without a schema of what the API says alone.
    fn judged(
        &self,
        api: GraphqlApi,
        document: Map<String, Value>,
        function: Option<&ReadFunction>,
        schema: Option<std::result::Result<&Schema, &Error>>,
    ) -> ApiStatus {
        let identity = api.identity.clone().unwrap_or_default();
        let subject = Api { identity, authentication: api.authentication.clone() };
        let of_api = |reading| (Linted { findings: lint::lint_api(&subject, &self.inputs), suppressed: 0 }, reading);
        let (linted, schema) = match schema {
            Some(Ok(schema)) => (lint::lint(schema, Some(&subject), &self.inputs), SchemaReading::Judged),
            Some(Err(error)) => of_api(SchemaReading::Unread(error.clone())),
            None => of_api(SchemaReading::NotAsked),
        };
        let function = function.zip(authorizer_uri(&api)).map(|(read, uri)| permitted(read, &uri, &subject));
        let mut findings: Vec<lint::Finding> =
            function.iter().flat_map(|function| lint::lint_invocation(&function.invocation(), &self.inputs)).collect();
        findings.extend(linted.findings);
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        ApiStatus { api, document, function, schema, findings, suppressed: linted.suppressed, drift: None }
    }
}

/// What a read function is to this API.
fn permitted(read: &ReadFunction, uri: &str, api: &Api) -> AuthorizerFunction {
    let permission = read.policy.clone().map(|policy| match FunctionArn::parse(uri).map(|arn| arn.policy_arn()) {
        Some(arn) => {
            InvokePermission { found: policy.invocable(&arn, &api.identity), open_by: policy.open_to_appsync(&arn) }
        }
        None => InvokePermission::default(),
    });
    AuthorizerFunction { configuration: read.configuration.clone(), permission }
}

impl ReadFunction {
    /// Its policy, if that could be read.
    pub(super) fn policy(&self) -> Result<&FunctionPolicy, &Error> {
        self.policy.as_ref()
    }
}

/// What the Lambda authorizer of an API is, if a function is configured.
pub(super) fn authorizer_uri(api: &GraphqlApi) -> Option<String> {
    api.authentication.lambda().and_then(|config| config.authorizer_uri.clone())
}

/// The API that a document tells of.
fn understood(document: &Value) -> Result<GraphqlApi> {
    let id = document.get("apiId").and_then(Value::as_str).unwrap_or("?");
    let refused = |reason: String| {
        Error::outside("unexpected-answer", format!("AppSync's answer on `{id}`: {reason}"))
            .help("check `--endpoint-url`, and whether a newer appsync-auth knows more")
    };
    let api = GraphqlApi::from_json(document).map_err(|error| refused(error.to_string()))?;
    match api.identity {
        Some(_) => Ok(api),
        None => Err(refused("`arn` is missing".to_owned())),
    }
}

fn configuration_of(facts: FunctionFacts) -> FunctionConfiguration {
    FunctionConfiguration {
        state: facts.state,
        state_reason: facts.state_reason,
        last_update_status: facts.last_update_status,
        last_update_status_reason: facts.last_update_status_reason,
        timeout_seconds: facts.timeout_seconds,
        runtime: facts.runtime,
        memory_size_megabytes: facts.memory_size_megabytes,
        last_modified: facts.last_modified,
    }
}
