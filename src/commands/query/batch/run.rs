//! The whole of a batch: gather, send, report.

use std::path::Path;

use super::play::{Ledger, Sending};
use super::ready::{Ready, ReadyRequest, ready};
use crate::appsync::Secret;
use crate::commands::context::Context;
use crate::commands::reporting::{Outputs, Progress, ReportTo};
use crate::error::{Error, ErrorKind, Result};
use crate::graphql::Schema;
use crate::outside::http::HttpAnswer;
use crate::outside::{Console, files, signal};
use crate::report::SuiteReport;
use crate::requests::{RequestCaller, RequestsFile};
use crate::settings::Authorization;
use crate::status::Status;

/// How the requests of a file are sent.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct BatchOptions<'a> {
    /// How many at a time; at least one.
    pub(in super::super) jobs: usize,
    /// Whether none is begun after one that failed.
    pub(in super::super) fail_fast: bool,
    /// A text that the names of those contain that are sent.
    pub(in super::super) filter: Option<&'a str>,
    /// The reports that are written.
    pub(in super::super) reports: &'a [ReportTo],
    /// Who sends, by a flag: what a request says itself goes before it, it goes before the file's defaults.
    pub(in super::super) authorization: Option<&'a Authorization>,
    /// The schema, with which documents are validated.
    pub(in super::super) schema: Option<&'a Schema>,
}

/// Reads a requests file; its paths become relative to the working folder.
///
/// # Errors
/// It cannot be read, or is invalid.
pub(in super::super) async fn load(console: &Console, path: &str) -> Result<RequestsFile> {
    let text = files::read_text(console, path, &console.current_dir).await?;
    let folder = Path::new(path).parent().unwrap_or_else(|| Path::new(""));
    Ok(RequestsFile::parse(path, &text)?.with_paths(|named| files::plain_path(&folder.join(named))))
}

/// Sends the requests of a file and says what came of them.
///
/// `caller_of` makes whoever sends of what is said about it, with the secrets that must not be seen; it is asked once for each
/// that is said, and `None` means that neither the file nor a flag says anything. `send` sends one request.
///
/// # Errors
/// Something that the user gave is missing or invalid, or the user ended the run. A request that got no answer is no error
/// here: the others are sent all the same, and the exit code says it.
pub(in super::super) async fn run<C>(
    file: &RequestsFile,
    options: BatchOptions<'_>,
    context: &Context<'_>,
    caller_of: impl AsyncFn(Option<&RequestCaller>) -> Result<(C, Vec<Secret>)>,
    send: impl AsyncFn(&Sending<'_, C>) -> Result<HttpAnswer>,
) -> Result<Status> {
    let outputs = Outputs::check(options.reports, context)?;
    let mut interrupted = std::pin::pin!(signal::interrupted());
    let gathered = async {
        let mut ready = ready(file, options.authorization, options.schema, context).await?;
        select(&mut ready, options.filter)?;
        let callers = callers(&ready.requests, file, caller_of).await?;
        Ok((ready, callers))
    };
    let (ready, callers) = tokio::select! {
        // First, so that Ctrl-C is heard from the beginning.
        biased;
        () = &mut interrupted => return Err(stopped("nothing was sent yet")),
        gathered = gathered => gathered?,
    };
    let Ready { requests, mut secrets } = ready;
    secrets.extend(callers.iter().flat_map(|caller| caller.secrets.iter().cloned()));
    let sendings = requests.iter().filter_map(|request| {
        let caller = callers.iter().find(|caller| caller.said == request.caller)?;
        Some(Sending { request, caller: &caller.caller })
    });
    let ledger = Ledger::new(sendings.collect(), &secrets);
    let mut progress = Progress::new(requests.len(), "requests", context);
    let ended_by_user = tokio::select! {
        biased;
        () = &mut interrupted => true,
        () = ledger.play(options.jobs, options.fail_fast, || progress.advance(), &send) => false,
    };
    progress.clear();
    let (results, fault) = ledger.results();
    if ended_by_user {
        let error = stopped(&format!("{} of {} requests were answered", progress.finished, requests.len()));
        // What was done is said, but no file is written that looks like that of a whole run.
        let report = SuiteReport { results: (&results).into(), fault: Some(&error) };
        let status = outputs.give(&report, context)?;
        return if context.json { Ok(status) } else { Err(error) };
    }
    outputs.write((&results).into(), context)?;
    outputs.give(&SuiteReport { results: (&results).into(), fault: fault.as_ref() }, context)
}

/// Whoever sends, by what is said about it.
struct Caller<C> {
    said: Option<RequestCaller>,
    caller: C,
    secrets: Vec<Secret>,
}

/// Everybody who sends, each once: a vault or a standard input is asked once.
async fn callers<C>(
    requests: &[ReadyRequest],
    file: &RequestsFile,
    caller_of: impl AsyncFn(Option<&RequestCaller>) -> Result<(C, Vec<Secret>)>,
) -> Result<Vec<Caller<C>>> {
    let mut callers: Vec<Caller<C>> = Vec::new();
    for request in requests {
        let said = &request.caller;
        if callers.iter().any(|known| known.said == *said) {
            continue;
        }
        let (caller, secrets) = caller_of(said.as_ref()).await.map_err(|error| match error.sources() {
            [] => error.at(place_of(request, file)),
            _ => error,
        })?;
        callers.push(Caller { said: said.clone(), caller, secrets });
    }
    Ok(callers)
}

/// Where a request stands, for an error.
fn place_of(request: &ReadyRequest, file: &RequestsFile) -> crate::error::Source {
    let own = file.requests.iter().find(|own| own.name.value == request.name);
    file.origin.source(own.map_or(0..0, |own| own.name.span.clone()), "in this request")
}

/// Keeps the requests that `--filter` says.
fn select(ready: &mut Ready, filter: Option<&str>) -> Result<()> {
    let Some(text) = filter else { return Ok(()) };
    let all = ready.requests.len();
    ready.requests.retain(|request| request.name.contains(text));
    if ready.requests.is_empty() {
        return Err(Error::usage("no-request", format!("none of the {all} requests has `{text}` in its name"))
            .help("see the names in the file; `--filter` is a plain text, with upper and lower case"));
    }
    Ok(())
}

/// The error of a run that the user ended.
fn stopped(what: &str) -> Error {
    Error::new(ErrorKind::Interrupted, "interrupted", format!("interrupted: {what}"))
}
