//! `--fix`: missing directives written into the schema's files.

use std::fs;
use std::path::{Path, PathBuf};

use super::args::Args;
use super::inputs;
use crate::commands::context::Context;
use crate::commands::schema_files::LoadedSchema;
use crate::engine::Api;
use crate::engine::lint::{self, LintInputs};
use crate::error::{Error, Result};
use crate::graphql::SourceText;
use crate::outside::files;
use crate::report::FixedPlace;

/// Refuses what cannot be fixed, before anything is read.
///
/// # Errors
/// The schema is standard input.
pub(super) fn check(args: &Args) -> Result<()> {
    if args.fix && args.schemas.iter().any(|path| path == "-") {
        return Err(Error::usage("fix-without-a-file", "`--fix` writes files, and standard input is none")
            .help("name the schema's file"));
    }
    Ok(())
}

/// Writes what is missing, and gives back the schema as it is then, with what was written.
///
/// # Errors
/// The API's modes or the schema's files are not known; a file cannot be written.
pub(super) fn fix(
    loaded: LoadedSchema,
    api: Option<&Api>,
    inputs: &LintInputs,
    context: &Context<'_>,
) -> Result<(LoadedSchema, Vec<FixedPlace>)> {
    let console = context.console;
    let Some(api) = api else {
        return Err(Error::usage(
            "no-api",
            "`--fix` needs the API's modes, or it could close fields to the default mode",
        )
        .help("give --api, or --api-config with what `aws appsync get-graphql-api` prints"));
    };
    if loaded.texts.is_empty() {
        return Err(Error::usage("fix-without-a-file", "`--fix` writes files, and the schema is the API's own")
            .help("name the schema's file"));
    }
    let fixes = lint::mend(&loaded.schema, api, inputs);
    let edits = lint::edits(&loaded.schema, &fixes);
    if edits.is_empty() {
        if !fixes.is_empty() {
            console.note("warning: introspection JSON cannot be mended; give the schema in GraphQL's own language");
        }
        return Ok((loaded, Vec::new()));
    }
    let texts: Vec<SourceText> = loaded
        .texts
        .iter()
        .enumerate()
        .map(|(source, text)| SourceText::new(&text.name, lint::rewritten(&text.text, source, &edits)))
        .collect();
    // What was written must be a schema again, before a file is touched.
    let schema = inputs::load(&texts, console).map_err(|error| Error::bug(format!("the mended schema: {error}")))?;
    let changed = loaded.texts.iter().zip(&texts).filter(|(old, new)| old.text != new.text);
    let files = changed.map(|(old, new)| Ok((Place::of(&console.current_dir.join(&old.name))?, new)));
    // All files are looked at before the first is written.
    for (place, new) in files.collect::<Result<Vec<_>>>()? {
        place.write(&new.text)?;
    }
    let fixed = fixes.into_iter().filter_map(|fix| {
        let place = match &fix.target {
            lint::Target::Type(name) => schema.span_of_type(name),
            lint::Target::Field(coordinate) => schema.span_of_field_name(coordinate),
        };
        let (file, place) = schema.place(place?)?;
        Some(FixedPlace { file: file.to_owned(), line: place.line, fix })
    });
    let fixed = fixed.collect();
    Ok((LoadedSchema { schema: schema.into(), texts }, fixed))
}

/// Where a file really is, behind its links, and the permissions that it keeps.
struct Place {
    path: PathBuf,
    permissions: fs::Permissions,
}

impl Place {
    fn of(path: &Path) -> Result<Self> {
        let found =
            fs::canonicalize(path).and_then(|path| Ok(Self { permissions: fs::metadata(&path)?.permissions(), path }));
        let place = found.map_err(|error| unwritable(path, &error))?;
        if place.permissions.readonly() {
            return Err(unwritable(path, &std::io::ErrorKind::PermissionDenied.into()));
        }
        Ok(place)
    }

    /// Writes the file whole or not at all.
    fn write(self, text: &str) -> Result<()> {
        files::write_atomically(&self.path, text.as_bytes())?;
        fs::set_permissions(&self.path, self.permissions).map_err(|error| unwritable(&self.path, &error))
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::outside("output-failed", format!("`{}` cannot be written: {error}", path.display()))
        .help("see that the file and its folder can be written")
}
