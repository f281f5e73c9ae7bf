//! Suites: results, selection, includes, the matrix, reports.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{RULES, events, transcript};
use crate::support::sandbox::Sandbox;

/// A suite of a few files: includes and a matrix.
fn several() -> Sandbox {
    let sandbox = events();
    sandbox.file(
        "all.suite.yaml",
        "authorizer: ./rules.yaml
include: [events.suite.yaml, more/matrix.suite.yaml]
api: { ttl: 0 }
",
    );
    sandbox.file("more/rules.yaml", RULES);
    sandbox.file(
        "more/matrix.suite.yaml",
        "authorizer: ./rules.yaml
api: { ttl: 0, schema: ../schema.graphql }
matrix:
  tokens: { known: custom-authorized, partner: partner, guest: guest }
  operations:
    list: \"{ listEvents { id } }\"
    comments: \"{ listEvents { comments { id } } }\"
  expect:
    known: { list: allow, comments: allow }
    partner: { list: allow, comments: deny }
    guest: { list: deny, comments: deny }
",
    );
    sandbox
}

fn names(result: &Value) -> Vec<&str> {
    result["cases"].as_array().unwrap().iter().map(|case| case["name"].as_str().unwrap()).collect()
}

#[test]
fn a_pipe_gets_a_line_a_case() {
    let sandbox = several();
    let text = transcript(
        &sandbox,
        [
            "events.suite.yaml",
            "events.suite.yaml --fail-fast",
            "events.suite.yaml --filter refused",
            "all.suite.yaml",
            "events.suite.yaml --filter refused --print-event",
        ],
    );
    sandbox.redactions().bind(|| assert_snapshot!(text));
}

#[cfg(unix)]
#[test]
fn a_terminal_gets_a_list() {
    let sandbox = several();
    let one = sandbox.at_terminal(80, "test-token events.suite.yaml");
    let all = sandbox.at_terminal(80, "test-token all.suite.yaml --fail-fast");
    sandbox.redactions().bind(|| assert_snapshot!(format!("{}\n{}", one.whole(), all.whole())));
}

#[test]
fn json_has_every_case_and_the_findings() {
    let sandbox = events();
    sandbox.file("broken.suite.yaml", "authorizer: rules.yaml\ncases:\n  - { name: broken, token: broken }\n");
    let ran = sandbox.line("test-token broken.suite.yaml --json");
    sandbox.redactions().bind(|| assert_snapshot!(ran.whole()));
}

#[test]
fn each_report_goes_to_a_file_or_to_standard_output() {
    let sandbox = events();
    let all = "test-token events.suite.yaml --report junit=a.xml --report json=a.json --report tap=a.tap \
               --report github=a.txt --report markdown=a.md";
    let ran = sandbox.line(all);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert_eq!(ran.out.lines().count(), 5, "{}", ran.out);
    let mut text = String::new();
    for (format, file) in
        [("junit", "a.xml"), ("json", "a.json"), ("tap", "a.tap"), ("github", "a.txt"), ("markdown", "a.md")]
    {
        let written = sandbox.read(file);
        let to_stdout = sandbox.line(&format!("test-token events.suite.yaml --report {format}=-"));
        assert_eq!(to_stdout.code, Some(1));
        let summary = "4 cases: 3 passed, 1 failed  ";
        assert!(to_stdout.err.starts_with(summary) && to_stdout.err.lines().count() == 1, "{}", to_stdout.err);
        assert_eq!(to_stdout.out.lines().count(), written.lines().count(), "{format}");
        text.push_str(&format!("=== {format}\n{written}"));
        let quiet = sandbox.line(&format!("test-token -q events.suite.yaml --report {format}=-"));
        assert_eq!(quiet.err, "");
    }
    let mut settings = sandbox.redactions();
    settings.add_filter(r#"time="\d+\.\d+""#, r#"time="[s]""#);
    settings.add_filter(r"duration_ms: \d+(\.\d+)?", "duration_ms: [ms]");
    settings.add_filter(r"\| \d+(\.\d+)? (µs|ms|s) \|", "| [duration] |");
    settings.bind(|| assert_snapshot!(text));
    for file in ["a.xml", "a.json", "a.tap", "a.txt", "a.md"] {
        let left: Vec<_> = std::fs::read_dir(sandbox.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.contains(&file.into()) && !left.iter().any(|name| name.to_string_lossy().starts_with(".tmp")));
    }
}

#[test]
fn shards_share_all_cases_without_repeating_one() {
    let sandbox = several();
    let run = |shard: &str| sandbox.line(&format!("test-token all.suite.yaml --json {shard}")).json()["result"].take();
    let whole = run("");
    let all: BTreeSet<_> = names(&whole).into_iter().collect();
    assert_eq!(all.len(), 10);
    for count in [1, 2, 3, 11] {
        let parts: Vec<Value> = (1..=count).map(|index| run(&format!("--shard {index}/{count}"))).collect();
        let shared: Vec<_> = parts.iter().flat_map(names).collect();
        assert_eq!(shared.len(), all.len());
        assert_eq!(shared.into_iter().collect::<BTreeSet<_>>(), all);
    }
}

#[test]
fn results_keep_the_order_of_the_file_whatever_the_number_of_jobs() {
    let sandbox = several();
    let order = |jobs: u32| {
        let ran = sandbox.line(&format!("test-token all.suite.yaml --json --jobs {jobs}"));
        names(&ran.json()["result"]).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(order(1), order(16));
}

#[test]
fn the_matrix_names_its_cases_and_judges_fields() {
    let sandbox = several();
    let ran = sandbox.line("test-token more/matrix.suite.yaml --json");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let result = ran.json()["result"].take();
    assert_eq!(result["totals"]["cases"].as_u64().zip(result["totals"]["passed"].as_u64()), Some((6, 6)), "{result:#}");
    let partner = result["cases"].as_array().unwrap().iter().find(|case| {
        let name = case["name"].as_str().unwrap();
        name.contains("partner") && name.contains("comments")
    });
    assert_eq!(
        partner.unwrap()["fields"][1],
        json!({
            "coordinate": "Event.comments", "path": ["listEvents", "comments"], "access": "denied", "rule": "F201",
        })
    );
}

#[test]
fn a_suite_that_cannot_be_judged_is_no_failed_case() {
    let sandbox = events();
    sandbox.file(
        "url.suite.yaml",
        "authorizer: http://127.0.0.1:1/\ncases:\n  - { name: a, token: abcd, expect: { authorized: false } }\n",
    );
    let ran = sandbox.line("test-token url.suite.yaml");
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    assert!(ran.whole().contains("cannot reach the authorizer at `http://127.0.0.1:1/`"), "{}", ran.whole());
}

#[test]
fn a_token_source_is_asked_once_for_all_cases() {
    let sandbox = events();
    let script = "#!/bin/sh\necho asked >> asked\necho custom-authorized\n";
    sandbox.file("token.sh", script);
    sandbox.file(
        "appsync-auth.yaml",
        "default-environment: local
environments:
  local: { authorizer: rules.yaml, token: { command: [/bin/sh, token.sh] } }
",
    );
    let cases =
        "cases:\n  - { name: a, expect: { authorized: true } }\n  - { name: b, expect: { authorized: true } }\n";
    sandbox.file("environment.suite.yaml", cases);
    let ran = sandbox.line("test-token environment.suite.yaml");
    assert_eq!((ran.code, sandbox.read("asked").as_str()), (Some(0), "asked\n"), "{}", ran.whole());
    sandbox.file("case.suite.yaml", format!("defaults: {{ token: {{ command: [/bin/sh, token.sh] }} }}\n{cases}"));
    std::fs::remove_file(sandbox.path().join("asked")).unwrap();
    let ran = sandbox.line("test-token case.suite.yaml");
    assert_eq!((ran.code, sandbox.read("asked").as_str()), (Some(0), "asked\n"), "{}", ran.whole());
    sandbox.file("stdin.suite.yaml", format!("defaults: {{ token: {{ file: '-' }} }}\n{cases}"));
    let ran = sandbox.run_with_input("test-token stdin.suite.yaml", b"custom-authorized\n");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
}
