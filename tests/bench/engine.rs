//! How long the pure engine takes: `cargo bench --bench engine`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot be set up is wrong")]

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use appsync_auth::appsync::{
    ApiAuthentication, ApiIdentity, AuthenticationType, AuthorizerOutcome, Headers, LambdaAuthorizerConfig, Provider,
};
use appsync_auth::engine::contract::judge_answer;
use appsync_auth::engine::{
    Admission, Api, Arrival, Cache, Case, CredentialFacts, ModeChoice, Readings, Request, Verdict, admit, conclude,
    field_access,
};
use appsync_auth::graphql::{Document, Leniency, Schema, SelectedField, SourceText};
use divan::{Bencher, black_box};
use serde_json::Map;

fn main() {
    divan::main();
}

const ANSWER: &[u8] = br#"{"isAuthorized":true,"resolverContext":{"tenant":"acme","user":"pat"},"deniedFields":["Type7.field3","Mutation.deleteEvent"],"ttlOverride":60}"#;

/// 300 types of ten fields, some with directives, all within reach of the query root.
const TYPES: usize = 300;

fn sdl() -> String {
    let mut text = "schema { query: Query }\ntype Query {\n".to_owned();
    for number in 0..TYPES {
        writeln!(text, "  get{number}(id: ID!): Type{number} @aws_lambda").unwrap();
    }
    text.push_str("}\n");
    for number in 0..TYPES {
        writeln!(text, "type Type{number} @aws_lambda @aws_iam {{").unwrap();
        for field in 0..9 {
            let directive = ["", " @aws_iam", " @aws_lambda"][field % 3];
            writeln!(text, "  field{field}: String{directive}").unwrap();
        }
        writeln!(text, "  next: Type{}\n}}", (number + 1) % TYPES).unwrap();
    }
    text
}

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| Schema::load(&[SourceText::new("schema.graphql", sdl())], Leniency::Strict).unwrap().schema);

/// A thousand fields: a hundred types, each with all of its own.
static SELECTED: LazyLock<Vec<SelectedField>> = LazyLock::new(|| {
    let fields: String = (0..9).map(|field| format!("field{field} ")).collect();
    let roots: String = (0..100).map(|number| format!("get{number}(id: 1) {{ {fields}}} ")).collect();
    let document = Document::parse("query.graphql", format!("{{ {roots} }}")).unwrap();
    document.pick(None).unwrap().selected_fields(Some(&SCHEMA), &Map::new()).unwrap()
});

static API: LazyLock<Api> = LazyLock::new(|| Api {
    identity: ApiIdentity::default(),
    authentication: ApiAuthentication {
        default: Provider::Lambda(Some(LambdaAuthorizerConfig {
            identity_validation_expression: Some("^[a-z]+:[a-z0-9-]+$".to_owned()),
            authorizer_result_ttl_seconds: Some(300),
            ..LambdaAuthorizerConfig::default()
        })),
        additional: vec![Provider::bare(AuthenticationType::AwsIam), Provider::bare(AuthenticationType::ApiKey)],
    },
});

static REQUEST: LazyLock<Request> = LazyLock::new(|| Request {
    arrival: Arrival::Operation {
        query: "query { get1(id: 1) { field0 } }".to_owned(),
        operation_name: None,
        variables: Map::new(),
    },
    headers: [("authorization", "acme:pat"), ("content-type", "application/json")].into_iter().collect::<Headers>(),
    request_id: "11111111-2222-4333-8444-555555555555".to_owned(),
});

fn decided() -> Verdict {
    let credential = CredentialFacts::default();
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let case = Case {
        request: &REQUEST,
        root_fields: &[],
        api: &API,
        mode: ModeChoice::Detected,
        credential: &credential,
        readings: &Readings::default(),
        now,
    };
    let Admission::AskAuthorizer(pending) = admit(&case, &Cache::default()) else {
        panic!("the authorizer is not asked")
    };
    let outcome = AuthorizerOutcome::Returned { payload: ANSWER.to_vec(), duration: Duration::from_millis(1) };
    conclude(*pending, &outcome, &API, now).0
}

#[divan::bench]
fn admit_and_conclude() -> Verdict {
    black_box(decided())
}

#[divan::bench]
fn judge_an_answer() {
    black_box(judge_answer(black_box(ANSWER), &Readings::default()));
}

#[divan::bench]
fn access_to_1000_fields_of_a_schema_of_3000(bencher: Bencher<'_, '_>) {
    let verdict = decided();
    assert_eq!((SCHEMA.coordinates().count() / 100, SELECTED.len()), (33, 1_000));
    bencher.bench_local(|| black_box(field_access(&verdict, &API, Some(&SCHEMA), &SELECTED)));
}

#[divan::bench]
fn load_a_schema_of_3000_fields(bencher: Bencher<'_, '_>) {
    let sources = [SourceText::new("schema.graphql", sdl())];
    bencher.bench_local(|| black_box(Schema::load(&sources, Leniency::Strict)).is_ok());
}
