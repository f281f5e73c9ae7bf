//! What the matrix says, how it is filtered, and how bad input is refused.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Ended, Sandbox, fixture};

const BASE: &str = "schema.graphql --api-config api.json";

/// The cells of one coordinate as `column=access`, in order.
fn cells(result: &Value, coordinate: &str) -> Vec<String> {
    let field = result["fields"].as_array().unwrap().iter().find(|field| field["coordinate"] == coordinate).unwrap();
    field["access"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(column, cell)| {
            format!("{column}={} {}", cell["access"].as_str().unwrap(), cell["rule"].as_str().unwrap())
        })
        .collect()
}

fn refused(ended: &Ended, code: i32, message: &str) {
    assert_eq!((ended.code, ended.stdout.as_str()), (code, ""), "{}", ended.stderr);
    assert!(ended.stderr.contains(message), "{}", ended.stderr);
}

#[test]
fn a_pipe_gets_a_line_for_each_cell() {
    let ended = Sandbox::new().access(&format!("{BASE} --type Comment --mode API_KEY --mode aws_lambda"));
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (
            0,
            "Comment.parent\tAPI_KEY\tunreached\tD102\nComment.parent\tAWS_LAMBDA\treached\tD102\n\
             Comment.text\tAPI_KEY\tunreached\tD102\nComment.text\tAWS_LAMBDA\treached\tD102\n"
        )
    );
}

#[test]
fn json_has_modes_columns_and_each_cell_with_its_rule() {
    let result = Sandbox::new().json(&format!("{BASE} --type Event"));
    assert_eq!(
        result["modes"],
        json!(["API_KEY", "AWS_IAM", "AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT", "AWS_LAMBDA"])
    );
    assert_eq!(result["default"], json!("AWS_LAMBDA"));
    assert_eq!(
        result["columns"][3],
        json!({ "name": "AMAZON_COGNITO_USER_POOLS(group admins)", "mode": "AMAZON_COGNITO_USER_POOLS", "group": "admins" })
    );
    assert_eq!(
        cells(&result, "Event.secret"),
        [
            "API_KEY=denied D201",
            "AWS_IAM=denied D201",
            "AMAZON_COGNITO_USER_POOLS=denied D204",
            "AMAZON_COGNITO_USER_POOLS(group admins)=reached D101",
            "AMAZON_COGNITO_USER_POOLS(group \"staff members\")=unreached D101",
            "OPENID_CONNECT=denied D201",
            "AWS_LAMBDA=denied D201",
        ]
    );
    let coordinates: Vec<&Value> =
        result["fields"].as_array().unwrap().iter().map(|field| &field["coordinate"]).collect();
    assert_eq!(coordinates, ["Event.comments", "Event.id", "Event.secret"]);
}

#[test]
fn given_groups_take_the_place_of_those_that_the_schema_names() {
    let sandbox = Sandbox::new();
    let ended = sandbox.access(&format!("{BASE} --cognito-group admin --cognito-group admins --json"));
    assert_eq!(
        (ended.code, ended.stderr.as_str()),
        (0, "warning: no directive names the group `admin`; did you mean `admins`?\n")
    );
    let envelope: Value = serde_json::from_str(&ended.stdout).unwrap();
    let names: Vec<&Value> =
        envelope["result"]["columns"].as_array().unwrap().iter().filter_map(|each| each.get("group")).collect();
    assert_eq!(names, ["admin", "admins"]);
}

#[test]
fn a_policy_has_a_column_of_its_file_and_wildcards_and_denials_count() {
    let sandbox = Sandbox::new();
    let root = "arn:aws:appsync:eu-west-1:111122223333:apis/abc/types";
    let policy = |statements: Value| json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
    let allow = |resource: &str| json!({ "Effect": "Allow", "Action": "appsync:GraphQL", "Resource": resource });
    sandbox.write("all.json", &policy(json!([allow(&format!("{root}/Query/*"))])));
    sandbox.write("one.json", &policy(json!(allow(&format!("{root}/Query/fields/get?vent")))));
    sandbox.write("other-api.json", &policy(json!([allow("arn:aws:appsync:eu-west-1:111122223333:apis/xyz/*")])));
    let deny = json!({ "Effect": "Deny", "Action": "*", "Resource": format!("{root}/*/fields/getEvent") });
    sandbox.write("denied.json", &policy(json!([allow("*"), deny])));
    let when = json!({ "Effect": "Allow", "Action": "appsync:*", "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } });
    sandbox.write("when.json", &policy(json!([when])));
    sandbox
        .write("schema.graphql", "type Query @aws_iam { getEvent: Event list: Int }\ntype Event @aws_iam { id: ID }");
    let words: Vec<String> =
        ["all", "one", "other-api", "denied", "when"].map(|name| format!("--policy {name}.json")).to_vec();
    let result = sandbox.json(&format!("{BASE} --mode AWS_IAM {}", words.join(" ")));
    let column = |name: &str, told: &str| format!("AWS_IAM(policy {name}.json)={told}");
    assert_eq!(
        cells(&result, "Query.getEvent"),
        [
            "AWS_IAM=unknown I102".to_owned(),
            column("all", "reached D102"),
            column("denied", "denied I203"),
            column("one", "reached D102"),
            column("other-api", "denied I202"),
            column("when", "unknown I204"),
        ]
    );
    assert_eq!(
        cells(&result, "Query.list"),
        [
            "AWS_IAM=unknown I102".to_owned(),
            column("all", "reached D102"),
            column("denied", "reached D102"),
            column("one", "denied I202"),
            column("other-api", "denied I202"),
            column("when", "unknown I204"),
        ]
    );
    assert_eq!(
        cells(&result, "Event.id"),
        [
            "AWS_IAM=reached D102".to_owned(),
            column("all", "reached D102"),
            column("denied", "unreached D102"),
            column("one", "reached D102"),
            column("other-api", "unreached D102"),
            column("when", "unknown I204"),
        ]
    );
}

#[test]
fn a_policy_without_a_known_api_is_asked_for_a_made_up_one_and_says_so() {
    let sandbox = Sandbox::new();
    sandbox.write("api.json", r#"{"authenticationType":"AWS_IAM"}"#);
    sandbox.write("p.json", r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#);
    let ended = sandbox.access(&format!("{BASE} --policy p.json"));
    assert_eq!(ended.code, 0);
    assert!(ended.stderr.starts_with("warning: `--api-config` has no `arn`"), "{}", ended.stderr);
}

#[test]
fn a_rule_that_cannot_matter_is_said_to_change_nothing() {
    let ended = Sandbox::new().access(&format!("{BASE} --type Comment --rule identity-regex=find"));
    assert_eq!(ended.code, 0);
    assert_eq!(
        ended.stderr,
        "note: `--rule` changes nothing here: no open question concerns which fields a mode reaches\n"
    );
}

#[test]
fn what_is_no_policy_is_refused_with_its_place() {
    let sandbox = Sandbox::new();
    sandbox.write("p.json", r#"{"Statement":[{"Effect":"Perhaps","Action":"*","Resource":"*"}]}"#);
    refused(
        &sandbox.access(&format!("{BASE} --policy p.json")),
        3,
        "`p.json` is no IAM policy: `Effect` of statement 1",
    );
    sandbox.write("p.json", "{\"Statement\":\n  nothing}");
    refused(
        &sandbox.access(&format!("{BASE} --policy p.json")),
        3,
        "not valid JSON: expected a value, found `nothing`",
    );
    refused(&sandbox.access(&format!("{BASE} --policy absent.json")), 3, "there is no file `absent.json`");
    sandbox.write("api.json", r#"{"authenticationType":"API_KEY"}"#);
    refused(
        &sandbox.access(&format!("{BASE} --policy p.json")),
        2,
        "`--policy` is for AWS_IAM, which the API does not have",
    );
    refused(
        &sandbox.access(&format!("{BASE} --cognito-group a")),
        2,
        "`--cognito-group` is for AMAZON_COGNITO_USER_POOLS",
    );
}

#[test]
fn a_wrong_filter_is_refused_with_what_was_meant() {
    let sandbox = Sandbox::new();
    for (words, message) in [
        ("--type Evnt", "did you mean `Event`?"),
        ("--type ID", "the schema has no object type `ID`"),
        ("--mode AWS_LAMDA", "did you mean `AWS_LAMBDA`?"),
        ("--mode everything", "`everything` is not an authentication mode"),
        ("--check", "--snapshot"),
        ("--snapshot a --mode API_KEY", "cannot be used with"),
        ("--snapshot a --check --update", "cannot be used with"),
    ] {
        refused(&sandbox.access(&format!("{BASE} {words}")), 2, message);
    }
    sandbox.write("api.json", r#"{"authenticationType":"API_KEY"}"#);
    refused(&sandbox.access(&format!("{BASE} --mode AWS_LAMBDA")), 2, "its modes are API_KEY");
}

#[test]
fn without_modes_or_schema_it_is_said_how_to_give_them() {
    let sandbox = Sandbox::new();
    refused(&sandbox.access("schema.graphql"), 2, "additionalAuthenticationProviders");
    refused(&sandbox.access("--api-config api.json"), 2, "no schema is given");
    refused(&sandbox.access(&format!("{BASE} --api x")), 2, "cannot be used with");
    refused(&sandbox.access("- --api-config -"), 2, "`-` is given twice");
    sandbox.write("api.json", "[]");
    refused(&sandbox.access(BASE), 3, "`api.json` is not what describes a GraphQL API: the document is not an object");
    sandbox.write("api.json", r#"{"authenticationType":"AWS_TELEPATHY"}"#);
    refused(&sandbox.access(BASE), 3, "AWS_TELEPATHY");
}

#[test]
fn an_environment_gives_the_schema_and_standard_input_the_modes() {
    let sandbox = Sandbox::new();
    sandbox.write("appsync-auth.yaml", "default-environment: x\nenvironments:\n  x: { schema: schema.graphql }\n");
    let ended = sandbox.run(&["--api-config", "-", "--type", "Mutation"], Some(r#"{"authenticationType":"API_KEY"}"#));
    assert_eq!((ended.code, ended.stdout.as_str()), (0, "Mutation.createEvent\tAPI_KEY\treached\tD103\n"));
}

#[test]
fn a_bad_schema_is_refused_with_every_fault() {
    let sandbox = Sandbox::new();
    sandbox.write("schema.graphql", "type Query { a: Missing b: Gone }");
    refused(&sandbox.access(BASE), 3, "the schema has 2 errors");
    sandbox.write("schema.graphql", "");
    refused(&sandbox.access(BASE), 3, "the file is empty");
    std::fs::write(sandbox.path("schema.graphql"), [0xff, 0x00, 0x80]).unwrap();
    refused(&sandbox.access(BASE), 3, "byte 0 is not valid UTF-8");
}

#[test]
fn the_fixtures_have_a_row_for_every_field() {
    let sandbox = Sandbox::new();
    for (name, fields, sample) in [
        ("kitchen.graphql", 83, ["Mutation.deletePost", "User.posts"]),
        ("kitchen.introspection.json", 83, ["Mutation.deletePost", "User.posts"]),
        ("todo.graphql", 38, ["Query.getTodo", "Todo.id"]),
        ("blog.graphql", 113, ["Address.city", "Query.getAuthor"]),
    ] {
        sandbox.write("schema.graphql", &fixture(name));
        let result = sandbox.json(BASE);
        let rows = result["fields"].as_array().unwrap();
        assert_eq!(rows.len(), fields, "{name}");
        for coordinate in sample {
            assert!(!cells(&result, coordinate).is_empty(), "{name}");
        }
    }
}

#[test]
fn on_an_undirected_type_only_the_default_mode_passes() {
    let sandbox = Sandbox::new();
    sandbox.write("schema.graphql", &fixture("kitchen.graphql"));
    let result = sandbox.json(&format!("{BASE} --type Post --type Mutation --mode AWS_LAMBDA --mode API_KEY"));
    assert_eq!(cells(&result, "Post.body"), ["API_KEY=denied D203", "AWS_LAMBDA=reached D103"]);
    assert_eq!(cells(&result, "Mutation.deletePost"), ["API_KEY=denied D203", "AWS_LAMBDA=reached D103"]);
}

#[test]
fn aws_auth_counts_where_user_pools_are_the_only_mode() {
    let sandbox = Sandbox::new();
    sandbox.write("schema.graphql", &fixture("kitchen.graphql"));
    sandbox.write("api.json", r#"{"authenticationType":"AMAZON_COGNITO_USER_POOLS"}"#);
    let result = sandbox.json(&format!("{BASE} --type Mutation"));
    assert_eq!(
        cells(&result, "Mutation.deletePost"),
        ["AMAZON_COGNITO_USER_POOLS=denied D205", "AMAZON_COGNITO_USER_POOLS(group admin)=reached D105"]
    );
}

#[test]
fn cycles_and_wide_unions_are_walked_once() {
    let sandbox = Sandbox::new();
    let mut schema = String::from(
        "type Query @aws_api_key { any: Any me: Self }\ntype Self @aws_api_key { self: Self again: [Self!]! }\n",
    );
    for number in 0..300 {
        writeln!(schema, "type T{number} @aws_api_key {{ any: Any next: T{} }}", (number + 1) % 300).unwrap();
    }
    let members: Vec<String> = (0..300).map(|number| format!("T{number}")).collect();
    writeln!(schema, "union Any = {}", members.join(" | ")).unwrap();
    sandbox.write("schema.graphql", &schema);
    let ended = sandbox.access(&format!("{BASE} --mode API_KEY"));
    assert_eq!((ended.code, ended.stdout.lines().count()), (0, 604));
    assert!(ended.stdout.lines().all(|line| line.ends_with("\tAPI_KEY\treached\tD102")));
}

#[test]
fn a_way_through_an_interface_or_union_leads_to_each_of_its_types() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "schema.graphql",
        "type Query { node: Node @aws_api_key search: [Hit] }\ninterface Node { id: ID }\n\
         type A implements Node @aws_api_key { id: ID b: B }\ntype B @aws_api_key { id: ID }\ntype C @aws_api_key { id: ID }\n\
         type D { id: ID @aws_api_key }\nunion Hit = C | D",
    );
    let ended = sandbox.access(&format!("{BASE} --mode API_KEY"));
    let told: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(
        told,
        [
            "A.b\tAPI_KEY\treached\tD102",
            "A.id\tAPI_KEY\treached\tD102",
            "B.id\tAPI_KEY\treached\tD102",
            "C.id\tAPI_KEY\tunreached\tD102",
            "D.id\tAPI_KEY\tunreached\tD101",
            "Query.node\tAPI_KEY\treached\tD101",
            "Query.search\tAPI_KEY\tdenied\tD203",
        ]
    );
}

#[test]
fn roots_of_other_names_are_roots() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "schema.graphql",
        "schema { query: Entry }\ntype Entry @aws_api_key { a: Query }\ntype Query @aws_api_key { b: Int }",
    );
    let ended = sandbox.access(&format!("{BASE} --mode API_KEY"));
    assert_eq!(ended.stdout, "Entry.a\tAPI_KEY\treached\tD102\nQuery.b\tAPI_KEY\treached\tD102\n");
}

#[test]
fn the_examples_of_help_run() {
    let sandbox = Sandbox::new();
    sandbox.write("reader.json", r#"{"Statement":{"Effect":"Allow","Action":"appsync:GraphQL","Resource":"*"}}"#);
    let help = sandbox.access("--help").stdout;
    let examples: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  appsync-auth access ")).collect();
    assert_eq!(examples.len(), 5, "{help}");
    // An API needs an account; a test of its own plays one.
    for words in examples.into_iter().filter(|words| !words.contains("--api ")) {
        let ended = sandbox.access(words);
        assert_eq!(ended.code, 0, "{words}: {}", ended.stderr);
    }
    assert!(sandbox.path("access.snapshot").is_file() && sandbox.path("access.html").is_file());
}

#[test]
fn a_schema_comes_from_standard_input_too() {
    let sandbox = Sandbox::new();
    let ended = sandbox
        .run(&["-", "--api-config", "api.json", "--mode", "API_KEY"], Some("type Query { a: Int @aws_api_key }"));
    assert_eq!((ended.code, ended.stdout.as_str()), (0, "Query.a\tAPI_KEY\treached\tD101\n"));
}
