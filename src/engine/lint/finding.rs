//! What lint finds, and what it is given.

use std::fmt;

use crate::appsync::{AuthenticationType, Coordinate};
use crate::engine::rules::{Code, Severity};
use crate::graphql::Span;

/// What a finding is about: a type, or one of its fields.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A type.
    Type(String),
    /// A field.
    Field(Coordinate),
}

impl Target {
    /// The name of the type.
    #[must_use]
    pub fn type_name(&self) -> &str {
        match self {
            Self::Type(name) => name,
            Self::Field(coordinate) => &coordinate.type_name,
        }
    }

    /// The kind of thing, for a sentence.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Type(_) => "type",
            Self::Field(_) => "field",
        }
    }
}

/// `Type` or `Type.field`.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(name) => f.write_str(name),
            Self::Field(coordinate) => coordinate.fmt(f),
        }
    }
}

/// Directives that are missing on a type or field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Where.
    pub target: Target,
    /// The modes whose directives are to be added, in the order in which they are written.
    pub modes: Vec<AuthenticationType>,
}

impl Fix {
    /// The directives as they are written: `@aws_lambda @aws_iam`.
    #[must_use]
    pub fn directives(&self) -> String {
        let names: Vec<String> = self.modes.iter().map(|mode| format!("@{}", mode.directive())).collect();
        names.join(" ")
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub code: Code,
    /// That of the rule, unless the user chose another.
    pub severity: Severity,
    /// What is found, one line.
    pub message: String,
    /// The type or field that it is about.
    pub target: Option<Target>,
    /// Where in the schema; none for what is not in a text.
    pub span: Option<Span>,
    /// Which of [`LintInputs::denied`] it is about.
    pub denied: Option<usize>,
    /// One thing to do.
    pub help: Option<String>,
    /// The directives that would mend it.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding with the severity of its rule and nothing else.
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        let severity = code.rule().severity;
        Self { code, severity, message: message.into(), target: None, span: None, denied: None, help: None, fix: None }
    }

    pub(super) fn on(mut self, target: Target, span: Option<Span>) -> Self {
        self.target = Some(target);
        self.span = span;
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// An entry of `deniedFields` that an authorizer can answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeniedEntry {
    /// The entry as it is written.
    pub entry: String,
}

/// What is known besides the schema and the API.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LintInputs {
    /// Entries of `deniedFields` that the authorizer can answer.
    pub denied: Vec<DeniedEntry>,
    /// Whether the authorizer is known to look at the query.
    pub query_aware: bool,
    /// Whether the user said how the identity regex is read, so that the question is not open for them.
    pub regex_reading_is_chosen: bool,
    /// Rules that become errors.
    pub deny: Vec<Code>,
    /// Rules that are not reported.
    pub allow: Vec<Code>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Linted {
    /// The findings: those in the schema in the order of its texts, then the others.
    pub findings: Vec<Finding>,
    /// How many a comment in the schema took back.
    pub suppressed: usize,
}
