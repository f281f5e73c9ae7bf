//! An API from the plan, as the emulator keeps it.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::assemble::Workshop;
use super::kept::data_slot;
use super::plan::{Placed, PlannedApi};
use super::sources;
use crate::appsync::{Arn, AuthenticationType, AuthorizerTarget, DefaultAction, Secret, UserPoolConfig};
use crate::commands::given;
use crate::error::{Error, Result};
use crate::graphql::Schema;
use crate::local::control_plane::provider_refusal;
use crate::local::store::{ApiKey, ApiRecord, PolicyKey, SchemaCreation, SchemaStatus, new_api_key, new_request_id};
use crate::local::{Emulator, Resolvers};
use crate::outside::token::read_token;
use crate::settings::LocalProvider;

/// Where the emulator keeps what the configuration said of each API when it was last read.
const CONFIGURED: &str = "configured";

/// Whether something is read for the first time, or because it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    No,
    Yes,
}

impl Workshop<'_> {
    /// Keeps an API as the configuration says it. One that an earlier run kept stays as the control plane left it, until
    /// the configuration says something else than then.
    pub(super) async fn keep_api(&self, api: &PlannedApi, emulator: &Emulator) -> Result<()> {
        let store = &emulator.store;
        let document = self.document(api, emulator).await?;
        let schema = match &api.schema {
            Some(schema) => Some(sources::schema(schema, self.context, |text| self.context.console.note(text)).await?),
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
                    let deny = *default_action == Some(DefaultAction::Deny);
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
        schema: Option<(String, Schema)>,
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
        let text = schema.as_ref().map(|(text, _)| text.clone());
        emulator.store.change_api(id, |record| {
            if let Some(text) = text {
                record.schema = Some(text);
                record.creation = SchemaCreation { status: SchemaStatus::Success, details: None };
            }
            let takes_keys = record.graphql_api().is_ok_and(|api| api.authentication.has(AuthenticationType::ApiKey));
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
        if let Some((text, schema)) = schema {
            emulator.set_schema(id, text, schema);
        }
        Ok(())
    }

    /// Says what the fields of an API are answered with.
    pub(super) async fn set_fields(&self, api: &PlannedApi, id: &str, emulator: &Emulator, again: Again) -> Result<()> {
        let mut sources = emulator.field_sources(id);
        if let Some(file) = &api.data {
            let schema = emulator.schema(id)?;
            sources.data = Arc::new(sources::data(file, schema.as_deref(), self.context).await?);
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
pub(super) fn user_pool(pool: &str, region: &str) -> UserPoolConfig {
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

/// The id of an API, from its name: the same in every run, so that addresses and ARNs stay.
fn api_id_of(name: &str) -> String {
    const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, name.as_bytes());
    digest.as_ref().iter().take(26).map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}
