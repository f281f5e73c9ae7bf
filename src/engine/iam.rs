//! IAM for AppSync: which fields do a caller's policies allow?
//!
//! Only what AppSync's resources need of the policy language: Effect, Action, NotAction, Resource, NotResource with `*`
//! and `?`. A statement with a Condition, or with a policy variable in its resource, cannot be judged without the facts of
//! the call.

use serde_json::Value;

use super::rules::Code;
use super::trace::Step;
use crate::appsync::{ApiIdentity, Coordinate};

/// The action that AppSync asks for.
///
/// Source: AppSync developer guide, "Security", AWS_IAM authorization.
pub const GRAPHQL_ACTION: &str = "appsync:GraphQL";

/// The version of the policy language in which resources can have variables; in the one before they are plain text.
///
/// Source: IAM user guide, "IAM JSON policy elements: Version".
const VERSION_WITH_VARIABLES: &str = "2012-10-17";

/// An IAM policy document; the default one has no statements and allows nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    statements: Vec<Statement>,
    /// Whether it bounds what the others allow.
    is_boundary: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
    sid: Option<String>,
    effect: Effect,
    actions: Patterns,
    resources: Patterns,
    conditional: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Allow,
    Deny,
}

/// `Action` or `NotAction`, `Resource` or `NotResource`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Patterns {
    Any(Vec<Pattern>),
    AllBut(Vec<Pattern>),
}

/// A text with wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    /// Wildcards stand in place of policy variables.
    text: String,
    /// Whether it had policy variables, so that a match depends on what they are in the call.
    depends: bool,
}

/// Whether patterns fit a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Yes,
    /// It depends on policy variables.
    Perhaps,
    No,
}

/// Why a JSON value is not a policy document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// It is not an object, or has no `Statement`.
    #[error("a policy document is an object with `Statement`")]
    NoStatement,
    /// `Effect` is neither `Allow` nor `Deny`.
    #[error("`Effect` of statement {0} is neither `Allow` nor `Deny`")]
    Effect(usize),
    /// `Action` or `Resource` is missing, or not a text or a list of texts.
    #[error("`{1}` of statement {0} is not a text or a list of texts")]
    Texts(usize, &'static str),
}

impl Policy {
    /// The policy of whoever may do everything.
    #[must_use]
    pub fn everything() -> Self {
        let all = || Patterns::Any(vec![Pattern { text: "*".to_owned(), depends: false }]);
        let statement =
            Statement { sid: None, effect: Effect::Allow, actions: all(), resources: all(), conditional: false };
        Self { statements: vec![statement], is_boundary: false }
    }

    /// The same document as a permissions boundary: it allows nothing itself, and what it does not allow is not allowed.
    ///
    /// Source: IAM user guide, "Permissions boundaries for IAM entities".
    #[must_use]
    pub fn into_boundary(self) -> Self {
        Self { is_boundary: true, ..self }
    }

    /// The `Sid` of a statement, counted from 1.
    #[must_use]
    pub fn sid(&self, statement: usize) -> Option<&str> {
        self.statements.get(statement.checked_sub(1)?)?.sid.as_deref()
    }

    /// Reads a policy document.
    ///
    /// # Errors
    /// The value is not a policy document; the message names statement (from 1) and member.
    pub fn from_json(document: &Value) -> Result<Self, PolicyError> {
        let statements = match document.get("Statement") {
            Some(Value::Array(list)) => list.iter().collect(),
            Some(one @ Value::Object(_)) => vec![one],
            _ => return Err(PolicyError::NoStatement),
        };
        let has_variables = document.get("Version").and_then(Value::as_str) == Some(VERSION_WITH_VARIABLES);
        let statements = statements
            .into_iter()
            .enumerate()
            .map(|(index, value)| statement(index + 1, value, has_variables))
            .collect::<Result<_, _>>()?;
        Ok(Self { statements, is_boundary: false })
    }
}

/// Reads one statement.
fn statement(number: usize, value: &Value, has_variables: bool) -> Result<Statement, PolicyError> {
    let effect = match value.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => return Err(PolicyError::Effect(number)),
    };
    Ok(Statement {
        sid: value.get("Sid").and_then(Value::as_str).map(str::to_owned),
        effect,
        actions: patterns(number, value, "Action", "NotAction", false)?,
        resources: patterns(number, value, "Resource", "NotResource", has_variables)?,
        conditional: value.get("Condition").and_then(Value::as_object).is_some_and(|condition| !condition.is_empty()),
    })
}

/// Reads `Action` or `NotAction`, `Resource` or `NotResource`.
fn patterns(
    number: usize,
    value: &Value,
    name: &'static str,
    not_name: &str,
    has_variables: bool,
) -> Result<Patterns, PolicyError> {
    let pattern = |text: &str| if has_variables { Pattern::with_variables(text) } else { Pattern::plain(text) };
    let texts = |value: &Value| match value {
        Value::String(text) => Some(vec![pattern(text)]),
        Value::Array(list) => list.iter().map(|each| each.as_str().map(pattern)).collect(),
        _ => None,
    };
    let fault = || PolicyError::Texts(number, name);
    match (value.get(name), value.get(not_name)) {
        (Some(value), None) => texts(value).map(Patterns::Any).ok_or_else(fault),
        (None, Some(value)) => texts(value).map(Patterns::AllBut).ok_or_else(fault),
        _ => Err(fault()),
    }
}

impl Pattern {
    fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), depends: false }
    }

    /// `${name}` and `${name, 'default'}` are variables; `${*}`, `${?}` and `${$}` are the characters themselves, which no
    /// resource of AppSync has.
    ///
    /// Source: IAM user guide, "IAM policy elements: Variables and tags".
    fn with_variables(text: &str) -> Self {
        let mut out = Self { text: String::new(), depends: false };
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            out.text.push_str(before);
            match after.split_once('}') {
                Some((name, behind)) if !matches!(name, "*" | "?" | "$") => {
                    out.text.push('*');
                    out.depends = true;
                    rest = behind;
                }
                _ => {
                    out.text.push_str("${");
                    rest = after;
                }
            }
        }
        out.text.push_str(rest);
        out
    }
}

impl Patterns {
    fn fit(&self, text: &str, fold_case: bool) -> Fit {
        let any = |patterns: &[Pattern], depends: bool| {
            patterns.iter().any(|each| each.depends == depends && wildcard_matches(&each.text, text, fold_case))
        };
        match self {
            Self::Any(patterns) if any(patterns, false) => Fit::Yes,
            Self::Any(patterns) if any(patterns, true) => Fit::Perhaps,
            Self::Any(_) => Fit::No,
            Self::AllBut(patterns) if any(patterns, false) => Fit::No,
            Self::AllBut(patterns) if any(patterns, true) => Fit::Perhaps,
            Self::AllBut(_) => Fit::Yes,
        }
    }
}

/// Whether a pattern with `*` (any text) and `?` (any one character) matches a whole text.
///
/// Linear in practice: on a mismatch only the last `*` is tried again.
pub fn wildcard_matches(pattern: &str, text: &str, fold_case: bool) -> bool {
    let fold = |text: &str| -> Vec<char> {
        if fold_case { text.to_ascii_lowercase().chars().collect() } else { text.chars().collect() }
    };
    let (pattern, text) = (fold(pattern), fold(text));
    let (mut at_pattern, mut at_text) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at_text < text.len() {
        match pattern.get(at_pattern) {
            Some('*') => {
                retry = Some((at_pattern, at_text));
                at_pattern += 1;
            }
            Some(wanted) if *wanted == '?' || *wanted == text[at_text] => {
                at_pattern += 1;
                at_text += 1;
            }
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    at_pattern = star + 1;
                    at_text = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at_pattern..].iter().all(|character| *character == '*')
}

/// What the policies of a caller say of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyAnswer {
    /// An Allow, and no Deny.
    Allowed,
    /// An explicit Deny.
    Denied,
    /// No statement speaks of it.
    NotMentioned,
    /// It depends on a Condition or a policy variable.
    Conditional,
}

/// What decided it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedBy {
    /// A statement: the one that allows or denies, or the first on whose Condition or policy variable it depends.
    Statement {
        /// The place of its policy, from 0, among those that were given.
        policy: usize,
        /// Its number in the policy, from 1.
        statement: usize,
    },
    /// A boundary that allows it in no statement, though another policy does: its place among the policies, from 0.
    Boundary(usize),
    /// No statement speaks of it.
    Nothing,
}

/// What policies say of a field, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyDecision {
    /// What they say.
    pub answer: PolicyAnswer,
    /// What decided it.
    pub by: DecidedBy,
}

impl PolicyDecision {
    /// What is left of it within a boundary, by its place, that says this.
    const fn within(self, boundary: Self, place: usize) -> Self {
        match (self.answer, boundary.answer) {
            (PolicyAnswer::Denied, _) => self,
            (_, PolicyAnswer::Denied) => boundary,
            (PolicyAnswer::NotMentioned, _) => self,
            (_, PolicyAnswer::NotMentioned) => {
                Self { answer: PolicyAnswer::NotMentioned, by: DecidedBy::Boundary(place) }
            }
            (PolicyAnswer::Allowed, PolicyAnswer::Conditional) => boundary,
            (PolicyAnswer::Allowed | PolicyAnswer::Conditional, _) => self,
        }
    }
}

/// Evaluates a caller's policies for `appsync:GraphQL` on a field.
#[must_use]
pub fn policy_answer(policies: &[Policy], api: &ApiIdentity, coordinate: &Coordinate) -> PolicyAnswer {
    decide(policies, api, coordinate).answer
}

/// Evaluates a caller's policies for `appsync:GraphQL` on a field, and says what decided.
///
/// Source: IAM user guide, "Policy evaluation logic": an explicit Deny wins, then an Allow that every boundary allows too,
/// else it is denied.
#[must_use]
pub fn decide(policies: &[Policy], api: &ApiIdentity, coordinate: &Coordinate) -> PolicyDecision {
    let resource = format!("{api}/types/{}/fields/{}", coordinate.type_name, coordinate.field_name);
    let places = || policies.iter().enumerate();
    let granted = decision_of(places().filter(|(_, policy)| !policy.is_boundary), &resource);
    let bounds = places().filter(|(_, policy)| policy.is_boundary);
    bounds.fold(granted, |decision, (place, boundary)| {
        decision.within(decision_of(std::iter::once((place, boundary)), &resource), place)
    })
}

/// What policies say of a resource, boundary or not.
fn decision_of<'p>(policies: impl Iterator<Item = (usize, &'p Policy)>, resource: &str) -> PolicyDecision {
    let (mut allowed, mut denied, mut perhaps_allowed, mut perhaps_denied) = (None, None, None, None);
    for (place, policy) in policies {
        for (index, statement) in policy.statements.iter().enumerate() {
            let fit = statement.resources.fit(resource, false);
            if fit == Fit::No || statement.actions.fit(GRAPHQL_ACTION, true) == Fit::No {
                continue;
            }
            let found = match (statement.conditional || fit == Fit::Perhaps, statement.effect) {
                (true, Effect::Allow) => &mut perhaps_allowed,
                (true, Effect::Deny) => &mut perhaps_denied,
                (false, Effect::Allow) => &mut allowed,
                (false, Effect::Deny) => &mut denied,
            };
            found.get_or_insert(DecidedBy::Statement { policy: place, statement: index + 1 });
        }
    }
    // A condition matters only where its statement could change the answer of the others.
    let (answer, by) = match (denied, allowed, perhaps_denied, perhaps_allowed) {
        (Some(by), ..) => (PolicyAnswer::Denied, by),
        (None, Some(by), None, _) => (PolicyAnswer::Allowed, by),
        (None, Some(_), Some(by), _) | (None, None, _, Some(by)) => (PolicyAnswer::Conditional, by),
        (None, None, _, None) => (PolicyAnswer::NotMentioned, DecidedBy::Nothing),
    };
    PolicyDecision { answer, by }
}

/// The step for one field, or `None` where policies do not decide: below the root only an explicit Deny counts.
#[must_use]
pub fn judge_field(
    policies: Option<&[Policy]>,
    api: &ApiIdentity,
    coordinate: &Coordinate,
    is_root: bool,
) -> Option<Step> {
    let Some(policies) = policies else {
        return is_root.then(|| Step::unknown(Code::I102));
    };
    match (policy_answer(policies, api, coordinate), is_root) {
        (PolicyAnswer::Denied, _) => Some(Step::denied(Code::I203)),
        (PolicyAnswer::Conditional, _) => Some(Step::unknown(Code::I204)),
        (PolicyAnswer::Allowed, true) => Some(Step::passed(Code::I101)),
        (PolicyAnswer::NotMentioned, true) => Some(Step::denied(Code::I202)),
        (PolicyAnswer::NotMentioned, false) => Some(Step::noted(Code::I103)),
        (PolicyAnswer::Allowed, false) => None,
    }
}
