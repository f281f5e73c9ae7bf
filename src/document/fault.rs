//! What is wrong at one place of a document.

use std::ops::Range;

use super::source_text::Origin;
use crate::error::Error;

/// How many places one error shows: a slip that stands in every case of a long suite needs no more.
const PLACES: usize = 20;

/// What is wrong at one place of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// A stable kebab-case name, which becomes that of the error.
    pub code: &'static str,
    /// The place, in bytes of the document's text.
    pub span: Range<usize>,
    /// What is wrong, one line.
    pub message: String,
    /// What to write under the marked text; short, as the message says the rest.
    pub label: String,
    /// One thing to do.
    pub help: Option<String>,
}

impl Fault {
    /// A fault without help.
    pub fn new(code: &'static str, span: Range<usize>, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { code, span, message: message.into(), label: label.into(), help: None }
    }

    /// Adds the one thing to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// One error of all faults, in the order of the text: the first gives code and message, each of the first [`PLACES`] gives a place.
    /// `None` when there are no faults.
    pub(super) fn into_error(mut faults: Vec<Self>, origin: &Origin) -> Option<Error> {
        faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
        faults.dedup();
        let first = faults.first()?;
        if let [only] = faults.as_slice() {
            let error =
                Error::input(only.code, only.message.clone()).at(origin.source(only.span.clone(), only.label.clone()));
            return Some(match &only.help {
                Some(help) => error.help(help.clone()),
                None => error,
            });
        }
        let error = Error::input(first.code, format!("{} (and {} more)", first.message, faults.len() - 1));
        Some(faults.iter().take(PLACES).fold(error, |error, fault| {
            let help = fault.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
            error.at(origin.source(fault.span.clone(), format!("{}{help}", fault.message)))
        }))
    }
}
