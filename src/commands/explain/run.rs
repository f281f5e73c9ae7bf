//! Gather, decide, report.

use std::time::SystemTime;

use super::args::Args;
use super::caller::{Groups, add_groups, credential_facts};
use super::facts::{ApiFacts, read_api, read_authorizer_response, read_schema};
use super::request::{Asked, asked, headers, read_captured};
use super::rule::explain_rule;
use crate::appsync::{AuthenticationType, AuthorizerOutcome, AuthorizerTarget, Headers, Secret, TokenSource};
use crate::commands::authorization::add_credential;
use crate::commands::authorizer::{self, AuthorizerOptions};
use crate::commands::context::Context;
use crate::commands::gather;
use crate::engine::{
    Admission, Arrival, Cache, Case, CredentialFacts, ModeChoice, Pending, Request, Verdict, admit, conclude,
    denied_fields, field_access, root_fields,
};
use crate::error::{Error, Result};
use crate::outside::authorizer::{FunctionConfiguration, Invocation};
use crate::outside::{Verbosity, signal};
use crate::report::{AskedAuthorizer, VerdictReport};
use crate::settings::{Authorization, Flags, Given, Settings};
use crate::status::Status;
use crate::suite::redact_verdict;

/// Runs `explain`.
///
/// # Errors
/// What the user gave is missing or invalid, AWS cannot be asked, or the authorizer cannot be started.
pub async fn run(args: Args, context: &Context<'_>) -> Result<Status> {
    if let Some(rule) = &args.rule {
        return explain_rule(rule, context);
    }
    let stopped = || Error::interrupted("nothing was decided yet");
    tokio::select! {
        ended = explain(&args, context) => ended,
        () = signal::interrupted() => Err(stopped()),
    }
}

/// Explains a request.
async fn explain(args: &Args, context: &Context<'_>) -> Result<Status> {
    let captured = read_captured(args, context).await?;
    let given = args.authorization.given()?;
    let by_flag = given.is_some();
    let flags = Flags { schema: args.api.schema.clone(), authorization: given, ..Flags::default() };
    let settings = gather::settings(context, &args.environment, flags, None)?;
    let mut headers = headers(args, captured.as_ref(), context).await?;
    // What was recorded was sent as it stands: the environment's own credential is not added to it.
    let authorization = settings.authorization.as_ref().filter(|_| by_flag || captured.is_none());
    if let Some(given) = authorization {
        sign(&mut headers, given, args, context).await?;
    }
    let authorization = authorization.map(|given| &given.value);
    let credential = credential_facts(args, authorization == Some(&Authorization::Iam), context).await?;
    let sent_to = captured.as_ref().and_then(|request| request.url.as_deref());
    let facts = read_api(args, &settings, sent_to, context).await?;
    warn_of_another_api(sent_to, &facts, context);
    let schema = read_schema(&facts, &settings, context).await?;
    let asked = asked(args, captured.as_ref(), schema.as_deref(), context).await?;
    let mut subject = Subject {
        args,
        context,
        settings: &settings,
        token_variable: authorization.and_then(Authorization::source).and_then(variable_of),
        secrets: headers.secrets().collect(),
        headers,
        credential,
        facts,
    };
    let groups = add_groups(&mut subject.headers, &args.caller.cognito_groups, &mut subject.facts.api.authentication);
    subject.secrets.extend(subject.headers.secrets());
    let (mut verdict, source) = subject.judge(&asked).await?;
    let api = &subject.facts.api;
    let mut fields = field_access(&verdict, api, schema.as_deref(), &asked.selected);
    let unknown_fields = schema.as_deref().map(|schema| denied_fields::unknown_fields(&verdict.denied_fields, schema));
    for secret in &subject.secrets {
        redact_verdict(&mut verdict, &mut fields, secret);
    }
    context.give(&VerdictReport {
        verdict: &verdict,
        fields: &fields,
        unknown_fields: unknown_fields.as_deref().unwrap_or_default(),
        notes: notes(args, &verdict, &asked, groups),
        operation: asked.label,
        asked: source,
        authorizer_uri: api.authentication.lambda().and_then(|lambda| lambda.authorizer_uri.clone()),
        sources: context.console.verbosity.get() >= Verbosity::Steps,
    })
}

/// Reads the credential, and puts it into the headers.
async fn sign(headers: &mut Headers, given: &Given<Authorization>, args: &Args, context: &Context<'_>) -> Result<()> {
    let folder = gather::folder_of(&given.origin, context.console);
    let secret = match given.value.source() {
        Some(source) => Some(gather::token(context, Some(source), &folder, args.environment.timeout).await?),
        None => None,
    };
    add_credential(headers, &given.value, secret.as_ref());
    Ok(())
}

/// The variable that holds the credential: a local handler does not get it.
fn variable_of(source: &TokenSource) -> Option<String> {
    match source {
        TokenSource::Env(name) => Some(name.clone()),
        _ => None,
    }
}

/// All that a verdict rests on.
struct Subject<'a> {
    args: &'a Args,
    context: &'a Context<'a>,
    settings: &'a Settings,
    token_variable: Option<String>,
    secrets: Vec<Secret>,
    headers: Headers,
    credential: CredentialFacts,
    facts: ApiFacts,
}

impl Subject<'_> {
    /// The verdict, and where the authorizer's answer came from when it was needed.
    async fn judge(&self, asked: &Asked) -> Result<(Verdict, Option<AskedAuthorizer>)> {
        let readings = gather::readings(self.settings);
        let request = Request {
            arrival: asked.arrival.clone(),
            headers: self.headers.clone(),
            request_id: uuid::Uuid::new_v4().to_string(),
        };
        let now = self.args.request.now.unwrap_or_else(SystemTime::now);
        let case = Case {
            request: &request,
            root_fields: &root_fields(&asked.selected),
            api: &self.facts.api,
            mode: ModeChoice::Detected,
            credential: &self.credential,
            readings: &readings,
            now,
        };
        let saved = self.args.authorizer.authorizer_response.as_deref();
        let answer = match saved {
            Some(path) => Some(read_authorizer_response(path, self.context).await?),
            None => None,
        };
        let pending = match admit(&case, &Cache::default()) {
            Admission::Decided(verdict) => return Ok((*verdict, None)),
            Admission::AskAuthorizer(pending) => pending,
        };
        let (outcome, source) = match (answer, saved, &self.args.authorizer.authorizer) {
            (Some(outcome), Some(file), _) => (outcome, Some(AskedAuthorizer::Saved { file: file.to_owned() })),
            (_, _, Some(target)) => self.invoke(target, &pending).await?,
            _ => (AuthorizerOutcome::NotAsked, None),
        };
        let (verdict, _) = conclude(*pending, &outcome, &self.facts.api, now);
        Ok((verdict, source))
    }

    /// Asks the authorizer, which is started only now that it must be.
    async fn invoke(
        &self,
        target: &AuthorizerTarget,
        pending: &Pending,
    ) -> Result<(AuthorizerOutcome, Option<AskedAuthorizer>)> {
        let (args, console) = (&self.args.authorizer, self.context.console);
        let options = AuthorizerOptions {
            identity: self.facts.api.identity.clone(),
            known_region: Some(self.facts.api.identity.region.clone()),
            jobs: 1,
            authorizer_timeout: args.authorizer_timeout,
            timeout: self.args.environment.timeout,
            handler_env: authorizer::handler_env(console, &args.into()).await?,
            remove_env: self.token_variable.iter().cloned().collect(),
            logs: args.logs,
            configuration: FunctionConfiguration::default(),
        };
        let environment = &self.args.environment;
        let started = authorizer::start_authorizer(
            self.context,
            target,
            &console.current_dir,
            &options,
            self.settings,
            environment,
        );
        let authorizer = started.await?;
        let invoked = authorizer.invoke(&pending.event).await;
        authorizer.shutdown().await;
        let Invocation { outcome, logs, duration, .. } = invoked?;
        if args.logs || !matches!(outcome, AuthorizerOutcome::Returned { .. }) {
            self.show_logs(&logs);
        }
        Ok((outcome, Some(AskedAuthorizer::Invoked { target: target.to_string(), duration })))
    }

    /// What the handler printed, without secrets.
    fn show_logs(&self, logs: &str) {
        let masked = self.secrets.iter().fold(logs.to_owned(), |text, secret| secret.masked_in(&text).unwrap_or(text));
        if !masked.trim().is_empty() {
            self.context.console.note("output of the authorizer:");
            for line in crate::report::wording::lines_of(&masked) {
                self.context.console.note(&format!("  {line}"));
            }
        }
    }
}

/// A recording of a request to another host than the API's is probably judged by the wrong facts.
fn warn_of_another_api(sent_to: Option<&str>, facts: &ApiFacts, context: &Context<'_>) {
    let host = |url: &str| url.split("://").nth(1).and_then(|rest| rest.split(['/', '?']).next()).map(str::to_owned);
    let Some(sent) = sent_to.and_then(host).filter(|_| !facts.urls.is_empty()) else { return };
    if !facts.urls.iter().filter_map(|url| host(url)).any(|known| known == sent) {
        context.console.note(&format!(
            "warning: the request went to `{sent}`, which is none of this API's addresses (a custom domain can be)"
        ));
    }
}

/// What the reader should know besides the steps.
fn notes(args: &Args, verdict: &Verdict, asked: &Asked, groups: Groups) -> Vec<String> {
    let mut notes = Vec::new();
    if asked.is_start {
        notes.push(
            "this is the subscription's `start`; the connection before it is a request with a verdict of its own: explain it \
             with --connect"
                .to_owned(),
        );
    }
    if asked.arrival == Arrival::Connect {
        notes.push(
            "this is the connection alone; the `start` of each subscription is judged again: explain it with --query"
                .to_owned(),
        );
    }
    let mode = verdict.mode.map_or("none", AuthenticationType::name);
    let is = |wanted| verdict.mode == Some(wanted);
    match groups {
        _ if args.caller.cognito_groups.is_empty() => {}
        Groups::Added if is(AuthenticationType::AmazonCognitoUserPools) => {}
        Groups::MadeUp => notes.push(
            "no credential was given: the caller is taken to be a user of the API's user pool in these groups"
                .to_owned(),
        ),
        _ => notes.push(format!("--cognito-group says nothing about this caller: the mode is {mode}")),
    }
    if !args.caller.policies.is_empty() && !is(AuthenticationType::AwsIam) {
        notes.push(format!("--policy says nothing about this caller: the mode is {mode}"));
    }
    notes
}
