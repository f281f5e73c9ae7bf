//! What the tests start from: plans made of whole documents.

use serde_json::{Map, Value, json};

use crate::engine::Readings;
use crate::engine::lint::LintInputs;
use crate::graphql::{Leniency, Schema, SourceText};
use crate::plan::{Change, Facts, FunctionArn, FunctionPolicies, FunctionPolicy, Plan, SetUp};
use crate::report::{CarriedOut, ConfigureReport, ConfiguredApi, Intent, Report, StepOutcome, StepResult, Style};
use crate::settings::{PermissionChoice, Slot};

pub(super) const API_ID: &str = "abcdefghijklmnopqrstuvwxyz";
pub(super) const API_ARN: &str = "arn:aws:appsync:eu-west-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz";
pub(super) const AUTHZ: &str = "arn:aws:lambda:eu-west-1:111122223333:function:authz";
pub(super) const OTHER: &str = "arn:aws:lambda:eu-west-1:111122223333:function:other:live";

pub(super) const NARROW: Style = Style { color: false, terminal: true, width: 80 };
pub(super) const WIDE: Style = Style { width: 120, ..NARROW };

pub(super) const SCHEMA: &str = "
    type Query { open: Event key: Event @aws_api_key both: Event @aws_lambda @aws_api_key }
    type Event { id: ID! }
";

/// An API as GetGraphqlApi answers it: these members, and what every API has.
pub(super) fn api(members: Value) -> Map<String, Value> {
    let mut api = json!({ "name": "events", "apiId": API_ID, "arn": API_ARN });
    api.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    api.as_object().unwrap().clone()
}

pub(super) fn pool(id: &str) -> Value {
    json!({ "authenticationType": "AMAZON_COGNITO_USER_POOLS", "userPoolConfig": { "userPoolId": id, "awsRegion": "eu-west-1" } })
}

pub(super) fn lambda(arn: &str) -> Value {
    json!({
        "authenticationType": "AWS_LAMBDA",
        "lambdaAuthorizerConfig": {
            "authorizerResultTtlInSeconds": 300, "authorizerUri": arn, "identityValidationExpression": "^tenant-[a-z]+$",
        },
    })
}

/// An API key by default, and an authorizer beside.
pub(super) fn with_authorizer() -> Map<String, Value> {
    api(json!({ "authenticationType": "API_KEY", "additionalAuthenticationProviders": [lambda(AUTHZ)] }))
}

pub(super) fn function(arn: &str) -> FunctionArn {
    FunctionArn::parse(arn).unwrap()
}

pub(super) fn set_up(change: impl FnOnce(&mut SetUp)) -> Change {
    let mut set_up = SetUp::default();
    change(&mut set_up);
    Change::set_up(set_up)
}

pub(super) fn to(slot: Slot) -> Change {
    set_up(|wanted| {
        wanted.slot = Some(slot);
        wanted.function = Some(function(AUTHZ));
    })
}

pub(super) fn statement(arn: &str, id: &str, source: Option<&str>) -> Value {
    let condition = source.map(|source| json!({ "ArnLike": { "AWS:SourceArn": source } }));
    json!({
        "Sid": id, "Effect": "Allow", "Principal": { "Service": "appsync.amazonaws.com" },
        "Action": "lambda:InvokeFunction", "Resource": arn, "Condition": condition,
    })
}

/// The statement that this program adds.
pub(super) fn ours(arn: &str) -> Value {
    statement(arn, &format!("appsync-auth-{API_ID}"), Some(API_ARN))
}

/// A plan and what it is made from; further facts are set by the test.
pub(super) struct Given {
    pub(super) current: Map<String, Value>,
    pub(super) change: Change,
    pub(super) policies: Vec<(&'static str, Vec<Value>)>,
    pub(super) schema: Option<&'static str>,
    pub(super) former: Vec<FunctionArn>,
    pub(super) query_aware: bool,
    pub(super) known_settings_only: bool,
}

impl Given {
    pub(super) fn new(current: Map<String, Value>, change: Change) -> Self {
        Self {
            current,
            change,
            policies: Vec::new(),
            schema: Some(SCHEMA),
            former: Vec::new(),
            query_aware: false,
            known_settings_only: false,
        }
    }

    fn with_facts<T>(&self, ask: impl FnOnce(&Facts<'_>) -> T) -> T {
        let policy =
            |statements: &Vec<Value>| FunctionPolicy::parse(&json!({ "Statement": statements }).to_string()).unwrap();
        let policies: FunctionPolicies =
            self.policies.iter().map(|(arn, statements)| (function(arn), policy(statements))).collect();
        let schema = self
            .schema
            .map(|text| Schema::load(&[SourceText::new("schema.graphql", text)], Leniency::Strict).unwrap().schema);
        let lint = LintInputs { query_aware: self.query_aware, ..LintInputs::default() };
        ask(&Facts {
            current: &self.current,
            policies: &policies,
            former_functions: &self.former,
            schema: schema.as_ref(),
            lint: &lint,
            readings: &Readings::default(),
            known_settings_only: self.known_settings_only,
        })
    }

    pub(super) fn plan(&self) -> Plan {
        self.with_facts(|facts| Plan::of(&self.change, facts)).unwrap()
    }

    /// The plan that brings a saved configuration back.
    pub(super) fn restoring(&self, saved: &Map<String, Value>) -> Plan {
        self.with_facts(|facts| Plan::restoring(saved, PermissionChoice::Scoped, false, facts)).unwrap()
    }

    pub(super) fn api(&self) -> ConfiguredApi {
        ConfiguredApi {
            environment: None,
            chosen_environment: None,
            name: Some("events".to_owned()),
            plan: self.plan(),
            notes: Vec::new(),
            carried_out: None,
        }
    }

    pub(super) fn shown(&self, style: &Style) -> String {
        written(&ConfigureReport::of(Intent::Show, self.api()), style)
    }
}

pub(super) fn written(report: &ConfigureReport, style: &Style) -> String {
    let mut out = Vec::new();
    report.text(&mut out, style).unwrap();
    String::from_utf8(out).unwrap()
}

/// The steps of a plan with these results.
pub(super) fn outcomes(plan: &Plan, results: &[StepResult]) -> CarriedOut {
    let steps = plan.steps();
    assert_eq!(steps.len(), results.len());
    let steps = steps.into_iter().zip(results).map(|(step, result)| StepOutcome { step, result: *result }).collect();
    CarriedOut { steps, ..CarriedOut::default() }
}
