//! What is generated from: the schema, of files, of a deployed API or as an API tells it, and the user's documents.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::args::Args;
use super::asked;
use super::placed::Placed;
use super::request::{Output, Request};
use crate::codegen::files::{LISTING, Listing};
use crate::commands::context::Context;
use crate::commands::gather::{self, DeployedApi};
use crate::commands::schema_files;
use crate::error::{Error, Result};
use crate::graphql::{Diagnostic, DocumentSet, Leniency, Schema, SourceText};
use crate::outside::{Console, files};
use crate::settings::{self, Flags, Settings};

/// A schema, and where it comes from.
#[derive(Debug)]
pub(super) struct Source {
    /// The schema.
    pub(super) schema: Arc<Schema>,
    /// The deployed API that it is of, when AWS was asked.
    pub(super) deployed: Option<DeployedApi>,
    /// Whether it says who reaches what.
    pub(super) has_directives: bool,
    /// The user's own operations.
    pub(super) documents: Option<DocumentSet>,
}

/// Where the schema comes from.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// Patterns of files.
    Files(Vec<Placed>),
    /// The deployed API of this id, name, ARN or URL.
    Deployed(String),
    /// The API at this URL, by an introspection query.
    Asked(String),
}

/// The settings of a run.
///
/// # Errors
/// The configuration is invalid; there is no such environment.
pub(super) fn settings(args: &Args, context: &Context<'_>) -> Result<Settings> {
    let flags = Flags { url: args.source.url.clone(), authorization: args.authorization.given()?, ..Flags::default() };
    gather::settings_to_send(context, &args.environment, flags, None)
}

/// Where the schema comes from: what a flag names, files of the configuration, then of the environment its files, its API,
/// its URL.
///
/// # Errors
/// Nobody says it; standard input is wanted twice.
pub(super) fn origin(args: &Args, request: &Request, settings: &Settings, console: &Console) -> Result<Origin> {
    check_stdin(args)?;
    if let (true, Some(url)) = (args.source.schema.is_empty(), &args.source.url) {
        return Ok(Origin::Asked(url.clone()));
    }
    if let (true, Some(selector)) = (args.source.schema.is_empty(), &args.environment.api) {
        return Ok(Origin::Deployed(selector.clone()));
    }
    if !request.schema.is_empty() {
        return Ok(Origin::Files(request.schema.clone()));
    }
    if let Some(given) = &settings.schema {
        let folder = gather::folder_of(&given.origin, console);
        return Ok(Origin::Files(vec![Placed::new(&given.value, folder)]));
    }
    match (&settings.api, &settings.url) {
        (Some(api), _) => Ok(Origin::Deployed(api.value.clone())),
        // An Amplify project says the address of an API that is the user's own: AWS tells its schema with all directives.
        (None, Some(url)) if matches!(url.origin, settings::Origin::Amplify { .. }) => {
            Ok(Origin::Deployed(url.value.clone()))
        }
        (None, Some(url)) => Ok(Origin::Asked(url.value.clone())),
        (None, None) => Err(Error::usage("no-schema", "no schema is given").help(
            "name its files with `--schema`, an API with `--api` or `--url`, or set `generate: { schema: FILE }` in \
             appsync-auth.yaml",
        )),
    }
}

/// What only an introspection query needs is not given where none is sent.
///
/// # Errors
/// A flag says who sends it, or whom to trust.
pub(super) fn check_query(origin: &Origin, args: &Args) -> Result<()> {
    let by_authorization = args.authorization.given()?.map(|(flag, _)| flag);
    match by_authorization.or(args.source.cacert.as_ref().map(|_| "--cacert")) {
        Some(flag) if !matches!(origin, Origin::Asked(_)) => {
            Err(Error::usage("no-url", format!("`{flag}` is for the query of `--url`, and none is sent"))
                .help("give `--url`, or leave it away"))
        }
        _ => Ok(()),
    }
}

/// Standard input can be one of the files: said before any of them is read and found empty.
fn check_stdin(args: &Args) -> Result<()> {
    let single = [&args.reach.api_config, &args.reach.denied_fields, &args.authorization.token_file];
    let paths = args.source.schema.iter().chain(single.into_iter().flatten()).filter(|path| *path == "-");
    let times = paths.count();
    if times > 1 {
        return Err(Error::usage("stdin-taken-twice", "`-` is given twice, and standard input can be read once")
            .help("give a file for one of them"));
    }
    if args.output.watch && times > 0 {
        return Err(Error::usage("stdin-cannot-change", "`--watch` cannot wait for standard input to change")
            .help("give a file instead of `-`"));
    }
    Ok(())
}

/// Reads or fetches the schema, and reads the documents.
///
/// # Errors
/// Something cannot be read or fetched, or is invalid: all faults at once, each with its place.
pub(super) async fn load(
    origin: &Origin,
    request: &Request,
    args: &Args,
    settings: &Settings,
    context: &Context<'_>,
) -> Result<Source> {
    let console = context.console;
    let mut source = match origin {
        Origin::Files(placed) => {
            let texts = texts(placed, request, console).await?;
            let leniency = if request.lenient { Leniency::Live } else { Leniency::Strict };
            let schema = schema_files::load(&texts, leniency, |warning| console.note(warning))?;
            Source { schema: Arc::new(schema), deployed: None, has_directives: true, documents: None }
        }
        Origin::Deployed(selector) => {
            let deployed = gather::deployed_api(context, selector, settings, &args.environment).await?;
            let schema = gather::deployed_schema(context, &deployed).await?;
            Source { schema, deployed: Some(deployed), has_directives: true, documents: None }
        }
        Origin::Asked(url) => {
            let text = asked::introspection(url, args, settings, context).await?;
            let schema = schema_files::load(&[text], Leniency::Live, |warning| console.step(warning))?;
            console
                .note("note: an introspection query tells no directives: what the schema says of modes is not known");
            Source { schema: Arc::new(schema), deployed: None, has_directives: false, documents: None }
        }
    };
    if !request.documents.is_empty() {
        let texts = texts(&request.documents, request, console).await?;
        if texts.is_empty() && request.documents.iter().any(Placed::leaves_out) {
            let message = "no document is left: all were generated, or are left out by patterns that begin with `!`";
            return Err(Error::input("no-documents", message).help("leave less out"));
        }
        let read = DocumentSet::read(&texts, &source.schema);
        source.documents =
            Some(read.map_err(|faults| {
                Diagnostic::into_error(&faults, "documents-invalid", "the set of documents", &texts)
            })?);
    }
    Ok(source)
}

/// The texts of the files that patterns name, each once, but for what was generated: a pattern would find that too.
async fn texts(placed: &[Placed], request: &Request, console: &Console) -> Result<Vec<SourceText>> {
    let generated = generated_paths(&request.outputs);
    let mut seen = BTreeSet::new();
    let mut texts = Vec::new();
    for each in placed {
        let is_pattern = each.is_pattern();
        for path in each.files()? {
            let full = PathBuf::from(files::plain_path(&each.folder.join(&path)));
            if (is_pattern && generated.contains(&full)) || (path != "-" && !seen.insert(full)) {
                continue;
            }
            texts.extend(schema_files::texts(console, &path, &each.folder).await?);
        }
    }
    Ok(texts)
}

/// The files that were generated before. A listing that cannot be read is told when the folder is written.
pub(super) fn generated_paths(outputs: &[Output]) -> BTreeSet<PathBuf> {
    let of = |output: &Output| {
        let bytes = output.folder.read(LISTING).ok().flatten().unwrap_or_default();
        let listing = Listing::parse(&String::from_utf8_lossy(&bytes)).unwrap_or_default();
        listing.paths().map(|path| output.folder.path.join(path)).collect::<Vec<_>>()
    };
    outputs.iter().flat_map(of).collect()
}
