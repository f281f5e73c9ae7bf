//! The page of a rule.

use crate::commands::context::Context;
use crate::document::did_you_mean;
use crate::engine::Rule;
use crate::engine::rules::RULES;
use crate::error::{Error, Result};
use crate::report::RulePage;
use crate::status::Status;

/// Gives the page of the rule with this code or name.
///
/// # Errors
/// There is no such rule.
pub(super) fn explain_rule(wanted: &str, context: &Context<'_>) -> Result<Status> {
    let wanted = wanted.trim();
    let rule = Rule::find(wanted).ok_or_else(|| unknown(wanted))?;
    context.give(&RulePage { rule })
}

fn unknown(wanted: &str) -> Error {
    let codes: Vec<String> = RULES.iter().map(|rule| rule.code.to_string()).collect();
    let known = codes.iter().map(String::as_str).chain(RULES.iter().map(|rule| rule.name));
    let help = match did_you_mean(wanted, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "give a code such as R103 or a name such as ttl-override-not-an-integer; to explain a query, write it \
                 after --query"
            .to_owned(),
    };
    Error::usage("no-such-rule", format!("there is no rule `{wanted}`")).help(help)
}
