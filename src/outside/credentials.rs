//! Who we are to AWS: credentials, region and endpoint, found as the AWS CLI finds them, through `aws-config`.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileSet};
use aws_config::provider_config::ProviderConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_types::os_shim_internal::{Env, Fs};

use super::aws_call::causes;
use crate::appsync::Secret;
use crate::error::{Error, Result};
use crate::sign::AccessKey;

/// How long to wait for a TCP and TLS connection; a shorter `--timeout` goes before it.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// What the user said about AWS. What is `None` is looked up: environment variables, profile, container, instance.
#[derive(Debug, Clone)]
pub struct AwsOptions {
    /// `--profile`, or the profile of an environment of the configuration. It goes before keys in the environment, as
    /// in the AWS CLI. AWS_PROFILE does not belong here: it is looked up, and keys in the environment go before it.
    pub profile: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// `--endpoint-url`: for every service.
    pub endpoint_url: Option<String>,
    /// `--timeout`: the longest that one call may take, all attempts together.
    pub timeout: Duration,
    /// Keys that the caller holds already, such as those of an emulator that it started: then no others are looked up.
    pub access_key: Option<AccessKey>,
}

/// Everything the clients of AWS's services need. Credentials are looked up at the first call, and then kept.
///
/// # Errors
///
/// Usage: no region, a region or URL that is none, a profile that does not exist. Input: a configuration file of AWS
/// that cannot be read.
pub async fn load(options: &AwsOptions) -> Result<SdkConfig> {
    check_values(options)?;
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).timeout_config(timeouts(options.timeout));
    if let Ok(name) = AppName::new("appsync-auth") {
        loader = loader.app_name(name);
    }
    if let Some(region) = &options.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(url) = &options.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    let sign_in = if let Some(key) = &options.access_key {
        loader = loader.credentials_provider(credentials_of(key));
        SignIn::default()
    } else {
        let profiles = read_profiles(options.profile.as_deref()).await?;
        if let Some(profile) = &options.profile {
            loader = loader.profile_name(profile);
        }
        SignIn::of(&profiles)
    };
    let config = loader.load().await;
    if config.region().is_none() {
        return Err(Error::usage("no-region", "no AWS region is set")
            .help("name one with `--region` or AWS_REGION, or set `region` in the profile"));
    }
    let found = match (&options.access_key, &options.profile) {
        (None, Some(profile)) => Some(profile_chain(profile, &config)),
        _ => config.credentials_provider(),
    };
    let explained = found.map(|found| SharedCredentialsProvider::new(ExplainedCredentials { found, sign_in }));
    let mut builder = config.into_builder();
    builder.set_credentials_provider(explained);
    Ok(builder.build())
}

/// What the clients need of services in this very process, over plain HTTP: nothing is looked up, neither variables nor
/// files, no proxy is used and no certificate loaded.
#[must_use]
pub fn within(key: &AccessKey, region: &str, endpoint_url: &str, timeout: Duration) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .endpoint_url(endpoint_url)
        .credentials_provider(SharedCredentialsProvider::new(credentials_of(key)))
        .timeout_config(timeouts(timeout))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build()
}

/// The credentials themselves and the region, for requests that no client of the SDK sends.
///
/// # Errors
///
/// As [`load`]; and credentials: there are none, or they have expired.
pub async fn access_key(options: &AwsOptions) -> Result<(AccessKey, String)> {
    check_values(options)?;
    if let Some(at_hand) = at_hand(options).await {
        return Ok(at_hand);
    }
    let config = load(options).await?;
    let Some(provider) = config.credentials_provider() else { return Err(SignIn::default().nothing_found()) };
    let found = provider.provide_credentials().await.map_err(|error| {
        let ours = causes(&error).find_map(|cause| cause.downcast_ref::<Error>()).cloned();
        ours.unwrap_or_else(|| SignIn::default().explain(&error))
    })?;
    Ok((key_of(&found), config.region().map(ToString::to_string).unwrap_or_default()))
}

/// The region: the one that is said, else the one that AWS's own look-up finds.
///
/// # Errors
///
/// As [`load`].
pub async fn region(options: &AwsOptions) -> Result<String> {
    check_values(options)?;
    match &options.region {
        Some(region) => Ok(region.clone()),
        None => Ok(load(options).await?.region().map(ToString::to_string).unwrap_or_default()),
    }
}

/// The keys in the environment and the region, where no file can say otherwise: no profile is named, which would have to
/// exist, and the region is. Loading all that the SDK's clients need reads the system's certificates, which takes longer
/// than a request.
async fn at_hand(options: &AwsOptions) -> Option<(AccessKey, String)> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let profile = || variable("AWS_PROFILE").or_else(|| variable("AWS_DEFAULT_PROFILE"));
    if options.access_key.is_some() || options.profile.is_some() || profile().is_some() {
        return None;
    }
    let region = options.region.clone()?;
    let found = EnvironmentVariableCredentialsProvider::new().provide_credentials().await.ok()?;
    Some((key_of(&found), region))
}

fn key_of(found: &Credentials) -> AccessKey {
    AccessKey {
        id: found.access_key_id().to_owned(),
        secret: Secret::new(found.secret_access_key()),
        session_token: found.session_token().map(Secret::new),
    }
}

/// Refuses a region or a URL that could only fail later, in words of the SDK.
fn check_values(options: &AwsOptions) -> Result<()> {
    if let Some(region) = &options.region {
        let valid = !region.is_empty() && region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !valid {
            return Err(Error::usage("bad-region", format!("`{region}` is not a region"))
                .help("a region looks like `eu-west-1`"));
        }
    }
    if let Some(text) = &options.endpoint_url {
        let valid = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !valid {
            return Err(Error::usage("bad-endpoint-url", format!("`{text}` is not an http or https URL"))
                .help("an endpoint looks like `http://127.0.0.1:4000`"));
        }
    }
    Ok(())
}

fn timeouts(timeout: Duration) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(timeout.min(CONNECT_TIMEOUT))
        .operation_attempt_timeout(timeout)
        .operation_timeout(timeout)
        .build()
}

fn credentials_of(key: &AccessKey) -> Credentials {
    let session_token = key.session_token.as_ref().map(|token| token.expose().to_owned());
    Credentials::new(key.id.clone(), key.secret.expose(), session_token, None, "appsync-auth")
}

/// The chain of an explicit profile: what the AWS CLI's has, that is, all but the keys in the environment.
fn profile_chain(profile: &str, config: &SdkConfig) -> SharedCredentialsProvider {
    let mut provider_config = ProviderConfig::without_region()
        .with_region(config.region().cloned())
        .with_behavior_version(config.behavior_version())
        .with_use_fips(config.use_fips())
        .with_use_dual_stack(config.use_dual_stack());
    if let Some(timeouts) = config.timeout_config() {
        provider_config = provider_config.with_timeout_config(timeouts.clone());
    }
    if let Some(retries) = config.retry_config() {
        provider_config = provider_config.with_retry_config(retries.clone());
    }
    let of_profile =
        ProfileFileCredentialsProvider::builder().configure(&provider_config).profile_name(profile).build();
    let of_container = EcsCredentialsProvider::builder().configure(&provider_config).build();
    let of_instance = ImdsCredentialsProvider::builder().configure(&provider_config).build();
    SharedCredentialsProvider::new(
        CredentialsProviderChain::first_try("Profile", of_profile)
            .or_else("EcsContainer", of_container)
            .or_else("Ec2InstanceMetadata", of_instance),
    )
}

/// Refuses a configuration file that is there and cannot be read, which the SDK takes for an empty one.
async fn check_readable() -> Result<()> {
    for (variable, name) in [("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials")] {
        let named = std::env::var_os(variable).map(PathBuf::from);
        let Some(path) = named.or_else(|| Some(std::env::home_dir()?.join(".aws").join(name))) else { continue };
        match tokio::fs::read(&path).await.map_err(|error| error.kind()) {
            Ok(_) | Err(ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
            Err(kind) => {
                return Err(Error::input("bad-aws-config", format!("`{}` cannot be read: {kind}", path.display()))
                    .help(format!("correct the file's permissions, or name another in {variable}")));
            }
        }
    }
    Ok(())
}

/// The configuration files of AWS, of which the selected profile must exist if anybody named it.
async fn read_profiles(profile: Option<&str>) -> Result<ProfileSet> {
    check_readable().await?;
    let selected = profile.map(|profile| profile.to_owned().into());
    let profiles =
        aws_config::profile::load(&Fs::real(), &Env::real(), &Default::default(), selected).await.map_err(|error| {
            let reason = causes(&error).last().unwrap_or(&error).to_string();
            let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
            Error::input("bad-aws-config", format!("{error}: {reason}"))
                .help("AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE say where these files are")
        })?;
    let name = profiles.selected_profile();
    // Without AWS_PROFILE the profile is `default`, which need not exist.
    let named = profile.is_some() || name != "default";
    if named && profiles.get_profile(name).is_none() {
        let place = if profile.is_some() { "" } else { " (AWS_PROFILE)" };
        let mut known: Vec<&str> = profiles.profiles().collect();
        known.sort_unstable();
        let help = match known[..] {
            [] => "there are no profiles; `aws configure sso` makes one".to_owned(),
            _ => format!("the profiles are: {}", known.join(", ")),
        };
        return Err(Error::usage("no-such-profile", format!("there is no AWS profile `{name}`{place}")).help(help));
    }
    Ok(profiles)
}

/// How the selected profile gets its credentials: what to say when that fails.
#[derive(Debug, Clone, Default)]
struct SignIn {
    /// The selected profile, if it exists.
    profile: Option<String>,
    /// `role_arn`, which is assumed with the credentials of another profile.
    role: Option<String>,
    /// The profile that the credentials come from in the end, and how.
    origin: Option<(String, Origin)>,
}

/// Where the credentials of a profile come from, if not from keys in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// `sso_session` or `sso_start_url`.
    SingleSignOn,
    /// `login_session`.
    ConsoleLogin,
    /// `credential_process`.
    Process,
}

impl SignIn {
    fn of(profiles: &ProfileSet) -> Self {
        /// More `source_profile` steps than anybody has.
        const STEPS: usize = 16;
        let mut sign_in = Self::default();
        let mut name = profiles.selected_profile();
        for _ in 0..STEPS {
            let Some(profile) = profiles.get_profile(name) else { break };
            sign_in.profile.get_or_insert_with(|| name.to_owned());
            if let Some(role) = profile.get("role_arn") {
                sign_in.role.get_or_insert_with(|| role.to_owned());
            }
            let has = |key: &str| profile.get(key).is_some();
            let origin = if has("sso_session") || has("sso_start_url") {
                Some(Origin::SingleSignOn)
            } else if has("login_session") {
                Some(Origin::ConsoleLogin)
            } else if has("credential_process") {
                Some(Origin::Process)
            } else {
                None
            };
            if let Some(origin) = origin {
                sign_in.origin = Some((name.to_owned(), origin));
                break;
            }
            match profile.get("source_profile") {
                Some(next) if next != name => name = next,
                _ => break,
            }
        }
        sign_in
    }

    /// What it means that no credentials came.
    fn explain(&self, error: &CredentialsError) -> Error {
        match error {
            CredentialsError::CredentialsNotLoaded(_) => self.nothing_found(),
            CredentialsError::ProviderTimedOut(_) => {
                Error::outside("timeout", "the AWS credentials did not come in time").help("check the network")
            }
            CredentialsError::InvalidConfiguration(_) => {
                let reason = causes(error).last().unwrap_or(error).to_string();
                let reason = reason.strip_prefix("ProfileFile provider could not be built: ").unwrap_or(&reason);
                Error::input("bad-aws-config", format!("the AWS configuration cannot be used: {reason}"))
                    .help("correct the profile in AWS's configuration file")
            }
            _ => self.provider_failed(error),
        }
    }

    fn nothing_found(&self) -> Error {
        match (&self.profile, &self.origin) {
            (Some(profile), Some((_, Origin::SingleSignOn))) => Error::credentials(
                "no-credentials",
                format!("the AWS profile `{profile}` has a single sign-on session but no account and role"),
            )
            .help("`aws configure sso` sets `sso_account_id` and `sso_role_name`"),
            (Some(profile), _) => {
                Error::credentials("no-credentials", format!("the AWS profile `{profile}` has no credentials"))
                    .help("run `aws configure sso`, or name another profile with `--profile` or AWS_PROFILE")
            }
            (None, _) => Error::credentials("no-credentials", "no AWS credentials were found")
                .help("run `aws configure sso`, or name a profile with `--profile` or AWS_PROFILE"),
        }
    }

    /// The reason is in errors whose types the SDK keeps to itself, so their texts are asked for a few known words;
    /// without these, the profile says what to do.
    fn provider_failed(&self, error: &CredentialsError) -> Error {
        let says = |word: &str| causes(error).any(|cause| cause.to_string().contains(word));
        let is_unreachable = says("dispatch failure") || says("timeout");
        match (&self.origin, &self.role) {
            _ if is_unreachable => {
                Error::outside("network", "the service that gives AWS credentials cannot be reached")
                    .help("check the network and, in the profile, `sso_region` or `region`")
            }
            (Some((name, Origin::SingleSignOn)), _) if says("ForbiddenException") => Error::credentials(
                "access-denied",
                format!("the single sign-on session of the AWS profile `{name}` may not use its account and role"),
            )
            .help("check `sso_account_id` and `sso_role_name` with `aws configure sso`"),
            (Some((name, Origin::SingleSignOn)), role) if role.is_none() || says("SSO") || says("Unauthorized") => {
                Error::credentials(
                    "expired-session",
                    format!("the single sign-on session of the AWS profile `{name}` is missing or expired"),
                )
                .help(format!("run `aws sso login --profile {name}`"))
            }
            (Some((name, Origin::ConsoleLogin)), None) => Error::credentials(
                "expired-session",
                format!("the login session of the AWS profile `{name}` is missing or expired"),
            )
            .help(format!("run `aws login --profile {name}`")),
            (Some((name, Origin::Process)), None) => Error::credentials(
                "credential-process",
                format!("the `credential_process` of the AWS profile `{name}` gave no credentials"),
            )
            .help(format!("run `aws sts get-caller-identity --profile {name}` to see why")),
            (_, Some(role)) => {
                let profile = self.profile.as_deref().unwrap_or("default");
                Error::credentials(
                    "assume-role",
                    format!("the role `{role}` of the AWS profile `{profile}` cannot be assumed"),
                )
                .help(format!("run `aws sts get-caller-identity --profile {profile}` to see why"))
            }
            // No keys, no profile, no container: what answered is no instance metadata service but a proxy or a firewall.
            (None, None) if !says_container() => self.nothing_found(),
            (_, None) => Error::credentials("credentials", "the AWS credentials cannot be loaded")
                .help("run `aws sts get-caller-identity` to see why"),
        }
    }
}

/// Whether the environment says where a container or a web identity gets its credentials.
fn says_container() -> bool {
    ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_WEB_IDENTITY_TOKEN_FILE"]
        .into_iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Credentials whose failure is already in our words: the SDK carries the error through to the call that needed them.
#[derive(Debug)]
struct ExplainedCredentials {
    found: SharedCredentialsProvider,
    sign_in: SignIn,
}

impl ProvideCredentials for ExplainedCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            self.found
                .provide_credentials()
                .await
                .map_err(|error| CredentialsError::provider_error(self.sign_in.explain(&error)))
        })
    }

    fn fallback_on_interrupt(&self) -> Option<Credentials> {
        self.found.fallback_on_interrupt()
    }
}
