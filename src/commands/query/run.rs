//! Gather, decide, report.

use std::sync::Arc;
use std::time::SystemTime;

use super::args::Args;
use super::denial::{Known, known};
use super::prepare::{Prepared, prepare};
use super::request::{Request, request};
use super::send::Sender;
use super::subscribe::{self, Listened};
use crate::appsync::Headers;
use crate::commands::context::Context;
use crate::commands::gather;
use crate::engine::diagnosis::Diagnosis;
use crate::error::{Error, ErrorKind, Result};
use crate::graphql::{OperationKind, Schema};
use crate::outside::http::{HttpAnswer, HttpClient, redirected};
use crate::outside::{Verbosity, signal};
use crate::report::answer_errors::graphql_errors;
use crate::report::{ListTable, ResponseForm, ResponseReport, VerdictReport};
use crate::status::Status;

/// Runs `query`.
///
/// # Errors
/// What the user gave is missing or invalid, or there is no answer.
pub async fn run(mut args: Args, context: &Context<'_>) -> Result<Status> {
    args.settle();
    let prepared = prepare(&args, None, context).await?;
    let schema = read_schema(&prepared, context).await?;
    let request = request(&args, schema.as_deref(), context).await?;
    check(&args, &request)?;
    let subject = Subject { args: &args, context, prepared: &prepared, request: &request, schema };
    if request.operation.kind == OperationKind::Subscription {
        return match subscribe::subscription(&subject).await? {
            Listened::Ended(status) => Ok(status),
            Listened::Refused { .. } => Ok(Status::No),
        };
    }
    tokio::select! {
        // First, so that Ctrl-C is heard from the beginning.
        biased;
        () = signal::interrupted() => Err(interrupted(&request)),
        ended = subject.once() => ended,
    }
}

/// The schema that is named.
async fn read_schema(prepared: &Prepared, context: &Context<'_>) -> Result<Option<Arc<Schema>>> {
    match &prepared.settings.schema {
        Some(given) => {
            let folder = gather::folder_of(&given.origin, context.console);
            gather::schema(context.console, &given.value, &folder).await.map(Some)
        }
        None => Ok(None),
    }
}

/// Refuses options that say nothing about this kind of operation.
fn check(args: &Args, request: &Request) -> Result<()> {
    let is_subscription = request.operation.kind == OperationKind::Subscription;
    let wrong = |flag: &str, is_for: &str| {
        let message = format!("`{flag}` is for {is_for}, and this is a {}", request.operation.kind);
        Err(Error::usage("wrong-operation", message).help(format!("leave `{flag}` away")))
    };
    let answer = &args.answer;
    match is_subscription {
        false if args.subscription.max_events.is_some() => wrong("--max-events", "subscriptions"),
        false if args.subscription.for_duration.is_some() => wrong("--for", "subscriptions"),
        true if answer.paginate.is_some() => wrong("--paginate", "queries"),
        true if answer.table.is_some() => wrong("--table", "queries and mutations"),
        true if answer.include => wrong("--include", "queries and mutations"),
        true if answer.curl => wrong("--curl", "queries and mutations"),
        _ if answer.paginate.is_some() && request.is_mutation() => wrong("--paginate", "queries"),
        _ => Ok(()),
    }
}

fn interrupted(request: &Request) -> Error {
    let message = if request.is_mutation() {
        "interrupted: the mutation may have been carried out"
    } else {
        "interrupted: the answer did not come"
    };
    Error::new(ErrorKind::Interrupted, "interrupted", message)
}

/// One operation, and all that is known of where it goes.
pub(super) struct Subject<'a> {
    pub(super) args: &'a Args,
    pub(super) context: &'a Context<'a>,
    pub(super) prepared: &'a Prepared,
    pub(super) request: &'a Request,
    pub(super) schema: Option<Arc<Schema>>,
}

impl Subject<'_> {
    /// Sends it, and shows the answer.
    async fn once(&self) -> Result<Status> {
        let client = HttpClient::new(&self.prepared.http)?;
        let credential = self.prepared.caller.credential(self.context).await?;
        let sender = Sender::new(self.context, self.prepared, &client, credential, self.args.request.retry_mutations);
        let (answer, sent) = sender.send(self.request).await?;
        if let Some(error) = redirected(&answer) {
            return Err(error);
        }
        let form = match &self.args.answer.table {
            Some(path) => match ListTable::find(&answer.body, path.as_deref()) {
                Ok(table) => ResponseForm::Table(table),
                // An answer without data has no list: what it says instead is what is wanted.
                Err(_) if is_refused(&answer) => ResponseForm::Pretty,
                Err(error) => return Err(error),
            },
            None if self.args.answer.raw => ResponseForm::Raw,
            None => ResponseForm::Pretty,
        };
        let told = self.told(&answer, &sent).await?;
        let is_json = graphql_errors(&answer.body).is_ok();
        let status = self.context.give(&ResponseReport {
            status: answer.status,
            version: answer.version,
            headers: answer.headers.clone(),
            body: answer.body.clone(),
            form,
            include: self.args.answer.include,
            notes: Vec::new(),
        })?;
        told.write(self.context);
        if !is_json && (200..300).contains(&answer.status) {
            return Err(no_json(&answer));
        }
        Ok(status)
    }
}
