//! `local`: the emulator, and the APIs that it serves.

use std::time::SystemTime;

use super::shapes;
use super::wanted::{default_action, mode};
use crate::appsync::{AuthenticationType, AuthorizerTarget, Coordinate, DefaultAction, TokenSource};
use crate::document::{Fault, Fields, Node, Reader};

/// The emulator. Paths are as they were written, relative to the folder of the configuration file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Local {
    /// `port`: 0 is any free one.
    pub port: Option<u16>,
    /// `region`: in ARNs and signatures.
    pub region: Option<String>,
    /// `account-id`: 12 digits.
    pub account_id: Option<String>,
    /// `state`: the folder that outlives a run.
    pub state: Option<String>,
    /// `tls: true`: serve HTTPS with a certificate of its own.
    pub tls: bool,
    /// `accept-any-credentials: true`: signatures are not verified.
    pub accept_any_credentials: bool,
    /// `credentials`: who may sign.
    pub credentials: Vec<LocalCredentials>,
    /// `apis`, in the order of the file.
    pub apis: Vec<LocalApi>,
}

/// AWS credentials that the emulator knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalCredentials {
    /// `access-key-id`.
    pub access_key_id: String,
    /// `secret`: where the secret access key comes from.
    pub secret: TokenSource,
    /// `principal`: the ARN of whoever signs.
    pub principal: Option<String>,
    /// `policies`: files of IAM policies; without any, everything is allowed.
    pub policies: Vec<String>,
}

/// An API of the emulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalApi {
    /// `name`: unique.
    pub name: String,
    /// `schema`: a file or a pattern of files.
    pub schema: Option<String>,
    /// `data`: a file of what resolvers answer.
    pub data: Option<String>,
    /// `api-config`: a file as `aws appsync get-graphql-api` prints it, to start from.
    pub api_config: Option<String>,
    /// `api-keys`.
    pub api_keys: Vec<LocalApiKey>,
    /// `default`: the default provider.
    pub default: Option<LocalProvider>,
    /// `additional`: the additional providers.
    pub additional: Vec<LocalProvider>,
    /// `resolvers`: the functions that answer fields.
    pub resolvers: Vec<(Coordinate, AuthorizerTarget)>,
}

/// An API key of the emulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalApiKey {
    /// `key`: where it comes from.
    pub key: TokenSource,
    /// `expires`: from this time on the key is refused.
    pub expires: Option<SystemTime>,
}

/// A provider of an API of the emulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalProvider {
    /// `API_KEY`
    ApiKey,
    /// `AWS_IAM`
    AwsIam,
    /// `AMAZON_COGNITO_USER_POOLS`
    UserPool {
        /// `pool`: its id, such as `us-east-1_abc`.
        pool: String,
        /// `clients`: the app clients whose tokens are accepted; all when empty.
        clients: Vec<String>,
        /// `jwks`: a file of public keys; without it the emulator makes a key.
        jwks: Option<String>,
        /// `default-action`: only for a default provider.
        default_action: Option<DefaultAction>,
    },
    /// `OPENID_CONNECT`
    OpenIdConnect {
        /// `issuer`: the URL that the `iss` claim must be.
        issuer: String,
        /// `clients`: the clients whose tokens are accepted; all when empty.
        clients: Vec<String>,
        /// `jwks`: a file of public keys; without it the emulator makes a key.
        jwks: Option<String>,
    },
    /// `AWS_LAMBDA`
    Lambda {
        /// `authorizer`.
        authorizer: AuthorizerTarget,
        /// `ttl`: `authorizerResultTtlInSeconds`, 0 to 3,600.
        ttl_seconds: Option<i64>,
        /// `identity-regex`: the `identityValidationExpression`.
        identity_regex: Option<String>,
    },
}

impl Local {
    pub(super) fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, |fields| {
            let apis = fields.optional("apis", |reader, node| reader.list(node, LocalApi::read)).unwrap_or_default();
            check_names(fields, &apis);
            Some(Self {
                port: fields.optional("port", port),
                region: fields.optional("region", shapes::name),
                account_id: fields.optional("account-id", account_id),
                state: fields.optional("state", shapes::name),
                tls: fields.optional("tls", Reader::boolean).unwrap_or_default(),
                accept_any_credentials: fields.optional("accept-any-credentials", Reader::boolean).unwrap_or_default(),
                credentials: fields
                    .optional("credentials", |reader, node| reader.list(node, LocalCredentials::read))
                    .unwrap_or_default(),
                apis,
            })
        })
    }
}

/// Notes APIs of one name.
fn check_names(fields: &Fields<'_, '_>, apis: &[LocalApi]) {
    for (index, api) in apis.iter().enumerate() {
        if apis.iter().take(index).any(|other| other.name == api.name) {
            let span = fields.entry("apis").map_or_else(|| fields.span(), |entry| entry.key.span.clone());
            fields.reader().wrong_value::<()>(
                &span,
                format!("two APIs have the name `{}`", api.name),
                Some("name them apart"),
            );
        }
    }
}

impl LocalCredentials {
    fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, |fields| {
            let access_key_id = fields.required("access-key-id", shapes::name);
            let secret = fields.required("secret", shapes::source);
            let principal = fields.optional("principal", principal);
            let policies = fields.optional("policies", shapes::names).unwrap_or_default();
            Some(Self { access_key_id: access_key_id?, secret: secret?, principal, policies })
        })
    }
}

impl LocalApi {
    fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, |fields| {
            let name = fields.required("name", shapes::name);
            let schema = fields.optional("schema", shapes::name);
            let data = fields.optional("data", shapes::name);
            let api_config = fields.optional("api-config", shapes::name);
            let api_keys = fields.optional("api-keys", |reader, node| reader.list(node, LocalApiKey::read));
            let default = fields.optional("default", |reader, node| LocalProvider::read(reader, node, true));
            let additional = fields.optional("additional", |reader, node| {
                reader.list(node, |reader, node| LocalProvider::read(reader, node, false))
            });
            let resolvers = fields.optional("resolvers", resolvers).unwrap_or_default();
            let additional = additional.unwrap_or_default();
            check_repetition(fields, default.as_ref(), &additional);
            let api_keys = api_keys.unwrap_or_default();
            Some(Self { name: name?, schema, data, api_config, api_keys, default, additional, resolvers })
        })
    }
}

/// Notes providers that an API cannot have twice.
///
/// Source: AppSync developer guide, "Configuring authorization and authentication", using additional modes.
fn check_repetition(fields: &Fields<'_, '_>, default: Option<&LocalProvider>, additional: &[LocalProvider]) {
    let mut seen: Vec<&LocalProvider> = default.into_iter().collect();
    for provider in additional {
        if seen.iter().any(|other| other.excludes(provider)) {
            let span = fields.entry("additional").map_or_else(|| fields.span(), |entry| entry.key.span.clone());
            let message = format!("the provider {} stands twice", provider.title());
            fields.reader().wrong_value::<()>(&span, message, Some("keep one of the two"));
        }
        seen.push(provider);
    }
}

impl LocalApiKey {
    fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, |fields| {
            let key = fields.required("key", shapes::source);
            let expires = fields.optional("expires", expiry);
            Some(Self { key: key?, expires })
        })
    }
}

impl LocalProvider {
    /// The provider's `authenticationType`.
    #[must_use]
    pub const fn authentication_type(&self) -> AuthenticationType {
        match self {
            Self::ApiKey => AuthenticationType::ApiKey,
            Self::AwsIam => AuthenticationType::AwsIam,
            Self::UserPool { .. } => AuthenticationType::AmazonCognitoUserPools,
            Self::OpenIdConnect { .. } => AuthenticationType::OpenIdConnect,
            Self::Lambda { .. } => AuthenticationType::AwsLambda,
        }
    }

    /// Whether one API cannot have both.
    fn excludes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::UserPool { pool: one, .. }, Self::UserPool { pool: other, .. }) => one == other,
            (Self::OpenIdConnect { issuer: one, .. }, Self::OpenIdConnect { issuer: other, .. }) => one == other,
            _ => self.authentication_type() == other.authentication_type(),
        }
    }

    fn title(&self) -> String {
        match self {
            Self::UserPool { pool: which, .. } | Self::OpenIdConnect { issuer: which, .. } => {
                format!("{} `{which}`", self.authentication_type())
            }
            _ => self.authentication_type().to_string(),
        }
    }

    fn read<'d>(reader: &Reader<'d>, node: &'d Node, is_default: bool) -> Option<Self> {
        use AuthenticationType::{AmazonCognitoUserPools, AwsLambda, OpenIdConnect};
        reader.fields(node, |fields| {
            let mode = fields.required("mode", mode);
            let pool = fields.optional("pool", shapes::name);
            let issuer = fields.optional("issuer", shapes::http_url);
            let clients = fields.optional("clients", shapes::names).unwrap_or_default();
            let jwks = fields.optional("jwks", shapes::name);
            let default_action = fields.optional("default-action", default_action);
            let authorizer = fields.optional("authorizer", Reader::parsed);
            let ttl_seconds = fields.optional("ttl", shapes::ttl);
            let identity_regex = fields.optional("identity-regex", shapes::name);
            let mode = mode?;
            check_keys(fields, mode, is_default);
            Some(match mode {
                AuthenticationType::ApiKey => Self::ApiKey,
                AuthenticationType::AwsIam => Self::AwsIam,
                AmazonCognitoUserPools => Self::UserPool { pool: pool?, clients, jwks, default_action },
                OpenIdConnect => Self::OpenIdConnect { issuer: issuer?, clients, jwks },
                AwsLambda => Self::Lambda { authorizer: authorizer?, ttl_seconds, identity_regex },
            })
        })
    }
}

/// Notes the keys that a provider of this mode lacks, and those that mean nothing there.
fn check_keys(fields: &Fields<'_, '_>, mode: AuthenticationType, is_default: bool) {
    let (needed, allowed): (Option<&'static str>, &[&str]) = match mode {
        AuthenticationType::ApiKey | AuthenticationType::AwsIam => (None, &[]),
        AuthenticationType::AmazonCognitoUserPools if is_default => {
            (Some("pool"), &["pool", "clients", "jwks", "default-action"])
        }
        AuthenticationType::AmazonCognitoUserPools => (Some("pool"), &["pool", "clients", "jwks"]),
        AuthenticationType::OpenIdConnect => (Some("issuer"), &["issuer", "clients", "jwks"]),
        AuthenticationType::AwsLambda => (Some("authorizer"), &["authorizer", "ttl", "identity-regex"]),
    };
    if let Some(key) = needed.filter(|key| fields.entry(key).is_none()) {
        fields.missing(&[key]);
    }
    let place = if is_default { "a provider" } else { "an additional provider" };
    for key in ["pool", "issuer", "clients", "jwks", "default-action", "authorizer", "ttl", "identity-regex"] {
        if let Some(entry) = fields.entry(key).filter(|_| !allowed.contains(&key)) {
            let message = format!("`{key}` means nothing for {place} of mode {mode}");
            fields.reader().wrong_value::<()>(&entry.key.span, message, Some("remove it"));
        }
    }
}

fn port(reader: &Reader<'_>, node: &Node) -> Option<u16> {
    reader.integer_in(node, 0..=i64::from(u16::MAX)).and_then(|port| u16::try_from(port).ok())
}

fn account_id(reader: &Reader<'_>, node: &Node) -> Option<String> {
    shapes::checked(reader, node, "write it as \"111122223333\"", |text| {
        let fits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        if fits { Ok(()) } else { Err(format!("`{text}` is not an account id of 12 digits")) }
    })
}

/// The ARN of a user, a role or a session; which of them is for IAM to say.
fn principal(reader: &Reader<'_>, node: &Node) -> Option<String> {
    shapes::checked(reader, node, "write it as `arn:aws:iam::111122223333:role/app`", |text| {
        let fits = text.starts_with("arn:") && text.splitn(6, ':').filter(|part| !part.is_empty()).count() >= 5;
        if fits { Ok(()) } else { Err(format!("`{text}` is not the ARN of a principal")) }
    })
}

/// A day, whose beginning in UTC is meant, or a point in time.
fn expiry(reader: &Reader<'_>, node: &Node) -> Option<SystemTime> {
    let text = reader.text(node)?;
    let day = humantime::parse_rfc3339(&format!("{text}T00:00:00Z"));
    day.or_else(|_| humantime::parse_rfc3339(&text)).ok().or_else(|| {
        reader.wrong_value(
            &node.span,
            format!("`{text}` is neither a day nor a point in time"),
            Some("write it as `2030-01-31` or `2030-01-31T12:00:00Z`"),
        )
    })
}

fn resolvers<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Vec<(Coordinate, AuthorizerTarget)>> {
    let pairs = reader.map(node, resolver)?;
    let read: Vec<Option<_>> = pairs
        .into_iter()
        .map(|(name, target)| match name.value.parse() {
            Ok(coordinate) => Some((coordinate, target)),
            Err(error) => {
                let message = format!("{error}");
                reader.fault(Fault::new("wrong-value", name.span, message, "here"))
            }
        })
        .collect();
    read.into_iter().collect()
}

fn resolver(reader: &Reader<'_>, node: &Node) -> Option<AuthorizerTarget> {
    match reader.parsed(node)? {
        AuthorizerTarget::Rules(path) => reader.wrong_value(
            &node.span,
            format!("the rules file `{path}` can authorize, not resolve a field"),
            Some("write a handler file, a URL, a function or `exec:COMMAND`"),
        ),
        target => Some(target),
    }
}
