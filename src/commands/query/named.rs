//! An operation of the project, by its name: from the user's documents, from what `generate` wrote, or as it would write it.

use std::path::PathBuf;

use serde_json::Value;

use super::request::Given;
use crate::codegen::{self, Bounds, MANIFEST, Statement};
use crate::commands::gather;
use crate::commands::schema_files;
use crate::error::{Error, ErrorKind, Result};
use crate::graphql::{Document, DocumentSet, Leniency, Schema, SourceText};
use crate::outside::{Console, config, files};
use crate::report::wording::count;
use crate::settings::{Configuration, DocumentPatterns, Generate, GenerateOutput, GenerateTarget, Origin, Selection};

/// The text that has an operation of this name, or of a field of this name that an operation was generated for.
///
/// # Errors
/// The project has no operations and no schema to make them from; none has the name; a file cannot be read.
pub(super) async fn operation(wanted: &str, schema: Option<&Schema>, console: &Console) -> Result<Given> {
    let configuration = config::read_configuration(&console.current_dir)?;
    let (generate, folder) = match configuration {
        Some(found) => {
            let folder = gather::folder_of(&Origin::Configuration { file: found.file }, console);
            (found.generate.unwrap_or_default(), folder)
        }
        None => (Generate::default(), console.current_dir.clone()),
    };
    let mut search = Search { wanted, folder, console, texts: Vec::new(), names: Vec::new() };
    if let Some(given) = search.documents(&generate.documents).await? {
        return Ok(given);
    }
    for output in &generate.outputs {
        if let Some(given) = search.output(output).await? {
            return Ok(given);
        }
    }
    // The schema of the environment is that of the API that is asked; `generate` may name another.
    let own = match schema {
        Some(_) => None,
        None => search.schema(&generate).await?,
    };
    if let Some(given) = schema.or(own.as_ref()).and_then(|schema| search.generated(schema, &generate)) {
        return Ok(given);
    }
    if generate.documents.named.is_empty() && search.names.is_empty() {
        let message = format!("`--operation {wanted}` needs the project's operations, and there are none");
        return Err(Error::usage("no-documents", message).help(format!(
            "name documents in {}, generate: {{ documents: src/**/*.graphql }}, or the schema with `--schema`",
            Configuration::FILE_NAME
        )));
    }
    Err(search.not_found())
}

/// A search for an operation.
struct Search<'a> {
    wanted: &'a str,
    /// The folder of the configuration.
    folder: PathBuf,
    console: &'a Console,
    /// The user's documents, as far as they can be read.
    texts: Vec<SourceText>,
    /// The names that were seen.
    names: Vec<String>,
}

impl Search<'_> {
    /// In the user's documents. Fragments of other files come along.
    async fn documents(&mut self, patterns: &DocumentPatterns) -> Result<Option<Given>> {
        let mut texts = Vec::new();
        for pattern in &patterns.named {
            for path in files::matching_but(pattern, &patterns.left_out, &self.folder)? {
                let text = files::read_text(self.console, &path, &self.folder).await?;
                texts.push(SourceText::new(path, text));
            }
        }
        // A file that cannot be read as a document is not the one that is meant, unless none is.
        texts.retain(|text| Document::parse(&text.name, text.text.as_str()).is_ok());
        let found = texts.iter().find_map(|text| self.of_text(text).map(|name| (text, name)));
        let Some((text, name)) = found else {
            self.texts = texts;
            return Ok(None);
        };
        let whole = Document::parse(&text.name, text.text.as_str()).ok();
        let is_whole = whole.is_some_and(|document| document.pick(Some(&name)).is_ok_and(|found| found.is_whole()));
        let of_all = || DocumentSet::parse(&texts).ok().and_then(|set| codegen::written_text(&set, &name));
        let query = if is_whole { None } else { of_all() };
        Ok(Some(given(&text.name, query.unwrap_or_else(|| text.text.clone()), &name)))
    }

    /// In what was generated for an output, as far as it holds operations that can be read back.
    async fn output(&mut self, output: &GenerateOutput) -> Result<Option<Given>> {
        let names: &[&str] = match output.target {
            GenerateTarget::Manifest => &[MANIFEST],
            GenerateTarget::Graphql => {
                &["queries.graphql", "mutations.graphql", "subscriptions.graphql", "fragments.graphql"]
            }
            _ => return Ok(None),
        };
        let folder = output.out.as_deref().unwrap_or(GenerateOutput::FOLDER);
        let mut texts = Vec::new();
        for path in names.iter().map(|name| format!("{folder}/{name}")) {
            if self.folder.join(&path).is_file() {
                let text = files::read_text(self.console, &path, &self.folder).await?;
                texts.push(SourceText::new(path, text));
            }
        }
        if output.target == GenerateTarget::Manifest {
            return texts.first().map_or(Ok(None), |manifest| self.of_manifest(manifest));
        }
        // One operation with its fragments is sent, and not the hundreds that can stand beside it.
        let found = texts.iter().find_map(|text| self.of_text(text).map(|name| (text, name)));
        let query = |name: &str| DocumentSet::parse(&texts).ok().and_then(|set| codegen::written_text(&set, name));
        Ok(found.and_then(|(text, name)| Some(given(&text.name, query(&name)?, &name))))
    }

    /// The schema that `generate` reads.
    async fn schema(&self, generate: &Generate) -> Result<Option<Schema>> {
        let mut texts = Vec::new();
        for pattern in &generate.schema {
            texts.extend(schema_files::texts(self.console, pattern, &self.folder).await?);
        }
        if texts.is_empty() {
            return Ok(None);
        }
        let leniency = if generate.lenient { Leniency::Live } else { Leniency::Strict };
        schema_files::load(&texts, leniency, |warning| self.console.step(warning)).map(Some)
    }

    /// As `generate` would make it from the schema beside the user's documents, for the first output that has it. What a caller
    /// reaches is not asked: who sends shall see the refusal.
    fn generated(&mut self, schema: &Schema, generate: &Generate) -> Option<Given> {
        let of_output = |output: &GenerateOutput| (output.selection.or(&generate.selection), output.amplify);
        let mut ways: Vec<(Selection, bool)> = generate.outputs.iter().map(of_output).collect();
        if ways.is_empty() {
            ways.push((generate.selection.clone(), false));
        }
        let documents = DocumentSet::read(&self.texts, schema).ok();
        let written = documents.iter().flat_map(|documents| codegen::written_statements(documents, schema).0);
        let written: Vec<Statement> = written.collect();
        for (selection, is_amplify) in ways {
            let operations = generate.operations.iter().cloned().collect();
            let bounds = Bounds { operations, ..Bounds::of(&selection, is_amplify) };
            let generated = codegen::generate_beside(schema, &bounds, &written).statements;
            if let Some(found) = generated.iter().find(|statement| self.is_meant(statement.name())) {
                let text = codegen::print::statement(found, codegen::print::Layout::default());
                return Some(given(&format!("generated operation {}", found.name()), text, found.name()));
            }
            self.names.extend(generated.iter().map(|statement| statement.name().to_owned()));
        }
        None
    }

    /// The name of the operation of a document that is meant.
    fn of_text(&mut self, text: &SourceText) -> Option<String> {
        let document = Document::parse(&text.name, text.text.as_str()).ok()?;
        let names: Vec<String> = document.operations().filter_map(|operation| operation.name).collect();
        let found = names.iter().find(|name| self.is_meant(name)).cloned();
        self.names.extend(names);
        found
    }

    fn of_manifest(&mut self, manifest: &SourceText) -> Result<Option<Given>> {
        let broken = || {
            Error::input("bad-manifest", format!("`{}` is no manifest of operations", manifest.name))
                .help("write it anew with `appsync-auth generate`")
        };
        let read: Value = serde_json::from_str(&manifest.text).map_err(|error| broken().note(error.to_string()))?;
        for operation in read.get("operations").and_then(Value::as_array).ok_or_else(broken)? {
            let text = |key: &str| operation.get(key).and_then(Value::as_str).ok_or_else(broken);
            let name = text("name")?;
            if self.is_meant(name) {
                return Ok(Some(given(&manifest.name, text("text")?.to_owned(), name)));
            }
            self.names.push(name.to_owned());
        }
        Ok(None)
    }

    /// Whether an operation of this name is meant: by its own name, or by that of its constant, which begins with a small
    /// letter as its field does.
    fn is_meant(&self, name: &str) -> bool {
        let same_beginning = |one: char, other: char| one == other || one.to_ascii_uppercase() == other;
        let (mut wanted, mut found) = (self.wanted.chars(), name.chars());
        let begins = wanted.next().zip(found.next()).is_some_and(|(one, other)| same_beginning(one, other));
        begins && wanted.as_str() == found.as_str()
    }

    fn not_found(mut self) -> Error {
        self.names.sort();
        self.names.dedup();
        let message = format!("the project has no operation `{}`", self.wanted);
        let error = Error::usage("operation-not-found", message);
        match crate::document::did_you_mean(self.wanted, self.names.iter().map(String::as_str)) {
            Some(name) => error.help(format!("did you mean `{name}`?")),
            None => error.help(format!("it has {}", count(self.names.len(), "operation"))),
        }
    }
}

fn given(name: &str, text: String, operation: &str) -> Given {
    Given { name: name.to_owned(), text, operation_name: Some(operation.to_owned()), kind: ErrorKind::Input }
}
