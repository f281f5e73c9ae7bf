//! Flag, environment variable, environment entry, Amplify file, default: the first that says a value wins.

use std::collections::BTreeMap;
use std::fmt;

use super::amplify::AmplifyOutputs;
use super::authorization::Authorization;
use super::configuration::{Configuration, environments_help};
use super::environment::Environment;
use super::origin::{Given, Origin};
use super::reading::{Reading, known_readings};
use super::shapes::{URL_HELP, UrlFault, check_url};
use super::wanted::Wanted;
use crate::appsync::endpoint::shown_url;
use crate::appsync::{ApiIdentity, AuthenticationType, AuthorizerTarget, Endpoint, EndpointError, TokenSource};
use crate::error::{Error, Result};

/// The values of the flags that have other sources too.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--env`
    pub environment: Option<String>,
    /// `--url`
    pub url: Option<String>,
    /// `--api`
    pub api: Option<String>,
    /// `--schema`
    pub schema: Option<String>,
    /// `--authorizer`
    pub authorizer: Option<AuthorizerTarget>,
    /// `--token`, `--token-env`, `--api-key-env`, `--iam` and so on, with the name of the flag.
    pub authorization: Option<(&'static str, Authorization)>,
    /// `--profile`
    pub profile: Option<String>,
    /// `--region`
    pub region: Option<String>,
    /// `--endpoint-url`
    pub endpoint_url: Option<String>,
    /// `--rule`, the last of one name wins.
    pub rules: Vec<Reading>,
}

/// What was set, each value with its origin. Relative paths are relative to [`Origin::folder`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// The environment that was chosen.
    pub environment: Option<Given<String>>,
    /// Where GraphQL is sent.
    pub url: Option<Given<String>>,
    /// The API's id, name, ARN or URL.
    pub api: Option<Given<String>>,
    /// A file or a pattern of files.
    pub schema: Option<Given<String>>,
    /// The authorizer that stands in for the API's own.
    pub authorizer: Option<Given<AuthorizerTarget>>,
    /// How requests say who sends them.
    pub authorization: Option<Given<Authorization>>,
    /// The API's default mode, as far as a file tells.
    pub default_mode: Option<Given<AuthenticationType>>,
    /// The profile of the AWS configuration files.
    pub profile: Option<Given<String>>,
    /// The AWS region.
    pub region: Option<Given<String>>,
    /// Other places than AWS for the control plane.
    pub endpoints: Endpoints,
    /// What `configure` shall make of the API. What the default environment says of its own API is not said of another
    /// one that a flag or a variable names.
    pub wanted: Option<Given<Wanted>>,
    /// Readings of undocumented behaviours that were set, at most one of each name, in the order of the table.
    pub readings: Vec<Given<Reading>>,
}

/// The URLs that stand for AWS's own, service by service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Endpoints {
    /// Of AppSync's control plane.
    pub appsync: Option<Given<String>>,
    /// Of Lambda.
    pub lambda: Option<Given<String>>,
    /// Of IAM.
    pub iam: Option<Given<String>>,
}

/// One line of [`Settings::describe`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The name, as in the configuration.
    pub name: String,
    /// The value; of a secret, where it comes from.
    pub value: String,
    /// Where the value comes from, in words.
    pub origin: String,
}

/// Everything that can say a value, in the order of precedence.
struct Sources<'s> {
    variables: &'s BTreeMap<String, String>,
    environment: Option<(Origin, &'s Environment)>,
    amplify: Option<&'s AmplifyOutputs>,
}

/// The two ways to say which API is meant.
type UrlAndApi = (Option<Given<String>>, Option<Given<String>>);

impl Settings {
    /// Joins everything that can say a value. An environment variable that is empty says nothing.
    ///
    /// `--api`, `--url` and their like name one API: the first source that says either decides, and what a later source
    /// says about another API is not joined to it; this goes for an Amplify file's mode and API key too.
    ///
    /// # Errors
    ///
    /// Of kind usage: `unknown-environment` and `no-configuration` for `--env`, `wrong-url` for a flag or a variable.
    pub fn resolve(
        flags: &Flags,
        variables: &BTreeMap<String, String>,
        configuration: Option<&Configuration>,
        amplify: Option<&AmplifyOutputs>,
    ) -> Result<Self> {
        let environment = choose_environment(flags.environment.as_deref(), configuration)?;
        let entry = environment.as_ref().zip(configuration).and_then(|(name, configuration)| {
            let origin = Origin::Environment { file: configuration.file.clone(), name: name.value.clone() };
            Some((origin, configuration.environment(&name.value)?))
        });
        let sources = Sources { variables, environment: entry, amplify };
        let (url, api) = sources.api(flags)?;
        let authorizer = flags.authorizer.clone().map(|target| Given::new(target, Origin::Flag("--authorizer")));
        let amplify = sources.amplify_of(url.as_ref());
        let authorization =
            flags.authorization.clone().map(|(name, authorization)| Given::new(authorization, Origin::Flag(name)));
        let amplify_key = amplify.and_then(|amplify| {
            let key = Authorization::ApiKey(TokenSource::Value(amplify.api_key.clone()?));
            Some(Given::new(key, amplify_origin(amplify)))
        });
        Ok(Self {
            schema: flag(&flags.schema, "--schema").or_else(|| sources.entry(|entry| entry.schema.clone())),
            authorizer: authorizer.or_else(|| sources.entry(|entry| entry.authorizer.clone())),
            authorization: authorization.or_else(|| sources.entry(|entry| entry.authorization.clone())).or(amplify_key),
            default_mode: amplify.and_then(|amplify| Some(Given::new(amplify.default_mode?, amplify_origin(amplify)))),
            profile: flag(&flags.profile, "--profile")
                .or_else(|| sources.variable("AWS_PROFILE"))
                .or_else(|| sources.variable("AWS_DEFAULT_PROFILE"))
                .or_else(|| sources.entry(|entry| entry.profile.clone())),
            region: flag(&flags.region, "--region")
                .or_else(|| sources.variable("AWS_REGION"))
                .or_else(|| sources.variable("AWS_DEFAULT_REGION"))
                .or_else(|| sources.entry(|entry| entry.region.clone()))
                .or_else(|| sources.amplify(|amplify| amplify.region.clone())),
            endpoints: sources.endpoints(flags)?,
            wanted: sources.wanted(environment.as_ref(), api.as_ref()),
            readings: readings(flags, configuration),
            environment,
            url,
            api,
        })
    }

    /// Whether the user named the environment, and not only the configuration as its default.
    #[must_use]
    pub fn is_environment_chosen(&self) -> bool {
        is_chosen(self.environment.as_ref())
    }

    /// The region of events and ARNs that are made up.
    #[must_use]
    pub fn event_region(&self) -> Given<String> {
        let default = || Given::new(ApiIdentity::SYNTHETIC_REGION.to_owned(), Origin::Default);
        self.region.clone().unwrap_or_else(default)
    }

    /// Every value that was set and where it comes from; of a secret only where it comes from.
    #[must_use]
    pub fn describe(&self) -> Vec<Setting> {
        let mut settings = Vec::new();
        push(&mut settings, "environment", self.environment.as_ref());
        push(&mut settings, "url", self.url.as_ref());
        push(&mut settings, "api", self.api.as_ref());
        push(&mut settings, "schema", self.schema.as_ref());
        push(&mut settings, "authorizer", self.authorizer.as_ref());
        push(&mut settings, "authorization", self.authorization.as_ref());
        push(&mut settings, "default-mode", self.default_mode.as_ref());
        push(&mut settings, "profile", self.profile.as_ref());
        push(&mut settings, "region", self.region.as_ref());
        push(&mut settings, "endpoint-url of appsync", self.endpoints.appsync.as_ref());
        push(&mut settings, "endpoint-url of lambda", self.endpoints.lambda.as_ref());
        push(&mut settings, "endpoint-url of iam", self.endpoints.iam.as_ref());
        push(&mut settings, "wanted", self.wanted.as_ref());
        settings.extend(self.readings.iter().map(|reading| Setting {
            name: format!("rule {}", reading.value.name),
            value: reading.value.value.to_owned(),
            origin: reading.origin.to_string(),
        }));
        settings
    }
}

fn push<T: fmt::Display>(settings: &mut Vec<Setting>, name: &str, given: Option<&Given<T>>) {
    settings.extend(given.map(|given| Setting {
        name: name.to_owned(),
        value: shown(given.value.to_string()),
        origin: given.origin.to_string(),
    }));
}

/// A value as it may be shown: the query of a URL may be secret.
fn shown(value: String) -> String {
    if value.contains("://") { shown_url(&value) } else { value }
}

impl Sources<'_> {
    fn variable(&self, name: &'static str) -> Option<Given<String>> {
        let value = self.variables.get(name).filter(|value| !value.is_empty())?;
        Some(Given::new(value.clone(), Origin::EnvironmentVariable(name)))
    }

    fn entry<T>(&self, value: impl FnOnce(&Environment) -> Option<T>) -> Option<Given<T>> {
        let (origin, entry) = self.environment.as_ref()?;
        Some(Given::new(value(entry)?, origin.clone()))
    }

    fn amplify<T>(&self, value: impl FnOnce(&AmplifyOutputs) -> Option<T>) -> Option<Given<T>> {
        let amplify = self.amplify?;
        Some(Given::new(value(amplify)?, amplify_origin(amplify)))
    }

    /// URL and API from the first source that says either.
    fn api(&self, flags: &Flags) -> Result<UrlAndApi> {
        let levels = [
            (graphql_url(flag(&flags.url, "--url"))?, without_password(flag(&flags.api, "--api"))?),
            (None, without_password(self.variable("APPSYNC_AUTH_API"))?),
            (self.entry(|entry| entry.url.clone()), self.entry(|entry| entry.api.clone())),
            (self.amplify(|amplify| amplify.url.clone()), None),
        ];
        Ok(levels.into_iter().find(|(url, api)| url.is_some() || api.is_some()).unwrap_or_default())
    }

    /// What is wanted, if it is of this API: the user chose the environment, or the API is the one that it names.
    fn wanted(&self, environment: Option<&Given<String>>, api: Option<&Given<String>>) -> Option<Given<Wanted>> {
        let api = api.map(|given| &given.value);
        self.entry(|entry| {
            let is_of_it = entry.api.is_none() || entry.api.as_ref() == api;
            entry.wanted.clone().filter(|_| is_of_it || is_chosen(environment))
        })
    }

    /// The Amplify file, if this is the URL of its API: its key must not be sent elsewhere.
    fn amplify_of(&self, url: Option<&Given<String>>) -> Option<&AmplifyOutputs> {
        self.amplify.filter(|amplify| url.is_some() && amplify.url.as_ref() == url.map(|url| &url.value))
    }

    /// Source: AWS SDKs and Tools reference guide, "Service-specific endpoints".
    fn endpoints(&self, flags: &Flags) -> Result<Endpoints> {
        let ignores_variables = self
            .variables
            .get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let variable = |name| if ignores_variables { None } else { self.variable(name) };
        let of = |service| {
            let given = flag(&flags.endpoint_url, "--endpoint-url")
                .or_else(|| variable(service))
                .or_else(|| variable("AWS_ENDPOINT_URL"))
                .or_else(|| self.entry(|entry| entry.endpoint_url.clone()));
            checked(given)
        };
        Ok(Endpoints {
            appsync: of("AWS_ENDPOINT_URL_APPSYNC")?,
            lambda: of("AWS_ENDPOINT_URL_LAMBDA")?,
            iam: of("AWS_ENDPOINT_URL_IAM")?,
        })
    }
}

fn flag(value: &Option<String>, name: &'static str) -> Option<Given<String>> {
    value.clone().map(|value| Given::new(value, Origin::Flag(name)))
}

fn amplify_origin(amplify: &AmplifyOutputs) -> Origin {
    Origin::Amplify { file: amplify.file.clone() }
}

/// A URL of a flag, if GraphQL can be posted there.
fn graphql_url(given: Option<Given<String>>) -> Result<Option<Given<String>>> {
    let Some(Given { value, origin }) = given else { return Ok(None) };
    match Endpoint::parse(&value) {
        Ok(_) => Ok(Some(Given { value, origin })),
        Err(EndpointError::Credentials) => Err(with_password(&origin)),
        Err(error) => {
            let message = format!("`{}` of {origin} {error}", shown_url(&value));
            Err(Error::usage("wrong-url", message).help(error.help()))
        }
    }
}

/// A URL of a flag or a variable for the control plane, if requests can be sent there.
fn checked(given: Option<Given<String>>) -> Result<Option<Given<String>>> {
    let Some(Given { value, origin }) = given else { return Ok(None) };
    match check_url(&value) {
        Ok(()) => Ok(Some(Given { value, origin })),
        Err(UrlFault::Credentials) => Err(with_password(&origin)),
        Err(UrlFault::NotHttp) => {
            let message =
                format!("`{}` of {origin} does not begin with `http://` or `https://` and a host", shown_url(&value));
            Err(Error::usage("wrong-url", message).help(URL_HELP))
        }
    }
}

/// An API of a flag or a variable; it can be a URL, and then one without a password.
fn without_password(given: Option<Given<String>>) -> Result<Option<Given<String>>> {
    match given {
        Some(given)
            if given.value.contains("://") && Endpoint::parse(&given.value) == Err(EndpointError::Credentials) =>
        {
            Err(with_password(&given.origin))
        }
        given => Ok(given),
    }
}

/// A URL with a password would be shown and logged with it.
fn with_password(origin: &Origin) -> Error {
    Error::usage("wrong-url", format!("the URL of {origin} has a user name or a password in it"))
        .help(EndpointError::Credentials.help())
}

/// The environment that a flag names, else the default one.
fn choose_environment(flag: Option<&str>, configuration: Option<&Configuration>) -> Result<Option<Given<String>>> {
    match (flag, configuration) {
        (Some(name), None) => Err(Error::usage(
            "no-configuration",
            format!("`--env {name}` needs an `{}`, and there is none here or above", Configuration::FILE_NAME),
        )
        .help("make one with `appsync-auth init`, or leave `--env` out")),
        (Some(name), Some(configuration)) if configuration.environment(name).is_none() => {
            let message = format!("there is no environment `{name}` in `{}`", configuration.file);
            Err(Error::usage("unknown-environment", message).help(environments_help(name, &configuration.environments)))
        }
        (Some(name), Some(_)) => Ok(Some(Given::new(name.to_owned(), Origin::Flag("--env")))),
        (None, configuration) => Ok(configuration.and_then(|configuration| {
            let origin = Origin::Configuration { file: configuration.file.clone() };
            configuration.default_environment.clone().map(|name| Given::new(name, origin))
        })),
    }
}

fn is_chosen(environment: Option<&Given<String>>) -> bool {
    environment.is_some_and(|given| matches!(given.origin, Origin::Flag(_)))
}

/// One reading of each name: the last flag, else the configuration.
fn readings(flags: &Flags, configuration: Option<&Configuration>) -> Vec<Given<Reading>> {
    let of_flags = |name| flags.rules.iter().rev().find(|reading| reading.name == name);
    let of_file = |name| {
        let configuration = configuration?;
        let reading = configuration.rules.iter().find(|reading| reading.name == name)?;
        Some(Given::new(*reading, Origin::Configuration { file: configuration.file.clone() }))
    };
    let names = known_readings().iter().map(|(name, _)| *name);
    names
        .filter_map(|name| {
            of_flags(name).map(|reading| Given::new(*reading, Origin::Flag("--rule"))).or_else(|| of_file(name))
        })
        .collect()
}
