//! IAM for AppSync: which fields do a caller's policies allow?
//!
//! Only what AppSync's resources need of the policy language: Effect, Action, NotAction, Resource, NotResource with `*`
//! and `?`. A statement with a Condition cannot be judged without the facts of the call.

use serde_json::Value;

use super::rules::Code;
use super::trace::Step;
use crate::appsync::{ApiIdentity, Coordinate};

/// The action that AppSync asks for.
///
/// Source: AppSync developer guide, "Security", AWS_IAM authorization.
pub const GRAPHQL_ACTION: &str = "appsync:GraphQL";

/// An IAM policy document; the default one has no statements and allows nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    statements: Vec<Statement>,
    /// Whether it bounds what the others allow.
    is_boundary: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
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
    Any(Vec<String>),
    AllBut(Vec<String>),
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
        let all = || Patterns::Any(vec!["*".to_owned()]);
        let statement = Statement { effect: Effect::Allow, actions: all(), resources: all(), conditional: false };
        Self { statements: vec![statement], is_boundary: false }
    }

    /// The same document as a permissions boundary: it allows nothing itself, and what it does not allow is not allowed.
    ///
    /// Source: IAM user guide, "Permissions boundaries for IAM entities".
    #[must_use]
    pub fn into_boundary(self) -> Self {
        Self { is_boundary: true, ..self }
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
        let statements = statements
            .into_iter()
            .enumerate()
            .map(|(index, value)| statement(index + 1, value))
            .collect::<Result<_, _>>()?;
        Ok(Self { statements, is_boundary: false })
    }
}

/// Reads one statement.
fn statement(number: usize, value: &Value) -> Result<Statement, PolicyError> {
    let effect = match value.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => return Err(PolicyError::Effect(number)),
    };
    Ok(Statement {
        effect,
        actions: patterns(number, value, "Action", "NotAction")?,
        resources: patterns(number, value, "Resource", "NotResource")?,
        conditional: value.get("Condition").and_then(Value::as_object).is_some_and(|condition| !condition.is_empty()),
    })
}

/// Reads `Action` or `NotAction`, `Resource` or `NotResource`.
fn patterns(number: usize, value: &Value, name: &'static str, not_name: &str) -> Result<Patterns, PolicyError> {
    let texts = |value: &Value| match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(list) => list.iter().map(|each| each.as_str().map(str::to_owned)).collect(),
        _ => None,
    };
    let fault = || PolicyError::Texts(number, name);
    match (value.get(name), value.get(not_name)) {
        (Some(value), None) => texts(value).map(Patterns::Any).ok_or_else(fault),
        (None, Some(value)) => texts(value).map(Patterns::AllBut).ok_or_else(fault),
        _ => Err(fault()),
    }
}

impl Patterns {
    fn fit(&self, text: &str, fold_case: bool) -> bool {
        let any = |patterns: &[String]| patterns.iter().any(|pattern| wildcard_matches(pattern, text, fold_case));
        match self {
            Self::Any(patterns) => any(patterns),
            Self::AllBut(patterns) => !any(patterns),
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
    /// It depends on a Condition.
    Conditional,
}

impl PolicyAnswer {
    /// What is left of it within a boundary that says this.
    const fn within(self, boundary: Self) -> Self {
        match (self, boundary) {
            (Self::Denied, _) | (_, Self::Denied) => Self::Denied,
            (Self::NotMentioned, _) | (_, Self::NotMentioned) => Self::NotMentioned,
            (Self::Allowed, Self::Allowed) => Self::Allowed,
            (Self::Conditional, _) | (_, Self::Conditional) => Self::Conditional,
        }
    }
}

/// Evaluates a caller's policies for `appsync:GraphQL` on a field.
///
/// Source: IAM user guide, "Policy evaluation logic": an explicit Deny wins, then an Allow that every boundary allows too,
/// else it is denied.
#[must_use]
pub fn policy_answer(policies: &[Policy], api: &ApiIdentity, coordinate: &Coordinate) -> PolicyAnswer {
    let resource = format!("{api}/types/{}/fields/{}", coordinate.type_name, coordinate.field_name);
    let granted = answer_of(policies.iter().filter(|policy| !policy.is_boundary), &resource);
    let bounds = policies.iter().filter(|policy| policy.is_boundary);
    bounds.fold(granted, |answer, boundary| answer.within(answer_of(std::iter::once(boundary), &resource)))
}

/// What policies say of a resource, boundary or not.
fn answer_of<'p>(policies: impl Iterator<Item = &'p Policy>, resource: &str) -> PolicyAnswer {
    let (mut allowed, mut denied, mut perhaps_allowed, mut perhaps_denied) = (false, false, false, false);
    for statement in policies.flat_map(|policy| &policy.statements) {
        if !(statement.actions.fit(GRAPHQL_ACTION, true) && statement.resources.fit(resource, false)) {
            continue;
        }
        match (statement.conditional, statement.effect) {
            (true, Effect::Allow) => perhaps_allowed = true,
            (true, Effect::Deny) => perhaps_denied = true,
            (false, Effect::Allow) => allowed = true,
            (false, Effect::Deny) => denied = true,
        }
    }
    // A condition matters only where its statement could change the answer of the others.
    match (denied, allowed, perhaps_allowed) {
        (true, _, _) => PolicyAnswer::Denied,
        (false, true, _) if !perhaps_denied => PolicyAnswer::Allowed,
        (false, true, _) | (false, false, true) => PolicyAnswer::Conditional,
        (false, false, false) => PolicyAnswer::NotMentioned,
    }
}

/// The step for one field, or `None` where policies do not decide: below the root only an explicit Deny counts.
pub(super) fn judge_field(
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wildcards_match_as_iam_does() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("a*c", "abbbc", true),
            ("a*c", "abbbcd", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("a*b*c", "a1b2b3c", true),
            ("types/Query/*", "types/Query/fields/x", true),
            ("types/query/*", "types/Query/fields/x", false),
        ] {
            assert_eq!(wildcard_matches(pattern, text, false), expected, "{pattern} {text}");
        }
        assert!(wildcard_matches("AppSync:graphql", GRAPHQL_ACTION, true));
    }

    #[test]
    fn a_deny_wins_and_a_condition_cannot_be_judged() {
        let api = ApiIdentity::default();
        let query = |field: &str| Coordinate::new("Query", field);
        let policy = |statements: Value| vec![Policy::from_json(&json!({ "Statement": statements })).unwrap()];
        let all = json!({ "Effect": "Allow", "Action": "appsync:*", "Resource": "*" });
        assert_eq!(policy_answer(&policy(json!([all])), &api, &query("a")), PolicyAnswer::Allowed);
        let deny = json!({ "Effect": "Deny", "Action": ["appsync:GraphQL"], "Resource": [format!("{api}/types/Query/fields/a")] });
        assert_eq!(policy_answer(&policy(json!([all, deny])), &api, &query("a")), PolicyAnswer::Denied);
        assert_eq!(policy_answer(&policy(json!([all, deny])), &api, &query("b")), PolicyAnswer::Allowed);
        let other = json!({ "Effect": "Allow", "Action": "lambda:*", "Resource": "*" });
        assert_eq!(policy_answer(&policy(other), &api, &query("a")), PolicyAnswer::NotMentioned);
        let not = json!({ "Effect": "Allow", "NotAction": "appsync:*", "Resource": "*" });
        assert_eq!(policy_answer(&policy(not), &api, &query("a")), PolicyAnswer::NotMentioned);
        let conditional = json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": {} } });
        assert_eq!(policy_answer(&policy(conditional), &api, &query("a")), PolicyAnswer::Conditional);
    }

    #[test]
    fn a_boundary_allows_nothing_and_bounds_what_the_others_allow() {
        let api = ApiIdentity::default();
        let policy = |effect: &str, field: &str, conditional: bool| {
            let condition = if conditional { json!({ "Bool": {} }) } else { json!({}) };
            let resource = format!("{api}/types/Query/fields/{field}");
            let statement = json!({ "Effect": effect, "Action": "*", "Resource": resource, "Condition": condition });
            Policy::from_json(&json!({ "Statement": statement })).unwrap()
        };
        let all = Policy::everything;
        for (policies, expected) in [
            (vec![all().into_boundary()], PolicyAnswer::NotMentioned),
            (vec![all(), all().into_boundary()], PolicyAnswer::Allowed),
            (vec![all(), policy("Allow", "a", false).into_boundary()], PolicyAnswer::Allowed),
            (vec![all(), policy("Allow", "b", false).into_boundary()], PolicyAnswer::NotMentioned),
            (vec![all(), Policy::default().into_boundary()], PolicyAnswer::NotMentioned),
            (vec![all(), policy("Deny", "a", false).into_boundary()], PolicyAnswer::Denied),
            (vec![policy("Deny", "a", false), all(), all().into_boundary()], PolicyAnswer::Denied),
            (vec![all(), policy("Allow", "a", true).into_boundary()], PolicyAnswer::Conditional),
            (vec![policy("Allow", "a", true), all().into_boundary()], PolicyAnswer::Conditional),
            (vec![policy("Allow", "b", true), policy("Allow", "a", true).into_boundary()], PolicyAnswer::NotMentioned),
        ] {
            let answer = policy_answer(&policies, &api, &Coordinate::new("Query", "a"));
            assert_eq!(answer, expected, "{policies:?}");
        }
    }

    #[test]
    fn what_is_no_policy_is_refused_with_the_place() {
        let refused = |document: Value| Policy::from_json(&document).map_err(|error| error.to_string());
        assert_eq!(refused(json!([])), Err("a policy document is an object with `Statement`".to_owned()));
        assert_eq!(
            refused(json!({ "Statement": [{ "Effect": "allow" }] })),
            Err("`Effect` of statement 1 is neither `Allow` nor `Deny`".to_owned())
        );
        assert_eq!(
            refused(json!({ "Statement": { "Effect": "Allow", "Action": 1, "Resource": "*" } })),
            Err("`Action` of statement 1 is not a text or a list of texts".to_owned())
        );
    }
}
