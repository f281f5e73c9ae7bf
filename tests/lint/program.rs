//! `lint` as users start it.

use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support;

const SCHEMA: &str = "# the schema\ntype Query {\n  getPost: Post @aws_lambda @aws_api_key\n}\n\ntype Post { # nothing here\n  id: ID!\n}\n";

/// A folder with files in it.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn api(default: &str, additional: &[&str]) -> String {
    let provider = |mode: &&str| match *mode {
        "AWS_LAMBDA" => {
            json!({ "authenticationType": mode, "lambdaAuthorizerConfig": { "authorizerUri": "arn:aws:lambda:us-east-1:111122223333:function:f", "authorizerResultTtlInSeconds": 0 } })
        }
        mode => json!({ "authenticationType": mode }),
    };
    let additional: Vec<Value> = additional.iter().map(provider).collect();
    json!({ "graphqlApi": { "apiId": "a", "authenticationType": default, "additionalAuthenticationProviders": additional } }).to_string()
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

/// Runs `lint` in a folder, without anything of this process's environment.
fn run(folder: &Path, args: &[&str], stdin: &str) -> Ran {
    let mut command = Command::cargo_bin("appsync-auth").unwrap();
    let output = command.env_clear().current_dir(folder).arg("lint").args(args).write_stdin(stdin).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn usual() -> TempDir {
    folder(&[("schema.graphql", SCHEMA), ("api.json", &api("API_KEY", &["AWS_LAMBDA"]))])
}

#[test]
fn a_pipe_gets_a_line_for_each_finding_and_an_error_ends_with_1() {
    let ran = run(usual().path(), &["schema.graphql", "--api-config", "api.json"], "");
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (
            1,
            "schema.graphql:6:6\terror\tL102\treturned-non-null-closed\tPost\tAWS_LAMBDA reaches `Post` by Query.getPost, but can read none of its fields\tput `@aws_lambda @aws_api_key` on type `Post`\n\
             schema.graphql:7:3\tinfo\tL112\tdefault-mode-decides\tPost.id\t1 field without directives belongs to API_KEY, and would change hands with it: `Post.id`\tname the modes on these types before you change the default mode\n",
            "1 error, 1 note\n"
        )
    );
}

#[test]
fn what_is_allowed_is_not_reported_and_what_is_denied_is_an_error() {
    let folder = usual();
    let with = |args: &[&str]| {
        let ran = run(folder.path(), &[&["schema.graphql", "--api-config", "api.json"], args].concat(), "");
        let codes: Vec<String> =
            ran.out.lines().map(|line| line.split('\t').skip(1).take(2).collect::<Vec<_>>().join(" ")).collect();
        (ran.code, codes.join(", "))
    };
    assert_eq!(with(&["--allow", "L102"]), (0, "info L112".to_owned()));
    assert_eq!(with(&["--allow", "l102", "--deny", "default-mode-decides"]), (1, "error L112".to_owned()));
    assert_eq!(with(&["--allow", "L102", "--deny", "L102"]), (1, "error L102, info L112".to_owned()));
    let ran = run(folder.path(), &["schema.graphql", "--deny", "returned-type-close"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("did you mean `returned-type-closed`?"), "{}", ran.err);
}

#[test]
fn a_reading_that_the_user_chose_is_no_open_question() {
    let folder = usual();
    let api = r#"{"authenticationType":"AWS_LAMBDA","lambdaAuthorizerConfig":{"authorizerUri":"arn:aws:lambda:us-east-1:111122223333:function:a","authorizerResultTtlInSeconds":0,"identityValidationExpression":"tenant-"}}"#;
    std::fs::write(folder.path().join("loose.json"), api).unwrap();
    let has_l203 = |more: &[&str]| {
        let ran = run(folder.path(), &[&["schema.graphql", "--api-config", "loose.json"], more].concat(), "");
        ran.out.contains("\tL203\t")
    };
    assert!(has_l203(&[]));
    assert!(!has_l203(&["--rule", "identity-regex=find"]));
    assert!(has_l203(&["--rule", "invalid-answer=500"]));
}

#[test]
fn without_an_api_the_modes_are_those_of_the_directives_and_a_note_says_so() {
    let ran = run(usual().path(), &["-"], SCHEMA);
    assert_eq!(ran.code, 0);
    assert!(ran.err.starts_with("note: the API's modes are not known; taken from the schema's directives, without the default one: API_KEY, AWS_LAMBDA. "), "{}", ran.err);
    assert!(ran.out.starts_with("-:6:6\twarning\tL101\t"), "{}", ran.out);
}

#[test]
fn json_is_an_envelope_with_every_member_of_a_finding() {
    let ran = run(usual().path(), &["schema.graphql", "--api-config", "api.json", "--json", "--allow", "L112"], "");
    assert_eq!(ran.code, 1);
    assert_eq!(
        serde_json::from_str::<Value>(&ran.out).unwrap(),
        json!({
            "schemaVersion": 1,
            "command": "lint",
            "result": {
                "errors": 1, "warnings": 0, "infos": 0, "suppressed": 0,
                "api": { "default": "API_KEY", "additional": ["AWS_LAMBDA"] },
                "modes": ["API_KEY", "AWS_LAMBDA"],
                "fixed": [],
            },
            "findings": [{
                "code": "L102", "name": "returned-non-null-closed", "severity": "error",
                "message": "AWS_LAMBDA reaches `Post` by Query.getPost, but can read none of its fields",
                "coordinate": "Post", "file": "schema.graphql", "line": 6, "column": 6, "endLine": 6, "endColumn": 10,
                "help": "put `@aws_lambda @aws_api_key` on type `Post`",
                "evidence": { "kind": "reported", "text": "aws/aws-appsync-community#266" },
            }],
            "error": null,
        })
    );
}

#[test]
fn fix_writes_what_is_missing_once_and_keeps_every_other_byte() {
    let folder = folder(&[
        ("a.graphql", SCHEMA),
        (
            "b.graphql",
            "\u{feff}extend type Query { more: More @aws_lambda } # é\r\ntype More implements A, B { a: ID! b: ID! }\r\n",
        ),
        ("c.graphql", "interface A { a: ID! } interface B { b: ID! }"),
        ("api.json", &api("API_KEY", &["AWS_LAMBDA"])),
    ]);
    let args = ["a.graphql", "b.graphql", "c.graphql", "--api-config", "api.json", "--fix"];
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let ran = run(folder.path(), &args, "");
    assert_eq!(
        (ran.code, ran.out.lines().take(2).collect::<Vec<_>>()),
        (
            0,
            vec![
                "a.graphql:6\tfixed\t\t\tPost\twrote `@aws_lambda @aws_api_key`\t",
                "b.graphql:2\tfixed\t\t\tMore\twrote `@aws_lambda @aws_api_key`\t"
            ]
        ),
        "{}",
        ran.err
    );
    assert_eq!(read("a.graphql"), SCHEMA.replace("type Post {", "type Post @aws_lambda @aws_api_key {"));
    assert_eq!(
        read("b.graphql"),
        "\u{feff}extend type Query { more: More @aws_lambda } # é\r\ntype More implements A, B @aws_lambda @aws_api_key { a: ID! b: ID! }\r\n"
    );
    assert_eq!(read("c.graphql"), "interface A { a: ID! } interface B { b: ID! }");
    let before = (read("a.graphql"), read("b.graphql"));
    let again = run(folder.path(), &args, "");
    assert_eq!((again.code, again.out.as_str(), (read("a.graphql"), read("b.graphql"))), (0, "", before));
}

#[test]
fn fix_leaves_alone_what_a_comment_or_the_user_allows() {
    let schema = SCHEMA.replace("type Post", "# appsync-auth: allow L102 staff only\ntype Post");
    let folder = folder(&[
        ("schema.graphql", &schema),
        ("plain.graphql", SCHEMA),
        ("api.json", &api("API_KEY", &["AWS_LAMBDA"])),
    ]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let ran = run(folder.path(), &["schema.graphql", "--api-config", "api.json", "--fix"], "");
    assert_eq!((ran.code, read("schema.graphql")), (0, schema), "{}", ran.out);
    assert!(ran.err.contains("1 allowed by comments"), "{}", ran.err);
    let ran = run(folder.path(), &["plain.graphql", "--api-config", "api.json", "--fix", "--allow", "L102"], "");
    assert_eq!((ran.code, read("plain.graphql").as_str()), (0, SCHEMA));
}

#[test]
fn fix_is_refused_where_it_could_not_be_right() {
    let folder = usual();
    for (args, message) in [
        (vec!["schema.graphql", "--fix"], "error: `--fix` needs the API's modes"),
        (vec!["-", "--fix", "--api-config", "api.json"], "error: `--fix` writes files, and standard input is none"),
    ] {
        let ran = run(folder.path(), &args, SCHEMA);
        assert_eq!(ran.code, 2);
        assert!(ran.err.starts_with(message), "{}", ran.err);
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("schema.graphql")).unwrap(), SCHEMA);
}

#[cfg(unix)]
#[test]
fn fix_keeps_the_permissions_of_a_file_and_writes_behind_its_link() {
    use std::os::unix::fs::PermissionsExt;
    let folder = usual();
    let (real, link) = (folder.path().join("schema.graphql"), folder.path().join("link.graphql"));
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink("schema.graphql", &link).unwrap();
    let ran = run(folder.path(), &["link.graphql", "--api-config", "api.json", "--fix"], "");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(std::fs::read_to_string(&real).unwrap().contains("type Post @aws_lambda @aws_api_key {"));
}

#[cfg(unix)]
#[test]
fn fix_writes_no_file_if_one_cannot_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let more = "extend type Query { more: More @aws_lambda }\ntype More { a: ID! }\n";
    let folder = folder(&[("a.graphql", SCHEMA), ("b.graphql", more), ("api.json", &api("API_KEY", &["AWS_LAMBDA"]))]);
    let closed = std::fs::Permissions::from_mode(0o444);
    std::fs::set_permissions(folder.path().join("b.graphql"), closed).unwrap();
    let ran = run(folder.path(), &["a.graphql", "b.graphql", "--api-config", "api.json", "--fix"], "");
    assert_eq!(ran.code, 5, "{}", ran.err);
    assert!(ran.err.contains("b.graphql` cannot be written"), "{}", ran.err);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!((read("a.graphql").as_str(), read("b.graphql").as_str()), (SCHEMA, more));
}

#[test]
fn denied_fields_of_answers_and_rules_files_are_found_in_their_files() {
    let folder = folder(&[
        ("schema.graphql", "type Query @aws_lambda { a: Int }"),
        ("api.json", &api("AWS_LAMBDA", &[])),
        ("answer.json", "{\"isAuthorized\": true,\n \"deniedFields\": [\"Query.a\", \"Query.*\"]}"),
        ("rules.yaml", "rules:\n  - token: s3cret\n    respond: { isAuthorized: true, deniedFields: [Query.b] }\n"),
        ("list.json", "[1]"),
    ]);
    let args = ["schema.graphql", "--authorizer-response", "answer.json", "--authorizer", "rules.yaml"];
    let ran = run(folder.path(), &args, "");
    let lines: Vec<String> =
        ran.out.lines().map(|line| line.split('\t').take(3).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(lines, ["answer.json:2:30 warning F102", "rules.yaml:3:51 warning F104"]);
    let ran = run(folder.path(), &["schema.graphql", "--authorizer-response", "list.json"], "");
    assert_eq!(ran.code, 3);
    let ran = run(folder.path(), &["schema.graphql", "--authorizer", "authorizer.mjs"], "");
    assert_eq!((ran.code, ran.err.lines().next()), (2, Some("error: `authorizer.mjs` is not a rules file")));
}

#[test]
fn the_regex_and_the_ttl_of_an_api_are_judged() {
    let api = json!({ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": "arn:aws:lambda:us-east-1:111122223333:function:f", "authorizerResultTtlInSeconds": 300, "identityValidationExpression": "tenant-" } });
    let folder = folder(&[("schema.graphql", "type Query { a: Int }"), ("api.json", &api.to_string())]);
    let ran = run(folder.path(), &["schema.graphql", "--api-config", "api.json", "--assume-query-aware"], "");
    let codes: Vec<&str> = ran.out.lines().filter_map(|line| line.split('\t').nth(2)).collect();
    assert_eq!((ran.code, codes), (0, vec!["L203", "L207"]));
}

#[test]
fn the_schema_and_the_rules_file_of_an_environment_are_used() {
    let folder = usual();
    let configuration =
        "default-environment: local\nenvironments:\n  local:\n    schema: schema.graphql\n    authorizer: rules.yaml\n";
    std::fs::write(folder.path().join("appsync-auth.yaml"), configuration).unwrap();
    std::fs::write(folder.path().join("rules.yaml"), "otherwise: { respond: { deniedFields: [Post.x] } }").unwrap();
    std::fs::create_dir(folder.path().join("below")).unwrap();
    let ran = run(&folder.path().join("below"), &["--api-config", "../api.json"], "");
    let codes: Vec<&str> = ran.out.lines().filter_map(|line| line.split('\t').nth(2)).collect();
    assert_eq!((ran.code, codes), (1, vec!["L102", "L112", "F104"]), "{}", ran.err);
}

/// The API itself is asked for its modes and for its schema.
#[tokio::test]
async fn a_deployed_api_is_asked_for_its_modes_and_its_schema() {
    let server = MockServer::start().await;
    let provider = json!({ "authenticationType": "AWS_IAM" });
    let api = json!({ "graphqlApi": {
        "apiId": "abcdefghijklmnopqrstuvwxyz",
        "arn": "arn:aws:appsync:us-east-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz",
        "authenticationType": "API_KEY",
        "additionalAuthenticationProviders": [provider, provider],
    } });
    let field = json!({ "name": "a", "args": [], "type": { "kind": "SCALAR", "name": "Int" } });
    let object = |name: &str| json!({ "kind": "OBJECT", "name": name, "interfaces": [], "fields": [field] });
    let types = json!([object("Query"), object("Forgotten"), { "kind": "SCALAR", "name": "Int" }]);
    let schema = json!({ "data": { "__schema": { "queryType": { "name": "Query" }, "types": types } } });
    let answers =
        [("/v1/apis/abcdefghijklmnopqrstuvwxyz", api), ("/v1/apis/abcdefghijklmnopqrstuvwxyz/schema", schema)];
    for (address, answer) in answers {
        Mock::given(path(address)).respond_with(ResponseTemplate::new(200).set_body_json(answer)).mount(&server).await;
    }
    let output = Command::cargo_bin("appsync-auth")
        .unwrap()
        .env_clear()
        .envs([("AWS_ACCESS_KEY_ID", "AKIALOCAL"), ("AWS_SECRET_ACCESS_KEY", "secret")])
        .args(["lint", "--api", "abcdefghijklmnopqrstuvwxyz", "--region", "us-east-1", "--endpoint-url", &server.uri()])
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let codes: Vec<&str> = out.lines().filter_map(|line| line.split('\t').nth(2)).collect();
    assert_eq!(
        (output.status.code(), codes),
        (Some(1), vec!["P101", "L104", "L112"]),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn annotations_of_github_are_one_line_each() {
    let ran = run(usual().path(), &["schema.graphql", "--api-config", "api.json", "--format", "github"], "");
    assert_eq!(
        ran.out.lines().next(),
        Some(
            "::error file=schema.graphql,line=6,endLine=6,col=6,endColumn=10,title=L102 returned-non-null-closed::AWS_LAMBDA reaches `Post` by Query.getPost, but can read none of its fields%0Ahelp: put `@aws_lambda @aws_api_key` on type `Post`"
        )
    );
    let ran = run(usual().path(), &["schema.graphql", "--format", "github", "--json"], "");
    assert_eq!(ran.code, 2);
}

#[test]
fn sarif_names_rules_levels_and_places() {
    let ran = run(usual().path(), &["schema.graphql", "--api-config", "api.json", "--format", "sarif"], "");
    let log: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (ran.code, &log["version"], log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().len()),
        (1, &json!("2.1.0"), 2)
    );
    assert_eq!(
        log["runs"][0]["results"][0],
        json!({
            "ruleId": "L102", "ruleIndex": 0, "level": "error",
            "message": { "text": "AWS_LAMBDA reaches `Post` by Query.getPost, but can read none of its fields\nhelp: put `@aws_lambda @aws_api_key` on type `Post`" },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": { "uri": "schema.graphql" },
                    "region": { "startLine": 6, "startColumn": 6, "endLine": 6, "endColumn": 10 },
                },
                "logicalLocations": [{ "fullyQualifiedName": "Post", "kind": "type" }],
            }],
        })
    );
}

#[test]
fn sarif_is_valid_by_the_published_schema() {
    let Some(packages) = support::need_npm("sarif", &["@microsoft/jest-sarif@1.0.0-beta.0"]) else { return };
    let file = packages.join("node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
    let mut schema: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    // Two patterns of the published schema, for languages that are not written here, are no regular expressions.
    for definition in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][definition]["properties"]["language"];
        assert!(language.as_object_mut().unwrap().remove("pattern").is_some());
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = folder(&[
        ("schema.graphql", SCHEMA),
        ("clean.graphql", "type Query @aws_lambda @aws_api_key { a: Int }"),
        ("api.json", &api("API_KEY", &["AWS_LAMBDA"])),
        ("answer.json", "{\"deniedFields\": [\"Query.*\"]}"),
    ]);
    for args in [
        vec!["schema.graphql", "--api-config", "api.json", "--authorizer-response", "answer.json"],
        vec!["clean.graphql", "--api-config", "api.json"],
        vec!["-"],
    ] {
        let ran = run(folder.path(), &[args.as_slice(), &["--format", "sarif"]].concat(), SCHEMA);
        let log: Value = serde_json::from_str(&ran.out).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&log).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert_eq!(faults, Vec::<String>::new(), "{args:?}");
    }
    let broken = json!({ "version": "2.1.0", "runs": [{ "tool": {} }] });
    assert!(!validator.is_valid(&broken));
}
