//! `query --file`: several requests, what they must answer, and how it is told.

use std::sync::mpsc;

use serde_json::{Value, json};

use crate::support::recorder::Recorder;
use crate::support::sandbox::Sandbox;
use crate::support::stage::{API_KEY, EXPIRED_KEY, SECRET, Stage};

/// A request for each way to say who sends, and for each expectation, all of them met.
const MET: &str = r#"defaults:
  query: "{ getEvent(id: 7) { id name } }"
  authorization: { token: { env: TOKEN } }
  expect: { data: { getEvent.name: opening } }
requests:
  - name: a token
  - name: a key
    authorization: { api-key: { env: KEY } }
  - name: a JWT of a file
    authorization: { jwt: { file: secrets/oidc.txt } }
  - name: a role
    authorization: { iam: true }
  - name: a field that is denied
    query: "@secrets/secret.graphql"
    operation-name: Secret
    variables: { id: 7 }
    expect:
      status: 200
      data: { getEvent: { id: "7", secret: null }, getEvent.secret: null }
      errors: [{ type: Unauthorized, message: access secret, path: getEvent.secret }]
      within: 1m
  - name: a stranger
    authorization: { token: nobody-knows-me }
    expect: { status: 401, errors: [{ type: UnauthorizedException }] }
  - name: nobody
    authorization: null
    expect: { status: 401 }
  - name: an authorizer that throws
    authorization: { token: crash }
    expect: { errors: [{ type: AuthorizerFailureException, message: database unreachable }] }
  - name: a mutation
    query: "mutation Create($name: String!) { createEvent(name: $name) { name } }"
    variables: "@secrets/variables.json"
    expect: {}
  - name: a key that is none
    authorization: { api-key: da2-oldkey }
    expect: { status: 401 }
"#;

/// Each kind of expectation, none of them met.
const UNMET: &str = r#"defaults:
  query: "{ getEvent(id: 7) { id name secret } }"
  authorization: { token: { env: TOKEN } }
requests:
  - name: nothing is said of the denied field
  - name: it is said right
    expect: { errors: [{ path: getEvent.secret }] }
  - name: all of it is wrong | "so" <it>
    expect:
      status: 403
      data: { getEvent.name: closing, getEvent.owner.id: 1 }
      errors: [{ type: Unauthorised }]
      within: 0ms
  - name: a stranger is let in
    authorization: { token: nobody-knows-me }
    expect: { data: { getEvent.id: "7" }, errors: [{ type: UnauthorizedException }] }
  - name: a stranger gets another status
    authorization: { token: nobody-knows-me }
    expect: { status: 200, data: {}, errors: [{ type: UnauthorizedException }] }
"#;

fn stage() -> Stage {
    let mut stage = Stage::open("");
    let oidc = stage.token("OPENID_CONNECT");
    for (name, value) in [
        ("TOKEN", "custom-authorized"),
        ("KEY", API_KEY),
        ("AWS_ACCESS_KEY_ID", "AKIAFULL"),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
    ] {
        stage.sandbox.set(name, value);
    }
    // The file of requests is in a folder of its own, and what it names is relative to it.
    let sandbox = &stage.sandbox;
    sandbox.file("ci/secrets/oidc.txt", format!("{oidc}\n"));
    sandbox.file(
        "ci/secrets/secret.graphql",
        "query Secret($id: ID!) { getEvent(id: $id) { id secret } } query Other { audit }",
    );
    sandbox.file("ci/secrets/variables.json", r#"{ "name": "launch" }"#);
    sandbox.file("ci/met.yaml", MET);
    sandbox.file("ci/unmet.yaml", UNMET);
    stage
}

/// The redactions of the sandbox, and those of durations in reports.
fn redactions(sandbox: &Sandbox) -> insta::Settings {
    let mut settings = sandbox.redactions();
    settings.add_filter(r#" time="\d+\.\d+""#, r#" time="[s]""#);
    settings.add_filter(r"duration_ms: \d+(\.\d+)?", "duration_ms: [ms]");
    settings.add_filter(r"\| \d+(\.\d+)? (µs|ms|s) \|", "| [duration] |");
    settings.add_filter(r#"(expected "0s", found )"[^"]*""#, r#"$1"[duration]""#);
    settings.add_filter(r"(expected &quot;0s&quot;, found )&quot;[^&]*&quot;", "$1&quot;[duration]&quot;");
    settings.add_filter(r#""actual": "\d[^"]*s""#, r#""actual": "[duration]""#);
    settings.add_filter(r#"found: "\d[^"]*s""#, r#"found: "[duration]""#);
    settings
}

/// A file of requests beside a recorder.
fn beside(recorder: &Recorder, requests: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("r.yaml", format!("url: {}\nrequests:\n{requests}", recorder.url));
    sandbox
}

#[test]
fn all_expectations_can_be_met_by_many_requests_at_a_time() {
    let stage = stage();
    for jobs in ["1", "8"] {
        let line = format!("query --file ci/met.yaml --url {} --jobs {jobs}", stage.emulator.url());
        let ran = stage.sandbox.line(&line);
        redactions(&stage.sandbox).bind(|| insta::assert_snapshot!("met", ran.whole()));
    }
}

#[test]
fn what_is_not_met_is_told_at_a_terminal_in_a_pipe_and_as_json() {
    let stage = stage();
    let line = format!("query --file ci/unmet.yaml --url {}", stage.emulator.url());
    redactions(&stage.sandbox).bind(|| {
        insta::assert_snapshot!("unmet_pipe", stage.sandbox.line(&line).whole());
        insta::assert_snapshot!("unmet_json", stage.sandbox.line(&format!("{line} --json")).whole());
        #[cfg(unix)]
        insta::assert_snapshot!("unmet_terminal", stage.sandbox.at_terminal(100, &line).whole());
    });
}

#[test]
fn every_report_tells_the_same() {
    let stage = stage();
    let url = stage.emulator.url();
    let formats = ["junit", "json", "tap", "github", "markdown"];
    let reports: String = formats.iter().map(|format| format!(" --report {format}=r.{format}")).collect();
    let ran = stage.sandbox.line(&format!("query --file ci/unmet.yaml --url {url} --report tap=-{reports} -q"));
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert_eq!(ran.out, stage.sandbox.read("r.tap"));
    redactions(&stage.sandbox).bind(|| {
        for format in formats {
            insta::assert_snapshot!(format!("report_{format}"), stage.sandbox.read(&format!("r.{format}")));
        }
    });
}

#[test]
fn the_file_says_where_and_who_unless_a_flag_does() {
    let recorder = Recorder::saying(r#"{"data":{}}"#);
    let other = Recorder::saying(r#"{"data":{}}"#);
    let mut sandbox = beside(
        &recorder,
        "  - { name: own, query: '{ a }', authorization: { token: own-token }, headers: { X-A: own } }\n  \
         - { name: default, query: '{ b }' }\n  \
         - { name: key in a header, query: '{ c }', headers: { x-api-key: da2-header }, authorization: null }\n\
         defaults: { authorization: { token: { env: DEFAULT } }, headers: { x-b: all } }\n",
    );
    sandbox.set("DEFAULT", "default-token");
    let sent = |recorder: &Recorder, from: usize| -> Vec<Value> {
        let names = ["authorization", "x-api-key", "x-a", "x-b"];
        let told = |received: &crate::support::recorder::Received| {
            let headers: Vec<Value> = names.iter().map(|name| json!(received.header(name))).collect();
            json!([headers, serde_json::from_str::<Value>(&received.body).unwrap()["query"]])
        };
        recorder.received()[from..].iter().map(told).collect()
    };
    let none = Value::Null;
    assert_eq!(sandbox.line("query --file r.yaml").code, Some(0));
    assert_eq!(
        sent(&recorder, 0),
        [
            json!([["own-token", none, "own", "all"], "{ a }"]),
            json!([["default-token", none, none, "all"], "{ b }"]),
            json!([[none, "da2-header", none, "all"], "{ c }"]),
        ]
    );
    let flags = format!("--url {} --token flag-token --header 'X-A: flag' --header 'x-b: flag'", other.url);
    assert_eq!(sandbox.line(&format!("query --file r.yaml {flags}")).code, Some(0));
    assert_eq!(recorder.received().len(), 3);
    assert_eq!(
        sent(&other, 0),
        [
            json!([["own-token", none, "own", "all"], "{ a }"]),
            json!([["flag-token", none, "flag", "all"], "{ b }"]),
            json!([[none, "da2-header", "flag", "all"], "{ c }"]),
        ]
    );
    // Nothing but the environment says where and who.
    sandbox.file("e.yaml", "environment: ci\nrequests: [{ name: n, query: '{ d }' }]\n");
    sandbox.file(
        "appsync-auth.yaml",
        format!("environments: {{ ci: {{ url: {}, token: {{ env: DEFAULT }} }} }}\n", recorder.url),
    );
    assert_eq!(sandbox.line("query --file e.yaml").code, Some(0));
    assert_eq!(sent(&recorder, 3), [json!([["default-token", none, none, none], "{ d }"])]);
}

#[test]
fn numbers_of_a_file_of_variables_are_sent_as_they_are_written() {
    let recorder = Recorder::saying(r#"{"data":{}}"#);
    let sandbox = beside(
        &recorder,
        "  - { name: f, query: 'query Q($n: Int) { a(n: $n) }', variables: '@v.json', authorization: { token: t } }\n  \
         - { name: g, query: 'query Q($n: Int) { a(n: $n) }', variables: { n: [1, 2.5, null] }, authorization: { token: t } }\n",
    );
    sandbox.file("v.json", r#"{ "n": 1.00, "m": 123456789012345678901234567890 }"#);
    assert_eq!(sandbox.line("query --file r.yaml").code, Some(0));
    let bodies: Vec<String> = recorder.received().into_iter().map(|received| received.body).collect();
    assert_eq!(
        bodies,
        [
            r#"{"query":"query Q($n: Int) { a(n: $n) }","variables":{"n":1.00,"m":123456789012345678901234567890}}"#,
            r#"{"query":"query Q($n: Int) { a(n: $n) }","variables":{"n":[1,2.5,null]}}"#,
        ]
    );
}

#[cfg(unix)]
#[test]
fn a_source_is_asked_once_for_all_requests() {
    let recorder = Recorder::saying(r#"{"data":{}}"#);
    let mut sandbox = beside(
        &recorder,
        "  - { name: one, query: '{ a }' }\n  - { name: two, query: '{ a }' }\n\
         defaults: { authorization: { token: { command: [sh, -c, 'echo x >> asked; echo from-command'] } } }\n",
    );
    sandbox.keep_path();
    let ran = sandbox.line("query --file r.yaml");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert_eq!(sandbox.read("asked"), "x\n");
    let tokens: Vec<_> =
        recorder.received().iter().map(|received| received.header("authorization").map(str::to_owned)).collect();
    assert_eq!(tokens, [Some("from-command".to_owned()), Some("from-command".to_owned())]);
}

#[test]
fn no_secret_is_in_any_output() {
    let secrets = ["s3cret-value", "s3cret-env", "s3cret-header", "s3cret-file", EXPIRED_KEY];
    let plain = secrets.join(" ");
    let each: Vec<String> = secrets.iter().map(|secret| base64(secret)).collect();
    let body = json!({
        "data": { "a": plain, "b": { "s3cret-env": each } },
        "errors": [{ "message": format!("{plain} {}", each.join(" ")), "errorType": "s3cret-value" }],
    });
    let body = body.to_string();
    let recorder = Recorder::answering(move |number, _| match number % 3 {
        0 | 1 => (200, body.clone()),
        _ => (500, format!("<html>{}{plain}</html>", "x".repeat(190))),
    });
    let mut sandbox = beside(
        &recorder,
        "  - { name: one, query: '{ a }', authorization: { token: s3cret-value }, expect: { data: { a: 1, b: 1 } } }\n  \
         - { name: two, query: '{ a }', authorization: { jwt: { env: TOKEN } }, headers: { x-api-key: s3cret-header, x-f: '@f' } }\n  \
         - { name: three, query: '{ a }', authorization: { api-key: da2-oldkey } }\n",
    );
    sandbox.set("TOKEN", "s3cret-env");
    sandbox.file("f", "s3cret-file\n");
    let reports: String =
        ["junit", "json", "tap", "github", "markdown"].map(|format| format!(" --report {format}=r.{format}")).concat();
    let mut seen = Vec::new();
    for more in ["", " --json", " -vv", " -v --jobs 3"] {
        let ran = sandbox.line(&format!("query --file r.yaml --retry-mutations{reports}{more}"));
        assert_eq!(ran.code, Some(1), "{}", ran.whole());
        seen.push(ran.whole());
    }
    seen.extend(["junit", "json", "tap", "github", "markdown"].map(|format| sandbox.read(&format!("r.{format}"))));
    for text in seen {
        for secret in secrets.iter().copied().chain(each.iter().map(String::as_str)).chain(["s3cret"]) {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert!(text.contains("***") || text.contains(r"\*\*\*"), "{text}");
    }
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[test]
fn what_gets_no_answer_is_a_fault_and_the_others_are_sent_all_the_same() {
    let recorder = Recorder::saying(r#"{"data":{}}"#);
    let nobody = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let sandbox = beside(&recorder, "  - { name: one, query: '{ a }', authorization: { token: t } }\n");
    let ran = sandbox
        .line(&format!("query --file r.yaml --url http://{nobody}/graphql --report junit=r.xml --report json=r.json"));
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    assert!(ran.out.starts_with("failed\t\tr.yaml:3\tone\t"), "{}", ran.out);
    assert!(
        ran.out.ends_with("1 request: 0 passed, 1 failed  0.00 s\n")
            || ran.out.contains("1 request: 0 passed, 1 failed")
    );
    assert!(sandbox.read("r.xml").contains("type=\"fault\""), "{}", sandbox.read("r.xml"));
    let report: Value = serde_json::from_str(&sandbox.read("r.json")).unwrap();
    assert_eq!(report["requests"][0]["status"], Value::Null);
    assert!(report["requests"][0]["fault"].as_str().unwrap().contains(&nobody.to_string()), "{report}");
    let envelope = sandbox.line(&format!("query --file r.yaml --url http://{nobody}/graphql --json")).json();
    assert_eq!(envelope["error"]["kind"], "outside");
    assert_eq!(envelope["result"]["totals"]["failed"], 1);
}

#[test]
fn the_page_on_json_names_every_member_of_a_result_and_no_other() {
    let page =
        include_str!("../../docs/json.md").split("## query --file").nth(1).unwrap().split("\n## ").next().unwrap();
    let recorder = Recorder::saying(r#"{"data":{}}"#);
    let sandbox =
        beside(&recorder, "  - { name: n, query: '{ a }', authorization: { token: t }, expect: { status: 201 } }\n");
    let result = sandbox.line("query --file r.yaml --json").json()["result"].clone();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&result), ["requests", "totals"]);
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let told: Vec<String> = rows
        .flat_map(|row| row.split('|').nth(1).unwrap().split(',').map(|name| name.trim().trim_matches('`').to_owned()))
        .collect();
    assert_eq!(told, keys(&result["requests"][0]));
    for name in keys(&result["requests"][0]["failures"][0]).iter().chain(&keys(&result["totals"])) {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn one_can_be_chosen_and_the_first_failure_can_end_the_run() {
    let recorder = Recorder::answering(|number, _| (200, format!(r#"{{"data":{{"n":{number}}}}}"#)));
    let sandbox = beside(
        &recorder,
        "  - { name: first one, query: '{ n }', expect: { data: { n: 0 } } }\n  \
         - { name: second one, query: '{ n }', expect: { data: { n: 0 } } }\n  \
         - { name: third, query: '{ n }' }\ndefaults: { authorization: { token: t } }\n",
    );
    let ran = sandbox.line("query --file r.yaml --fail-fast");
    redactions(&sandbox).bind(|| {
        insta::assert_snapshot!(ran.whole(), @r"
        exit 1
        --- stdout
        passed	[ms]	r.yaml:3	first one
        failed	[ms]	r.yaml:4	second one	data.n: expected 0, found 1
        skipped		r.yaml:5	third
        totals	[ms]		3 requests: 1 passed, 1 failed, 1 skipped  [duration]
        ");
    });
    assert_eq!(recorder.received().len(), 2);
    // The recorder goes on counting, so that now the first one fails.
    let ran = sandbox.line("query --file r.yaml --fail-fast --report tap=-");
    let skipped = "ok 2 - second one # SKIP an earlier request failed\nok 3 - third # SKIP an earlier request failed\n";
    assert_eq!((ran.code, ran.out.ends_with(skipped)), (Some(1), true), "{}", ran.whole());
    let ran = sandbox.line("query --file r.yaml --filter third");
    assert_eq!((ran.code, recorder.received().len()), (Some(0), 4));
    let ran = sandbox.line("query --file r.yaml --filter fourth");
    insta::assert_snapshot!(ran.whole(), @r"
    exit 2
    --- stderr
    error: none of the 3 requests has `fourth` in its name
    help: see the names in the file; `--filter` is a plain text, with upper and lower case
    ");
}

#[test]
fn what_cannot_be_sent_is_refused_before_anything_is() {
    let recorder = Recorder::saying(r#"{"data":{}}"#);
    let good = "  - { name: good, query: '{ a }', authorization: { token: t } }\n";
    let mut told = String::new();
    for bad in [
        "  - { name: bad, query: 'subscription { a }', authorization: { token: t } }\n",
        "  - { name: bad, query: '{ a', authorization: { token: t } }\n",
        "  - { name: bad, query: 'query A { a } query B { b }', authorization: { token: t } }\n",
        "  - { name: bad, query: '@none.graphql', authorization: { token: t } }\n",
        "  - { name: bad, query: '{ a }', variables: '@list.json', authorization: { token: t } }\n",
        "  - { name: bad, query: '{ a }', authorization: { token: { env: NONE } } }\n",
        "  - { name: bad, query: '{ a }' }\n",
        "  - { name: bad, query: '{ a }', expct: {} }\n",
    ] {
        let sandbox = beside(&recorder, &format!("{good}{bad}"));
        sandbox.file("list.json", "[]");
        let ran = sandbox.line("query --file r.yaml --no-input");
        told.push_str(&format!("{}\n", ran.whole().replace(&recorder.url, "[url]")));
    }
    let sandbox = beside(&recorder, good);
    sandbox.file("e.yaml", "environment: nowhere\nrequests: [{ name: n, query: '{ d }' }]\n");
    for line in [
        "query --file e.yaml",
        "query --file none.yaml",
        "query '{ a }' --file r.yaml",
        "query --filter x '{ a }'",
        "query --file r.yaml --max-events 1",
    ] {
        told.push_str(&format!("{}\n", sandbox.line(line).whole()));
    }
    insta::assert_snapshot!("refused", told);
    assert_eq!(recorder.received(), []);
}

#[test]
fn a_document_is_validated_where_the_schema_is_known() {
    let recorder = Recorder::saying(r#"{"data":{}}"#);
    let sandbox = beside(&recorder, "  - { name: bad, query: '{ nme }', authorization: { token: t } }\n");
    sandbox.file("schema.graphql", "type Query { name: String }");
    let ran = sandbox.line("query --file r.yaml --schema schema.graphql");
    assert_eq!((ran.code, recorder.received().len()), (Some(3), 0), "{}", ran.whole());
    assert!(ran.err.contains("did you mean `name`?"), "{}", ran.err);
}

#[test]
fn a_file_can_come_from_standard_input() {
    let recorder = Recorder::saying(r#"{"data":{"a":1}}"#);
    let sandbox = Sandbox::new();
    let text = r#"{ "requests": [{ "name": "n", "query": "{ a }", "expect": { "data": { "a": 1 } } }] }"#;
    let line = format!("query --file - --url {} --token t", recorder.url);
    let ran = sandbox.run_with_input(&line, text.as_bytes());
    redactions(&sandbox).bind(|| {
        insta::assert_snapshot!(ran.whole(), @r"
        exit 0
        --- stdout
        passed	[ms]	-:1	n
        totals	[ms]		1 request: 1 passed  [duration]
        ");
    });
}

/// Interrupts a run of three requests while the second one is under way.
#[cfg(unix)]
fn interrupted(more: &str) -> (Sandbox, crate::support::sandbox::Ran) {
    let (begun, second_begun) = mpsc::sync_channel(1);
    let recorder = Recorder::answering(move |number, _| {
        if number > 0 {
            begun.send(()).unwrap();
            std::thread::sleep(std::time::Duration::from_secs(600));
        }
        (200, r#"{"data":{}}"#.to_owned())
    });
    let sandbox = beside(
        &recorder,
        "  - { name: one, query: '{ a }' }\n  - { name: two, query: 'mutation { a }' }\n  - { name: three, query: '{ a }' }\n\
         defaults: { authorization: { token: t } }\n",
    );
    let child = sandbox.start(&format!("query --file r.yaml --report junit=r.xml{more}"));
    second_begun.recv_timeout(std::time::Duration::from_secs(30)).unwrap();
    let id = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let ran = crate::support::sandbox::ran(child.wait_with_output().unwrap());
    (sandbox, ran)
}

#[cfg(unix)]
#[test]
fn an_interruption_prints_what_was_done_and_writes_no_report() {
    let (sandbox, ran) = interrupted("");
    redactions(&sandbox).bind(|| {
        insta::assert_snapshot!(ran.whole(), @r"
        exit 130
        --- stdout
        passed	[ms]	r.yaml:3	one
        failed		r.yaml:4	two	interrupted before there was an answer
        skipped		r.yaml:5	three
        totals	[ms]		3 requests: 1 passed, 1 failed, 1 skipped  [duration]
        --- stderr
        error: interrupted: 1 of 3 requests were answered
        ");
    });
    assert!(!sandbox.path().join("r.xml").exists());
    let (sandbox, ran) = interrupted(" --json");
    assert_eq!((ran.code, ran.err.as_str()), (Some(130), ""));
    let told = ran.json();
    let outcomes: Vec<&Value> =
        told["result"]["requests"].as_array().unwrap().iter().map(|request| &request["outcome"]).collect();
    assert_eq!(outcomes, ["passed", "failed", "skipped"]);
    assert_eq!(told["error"]["message"], "interrupted: 1 of 3 requests were answered");
    assert!(!sandbox.path().join("r.xml").exists());
}
