//! What a decision is made of: steps with their facts, and the verdict that keeps them.

use serde_json::{Map, Value, json};

use super::cache::EffectiveTtl;
use super::denied_fields::DeniedFields;
use super::refusal::Refusal;
use super::rules::Code;
use super::subject::Caller;
use crate::appsync::{AuthenticationType, Coordinate, refusal_words};

/// What a step said about the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The request goes on.
    Passed,
    /// Worth knowing; nothing is decided by it.
    Noted,
    /// The request, or a field, is denied here.
    Denied,
    /// It cannot be decided with what is known.
    Unknown,
}

impl Outcome {
    /// The word that people and JSON see.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Noted => "noted",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
        }
    }
}

/// One rule that fired, with the facts that made it fire.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The rule.
    pub code: Code,
    /// What it said.
    pub outcome: Outcome,
    /// Names and values, in the order in which they should be read. Never a token.
    pub facts: Map<String, Value>,
}

impl Step {
    /// A step after which the request goes on.
    #[must_use]
    pub fn passed(code: Code) -> Self {
        Self { code, outcome: Outcome::Passed, facts: Map::new() }
    }

    /// A step that decides nothing.
    #[must_use]
    pub fn noted(code: Code) -> Self {
        Self { code, outcome: Outcome::Noted, facts: Map::new() }
    }

    /// A step that denies.
    #[must_use]
    pub fn denied(code: Code) -> Self {
        Self { code, outcome: Outcome::Denied, facts: Map::new() }
    }

    /// A step that cannot decide.
    #[must_use]
    pub fn unknown(code: Code) -> Self {
        Self { code, outcome: Outcome::Unknown, facts: Map::new() }
    }

    /// Adds a fact.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    /// The step as JSON, as `explain --json` and the emulator's traces show it; `firstDenial` is added by the trace.
    #[must_use]
    pub fn to_json(&self) -> Map<String, Value> {
        let rule = self.code.rule();
        let mut object = Map::new();
        object.insert("stage".to_owned(), json!(rule.stage.name()));
        object.insert("rule".to_owned(), json!(self.code.to_string()));
        object.insert("name".to_owned(), json!(rule.name));
        object.insert("outcome".to_owned(), json!(self.outcome.name()));
        object.insert("facts".to_owned(), Value::Object(self.facts.clone()));
        object.insert("evidence".to_owned(), json!({ "kind": rule.evidence.name(), "text": rule.evidence.text() }));
        object
    }
}

/// The steps of one decision, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trace {
    /// The steps.
    pub steps: Vec<Step>,
}

impl Trace {
    /// Adds a step.
    pub fn push(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// The first step that denied.
    #[must_use]
    pub fn first_denial(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.outcome == Outcome::Denied)
    }

    /// Whether a rule fired.
    #[must_use]
    pub fn has(&self, code: Code) -> bool {
        self.steps.iter().any(|step| step.code == code)
    }

    /// The rules that fired and rest on an assumption, each once, in order.
    #[must_use]
    pub fn assumptions(&self) -> Vec<Code> {
        let mut codes = Vec::new();
        for step in &self.steps {
            if step.code.rule().evidence.is_assumed() && !codes.contains(&step.code) {
                codes.push(step.code);
            }
        }
        codes
    }
}

/// Whether the request as a whole is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// AppSync executes the operation; single fields can still be denied.
    Allowed,
    /// AppSync refuses the request.
    Denied,
    /// It depends on something that is not known.
    Unknown,
}

impl Decision {
    /// The word that people and JSON see.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
        }
    }
}

/// The decision on a request, with its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Whether the request is let in.
    pub decision: Decision,
    /// The mode that the request selected.
    pub mode: Option<AuthenticationType>,
    /// What resolvers see as `identity`; `null` under an API key and where the request is not let in.
    pub identity: Value,
    /// Who calls, for the rules on fields.
    pub caller: Caller,
    /// What `deniedFields` strikes.
    pub denied_fields: DeniedFields,
    /// How long the authorizer's answer lives, when one was given.
    pub ttl: Option<EffectiveTtl>,
    /// What the client gets when the request is denied.
    pub refusal: Option<Refusal>,
    /// The reasons.
    pub trace: Trace,
}

impl Verdict {
    /// The decision on the request and the selected fields together: denied when one of them is.
    #[must_use]
    pub fn decision_with(&self, fields: &[FieldAccess]) -> Decision {
        let one_is_denied = fields.iter().any(|field| field.access == Access::Denied);
        if self.decision == Decision::Allowed && one_is_denied { Decision::Denied } else { self.decision }
    }

    /// The rules that this verdict and the access to these fields rest on and that nobody outside AWS can confirm.
    #[must_use]
    pub fn assumptions(&self, fields: &[FieldAccess]) -> Vec<Code> {
        let mut codes = self.trace.assumptions();
        let of_field = |field: &FieldAccess| {
            std::iter::once(field.code).chain(field.notes.iter().map(|note| note.code)).collect::<Vec<_>>()
        };
        for code in fields.iter().flat_map(of_field) {
            if code.rule().evidence.is_assumed() && !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }

    /// The verdict as JSON: the result of `explain --json`, and what the emulator's traces show.
    #[must_use]
    pub fn to_json(&self, fields: &[FieldAccess]) -> Map<String, Value> {
        let first_denial = self.trace.steps.iter().position(|step| step.outcome == Outcome::Denied);
        let steps: Vec<Value> = self
            .trace
            .steps
            .iter()
            .enumerate()
            .map(|(index, step)| {
                let mut object = step.to_json();
                object.insert("firstDenial".to_owned(), json!(first_denial == Some(index)));
                Value::Object(object)
            })
            .collect();
        let assumptions: Vec<String> = self.assumptions(fields).iter().map(ToString::to_string).collect();
        let mut object = Map::new();
        object.insert("request".to_owned(), json!(self.decision.name()));
        object.insert("mode".to_owned(), json!(self.mode.map(AuthenticationType::name)));
        object.insert("identity".to_owned(), self.identity.clone());
        object.insert("steps".to_owned(), Value::Array(steps));
        object.insert("fields".to_owned(), fields.iter().map(FieldAccess::to_json).collect());
        object.insert("assumptions".to_owned(), json!(assumptions));
        object
    }
}

/// Whether a field is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Its resolver runs.
    Reached,
    /// It is null, with an `Unauthorized` error; its resolver does not run.
    Denied,
    /// It depends on something that is not known.
    Unknown,
}

impl Access {
    /// The word that people and JSON see.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
        }
    }
}

/// The access to one selected field, with the rule that decided it.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldAccess {
    /// The field.
    pub coordinate: Coordinate,
    /// Where in the response it stands: response keys from the root.
    pub path: Vec<String>,
    /// Whether it is reached.
    pub access: Access,
    /// The rule that decided.
    pub code: Code,
    /// The facts that made it decide so.
    pub facts: Map<String, Value>,
    /// Further rules that fired for this field without deciding.
    pub notes: Vec<Step>,
}

impl FieldAccess {
    /// The access as JSON, as `explain` and `test-token` show it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "coordinate": self.coordinate.to_string(),
            "path": self.path,
            "access": self.access.name(),
            "rule": self.code.to_string(),
        })
    }

    /// The message of AppSync's error entry for a denied field.
    ///
    /// Source: aws/aws-appsync-community#214, #266.
    #[must_use]
    pub fn denial_message(&self) -> String {
        refusal_words::field_denied(&self.coordinate.type_name, &self.coordinate.field_name)
    }
}
