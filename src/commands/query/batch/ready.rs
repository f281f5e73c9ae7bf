//! Requests that are ready to be sent: files read, documents parsed.

use std::path::Path;

use serde_json::Value;
use serde_json::value::RawValue;

use super::super::request::{Request, check_header, object, picked};

use crate::appsync::{Headers, Secret};
use crate::commands::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::graphql::{Operation, OperationKind, Schema};
use crate::outside::files;
use crate::report::wording::one_line;
use crate::requests::{RequestCaller, RequestExpectation, RequestFields, RequestsFile};
use crate::settings::Authorization;
use crate::suite::{CasePlace, Variables};

/// A request that is ready to be sent, but for who sends it.
#[derive(Debug)]
pub(super) struct ReadyRequest {
    /// The name.
    pub(super) name: String,
    /// What is sent: no subscription.
    pub(super) request: Request,
    /// The request's own headers.
    pub(super) headers: Headers,
    /// Where it stands.
    pub(super) place: CasePlace,
    /// Who sends it, where that is said.
    pub(super) caller: Option<RequestCaller>,
    /// What must be answered.
    pub(super) expect: RequestExpectation,
}

/// The requests of a file, and the secrets among their headers.
#[derive(Debug, Default)]
pub(super) struct Ready {
    /// In the order of the file.
    pub(super) requests: Vec<ReadyRequest>,
    /// What must not be seen.
    pub(super) secrets: Vec<Secret>,
}

/// Reads what the requests of a file name. `flag` is who sends what does not say so itself, before the file's defaults;
/// with a schema the documents are validated.
///
/// # Errors
/// A file cannot be read, a document is invalid or a subscription: each with its place.
pub(super) async fn ready(
    file: &RequestsFile,
    flag: Option<&Authorization>,
    schema: Option<&Schema>,
    context: &Context<'_>,
) -> Result<Ready> {
    let mut ready = Ready::default();
    for (request, own) in file.requests_with_defaults().into_iter().zip(&file.requests) {
        let place = file.origin.source(request.name.span.clone(), "in this request");
        let line = place.line_and_column().0;
        let label = one_line(&request.name.value).into_owned();
        // An error in a document shows the document; the name says which request has it.
        let in_request = |error: Error| match error.sources() {
            [] => error.at(place.clone()),
            _ => error.context(format!("the request `{label}`")),
        };
        let fields = request.fields;
        let (query, operation) = operation(&fields, schema, context).await.map_err(in_request)?;
        if operation.kind == OperationKind::Subscription {
            let span = fields.query.as_ref().map_or_else(|| request.span.clone(), |query| query.span.clone());
            let message = format!("the request `{}` is a subscription", request.name.value);
            return Err(Error::input("subscription-in-file", message)
                .at(file.origin.source(span, "never answered once"))
                .help("send queries and mutations from a file, and the subscription with `query` itself"));
        }
        let variables = variables(&fields, context).await.map_err(in_request)?;
        let headers = headers(&fields, &mut ready.secrets, context).await.map_err(in_request)?;
        let (name, operation_name) = (request.name.value, fields.operation_name.map(|name| name.value));
        let in_headers = || headers.get("x-api-key").map(|_| RequestCaller::Nobody);
        let caller = own.fields.authorization.clone();
        let by_flag = || flag.map(|authorization| RequestCaller::By(authorization.clone()));
        let caller = caller.or_else(by_flag).or(fields.authorization).or_else(in_headers);
        ready.requests.push(ReadyRequest {
            request: Request { query, operation, variables, operation_name, label },
            name,
            headers,
            place: CasePlace { file: file.origin.name.clone(), line },
            caller,
            expect: fields.expect.unwrap_or_default(),
        });
    }
    Ok(ready)
}

/// The document of a request, and the operation that is meant.
async fn operation(
    fields: &RequestFields,
    schema: Option<&Schema>,
    context: &Context<'_>,
) -> Result<(String, Operation)> {
    let said = fields.query.as_ref().map_or("", |query| query.value.as_str());
    let text = read(said, context).await?;
    let name = said.strip_prefix('@').unwrap_or("query");
    let wanted = fields.operation_name.as_ref().map(|name| name.value.as_str());
    let operation = picked(name, &text, wanted, schema).map_err(named_by_key)?;
    Ok((text, operation))
}

/// In a file an operation is named by a key and not by a flag.
fn named_by_key(error: Error) -> Error {
    let is_by_flag = error.help_text().is_some_and(|help| help.contains("--operation-name"));
    if is_by_flag { error.help("name one as `operation-name`") } else { error }
}

/// The variables, each as it was written where a file of JSON has them.
async fn variables(fields: &RequestFields, context: &Context<'_>) -> Result<Vec<(String, Box<RawValue>)>> {
    match &fields.variables {
        Some(Variables::Given(variables)) => {
            let raw = |value: &Value| serde_json::value::to_raw_value(value);
            let members = variables.iter().map(|(name, value)| Ok((name.clone(), raw(value)?)));
            let members: serde_json::Result<_> = members.collect();
            members.map_err(|error| Error::bug(format!("a variable cannot be written: {error}")))
        }
        Some(Variables::File(path)) => {
            let text = files::read_text(context.console, &path.value, &context.console.current_dir).await?;
            object(&text)
                .map_err(|message| Error::input("bad-variables", message).help("write an object, such as {\"id\": 1}"))
        }
        None => Ok(Vec::new()),
    }
}

/// The headers of a request. Those that are secrets, or stand in files so that they are not seen, are noted as such.
async fn headers(fields: &RequestFields, secrets: &mut Vec<Secret>, context: &Context<'_>) -> Result<Headers> {
    let mut headers = Headers::default();
    for (name, said) in &fields.headers {
        let value = read(said.value.expose(), context).await?;
        let value = value.trim_end_matches(['\r', '\n']);
        if value.contains(['\r', '\n']) {
            let message = format!("the header `{}` has a line break", name.value);
            return Err(Error::input("bad-header", message).help("write it on one line"));
        }
        check_header(&name.value.to_ascii_lowercase()).map_err(|error| error.of_kind(ErrorKind::Input))?;
        if Headers::is_secret(&name.value) || said.value.expose().starts_with('@') {
            secrets.push(Secret::new(value));
        }
        headers.insert(&name.value, value);
    }
    Ok(headers)
}

/// A text, or the content of `@FILE`.
async fn read(said: &str, context: &Context<'_>) -> Result<String> {
    let base: &Path = &context.console.current_dir;
    files::value_or_file(context.console, said, base).await
}
