//! The resource policy of a Lambda function: may AppSync invoke it for an API?
//!
//! Source: IAM user guide, "Policy evaluation logic", "Condition operators" and "Global condition context keys".

use serde_json::{Map, Value};

use super::function_arn::FunctionArn;
use super::permission::OPEN_STATEMENT_ID;
use crate::appsync::ApiIdentity;
use crate::engine::iam::wildcard_matches;
use crate::error::{Error, Result};

/// The action that AppSync needs.
///
/// Source: AppSync API reference, `LambdaAuthorizerConfig`.
pub const INVOKE_ACTION: &str = "lambda:InvokeFunction";

/// The principal that AppSync is, in every partition.
///
/// Source: AppSync API reference, `LambdaAuthorizerConfig`.
pub const APPSYNC_PRINCIPAL: &str = "appsync.amazonaws.com";

/// A function's resource policy on one qualifier; empty for a function that has none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FunctionPolicy {
    statements: Vec<Map<String, Value>>,
}

/// Whether AppSync may invoke a function for an API, and by which statements. Statements without an id are named by
/// their number, `#2`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Invocable {
    /// The statements that allow it.
    pub allowed_by: Vec<String>,
    /// The statements that may allow it: a condition depends on something that is not known.
    pub perhaps_allowed_by: Vec<String>,
    /// The statements that deny it, whatever others allow.
    pub denied_by: Vec<String>,
    /// The statements that may deny it.
    pub perhaps_denied_by: Vec<String>,
}

impl Invocable {
    /// Whether AppSync may invoke it; `None` where a condition depends on something that is not known.
    #[must_use]
    pub fn is_allowed(&self) -> Option<bool> {
        if !self.denied_by.is_empty() {
            return Some(false);
        }
        match (self.allowed_by.is_empty(), self.perhaps_allowed_by.is_empty(), self.perhaps_denied_by.is_empty()) {
            (false, _, true) => Some(true),
            (true, true, _) => Some(false),
            _ => None,
        }
    }
}

/// Whether a part of a statement fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    Perhaps,
    Yes,
}

impl From<bool> for Fit {
    fn from(fits: bool) -> Self {
        if fits { Self::Yes } else { Self::No }
    }
}

impl FunctionPolicy {
    /// Reads the `Policy` of Lambda's GetPolicy, a text of JSON.
    ///
    /// # Errors
    ///
    /// Outside: `bad-policy`, a text that is no policy document.
    pub fn parse(text: &str) -> Result<Self> {
        let refused = || {
            Error::outside("bad-policy", "Lambda answered `GetPolicy` with something that is not a policy document")
                .help("leave permissions alone with `--permission skip`")
        };
        let document: Value = serde_json::from_str(text).map_err(|_| refused())?;
        let statements = match document.get("Statement") {
            Some(Value::Array(list)) => list.iter().map(|each| each.as_object().cloned()).collect::<Option<Vec<_>>>(),
            Some(Value::Object(one)) => Some(vec![one.clone()]),
            _ => None,
        };
        statements.map(|statements| Self { statements }).ok_or_else(refused)
    }

    /// Whether AppSync may invoke this function for this API.
    #[must_use]
    pub fn invocable(&self, function: &FunctionArn, api: &ApiIdentity) -> Invocable {
        let mut found = Invocable::default();
        for (statement, name) in self.named() {
            let fit = conditions_fit(statement, api).min(fits_but_for_conditions(statement, function));
            let list = match (statement.get("Effect").and_then(Value::as_str), fit) {
                (_, Fit::No) => continue,
                (Some("Allow"), Fit::Yes) => &mut found.allowed_by,
                (Some("Allow"), Fit::Perhaps) => &mut found.perhaps_allowed_by,
                (Some("Deny"), Fit::Yes) => &mut found.denied_by,
                // An effect that is neither is not one that AWS could have answered.
                _ => &mut found.perhaps_denied_by,
            };
            list.push(name);
        }
        found
    }

    /// The statements that let AppSync invoke this function for any API of any account.
    #[must_use]
    pub fn open_to_appsync(&self, function: &FunctionArn) -> Vec<String> {
        let is_open = |statement: &Map<String, Value>| {
            let unconditional = statement.get("Condition").and_then(Value::as_object).is_none_or(Map::is_empty);
            statement.get("Effect").and_then(Value::as_str) == Some("Allow")
                && unconditional
                && fits_but_for_conditions(statement, function) == Fit::Yes
        };
        self.named().filter(|(statement, _)| is_open(statement)).map(|(_, name)| name).collect()
    }

    /// The ids of those of [`Self::open_to_appsync`] whose id says that this program added them.
    #[must_use]
    pub fn opened(&self, function: &FunctionArn) -> Vec<String> {
        let open = self.open_to_appsync(function).into_iter();
        open.filter(|id| is_numbered(id, OPEN_STATEMENT_ID)).collect()
    }

    /// Whether a statement has this id.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.statements.iter().any(|statement| sid(statement) == Some(id))
    }

    /// The ids of the statements that are for this API alone and whose id says that this program added them.
    #[must_use]
    pub fn added_for(&self, api: &ApiIdentity) -> Vec<String> {
        let base = statement_id(api);
        let arn = Value::from(api.to_string());
        let is_for_it = |statement: &&Map<String, Value>| source_arns(statement) == [&arn];
        let ours = self.statements.iter().filter(is_for_it).filter_map(sid).filter(|id| is_numbered(id, &base));
        ours.map(str::to_owned).collect()
    }

    /// An id that no statement has: this one, or with a number.
    #[must_use]
    pub fn free_id(&self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        let mut number = 1;
        while self.has(&id) {
            number += 1;
            id = format!("{wanted}-{number}");
        }
        id
    }

    fn named(&self) -> impl Iterator<Item = (&Map<String, Value>, String)> {
        self.statements.iter().enumerate().map(|(index, statement)| {
            (statement, sid(statement).map_or_else(|| format!("#{}", index + 1), str::to_owned))
        })
    }
}

/// The id of the statement that this program adds for an API: letters, digits and `-`, at most 100.
///
/// Source: Lambda API reference, AddPermission, `StatementId`.
#[must_use]
pub fn statement_id(api: &ApiIdentity) -> String {
    format!("appsync-auth-{}", api.api_id)
}

/// Whether an id is one that [`FunctionPolicy::free_id`] makes of this one.
fn is_numbered(id: &str, wanted: &str) -> bool {
    id.strip_prefix(wanted).is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix('-').is_some_and(|number| number.parse::<u32>().is_ok())
    })
}

fn sid(statement: &Map<String, Value>) -> Option<&str> {
    statement.get("Sid").and_then(Value::as_str)
}

/// The values of the one condition on the source's ARN; empty when there are other conditions or none.
fn source_arns(statement: &Map<String, Value>) -> Vec<&Value> {
    let Some(operators) = statement.get("Condition").and_then(Value::as_object) else { return Vec::new() };
    let conditions: Vec<(&String, &Value)> = operators.values().filter_map(Value::as_object).flatten().collect();
    match conditions[..] {
        [(key, Value::Array(values))] if key.eq_ignore_ascii_case("aws:SourceArn") => values.iter().collect(),
        [(key, value)] if key.eq_ignore_ascii_case("aws:SourceArn") => vec![value],
        _ => Vec::new(),
    }
}

fn texts(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::String(text) => Some(vec![text]),
        Value::Array(list) => list.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

fn fits_but_for_conditions(statement: &Map<String, Value>, function: &FunctionArn) -> Fit {
    let arn = function.policy_arn().to_string();
    let action = pattern_fits(statement, "Action", "NotAction", INVOKE_ACTION, true);
    let resource = pattern_fits(statement, "Resource", "NotResource", &arn, false);
    principal_fits(statement).min(action).min(resource)
}

/// `*` is everybody, services too.
///
/// Source: IAM user guide, "AWS JSON policy elements: Principal".
fn principal_fits(statement: &Map<String, Value>) -> Fit {
    let names = |value: Option<&Value>, wanted: &str| {
        value.and_then(texts).is_some_and(|texts| texts.iter().any(|text| *text == wanted || *text == "*"))
    };
    match statement.get("Principal") {
        Some(Value::String(text)) => Fit::from(text == "*"),
        Some(Value::Object(kinds)) => {
            let everybody = kinds.get("AWS").and_then(texts).is_some_and(|texts| texts.contains(&"*"));
            Fit::from(everybody || names(kinds.get("Service"), APPSYNC_PRINCIPAL))
        }
        _ => Fit::Perhaps,
    }
}

fn pattern_fits(statement: &Map<String, Value>, name: &str, not_name: &str, text: &str, fold_case: bool) -> Fit {
    let any = |patterns: Vec<&str>| patterns.iter().any(|pattern| wildcard_matches(pattern, text, fold_case));
    match (statement.get(name).and_then(texts), statement.get(not_name).and_then(texts)) {
        (Some(patterns), None) => Fit::from(any(patterns)),
        (None, Some(patterns)) => Fit::from(!any(patterns)),
        _ => Fit::Perhaps,
    }
}

/// All conditions must fit.
fn conditions_fit(statement: &Map<String, Value>, api: &ApiIdentity) -> Fit {
    let operators = match statement.get("Condition") {
        None | Some(Value::Null) => return Fit::Yes,
        Some(Value::Object(operators)) => operators,
        Some(_) => return Fit::Perhaps,
    };
    let mut fit = Fit::Yes;
    for (operator, keys) in operators {
        let Some(keys) = keys.as_object() else { return Fit::Perhaps };
        for (key, values) in keys {
            let one = texts(values).map_or(Fit::Perhaps, |values| condition_fits(operator, key, &values, api));
            fit = fit.min(one);
        }
    }
    fit
}

/// What AppSync's call brings for a condition key. Other keys are not known.
fn brought(key: &str, api: &ApiIdentity) -> Option<String> {
    match key.to_ascii_lowercase().as_str() {
        "aws:sourcearn" => Some(api.to_string()),
        "aws:sourceaccount" => Some(api.account_id.clone()),
        "aws:principalservicename" => Some(APPSYNC_PRINCIPAL.to_owned()),
        "aws:principalisawsservice" => Some("true".to_owned()),
        _ => None,
    }
}

fn condition_fits(operator: &str, key: &str, values: &[&str], api: &ApiIdentity) -> Fit {
    let Some(brought) = brought(key, api) else { return Fit::Perhaps };
    let any = |fits: fn(&str, &str) -> bool| values.iter().any(|value| fits(value, &brought));
    let is_same: fn(&str, &str) -> bool = |value, brought| value == brought;
    let is_same_word: fn(&str, &str) -> bool = |value, brought| value.eq_ignore_ascii_case(brought);
    let is_like: fn(&str, &str) -> bool = |value, brought| wildcard_matches(value, brought, false);
    Fit::from(match operator.strip_suffix("IfExists").unwrap_or(operator) {
        "StringEquals" => any(is_same),
        "StringEqualsIgnoreCase" | "Bool" => any(is_same_word),
        "StringLike" => any(is_like),
        "ArnEquals" | "ArnLike" => any(arn_is_like),
        "StringNotEquals" => !any(is_same),
        "StringNotEqualsIgnoreCase" => !any(is_same_word),
        "StringNotLike" => !any(is_like),
        "ArnNotEquals" | "ArnNotLike" => !any(arn_is_like),
        _ => return Fit::Perhaps,
    })
}

/// Each of the six parts of an ARN is compared for itself; `*` alone is every ARN.
///
/// Source: IAM user guide, "Amazon Resource Name (ARN) condition operators".
fn arn_is_like(pattern: &str, arn: &str) -> bool {
    let (wanted, parts): (Vec<&str>, Vec<&str>) = (pattern.splitn(6, ':').collect(), arn.splitn(6, ':').collect());
    pattern == "*"
        || (wanted.len() == parts.len()
            && wanted.iter().zip(parts).all(|(pattern, part)| wildcard_matches(pattern, part, false)))
}
