//! Every API of a region: a table, or a block for each where the terminal is too narrow for one.

use std::io;

use serde_json::{Value, json};

use super::facts::{ApiStatus, AuthorizerFunction, ListedStatus};
use super::one::findings_in_short;
use super::value;
use crate::appsync::Provider;
use crate::engine::Severity;
use crate::error::Error;
use crate::plan::FunctionArn;
use crate::report::failure::error_json;
use crate::report::style::{Style, Tone};
use crate::report::table::Table;
use crate::report::wording::{count, one_line};
use crate::report::{Report, lint_finding};
use crate::status::Status;

/// Every API of the account in a region.
#[derive(Debug, Clone, PartialEq)]
pub struct AllStatus {
    /// The region.
    pub region: String,
    /// The APIs, by name and id.
    pub apis: Vec<ListedStatus>,
}

/// What a row says of an API.
struct Told {
    default: String,
    additional: Vec<&'static str>,
    function: String,
    ttl: String,
    may_invoke: (Tone, &'static str),
    findings: (Tone, String),
}

impl Told {
    fn of(status: &ApiStatus, whole_arns: bool) -> Self {
        let authentication = &status.api.authentication;
        let mode = |provider: &Provider| provider.authentication_type().name();
        let lambda = status.lambda();
        let uri = lambda.as_ref().and_then(|config| config.authorizer_uri.clone());
        let function = match uri.as_deref().and_then(FunctionArn::parse) {
            Some(function) if !whole_arns => {
                let qualifier = function.qualifier.map_or_else(String::new, |qualifier| format!(":{qualifier}"));
                format!("{}{qualifier}", function.name)
            }
            _ => uri.unwrap_or_default(),
        };
        let ttl = lambda.map_or_else(String::new, |config| {
            config.authorizer_result_ttl_seconds.map_or_else(|| "not set".to_owned(), |seconds| seconds.to_string())
        });
        let worst = lint_finding::SEVERITIES
            .into_iter()
            .find(|(severity, _)| status.findings.iter().any(|finding| finding.severity == *severity));
        let tone = match worst {
            Some((Severity::Error, _)) => Tone::Bad,
            Some((Severity::Warning, _)) => Tone::Warning,
            _ => Tone::Plain,
        };
        Self {
            default: mode(&authentication.default).to_owned(),
            additional: authentication.additional.iter().map(mode).collect(),
            function,
            ttl,
            may_invoke: status.function.as_ref().map_or((Tone::Plain, ""), may_invoke),
            findings: (tone, findings_in_short(status)),
        }
    }
}

fn may_invoke(function: &AuthorizerFunction) -> (Tone, &'static str) {
    let is_open = function.permission.as_ref().is_ok_and(|permission| !permission.open_by.is_empty());
    match function.may_invoke() {
        Some(true) if is_open => (Tone::Warning, "yes, for every API"),
        Some(true) => (Tone::Good, "yes"),
        Some(false) => (Tone::Bad, "no"),
        None => (Tone::Warning, "unknown"),
    }
}

impl AllStatus {
    /// What could not be read, each reason once, and for which APIs.
    #[must_use]
    pub fn unread(&self) -> Vec<(&Error, Vec<&str>)> {
        let mut unread: Vec<(&Error, Vec<&str>)> = Vec::new();
        for api in &self.apis {
            for (_, error) in api.state.iter().flat_map(ApiStatus::unread) {
                match unread.iter_mut().find(|(known, _)| *known == error) {
                    Some((_, names)) => names.push(&api.name),
                    None => unread.push((error, vec![&api.name])),
                }
            }
        }
        unread
    }

    /// What belongs to an API and could not be read, a line each.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let line = |(error, names): (&Error, Vec<&str>)| {
            let help = error.help_text().map_or_else(String::new, |help| format!("; {help}"));
            one_line(&format!("{} (for {}){help}", error.message(), names.join(", "))).into_owned()
        };
        self.unread().into_iter().map(line).collect()
    }

    /// The table; pipes get ARNs and reasons whole.
    fn table(&self, is_for_pipes: bool) -> Table {
        let mut table =
            Table::new(&["name", "id", "default", "additional", "function", "TTL", "may invoke", "findings"]);
        for api in &self.apis {
            let plain = |text: &str| (Tone::Plain, text.to_owned());
            let head = [(Tone::Strong, api.name.clone()), plain(&api.id)];
            match &api.state {
                Ok(status) => {
                    let told = Told::of(status, is_for_pipes);
                    table.row(head.into_iter().chain([
                        plain(&told.default),
                        plain(&told.additional.join(", ")),
                        plain(&told.function),
                        plain(&told.ttl),
                        (told.may_invoke.0, told.may_invoke.1.to_owned()),
                        told.findings,
                    ]));
                }
                Err(error) => {
                    let none = [plain(""), plain(""), plain(""), plain(""), plain("")];
                    let reason =
                        if is_for_pipes { format!("unread: {}", error.message()) } else { "unread".to_owned() };
                    let reason = (Tone::Bad, reason);
                    table.row(head.into_iter().chain(none).chain([reason]));
                }
            }
        }
        table
    }

    /// A block of lines for each API.
    fn write_blocks(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        for (number, api) in self.apis.iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{}  {}", style.strong(one_line(&api.name)), style.faint(one_line(&api.id)))?;
            let status = match &api.state {
                Ok(status) => status,
                Err(error) => {
                    let message = format!("unread: {}", one_line(error.message()));
                    writeln!(out, "  {}", style.hang("", Tone::Plain, 2, &message).trim_start())?;
                    continue;
                }
            };
            let told = Told::of(status, false);
            let mut modes = vec![format!("{} by default", told.default)];
            modes.extend(told.additional.iter().map(ToString::to_string));
            writeln!(out, "  {}", style.hang("", Tone::Plain, 2, &modes.join(", ")).trim_start())?;
            if !told.function.is_empty() {
                let (tone, may) = told.may_invoke;
                let may = style.paint(tone, may);
                writeln!(out, "  function {}, TTL {}, may invoke: {may}", one_line(&told.function), told.ttl)?;
            }
            let (tone, findings) = told.findings;
            writeln!(out, "  findings: {}", style.paint(tone, findings))?;
        }
        Ok(())
    }

    fn write_for_people(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        if self.apis.is_empty() {
            return writeln!(out, "there is no GraphQL API in {}", one_line(&self.region));
        }
        let mut table = self.table(false);
        table.keep_words();
        if table.columns_for_words() > style.columns() {
            self.write_blocks(out, style)?;
        } else {
            table.write(out, style)?;
            let unread = self.apis.iter().filter_map(|api| Some((api, api.state.as_ref().err()?)));
            for (api, error) in unread {
                let message = format!("{} could not be read: {}", one_line(&api.name), one_line(error.message()));
                writeln!(out, "\n{}", style.hang("warning:", Tone::Warning, 9, &message))?;
            }
        }
        for warning in self.warnings() {
            writeln!(out, "\n{}", style.hang("warning:", Tone::Warning, 9, &warning))?;
        }
        writeln!(out, "\n{} in {}; schemas are not judged", count(self.apis.len(), "API"), one_line(&self.region))
    }
}

impl Report for AllStatus {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        if style.terminal { self.write_for_people(out, style) } else { self.table(true).write(out, style) }
    }

    fn json(&self) -> Value {
        let api = |api: &ListedStatus| match &api.state {
            Ok(status) => value::of_api(status),
            Err(error) => json!({ "id": api.id, "name": api.name, "error": error_json(error) }),
        };
        json!({ "region": self.region, "apis": self.apis.iter().map(api).collect::<Vec<_>>() })
    }

    /// Each finding says in `api` which API it is of.
    fn findings(&self) -> Vec<Value> {
        let of_api = |api: &ListedStatus| {
            let id = Value::from(api.id.as_str());
            let findings = api.state.as_ref().map_or(&[][..], |status| status.findings.as_slice());
            let finding = |finding| {
                let mut value = lint_finding::to_json(finding, None);
                value["api"] = id.clone();
                value
            };
            findings.iter().map(finding).collect::<Vec<_>>()
        };
        self.apis.iter().flat_map(of_api).collect()
    }

    fn status(&self) -> Status {
        Status::Yes
    }
}
