//! The schema that is generated from: files, a deployed API's own, or what an API says of itself.

use std::path::PathBuf;
use std::sync::Arc;

use super::args::Args;
use super::request::{Placed, Request};
use crate::commands::context::Context;
use crate::commands::gather::{self, DeployedApi};
use crate::commands::schema_files;
use crate::error::{Error, Result};
use crate::graphql::{Leniency, Schema};
use crate::outside::{Console, files};
use crate::settings::{Flags, Settings};

/// A schema, and where it comes from.
#[derive(Debug)]
pub(super) struct Source {
    /// The schema.
    pub(super) schema: Arc<Schema>,
    /// The deployed API that it is of, when AWS was asked.
    pub(super) deployed: Option<DeployedApi>,
    /// Whether it says who reaches what.
    pub(super) has_directives: bool,
}

/// Where the schema comes from.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// Patterns of files.
    Files(Vec<Placed>),
    /// The deployed API of this id, name, ARN or URL.
    Deployed(String),
}

/// The settings of a run.
///
/// # Errors
/// The configuration is invalid; there is no such environment.
pub(super) fn settings(args: &Args, context: &Context<'_>) -> Result<Settings> {
    let flags = Flags { url: args.source.url.clone(), authorization: args.authorization.given()?, ..Flags::default() };
    gather::settings(context, &args.environment, flags, None)
}

/// Where the schema comes from: files that are named, an API that is named, files of the configuration, the environment's
/// files, the environment's API.
///
/// # Errors
/// Nobody says it; standard input is wanted twice.
pub(super) fn origin(args: &Args, request: &Request, settings: &Settings, console: &Console) -> Result<Origin> {
    let asks_an_api = args.source.schema.is_empty() && args.environment.api.is_some();
    if !request.schema.is_empty() {
        check_stdin(args)?;
        return Ok(Origin::Files(request.schema.clone()));
    }
    if let Some(given) = settings.schema.as_ref().filter(|_| !asks_an_api) {
        let folder = gather::folder_of(&given.origin, console);
        return Ok(Origin::Files(vec![Placed { value: given.value.clone(), folder }]));
    }
    match &settings.api {
        Some(api) => Ok(Origin::Deployed(api.value.clone())),
        None => Err(Error::usage("no-schema", "no schema is given").help(
            "name its files with `--schema`, an API with `--api` or `--url`, or set `generate: { schema: FILE }` in \
             appsync-auth.yaml",
        )),
    }
}

/// Standard input can be one of the files: said before any of them is read and found empty.
fn check_stdin(args: &Args) -> Result<()> {
    let single = [&args.reach.api_config, &args.reach.denied_fields, &args.authorization.token_file];
    let paths = args.source.schema.iter().chain(single.into_iter().flatten()).filter(|path| *path == "-");
    if paths.count() > 1 {
        return Err(Error::usage("stdin-taken-twice", "`-` is given twice, and standard input can be read once")
            .help("give a file for one of them"));
    }
    if args.output.watch && args.source.schema.iter().any(|path| path == "-") {
        return Err(Error::usage("stdin-cannot-change", "`--watch` cannot wait for standard input to change")
            .help("name the schema's file"));
    }
    Ok(())
}

/// Reads or fetches the schema.
///
/// # Errors
/// It cannot be read or fetched, or is invalid: all faults at once, each with its place.
pub(super) async fn load(origin: &Origin, args: &Args, settings: &Settings, context: &Context<'_>) -> Result<Source> {
    let console = context.console;
    match origin {
        Origin::Files(placed) => {
            let mut texts = Vec::new();
            for each in placed {
                texts.extend(schema_files::texts(console, &each.value, &each.folder).await?);
            }
            let leniency = if args.source.lenient { Leniency::Live } else { Leniency::Strict };
            let schema = schema_files::load(&texts, leniency, |warning| console.note(warning))?;
            Ok(Source { schema: Arc::new(schema), deployed: None, has_directives: true })
        }
        Origin::Deployed(selector) => {
            let deployed = gather::deployed_api(context, selector, settings, &args.environment).await?;
            let schema = gather::deployed_schema(context, &deployed).await?;
            Ok(Source { schema, deployed: Some(deployed), has_directives: true })
        }
    }
}

/// The files that the schema is read from.
///
/// # Errors
/// No file fits a pattern.
pub(super) fn schema_paths(origin: &Origin) -> Result<Vec<PathBuf>> {
    let Origin::Files(placed) = origin else { return Ok(Vec::new()) };
    let mut paths = Vec::new();
    for each in placed {
        paths.extend(files::matching(&each.value, &each.folder)?.into_iter().map(|path| each.folder.join(path)));
    }
    Ok(paths)
}
