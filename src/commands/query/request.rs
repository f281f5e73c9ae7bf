//! The request: a document, the operation that is meant, and its variables.

use serde_json::value::RawValue;

use super::args::{Args, RequestArgs};
use super::named;
use crate::commands::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::graphql::{Diagnostic, Document, Operation, OperationKind, PickError, Schema, SourceText};
use crate::outside::{Console, files};

/// A request that can be sent.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// The document's text.
    pub(super) query: String,
    /// The operation that is meant.
    pub(super) operation: Operation,
    /// The variables in their order, each as it was written.
    pub(super) variables: Vec<(String, Box<RawValue>)>,
    /// `operationName`, where one is sent.
    pub(super) operation_name: Option<String>,
    /// What it is called: `query ListEvents`.
    pub(super) label: String,
}

impl Request {
    /// The body: `query`, `variables` when there are any, `operationName` when there is one.
    pub(super) fn body(&self) -> String {
        let mut body = format!(r#"{{"query":{}"#, json_text(&self.query));
        if !self.variables.is_empty() {
            let members: Vec<String> =
                self.variables.iter().map(|(name, value)| format!("{}:{}", json_text(name), value.get())).collect();
            body.push_str(&format!(r#","variables":{{{}}}"#, members.join(",")));
        }
        if let Some(name) = &self.operation_name {
            body.push_str(&format!(r#","operationName":{}"#, json_text(name)));
        }
        body.push('}');
        body
    }

    /// Sets a variable, in the place where it stands or at the end.
    pub(super) fn set(&mut self, name: &str, value: Box<RawValue>) {
        set(&mut self.variables, name, value);
    }

    /// Whether sending it twice can do something twice.
    pub(super) fn is_mutation(&self) -> bool {
        self.operation.kind == OperationKind::Mutation
    }
}

fn json_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn set(variables: &mut Vec<(String, Box<RawValue>)>, name: &str, value: Box<RawValue>) {
    match variables.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => *known = value,
        None => variables.push((name.to_owned(), value)),
    }
}

/// Where a document comes from, for messages, and its text.
pub(super) struct Given {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) operation_name: Option<String>,
    pub(super) kind: ErrorKind,
}

/// Reads the document and its variables, picks the operation, and validates it where the schema is known.
///
/// # Errors
/// There is no document, it is invalid, or a variable does not fit.
pub(super) async fn request(args: &Args, schema: Option<&Schema>, context: &Context<'_>) -> Result<Request> {
    let given = document(args, schema, context.console).await?;
    let of_kind = |error: Error| if error.kind() == ErrorKind::Input { error.of_kind(given.kind) } else { error };
    let operation = picked(&given.name, &given.text, given.operation_name.as_deref(), schema).map_err(of_kind)?;
    let variables = variables(&args.request, &operation, schema, context.console).await?;
    operation.check_given(variables.iter().map(|(name, value)| (name.as_str(), value.get() == "null")))?;
    let label = match &operation.name {
        Some(name) => format!("{} {name}", operation.kind),
        None => operation.kind.to_string(),
    };
    let operation_name = given.operation_name.filter(|name| !name.is_empty());
    Ok(Request { query: given.text, operation, variables, operation_name, label })
}

/// The operation of a document that is meant, validated where the schema is known. `name` is what the document is called in
/// messages.
///
/// # Errors
/// Input: the document is invalid, or has no such operation.
pub(super) fn picked(
    name: &str,
    text: &str,
    operation_name: Option<&str>,
    schema: Option<&Schema>,
) -> Result<Operation> {
    let sources = [SourceText::new(name, text)];
    let invalid = |faults: &[Diagnostic]| Diagnostic::into_error(faults, "query-invalid", "the query", &sources);
    let document = Document::parse(name, text).map_err(|faults| invalid(&faults))?;
    let operation = document.pick(operation_name).map_err(PickError::into_error)?;
    match schema.map(|schema| operation.validate(schema)) {
        Some(faults) if !faults.is_empty() => Err(invalid(&faults)),
        _ => Ok(operation),
    }
}

/// Refuses a header that is not the user's to set: the connection depends on it.
///
/// # Errors
/// Usage.
pub(super) fn check_header(name: &str) -> Result<()> {
    let help = match name {
        "host" => "name the API's own host with `--appsync-domain`",
        "content-length" | "transfer-encoding" | "connection" | "upgrade" | "te" | "trailer" | "expect" => {
            "leave it away: it follows from the body and the connection"
        }
        _ => return Ok(()),
    };
    Err(Error::usage("bad-header", format!("the header `{name}` is not given with `--header`")).help(help))
}

/// The document that is given, or that holds the operation that is named.
async fn document(args: &Args, schema: Option<&Schema>, console: &Console) -> Result<Given> {
    if let Some(name) = &args.request.operation {
        return named::operation(name, schema, console).await;
    }
    let operation_name = args.request.operation_name.clone();
    match args.text.as_deref() {
        None => Err(Error::usage("no-query", "there is nothing to send")
            .help("give a document: 'query { … }', @FILE, or `-` for standard input")),
        Some("-") => {
            let text = files::read_text(console, "-", &console.current_dir).await?;
            Ok(Given { name: "-".to_owned(), text, operation_name, kind: ErrorKind::Input })
        }
        Some(said) => {
            let text = files::value_or_file(console, said, &console.current_dir).await?;
            let (name, kind) = match said.strip_prefix('@') {
                Some(path) => (path, ErrorKind::Input),
                None => ("query", ErrorKind::Usage),
            };
            Ok(Given { name: name.to_owned(), text, operation_name, kind })
        }
    }
}

/// The variables: the object, and over it each that is given by name.
async fn variables(
    args: &RequestArgs,
    operation: &Operation,
    schema: Option<&Schema>,
    console: &Console,
) -> Result<Vec<(String, Box<RawValue>)>> {
    let mut variables = Vec::new();
    if let Some(given) = &args.variables {
        let text = files::value_or_file(console, given, &console.current_dir).await?;
        variables = object(&text).map_err(|message| {
            let kind = if given.starts_with('@') { ErrorKind::Input } else { ErrorKind::Usage };
            Error::new(kind, "bad-variables", message).help("write an object, such as {\"id\": 1}")
        })?;
    }
    for given in &args.vars {
        let Some((name, value)) = given.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err(Error::usage("bad-variable", "a `--var` is not of the form NAME=VALUE")
                .help("write it as `--var id=1` or `--var input=@input.json`"));
        };
        let text = files::value_or_file(console, value, &console.current_dir).await?;
        set(&mut variables, name, operation.variable_from_text(name, text.trim_end_matches(['\r', '\n']), schema)?);
    }
    Ok(variables)
}

/// The members of a JSON object, each as it was written.
pub(super) fn object(text: &str) -> Result<Vec<(String, Box<RawValue>)>, String> {
    let members: Members = serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => "the variables are JSON, but not an object".to_owned(),
        _ => format!("the variables are not JSON: {error}"),
    })?;
    Ok(members.0)
}

/// An object whose values stay as they were written; of a name that stands twice the last one counts.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> serde::Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    set(&mut members, &name, value);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}
