//! Gather, decide, report.

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::Value;

use super::args::Args;
use super::batch;
use super::curl;
use super::denial::{Told, known};
use super::paginate::paginate;
use super::prepare::{Prepared, prepare, schema};
use super::request::{Request, request};
use super::send::Sender;
use super::subscribe::{self, Refusal};
use crate::appsync::{Headers, Secret};
use crate::commands::context::Context;
use crate::engine::diagnosis::{Answer as AnswerFacts, AnswerError};
use crate::engine::{self, Arrival};
use crate::error::{Error, ErrorKind, Result};
use crate::graphql::{OperationKind, Schema};
use crate::outside::http::{HttpAnswer, HttpClient, redirected};
use crate::outside::signal;
use crate::pages;
use crate::realtime::{ErrorEntry, Purpose};
use crate::report::{ListTable, ResponseForm, ResponseReport, graphql_errors};
use crate::status::Status;

/// How much of an answer that is no JSON an error shows, in characters.
const SHOWN_CHARACTERS: usize = 200;

/// Runs `query`.
///
/// # Errors
/// What the user gave is missing or invalid, or there is no answer.
pub async fn run(mut args: Args, context: &Context<'_>) -> Result<Status> {
    args.settle();
    args.batch.check()?;
    if let Some(path) = &args.batch.file {
        return batch::run(&args, path, context).await;
    }
    let (prepared, schema, request) = tokio::select! {
        // First, so that Ctrl-C is heard from the beginning.
        biased;
        () = signal::interrupted() => return Err(interrupted("nothing was sent")),
        gathered = gather(&args, context) => gathered?,
    };
    let subject = Subject { args: &args, context, prepared: &prepared, request: &request, schema };
    if args.answer.curl {
        return curl::show(&subject).await;
    }
    if request.operation.kind == OperationKind::Subscription {
        return subject.subscription().await;
    }
    tokio::select! {
        biased;
        () = signal::interrupted() => Err(interrupted(match request.is_mutation() {
            true => "the mutation may have been carried out",
            false => "the answer did not come",
        })),
        ended = subject.once() => ended,
    }
}

async fn gather(args: &Args, context: &Context<'_>) -> Result<(Prepared, Option<Arc<Schema>>, Request)> {
    let prepared = prepare(args, context).await?;
    let schema = schema(&prepared, context).await?;
    let request = request(args, schema.as_deref(), context).await?;
    check(args, &request)?;
    if args.answer.raw && context.json {
        return Err(Error::usage(
            "raw-and-json",
            "`--raw` prints the bytes that came, and `--json` an envelope around them",
        )
        .help("leave one of them away"));
    }
    Ok((prepared, schema, request))
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
        _ => Ok(()),
    }
}

fn interrupted(what: &str) -> Error {
    Error::new(ErrorKind::Interrupted, "interrupted", format!("interrupted: {what}"))
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
        if let Some(path) = &self.args.answer.paginate {
            let paged = pages::choose(&self.request.operation, path.as_deref())?;
            return paginate(self, &sender, paged).await;
        }
        let (answer, sent) = sender.send(self.request).await?;
        self.show(&answer, &sent).await
    }

    /// Listens, and tells what the rules make of refusals.
    async fn subscription(&self) -> Result<Status> {
        subscribe::subscription(self, async |refusal: &Refusal| {
            let status = refusal.errors.iter().find_map(|error| error.error_code).unwrap_or(200);
            let entry = |error: &ErrorEntry| AnswerError {
                error_type: error.error_type.clone(),
                message: error.message.clone(),
                path: None,
            };
            let errors: Vec<AnswerError> = refusal.errors.iter().map(entry).collect();
            let facts = AnswerFacts { status, errors: &errors, date: None };
            let arrival = match refusal.purpose {
                Purpose::Connect => Arrival::Connect,
                Purpose::Start => self.request.arrival(),
            };
            self.made_of(arrival, &refusal.object.headers(), &facts).await?.write(self.context, &self.request.label);
            Ok(())
        })
        .await
    }

    /// Shows an answer, and what the rules make of it.
    pub(super) async fn show(&self, answer: &HttpAnswer, sent: &Headers) -> Result<Status> {
        let context = self.context;
        if let Some(error) = redirected(self.prepared.target.contact.url(), answer) {
            return Err(error);
        }
        let errors = graphql_errors(&answer.body);
        let is_success = (200..300).contains(&answer.status);
        let no_json = || secrets_of(sent).fold(no_json(answer), |error, secret| error.without(&secret));
        if errors.is_err() && is_success && context.json {
            return Err(no_json());
        }
        let told = self.told(answer, errors.as_deref().unwrap_or_default(), sent).await?;
        let status = context.give(&ResponseReport {
            status: answer.status,
            version: answer.version,
            headers: answer.headers.iter().map(|(name, value)| (name.clone(), masked(value, sent))).collect(),
            body: answer.body.clone(),
            form: self.form(answer)?,
            include: self.args.answer.include,
            diagnoses: told.diagnoses.clone(),
            explanation: told.explanation.as_ref().map(|(verdict, fields)| Value::Object(verdict.to_json(fields))),
        })?;
        told.write(context, &self.request.label);
        if errors.is_err() && is_success { Err(no_json()) } else { Ok(status) }
    }

    /// Tells what the rules make of an answer that was shown already.
    pub(super) async fn tell(&self, answer: &HttpAnswer, sent: &Headers) -> Result<Status> {
        if let Some(error) = redirected(self.prepared.target.contact.url(), answer) {
            return Err(error);
        }
        let errors = graphql_errors(&answer.body).unwrap_or_default();
        self.told(answer, &errors, sent).await?.write(self.context, &self.request.label);
        Ok(Status::No)
    }

    /// How the body is shown.
    fn form(&self, answer: &HttpAnswer) -> Result<ResponseForm> {
        let args = &self.args.answer;
        match &args.table {
            Some(path) => match ListTable::find(&answer.body, path.as_deref()) {
                Ok(table) => Ok(ResponseForm::Table(table)),
                // An answer that refuses has no list: what it says instead is what is wanted.
                Err(_) if !(200..300).contains(&answer.status) || has_errors(answer) => Ok(ResponseForm::Pretty),
                Err(error) => Err(error),
            },
            None if args.raw => Ok(ResponseForm::Raw),
            None => Ok(ResponseForm::Pretty),
        }
    }

    /// What the rules make of an answer; nothing is looked up when there is nothing to tell.
    async fn told(&self, answer: &HttpAnswer, errors: &[AnswerError], sent: &Headers) -> Result<Told> {
        let is_refused = !errors.is_empty() || !(200..300).contains(&answer.status);
        if !is_refused && !self.args.answer.explain {
            return Ok(Told::default());
        }
        let facts = AnswerFacts { status: answer.status, errors, date: date_of(answer) };
        self.made_of(self.request.arrival(), sent, &facts).await
    }

    /// What the rules make of an answer to what was sent.
    async fn made_of(&self, arrival: Arrival, headers: &Headers, answer: &AnswerFacts<'_>) -> Result<Told> {
        let known = known(self.args, self.prepared, self.request, self.schema.clone(), self.context).await?;
        let asked = engine::Request { arrival, headers: headers.clone(), request_id: String::new() };
        Ok(known.told(self.args.answer.explain, self.prepared, &asked, answer))
    }
}

/// The secrets among the headers that were sent, which a server may say again.
fn secrets_of(sent: &Headers) -> impl Iterator<Item = Secret> {
    sent.iter().filter(|(name, _)| Headers::is_secret(name)).map(|(_, value)| Secret::new(value))
}

fn masked(text: &str, sent: &Headers) -> String {
    secrets_of(sent).fold(text.to_owned(), |text, secret| secret.masked_in(&text).unwrap_or(text))
}

fn has_errors(answer: &HttpAnswer) -> bool {
    graphql_errors(&answer.body).is_ok_and(|errors| !errors.is_empty())
}

/// The clock of whoever answered.
fn date_of(answer: &HttpAnswer) -> Option<SystemTime> {
    let (_, date) = answer.headers.iter().find(|(name, _)| name == "date")?;
    httpdate::parse_http_date(date).ok()
}

/// An answer that claims success and is not what GraphQL answers.
fn no_json(answer: &HttpAnswer) -> Error {
    let text = String::from_utf8_lossy(&answer.body);
    let begin: String = text.trim().chars().take(SHOWN_CHARACTERS).collect();
    let error = Error::outside("answer-not-json", format!("the answer is no JSON (HTTP {})", answer.status))
        .help("check that the URL is the one that takes GraphQL");
    if begin.is_empty() { error.note("it is empty") } else { error.note(format!("it begins: {begin}")) }
}
