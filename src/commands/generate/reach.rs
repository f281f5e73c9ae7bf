//! What is left out of operations because the caller does not reach it.

use super::args::Args;
use super::includes;
use super::request::{Output, Request};
use super::source::Source;
use crate::appsync::{ApiAuthentication, ApiIdentity, AuthenticationType, Coordinate, GraphqlApi, Provider};
use crate::codegen::{Bounds, Note, Reach};
use crate::commands::context::Context;
use crate::commands::gather;
use crate::commands::given;
use crate::document::{Document, Kind, Node};
use crate::engine::denied_fields::{DeniedFields as Denied, struck_field, unknown_fields};
use crate::engine::lint::inferred_modes;
use crate::engine::{Api, Caller, Code};
use crate::error::{Error, ErrorKind, Result, Source as Place};
use crate::graphql::Schema;
use crate::outside::{Console, files};
use crate::settings::{DeniedFields, Settings};

/// The API's modes, when an output wants to know them.
///
/// # Errors
/// An output wants them and nobody says them; what says them cannot be read.
pub(super) async fn api(
    args: &Args,
    request: &Request,
    source: &Source,
    settings: &Settings,
    context: &Context<'_>,
) -> Result<Option<Api>> {
    let wants_modes = request.outputs.iter().any(|output| output.selection.auth_mode.is_some());
    let denies = request.outputs.iter().any(|output| output.selection.denied_fields.is_some());
    if !wants_modes {
        let flag = match (&args.reach.api_config, args.reach.default) {
            (None, None) => return Ok(None),
            // That groups need the mode is told first.
            _ if request.outputs.iter().any(|output| output.selection.cognito_groups.is_some()) => return Ok(None),
            // Entries of denied fields can name another API.
            (Some(path), _) if denies => return Ok(Some(of(&given::api_config(path, context.console).await?))),
            (Some(_), _) => "--api-config",
            (None, Some(_)) => "--default",
        };
        return Err(Error::usage("no-auth-mode", format!("`{flag}` is for `--auth-mode`, and there is none"))
            .help("give `--auth-mode MODE` too, or leave it away"));
    }
    if !source.has_directives {
        return Err(Error::usage(
            "no-directives",
            "an introspection query tells no directives, so nobody knows what a mode reaches",
        )
        .help("read the schema from its file or with `--api`, or leave `--auth-mode` away"));
    }
    let (reach, console) = (&args.reach, context.console);
    if let Some(path) = &reach.api_config {
        return Ok(Some(of(&given::api_config(path, console).await?)));
    }
    if let Some(default) = reach.default {
        return Ok(Some(bare(default, &reach.additional)));
    }
    if let Some(deployed) = &source.deployed {
        return Ok(Some(of(&deployed.facts)));
    }
    if let Some(selector) = &settings.api {
        let deployed = gather::deployed_api(context, &selector.value, settings, &args.environment).await?;
        return Ok(Some(of(&deployed.facts)));
    }
    if let Some(default) = &settings.default_mode {
        // The file of Amplify that says the default mode does not say all others; the schema names those that matter.
        let others: Vec<_> = inferred_modes(&source.schema).into_iter().filter(|mode| *mode != default.value).collect();
        return Ok(Some(bare(default.value, &others)));
    }
    Err(Error::usage("no-api", "it is not known which modes the API has")
        .help("give `--api`, `--api-config`, or `--default MODE` with `--additional MODE`"))
}

fn of(facts: &GraphqlApi) -> Api {
    Api { identity: facts.identity.clone().unwrap_or_default(), authentication: facts.authentication.clone() }
}

/// An API of which only the modes are known.
fn bare(default: AuthenticationType, additional: &[AuthenticationType]) -> Api {
    let additional = additional.iter().copied().map(Provider::bare).collect();
    let authentication = ApiAuthentication { default: Provider::bare(default), additional };
    Api { identity: ApiIdentity::default(), authentication }
}

/// Everything that bounds the operations of an output, with what is odd about it.
///
/// # Errors
/// Nothing fits what is included; the API does not have the mode; groups are said without it; the list of denied fields cannot be read.
pub(super) async fn bounds(
    args: &Args,
    output: &Output,
    request: &Request,
    api: Option<&Api>,
    schema: &Schema,
    console: &Console,
) -> Result<(Bounds, Vec<Note>)> {
    includes::check(args, output, request, schema)?;
    let selection = &output.selection;
    let (denied_fields, notes) = denied(output, api, schema, console).await?;
    let reach = match (selection.auth_mode, api) {
        (Some(mode), Some(api)) => Some(reach(mode, output, api, kind_of(args.reach.auth_mode.is_some()))?),
        _ => None,
    };
    if selection.cognito_groups.is_some() && selection.auth_mode != Some(AuthenticationType::AmazonCognitoUserPools) {
        let kind = kind_of(!args.reach.cognito_groups.is_empty());
        return Err(Error::new(kind, "groups-without-mode", "Cognito groups are for AMAZON_COGNITO_USER_POOLS")
            .help("give `--auth-mode AMAZON_COGNITO_USER_POOLS` too"));
    }
    let bounds = Bounds {
        reach,
        denied_fields,
        operations: request.operations.clone(),
        ..Bounds::of(selection, output.amplify)
    };
    Ok((bounds, notes))
}

/// Whose fault it is: that of a flag, or of the configuration.
const fn kind_of(by_flag: bool) -> ErrorKind {
    if by_flag { ErrorKind::Usage } else { ErrorKind::Input }
}

fn reach(mode: AuthenticationType, output: &Output, api: &Api, fault: ErrorKind) -> Result<Reach> {
    if !api.authentication.has(mode) {
        let modes: Vec<&str> =
            api.authentication.providers().map(|provider| provider.authentication_type().name()).collect();
        return Err(Error::new(fault, "no-such-mode", format!("the API does not have the mode {mode}"))
            .help(format!("its modes are {}", modes.join(", "))));
    }
    let cognito_groups = output.selection.cognito_groups.clone().unwrap_or_default();
    Ok(Reach { api: api.clone(), mode, caller: Caller { cognito_groups, ..Caller::default() } })
}

/// The fields that an authorizer strikes, and a note for each entry that strikes nothing.
async fn denied(output: &Output, api: Option<&Api>, schema: &Schema, console: &Console) -> Result<(Denied, Vec<Note>)> {
    let (denied, mut notes): (Denied, Vec<Note>) = match &output.selection.denied_fields {
        None => return Ok((Denied::default(), Vec::new())),
        Some(DeniedFields::List(list)) => (list.iter().cloned().collect(), Vec::new()),
        Some(DeniedFields::File(said)) => match listed(said, output) {
            Some(list) => (list.into_iter().collect(), Vec::new()),
            None => from_file(said, output, api, console).await?,
        },
    };
    notes.extend(unknown_fields(&denied, schema).iter().map(|step| {
        let fact = |name: &str| step.facts.get(name).and_then(serde_json::Value::as_str);
        let entry = fact("entry").unwrap_or_default();
        let meant = fact("didYouMean").map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
        let message = format!("`{entry}` of the denied fields is no field of the schema{meant}");
        Note::new("denied-field-unknown", entry, message)
    }));
    Ok((denied, notes))
}

/// Names with commas between, unless a file is called so.
fn listed(said: &str, output: &Output) -> Option<Vec<Coordinate>> {
    if output.base.join(said).is_file() {
        return None;
    }
    let is_file = [".json", ".yaml", ".yml"].iter().any(|ending| said.ends_with(ending));
    let entries = said.split(',').map(|entry| entry.trim().parse().ok());
    (!is_file).then(|| entries.collect::<Option<Vec<_>>>()).flatten()
}

/// The entries of a file: a list, or the `deniedFields` of an answer.
async fn from_file(path: &str, output: &Output, api: Option<&Api>, console: &Console) -> Result<(Denied, Vec<Note>)> {
    let path = path.strip_prefix('@').unwrap_or(path);
    let text = files::read_text(console, path, &output.base).await?;
    let document = Document::parse(path, &text)?;
    let not_a_list = || {
        Error::input("not-denied-fields", format!("`{path}` lists no denied fields"))
            .help("give a list such as [\"Event.comments\"], or an authorizer's answer with `deniedFields`")
    };
    let items: &[Node] = match document.root().map(|root| &root.kind) {
        Some(Kind::List(items)) => items,
        Some(Kind::Map(members)) => match members.iter().find(|each| each.key.value == "deniedFields") {
            Some(member) => match &member.node.kind {
                Kind::List(items) => items,
                _ => return Err(not_a_list()),
            },
            None => return Err(not_a_list()),
        },
        _ => return Err(not_a_list()),
    };
    // Of which API an ARN is matters only where the API is known.
    let identity = api.map(|api| &api.identity).filter(|identity| **identity != ApiIdentity::default());
    let (mut struck, mut notes) = (Vec::new(), Vec::new());
    for node in items {
        let entry = if let Kind::Text(entry) = &node.kind { entry.as_str() } else { "" };
        match struck_field(entry, identity) {
            Ok(coordinate) => struck.push(coordinate),
            Err(step) if step.code == Code::F103 => {
                let message = format!("`{entry}` of the denied fields is of another API, and strikes nothing");
                notes.push(Note::new("denied-field-of-another-api", entry, message));
            }
            Err(_) => {
                let label = "not of the form `Type.field`".to_owned();
                let place = Place { name: path.to_owned(), text, span: node.span.clone(), label };
                let error = Error::input("not-denied-fields", "an entry of the denied fields names no field");
                return Err(error.help("name each field; there are no wildcards").at(place));
            }
        }
    }
    Ok((struck.into_iter().collect(), notes))
}
