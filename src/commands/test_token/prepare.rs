//! Cases that are ready to be played: files read, tokens known, operations parsed, APIs described.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use serde_json::{Map, Value};

use super::args::Args;
use super::setting::{Called, Setting};
use super::suites::load_suite;
use crate::appsync::{Headers, Secret, TokenSource};
use crate::commands::context::Context;
use crate::commands::gather::{self};
use crate::engine::{Arrival, Request};
use crate::error::{Error, ErrorKind, Result};
use crate::graphql::{Diagnostic, Document, Schema, SelectedField};
use crate::outside::files;
use crate::settings::{Flags, Settings};
use crate::suite::{CasePlace, CaseToken, Expectation, SuiteFile, Variables};

/// The document of an event when no query is given.
const NO_QUERY: &str = "query { __typename }";

/// A case that is ready to be played.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The name.
    pub(super) name: String,
    /// Where it stands.
    pub(super) place: Option<CasePlace>,
    /// The token; `None` for a request without one.
    pub(super) token: Option<Secret>,
    /// The request, but for its id.
    pub(super) request: Request,
    /// The fields that the operation selects.
    pub(super) selected: Vec<SelectedField>,
    /// The API, its schema, and which authorizer.
    pub(super) setting: Arc<Setting>,
    /// The time at which it plays; the real one when not said.
    pub(super) now: Option<SystemTime>,
    /// What is expected, in a suite.
    pub(super) expect: Option<Expectation>,
}

/// Everything that is to be done.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The cases, in the order of the files.
    pub(super) cases: Vec<Prepared>,
    /// The authorizers that they ask.
    pub(super) authorizers: Vec<Called>,
    /// The variables that tokens come from: a local handler does not get them.
    pub(super) token_variables: Vec<String>,
    /// What must not be shown, whichever case is played: tokens that were read from somewhere, which a warm handler can
    /// show in a later case, and headers that hold secrets.
    pub(super) secrets: Vec<Secret>,
}

/// Prepares what the arguments say.
///
/// # Errors
/// Anything that the user gave is missing or invalid.
pub(super) async fn prepare(args: &Args, context: &Context<'_>) -> Result<Plan> {
    let mut builder = Builder { args, context, plan: Plan::default(), schemas: HashMap::new(), tokens: Vec::new() };
    if args.suites.is_empty() {
        builder.add_single().await?;
    } else {
        let mut suites = Vec::new();
        for path in &args.suites {
            suites.extend(load_suite(context.console, path).await?);
        }
        for suite in &suites {
            builder.add_suite(suite).await?;
        }
        builder.select()?;
    }
    builder.plan.secrets.extend(builder.tokens.into_iter().map(|(_, token)| token));
    Ok(builder.plan)
}

/// What is gathered while a plan is made.
pub(super) struct Builder<'a> {
    pub(super) args: &'a Args,
    pub(super) context: &'a Context<'a>,
    pub(super) plan: Plan,
    pub(super) schemas: HashMap<String, Arc<Schema>>,
    /// What was read, by where from.
    pub(super) tokens: Vec<((TokenSource, PathBuf), Secret)>,
}

/// What a request is made of, wherever it was said.
struct Asked<'a> {
    query: Option<&'a str>,
    operation_name: Option<&'a str>,
    variables: Map<String, Value>,
    headers: Headers,
    connect: bool,
    /// Whether a fault in the query is one of a flag or of a file.
    kind: ErrorKind,
}

impl Builder<'_> {
    /// One token, from flags.
    async fn add_single(&mut self) -> Result<()> {
        let (args, console) = (self.args, self.context.console);
        let settings = self.settings(None)?;
        let operation = &args.operation;
        let setting = self.setting(None, &settings, operation.query.is_some()).await?;
        let base = &console.current_dir;
        let flag = args.token.source()?;
        let of_settings = gather::token_of(&settings);
        let (source, folder) = match (&flag, &of_settings) {
            (Some(source), _) => (Some(source), base.clone()),
            (None, Some(given)) => (Some(&given.value), gather::folder_of(&given.origin, console)),
            (None, None) => (None, base.clone()),
        };
        self.note_variable(source);
        let token = gather::token(self.context, source, &folder, args.environment.timeout).await?;
        let variables = match &operation.variables {
            Some(text) => gather::variables(console, text, base).await?,
            None => Map::new(),
        };
        let headers = gather::headers(console, &operation.headers, base).await?;
        for (name, value) in operation.headers.iter().filter_map(|text| text.split_once(':')) {
            self.note_header(name.trim(), value.trim(), &headers);
        }
        let asked = Asked {
            query: operation.query.as_deref(),
            operation_name: operation.operation_name.as_deref(),
            variables,
            headers,
            connect: operation.connect,
            kind: if operation.query.as_deref().is_some_and(|text| text.starts_with('@')) {
                ErrorKind::Input
            } else {
                ErrorKind::Usage
            },
        };
        let (request, selected) = self.request(asked, Some(&token), setting.schema.as_deref()).await?;
        self.plan.cases.push(Prepared {
            name: "token".to_owned(),
            place: None,
            token: Some(token),
            request,
            selected,
            setting,
            now: None,
            expect: None,
        });
        Ok(())
    }

    /// The cases of one suite file.
    async fn add_suite(&mut self, suite: &SuiteFile) -> Result<()> {
        let environment = suite.environment.as_ref().map(|name| name.value.as_str());
        let settings = self.settings(environment).map_err(|error| self.of_suite(error, suite))?;
        let cases = suite.cases_with_defaults();
        let queries = cases.iter().any(|case| case.fields.query.is_some());
        let setting = self.setting(Some(suite), &settings, queries).await?;
        for case in cases {
            let span = case.name.span.clone();
            let place = suite.origin.source(span, "in this case");
            let line = place.line_and_column().0;
            let in_case = |error: Error| if error.sources().is_empty() { error.at(place.clone()) } else { error };
            let fields = case.fields;
            let token = match &fields.token {
                Some(CaseToken::From(source)) => {
                    Some(self.token(source, &self.context.console.current_dir).await.map_err(in_case)?)
                }
                Some(CaseToken::Absent) => None,
                None => self.environment_token(&settings).await.map_err(in_case)?,
            };
            let asked = self.asked(&fields).await.map_err(in_case)?;
            let (request, selected) =
                self.request(asked, token.as_ref(), setting.schema.as_deref()).await.map_err(in_case)?;
            self.plan.cases.push(Prepared {
                name: case.name.value,
                place: Some(CasePlace { file: suite.origin.name.clone(), line }),
                token,
                request,
                selected,
                setting: Arc::clone(&setting),
                now: fields.now,
                expect: Some(fields.expect.unwrap_or_default()),
            });
        }
        Ok(())
    }

    /// The same fault about an environment, where it is the suite that names it.
    fn of_suite(&self, error: Error, suite: &SuiteFile) -> Error {
        let Some(name) = suite.environment.as_ref().filter(|_| self.args.environment.env.is_none()) else {
            return error;
        };
        let place = suite.origin.source(name.span.clone(), "named here");
        gather::of_named_environment(error, &name.value, place, "say `authorizer` in the suite")
    }

    /// What the fields of a case ask.
    async fn asked<'f>(&mut self, fields: &'f crate::suite::CaseFields) -> Result<Asked<'f>> {
        let (console, base) = (self.context.console, &self.context.console.current_dir);
        let variables = match &fields.variables {
            Some(Variables::Given(variables)) => variables.clone(),
            Some(Variables::File(path)) => gather::variables(console, &format!("@{}", path.value), base).await?,
            None => Map::new(),
        };
        let mut headers = Headers::default();
        for (name, value) in &fields.headers {
            let value = files::value_or_file(console, value.value.expose(), base).await?;
            headers.insert(&name.value, value.trim_end_matches(['\r', '\n']));
        }
        for (name, value) in &fields.headers {
            self.note_header(&name.value, value.value.expose(), &headers);
        }
        Ok(Asked {
            query: fields.query.as_ref().map(|query| query.value.as_str()),
            operation_name: fields.operation_name.as_ref().map(|name| name.value.as_str()),
            variables,
            headers,
            connect: fields.connect.unwrap_or(false),
            kind: ErrorKind::Input,
        })
    }

    /// The settings of an environment, with the flags over them.
    fn settings(&self, environment: Option<&str>) -> Result<Settings> {
        let flags = Flags {
            schema: self.args.api.schema.clone(),
            authorizer: self.args.authorizer.authorizer.clone(),
            ..Flags::default()
        };
        gather::settings(self.context, &self.args.environment, flags, environment)
    }

    /// The token of a case. Relative paths are relative to `base`.
    async fn token(&mut self, source: &TokenSource, base: &Path) -> Result<Secret> {
        self.note_variable(Some(source));
        if let TokenSource::Value(token) = source {
            return Ok(token.clone());
        }
        // One source is read once, so that a suite asks a vault or standard input once.
        let key = (source.clone(), base.to_owned());
        if let Some((_, token)) = self.tokens.iter().find(|(known, _)| *known == key) {
            return Ok(token.clone());
        }
        let token = gather::token(self.context, Some(source), base, self.args.environment.timeout).await?;
        self.tokens.push((key, token.clone()));
        Ok(token)
    }

    /// The token of the environment, for cases that say none.
    async fn environment_token(&mut self, settings: &Settings) -> Result<Option<Secret>> {
        match gather::token_of(settings) {
            Some(given) => {
                let folder = gather::folder_of(&given.origin, self.context.console);
                self.token(&given.value, &folder).await.map(Some)
            }
            None => Ok(None),
        }
    }

    /// Remembers the value of a header that is a secret, or that stands in a file so that it is not seen.
    fn note_header(&mut self, name: &str, said: &str, headers: &Headers) {
        if (said.starts_with('@') || Headers::is_secret(name))
            && let Some(value) = headers.get(&name.to_ascii_lowercase())
        {
            self.plan.secrets.push(Secret::new(value));
        }
    }

    /// Remembers the variable that a token comes from.
    fn note_variable(&mut self, source: Option<&TokenSource>) {
        if let Some(TokenSource::Env(name)) = source
            && !self.plan.token_variables.contains(name)
        {
            self.plan.token_variables.push(name.clone());
        }
    }

    /// The request, and the fields that its operation selects.
    async fn request(
        &self,
        asked: Asked<'_>,
        token: Option<&Secret>,
        schema: Option<&Schema>,
    ) -> Result<(Request, Vec<SelectedField>)> {
        let mut headers = asked.headers;
        if let Some(token) = token {
            headers.insert("authorization", token.expose());
        }
        let request = |arrival| Request { arrival, headers, request_id: String::new() };
        if asked.connect {
            return Ok((request(Arrival::Connect), Vec::new()));
        }
        let Some(query) = asked.query else {
            let arrival = Arrival::Operation {
                query: NO_QUERY.to_owned(),
                operation_name: asked.operation_name.map(str::to_owned),
                variables: asked.variables,
            };
            return Ok((request(arrival), Vec::new()));
        };
        let console = self.context.console;
        let text = files::value_or_file(console, query, &console.current_dir).await?;
        let name = query.strip_prefix('@').unwrap_or("query");
        let selected = selected_fields(name, &text, &asked.variables, asked.operation_name, schema)
            .map_err(|error| error.of_kind(asked.kind))?;
        let operation_name = asked.operation_name.map(str::to_owned);
        let arrival = Arrival::Operation { query: text, operation_name, variables: asked.variables };
        Ok((request(arrival), selected))
    }

    /// Keeps the cases that `--filter` and `--shard` say.
    fn select(&mut self) -> Result<()> {
        let all = self.plan.cases.len();
        if let Some(text) = &self.args.filter {
            self.plan.cases.retain(|case| case.name.contains(text.as_str()));
            if self.plan.cases.is_empty() {
                return Err(Error::usage("no-case", format!("none of the {all} cases has `{text}` in its name"))
                    .help("see the names in the suite; `--filter` is a plain text, with upper and lower case"));
            }
        }
        if let Some(shard) = self.args.shard {
            let mut position = 0;
            self.plan.cases.retain(|_| {
                position += 1;
                (position - 1) % shard.count == shard.index - 1
            });
        }
        Ok(())
    }
}

/// The fields that an operation selects, once it is known to be valid.
fn selected_fields(
    name: &str,
    text: &str,
    variables: &Map<String, Value>,
    operation_name: Option<&str>,
    schema: Option<&Schema>,
) -> Result<Vec<SelectedField>> {
    use crate::graphql::SourceText;
    let sources = || [SourceText::new(name, text)];
    let invalid = |faults: Vec<Diagnostic>| Diagnostic::into_error(&faults, "query-invalid", "the query", &sources());
    let document = Document::parse(name, text).map_err(invalid)?;
    let operation = document.pick(operation_name).map_err(crate::graphql::PickError::into_error)?;
    if let Some(schema) = schema {
        let faults = operation.validate(schema);
        if !faults.is_empty() {
            return Err(invalid(faults));
        }
    }
    operation.selected_fields(schema, variables).map_err(invalid)
}
