//! The request: from flags, or as it was recorded, with flags over it.

use serde_json::Map;

use super::args::Args;
use crate::appsync::Headers;
use crate::capture::{self, Body, Captured, CapturedRequest};
use crate::commands::context::Context;
use crate::commands::gather;
use crate::engine::Arrival;
use crate::error::{Error, ErrorKind, Result};
use crate::graphql::{Diagnostic, Document, OperationKind, PickError, Schema, SelectedField, SourceText};
use crate::outside::files;

/// The document when nothing says what is asked.
const NO_QUERY: &str = "query { __typename }";

/// What is asked, once it is known what the schema has.
#[derive(Debug)]
pub(super) struct Asked {
    /// What arrives.
    pub(super) arrival: Arrival,
    /// The fields that it selects.
    pub(super) selected: Vec<SelectedField>,
    /// What it is called: `query GetTodo`.
    pub(super) label: String,
    /// Whether it is the `start` of a subscription.
    pub(super) is_start: bool,
}

/// Reads a recording, if one is given.
///
/// # Errors
/// It cannot be read, or is none.
pub(super) async fn read_captured(args: &Args, context: &Context<'_>) -> Result<Option<CapturedRequest>> {
    let console = context.console;
    let read = async |path: &str| files::read_text(console, path, &console.current_dir).await;
    let asked = &args.request;
    let Captured { request, notes } = if let Some(path) = &asked.request {
        capture::from_json(path, &read(path).await?)?
    } else if let Some(path) = &asked.curl {
        capture::from_curl(&read(path).await?, &console.environment)?
    } else if let Some(path) = &asked.har {
        capture::from_har(path, &read(path).await?, asked.har_entry)?
    } else {
        return Ok(None);
    };
    for note in notes {
        console.note(&format!("note: {note}"));
    }
    Ok(Some(request))
}

/// The headers of the request, without the credential that flags give.
///
/// # Errors
/// A `--header` is none.
pub(super) async fn headers(args: &Args, captured: Option<&CapturedRequest>, context: &Context<'_>) -> Result<Headers> {
    let console = context.console;
    let mut headers = captured.map(|request| request.headers.clone()).unwrap_or_default();
    for (name, value) in gather::headers(console, &args.request.headers, &console.current_dir).await?.iter() {
        headers.insert(name, value);
    }
    Ok(headers)
}

/// What arrives: flags over the recording.
///
/// # Errors
/// A flag is wrong, the body is not in the recording, or the document has no such operation.
pub(super) async fn asked(
    args: &Args,
    captured: Option<&CapturedRequest>,
    schema: Option<&Schema>,
    context: &Context<'_>,
) -> Result<Asked> {
    let given = &args.request;
    let connects = captured.is_some_and(|request| request.connect) && given.query.is_none();
    if given.connect || connects {
        return Ok(Asked::without_operation(Arrival::Connect, "WebSocket connect"));
    }
    let (name, body) = body(args, captured, context).await?;
    let (query, mut variables, mut operation_name) = match body {
        Body::Operation { query, variables, operation_name } => (query, variables, operation_name),
        Body::Empty => return Ok(Asked::without_operation(Arrival::Empty, "empty body")),
        Body::Malformed => return Ok(Asked::without_operation(Arrival::Malformed, "malformed body")),
        Body::InFile(file) => return Err(body_in_file(&file)),
    };
    if let Some(text) = &given.variables {
        variables = gather::variables(context.console, text, &context.console.current_dir).await?;
    }
    operation_name = given.operation_name.clone().or(operation_name);
    let kind = match &given.query {
        Some(query) if !query.starts_with('@') => ErrorKind::Usage,
        _ => ErrorKind::Input,
    };
    operation(&name, query, variables, operation_name, schema, given.query.is_none(), context)
        .map_err(|error| if error.kind() == ErrorKind::Input { error.of_kind(kind) } else { error })
}

/// The body, and what to call its document in messages.
async fn body(args: &Args, captured: Option<&CapturedRequest>, context: &Context<'_>) -> Result<(String, Body)> {
    let console = context.console;
    if let Some(query) = &args.request.query {
        let text = files::value_or_file(console, query, &console.current_dir).await?;
        let name = query.strip_prefix('@').unwrap_or("query").to_owned();
        return Ok((name, Body::Operation { query: text, variables: Map::new(), operation_name: None }));
    }
    let without = || Body::Operation { query: NO_QUERY.to_owned(), variables: Map::new(), operation_name: None };
    Ok(("query".to_owned(), captured.map_or_else(without, |request| request.body.clone())))
}

/// An operation, picked and looked through. Of one that was sent, faults are what AppSync makes of them.
fn operation(
    name: &str,
    query: String,
    variables: Map<String, serde_json::Value>,
    operation_name: Option<String>,
    schema: Option<&Schema>,
    was_sent: bool,
    context: &Context<'_>,
) -> Result<Asked> {
    let console = context.console;
    let sources = [SourceText::new(name, query.as_str())];
    let invalid = |faults: &[Diagnostic]| Diagnostic::into_error(faults, "query-invalid", "the query", &sources);
    let document = match Document::parse(name, query.as_str()) {
        Ok(document) => document,
        Err(faults) if was_sent => {
            faults.iter().for_each(|fault| console.note(&format!("note: {fault}")));
            return Ok(Asked::without_operation(Arrival::Malformed, "malformed query"));
        }
        Err(faults) => return Err(invalid(&faults)),
    };
    let operation = match document.pick(operation_name.as_deref()) {
        Ok(operation) => operation,
        Err(error @ PickError::SeveralOperations { .. }) => {
            console.note(&format!("note: {error}"));
            return Ok(Asked::without_operation(Arrival::Ambiguous, "document of several operations"));
        }
        Err(error) => return Err(error.into_error()),
    };
    if let Some(schema) = schema {
        // AppSync looks at authorization first, so this is no reason to say nothing about it.
        for fault in operation.validate(schema) {
            console.note(&format!("warning: the query does not fit the schema: {fault}"));
        }
    }
    let selected = operation.selected_fields(schema, &variables).map_err(|faults| invalid(&faults))?;
    let label = match &operation.name {
        Some(name) => format!("{} {name}", operation.kind),
        None => operation.kind.to_string(),
    };
    let is_start = operation.kind == OperationKind::Subscription;
    let label = if is_start { format!("{label} (start)") } else { label };
    Ok(Asked { arrival: Arrival::Operation { query, operation_name, variables }, selected, label, is_start })
}

impl Asked {
    fn without_operation(arrival: Arrival, label: &str) -> Self {
        Self { arrival, selected: Vec::new(), label: label.to_owned(), is_start: false }
    }
}

fn body_in_file(file: &str) -> Error {
    let place = if file == "-" { "standard input (`@-`)".to_owned() } else { format!("the file `{file}`") };
    let help = if file == "-" {
        "give the operation with --query beside --curl, or paste the body after --data-raw".to_owned()
    } else {
        format!("paste the body after --data-raw, or give its GraphQL with --query; `{file}` itself is not read")
    };
    Error::input(
        "body-not-in-command",
        format!("the body of the curl command comes from {place}, and is not in the command"),
    )
    .help(help)
}
