//! The options of `local`.

use std::net::IpAddr;

use clap::builder::NonEmptyStringValueParser;

use crate::appsync::{AuthenticationType, AuthorizerTarget, Coordinate};
use crate::commands::authorizer::AuthorizerArgs;
use crate::commands::gather::EnvironmentArgs;

/// The options of `local`.
#[derive(Debug, Clone, clap::Args)]
#[command(
    before_help = "Examples:
  appsync-auth local
  appsync-auth local --schema schema.graphql --authorizer authorizer.mjs --ttl 0
  appsync-auth local --schema schema.graphql --default API_KEY --additional AWS_LAMBDA --authorizer rules.yaml
  appsync-auth local --schema schema.graphql --authorizer authorizer.py --data data.json --port 0 --json
  appsync-auth local token --claims '{\"cognito:groups\": [\"admins\"]}'
",
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
pub struct Args {
    /// Something other than to serve
    #[command(subcommand)]
    pub action: Option<Action>,

    /// The schema: SDL, introspection JSON, or a pattern of SDL files [default: what appsync-auth.yaml says]
    #[arg(long, value_name = "FILE", value_parser = NonEmptyStringValueParser::new())]
    pub schema: Option<String>,
    /// The default mode; AMAZON_COGNITO_USER_POOLS=POOL and OPENID_CONNECT=ISSUER say which [default: AWS_LAMBDA with an authorizer, else API_KEY]
    #[arg(long, value_name = "MODE[=POOL|ISSUER]", value_parser = mode)]
    pub default: Option<Mode>,
    /// An additional mode; can be given several times
    #[arg(long, value_name = "MODE[=POOL|ISSUER]", value_parser = mode)]
    pub additional: Vec<Mode>,
    /// How long the authorizer's answers live, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(i64).range(0..=3600))]
    pub ttl: Option<i64>,
    /// The identityValidationExpression
    #[arg(long, value_name = "REGEX", value_parser = NonEmptyStringValueParser::new())]
    pub identity_regex: Option<String>,
    /// What `aws appsync get-graphql-api` prints, to start from
    #[arg(long, value_name = "FILE")]
    pub api_config: Option<String>,
    /// What fields answer, by coordinate; where it says nothing, values are made up
    #[arg(long, value_name = "FILE", help_heading = "Data")]
    pub data: Option<String>,
    /// A function that answers a field, as a direct Lambda resolver; can be given several times
    #[arg(long = "resolver", value_name = "TYPE.FIELD=TARGET", value_parser = resolver, help_heading = "Data")]
    pub resolvers: Vec<(Coordinate, AuthorizerTarget)>,
    /// The port; 0 is any free one [default: 4000]
    #[arg(long, help_heading = "Server")]
    pub port: Option<u16>,
    /// The address to listen on; others than this machine's own open the emulator to the network
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", help_heading = "Server")]
    pub host: IpAddr,
    /// Serve HTTPS, with a certificate of an authority that is made for it
    #[arg(long, help_heading = "Server")]
    pub tls: bool,
    /// Keep APIs, keys and data in this folder
    #[arg(long, value_name = "DIR", help_heading = "Server")]
    pub state: Option<String>,
    /// Take every signature by unknown credentials for good
    #[arg(long, help_heading = "Server")]
    pub accept_any_credentials: bool,
    /// The account in ARNs, 12 digits
    #[arg(long, value_name = "N", value_parser = account_id, hide_short_help = true, help_heading = "Server")]
    pub account_id: Option<String>,

    /// The authorizer
    #[command(flatten)]
    pub authorizer: AuthorizerArgs,
    /// The environment
    #[command(flatten)]
    pub environment: EnvironmentArgs,
}

/// Something other than to serve.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Action {
    /// Print a JWT that a running emulator accepts
    Token(TokenArgs),
}

/// The options of `local token`.
#[derive(Debug, Clone, clap::Args)]
#[command(before_help = "Examples:
  appsync-auth local token
  appsync-auth local token --mode OPENID_CONNECT --claims '{\"sub\": \"ada\"}'
  appsync-auth local token --claims @claims.json --url http://127.0.0.1:4001
")]
pub struct TokenArgs {
    /// Whose token: AMAZON_COGNITO_USER_POOLS or OPENID_CONNECT [default: the first of them that the API has]
    #[arg(long, value_name = "MODE", ignore_case = true)]
    pub mode: Option<String>,
    /// Claims to add or to replace; null takes one away
    #[arg(long, value_name = "JSON|@FILE")]
    pub claims: Option<String>,
    /// The API, by its name or id [default: the first]
    #[arg(long, value_name = "NAME|ID", value_parser = NonEmptyStringValueParser::new())]
    pub api: Option<String>,
    /// Where the emulator is [default: the port of appsync-auth.yaml, else http://127.0.0.1:4000]
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The certificate of the emulator's authority, with --tls
    #[arg(long, value_name = "FILE")]
    pub cacert: Option<String>,
}

/// A mode, with the pool or issuer where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mode {
    /// The mode.
    pub authentication_type: AuthenticationType,
    /// The user pool's id, or the issuer.
    pub which: Option<String>,
}

fn mode(text: &str) -> Result<Mode, String> {
    let (name, which) = match text.split_once('=') {
        Some((name, which)) => (name, Some(which.to_owned()).filter(|which| !which.is_empty())),
        None => (text, None),
    };
    let authentication_type: AuthenticationType =
        name.to_ascii_uppercase().parse().map_err(|error| format!("{error}"))?;
    let takes_one =
        matches!(authentication_type, AuthenticationType::AmazonCognitoUserPools | AuthenticationType::OpenIdConnect);
    if text.contains('=') && (!takes_one || which.is_none()) {
        return Err(if takes_one {
            format!("`{text}` says neither pool nor issuer behind `=`")
        } else {
            format!("{authentication_type} takes nothing behind `=`")
        });
    }
    Ok(Mode { authentication_type, which })
}

fn resolver(text: &str) -> Result<(Coordinate, AuthorizerTarget), String> {
    let (coordinate, target) = text.split_once('=').ok_or("write it as Query.listEvents=./list.mjs")?;
    let coordinate: Coordinate = coordinate.parse().map_err(|error| format!("{error}"))?;
    match target.parse().map_err(|error| format!("{error}"))? {
        AuthorizerTarget::Rules(path) => Err(format!("the rules file `{path}` can authorize, not resolve a field")),
        target => Ok((coordinate, target)),
    }
}

fn account_id(text: &str) -> Result<String, String> {
    let fits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { Ok(text.to_owned()) } else { Err("an account id has 12 digits".to_owned()) }
}
