//! `local token`: a JWT that a running emulator accepts.

use std::io;

use serde_json::{Value, json};

use super::args::TokenArgs;
use crate::commands::context::Context;
use crate::commands::gather;
use crate::error::{Error, Result};
use crate::outside::http::innermost;
use crate::outside::{config, files};
use crate::report::{Report, Style};
use crate::status::Status;

/// The address of an emulator that was started without a port.
const URL: &str = "http://127.0.0.1:4000";

/// Runs `local token`.
///
/// # Errors
/// The claims are invalid; no emulator answers; its API takes no JWTs.
pub(super) async fn run(args: &TokenArgs, context: &Context<'_>) -> Result<Status> {
    let console = context.console;
    let mut asked = json!({});
    if let Some(claims) = &args.claims {
        asked["claims"] = Value::Object(gather::claims(console, claims).await?);
    }
    if let Some(mode) = &args.mode {
        asked["mode"] = json!(mode.to_ascii_uppercase());
    }
    if let Some(api) = &args.api {
        asked["api"] = json!(api);
    }
    let url = match &args.url {
        Some(url) => url.trim_end_matches('/').trim_end_matches("/graphql").to_owned(),
        None => default_url(context)?,
    };
    let mut client = reqwest::Client::builder().no_proxy().timeout(std::time::Duration::from_secs(10));
    if let Some(path) = &args.cacert {
        let pem = files::read_bytes(console, path, &console.current_dir).await?;
        let certificate = reqwest::Certificate::from_pem(&pem).map_err(|_| {
            Error::input("bad-certificate", format!("`{path}` is no certificate in PEM"))
                .help("give the file that the emulator names when it is ready")
        })?;
        client = client.add_root_certificate(certificate);
    }
    let unreachable = |error: reqwest::Error| {
        Error::outside("no-emulator", format!("no emulator answers at {url}: {}", innermost(&error)))
            .help("start one with `appsync-auth local`, or say where it is with `--url`")
    };
    let client = client.build().map_err(unreachable)?;
    let answer = client.post(format!("{url}/_token")).body(asked.to_string()).send().await.map_err(unreachable)?;
    let status = answer.status();
    let body: Value = answer.json().await.map_err(unreachable)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    match text("token") {
        Some(token) if status.is_success() => context.give(&MintedToken { token, body }),
        _ => {
            let message = text("message").unwrap_or_else(|| format!("the emulator at {url} answers with {status}"));
            let error = Error::input("no-token-minted", message);
            Err(match text("help") {
                Some(help) => error.help(help),
                None => error,
            })
        }
    }
}

/// Where an emulator of this folder's configuration is.
fn default_url(context: &Context<'_>) -> Result<String> {
    let configuration = config::read_configuration(&context.console.current_dir)?;
    let port = configuration.and_then(|configuration| configuration.local.and_then(|local| local.port));
    Ok(port.filter(|port| *port != 0).map_or_else(|| URL.to_owned(), |port| format!("http://127.0.0.1:{port}")))
}

/// A token that was minted: alone in text, so that a shell can take it.
struct MintedToken {
    token: String,
    body: Value,
}

impl Report for MintedToken {
    fn text(&self, out: &mut dyn io::Write, _style: &Style) -> io::Result<()> {
        writeln!(out, "{}", self.token)
    }

    fn json(&self) -> Value {
        self.body.clone()
    }

    fn findings(&self) -> Vec<Value> {
        Vec::new()
    }

    fn status(&self) -> Status {
        Status::Yes
    }
}
