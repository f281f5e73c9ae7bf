//! What the cases of a suite have in common: the API in front of the authorizer, its schema, and which authorizer.

use std::path::PathBuf;
use std::sync::Arc;

use super::prepare::Builder;
use crate::appsync::{
    ApiAuthentication, ApiIdentity, AuthenticationType, AuthorizerTarget, LambdaAuthorizerConfig, Provider,
};
use crate::commands::gather::{self, DeployedApi};
use crate::engine::{Api, Readings};
use crate::error::{Error, Result};
use crate::graphql::Schema;
use crate::settings::Settings;
use crate::suite::{DescribedApi, SuiteApi, SuiteFile};

/// What the cases of a suite have in common.
#[derive(Debug)]
pub(super) struct Setting {
    /// The API in front of the authorizer.
    pub(super) api: Api,
    /// Its schema.
    pub(super) schema: Option<Arc<Schema>>,
    /// How open questions are read.
    pub(super) readings: Readings,
    /// Which authorizer: an index into [`Plan::authorizers`].
    pub(super) authorizer: usize,
}

/// An authorizer that is to be started.
#[derive(Debug)]
pub(super) struct Called {
    /// Which.
    pub(super) target: AuthorizerTarget,
    /// The folder that its path is relative to.
    pub(super) base: PathBuf,
    /// The API, for ARNs and the region.
    pub(super) identity: ApiIdentity,
    /// The region of a deployed API.
    pub(super) known_region: Option<String>,
    /// How AWS is reached.
    pub(super) settings: Settings,
}

impl Builder<'_> {
    /// The API, schema and authorizer of a suite, or of a single token.
    pub(super) async fn setting(
        &mut self,
        suite: Option<&SuiteFile>,
        settings: &Settings,
        queries: bool,
    ) -> Result<Arc<Setting>> {
        let console = self.context.console;
        let stated = suite.and_then(|suite| suite.authorizer.as_ref());
        let by_flag = self.args.authorizer.authorizer.is_some();
        let mut called = match (&settings.authorizer, stated) {
            (given, Some(stated)) if !by_flag || given.is_none() => {
                Some((stated.value.clone(), console.current_dir.clone()))
            }
            (Some(given), _) => Some((given.value.clone(), gather::folder_of(&given.origin, console))),
            (None, _) => None,
        };
        let deployed = self.deployed(suite, settings, called.is_none()).await?;
        let described = match suite.and_then(|suite| suite.api.as_ref()) {
            Some(SuiteApi::Described(api)) => Some(api.as_ref()),
            _ => None,
        };
        let api = self.api(described, deployed.as_ref(), settings)?;
        if called.is_none() {
            called = api
                .authentication
                .lambda()
                .and_then(|lambda| lambda.authorizer_uri.clone())
                .map(|arn| (AuthorizerTarget::Function(arn), console.current_dir.clone()));
        }
        let Some((target, base)) = called else { return Err(no_authorizer(deployed.is_some())) };
        let schema = self.schema(described, settings, deployed.as_ref().filter(|_| queries)).await?;
        let region = deployed.as_ref().map(|_| api.identity.region.clone());
        let called =
            Called { target, base, identity: api.identity.clone(), known_region: region, settings: settings.clone() };
        let authorizer = self.authorizer(called);
        Ok(Arc::new(Setting { api, schema, readings: gather::readings(settings), authorizer }))
    }

    /// The deployed API: the one that was named for this, or the environment's when the authorizer must come from it.
    async fn deployed(
        &self,
        suite: Option<&SuiteFile>,
        settings: &Settings,
        needed: bool,
    ) -> Result<Option<DeployedApi>> {
        let flag = self.args.environment.api.as_deref();
        let of_suite = match suite.and_then(|suite| suite.api.as_ref()) {
            Some(SuiteApi::Named(name)) => Some(name.value.as_str()),
            _ => None,
        };
        let of_environment = settings.api.as_ref().map(|api| api.value.as_str()).filter(|_| needed);
        match flag.or(of_suite).or(of_environment) {
            Some(selector) => {
                gather::deployed_api(self.context, selector, settings, &self.args.environment).await.map(Some)
            }
            None => Ok(None),
        }
    }

    /// What the API in front of the authorizer is: flags over the suite over the deployed one.
    fn api(
        &self,
        described: Option<&DescribedApi>,
        deployed: Option<&DeployedApi>,
        settings: &Settings,
    ) -> Result<Api> {
        let args = &self.args.api;
        let known = deployed.and_then(|api| api.facts.identity.clone());
        let is_deployed = known.is_some();
        let mut identity = known.unwrap_or_default();
        let region = described
            .and_then(|api| api.region.as_ref().map(|region| region.value.clone()))
            .or_else(|| settings.region.as_ref().filter(|_| !is_deployed).map(|region| region.value.clone()));
        if let Some(region) = region {
            identity.partition = ApiIdentity::partition_of(&region).to_owned();
            identity.region = region;
        }
        let id = described.and_then(|api| api.id.as_ref().map(|id| id.value.clone()));
        let account = described.and_then(|api| api.account_id.as_ref().map(|id| id.value.clone()));
        identity.api_id = args.api_id.clone().or(id).unwrap_or(identity.api_id);
        identity.account_id = args.account_id.clone().or(account).unwrap_or(identity.account_id);
        let mut authentication = match (described.and_then(modes), deployed) {
            (Some(modes), _) => modes,
            (None, Some(api)) => api.facts.authentication.clone(),
            (None, None) => ApiAuthentication::only(Provider::bare(AuthenticationType::AwsLambda)),
        };
        let regex = described.and_then(|api| api.identity_regex.as_ref().map(|regex| regex.value.clone()));
        let ttl = described.and_then(|api| api.ttl_seconds.as_ref().map(|ttl| ttl.value));
        let Some(lambda) = lambda_of(&mut authentication) else {
            return Err(Error::input("no-lambda-mode", "the API has no AWS_LAMBDA mode")
                .help("name AWS_LAMBDA as its `default` or among its `additional` modes"));
        };
        if let Some(regex) = args.identity_regex.clone().or(regex) {
            lambda.identity_validation_expression = Some(regex);
        }
        if let Some(ttl) = args.ttl.or(ttl) {
            lambda.authorizer_result_ttl_seconds = Some(ttl);
        }
        Ok(Api { identity, authentication })
    }

    /// The schema: flag, suite, environment, or that of the deployed API when a query needs one.
    async fn schema(
        &mut self,
        described: Option<&DescribedApi>,
        settings: &Settings,
        deployed: Option<&DeployedApi>,
    ) -> Result<Option<Arc<Schema>>> {
        let console = self.context.console;
        let of_suite = described.and_then(|api| api.schema.as_ref()).map(|schema| schema.value.clone());
        let of_settings = settings.schema.as_ref();
        let path = match (of_suite, of_settings) {
            (Some(path), _) if self.args.api.schema.is_none() => Some(path),
            (_, Some(given)) => {
                let folder = gather::folder_of(&given.origin, console);
                Some(
                    folder
                        .join(&given.value)
                        .strip_prefix(&console.current_dir)
                        .map_or_else(|_| given.value.clone(), |relative| relative.display().to_string()),
                )
            }
            (of_suite, None) => of_suite,
        };
        let Some(path) = path else {
            return match deployed {
                Some(api) => gather::deployed_schema(self.context, api).await.map(Some),
                None => Ok(None),
            };
        };
        if let Some(schema) = self.schemas.get(&path) {
            return Ok(Some(Arc::clone(schema)));
        }
        let schema = gather::schema(console, &path, &console.current_dir).await?;
        self.schemas.insert(path, Arc::clone(&schema));
        Ok(Some(schema))
    }

    /// The index of an authorizer; the same one is started once.
    fn authorizer(&mut self, called: Called) -> usize {
        let same = |other: &Called| {
            other.target == called.target
                && other.base == called.base
                && other.identity == called.identity
                && other.settings.profile == called.settings.profile
                && other.settings.endpoints == called.settings.endpoints
        };
        self.plan.authorizers.iter().position(same).unwrap_or_else(|| {
            self.plan.authorizers.push(called);
            self.plan.authorizers.len() - 1
        })
    }
}

/// The providers that a suite describes; `None` when it names no mode.
fn modes(api: &DescribedApi) -> Option<ApiAuthentication> {
    if api.default.is_none() && api.additional.is_empty() {
        return None;
    }
    let default = api.default.as_ref().map_or(AuthenticationType::AwsLambda, |mode| mode.value);
    Some(ApiAuthentication {
        default: Provider::bare(default),
        additional: api.additional.iter().map(|mode| Provider::bare(mode.value)).collect(),
    })
}

/// The configuration of the Lambda authorizer, wherever it stands.
fn lambda_of(authentication: &mut ApiAuthentication) -> Option<&mut LambdaAuthorizerConfig> {
    std::iter::once(&mut authentication.default).chain(&mut authentication.additional).find_map(|provider| {
        match provider {
            Provider::Lambda(config) => Some(config.get_or_insert_default()),
            _ => None,
        }
    })
}

/// Nothing says which the authorizer is.
fn no_authorizer(api_is_known: bool) -> Error {
    let message = if api_is_known { "the API has no Lambda authorizer" } else { "no authorizer is given" };
    Error::usage("no-authorizer", message).help(
        "give one with `--authorizer`, in the suite or in appsync-auth.yaml, or name an API that has one with `--api`",
    )
}
