//! Where an authorizer is, as a user writes it in `--authorizer`, in a suite or in `appsync-auth.yaml`.

use std::fmt;
use std::str::FromStr;

/// Where an authorizer is. Relative paths are relative to the place where the text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorizerTarget {
    /// A deployed function: an ARN, or what follows `lambda:` (a name or partial ARN, with or without qualifier).
    Function(String),
    /// An `http(s)://` URL that takes Lambda's Invoke request.
    Url(String),
    /// A file `.js .mjs .cjs .ts .mts .cts .py` and the name of its export.
    Handler {
        /// The file.
        path: String,
        /// What follows `#`; `handler` when nothing does.
        export: Option<String>,
    },
    /// `exec:COMMAND ARGS`: a program that speaks the Lambda Runtime API. Split as a shell splits words.
    Command(Vec<String>),
    /// A path with none of the endings: an executable that speaks the Lambda Runtime API, such as a Rust `bootstrap`.
    Executable(String),
    /// A `.yaml`, `.yml` or `.json` rules file.
    Rules(String),
}

/// Why a text says no authorizer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizerTargetError {
    /// Nothing at all.
    #[error("the authorizer is empty")]
    Empty,
    /// `lambda:` or `exec:` with nothing behind it.
    #[error("`{0}` says no name")]
    NoName(String),
    /// An ARN that is not a function's.
    #[error("`{0}` is not the ARN of a Lambda function")]
    NotAFunction(String),
    /// `exec:` with quotes that do not close.
    #[error("`{0}` has a quote that is not closed")]
    Quotes(String),
}

/// The endings of handler files.
pub const HANDLER_ENDINGS: [&str; 7] = ["js", "mjs", "cjs", "ts", "mts", "cts", "py"];

impl FromStr for AuthorizerTarget {
    type Err = AuthorizerTargetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim().is_empty() {
            return Err(AuthorizerTargetError::Empty);
        }
        if text.starts_with("arn:") {
            return match text.parse() {
                Ok(super::arn::Arn::Function { .. }) => Ok(Self::Function(text.to_owned())),
                _ => Err(AuthorizerTargetError::NotAFunction(text.to_owned())),
            };
        }
        if let Some(name) = text.strip_prefix("lambda:") {
            return match name {
                "" => Err(AuthorizerTargetError::NoName(text.to_owned())),
                // Without the prefix it says the same, and so it is judged.
                arn if arn.starts_with("arn:") => arn.parse(),
                name => Ok(Self::Function(name.to_owned())),
            };
        }
        if let Some(command) = text.strip_prefix("exec:") {
            let words = shell_words::split(command).map_err(|_| AuthorizerTargetError::Quotes(text.to_owned()))?;
            return if words.is_empty() {
                Err(AuthorizerTargetError::NoName(text.to_owned()))
            } else {
                Ok(Self::Command(words))
            };
        }
        if text.starts_with("http://") || text.starts_with("https://") {
            return Ok(Self::Url(text.to_owned()));
        }
        let (path, export) = match text.rsplit_once('#') {
            Some((path, export)) if has_ending(path, &HANDLER_ENDINGS) => (path, Some(export.to_owned())),
            _ => (text, None),
        };
        Ok(if has_ending(path, &HANDLER_ENDINGS) {
            Self::Handler { path: path.to_owned(), export: export.filter(|name| !name.is_empty()) }
        } else if has_ending(path, &["yaml", "yml", "json"]) {
            Self::Rules(text.to_owned())
        } else {
            Self::Executable(text.to_owned())
        })
    }
}

/// Whether a path ends in a dot and one of these, in any case.
fn has_ending(path: &str, endings: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && endings.iter().any(|known| known.eq_ignore_ascii_case(ending))
    })
}

impl fmt::Display for AuthorizerTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Function(name) if name.starts_with("arn:") => f.write_str(name),
            Self::Function(name) => write!(f, "lambda:{name}"),
            Self::Handler { path, export: Some(export) } => write!(f, "{path}#{export}"),
            // Else the end of such a path would be read as the export.
            Self::Handler { path, export: None }
                if path.rsplit_once('#').is_some_and(|(before, _)| has_ending(before, &HANDLER_ENDINGS)) =>
            {
                write!(f, "{path}#")
            }
            Self::Command(words) => write!(f, "exec:{}", shell_words::join(words)),
            Self::Handler { path: text, export: None }
            | Self::Url(text)
            | Self::Executable(text)
            | Self::Rules(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_told_by_its_text() {
        let handler = |path: &str, export: Option<&str>| AuthorizerTarget::Handler {
            path: path.to_owned(),
            export: export.map(str::to_owned),
        };
        for (text, expected) in [
            ("./authorizer.mjs", handler("./authorizer.mjs", None)),
            ("authorizer.py#check", handler("authorizer.py", Some("check"))),
            ("a#b/authorizer.ts", handler("a#b/authorizer.ts", None)),
            ("a.mjs#b.mjs#", handler("a.mjs#b.mjs", None)),
            ("rules.yaml", AuthorizerTarget::Rules("rules.yaml".to_owned())),
            ("target/debug/bootstrap", AuthorizerTarget::Executable("target/debug/bootstrap".to_owned())),
            ("lambda:authz:live", AuthorizerTarget::Function("authz:live".to_owned())),
            (
                "arn:aws:lambda:eu-west-1:111122223333:function:authz",
                AuthorizerTarget::Function("arn:aws:lambda:eu-west-1:111122223333:function:authz".to_owned()),
            ),
            ("http://localhost:9000/x", AuthorizerTarget::Url("http://localhost:9000/x".to_owned())),
            ("exec:node 'my file.js'", AuthorizerTarget::Command(vec!["node".to_owned(), "my file.js".to_owned()])),
        ] {
            assert_eq!(text.parse(), Ok(expected.clone()));
            assert_eq!(expected.to_string().parse(), Ok(expected));
        }
    }

    #[test]
    fn a_text_that_says_no_authorizer_is_refused() {
        let refused = |text: &str| text.parse::<AuthorizerTarget>().map_err(|error| error.to_string());
        assert_eq!(refused(" "), Err("the authorizer is empty".to_owned()));
        assert_eq!(refused("exec:"), Err("`exec:` says no name".to_owned()));
        assert_eq!(refused("lambda:"), Err("`lambda:` says no name".to_owned()));
        assert_eq!(refused("exec:a 'b"), Err("`exec:a 'b` has a quote that is not closed".to_owned()));
        for text in ["arn:aws:s3:::b", "lambda:arn:aws:s3:::b"] {
            assert_eq!(refused(text), Err("`arn:aws:s3:::b` is not the ARN of a Lambda function".to_owned()));
        }
    }
}
