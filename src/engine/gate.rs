//! Stage G: does the token pass its limits and `identityValidationExpression`, so that the function is called at all?

use super::java_regex::{JavaRegex, Judgement, PatternError};
use super::rules::Code;
use super::subject::{IdentityRegex, Readings};
use super::trace::{Outcome, Step};
use crate::appsync::{Secret, limits};

/// An `identityValidationExpression` that has been read once, to judge many tokens.
#[derive(Debug)]
pub struct Expression {
    text: String,
    regex: Result<JavaRegex, PatternError>,
}

impl Expression {
    /// Reads an expression. One that cannot be read leaves each judgement open, with the reason.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), regex: JavaRegex::new(text) }
    }
}

/// Judges a token. The last step decides: passed, denied or unknown.
///
/// Source: AppSync API reference, `LambdaAuthorizerConfig`: the expression is tested before the function is called.
#[must_use]
pub fn judge_token(token: &Secret, expression: Option<&str>, readings: &Readings) -> Vec<Step> {
    // Only a token that is within its limits needs the expression to be read.
    judge_limits(token).map_or_else(
        || {
            let expression = expression.filter(|text| !text.is_empty()).map(Expression::new);
            judge_within_limits(token, expression.as_ref(), readings)
        },
        |step| vec![step],
    )
}

/// The same with an expression that has been read before.
#[must_use]
pub fn judge_token_by(token: &Secret, expression: Option<&Expression>, readings: &Readings) -> Vec<Step> {
    judge_limits(token).map_or_else(|| judge_within_limits(token, expression, readings), |step| vec![step])
}

/// The step of a token that breaks a limit.
fn judge_limits(token: &Secret) -> Option<Step> {
    let characters = token.characters();
    let text = token.expose();
    if text.trim().is_empty() {
        return Some(Step::denied(Code::G203));
    }
    if text.contains(['\r', '\n']) {
        return Some(Step::denied(Code::G204));
    }
    if characters > limits::TOKEN_CHARACTERS {
        let step = Step::denied(Code::G202).fact("characters", characters).fact("limit", limits::TOKEN_CHARACTERS);
        return Some(step);
    }
    None
}

fn judge_within_limits(token: &Secret, expression: Option<&Expression>, readings: &Readings) -> Vec<Step> {
    let characters = token.characters();
    match expression {
        None => vec![Step::passed(Code::G102).fact("characters", characters)],
        Some(expression) => judge_expression(token.expose(), characters, expression, *readings),
    }
}

/// Judges a token that is within its limits against the expression, both ways, and says where they differ.
fn judge_expression(token: &str, characters: usize, expression: &Expression, readings: Readings) -> Vec<Step> {
    let describe = |step: Step| step.fact("expression", expression.text.as_str()).fact("characters", characters);
    let regex = match &expression.regex {
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
