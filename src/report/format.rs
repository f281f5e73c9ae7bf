//! The formats of `--report FORMAT=PATH`: by which name they are asked for, and who writes them.

use std::io;
use std::str::FromStr;

use super::outcome::Outcomes;
use super::{github, json, junit, markdown, tap};
use crate::document::did_you_mean;

/// A format that the results of suites and of requests files can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportFormat {
    /// JUnit XML, which most CI systems read.
    Junit,
    /// The `result` of `--json`, without the envelope.
    Json,
    /// TAP 14, the Test Anything Protocol.
    Tap,
    /// Workflow commands of GitHub Actions, which annotate the file.
    Github,
    /// Markdown for the step summary of GitHub Actions.
    Markdown,
}

impl ReportFormat {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Junit, Self::Json, Self::Tap, Self::Github, Self::Markdown];

    /// The name that users write.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Junit => "junit",
            Self::Json => "json",
            Self::Tap => "tap",
            Self::Github => "github",
            Self::Markdown => "markdown",
        }
    }

    /// Writes the results in this format.
    ///
    /// # Errors
    /// The writer fails.
    pub fn write(self, results: Outcomes<'_>, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Self::Junit => junit::write(results, out),
            Self::Json => json::write(results, out),
            Self::Tap => tap::write(results, out),
            Self::Github => github::write(results, out),
            Self::Markdown => markdown::write(results, out),
        }
    }
}

/// There is no format of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no report format `{name}`; {meant}")]
pub struct ReportFormatError {
    /// What was asked for.
    pub name: String,
    /// What was probably meant, or what there is.
    meant: String,
}

impl FromStr for ReportFormat {
    type Err = ReportFormatError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(format) = Self::ALL.into_iter().find(|format| format.name() == text) {
            return Ok(format);
        }
        let names = Self::ALL.map(Self::name);
        let meant = match did_you_mean(text, names) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("they are {}", names.join(", ")),
        };
        Err(ReportFormatError { name: text.to_owned(), meant })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::suite;
    use crate::suite::SuiteResults;

    #[test]
    fn every_format_is_found_by_its_name_and_writes_something() {
        for format in ReportFormat::ALL {
            assert_eq!(format.name().parse(), Ok(format));
            let mut out = Vec::new();
            format.write((&suite()).into(), &mut out).unwrap();
            assert_eq!(out.last(), Some(&b'\n'), "{}", format.name());
        }
    }

    #[test]
    fn an_unknown_format_is_refused_with_what_was_probably_meant() {
        let refused = |text: &str| text.parse::<ReportFormat>().unwrap_err().to_string();
        assert_eq!(refused("juint"), "there is no report format `juint`; did you mean `junit`?");
        assert_eq!(refused("html"), "there is no report format `html`; they are junit, json, tap, github, markdown");
    }

    #[test]
    fn every_format_writes_an_empty_run() {
        for format in ReportFormat::ALL {
            let mut out = Vec::new();
            format.write((&SuiteResults::default()).into(), &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(text.is_empty() == (format == ReportFormat::Github), "{}: {text}", format.name());
        }
    }
}
