//! Gather, decide, report.

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::Value;

use super::args::{AnswerArgs, Args};
use super::batch;
use super::curl;
use super::denial::{Part, Told, known, look_up};
use super::hidden::Hidden;
use super::paginate::paginate;
use super::prepare::{Prepared, prepare, schema};
use super::request::{Request, request};
use super::send::Sender;
use super::subscribe::{self, Refusal};
use crate::appsync::Headers;
use crate::commands::context::Context;
use crate::engine::diagnosis::{Answer as AnswerFacts, AnswerError};
use crate::engine::{self, Arrival};
use crate::error::{Error, Result};
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
        () = signal::interrupted() => return Err(Error::interrupted("nothing was sent")),
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
        () = signal::interrupted() => Err(Error::interrupted(match request.is_mutation() {
            true => "the mutation may have been carried out",
            false => "the answer did not come",
        })),
        ended = subject.once() => ended,
    }
}

async fn gather(args: &Args, context: &Context<'_>) -> Result<(Prepared, Option<Arc<Schema>>, Request)> {
    let mut prepared = prepare(args, context).await?;
    let schema = schema(&prepared, context).await?;
    let request = request(args, schema.as_deref(), context).await?;
    check(args, &request)?;
    if context.json {
        check_form(&args.answer)?;
    }
    if args.answer.explain {
        look_up(args, &mut prepared, context).await?;
    }
    Ok((prepared, schema, request))
}

/// Refuses forms of an answer that an envelope has no place for.
fn check_form(answer: &AnswerArgs) -> Result<()> {
    let both = |code, flag: &str, prints: &str| {
        let message = format!("`{flag}` prints {prints}, and `--json` an envelope around them");
        Err(Error::usage(code, message).help("leave one of them away"))
    };
    match answer {
        AnswerArgs { raw: true, .. } => both("raw-and-json", "--raw", "the bytes that came"),
        AnswerArgs { table: Some(_), .. } => both("table-and-json", "--table", "columns of values"),
        _ => Ok(()),
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
        true if answer.raw => wrong("--raw", "queries and mutations"),
        _ => Ok(()),
    }
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
            let told = self.made_of(arrival, &refusal.object.headers(), &facts).await;
            told.write(self.context, &self.request.label, Part::All);
        })
        .await
    }

    /// Shows an answer, and what the rules make of it.
    pub(super) async fn show(&self, answer: &HttpAnswer, sent: &Headers) -> Result<Status> {
        let (context, hidden) = (self.context, Hidden::of(sent, self.prepared));
        let (form, not_as_wanted) = self.form(answer);
        let mut fault = self.fault(answer, sent).or(not_as_wanted);
        // A redirect has nothing to show, and in JSON there is one envelope for the answer and the error.
        if let Some(error) = fault.take_if(|_| context.json || !is_success(answer)) {
            return Err(error);
        }
        let errors = graphql_errors(&answer.body).unwrap_or_default();
        let told = self.told(answer, &errors, sent).await;
        let headers = answer.headers.iter().map(|(name, value)| (name.clone(), hidden.masked(value.clone())));
        let status = context.give(&ResponseReport {
            status: answer.status,
            version: answer.version,
            headers: headers.collect(),
            body: answer.body.clone(),
            form,
            include: self.args.answer.include,
            diagnoses: told.diagnoses.clone(),
            explanation: told.explanation.as_ref().map(|(verdict, fields)| Value::Object(verdict.to_json(fields))),
        })?;
        if !is_success(answer) && errors.is_empty() && !context.json {
            context.console.note(&format!("the answer is HTTP {}", status_words(answer.status)));
        }
        let part = if context.json { Part::Diagnosis } else { Part::All };
        told.write(context, &self.request.label, part);
        fault.map_or(Ok(status), Err)
    }

    /// Why what came is no answer of the API at all.
    pub(super) fn fault(&self, answer: &HttpAnswer, sent: &Headers) -> Option<Error> {
        let elsewhere = redirected(self.prepared.target.contact.url(), answer);
        let error = elsewhere.or_else(|| is_no_answer(answer).then(|| no_json(answer)))?;
        Some(Hidden::of(sent, self.prepared).without(error))
    }

    /// Tells what the rules make of an answer that was shown already.
    pub(super) async fn tell(&self, answer: &HttpAnswer, sent: &Headers) {
        let errors = graphql_errors(&answer.body).unwrap_or_default();
        self.told(answer, &errors, sent).await.write(self.context, &self.request.label, Part::All);
    }

    /// How the body is shown, and why that is not as it was wanted. What was carried out is shown all the same.
    fn form(&self, answer: &HttpAnswer) -> (ResponseForm, Option<Error>) {
        let args = &self.args.answer;
        match &args.table {
            Some(path) => match ListTable::find(&answer.body, path.as_deref()) {
                Ok(table) => (ResponseForm::Table(table), None),
                // An answer that refuses has no list: what it says instead is what is wanted.
                Err(_) if !is_success(answer) || has_errors(answer) => (ResponseForm::Pretty, None),
                Err(error) => (ResponseForm::Pretty, Some(error)),
            },
            None if args.raw => (ResponseForm::Raw, None),
            None => (ResponseForm::Pretty, None),
        }
    }

    /// What the rules make of an answer; nothing is looked up when there is nothing to tell.
    async fn told(&self, answer: &HttpAnswer, errors: &[AnswerError], sent: &Headers) -> Told {
        let is_refused = !errors.is_empty() || !is_success(answer);
        if !is_refused && !self.args.answer.explain {
            return Told::default();
        }
        let facts = AnswerFacts { status: answer.status, errors, date: date_of(answer) };
        self.made_of(self.request.arrival(), sent, &facts).await
    }

    /// What the rules make of an answer to what was sent.
    async fn made_of(&self, arrival: Arrival, headers: &Headers, answer: &AnswerFacts<'_>) -> Told {
        let known = known(self.prepared, self.request, self.schema.clone(), self.context).await;
        let asked = engine::Request { arrival, headers: headers.clone(), request_id: String::new() };
        known.told(self.args.answer.explain, self.prepared, &asked, answer)
    }
}

/// A status with its name, such as `502 Bad Gateway`: what refuses without `errors` perhaps says nothing else.
fn status_words(status: u16) -> String {
    let known = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    known.map_or_else(|| status.to_string(), |reason| format!("{status} {reason}"))
}

fn is_success(answer: &HttpAnswer) -> bool {
    (200..300).contains(&answer.status)
}

/// Whether it claims success and is not what GraphQL answers.
fn is_no_answer(answer: &HttpAnswer) -> bool {
    is_success(answer) && graphql_errors(&answer.body).is_err()
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
