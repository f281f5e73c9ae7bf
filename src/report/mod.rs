//! Saying it: results as text for people, as JSON, and in the formats that CI systems read. Pure: everything is written
//! to a given writer.
//!
//! A command's result is a [`Report`]: [`AccessReport`], [`TokenReport`], [`SuiteReport`], [`RepeatReport`],
//! [`LintReport`], [`VerdictReport`], [`RulePage`], [`InitReport`],
//! [`DemoReport`], [`ResponseReport`], [`ConfigureReport`], [`ApiStatus`], [`AllStatus`], [`GrantPolicyReport`], [`GrantOutcomeReport`], [`GrantCheckReport`],
//! [`GenerateReport`]. [`envelope`] puts it,
//! or an error, into the JSON that `--json` prints; [`failure`]
//! shows an error to people, [`diagnosis`] what the engine makes of a denial. The files of `--report FORMAT=PATH` are written
//! by [`ReportFormat`], the page of `access` by [`access_page`].

use std::io;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::status::Status;

pub mod access;
pub mod access_page;
pub mod answer_errors;
pub mod configure;
pub mod curl_command;
pub mod demo;
pub mod diagnosis;
pub mod envelope;
mod excerpt;
pub mod failure;
pub mod findings;
pub mod format;
pub mod generate;
pub mod github;
pub mod grant;
pub mod help;
pub mod init;
pub mod json;
pub mod json_text;
pub mod junit;
pub mod lint;
mod lint_finding;
pub mod list_table;
pub mod markdown;
pub mod outcome;
pub mod repeat;
pub mod response;
pub mod rule_page;
pub mod sarif;
pub mod status;
pub mod style;
pub mod suite;
pub mod table;
pub mod tap;
pub mod token;
mod token_rows;
pub mod verdict;
mod verdict_steps;
pub mod wording;

#[cfg(test)]
mod access_tests;
#[cfg(test)]
mod response_tests;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod token_tests;
#[cfg(test)]
mod verdict_tests;

pub use access::AccessReport;
pub use answer_errors::{NotJson, graphql_errors};
pub use configure::{
    CarriedOut, ConfigureReport, Configured, ConfiguredApi, InfrastructureReport, Intent, StepOutcome, StepResult,
};
pub use curl_command::{CurlCommand, CurlSignature, CurlValue};
pub use demo::{DemoReport, DemoStep};
pub use format::{ReportFormat, ReportFormatError};
pub use generate::{FileState, GenerateDone, GenerateInitReport, GenerateReport, GeneratedFileRow, OperationSize};
pub use grant::{
    EndpointVariable, GrantAction, GrantCheckReport, GrantOutcomeReport, GrantPlan, GrantPolicyReport, GrantStep,
    GrantStepResult, GrantSubject, VariableChange, VariableState,
};
pub use init::InitReport;
pub use lint::{FixedPlace, LintFormat, LintPlace, LintReport, PlacedFinding};
pub use list_table::ListTable;
pub use outcome::{OutcomeRow, Outcomes};
pub use repeat::{DecisionCounts, RepeatReport};
pub use response::{ResponseForm, ResponseReport};
pub use rule_page::RulePage;
pub use status::{AllStatus, ApiStatus};
pub use style::{Style, Tone};
pub use suite::SuiteReport;
pub use token::{Expect, TokenReport};
pub use verdict::{AskedAuthorizer, VerdictReport};

/// What every command's result can do.
pub trait Report {
    /// Writes the result for people, or for a pipe, as the style says.
    ///
    /// # Errors
    /// The writer fails.
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()>;

    /// The `result` of the JSON envelope.
    fn json(&self) -> Value;

    /// The same as text, of a result that holds somebody else's JSON: a [`Value`] would change its numbers.
    fn json_text(&self) -> Option<Box<RawValue>> {
        None
    }

    /// The `findings` of the JSON envelope.
    fn findings(&self) -> Vec<Value> {
        Vec::new()
    }

    /// The `error` of the JSON envelope, for a result that is a fault at the same time: an authorizer that crashed has a
    /// verdict, and exit code 5.
    fn error(&self) -> Option<Error> {
        None
    }

    /// How the run ends.
    fn status(&self) -> Status;
}
