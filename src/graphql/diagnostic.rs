//! What is wrong in a GraphQL text, and where.

use std::fmt;

use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::validation::DiagnosticList;

use super::place::{Place, SourceText, Sources, Span};
use crate::error::{Error, Source};

/// The most places that one error shows; more would hide the first.
const PLACES_SHOWN: usize = 20;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The text cannot be used.
    Error,
    /// The text can be used, but somebody should look at this.
    Warning,
}

/// One finding about a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, one line.
    pub message: String,
    /// The name of the text.
    pub source: String,
    /// Where in the text; none if it is about the whole text.
    pub place: Option<Place>,
    /// One thing to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error about a whole text.
    pub fn error(source: &str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, message: message.into(), source: source.to_owned(), place: None, help: None }
    }

    /// Adds one thing to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same as a warning.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// An error at a place, or about the first source if there is no place.
    pub(super) fn at(sources: &Sources, span: Option<Span>, message: impl Into<String>) -> Self {
        match span.and_then(|span| sources.place(span)) {
            Some((source, place)) => Self { place: Some(place), ..Self::error(&source.name, message) },
            None => Self::error(sources.first_name(), message),
        }
    }

    /// The compiler's findings, in the order of the texts, each once.
    pub(super) fn from_compiler(list: &DiagnosticList, sources: &Sources) -> Vec<Self> {
        let mut found: Vec<(Option<Span>, String)> =
            list.iter().map(|each| (sources.span(each.error.location()), sentence(&each.error.to_string()))).collect();
        found.sort();
        found.dedup();
        found.into_iter().map(|(span, message)| Self::at(sources, span, message)).collect()
    }

    /// One error out of the findings that are errors: exit 3, each place with its text.
    ///
    /// `what` names the thing in a sentence, such as `the schema`; `sources` are the texts that were read.
    #[must_use]
    pub fn into_error(diagnostics: &[Self], code: &'static str, what: &str, sources: &[SourceText]) -> Error {
        let errors: Vec<&Self> = diagnostics.iter().filter(|each| each.severity == Severity::Error).collect();
        let mut error = match errors.as_slice() {
            [] => Error::input(code, format!("{what} is not valid")),
            [only] if only.place.is_some() => Error::input(code, only.message.clone()),
            [only] => Error::input(code, only.message.clone()).context(format_args!("`{}`", only.source)),
            several => Error::input(code, format!("{what} has {} errors", several.len())),
        };
        // What may be meant stands at its place, where there are several.
        let at_place = |help: &str| errors.len() > 1 && help.starts_with("did you mean");
        if let Some(help) = errors.iter().filter_map(|each| each.help.as_deref()).find(|help| !at_place(help)) {
            error = error.help(help);
        }
        for each in errors.iter().take(PLACES_SHOWN) {
            match each.shown_in(sources) {
                Some(mut source) => {
                    let meant = each.help.as_deref().filter(|help| at_place(help));
                    source.label.extend(meant.map(|meant| format!("; {meant}")));
                    error = error.at(source);
                }
                None if errors.len() > 1 => error = error.note(each.to_string()),
                None => {}
            }
        }
        match errors.len().saturating_sub(PLACES_SHOWN) {
            0 => error,
            more => error.note(format!("and {more} more")),
        }
    }

    /// The place with its text; a byte order mark is left away, as it would shift the columns.
    fn shown_in(&self, sources: &[SourceText]) -> Option<Source> {
        let place = self.place.as_ref()?;
        let source = sources.iter().find(|source| source.name == self.source)?;
        let text = source.text.trim_start_matches('\u{feff}');
        let cut = source.text.len() - text.len();
        Some(Source {
            name: source.name.clone(),
            text: text.to_owned(),
            span: place.span.start.saturating_sub(cut)..place.span.end.saturating_sub(cut),
            label: self.message.clone(),
        })
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{}:{}:{}: {}", self.source, place.line, place.column, self.message),
            None => write!(f, "{}: {}", self.source, self.message),
        }
    }
}

/// What the parser calls the marks of the language.
const MARKS: [(&str, &str); 14] = [
    ("BANG", "`!`"),
    ("DOLLAR", "`$`"),
    ("AMP", "`&`"),
    ("SPREAD", "`...`"),
    ("COLON", "`:`"),
    ("EQ", "`=`"),
    ("AT", "`@`"),
    ("L_PAREN", "`(`"),
    ("R_PAREN", "`)`"),
    ("L_BRACK", "`[`"),
    ("R_BRACK", "`]`"),
    ("L_CURLY", "`{`"),
    ("R_CURLY", "`}`"),
    ("PIPE", "`|`"),
];

/// The compiler's message in the house's form: one line, lower case, marks in backticks, without a final period.
fn sentence(message: &str) -> String {
    let message = message.trim_end().trim_end_matches('.').replace('\n', " ");
    let Some(fault) = message.strip_prefix("syntax error: ") else { return message };
    let mark = |kind: &str| MARKS.iter().find(|(name, _)| *name == kind).map(|(_, mark)| *mark);
    let wanted = fault.strip_prefix("expected ").and_then(|rest| rest.split_once(", got "));
    let fault = match wanted.and_then(|(kind, found)| mark(kind).zip(Some(found))) {
        Some((mark, "EOF")) => format!("expected {mark}, but the text ends"),
        Some((mark, found)) => format!("expected {mark}, got `{found}`"),
        None if fault == "Unexpected <EOF>" => "the text ends too early".to_owned(),
        None => fault.replacen("exptected", "expected", 1).replacen("Unexpected", "unexpected", 1),
    };
    format!("syntax error: {fault}")
}
