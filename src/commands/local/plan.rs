//! Flags and configuration together: which APIs, with which providers.

use std::path::{Path, PathBuf};

use super::args::{Args, Mode};
use crate::appsync::{ApiIdentity, Arn, AuthenticationType};
use crate::commands::context::Context;
use crate::commands::given;
use crate::error::{Error, Result};
use crate::settings::{Configuration, Given, Local, LocalApi, LocalProvider, Settings};

/// The port when nobody says another: the one that examples of configurations have.
const PORT: u16 = 4000;

/// The name of an API that no configuration names.
const API_NAME: &str = "local";

/// What to serve.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) port: u16,
    /// In ARNs and signatures.
    pub(super) region: String,
    /// In ARNs.
    pub(super) account_id: String,
    /// Whether nobody said region and account, so that an API's own document may.
    unsaid: (bool, bool),
    pub(super) state: Option<PathBuf>,
    pub(super) tls: bool,
    pub(super) accept_any_credentials: bool,
    pub(super) credentials: Vec<crate::settings::LocalCredentials>,
    /// The folder that relative paths of the configuration are relative to.
    pub(super) folder: PathBuf,
    pub(super) apis: Vec<PlannedApi>,
}

/// An API to serve.
#[derive(Debug, Clone)]
pub(super) struct PlannedApi {
    pub(super) name: String,
    pub(super) schema: Option<Placed<String>>,
    pub(super) data: Option<Placed<String>>,
    pub(super) api_config: Option<Placed<String>>,
    pub(super) api_keys: Vec<crate::settings::LocalApiKey>,
    /// The default provider; `None` where the API's own document says it.
    pub(super) default: Option<LocalProvider>,
    pub(super) additional: Vec<LocalProvider>,
    pub(super) authorizer: Option<Placed<crate::appsync::AuthorizerTarget>>,
    pub(super) resolvers: Vec<(crate::appsync::Coordinate, Placed<crate::appsync::AuthorizerTarget>)>,
}

/// A value with a path in it, and the folder that the path is relative to.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) folder: PathBuf,
}

impl<T> Placed<T> {
    fn new(value: T, folder: &Path) -> Self {
        Self { value, folder: folder.to_owned() }
    }
}

/// Puts flags and configuration together; a flag goes before the configuration.
///
/// # Errors
/// Usage: flags that contradict each other, or that fit several APIs of the configuration.
pub(super) fn plan(
    args: &Args,
    settings: &Settings,
    configuration: Option<&Configuration>,
    current: &Path,
) -> Result<Plan> {
    let nothing = Local::default();
    let local = configuration.and_then(|configuration| configuration.local.as_ref());
    let folder =
        configuration.map_or_else(|| current.to_owned(), |configuration| folder_of(&configuration.file, current));
    let known = local.unwrap_or(&nothing);
    let state = match (&args.state, &known.state) {
        (Some(path), _) => Some(current.join(path)),
        (None, Some(path)) => Some(folder.join(path)),
        (None, None) => None,
    };
    let region_of_flag = settings
        .region
        .as_ref()
        .filter(|region| known.region.is_none() || matches!(region.origin, crate::settings::Origin::Flag(_)));
    let region = region_of_flag.map(|region| region.value.clone()).or_else(|| known.region.clone());
    let account_id = args.account_id.clone().or_else(|| known.account_id.clone());
    Ok(Plan {
        unsaid: (region.is_none(), account_id.is_none()),
        port: args.port.or(known.port).unwrap_or(PORT),
        region: region.unwrap_or_else(|| ApiIdentity::SYNTHETIC_REGION.to_owned()),
        account_id: account_id.unwrap_or_else(|| ApiIdentity::SYNTHETIC_ACCOUNT_ID.to_owned()),
        state,
        tls: args.tls || known.tls,
        accept_any_credentials: args.accept_any_credentials || known.accept_any_credentials,
        credentials: known.credentials.clone(),
        apis: apis(args, settings, known, &folder, current)?,
        folder,
    })
}

impl Plan {
    /// Takes region and account from the document of an API where nobody said them.
    ///
    /// # Errors
    /// The document cannot be read.
    pub(super) async fn settle_region(&mut self, context: &Context<'_>) -> Result<()> {
        let Some(file) = self.apis.iter().find_map(|api| api.api_config.as_ref()) else { return Ok(()) };
        let document = given::api_document(&file.value, &file.folder, context.console).await?;
        let arn = document.get("arn").and_then(serde_json::Value::as_str).unwrap_or_default();
        if let Ok(Arn::Api(identity)) = arn.parse() {
            if self.unsaid.0 {
                self.region = identity.region;
            }
            if self.unsaid.1 {
                self.account_id = identity.account_id;
            }
        }
        Ok(())
    }
}

/// The folder of a file that was named relative to the current one.
fn folder_of(file: &str, current: &Path) -> PathBuf {
    current.join(file).parent().map_or_else(|| current.to_owned(), Path::to_owned)
}

fn apis(args: &Args, settings: &Settings, local: &Local, folder: &Path, current: &Path) -> Result<Vec<PlannedApi>> {
    let wanted = args.environment.api.as_deref();
    let chosen: Vec<&LocalApi> =
        local.apis.iter().filter(|api| wanted.is_none_or(|wanted| api.name == wanted)).collect();
    if let Some(wanted) = wanted
        && chosen.is_empty()
        && !local.apis.is_empty()
    {
        let names: Vec<&str> = local.apis.iter().map(|api| api.name.as_str()).collect();
        return Err(Error::usage("unknown-api", format!("`local.apis` has no API `{wanted}`"))
            .help(format!("its APIs are {}", names.join(", "))));
    }
    let mut planned: Vec<PlannedApi> = chosen.into_iter().map(|api| of_configuration(api, folder)).collect();
    if planned.is_empty() {
        planned.extend(of_environment(settings, wanted, current));
    }
    if !shapes_an_api(args) {
        return Ok(planned);
    }
    if planned.is_empty() {
        planned.push(empty(wanted.unwrap_or(API_NAME)));
    }
    let [api] = planned.as_mut_slice() else {
        return Err(Error::usage("several-apis", "the flags describe one API, and `local.apis` has several")
            .help("say which with `--api NAME`"));
    };
    apply(args, api, current)?;
    Ok(planned)
}

/// Whether a flag says anything of an API itself.
fn shapes_an_api(args: &Args) -> bool {
    args.schema.is_some()
        || args.authorizer.authorizer.is_some()
        || args.default.is_some()
        || !args.additional.is_empty()
        || args.ttl.is_some()
        || args.identity_regex.is_some()
        || args.api_config.is_some()
        || args.data.is_some()
        || !args.resolvers.is_empty()
}

fn empty(name: &str) -> PlannedApi {
    PlannedApi {
        name: name.to_owned(),
        schema: None,
        data: None,
        api_config: None,
        api_keys: Vec::new(),
        default: None,
        additional: Vec::new(),
        authorizer: None,
        resolvers: Vec::new(),
    }
}

fn of_configuration(api: &LocalApi, folder: &Path) -> PlannedApi {
    let placed = |path: &Option<String>| path.clone().map(|path| Placed::new(path, folder));
    let mut providers = api.default.iter().chain(&api.additional);
    let authorizer = providers.find_map(|provider| match provider {
        LocalProvider::Lambda { authorizer, .. } => Some(Placed::new(authorizer.clone(), folder)),
        _ => None,
    });
    PlannedApi {
        name: api.name.clone(),
        schema: placed(&api.schema),
        data: placed(&api.data),
        api_config: placed(&api.api_config),
        api_keys: api.api_keys.clone(),
        default: api.default.clone(),
        additional: api.additional.clone(),
        authorizer,
        resolvers: api
            .resolvers
            .iter()
            .map(|(coordinate, target)| (coordinate.clone(), Placed::new(target.clone(), folder)))
            .collect(),
    }
}

/// The API that an environment describes by its schema and authorizer, where the configuration has no emulator.
fn of_environment(settings: &Settings, name: Option<&str>, current: &Path) -> Option<PlannedApi> {
    let place = |origin: &crate::settings::Origin| {
        origin.folder().map_or_else(|| current.to_owned(), |folder| current.join(folder))
    };
    let schema =
        settings.schema.as_ref().map(|Given { value, origin }| Placed { value: value.clone(), folder: place(origin) });
    let authorizer = settings
        .authorizer
        .as_ref()
        .map(|Given { value, origin }| Placed { value: value.clone(), folder: place(origin) });
    if schema.is_none() && authorizer.is_none() {
        return None;
    }
    let default = authorizer.as_ref().map(|authorizer| lambda(&authorizer.value));
    Some(PlannedApi { schema, authorizer, default, ..empty(name.unwrap_or(API_NAME)) })
}

fn lambda(authorizer: &crate::appsync::AuthorizerTarget) -> LocalProvider {
    LocalProvider::Lambda { authorizer: authorizer.clone(), ttl_seconds: None, identity_regex: None }
}

/// Changes an API as the flags say.
fn apply(args: &Args, api: &mut PlannedApi, current: &Path) -> Result<()> {
    let placed = |path: &Option<String>| path.clone().map(|path| Placed::new(path, current));
    api.schema = placed(&args.schema).or(api.schema.take());
    api.data = placed(&args.data).or(api.data.take());
    api.api_config = placed(&args.api_config).or(api.api_config.take());
    for (coordinate, target) in &args.resolvers {
        api.resolvers.retain(|(known, _)| known != coordinate);
        api.resolvers.push((coordinate.clone(), Placed::new(target.clone(), current)));
    }
    if let Some(target) = &args.authorizer.authorizer {
        api.authorizer = Some(Placed::new(target.clone(), current));
    }
    if args.default.is_some() || !args.additional.is_empty() {
        if api.api_config.is_some() {
            return Err(Error::usage(
                "modes-twice",
                "`--default` and `--additional` cannot be given with an API's document",
            )
            .help("change the modes in the document, or leave `--api-config` away"));
        }
        api.default = args.default.as_ref().map(|mode| provider(mode, api)).transpose()?.or(api.default.take());
        let additional: Result<Vec<_>> = args.additional.iter().map(|mode| provider(mode, api)).collect();
        api.additional = additional?;
    }
    if api.default.is_none() && api.api_config.is_none() {
        api.default =
            Some(api.authorizer.as_ref().map_or(LocalProvider::ApiKey, |authorizer| lambda(&authorizer.value)));
    }
    set_lambda(args, api)
}

/// A provider from a mode that a flag says.
fn provider(mode: &Mode, api: &PlannedApi) -> Result<LocalProvider> {
    let jwt_source = |name: &str, shape: &str| {
        Error::usage("incomplete-mode", format!("`{name}` does not say which"))
            .help(format!("write it as {name}={shape}"))
    };
    Ok(match (mode.authentication_type, &mode.which) {
        (AuthenticationType::ApiKey, _) => LocalProvider::ApiKey,
        (AuthenticationType::AwsIam, _) => LocalProvider::AwsIam,
        (AuthenticationType::AmazonCognitoUserPools, Some(pool)) => {
            LocalProvider::UserPool { pool: pool.clone(), clients: Vec::new(), jwks: None, default_action: None }
        }
        (AuthenticationType::AmazonCognitoUserPools, None) => {
            return Err(jwt_source("AMAZON_COGNITO_USER_POOLS", "us-east-1_example"));
        }
        (AuthenticationType::OpenIdConnect, Some(issuer)) => {
            LocalProvider::OpenIdConnect { issuer: issuer.clone(), clients: Vec::new(), jwks: None }
        }
        (AuthenticationType::OpenIdConnect, None) => {
            return Err(jwt_source("OPENID_CONNECT", "https://issuer.example"));
        }
        (AuthenticationType::AwsLambda, _) => match &api.authorizer {
            Some(authorizer) => lambda(&authorizer.value),
            None => {
                return Err(Error::usage("no-authorizer", "the mode AWS_LAMBDA needs an authorizer")
                    .help("give one with `--authorizer`, such as authorizer.mjs or rules.yaml"));
            }
        },
    })
}

/// Gives authorizer, TTL and regex of the flags to the provider of mode AWS_LAMBDA.
fn set_lambda(args: &Args, api: &mut PlannedApi) -> Result<()> {
    if api.api_config.is_some() {
        if args.ttl.is_some() || args.identity_regex.is_some() {
            return Err(Error::usage(
                "modes-twice",
                "`--ttl` and `--identity-regex` cannot be given with an API's document",
            )
            .help("change them in the document, or leave `--api-config` away"));
        }
        return Ok(());
    }
    let target = api.authorizer.as_ref().map(|authorizer| authorizer.value.clone());
    let lambda = api.default.iter_mut().chain(&mut api.additional).find_map(|provider| match provider {
        LocalProvider::Lambda { authorizer, ttl_seconds, identity_regex } => {
            Some((authorizer, ttl_seconds, identity_regex))
        }
        _ => None,
    });
    let Some((authorizer, ttl_seconds, identity_regex)) = lambda else {
        let flag = [
            (args.authorizer.authorizer.is_some(), "--authorizer"),
            (args.ttl.is_some(), "--ttl"),
            (args.identity_regex.is_some(), "--identity-regex"),
        ];
        return match flag.into_iter().find(|(given, _)| *given) {
            Some((_, flag)) => {
                Err(Error::usage("no-lambda-mode", format!("`{flag}` is given, and the API has no mode AWS_LAMBDA"))
                    .help("add `--additional AWS_LAMBDA`, or leave the flag away"))
            }
            None => Ok(()),
        };
    };
    if let Some(target) = target {
        *authorizer = target;
    }
    *ttl_seconds = args.ttl.or(*ttl_seconds);
    if let Some(regex) = &args.identity_regex {
        *identity_regex = Some(regex.clone());
    }
    Ok(())
}
