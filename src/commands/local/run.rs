//! Serves until it is asked to end.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::args::{Action, Args};
use super::assemble::Workshop;
use super::kept::{OwnCredentials, authority};
use super::plan::{Plan, plan};
use super::{reload, token};
use crate::commands::context::Context;
use crate::commands::gather;
use crate::error::{Error, Result};
use crate::local::{Emulator, serve};
use crate::outside::{config, signal};
use crate::settings::Flags;
use crate::status::Status;

/// Runs `local`.
///
/// # Errors
/// What the user gave is missing or invalid, a function cannot be started, or the port is taken.
pub async fn run(args: Args, context: &Context<'_>) -> Result<Status> {
    match &args.action {
        Some(Action::Token(token)) => token::run(token, context).await,
        None => serve_until_interrupted(&args, context).await,
    }
}

async fn serve_until_interrupted(args: &Args, context: &Context<'_>) -> Result<Status> {
    let console = context.console;
    let interrupted = signal::interrupted();
    tokio::pin!(interrupted);
    let configuration = config::read_configuration(&console.current_dir)?;
    let settings = gather::settings(context, &args.environment, Flags::default(), None)?;
    let mut plan = plan(args, &settings, configuration.as_ref(), &console.current_dir)?;
    plan.settle_region(context).await?;
    let listener = listen(args.host, plan.port).await?;
    let address = listener.local_addr().map_err(|error| not_listening(args.host, plan.port, &error))?;
    let origin = format!("{}://{}", if plan.tls { "https" } else { "http" }, host_of(address));
    let workshop = Workshop { args, settings: &settings, context, plan: &plan };
    let (emulator, own) = tokio::select! {
        biased;
        () = &mut interrupted => {
            return Err(Error::interrupted("nothing was served yet"));
        }
        assembled = workshop.assemble(&origin) => assembled?,
    };
    let tls = Tls::of(&plan, &emulator, address.ip())?;
    let (stop, stopping) = watch::channel(false);
    let serving = serve(Arc::clone(&emulator), listener, tls.as_ref().map(|tls| tls.acceptor.clone()), stopping);
    tokio::pin!(serving);
    // Before it says that it is ready: from then on, what is written to a file is seen.
    let watch = reload::Watch::new(&workshop, &emulator);
    let ready = Ready { emulator: &emulator, own: &own, plan: &plan, ca_file: tls.as_ref().map(|tls| &tls.file) };
    console.write_out(|out| out.write_all(if context.json { ready.json() } else { ready.text() }.as_bytes()))?;
    if !args.host.is_loopback() {
        emulator.say(&format!("warning: {} can be reached by others; what it accepts is for tests only", args.host));
    }
    tokio::select! {
        () = &mut interrupted => {}
        () = &mut serving => {}
        () = watch.follow(&workshop, &emulator) => {}
        ended = workshop.keep_data(&emulator) => ended?,
    }
    let _ = stop.send(true);
    tokio::select! {
        () = &mut serving => {}
        // Whoever asks twice does not want to wait.
        () = signal::interrupted() => {}
    }
    if plan.state.is_some() {
        workshop.keep_data_now(&emulator).await?;
    }
    emulator.functions.clear();
    say_stopped(&emulator);
    Ok(Status::Interrupted)
}

/// The last line.
fn say_stopped(emulator: &Emulator) {
    let served = emulator.requests_served();
    if emulator.options.json {
        emulator.journal.line(&json!({ "event": "stopped", "requests": served }).to_string());
    } else if !emulator.options.quiet {
        emulator.say(&format!("stopped: {served} request{} served", if served == 1 { " was" } else { "s were" }));
    }
}

async fn listen(host: IpAddr, port: u16) -> Result<TcpListener> {
    TcpListener::bind((host, port)).await.map_err(|error| not_listening(host, port, &error))
}

fn not_listening(host: IpAddr, port: u16, error: &std::io::Error) -> Error {
    let help = match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            "end the program that has it, or give another with `--port`; 0 is any free one"
        }
        std::io::ErrorKind::PermissionDenied => "give a port above 1023 with `--port`",
        _ => "give an address of this machine with `--host`",
    };
    Error::outside("not-listening", format!("cannot listen on {}: {error}", SocketAddr::new(host, port))).help(help)
}

/// The host and port that clients reach the emulator by.
fn host_of(address: SocketAddr) -> String {
    match address.ip() {
        ip if ip.is_unspecified() => format!("127.0.0.1:{}", address.port()),
        _ => address.to_string(),
    }
}

/// HTTPS, and the file that clients trust.
struct Tls {
    acceptor: tokio_rustls::TlsAcceptor,
    file: PathBuf,
    /// Keeps the file's folder until the end, where nobody named one.
    _folder: Option<tempfile::TempDir>,
}

impl Tls {
    fn of(plan: &Plan, emulator: &Emulator, address: IpAddr) -> Result<Option<Self>> {
        if !plan.tls {
            return Ok(None);
        }
        let failed = |error: std::io::Error| {
            Error::outside("no-certificate", format!("the certificate cannot be written: {error}"))
        };
        let authority = authority(&emulator.store)?;
        let (folder, kept) = match &plan.state {
            Some(state) => (state.clone(), None),
            None => {
                let kept = tempfile::Builder::new().prefix("appsync-auth-").tempdir().map_err(failed)?;
                (kept.path().to_owned(), Some(kept))
            }
        };
        let file = folder.join("ca.pem");
        crate::outside::files::write_atomically(&file, authority.certificate_pem.as_bytes())?;
        Ok(Some(Self { acceptor: authority.acceptor(&plan.region, address)?, file, _folder: kept }))
    }
}

/// What is said when requests are served.
struct Ready<'a> {
    emulator: &'a Emulator,
    own: &'a OwnCredentials,
    plan: &'a Plan,
    ca_file: Option<&'a PathBuf>,
}

impl Ready<'_> {
    fn realtime(&self, url: &str) -> String {
        format!("{}/realtime", url.replacen("http", "ws", 1))
    }

    /// The line for programs.
    fn json(&self) -> String {
        let origin = &self.emulator.options.origin;
        let apis = self.emulator.store.apis();
        let mut line = json!({ "event": "ready" });
        if let Some(first) = apis.first() {
            line["graphqlUrl"] = json!(format!("{origin}/graphql"));
            line["realtimeUrl"] = json!(self.realtime(&format!("{origin}/graphql")));
            line["controlPlaneUrl"] = json!(origin);
            line["apiId"] = json!(first.id);
            if let Some(key) = first.api_keys.iter().find(|key| !key.configured) {
                line["apiKey"] = json!(key.id.expose());
            }
        } else {
            line["controlPlaneUrl"] = json!(origin);
        }
        line["accessKeyId"] = json!(self.own.access_key_id);
        line["secretAccessKey"] = json!(self.own.secret_access_key.expose());
        if let Some(file) = self.ca_file {
            line["caFile"] = json!(file);
        }
        line["region"] = json!(self.plan.region);
        let apis: Vec<Value> = apis
            .iter()
            .map(|api| {
                let url = format!("{origin}/apis/{}/graphql", api.id);
                let realtime = self.realtime(&url);
                let mut told =
                    json!({ "name": api.name(), "apiId": api.id, "graphqlUrl": url, "realtimeUrl": realtime });
                if let Some(key) = api.api_keys.iter().find(|key| !key.configured) {
                    told["apiKey"] = json!(key.id.expose());
                }
                told
            })
            .collect();
        line["apis"] = Value::Array(apis);
        format!("{line}\n")
    }

    /// The lines for people.
    fn text(&self) -> String {
        let origin = &self.emulator.options.origin;
        let apis = self.emulator.store.apis();
        let mut text = match apis.first() {
            Some(_) => format!("ready: {origin}/graphql\n"),
            None => format!("ready: {origin}, without an API so far\n"),
        };
        for (index, api) in apis.iter().enumerate() {
            let modes = api.graphql_api().map(|facts| {
                let names: Vec<&str> =
                    facts.authentication.providers().map(|provider| provider.authentication_type().name()).collect();
                names.join(", ")
            });
            text.push_str(&format!("  api          {}  {}\n", api.name(), modes.unwrap_or_default()));
            if index > 0 || apis.len() > 1 {
                text.push_str(&format!("               {origin}/apis/{}/graphql\n", api.id));
            }
            if let Some(key) = api.api_keys.iter().find(|key| !key.configured) {
                text.push_str(&format!("  api key      {}\n", key.id.expose()));
            }
        }
        if !apis.is_empty() {
            text.push_str(&format!("  real time    {}\n", self.realtime(&format!("{origin}/graphql"))));
        }
        text.push_str(&format!("  aws          --endpoint-url {origin} --region {}\n", self.plan.region));
        text.push_str(&format!("               AWS_ACCESS_KEY_ID={}\n", self.own.access_key_id));
        text.push_str(&format!("               AWS_SECRET_ACCESS_KEY={}\n", self.own.secret_access_key.expose()));
        if let Some(file) = self.ca_file {
            text.push_str(&format!("  certificate  {}\n", file.display()));
        }
        text
    }
}
