//! From the plan to an emulator.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::future::try_join_all;
use serde_json::{Map, Value, json};

use super::args::Args;
use super::plan::{Placed, Plan, PlannedApi};
use super::sources;
use crate::appsync::{Arn, AuthorizerTarget, Secret, UserPoolConfig};
use crate::commands::context::Context;
use crate::commands::gather::{self, AuthorizerOptions};
use crate::commands::given;
use crate::error::{Error, Result};
use crate::local::control_plane::UpdateOmitted;
use crate::local::control_plane::provider_refusal;
use crate::local::store::{
    ApiKey, ApiRecord, PolicyKey, SchemaCreation, SchemaStatus, Store, new_api_id, new_api_key, new_request_id,
};
use crate::local::{
    Authority, Credentials, Emulator, EmulatorOptions, Functions, Issuers, Journal, Keyring, Resolvers,
};
use crate::outside::Verbosity;
use crate::outside::authorizer::Authorizer;
use crate::outside::token::read_token;
use crate::settings::{LocalProvider, Settings};

/// How long a client may take to send a request's headers, and to begin with the next request on its connection.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

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

/// How soon after a mutation its data is kept.
const KEEP_WITHIN: Duration = Duration::from_millis(200);

/// What is needed to make an emulator, and to read parts of it again.
pub(super) struct Workshop<'a> {
    pub(super) args: &'a Args,
    pub(super) settings: &'a Settings,
    pub(super) context: &'a Context<'a>,
    pub(super) plan: &'a Plan,
}

/// Whether something is read for the first time, or because it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    No,
    Yes,
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
        let running = try_join_all(wanted.iter().map(|(_, target)| self.start(target))).await?;
        for ((name, target), running) in wanted.into_iter().zip(running) {
            emulator.functions.register(name.as_deref(), &target.value, running);
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
        gather::start_authorizer(
            self.context,
            &target.value,
            &target.folder,
            &options,
            self.settings,
            &args.environment,
        )
        .await
    }

    /// Keeps an API as the configuration says it. One that an earlier run kept stays as the control plane left it, until
    /// the configuration says something else than then.
    async fn keep_api(&self, api: &PlannedApi, emulator: &Emulator) -> Result<()> {
        let store = &emulator.store;
        let document = self.document(api, emulator).await?;
        let schema = match &api.schema {
            Some(schema) => {
                Some(sources::schema_text(schema, self.context, |text| self.context.console.note(text)).await?)
            }
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
                check_providers(&record)?;
                store.add_api(record)?.id.clone()
            }
        };
        if let Some(members) = configured.as_object_mut() {
            members.insert(api.name.clone(), said);
        }
        store.put_extra(CONFIGURED, configured)?;
        self.set_schema_and_keys(api, &id, schema, emulator).await?;
        self.set_fields(api, &id, emulator, Again::No).await?;
        self.permit(api, &id, emulator)
    }
}

impl Workshop<'_> {
    /// The document of an API as GetGraphqlApi answers it: the one that the user gave, or one made of its providers.
    async fn document(&self, api: &PlannedApi, emulator: &Emulator) -> Result<Map<String, Value>> {
        if let Some(file) = &api.api_config {
            let mut document = given::api_document(&file.value, &file.folder, self.context.console).await?;
            document.insert("name".to_owned(), json!(api.name));
            for told_anew in ["arn", "uris", "dns", "owner"] {
                document.shift_remove(told_anew);
            }
            return Ok(document);
        }
        let Some(default) = &api.default else {
            return Err(Error::input("no-mode", format!("API `{}` has no default mode", api.name))
                .help("give it a `default`, such as { mode: API_KEY }"));
        };
        let mut document = self.provider(default, true, emulator);
        let mut named = Map::new();
        named.insert("name".to_owned(), json!(api.name));
        named.append(&mut document);
        if !api.additional.is_empty() {
            let additional: Vec<Value> =
                api.additional.iter().map(|provider| Value::Object(self.provider(provider, false, emulator))).collect();
            named.insert("additionalAuthenticationProviders".to_owned(), Value::Array(additional));
        }
        let settled = json!({ "xrayEnabled": false, "visibility": "GLOBAL", "apiType": "GRAPHQL", "introspectionConfig": "ENABLED", "queryDepthLimit": 0, "resolverCountLimit": 0 });
        if let Value::Object(mut settled) = settled {
            named.append(&mut settled);
        }
        Ok(named)
    }

    /// A provider in AppSync's words.
    fn provider(&self, provider: &LocalProvider, is_default: bool, emulator: &Emulator) -> Map<String, Value> {
        let mut members = Map::new();
        members.insert("authenticationType".to_owned(), json!(provider.authentication_type().name()));
        match provider {
            LocalProvider::ApiKey | LocalProvider::AwsIam => {}
            LocalProvider::UserPool { pool, clients, default_action, .. } => {
                let config = user_pool(pool, &self.plan.region);
                let mut object = json!({ "userPoolId": config.user_pool_id, "awsRegion": config.aws_region });
                if is_default {
                    let deny = *default_action == Some(crate::appsync::DefaultAction::Deny);
                    object["defaultAction"] = json!(if deny { "DENY" } else { "ALLOW" });
                }
                if !clients.is_empty() {
                    object["appIdClientRegex"] = json!(any_of(clients));
                }
                members.insert("userPoolConfig".to_owned(), object);
            }
            LocalProvider::OpenIdConnect { issuer, clients, .. } => {
                let mut object = json!({ "issuer": issuer });
                if !clients.is_empty() {
                    object["clientId"] = json!(any_of(clients));
                }
                members.insert("openIDConnectConfig".to_owned(), object);
            }
            LocalProvider::Lambda { authorizer, ttl_seconds, identity_regex } => {
                let name = emulator.functions.named(authorizer).unwrap_or_default();
                let mut object = json!({ "authorizerUri": emulator.functions.arn(&name) });
                if let Some(seconds) = ttl_seconds {
                    object["authorizerResultTtlInSeconds"] = json!(seconds);
                }
                if let Some(regex) = identity_regex {
                    object["identityValidationExpression"] = json!(regex);
                }
                members.insert("lambdaAuthorizerConfig".to_owned(), object);
            }
        }
        members
    }

    /// Gives an API its schema, and its keys: those of the configuration, and one of the emulator's own where it has the
    /// mode and no key.
    async fn set_schema_and_keys(
        &self,
        api: &PlannedApi,
        id: &str,
        schema: Option<String>,
        emulator: &Emulator,
    ) -> Result<()> {
        let mut keys = Vec::new();
        for given in &api.api_keys {
            let timeout = self.args.environment.timeout;
            let key = read_token(self.context.console, &given.key, &self.plan.folder, timeout).await?;
            let expires =
                given.expires.map(|expires| expires.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()));
            keys.push(ApiKey { id: key, description: None, expires, configured: true });
        }
        emulator.store.configure_api_keys(id, keys)?;
        emulator.store.change_api(id, |record| {
            if let Some(schema) = schema {
                record.schema = Some(schema);
                record.creation = SchemaCreation { status: SchemaStatus::Success, details: None };
            }
            let takes_keys = record
                .graphql_api()
                .is_ok_and(|api| api.authentication.has(crate::appsync::AuthenticationType::ApiKey));
            if takes_keys && record.api_keys.is_empty() {
                // As long as AppSync's own keys live at most.
                let expires = SystemTime::now() + Duration::from_secs(365 * 86_400);
                let expires = expires.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
                record.api_keys.push(ApiKey {
                    id: Secret::new(new_api_key()),
                    description: None,
                    expires: Some(expires - expires % 3_600),
                    configured: false,
                });
            }
            Ok::<_, Error>(())
        })?;
        Ok(())
    }

    /// Says what the fields of an API are answered with.
    pub(super) async fn set_fields(&self, api: &PlannedApi, id: &str, emulator: &Emulator, again: Again) -> Result<()> {
        let mut sources = emulator.field_sources(id);
        if let Some(file) = &api.data {
            let record = emulator.store.api(id);
            let schema = record.as_deref().and_then(|record| record.schema.as_deref());
            sources.data = Arc::new(sources::data(file, schema, self.context).await?);
        }
        if let Some(kept) = emulator.store.extra(&data_slot(id)).filter(|_| again == Again::No) {
            // What mutations wrote into another file's data, or another form of it, belongs to that.
            if kept.get("given") == Some(&self.data_fingerprint(api).await?) {
                sources.data.import(kept.get("kept").unwrap_or(&Value::Null))?;
            }
        }
        let named = |target: &Placed<AuthorizerTarget>| emulator.functions.named(&target.value).unwrap_or_default();
        let resolvers = api.resolvers.iter().map(|(coordinate, target)| (coordinate.clone(), named(target)));
        sources.resolvers = Arc::new(Resolvers::new(resolvers));
        emulator.set_field_sources(id, sources);
        Ok(())
    }

    /// What tells one file of data from another: its text.
    pub(super) async fn data_fingerprint(&self, api: &PlannedApi) -> Result<Value> {
        let Some(file) = &api.data else { return Ok(Value::Null) };
        let text = crate::outside::files::read_text(self.context.console, &file.value, &file.folder).await?;
        Ok(json!(hex_digest(&text)))
    }

    /// Keeps the data of every API whenever a mutation changed some, in a folder if there is one. Never ends.
    pub(super) async fn keep_data(&self, emulator: &Arc<Emulator>) -> Result<()> {
        if self.plan.state.is_none() {
            return std::future::pending().await;
        }
        loop {
            emulator.data_changed.notified().await;
            tokio::time::sleep(KEEP_WITHIN).await;
            self.keep_data_now(emulator).await?;
        }
    }

    /// Keeps the data of every API as it is now.
    pub(super) async fn keep_data_now(&self, emulator: &Arc<Emulator>) -> Result<()> {
        for api in &self.plan.apis {
            let Some(record) = emulator.store.api_named(&api.name) else { continue };
            let given = self.data_fingerprint(api).await.unwrap_or_default();
            let (emulator, id) = (Arc::clone(emulator), record.id.clone());
            // Writing waits for the disk, and requests must not.
            let written = tokio::task::spawn_blocking(move || {
                let kept = emulator.field_sources(&id).data.export();
                emulator.store.put_extra(&data_slot(&id), json!({ "given": given, "kept": kept }))
            });
            written.await.map_err(|error| Error::bug(format!("data could not be kept: {error}")))??;
        }
        Ok(())
    }

    /// Lets AppSync invoke the API's authorizer: whoever names it here wants that.
    fn permit(&self, api: &PlannedApi, id: &str, emulator: &Emulator) -> Result<()> {
        let facts = emulator.store.api(id).and_then(|record| record.graphql_api().ok());
        let uri = facts.and_then(|api| api.authentication.lambda().and_then(|lambda| lambda.authorizer_uri.clone()));
        let Some(Ok(Arn::Function { name, qualifier, .. })) = uri.as_deref().map(str::parse) else { return Ok(()) };
        let is_its_own = emulator
            .functions
            .get(&name)
            .is_some_and(|function| api.authorizer.as_ref().is_some_and(|target| target.value == function.target));
        if !is_its_own {
            return Ok(());
        }
        let arn = emulator.store.api_arn(id);
        if emulator.store.may_invoke(&name, qualifier.as_deref(), &arn, &self.plan.account_id) {
            return Ok(());
        }
        let statement = json!({
            "Sid": format!("appsync-auth-local-{id}"),
            "Effect": "Allow",
            "Principal": { "Service": "appsync.amazonaws.com" },
            "Action": "lambda:InvokeFunction",
            "Resource": emulator.functions.arn(&name),
            "Condition": { "ArnLike": { "AWS:SourceArn": arn } },
        });
        let key = PolicyKey { function: &name, qualifier: qualifier.as_deref() };
        emulator.store.change_account(|account| {
            let policy = account.policies.entry(key.text()).or_default();
            policy.revision = new_request_id();
            policy.statements.push(statement);
            Ok::<_, Error>(())
        })
    }
}

/// A user pool; its id begins with its region.
fn user_pool(pool: &str, region: &str) -> UserPoolConfig {
    let of_pool = pool.split_once('_').map(|(region, _)| region).filter(|region| region.contains('-'));
    UserPoolConfig {
        user_pool_id: pool.to_owned(),
        aws_region: of_pool.unwrap_or(region).to_owned(),
        default_action: None,
        app_id_client_regex: None,
    }
}

/// The pattern that exactly these clients match.
fn any_of(clients: &[String]) -> String {
    let escaped: Vec<String> = clients.iter().map(|client| regex_syntax::escape(client)).collect();
    format!("^({})$", escaped.join("|"))
}

/// Holds the providers of an API against what AppSync lets stand together.
fn check_providers(record: &ApiRecord) -> Result<()> {
    let refused = |reason: String| {
        Error::input("bad-api", format!("API `{}` cannot have these modes: {reason}", record.name()))
            .help("see that each of API_KEY, AWS_IAM and AWS_LAMBDA stands once, and each pool and issuer")
    };
    let facts = record.graphql_api().map_err(|error| refused(error.to_string()))?;
    match provider_refusal(&facts.authentication) {
        Some(reason) => Err(refused(reason)),
        None => Ok(()),
    }
}

/// Under which name the data of an API is kept.
fn data_slot(api_id: &str) -> String {
    format!("data-{api_id}")
}

fn hex_digest(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The id of an API, from its name: the same in every run, so that addresses and ARNs stay.
fn api_id_of(name: &str) -> String {
    const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, name.as_bytes());
    digest.as_ref().iter().take(26).map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}

/// The credentials that the emulator made, in this run or in an earlier one.
fn own_credentials(store: &Store) -> Result<OwnCredentials> {
    let text = |kept: &Value, name: &str| kept.get(name).and_then(Value::as_str).map(str::to_owned);
    if let Some(kept) = store.extra(CREDENTIALS)
        && let (Some(access_key_id), Some(secret)) = (text(&kept, "accessKeyId"), text(&kept, "secretAccessKey"))
    {
        return Ok(OwnCredentials { access_key_id, secret_access_key: Secret::new(secret) });
    }
    let access_key_id = format!("AKIA{}", new_api_id().to_ascii_uppercase().chars().take(16).collect::<String>());
    let secret: String = format!("{}{}", new_api_id(), new_api_id()).chars().take(40).collect();
    store.put_extra(CREDENTIALS, json!({ "accessKeyId": access_key_id, "secretAccessKey": secret }))?;
    Ok(OwnCredentials { access_key_id, secret_access_key: Secret::new(secret) })
}

/// The authority of the emulator's certificates, made in this run or in an earlier one.
pub(super) fn authority(store: &Store) -> Result<Authority> {
    let text = |kept: &Value, name: &str| kept.get(name).and_then(Value::as_str).map(str::to_owned);
    if let Some(kept) = store.extra(AUTHORITY)
        && let (Some(certificate_pem), Some(key)) = (text(&kept, "certificate"), text(&kept, "key"))
    {
        return Ok(Authority { certificate_pem, private_key_pem: Secret::new(key) });
    }
    let authority = Authority::new()?;
    let kept = json!({ "certificate": authority.certificate_pem, "key": authority.private_key_pem.expose() });
    store.put_extra(AUTHORITY, kept)?;
    Ok(authority)
}

/// Keeps what was made while the emulator ran, for the next run.
pub(super) fn keep_made(emulator: &Emulator) -> Result<()> {
    if let Some(key) = emulator.issuers.own_key() {
        emulator.store.put_extra(TOKEN_KEY, json!(key.expose()))?;
    }
    Ok(())
}
