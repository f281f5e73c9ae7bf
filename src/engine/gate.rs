//! Stage G: does the token pass its limits and `identityValidationExpression`, so that the function is called at all?

use super::java_regex::{JavaRegex, Judgement, PatternError};
use super::rules::Code;
use super::subject::{IdentityRegex, Readings};
use super::trace::{Outcome, Step};
use crate::appsync::{Secret, limits};

/// Judges a token. The last step decides: passed, denied or unknown.
///
/// Source: AppSync API reference, `LambdaAuthorizerConfig`: the expression is tested before the function is called.
#[must_use]
pub fn judge_token(token: &Secret, expression: Option<&str>, readings: &Readings) -> Vec<Step> {
    let characters = token.characters();
    let text = token.expose();
    if text.trim().is_empty() {
        return vec![Step::denied(Code::G203)];
    }
    if text.contains(['\r', '\n']) {
        return vec![Step::denied(Code::G204)];
    }
    if characters > limits::TOKEN_CHARACTERS {
        let step = Step::denied(Code::G202).fact("characters", characters).fact("limit", limits::TOKEN_CHARACTERS);
        return vec![step];
    }
    match expression.filter(|expression| !expression.is_empty()) {
        None => vec![Step::passed(Code::G102).fact("characters", characters)],
        Some(expression) => judge_expression(text, characters, expression, *readings),
    }
}

/// Judges a token that is within its limits against the expression, both ways, and says where they differ.
fn judge_expression(token: &str, characters: usize, expression: &str, readings: Readings) -> Vec<Step> {
    let describe = |step: Step| step.fact("expression", expression).fact("characters", characters);
    let regex = match JavaRegex::new(expression) {
        Ok(regex) => regex,
        Err(error) => {
            let code = match error {
                PatternError::Refused { .. } => Code::G206,
                PatternError::NotJudged { .. } => Code::G205,
            };
            return vec![describe(Step::unknown(code)).fact("reason", error.to_string())];
        }
    };
    let (whole, found) = (regex.matches(token), regex.finds(token));
    let decisive = match readings.identity_regex {
        IdentityRegex::Whole => &whole,
        IdentityRegex::Find => &found,
    };
    let decision = match decisive {
        Judgement::Match => describe(Step::passed(Code::G101)),
        Judgement::NoMatch => describe(Step::denied(Code::G201)),
        Judgement::Unknown(reason) => describe(Step::unknown(Code::G205)).fact("reason", reason.as_str()),
    };
    if decision.outcome != Outcome::Unknown && whole != found {
        let matches = |judgement: &Judgement| *judgement == Judgement::Match;
        let note = Step::noted(Code::G103).fact("whole", matches(&whole)).fact("find", matches(&found));
        return vec![note, decision];
    }
    vec![decision]
}
