//! The options that say who sends a request, for every command that has one.

use crate::appsync::{Headers, Secret, TokenSource};
use crate::error::{Error, Result};
use crate::settings::Authorization;

/// The beginning of a signature: all that selects the mode when nobody signs.
const SIGNATURE: &str = "AWS4-HMAC-SHA256 Credential=not-signed";

/// The options that say who sends a request.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Authorization")]
#[group(id = "authorization_source", multiple = false)]
pub struct AuthorizationArgs {
    /// The token itself, for test tokens only
    ///
    /// Other users of the machine can see it: give a real one with --token-env, --token-file or --token-command.
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub token: Option<String>,
    /// The environment variable that holds it
    #[arg(long, value_name = "NAME")]
    pub token_env: Option<String>,
    /// The file that holds it; `-` is standard input
    #[arg(long, value_name = "PATH|-")]
    pub token_file: Option<String>,
    /// The command that prints it
    #[arg(long, value_name = "CMD ARGS", hide_short_help = true)]
    pub token_command: Option<String>,
    /// The environment variable that holds a JWT
    ///
    /// Of a user pool or an OpenID Connect issuer.
    #[arg(long, value_name = "NAME")]
    pub jwt_env: Option<String>,
    /// The environment variable that holds an API key
    #[arg(long, value_name = "NAME")]
    pub api_key_env: Option<String>,
    /// A SigV4 signature of AWS credentials
    #[arg(long)]
    pub iam: bool,
}

impl AuthorizationArgs {
    /// What the flags say, with the name of the flag.
    ///
    /// # Errors
    /// The token's command has a quote that is not closed, or is empty.
    pub fn given(&self) -> Result<Option<(&'static str, Authorization)>> {
        let env = |name: &Option<String>| name.clone().map(TokenSource::Env);
        let command = self.token_command.as_deref().map(command_of).transpose()?;
        let token = self.token.as_ref().map(|token| TokenSource::Value(Secret::new(token)));
        let all = [
            ("--token", token.map(Authorization::Token)),
            ("--token-env", env(&self.token_env).map(Authorization::Token)),
            ("--token-file", self.token_file.clone().map(|path| Authorization::Token(TokenSource::File(path)))),
            ("--token-command", command.map(Authorization::Token)),
            ("--jwt-env", env(&self.jwt_env).map(Authorization::Jwt)),
            ("--api-key-env", env(&self.api_key_env).map(Authorization::ApiKey)),
            ("--iam", self.iam.then_some(Authorization::Iam)),
        ];
        Ok(all.into_iter().find_map(|(flag, given)| Some((flag, given?))))
    }
}

/// The words of a token's command.
fn command_of(command: &str) -> Result<TokenSource> {
    match shell_words::split(command) {
        Ok(words) if !words.is_empty() => Ok(TokenSource::Command(words)),
        _ => Err(Error::usage("bad-token-command", "`--token-command` is empty or has a quote that is not closed")
            .help("write it as in a shell, such as 'vault read -field=token secret/ci'")),
    }
}

/// Puts a credential into the headers of a request that nobody sends: a signature is only begun.
pub fn add_credential(headers: &mut Headers, authorization: &Authorization, secret: Option<&Secret>) {
    let value = secret.map(Secret::expose).unwrap_or_default();
    match authorization {
        Authorization::Token(_) | Authorization::Jwt(_) => headers.insert("authorization", value),
        Authorization::ApiKey(_) => headers.insert("x-api-key", value),
        Authorization::Iam => headers.insert("authorization", SIGNATURE),
    }
}
