//! What the caller does not reach is not selected.

use crate::support::sandbox::Sandbox;

const SCHEMA: &str = "type Query {
  open: Event
  both: Event @aws_api_key @aws_cognito_user_pools
  staff: Event @aws_cognito_user_pools(cognito_groups: [\"staff\"])
}
type Event @aws_api_key @aws_cognito_user_pools {
  id: ID!
  price: Int @aws_cognito_user_pools(cognito_groups: [\"staff\"])
  note: String
}
";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("in.graphql", SCHEMA);
    sandbox
}

/// The lines of the documents, without the header.
fn documents(sandbox: &Sandbox, line: &str) -> (String, String) {
    let ran = sandbox.line(&format!("generate --schema in.graphql --target graphql --print {line}"));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    (ran.out.split_once("\n\n").unwrap().1.to_owned(), ran.err)
}

#[test]
fn a_mode_selects_what_it_reaches() {
    let sandbox = sandbox();
    let modes = "--default API_KEY --additional AMAZON_COGNITO_USER_POOLS";
    let (key, _) = documents(&sandbox, &format!("{modes} --auth-mode API_KEY"));
    assert_eq!(
        key,
        "query Both {\n  both {\n    id\n    note\n  }\n}\n\nquery Open {\n  open {\n    id\n    note\n  }\n}\n"
    );
    let (pool, _) = documents(&sandbox, &format!("{modes} --auth-mode amazon_cognito_user_pools"));
    assert_eq!(pool, "query Both {\n  both {\n    id\n    note\n  }\n}\n");
    let (staff, _) =
        documents(&sandbox, &format!("{modes} --auth-mode AMAZON_COGNITO_USER_POOLS --cognito-group staff"));
    assert_eq!(
        staff,
        "query Both {\n  both {\n    id\n    note\n    price\n  }\n}\n\nquery Staff {\n  staff {\n    id\n    note\n    price\n  }\n}\n"
    );
}

#[test]
fn the_modes_come_from_a_file_too() {
    let sandbox = sandbox();
    sandbox.file(
        "api.json",
        r#"{"graphqlApi": {"authenticationType": "API_KEY", "additionalAuthenticationProviders": [{"authenticationType": "AMAZON_COGNITO_USER_POOLS", "userPoolConfig": {"userPoolId": "eu-west-1_a", "awsRegion": "eu-west-1"}}]}}"#,
    );
    let (pool, _) = documents(&sandbox, "--api-config api.json --auth-mode AMAZON_COGNITO_USER_POOLS");
    assert_eq!(pool, "query Both {\n  both {\n    id\n    note\n  }\n}\n");
    for (line, message, help) in [
        (
            "--auth-mode API_KEY",
            "it is not known which modes the API has",
            "give `--api`, `--api-config`, or `--default MODE` with `--additional MODE`",
        ),
        (
            "--api-config api.json --auth-mode AWS_IAM",
            "the API does not have the mode AWS_IAM",
            "its modes are API_KEY, AMAZON_COGNITO_USER_POOLS",
        ),
        (
            "--cognito-group staff",
            "Cognito groups are for AMAZON_COGNITO_USER_POOLS",
            "give `--auth-mode AMAZON_COGNITO_USER_POOLS` too",
        ),
    ] {
        let ran = sandbox.line(&format!("generate --schema in.graphql --target graphql {line}"));
        assert_eq!(ran.whole(), format!("exit 2\n--- stderr\nerror: {message}\nhelp: {help}\n"), "{line}");
    }
}

#[test]
fn denied_fields_are_left_out() {
    let sandbox = sandbox();
    let expected =
        "query Both {\n  both {\n    id\n    price\n  }\n}\n\nquery Open {\n  open {\n    id\n    price\n  }\n}\n";
    sandbox.file("list.yaml", "- Event.note\n- Query.staff\n");
    sandbox.file(
        "answer.json",
        r#"{"isAuthorized": true, "deniedFields": ["Event.note", "arn:aws:appsync:eu-west-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz/types/Query/fields/staff"]}"#,
    );
    for denied in ["Event.note,Query.staff", "list.yaml", "answer.json"] {
        assert_eq!(documents(&sandbox, &format!("--denied-fields '{denied}'")).0, expected, "{denied}");
    }
    let (_, notes) = documents(&sandbox, "--denied-fields Event.notes,Event.note");
    assert!(
        notes.contains(
            "note: `Event.notes` of the denied fields is no field of the schema; did you mean `Event.note`?\n"
        ),
        "{notes}"
    );
    sandbox.file(
        "api.json",
        r#"{"graphqlApi": {"arn": "arn:aws:appsync:eu-west-1:111122223333:apis/bbbbbbbbbbbbbbbbbbbbbbbbbb", "authenticationType": "API_KEY"}}"#,
    );
    let line = "--api-config api.json --auth-mode API_KEY --include Query.open --denied-fields answer.json";
    let (_, notes) = documents(&sandbox, line);
    assert!(
        notes.contains("types/Query/fields/staff` of the denied fields is of another API, and strikes nothing\n"),
        "{notes}"
    );
    sandbox.file("bad.json", r#"{"deniedFields": ["Event.note", "note"]}"#);
    let ran = sandbox.line("generate --schema in.graphql --target graphql --denied-fields bad.json");
    assert_eq!(
        (ran.code, ran.err.lines().next()),
        (Some(3), Some("error: an entry of the denied fields names no field"))
    );
    assert!(ran.err.contains("bad.json:1:33"), "{}", ran.err);
    sandbox.file("bad.json", "{}");
    let ran = sandbox.line("generate --schema in.graphql --target graphql --denied-fields bad.json");
    assert_eq!((ran.code, ran.err.lines().next()), (Some(3), Some("error: `bad.json` lists no denied fields")));
}

const SUBSCRIBED: &str = "type Query { q: Int }
type Mutation { add: Todo }
type Subscription { onAdd: Todo @aws_subscribe(mutations: [\"add\"]) }
type Todo { id: ID! user: User }
type User { id: ID! name: String }
";

#[test]
fn a_mutation_that_does_not_cover_a_subscription_is_told_once() {
    let sandbox = Sandbox::new();
    sandbox.file("in.graphql", SUBSCRIBED);
    sandbox.file("own.graphql", "mutation Mine($x: Boolean!) { add { id user @include(if: $x) { id name } } }\n");
    sandbox.file(
        "appsync-auth.yaml",
        "generate:\n  schema: in.graphql\n  documents: own.graphql\n  outputs:\n    - { target: graphql, out: one, depth: 1 }\n    - \
         { target: typescript, out: two }\n    - { target: graphql, out: three }\n",
    );
    let ran = sandbox.line("generate");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert_eq!(ran.err, "note: `OnAdd` selects `user`, which `Mine` does not: null in its events\n");
    sandbox.file("own.graphql", "mutation Mine { add { user { id name } } }\n");
    let ran = sandbox.line("generate");
    assert_eq!(
        ran.err,
        "warning: `OnAdd` selects `id`, which `Mine` does not: `id` cannot be null, so its object is null in events\n"
    );
    let findings = &sandbox.line("generate --json").json()["findings"];
    let of = |key: &str| findings[0][key].as_str().unwrap().to_owned();
    assert_eq!(findings.as_array().map(Vec::len), Some(1));
    assert_eq!(
        (of("severity"), of("code"), of("coordinate")),
        ("warning".into(), "subscription-non-null-field-not-covered".into(), "OnAdd".into())
    );
}
