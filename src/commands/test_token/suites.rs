//! Suite files with all that they include, each with its paths made relative to the working folder.

use std::path::Path;

use crate::document::did_you_mean;
use crate::engine::rules::RULES;
use crate::error::{Error, Result};
use crate::outside::{Console, files};
use crate::suite::{IncludeStack, SuiteFile, is_violation};

/// Reads a suite and what it includes: the file itself, then its includes in their order, each completed by what its
/// includer says.
///
/// # Errors
/// A file cannot be read or is invalid; includes form a cycle; an expected violation is no rule of the contract.
pub(super) async fn load_suite(console: &Console, path: &str) -> Result<Vec<SuiteFile>> {
    let mut loaded = Vec::new();
    let mut stack = IncludeStack::new(files::plain_path(Path::new(path)));
    let root = read(console, path).await?;
    Box::pin(add(console, root, &mut stack, &mut loaded)).await?;
    Ok(loaded)
}

/// Adds a suite and what it includes.
async fn add(console: &Console, suite: SuiteFile, stack: &mut IncludeStack, loaded: &mut Vec<SuiteFile>) -> Result<()> {
    let position = loaded.len();
    loaded.push(suite.clone());
    for include in &suite.includes {
        let place = suite.origin.source(include.span.clone(), "included here");
        stack.enter(&include.value, place.clone())?;
        let included = read(console, &include.value).await.map_err(|error| match error.sources() {
            [] => error.at(place),
            _ => error,
        })?;
        let included = included.inheriting_from(&suite);
        Box::pin(add(console, included, stack, loaded)).await?;
        stack.leave();
    }
    if suite.includes.is_empty() && suite.cases_with_defaults().is_empty() {
        loaded.truncate(position);
    }
    Ok(())
}

/// Reads one file.
async fn read(console: &Console, path: &str) -> Result<SuiteFile> {
    let text = files::read_text(console, path, &console.current_dir).await?;
    let folder = Path::new(path).parent().unwrap_or_else(|| Path::new("")).to_path_buf();
    let suite = SuiteFile::parse(path, &text)?.with_paths(|named| files::plain_path(&folder.join(named)));
    check_violations(&suite)?;
    Ok(suite)
}

/// Whether every expected violation is a rule that an answer can break.
fn check_violations(suite: &SuiteFile) -> Result<()> {
    let mut fault: Option<Error> = None;
    for case in suite.cases_with_defaults() {
        let expected = case.fields.expect.as_ref().and_then(|expect| expect.violations.as_ref());
        for text in expected.iter().flat_map(|list| &list.value).filter(|text| !is_violation(&text.value)) {
            let place = suite.origin.source(text.span.clone(), "not a rule of the contract");
            let error = fault.take().unwrap_or_else(|| {
                let names = RULES.iter().filter(|rule| is_violation(rule.name)).map(|rule| rule.name);
                let help = match did_you_mean(&text.value, names) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "give a code such as R103, or a name".to_owned(),
                };
                Error::input("unknown-rule", format!("no answer can break `{}`", text.value)).help(help)
            });
            fault = Some(error.at(place));
        }
    }
    fault.map_or(Ok(()), Err)
}
