//! The whole of a batch: gather, send, report.

use std::path::Path;

use super::super::args::Args;
use super::super::prepare::{Prepared, caller, caller_of, prepare_api, schema};
use super::super::send::Sender;
use super::play::{Ledger, Sending};
use super::ready::{Ready, ReadyRequest, ready};
use crate::appsync::Secret;
use crate::commands::caller::{Caller, Credential};
use crate::commands::context::Context;
use crate::commands::gather;
use crate::commands::reporting::{Outputs, Progress};
use crate::error::{Error, Result};
use crate::outside::http::HttpClient;
use crate::outside::{Console, files, signal};
use crate::report::SuiteReport;
use crate::requests::{RequestCaller, RequestsFile};
use crate::settings::{Given, Origin};
use crate::status::Status;

/// Sends the requests of a file and says what came of them.
///
/// # Errors
/// Something that the user gave is missing or invalid, or the user ended the run. A request that got no answer is no error
/// here: the others are sent all the same, and the exit code says it.
pub(in super::super) async fn run(args: &Args, path: &str, context: &Context<'_>) -> Result<Status> {
    let outputs = Outputs::check(&args.batch.reports, context)?;
    let mut interrupted = std::pin::pin!(signal::interrupted());
    let gathered = tokio::select! {
        // First, so that Ctrl-C is heard from the beginning.
        biased;
        () = &mut interrupted => return Err(Error::interrupted("nothing was sent yet")),
        gathered = gather_all(args, path, context) => gathered?,
    };
    let Gathered { prepared, requests, callers, secrets, client } = &gathered;
    let senders: Vec<Sender<'_>> = callers
        .iter()
        .map(|(_, credential)| Sender::new(context, prepared, client, credential.clone(), args.request.retry_mutations))
        .map(|sender| sender.hiding(secrets))
        .collect();
    let sendings = requests.iter().filter_map(|request| {
        let position = callers.iter().position(|(said, _)| *said == request.caller)?;
        Some(Sending { request, caller: senders.get(position)? })
    });
    let ledger = Ledger::new(sendings.collect(), secrets);
    let mut progress = Progress::new(requests.len(), "requests", context);
    let send = async |sending: &Sending<'_, Sender<'_>>| {
        let mut headers = prepared.headers.clone();
        sending.request.headers.iter().for_each(|(name, value)| headers.insert(name, value));
        sending.caller.send_with(&sending.request.request, &headers).await
    };
    let ended_by_user = tokio::select! {
        biased;
        () = &mut interrupted => true,
        () = ledger.play(args.batch.jobs.map_or(1, usize::from), args.batch.fail_fast, || progress.advance(), &send) => false,
    };
    progress.clear();
    let (results, fault) = ledger.results();
    if ended_by_user {
        let error = Error::interrupted(&format!("{} of {} requests were answered", progress.finished, requests.len()));
        // What was done is said, but no file is written that looks like that of a whole run.
        let report = SuiteReport { results: (&results).into(), fault: Some(&error) };
        let status = outputs.give(&report, context)?;
        return if context.json { Ok(status) } else { Err(error) };
    }
    outputs.write((&results).into(), context)?;
    outputs.give(&SuiteReport { results: (&results).into(), fault: fault.as_ref() }, context)
}

/// All that is needed before the first request is sent.
struct Gathered {
    /// What all requests share.
    prepared: Prepared,
    /// The requests, in the order of the file.
    requests: Vec<ReadyRequest>,
    /// Everybody who sends, by what is said about it: a vault or a standard input is asked once.
    callers: Vec<(Option<RequestCaller>, Credential)>,
    /// What must not be seen, whichever request is sent.
    secrets: Vec<Secret>,
    /// The client.
    client: HttpClient,
}

async fn gather_all(args: &Args, path: &str, context: &Context<'_>) -> Result<Gathered> {
    let file = load(context.console, path).await?;
    let prepared = prepare_file(args, &file, context).await?;
    let schema = schema(&prepared, context).await?;
    let flag = args.authorization.given()?.map(|(_, authorization)| authorization);
    let Ready { mut requests, mut secrets } = ready(&file, flag.as_ref(), schema.as_deref(), context).await?;
    select(&mut requests, args.batch.filter.as_deref())?;
    let mut callers: Vec<(Option<RequestCaller>, Credential)> = Vec::new();
    for request in &requests {
        if callers.iter().any(|(known, _)| *known == request.caller) {
            continue;
        }
        let credential = credential(args, request.caller.as_ref(), &prepared, context)
            .await
            .map_err(|error| if error.sources().is_empty() { error.at(place_of(request, &file)) } else { error })?;
        secrets.extend(credential.secrets());
        callers.push((request.caller.clone(), credential));
    }
    secrets.extend(prepared.hidden.iter().cloned());
    let client = HttpClient::new(&prepared.http)?;
    Ok(Gathered { prepared, requests, callers, secrets, client })
}

/// Reads a requests file; its paths become relative to the working folder.
async fn load(console: &Console, path: &str) -> Result<RequestsFile> {
    let text = files::read_text(console, path, &console.current_dir).await?;
    let folder = Path::new(path).parent().unwrap_or_else(|| Path::new(""));
    Ok(RequestsFile::parse(path, &text)?.with_paths(|named| files::plain_path(&folder.join(named))))
}

/// The API: that of the flags, else that of the file, else that of the environment.
async fn prepare_file(args: &Args, file: &RequestsFile, context: &Context<'_>) -> Result<Prepared> {
    let of_file = file.url.as_ref().filter(|_| args.environment.api.is_none()).map(|url| url.value.clone());
    let environment = file.environment.as_ref().map(|name| name.value.as_str());
    let prepared = prepare_api(args, args.api.url.clone().or(of_file), environment, context).await;
    prepared.map_err(|error| match &file.environment {
        Some(name) if args.environment.env.is_none() => {
            let place = file.origin.source(name.span.clone(), "named here");
            gather::of_named_environment(error, &name.value, place, "say `url` in the file")
        }
        _ => error,
    })
}

/// The credential of whoever sends; without a word about it, that of the settings.
async fn credential(
    args: &Args,
    said: Option<&RequestCaller>,
    prepared: &Prepared,
    context: &Context<'_>,
) -> Result<Credential> {
    let caller = match said {
        Some(RequestCaller::Nobody) => Caller::InHeaders,
        Some(RequestCaller::By(authorization)) => {
            let given = Given::new(authorization.clone(), Origin::Default);
            caller_of(given, prepared, args, context).await?
        }
        None => caller(args, prepared, context).await.map_err(|error| match error.code() {
            "no-authorization" => error
                .help("say `authorization` in the request or in `defaults`, or give a flag such as `--token-env NAME`"),
            _ => error,
        })?,
    };
    caller.credential(context).await
}

/// Where a request stands, for an error.
fn place_of(request: &ReadyRequest, file: &RequestsFile) -> crate::error::Source {
    let own = file.requests.iter().find(|own| own.name.value == request.name);
    file.origin.source(own.map_or(0..0, |own| own.name.span.clone()), "in this request")
}

/// Keeps the requests that `--filter` says.
fn select(requests: &mut Vec<ReadyRequest>, filter: Option<&str>) -> Result<()> {
    let Some(text) = filter else { return Ok(()) };
    let all = requests.len();
    requests.retain(|request| request.name.contains(text));
    if requests.is_empty() {
        return Err(Error::usage("no-request", format!("none of the {all} requests has `{text}` in its name"))
            .help("see the names in the file; `--filter` is a plain text, with upper and lower case"));
    }
    Ok(())
}
