//! The lines that tell of one API: a label and what is to be said.

use std::time::Duration;

use super::facts::{ApiStatus, AuthorizerFunction, FunctionConfiguration, FunctionReading, InvokePermission};
use crate::appsync::limits::AUTHORIZER_TIMEOUT;
use crate::appsync::{DefaultAction, LambdaAuthorizerConfig, Provider};
use crate::engine::Code;
use crate::plan::FunctionArn;
use crate::report::style::Tone;

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) label: &'static str,
    pub(super) tone: Tone,
    pub(super) text: String,
}

fn row(label: &'static str, text: impl Into<String>) -> Row {
    Row { label, tone: Tone::Plain, text: text.into() }
}

impl Row {
    fn toned(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }
}

/// The modes, the default first.
pub(super) fn modes(status: &ApiStatus) -> Vec<Row> {
    let authentication = &status.api.authentication;
    let mut rows = vec![row("default", provider(&authentication.default))];
    rows.extend(authentication.additional.iter().map(|each| row("additional", provider(each))));
    rows
}

/// A provider with what its configuration says; the Lambda authorizer has rows of its own.
fn provider(provider: &Provider) -> String {
    let mut told = Vec::new();
    match provider {
        Provider::ApiKey | Provider::AwsIam | Provider::Lambda(_) => {}
        Provider::UserPool(pool) => {
            told.push(format!("pool {} in {}", pool.user_pool_id, pool.aws_region));
            told.extend(pool.app_id_client_regex.as_ref().map(|regex| format!("app clients `{regex}`")));
            told.extend(pool.default_action.map(|action| format!("defaultAction {}", action_name(action))));
        }
        Provider::OpenIdConnect(issuer) => {
            told.push(issuer.issuer.clone());
            told.extend(issuer.client_id.as_ref().map(|regex| format!("clients `{regex}`")));
            told.extend(issuer.iat_ttl_milliseconds.map(|limit| format!("iatTTL {limit} ms")));
            told.extend(issuer.auth_ttl_milliseconds.map(|limit| format!("authTTL {limit} ms")));
        }
    }
    let mode = provider.authentication_type().name();
    if told.is_empty() { mode.to_owned() } else { format!("{mode}: {}", told.join(", ")) }
}

pub(super) const fn action_name(action: DefaultAction) -> &'static str {
    match action {
        DefaultAction::Allow => "ALLOW",
        DefaultAction::Deny => "DENY",
    }
}

/// The Lambda authorizer; nothing without one.
pub(super) fn authorizer(status: &ApiStatus) -> Vec<Row> {
    let Some(config) = status.lambda() else { return Vec::new() };
    let mut rows = vec![function(&config, status)];
    if let Some(function) = &status.function {
        rows.extend(configuration(&function.configuration));
        rows.push(permission(function));
    }
    rows.push(row("TTL", ttl(&config)));
    rows.push(match config.identity_validation_expression {
        Some(regex) => row("identity regex", format!("`{regex}`")),
        None => row("identity regex", "none: every token goes to the function"),
    });
    rows
}

fn function(config: &LambdaAuthorizerConfig, status: &ApiStatus) -> Row {
    let Some(uri) = &config.authorizer_uri else {
        return row("function", "none is configured").toned(Tone::Bad);
    };
    let account = status.api.identity.as_ref().map(|identity| identity.account_id.as_str());
    let is_foreign = FunctionArn::parse(uri).is_some_and(|function| Some(function.account_id.as_str()) != account);
    if is_foreign {
        row("function", format!("{uri} (of another account than the API)")).toned(Tone::Warning)
    } else {
        row("function", uri.as_str())
    }
}

fn configuration(reading: &FunctionReading) -> Vec<Row> {
    let found = match reading {
        FunctionReading::Found(found) => found,
        FunctionReading::Absent(_) => return vec![row("state", "there is no such function").toned(Tone::Bad)],
        FunctionReading::Unread(_) => return vec![row("state", "unknown").toned(Tone::Warning)],
    };
    let mut rows = vec![state(found)];
    let mut told = vec![found.runtime.clone().unwrap_or_else(|| "container image".to_owned())];
    told.extend(found.memory_size_megabytes.map(|size| format!("{size} MB")));
    let limit = found.timeout_seconds.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs);
    told.extend(limit.map(|limit| match limit > AUTHORIZER_TIMEOUT {
        true => format!("timeout {} s, of which AppSync waits {} s", limit.as_secs(), AUTHORIZER_TIMEOUT.as_secs()),
        false => format!("timeout {} s", limit.as_secs()),
    }));
    rows.push(row("runtime", told.join(", ")));
    rows.extend(found.last_modified.as_ref().map(|time| row("last change", time.as_str())));
    rows
}

fn state(found: &FunctionConfiguration) -> Row {
    let because = |reason: &Option<String>| reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
    let state = found.state.as_deref().unwrap_or("unknown");
    let mut text = format!("{state}{}", because(&found.state_reason));
    if let Some(update) = &found.last_update_status {
        text.push_str(&format!(", last update {update}{}", because(&found.last_update_status_reason)));
    }
    let tone = match (state, found.last_update_status.as_deref()) {
        ("Failed", _) => Tone::Bad,
        ("Active", None | Some("Successful")) => Tone::Good,
        _ => Tone::Warning,
    };
    row("state", text).toned(tone)
}

fn permission(function: &AuthorizerFunction) -> Row {
    let row = |text: String| row("may invoke", text);
    if let FunctionReading::Absent(_) = function.configuration {
        return row("no: there is no such function".to_owned()).toned(Tone::Bad);
    }
    let Ok(permission) = &function.permission else { return row("unknown".to_owned()).toned(Tone::Warning) };
    let InvokePermission { found, open_by } = permission;
    match found.is_allowed() {
        Some(true) if !open_by.is_empty() => {
            row(format!("yes, and for every API of every account, by {}", statements(open_by))).toned(Tone::Warning)
        }
        Some(true) => row(format!("yes, by {}", statements(&found.allowed_by))).toned(Tone::Good),
        Some(false) if found.denied_by.is_empty() => {
            row("no: no statement of the function's policy allows it".to_owned()).toned(Tone::Bad)
        }
        Some(false) => row(format!("no: denied by {}", statements(&found.denied_by))).toned(Tone::Bad),
        None => {
            let names = [&found.perhaps_allowed_by[..], &found.perhaps_denied_by].concat();
            let on = statements(&names);
            row(format!("unknown: it hangs on conditions of {on} that only AWS can judge")).toned(Tone::Warning)
        }
    }
}

fn statements(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let noun = if names.len() == 1 { "statement" } else { "statements" };
    format!("{noun} {}", quoted.join(", "))
}

/// How long an answer is kept. Absent is not 0.
fn ttl(config: &LambdaAuthorizerConfig) -> String {
    match config.authorizer_result_ttl_seconds {
        Some(0) => "0 s: no answer is kept".to_owned(),
        Some(seconds) => format!("{seconds} s"),
        None => {
            let code = Code::C106;
            format!("not set: today's reference says that no answer is kept, older pages say 300 s ({code})")
        }
    }
}

/// Where clients send requests.
pub(super) fn urls(status: &ApiStatus) -> Vec<Row> {
    let graphql = status.api.graphql_url.as_ref().map(|url| row("GraphQL", url.as_str()));
    let realtime = status.api.realtime_url.as_ref().map(|url| row("real-time", url.as_str()));
    graphql.into_iter().chain(realtime).collect()
}

/// How far it is from what is wanted.
pub(super) fn drift(status: &ApiStatus) -> Option<Row> {
    let drift = status.drift.as_ref()?;
    let but = if drift.permissions_are_known { "" } else { ", permissions not counted" };
    let environment = &drift.environment;
    Some(match &drift.changes {
        Ok(0) => row("drift", format!("none: it is as environment `{environment}` wants it{but}")).toned(Tone::Good),
        Ok(number) => {
            let changes = crate::report::wording::count(*number, "change");
            let command = &drift.command;
            row("drift", format!("{changes} from what environment `{environment}` wants{but}; `{command}` shows them"))
                .toned(Tone::Warning)
        }
        Err(_) => row("drift", format!("unknown: what environment `{environment}` wants cannot be planned"))
            .toned(Tone::Warning),
    })
}
