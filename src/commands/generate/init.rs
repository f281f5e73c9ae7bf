//! `generate init`: a `generate` section in appsync-auth.yaml.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::args::InitArgs;
use super::graphqlconfig::{self, Imported};
use super::request;
use super::targets;
use crate::commands::context::Context;
use crate::document::decode;
use crate::error::{Error, Result};
use crate::outside::{config, files, output_folder};
use crate::report::GenerateInitReport;
use crate::settings::{Configuration, GenerateTarget};
use crate::status::Status;

/// Writes the section, and says what it could not take over.
///
/// # Errors
/// There is a section already; the file cannot be read or written.
pub(super) async fn run(args: &InitArgs, context: &Context<'_>) -> Result<Status> {
    let console = context.console;
    let here = &console.current_dir;
    let folder = config::folder_of_configuration(here).unwrap_or_else(|| here.clone());
    let path = folder.join(Configuration::FILE_NAME);
    let before = read_if_there(&path)?;
    let file = files::path_from(here, &path);
    let old = Configuration::parse(&file, before.as_deref().unwrap_or_default())?;
    if old.generate.is_some() {
        return Err(Error::input("already-there", format!("`{file}` has a `generate` section already"))
            .help("change it in your editor; nothing was written"));
    }
    let imported_from = [here, &folder].into_iter().find(|folder| folder.join(graphqlconfig::FILE).is_file());
    let imported = match imported_from {
        Some(folder) => graphqlconfig::read(&files::read_text(console, graphqlconfig::FILE, folder).await?)?,
        None => Imported::default(),
    };
    let from = |base: &Path, value: &str| files::path_from(&folder, &base.join(value));
    let base = imported_from.unwrap_or(here);
    let section = Section {
        schema: match (&args.schema, &imported.schema) {
            (Some(given), _) => Some(from(here, given)),
            (None, Some(known)) => Some(from(base, known)),
            (None, None) if has_schema(&old) => None,
            (None, None) => Some(from(here, "schema.graphql")),
        },
        documents: imported
            .documents
            .iter()
            .map(|pattern| from(base, pattern))
            .chain(imported.excludes.iter().map(|pattern| format!("!{}", from(base, pattern))))
            .collect(),
        target: match &args.target {
            Some(word) => offered(request::target(word)?)?,
            None => imported.target.unwrap_or(GenerateTarget::Typescript),
        },
        amplify: imported_from.is_some() && args.target.is_none(),
        out: match (&args.out, &imported.out) {
            (Some(given), _) => from(here, given),
            (None, Some(known)) => from(base, known),
            (None, None) => from(here, "generated"),
        },
        depth: imported.depth,
        // As Amplify has it when nobody says it.
        typename: imported.typename.filter(|typename| !typename),
    };
    let mut left = imported.left;
    let mut text = before.clone().unwrap_or_default();
    match imported.api {
        Some((api, region)) if before.is_none() => text.push_str(&environment(&api, region.as_deref())),
        Some((api, _)) => left.push(format!("`apiId: {api}`: name it as `api` in an environment")),
        None => {}
    }
    append(&mut text, &section.text());
    check(before.is_some().then_some(&old), &file, &text, &section)?;
    output_folder::change(&[(path.clone(), text.as_bytes())], &[])?;
    context.give(&GenerateInitReport {
        file,
        is_new: before.is_none(),
        section: section.text(),
        imported_from: imported_from.map(|folder| files::path_from(here, &folder.join(graphqlconfig::FILE))),
        left,
    })
}

/// What the section says; paths are relative to the folder of the configuration.
struct Section {
    /// None where an environment has one.
    schema: Option<String>,
    documents: Vec<String>,
    target: GenerateTarget,
    amplify: bool,
    out: String,
    depth: Option<u32>,
    typename: Option<bool>,
}

impl Section {
    fn text(&self) -> String {
        let mut text = "generate:\n".to_owned();
        // Writing to a text cannot fail.
        let mut line = |key: &str, value: String| {
            let _ = writeln!(text, "  {key}: {value}");
        };
        if let Some(schema) = &self.schema {
            line("schema", scalar(schema));
        }
        if !self.documents.is_empty() {
            let documents: Vec<String> = self.documents.iter().map(|pattern| scalar(pattern)).collect();
            line("documents", format!("[{}]", documents.join(", ")));
        }
        line("target", self.target.name().to_owned());
        if self.amplify {
            line("preset", "amplify".to_owned());
        }
        line("out", scalar(&self.out));
        if let Some(depth) = self.depth {
            line("depth", depth.to_string());
        }
        if let Some(typename) = self.typename {
            line("typename", typename.to_string());
        }
        text
    }
}

/// An environment for the API that Amplify's tools know.
fn environment(api: &str, region: Option<&str>) -> String {
    let region = region.map(|region| format!("    region: {}\n", scalar(region))).unwrap_or_default();
    format!("default-environment: amplify\nenvironments:\n  amplify:\n    api: {}\n{region}", scalar(api))
}

fn append(text: &mut String, section: &str) {
    if !text.is_empty() {
        text.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
    }
    text.push_str(section);
}

/// Whether the schema is known without the section.
fn has_schema(configuration: &Configuration) -> bool {
    configuration.environments.iter().any(|(_, each)| each.schema.is_some() || each.api.is_some() || each.url.is_some())
}

/// Whether what is to be written says what it said before, and the section.
fn check(before: Option<&Configuration>, file: &str, after: &str, section: &Section) -> Result<()> {
    let is_kept = |new: &Configuration| {
        before.is_none_or(|old| {
            (&new.environments, &new.local, &new.rules) == (&old.environments, &old.local, &old.rules)
        })
    };
    match Configuration::parse(file, after) {
        Ok(new) if new.generate.is_some() && is_kept(&new) => Ok(()),
        _ => Err(Error::input("cannot-append", format!("nothing can be appended to `{file}` as it is written"))
            .help("add the section yourself")
            .note(section.text())),
    }
}

fn offered(target: GenerateTarget) -> Result<GenerateTarget> {
    if targets::OFFERED.contains(&target) {
        return Ok(target);
    }
    let names: Vec<&str> = targets::OFFERED.iter().map(|target| target.name()).collect();
    Err(Error::usage("target-not-built", format!("the target `{}` is not there yet", target.name()))
        .help(format!("the targets are {}", names.join(", "))))
}

fn read_if_there(path: &Path) -> Result<Option<String>> {
    match fs::read(path) {
        Ok(bytes) => decode(Configuration::FILE_NAME, bytes).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::input("unreadable-file", format!("`{}` cannot be read: {error}", path.display()))
            .help("make it a file that you may read, or move it away")),
    }
}

/// A text as YAML.
fn scalar(text: &str) -> String {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./*".contains(&byte))
        && text.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '.' | '_' | '/'))
        && !["true", "false", "null", "yes", "no", "on", "off"].contains(&text.to_lowercase().as_str());
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}
