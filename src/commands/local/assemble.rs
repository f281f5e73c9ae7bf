//! From the plan to an emulator.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::future::try_join_all;
use serde_json::{Map, Value, json};

use super::args::Args;
use super::plan::{Placed, Plan, PlannedApi};
use super::sources;
use crate::appsync::{AuthorizerTarget, Secret, UserPoolConfig};
use crate::commands::context::Context;
use crate::commands::gather::{self, AuthorizerOptions};
use crate::commands::given;
use crate::error::{Error, Result};
use crate::local::control_plane::UpdateOmitted;
use crate::local::execution::Resolvers;
use crate::local::store::{ApiKey, ApiRecord, Store, ids};
use crate::local::{Authority, Credentials, Emulator, EmulatorOptions, FieldSources, Functions, Issuers, Journal, Keyring};
use crate::outside::Verbosity;
use crate::outside::authorizer::Authorizer;
use crate::outside::token::read_token;
use crate::settings::{LocalProvider, Settings};

/// How long a client may take to send a request.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// How many processes of one function run at a time.
const PROCESSES: usize = 8;

/// What the emulator keeps under this name: the credentials that it made.
const CREDENTIALS: &str = "credentials";
/// The private key for tokens.
const TOKEN_KEY: &str = "token-key";
/// The authority of its certificates.
const AUTHORITY: &str = "authority";
/// What the configuration said of each API when it was last read.
const CONFIGURED: &str = "configured";

/// What is needed to make an emulator, and to read parts of it again.
pub(super) struct Workshop<'a> {
    pub(super) args: &'a Args,
    pub(super) settings: &'a Settings,
    pub(super) context: &'a Context<'a>,
    pub(super) plan: &'a Plan,
}

/// The emulator's own credentials, which its ready line tells.
#[derive(Debug, Clone)]
pub(super) struct OwnCredentials {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: Secret,
}

impl Workshop<'_> {
    /// Makes the emulator: reads every file, starts every function, and keeps each API.
    pub(super) async fn assemble(&self, origin: &str) -> Result<(Arc<Emulator>, OwnCredentials)> {
        let plan = self.plan;
        let store = Store::open(plan.state.clone(), &plan.region, &plan.account_id, SystemTime::now())?;
        let own = own_credentials(&store)?;
        let keyring = self.keyring(&own).await?;
        let kept = store.extra(TOKEN_KEY).and_then(|pem| pem.as_str().map(Secret::new));
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
        let journal = Journal::new(io::stdout());
        let emulator = Arc::new(Emulator::new(options, store, functions, keyring, issuers, journal, Journal::new(io::stderr())));
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
                LocalProvider::UserPool { pool, jwks: Some(jwks), .. } => (user_pool(pool, &self.plan.region).issuer(), jwks),
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
        let mut targets: Vec<&Placed<AuthorizerTarget>> = Vec::new();
        for api in &self.plan.apis {
            for target in api.authorizer.iter().chain(api.resolvers.iter().map(|(_, target)| target)) {
                if !targets.iter().any(|known| known.value == target.value && known.folder == target.folder) {
                    targets.push(target);
                }
            }
        }
        let running = try_join_all(targets.iter().map(|target| self.start(target))).await?;
        for (target, running) in targets.into_iter().zip(running) {
            emulator.functions.register(&target.value, running);
        }
        Ok(())
    }

    /// Starts a function.
    pub(super) async fn start(&self, target: &Placed<AuthorizerTarget>) -> Result<Authorizer> {
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
            handler_env: gather::handler_env(self.context.console, &args.authorizer).await?,
            remove_env: Vec::new(),
            logs: true,
        };
        gather::start_authorizer(self.context, &target.value, &target.folder, &options, self.settings, &args.environment).await
    }

    /// Keeps an API as the configuration says it. One that an earlier run kept stays as the control plane left it, until
    /// the configuration says something else than then.
    async fn keep_api(&self, api: &PlannedApi, emulator: &Emulator) -> Result<()> {
        let store = &emulator.store;
        let document = self.document(api, emulator).await?;
        let schema = match &api.schema {
            Some(schema) => Some(sources::schema_text(schema, self.context).await?),
            None => None,
        };
        let known = store.api_named(&api.name);
        let said = Value::Object(document.clone());
        let mut configured = store.extra(CONFIGURED).map_or_else(|| json!({}), |value| (*value).clone());
        let unchanged = known.is_some() && configured.get(&api.name) == Some(&said);
        let id = match known {
            Some(record) if unchanged => record.id.clone(),
            known => {
                let mut record = known.map(|record| (*record).clone()).unwrap_or_default();
                record.document = document;
                record.document.entry("apiId").or_insert_with(|| api_id_of(&api.name).into());
                let record = super::super::super::local::control_plane::checked(record)
                    .map_err(|message| Error::input("bad-api", format!("API `{}`: {message}", api.name)))?;
                store.add_api(record)?.id.clone()
            }
        };
        if let Some(members) = configured.as_object_mut() {
            members.insert(api.name.clone(), said);
        }
        store.put_extra(CONFIGURED, configured)?;
        self.set_schema_and_keys(api, &id, schema, emulator).await?;
        self.set_fields(api, &id, emulator).await?;
        self.permit(api, &id, emulator)
    }
}
