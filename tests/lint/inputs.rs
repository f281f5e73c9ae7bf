//! Schemas that are broken, odd or hostile: none makes `lint` fail, hang or blow up.

use std::fmt::Write as _;
use std::time::Duration;

use appsync_auth::appsync::{ApiAuthentication, ApiIdentity, AuthenticationType, Provider};
use appsync_auth::engine::Api;
use appsync_auth::engine::lint::{LintInputs, lint, mend};
use appsync_auth::graphql::{Leniency, Schema, SourceText};
use assert_cmd::Command;

use super::large;

fn run(stdin: impl Into<Vec<u8>>) -> (i32, String, String) {
    let mut command = Command::cargo_bin("appsync-auth").unwrap();
    let output = command.env_clear().args(["lint", "-", "-q"]).write_stdin(stdin).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The codes and coordinates of the findings.
fn found(text: &str) -> Vec<String> {
    let (code, out, err) = run(text);
    assert_eq!(code, 0, "{out}{err}");
    let of = |line: &str| line.split('\t').skip(2).step_by(2).take(2).collect::<Vec<_>>().join(" ");
    out.lines().map(of).collect()
}

#[test]
fn several_errors_are_all_shown_with_their_places() {
    let (code, _, err) = run("type Query { a: Missing b: Int @aws_iam( }\ntype Query { c: Int }\n");
    assert_eq!(code, 3);
    assert!(err.contains("-:1:"), "{err}");
    let (code, _, err) = run("type Query { a: Missing\n b: Absent }\n");
    assert_eq!(code, 3);
    assert!(err.contains("the schema has 2 errors") && err.contains("Missing") && err.contains("Absent"), "{err}");
}

#[test]
fn a_file_that_is_empty_or_binary_or_utf_16_is_refused() {
    for (bytes, message) in [
        (b"".to_vec(), "the file is empty"),
        (b"# only a comment".to_vec(), "nothing but comments"),
        (vec![0x7f, b'E', b'L', b'F', 0, 0xff, 0xfe, 0x80], "the file is not text"),
        (vec![0xff, 0xfe, b't', 0, b'y', 0], "UTF-16"),
    ] {
        let (code, _, err) = run(bytes);
        assert_eq!(code, 3, "{err}");
        assert!(err.contains(message), "{err}");
    }
}

#[test]
fn introspection_json_is_linted_without_places() {
    let field = r#"{"name":"a","args":[],"type":{"kind":"SCALAR","name":"Int"}}"#;
    let object = |name: &str| format!(r#"{{"kind":"OBJECT","name":"{name}","interfaces":[],"fields":[{field}]}}"#);
    let types = format!(r#"{},{},{{"kind":"SCALAR","name":"Int"}}"#, object("Query"), object("Forgotten"));
    let text = format!(r#"{{"data":{{"__schema":{{"queryType":{{"name":"Query"}},"types":[{types}]}}}}}}"#);
    let (code, out, err) = run(text);
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("\twarning\tL104\ttype-unreachable\tForgotten\t"), "{out}");
    assert_eq!(out.lines().count(), 1, "{out}");
}

#[test]
fn unknown_directives_and_legacy_interfaces_are_no_obstacle() {
    let text = "type Query @mystery(x: 1) { t: T @aws_iam }\ninterface A { a: Int } interface B { b: Int }\ntype T implements A, B @aws_iam { a: Int b: Int @other }\n";
    assert_eq!(found(text), Vec::<String>::new());
}

#[test]
fn cycles_and_types_that_return_themselves_end() {
    let text = "type Query { a: A @aws_iam @aws_lambda self: Query @aws_iam }\ntype A @aws_iam { a: A! b: [B!]! query: Query }\ntype B @aws_iam @aws_lambda { a: A b: B }\n";
    assert_eq!(found(text), ["L101 A"]);
}

#[test]
fn a_union_of_300_members_has_one_finding_for_a_type_and_mode() {
    let mut text = String::from("type Query @aws_iam { all: [All] again: All }\n");
    let members: Vec<String> = (0..300).map(|number| format!("M{number}")).collect();
    writeln!(text, "union All = {}", members.join(" | ")).unwrap();
    for member in &members {
        writeln!(text, "type {member} @aws_lambda {{ id: ID all: All }}").unwrap();
    }
    let codes = found(&text);
    assert_eq!((codes.len(), codes.iter().all(|each| each.starts_with("L101 M"))), (300, true));
}

/// How long the processor has worked for this thread; what else the machine does is no part of it.
#[cfg(unix)]
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
}

#[cfg(unix)]
#[test]
fn the_work_grows_with_the_number_of_fields_and_not_with_the_number_of_paths() {
    let [default, additional @ ..] = AuthenticationType::ALL.map(Provider::bare);
    let authentication = ApiAuthentication { default, additional: additional.to_vec() };
    let api = Api { identity: ApiIdentity::default(), authentication };
    let time = |count: usize| {
        let sources = [SourceText::new("schema.graphql", large::sdl(count))];
        let schema = Schema::load(&sources, Leniency::Live).unwrap().schema;
        let best = (0..3).map(|_| {
            let before = processor_time();
            assert!(lint(&schema, Some(&api), &LintInputs::default()).findings.len() > count / 100);
            assert!(!mend(&schema, &api, &LintInputs::default()).is_empty());
            processor_time() - before
        });
        best.min().unwrap()
    };
    let (small, large) = (time(1_000), time(10_000));
    // Ten times the fields; a square would be a hundred times the time.
    assert!(large < small * 40, "{small:?} for 1,000 fields, {large:?} for 10,000");
}
