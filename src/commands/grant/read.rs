//! What a grant is about: the API, its schema, the function and its role.

use std::sync::Arc;

use super::args::Args;
use crate::appsync::AuthenticationType;
use crate::commands::context::Context;
use crate::commands::gather::{self, DeployedApi};
use crate::engine::Api;
use crate::error::{Error, Result};
use crate::graphql::Schema;
use crate::outside::iam_api::IamApi;
use crate::outside::lambda_api::{FunctionExecution, FunctionVariables, LambdaApi};
use crate::plan::{FunctionArn, Grant, GrantWord};
use crate::report::{EndpointVariable, GrantSubject, VariableState};
use crate::settings::{Flags, Settings};

/// The most closed fields that a warning names.
const NAMES_AT_MOST: usize = 10;

/// All that is known before anything is changed.
pub(super) struct Known {
    pub(super) subject: GrantSubject,
    /// The schema, or why it cannot be read.
    pub(super) schema: Result<Arc<Schema>>,
    /// The API's URL.
    pub(super) url: String,
    pub(super) function: FunctionArn,
    pub(super) execution: FunctionExecution,
    pub(super) lambda: LambdaApi,
    pub(super) iam: IamApi,
}

impl Known {
    /// Reads all of it.
    pub(super) async fn read(args: &Args, context: &Context<'_>) -> Result<Self> {
        let settings = gather::settings(context, &args.environment, Flags::default(), None)?;
        let selector = settings.api.as_ref().map(|api| api.value.clone()).ok_or_else(|| {
            Error::usage("no-api", "it is not known which API the function shall call")
                .help("name it with `--api`, or write `api` into an environment of appsync-auth.yaml")
        })?;
        let deployed = gather::deployed_api(context, &selector, &settings, &args.environment).await?;
        let missing = |what: &str| {
            Error::outside("unexpected-answer", format!("AppSync's answer on `{selector}` has no {what}"))
                .help("check `--endpoint-url`, and whether a proxy answers in AWS's place")
        };
        let identity = deployed.facts.identity.clone().ok_or_else(|| missing("ARN"))?;
        let url = deployed.facts.graphql_url.clone().ok_or_else(|| missing("URL"))?;
        let schema = gather::deployed_schema(context, &deployed).await;
        let words: Vec<GrantWord> = args.to.iter().copied().map(Into::into).collect();
        let grant = Grant::new(identity.clone(), &words, &args.fields, schema.as_deref().ok())?;
        let (lambda, iam, execution) = function(args, &settings, &identity.region, context).await?;
        let function = FunctionArn::parse(&execution.arn).ok_or_else(|| {
            Error::outside("unexpected-answer", format!("Lambda's answer on `{}` has no ARN", args.function))
                .help("check `--endpoint-url`, and whether a proxy answers in AWS's place")
        })?;
        context.console.step(&format!("function {}: role {}", execution.arn, execution.role));
        let warnings = warnings(&grant, &deployed, &schema, &function);
        let subject = GrantSubject { grant, function: execution.arn.clone(), role: execution.role.clone(), warnings };
        Ok(Self { subject, schema, url, function, execution, lambda, iam })
    }

    /// What a variable of the function holds.
    pub(super) fn variable(&self, name: &str) -> VariableState {
        match &self.execution.variables {
            FunctionVariables::Unreadable(_) => VariableState::Unreadable,
            FunctionVariables::Known(all) => match all.get(name) {
                Some(value) if value.expose() == self.url => VariableState::Set,
                Some(_) => VariableState::Other,
                None => VariableState::Absent,
            },
        }
    }

    /// The endpoint variable that the user named, or else Amplify's.
    pub(super) fn endpoint_variable(&self, args: &Args) -> EndpointVariable {
        let name = args.endpoint_variable.clone().unwrap_or_else(|| crate::plan::ENDPOINT_VARIABLE.to_owned());
        EndpointVariable { state: self.variable(&name), name, asked_for: args.endpoint_variable.is_some() }
    }

    /// What Lambda's API takes for a change of the function.
    pub(super) fn target(&self) -> String {
        self.function.unqualified()
    }
}

/// The services, and the function: one that is named without a region is in that of the API.
async fn function(
    args: &Args,
    settings: &Settings,
    region: &str,
    context: &Context<'_>,
) -> Result<(LambdaApi, IamApi, FunctionExecution)> {
    let console = context.console;
    let of_lambda =
        gather::aws(console, settings, &args.environment, Some(region.to_owned()), |endpoints| &endpoints.lambda)
            .await?;
    let of_iam =
        gather::aws(console, settings, &args.environment, Some(region.to_owned()), |endpoints| &endpoints.iam).await?;
    let lambda = LambdaApi::new(&of_lambda);
    let execution = lambda.execution(&args.function).await?;
    let partition = execution.role.split(':').nth(1).unwrap_or("aws").to_owned();
    Ok((lambda, IamApi::new(&of_iam, &partition), execution))
}

/// What keeps the grant from being of use.
fn warnings(grant: &Grant, api: &DeployedApi, schema: &Result<Arc<Schema>>, function: &FunctionArn) -> Vec<String> {
    let mut warnings = Vec::new();
    let name = api.facts.name.as_deref().unwrap_or(&grant.api.api_id);
    let takes_signatures = api.facts.authentication.has(AuthenticationType::AwsIam);
    if !takes_signatures {
        let modes: Vec<&str> =
            api.facts.authentication.providers().map(|provider| provider.authentication_type().name()).collect();
        warnings.push(format!(
            "API `{name}` has no AWS_IAM mode, so the policy alone lets nobody in: add AWS_IAM to its authorization types \
             (it has {}) and `@aws_iam` to what the function reads",
            modes.join(", ")
        ));
    }
    if function.account_id != grant.api.account_id {
        warnings.push(format!(
            "the function is in account {}, the API in {}: a role's policy does not reach into another account",
            function.account_id, grant.api.account_id
        ));
    }
    match schema {
        Err(error) => warnings.push(format!("the schema cannot be read, so no field is checked against it: {error}")),
        Ok(schema) => {
            for word in grant.words_without_operations(schema) {
                warnings.push(format!("the schema has no {} type, so `{word}` allows nothing yet", word.type_name()));
            }
            let rules = Api { identity: grant.api.clone(), authentication: api.facts.authentication.clone() };
            let closed = if takes_signatures { grant.closed(schema, &rules) } else { Vec::new() };
            if !closed.is_empty() {
                let mut names: Vec<String> =
                    closed.iter().take(NAMES_AT_MOST).map(|field| format!("`{field}`")).collect();
                if closed.len() > NAMES_AT_MOST {
                    names.push(format!("{} more", closed.len() - NAMES_AT_MOST));
                }
                warnings.push(format!(
                    "AWS_IAM does not reach {}, whatever a policy says: the directives of the schema leave it out \
                     (`appsync-auth access --mode AWS_IAM` shows every field)",
                    names.join(", ")
                ));
            }
        }
    }
    warnings
}
