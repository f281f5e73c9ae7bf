//! In what language the authorizer is written: as a flag says, as the folder shows, or as the user answers.

use std::path::Path;

use clap::ValueEnum;
use serde_json::Value;

use super::place::Place;
use crate::commands::context::Context;
use crate::error::{Error, Result};
use crate::outside::{Console, files, question};

/// What an authorizer can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// A module for Node.js, without packages
    Javascript,
    /// A module for Node.js with types, run by esbuild
    Typescript,
    /// A module, without packages
    Python,
    /// A package for Cargo, with `lambda_runtime`
    Rust,
}

/// The files that show a language, the more telling ones first.
const SIGNS: [(&str, Language); 6] = [
    ("tsconfig.json", Language::Typescript),
    ("package.json", Language::Javascript),
    ("pyproject.toml", Language::Python),
    ("requirements.txt", Language::Python),
    ("setup.py", Language::Python),
    ("Cargo.toml", Language::Rust),
];

impl Language {
    /// As it is typed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Javascript => "javascript",
            Self::Typescript => "typescript",
            Self::Python => "python",
            Self::Rust => "rust",
        }
    }
}

/// The language to write: the flag's, else that of the folder, else the answer to a question.
///
/// # Errors
/// The folder shows no language, or several, and nobody can be asked.
pub(super) async fn choose(given: Option<Language>, place: &Place, context: &Context<'_>) -> Result<Language> {
    if let Some(language) = given {
        return Ok(language);
    }
    let seen = seen(place, context.console).await;
    if let Some((first, sign)) = seen.first()
        && seen.iter().all(|(language, _)| language == first)
    {
        context.console.note(&format!("language: {} (there is `{sign}`)", first.name()));
        return Ok(*first);
    }
    if context.may_ask {
        let all = Language::value_variants();
        let names: Vec<&'static str> = all.iter().map(|language| language.name()).collect();
        let chosen = question::choose(context.console, "Language", &names, NO_ANSWER).await?;
        return all.get(chosen).copied().ok_or_else(|| Error::bug("an answer that was not offered"));
    }
    let why = match &seen[..] {
        [] => "no language is given, and the folder shows none".to_owned(),
        several => {
            let signs: Vec<String> = several.iter().map(|(_, sign)| format!("`{sign}`")).collect();
            format!("no language is given, and the folder shows several: {}", signs.join(", "))
        }
    };
    Err(Error::usage("no-language", why).help(NO_ANSWER))
}

/// What to do without an answer.
const NO_ANSWER: &str = "give one with `--language`: javascript, typescript, python or rust";

/// The languages that the folder shows, and by which file; those of the working folder when it shows none and stands
/// below that.
async fn seen(place: &Place, console: &Console) -> Vec<(Language, &'static str)> {
    let found = signs_in(place.folder(), console).await;
    if found.is_empty() && place.folder().starts_with(place.working_folder()) {
        return signs_in(place.working_folder(), console).await;
    }
    found
}

/// The languages that the files of one folder show.
async fn signs_in(folder: &Path, console: &Console) -> Vec<(Language, &'static str)> {
    let mut found: Vec<(Language, &'static str)> = Vec::new();
    for (sign, language) in SIGNS {
        if !folder.join(sign).is_file() {
            continue;
        }
        match language {
            // A configuration of TypeScript says more than the package beside it.
            Language::Javascript if found.iter().any(|(seen, _)| *seen == Language::Typescript) => {}
            Language::Javascript if names_typescript(folder, console).await => {
                found.push((Language::Typescript, sign));
            }
            _ => found.push((language, sign)),
        }
    }
    found
}

/// Whether the package of a folder depends on TypeScript. One that cannot be read says nothing.
async fn names_typescript(folder: &Path, console: &Console) -> bool {
    let text = files::read_text(console, "package.json", folder).await.unwrap_or_default();
    let package: Value = serde_json::from_str(&text).unwrap_or_default();
    ["dependencies", "devDependencies"].iter().any(|kind| package[*kind].get("typescript").is_some())
}
