//! The one error type of the program: what went wrong, where, and one thing to do about it.
//!
//! Messages are lower case, without a final period, with the user's words in backticks and without Rust's words.

use std::fmt;

use crate::appsync::Secret;
use crate::status::Status;

/// What kind of fault this is; it decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// A bad or missing flag.
    Usage,
    /// An unreadable or invalid file.
    Input,
    /// No credentials, expired credentials, or access denied by AWS.
    Credentials,
    /// The network, AWS, or an authorizer that could not be started.
    Outside,
    /// A fault of this program.
    Bug,
    /// The user pressed Ctrl-C.
    Interrupted,
}

impl ErrorKind {
    /// The exit code that this kind of fault has.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Usage => Status::Usage,
            Self::Input => Status::Input,
            Self::Credentials => Status::Credentials,
            Self::Outside => Status::Outside,
            Self::Bug => Status::Bug,
            Self::Interrupted => Status::Interrupted,
        }
    }

    /// The `error.kind` of the JSON envelope.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Input => "input",
            Self::Credentials => "credentials",
            Self::Outside => "outside",
            Self::Bug => "bug",
            Self::Interrupted => "interrupted",
        }
    }
}

/// A place in a text that the user wrote, with the text, so that it can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path as the user gave it; `-` is standard input.
    pub name: String,
    /// The whole text of the file.
    pub text: String,
    /// Byte range of the place within `text`.
    pub span: std::ops::Range<usize>,
    /// What to write under the marked text.
    pub label: String,
}

impl Source {
    /// Line and column (both from 1; the column counts characters) of the start of the span.
    #[must_use]
    pub fn line_and_column(&self) -> (usize, usize) {
        let start = self.span.start.min(self.text.len());
        let before = self.text.get(..start).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

/// What went wrong, where, and one thing to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Body>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Body {
    kind: ErrorKind,
    code: &'static str,
    message: String,
    help: Option<String>,
    sources: Vec<Source>,
    notes: Vec<String>,
}

/// The result of anything that can fail for a reason outside the program's control.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A new error. `code` is a stable kebab-case name, part of the interface.
    pub fn new(kind: ErrorKind, code: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Body { kind, code, message: message.into(), help: None, sources: Vec::new(), notes: Vec::new() }))
    }

    /// A bad or missing flag: exit 2.
    pub fn usage(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, code, message)
    }

    /// An unreadable or invalid file: exit 3.
    pub fn input(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Input, code, message)
    }

    /// Credentials are missing, expired or not sufficient: exit 4.
    pub fn credentials(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Credentials, code, message)
    }

    /// The network, AWS or a process failed: exit 5.
    pub fn outside(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Outside, code, message)
    }

    /// The user ended the run: exit 130. `what` says what was done, or not.
    pub fn interrupted(what: &str) -> Self {
        Self::new(ErrorKind::Interrupted, "interrupted", format!("interrupted: {what}"))
    }

    /// A fault of this program: exit 70.
    pub fn bug(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Bug, "bug", message)
    }

    /// Adds the one thing to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Adds a place in a text; an error can have several.
    #[must_use]
    pub fn at(mut self, source: Source) -> Self {
        self.0.sources.push(source);
        self
    }

    /// Adds more lines below the message, such as the output of a process that failed.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.0.notes.push(note.into());
        self
    }

    /// The same fault, found in another kind of place: a bad value is usage in a flag and input in a file.
    #[must_use]
    pub fn of_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Puts words before the message: `context: message`.
    #[must_use]
    pub fn context(mut self, context: impl fmt::Display) -> Self {
        self.0.message = format!("{context}: {}", self.0.message);
        self
    }

    /// The same fault with `***` in place of a secret, which the output of a program may hold.
    #[must_use]
    pub fn without(mut self, secret: &Secret) -> Self {
        let body = &mut *self.0;
        let texts = std::iter::once(&mut body.message).chain(&mut body.help).chain(&mut body.notes);
        for text in texts {
            if let Some(masked) = secret.masked_in(text) {
                *text = masked;
            }
        }
        self
    }

    /// What kind of fault this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The stable kebab-case name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// What went wrong, one line.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// One thing to do.
    #[must_use]
    pub fn help_text(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The places in the user's texts.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.0.sources
    }

    /// More lines.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.0.notes
    }

    /// The exit code.
    #[must_use]
    pub fn status(&self) -> Status {
        self.0.kind.status()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {}
