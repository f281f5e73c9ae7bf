//! From the plan to an emulator.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::future::try_join_all;
use serde_json::Value;

use super::api::user_pool;
use super::args::Args;
use super::kept::{OwnCredentials, own_credentials, token_key};
use super::plan::{Placed, Plan, PlannedApi};
use super::sources;
use crate::appsync::{Arn, AuthorizerTarget};
use crate::commands::authorizer::{self, AuthorizerOptions};
use crate::commands::context::Context;
use crate::commands::gather;
use crate::commands::given;
use crate::error::Result;
use crate::local::control_plane::UpdateOmitted;
use crate::local::store::Store;
use crate::local::{Credentials, Emulator, EmulatorOptions, Functions, Issuers, Journal, Keyring};
use crate::outside::Verbosity;
use crate::outside::authorizer::{Authorizer, FunctionConfiguration};
use crate::outside::token::read_token;
use crate::settings::{LocalProvider, Settings};

/// How long a client may take to send a request's headers, and to begin with the next request on its connection.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// How many processes of one function run at a time.
const PROCESSES: usize = 8;

/// What is needed to make an emulator, and to read parts of it again.
pub(super) struct Workshop<'a> {
    pub(super) args: &'a Args,
    pub(super) settings: &'a Settings,
    pub(super) context: &'a Context<'a>,
    pub(super) plan: &'a Plan,
}

impl Workshop<'_> {
    /// Makes the emulator: reads every file, starts every function, and keeps each API.
    pub(super) async fn assemble(&self, origin: &str) -> Result<(Arc<Emulator>, OwnCredentials)> {
        let plan = self.plan;
        let store = Store::open(plan.state.clone(), &plan.region, &plan.account_id, SystemTime::now())?;
        let own = own_credentials(&store)?;
        let keyring = self.keyring(&own).await?;
        let kept = token_key(&store);
        let issuers = Issuers::new(self.given_keys().await?, kept.as_ref())?;
        let console = self.context.console;
        let functions = Functions::new(&plan.region, &plan.account_id);
        let options = EmulatorOptions {
            origin: origin.to_owned(),
            region: plan.region.clone(),
            account_id: plan.account_id.clone(),
            readings: gather::readings(self.settings),
            update_omitted: self.update_omitted(),
            json: self.context.json,
            quiet: console.verbosity.get() == Verbosity::Quiet,
            read_timeout: READ_TIMEOUT,
        };
        let journal = if self.context.json { Journal::of_json(io::stdout()) } else { Journal::new(io::stdout()) };
        let emulator =
            Arc::new(Emulator::new(options, store, functions, keyring, issuers, journal, Journal::new(io::stderr())));
        self.start_functions(&emulator).await?;
        for api in &plan.apis {
            self.keep_api(api, &emulator).await?;
        }
        for record in emulator.store.apis() {
            emulator.refresh(&record.id)?;
        }
        Ok((emulator, own))
    }

    fn update_omitted(&self) -> UpdateOmitted {
        let chosen = self.settings.readings.iter().rfind(|reading| reading.value.name == "update-omitted");
        match chosen.map(|reading| reading.value.value) {
            Some("keep") => UpdateOmitted::Keep,
            _ => UpdateOmitted::Replace,
        }
    }

    /// The credentials of the configuration, and those that the emulator made.
    async fn keyring(&self, own: &OwnCredentials) -> Result<Keyring> {
        let plan = self.plan;
        let mut credentials = Vec::new();
        for given in &plan.credentials {
            let timeout = self.args.environment.timeout;
            let secret = read_token(self.context.console, &given.secret, &plan.folder, timeout).await?;
            let mut policies = Vec::new();
            for path in &given.policies {
                policies.push(given::policy_in(path, &plan.folder, self.context.console).await?);
            }
            credentials.push(Credentials {
                access_key_id: given.access_key_id.clone(),
                secret_access_key: secret,
                session_token: None,
                principal: given.principal.clone().unwrap_or_else(|| self.principal(&given.access_key_id)),
                policies: (!policies.is_empty()).then_some(policies),
            });
        }
        credentials.push(Credentials {
            access_key_id: own.access_key_id.clone(),
            secret_access_key: own.secret_access_key.clone(),
            session_token: None,
            principal: self.principal("local"),
            policies: None,
        });
        Ok(Keyring { credentials, accept_any: plan.accept_any_credentials })
    }

    fn principal(&self, name: &str) -> String {
        let partition = crate::appsync::ApiIdentity::partition_of(&self.plan.region);
        format!("arn:{partition}:iam::{}:user/{name}", self.plan.account_id)
    }

    /// The public keys that the configuration gives, by issuer.
    async fn given_keys(&self) -> Result<Vec<(String, crate::verify::KeySet)>> {
        let mut given = Vec::new();
        for provider in self.plan.apis.iter().flat_map(|api| api.default.iter().chain(&api.additional)) {
            let (issuer, jwks) = match provider {
                LocalProvider::UserPool { pool, jwks: Some(jwks), .. } => {
                    (user_pool(pool, &self.plan.region).issuer(), jwks)
                }
                LocalProvider::OpenIdConnect { issuer, jwks: Some(jwks), .. } => (issuer.clone(), jwks),
                _ => continue,
            };
            let keys = sources::key_set(jwks, &self.plan.folder, self.context, self.args.environment.timeout).await?;
            given.push((issuer, keys));
        }
        Ok(given)
    }

    /// Starts every function that an API names, side by side.
    async fn start_functions(&self, emulator: &Emulator) -> Result<()> {
        let mut wanted: Vec<(Option<String>, &Placed<AuthorizerTarget>)> = Vec::new();
        for api in &self.plan.apis {
            let of_document = self.function_of_document(api).await?;
            if let (Some(name), None) = (&of_document, &api.authorizer) {
                emulator.say(&format!(
                    "warning: API `{}` asks the function `{name}`, which is not here: say what it is with `--authorizer`",
                    api.name
                ));
            }
            let resolvers = api.resolvers.iter().map(|(_, target)| (None, target));
            for (name, target) in api.authorizer.iter().map(|target| (of_document.clone(), target)).chain(resolvers) {
                let same = |(known_name, known): &(Option<String>, &Placed<AuthorizerTarget>)| {
                    *known_name == name && known.value == target.value && known.folder == target.folder
                };
                if !wanted.iter().any(same) {
                    wanted.push((name, target));
                }
            }
        }
        let mut names: Vec<String> = Vec::new();
        for (name, target) in &wanted {
            names.push(emulator.functions.free_name(name.as_deref(), &target.value, &names));
        }
        let starts = names.iter().zip(&wanted).map(|(name, (_, target))| {
            let configuration = emulator.store.function_configuration(name);
            async move { self.start(target, &configuration).await }
        });
        let running = try_join_all(starts).await?;
        for ((name, (_, target)), running) in names.iter().zip(wanted).zip(running) {
            emulator.functions.register(Some(name), &target.value, running);
        }
        Ok(())
    }

    /// The name of the function that an API's own document asks.
    async fn function_of_document(&self, api: &PlannedApi) -> Result<Option<String>> {
        let Some(file) = &api.api_config else { return Ok(None) };
        let document = given::api_document(&file.value, &file.folder, self.context.console).await?;
        let facts = crate::appsync::GraphqlApi::from_json(&Value::Object(document)).ok();
        let uri = facts.and_then(|api| api.authentication.lambda().and_then(|lambda| lambda.authorizer_uri.clone()));
        Ok(uri.and_then(|uri| match uri.parse() {
            Ok(Arn::Function { name, .. }) => Some(name),
            _ => None,
        }))
    }

    /// Starts a function.
    pub(super) async fn start(
        &self,
        target: &Placed<AuthorizerTarget>,
        configuration: &FunctionConfiguration,
    ) -> Result<Authorizer> {
        let args = self.args;
        let options = AuthorizerOptions {
            identity: crate::appsync::ApiIdentity {
                partition: crate::appsync::ApiIdentity::partition_of(&self.plan.region).to_owned(),
                region: self.plan.region.clone(),
                account_id: self.plan.account_id.clone(),
                ..crate::appsync::ApiIdentity::default()
            },
            known_region: None,
            jobs: PROCESSES,
            authorizer_timeout: args.authorizer.authorizer_timeout,
            timeout: args.environment.timeout,
            handler_env: authorizer::handler_env(self.context.console, &args.authorizer).await?,
            remove_env: Vec::new(),
            logs: true,
            configuration: configuration.clone(),
        };
        authorizer::start_authorizer(
            self.context,
            &target.value,
            &target.folder,
            &options,
            self.settings,
            &args.environment,
        )
        .await
    }
}
