//! A schema, a line `---`, and an operation.

use appsync_auth::appsync::{ApiAuthentication, ApiIdentity, AuthenticationType, Provider};
use appsync_auth::engine::{Api, Decision, Trace, Verdict, field_access};
use appsync_auth::graphql::{Diagnostic, Document, Leniency, Schema, SourceText};
use serde_json::Map;

pub(crate) const WORDS: &[&str] = &[
    "\n",
    "\n---\n",
    " { ",
    " }",
    "type ",
    "Query",
    "Mutation",
    "Subscription",
    "Event",
    "interface ",
    "union ",
    "enum ",
    "input ",
    "scalar ",
    "extend ",
    "schema { query: Query }",
    "implements ",
    "directive ",
    "on FIELD_DEFINITION",
    ": ",
    "ID",
    "!",
    "[",
    "]",
    "String",
    "AWSDateTime",
    "@aws_lambda",
    "@aws_iam",
    "@aws_api_key",
    "@aws_auth(cognito_groups: [\"a\"])",
    "@aws_cognito_user_pools(cognito_groups: [\"a\"])",
    "@aws_subscribe(mutations: [\"a\"])",
    "query ",
    "mutation ",
    "fragment F on Event",
    "...F",
    "... on Event",
    "__typename",
    "__schema",
    "$a: Int = 1",
    "(a: 1)",
    "@include(if: $a)",
    "\"\"\"",
    "\"",
    "#",
    "a",
    "b",
    "&",
    "|",
    "=",
];

/// What a strict reader takes, a lenient one takes too; each of a schema's fields can be asked for; each selected field
/// gets one access.
pub fn schema(data: &[u8]) -> u64 {
    let text = crate::text(data);
    let (sdl, operation) = text.split_once("\n---\n").unwrap_or((&text, "{ a }"));
    let sources = [SourceText::new("schema.graphql", sdl)];
    let strict = Schema::load(&sources, Leniency::Strict);
    let live = Schema::load(&sources, Leniency::Live);
    assert!(strict.is_err() || live.is_ok(), "only the lenient reader refuses");
    let loaded = match strict {
        Ok(loaded) => loaded,
        Err(faults) => {
            assert!(!faults.is_empty());
            crate::check_error(&Diagnostic::into_error(&faults, "schema-invalid", "the schema", &sources));
            return crate::way((0, faults.len().min(5), live.is_ok()));
        }
    };
    let schema = &loaded.schema;
    let mut fields = 0_usize;
    for coordinate in schema.coordinates() {
        fields += 1;
        assert!(schema.contains(&coordinate));
        assert!(schema.field(&coordinate.type_name, &coordinate.field_name).is_some(), "{coordinate}");
        if let Some(span) = schema.span_of(&coordinate) {
            assert!(schema.place(span).is_some() && schema.text(span).is_some(), "{coordinate}");
        }
    }
    crate::way((1, fields.min(20), loaded.warnings.len().min(5), check_operation(schema, operation)))
}

/// Whether the operation is one, and how many fields it selects.
fn check_operation(schema: &Schema, text: &str) -> Option<usize> {
    let document = match Document::parse("query.graphql", text) {
        Ok(document) => document,
        Err(faults) => {
            let sources = [SourceText::new("query.graphql", text)];
            crate::check_error(&Diagnostic::into_error(&faults, "query-invalid", "the query", &sources));
            return None;
        }
    };
    let operation = document.pick(None).ok()?;
    let is_valid = operation.validate(schema).is_empty();
    let selected = operation.selected_fields(Some(schema), &Map::new()).ok()?;
    let api = Api {
        identity: ApiIdentity::default(),
        authentication: ApiAuthentication::only(Provider::bare(AuthenticationType::AwsLambda)),
    };
    let verdict = Verdict {
        decision: Decision::Allowed,
        mode: Some(AuthenticationType::AwsLambda),
        identity: serde_json::Value::Null,
        caller: appsync_auth::engine::Caller::default(),
        denied_fields: appsync_auth::engine::denied_fields::DeniedFields::default(),
        ttl: None,
        refusal: None,
        trace: Trace::default(),
    };
    let access = field_access(&verdict, &api, Some(schema), &selected);
    assert_eq!(access.len(), selected.len());
    for (field, access) in selected.iter().zip(&access) {
        assert_eq!((&field.coordinate, &field.path), (&access.coordinate, &access.path));
        assert!(text.get(field.span.clone()).is_some(), "{:?} in {text:?}", field.span);
        assert!(field.is_introspection || !is_valid || schema.contains(&field.coordinate), "{}", field.coordinate);
    }
    Some(selected.len())
}
