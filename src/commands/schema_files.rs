//! A schema from files, read the same way by every command.

use std::path::Path;
use std::sync::Arc;

use crate::error::Result;
use crate::graphql::{Diagnostic, Leniency, Schema, SourceText};
use crate::outside::{Console, files};

/// A schema with the texts that it was read from; none for one that was fetched.
#[derive(Debug, Clone)]
pub struct LoadedSchema {
    /// The schema.
    pub schema: Arc<Schema>,
    /// The texts, byte for byte.
    pub texts: Vec<SourceText>,
}

/// Reads the files that a path or a pattern names, relative to a folder; `-` is standard input. They are called as the path
/// is written, from the working folder.
///
/// # Errors
/// One of them cannot be read, or is no text; no file fits the pattern.
pub async fn texts(console: &Console, pattern: &str, folder: &Path) -> Result<Vec<SourceText>> {
    let mut texts = Vec::new();
    for path in files::matching(pattern, folder)? {
        let is_as_written = path == "-" || folder == console.current_dir;
        let from_here = || files::path_from(&console.current_dir, &folder.join(&path));
        let name = if is_as_written { path.clone() } else { from_here() };
        let bytes = files::read_bytes(console, &path, folder).await?;
        let text = SourceText::from_bytes(name, bytes);
        texts.push(text.map_err(|fault| Diagnostic::into_error(&[*fault], "not-text", "the schema", &[]))?);
    }
    Ok(texts)
}

/// Loads a schema; `warn` is told what is odd about it.
///
/// # Errors
/// It is invalid: all faults at once, each with its place.
pub fn load(texts: &[SourceText], leniency: Leniency, warn: impl Fn(&str)) -> Result<Schema> {
    let loaded = Schema::load(texts, leniency)
        .map_err(|faults| Diagnostic::into_error(&faults, "schema-invalid", "the schema", texts))?;
    for warning in &loaded.warnings {
        warn(&format!("warning: {warning}"));
    }
    Ok(loaded.schema)
}

/// Reads and loads the files that a path or a pattern names, and notes what is odd about them.
///
/// # Errors
/// As [`texts`] and [`load`].
pub async fn read(console: &Console, pattern: &str, folder: &Path) -> Result<LoadedSchema> {
    let texts = texts(console, pattern, folder).await?;
    let schema = load(&texts, Leniency::Strict, |warning| console.note(warning))?;
    Ok(LoadedSchema { schema: Arc::new(schema), texts })
}
