//! Reading what `lint` judges: the API, the schema, and what the authorizer can answer.

use std::sync::Arc;

use super::args::Args;
use crate::appsync::AuthorizerTarget;
use crate::commands::context::Context;
use crate::commands::gather::{self, DeployedApi};
use crate::commands::given;
use crate::commands::schema_files::{self, LoadedSchema};
use crate::document::{Document, Kind, Node};
use crate::engine::Api;
use crate::engine::lint::DeniedEntry;
use crate::error::{Error, Result, Source};
use crate::graphql::{Leniency, Schema, SourceText};
use crate::outside::{Console, files};
use crate::rules_file::RulesFile;
use crate::settings::Settings;

/// The API, if anybody said which.
pub(super) struct ApiFacts {
    pub(super) api: Option<Api>,
    deployed: Option<DeployedApi>,
}

/// Reads or fetches the API.
///
/// # Errors
/// It cannot be read, or AWS cannot be asked.
pub(super) async fn read_api(args: &Args, settings: &Settings, context: &Context<'_>) -> Result<ApiFacts> {
    let (facts, deployed) = if let Some(path) = &args.api_config {
        (given::api_config(path, context.console).await?, None)
    } else if let Some(selector) = &settings.api {
        let deployed = gather::deployed_api(context, &selector.value, settings, &args.environment).await?;
        (deployed.facts.clone(), Some(deployed))
    } else {
        return Ok(ApiFacts { api: None, deployed: None });
    };
    let identity = facts.identity.unwrap_or_default();
    Ok(ApiFacts { api: Some(Api { identity, authentication: facts.authentication }), deployed })
}

/// The schema: those files that are named, else that of the environment, else the API's own.
///
/// # Errors
/// Nobody said which; it cannot be read or fetched, or is invalid: all faults at once, each with its place.
pub(super) async fn read_schema(
    args: &Args,
    settings: &Settings,
    api: &ApiFacts,
    context: &Context<'_>,
) -> Result<LoadedSchema> {
    let console = context.console;
    let mut texts = Vec::new();
    for path in &args.schemas {
        texts.extend(schema_files::texts(console, path, &console.current_dir).await?);
    }
    if let (true, Some(given)) = (texts.is_empty(), &settings.schema) {
        let folder = gather::folder_of(&given.origin, console);
        texts.extend(schema_files::texts(console, &given.value, &folder).await?);
    }
    if !texts.is_empty() {
        let schema = load(&texts, console)?;
        return Ok(LoadedSchema { schema: Arc::new(schema), texts });
    }
    match &api.deployed {
        Some(deployed) => {
            Ok(LoadedSchema { schema: gather::deployed_schema(context, deployed).await?, texts: Vec::new() })
        }
        None => Err(Error::usage("no-schema", "no schema is given")
            .help("name its file, `appsync-auth lint schema.graphql`, or let AWS be asked with --api")),
    }
}

/// Loads a schema, and notes what is odd about it.
///
/// # Errors
/// It is invalid.
pub(super) fn load(texts: &[SourceText], console: &Console) -> Result<Schema> {
    schema_files::load(texts, Leniency::Strict, |warning| console.note(warning))
}

/// What the authorizer can strike, each with its place in the file that says so.
#[derive(Default)]
pub(super) struct Denied {
    pub(super) entries: Vec<DeniedEntry>,
    pub(super) places: Vec<DeniedPlace>,
    pub(super) texts: Vec<SourceText>,
}

/// Where an entry stands.
pub(super) struct DeniedPlace {
    pub(super) text: usize,
    pub(super) span: std::ops::Range<usize>,
}

impl Denied {
    fn add(&mut self, entry: &str, span: std::ops::Range<usize>) {
        self.entries.push(DeniedEntry { entry: entry.to_owned() });
        self.places.push(DeniedPlace { text: self.texts.len() - 1, span });
    }
}

/// Reads the `deniedFields` of saved answers and of a rules file.
///
/// # Errors
/// A file cannot be read; an answer is no object; the authorizer is no rules file.
pub(super) async fn read_denied(args: &Args, settings: &Settings, console: &Console) -> Result<Denied> {
    let mut denied = Denied::default();
    for path in &args.authorizer_responses {
        let text = files::read_text(console, path, &console.current_dir).await?;
        let document = Document::parse(path, &text)?;
        let Some(Kind::Map(members)) = document.root().map(|root| &root.kind) else {
            return Err(Error::input(
                "not-an-answer",
                format!("`{path}` is not an authorizer's answer: it is no object"),
            )
            .help("save what the function returns, such as {\"isAuthorized\": true, \"deniedFields\": []}"));
        };
        denied.texts.push(SourceText::new(path, text));
        let items = members.iter().find(|member| member.key.value == "deniedFields").map(|member| &member.node);
        for item in items.into_iter().flat_map(list) {
            match &item.kind {
                Kind::Text(entry) => denied.add(entry, item.span.clone()),
                _ => {
                    let text = denied.texts.last().map(|text| text.text.clone()).unwrap_or_default();
                    let source =
                        Source { name: path.clone(), text, span: item.span.clone(), label: "not a text".to_owned() };
                    return Err(Error::input("not-an-answer", "an entry of deniedFields is not a text").at(source));
                }
            }
        }
    }
    let named = args.authorizer.as_ref().map(|path| (path.as_str(), console.current_dir.clone()));
    let of_environment = settings.authorizer.as_ref().and_then(|given| match &given.value {
        AuthorizerTarget::Rules(path) => Some((path.as_str(), gather::folder_of(&given.origin, console))),
        _ => None,
    });
    if let Some((path, base)) = named.or(of_environment) {
        if !matches!(path.parse(), Ok(AuthorizerTarget::Rules(_))) {
            return Err(Error::usage("not-a-rules-file", format!("`{path}` is not a rules file"))
                .help("lint calls no authorizer: give a .yaml or .json rules file, or a saved answer with --authorizer-response"));
        }
        let file = RulesFile::parse(path, &files::read_text(console, path, &base).await?)?;
        denied.texts.push(SourceText::new(path, file.origin().text.clone()));
        for entry in file.denied_fields() {
            denied.add(&entry.value, entry.span.clone());
        }
    }
    Ok(denied)
}

fn list(node: &Node) -> &[Node] {
    if let Kind::List(items) = &node.kind { items } else { &[] }
}
