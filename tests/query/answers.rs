//! What is shown of an answer: at a terminal, in a pipe, with `--json`, and when it is none.

use serde_json::{Value, json};

use crate::support::recorder::Recorder;
use crate::support::sandbox::{Ran, Sandbox};
use crate::support::stage::Stage;

/// Numbers that floats cannot hold, keys in an order of their own, a key twice, what would steer a terminal.
const ODD: &str = r#"{"data":{"z":1.10,"a":12345678901234567890123,"m":1e400,"b":{"y":-0.0,"x":"é\u00e9\n\u001b[31m"},"e":[],"o":{},"a":null}}"#;

/// Two lists, one below the other.
const LISTS: &str = r#"{"data":{"listEvents":{"items":[{"id":"1","name":"Rust Meetup","seats":40.50,"at":{"city":"Bern","zip":3000}},{"id":"2","name":null,"seats":12345678901234567890,"at":null}],"nextToken":null},"tags":["a","b"]}}"#;

/// One list.
const LIST: &str = r#"{"data":{"listEvents":{"items":[{"id":"1","name":"Rust Meetup"},{"id":"2","name":"é"}]}}}"#;

/// A refusal as AppSync says it.
const REFUSED: &str =
    r#"{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}]}"#;

/// A field that is denied.
const IN_PART: &str = r#"{"data":{"getEvent":{"id":"7","secret":null}},"errors":[{"path":["getEvent","secret"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":24,"sourceName":null}],"message":"Not Authorized to access secret on type Event"}]}"#;

/// An API of the mode that the token is for, and one more.
const API: &str =
    r#"{"authenticationType":"AWS_LAMBDA","additionalAuthenticationProviders":[{"authenticationType":"API_KEY"}]}"#;

/// Each command line with what it gives; at a terminal the two streams are one.
struct Told<'a> {
    sandbox: &'a Sandbox,
    text: String,
}

impl<'a> Told<'a> {
    fn new(sandbox: &'a Sandbox) -> Self {
        Self { sandbox, text: String::new() }
    }

    fn add(&mut self, url: &str, line: &str) {
        let ran = self.sandbox.line(&format!("query {line} --url {url} --token t0ken"));
        self.text.push_str(&format!("$ query {line}\n{}\n", whole(&ran)));
    }

    fn add_at_terminal(&mut self, url: &str, line: &str) {
        let ran = self.sandbox.at_terminal(60, &format!("query {line} --url {url} --token t0ken"));
        self.text.push_str(&format!("terminal $ query {line}\n{}\n", whole(&ran)));
    }
}

/// All of it; a missing line break at the end of standard output is seen.
fn whole(ran: &Ran) -> String {
    let out = match ran.out.is_empty() || ran.out.ends_with('\n') {
        true => ran.out.clone(),
        false => format!("{}⏎\n", ran.out),
    };
    Ran { out, ..ran.clone() }.whole()
}

fn answered(sandbox: &Sandbox, body: &str, line: &str) -> Ran {
    sandbox.line(&format!("query {line} --url {} --token t0ken", Recorder::saying(body).url))
}

#[test]
fn an_answer_is_laid_out_at_a_terminal_and_byte_for_byte_everywhere_else() {
    let sandbox = Sandbox::new();
    let url = Recorder::saying(ODD).url;
    let pipe = |more: &str| answered(&sandbox, ODD, &format!("'{{ z }}' {more}"));
    assert_eq!(pipe(""), Ran { code: Some(0), out: format!("{ODD}\n"), err: String::new() });
    assert_eq!(pipe("--raw"), Ran { code: Some(0), out: ODD.to_owned(), err: String::new() });
    assert_eq!(sandbox.at_terminal(60, &format!("query '{{ z }}' --raw --token t0ken --url {url}")).out, ODD);
    let mut told = Told::new(&sandbox);
    for more in ["--include", "--raw --include", "--json"] {
        told.add(&url, &format!("'{{ z }}' {more}"));
    }
    for more in ["", "--include", "--raw --include", "--json"] {
        told.add_at_terminal(&url, &format!("'{{ z }}' {more}"));
    }
    insta::assert_snapshot!(told.text);
}

#[test]
fn at_a_terminal_colour_is_all_that_is_added() {
    let sandbox = Sandbox::new();
    let line = format!("query '{{ z }}' --include --token t0ken --url {}", Recorder::saying(ODD).url);
    let plain = sandbox.at_terminal(60, &line);
    let colored = sandbox.at_terminal(60, &format!("{line} --color always"));
    assert_ne!(plain.out, colored.out);
    assert_eq!(console::strip_ansi_codes(&colored.out), plain.out);
}

#[test]
fn numbers_and_the_order_of_keys_come_back_as_they_were_sent() {
    let sandbox = Sandbox::new();
    let recorder = Recorder::answering(|_, received| (200, format!(r#"{{"data":{}}}"#, received.body)));
    let query = "query A($z: Float, $a: AWSJSON, $m: In) { x(z: $z, a: $a, m: $m) }";
    let variables = r#"{"z":1.10,"a":12345678901234567890123,"m":{"b":1e3,"a":[0.0,-0,100000000000000000000.5]}}"#;
    let body = format!(r#"{{"query":"{query}","variables":{variables}}}"#);
    let run = |more: &str| {
        let words = ["query", query, "--variables", variables, "--url", &recorder.url, "--token", "t0ken"].into_iter();
        sandbox.run(words.chain(more.split_whitespace()))
    };
    assert_eq!(run("").out, format!("{{\"data\":{body}}}\n"));
    assert_eq!(run("--raw").out, format!("{{\"data\":{body}}}"));
    let enveloped: String = run("--json").out.split_whitespace().collect();
    let without_blanks: String = body.split_whitespace().collect();
    assert!(enveloped.contains(&format!(r#""body":{{"data":{without_blanks}}}"#)), "{enveloped}");
    let table = run("--table variables.m.a");
    assert_eq!((table.code, table.out.as_str()), (Some(0), "value\n0.0\n-0\n100000000000000000000.5\n"));
}

#[test]
fn a_list_is_a_table_wherever_the_option_stands() {
    let sandbox = Sandbox::new();
    sandbox.file("q.graphql", "{ a }");
    let (one, several) = (Recorder::saying(LIST).url, Recorder::saying(LISTS).url);
    let expected = answered(&sandbox, LIST, "'{ a }' --table");
    assert_eq!((expected.code, expected.err.as_str()), (Some(0), ""), "{}", expected.whole());
    for line in [
        "--table '{ a }'",
        "--table @q.graphql",
        "--table=listEvents '{ a }'",
        "--table listEvents '{ a }'",
        "--table listEvents.items '{ a }'",
        "'{ a }' --table listEvents",
    ] {
        let ran = sandbox.line(&format!("query --url {one} --token t0ken {line}"));
        assert_eq!(ran, expected, "{line}");
    }
    let input = sandbox.run_with_input(&format!("query --url {one} --token t0ken --table -"), b"{ a }");
    assert_eq!(input, expected);
    let mut told = Told::new(&sandbox);
    told.add(&one, "'{ a }' --table");
    told.add(&one, "'{ a }' --table --include");
    for line in ["'{ a }' --table listEvents", "'{ a }' --table tags", "'{ a }' --table"] {
        told.add(&several, line);
    }
    told.add(&one, "'{ a }' --table listEvent");
    told.add(&one, "--table listEvents");
    told.add(&one, "'{ a }' --table --json");
    told.add(&one, "'{ a }' --table --raw");
    told.add(&Recorder::saying(r#"{"data":{"listEvents":{"items":[]}}}"#).url, "'{ a }' --table");
    told.add(&Recorder::saying(REFUSED).url, "'{ a }' --table");
    told.add_at_terminal(&one, "'{ a }' --table");
    told.add_at_terminal(&several, "'{ a }' --table listEvents");
    let with_errors =
        LIST.replacen('{', r#"{"errors":[{"message":"no","errorType":"E","path":["listEvents","items",0,"x"]}],"#, 1);
    told.add_at_terminal(&Recorder::saying(&with_errors).url, "'{ a }' --table");
    told.add(&Recorder::saying(&with_errors).url, "'{ a }' --table");
    insta::assert_snapshot!(told.text);
}

#[test]
fn a_mutation_that_was_carried_out_is_shown_even_if_it_has_no_list() {
    let sandbox = Sandbox::new();
    let ran = answered(&sandbox, r#"{"data":{"createEvent":{"id":"1"}}}"#, "'mutation { createEvent { id } }' --table");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), "{\"data\":{\"createEvent\":{\"id\":\"1\"}}}\n"));
    assert!(ran.err.starts_with("error: "), "{}", ran.err);
}

#[test]
fn what_claims_success_without_json_is_no_answer_and_an_error_without_json_is_one() {
    let sandbox = Sandbox::new();
    let mut told = Told::new(&sandbox);
    let page = "<html>\n\t<b>Bad Gateway</b>\u{1b}[31m\n</html>";
    for (status, body) in [(200, page), (200, ""), (502, page), (502, ""), (404, "{\"message\":\"Not Found\"}")] {
        let url = Recorder::answering(move |_, _| (status, body.to_owned())).url;
        // A mutation is not sent again after a 502.
        for more in ["", "--json", "--table", "--include --raw"] {
            told.text.push_str(&format!("HTTP {status} {body:?} "));
            told.add(&url, &format!("'mutation {{ a }}' {more}"));
        }
        told.text.push_str(&format!("HTTP {status} {body:?} "));
        told.add_at_terminal(&url, "'mutation { a }'");
    }
    insta::assert_snapshot!(told.text);
}

#[test]
fn errors_are_a_no_with_their_reason_behind_them() {
    let sandbox = Sandbox::new();
    sandbox.file("api.json", API);
    let mut told = Told::new(&sandbox);
    for (status, body) in [(200, IN_PART), (401, REFUSED), (200, r#"{"data":{"a":1},"errors":[{"message":"x"}]}"#)] {
        let url = Recorder::answering(move |_, _| (status, body.to_owned())).url;
        for more in ["", "-q", "--api-config api.json", "--json --api-config api.json"] {
            told.add(&url, &format!("'{{ getEvent {{ id secret }} }}' {more}"));
        }
        told.add_at_terminal(&url, "'{ getEvent { id secret } }' --api-config api.json");
    }
    insta::assert_snapshot!(told.text);
}

#[test]
fn an_empty_list_of_errors_is_a_yes() {
    let sandbox = Sandbox::new();
    for body in [r#"{"data":{"a":1},"errors":[]}"#, r#"{"data":null,"errors":null}"#] {
        assert_eq!(
            answered(&sandbox, body, "'{ a }'"),
            Ran { code: Some(0), out: format!("{body}\n"), err: String::new() }
        );
    }
}

#[test]
fn every_step_is_told_of_an_api_that_a_file_describes() {
    let sandbox = Sandbox::new();
    sandbox.file("api.json", API);
    sandbox.file("schema.graphql", "type Query { now: String @aws_api_key, day: String }");
    let good = Recorder::saying(r#"{"data":{"day":"Monday"}}"#).url;
    let refused = Recorder::answering(|_, _| (401, REFUSED.to_owned())).url;
    let mut told = Told::new(&sandbox);
    let line = "'{ day }' --explain --api-config api.json --schema schema.graphql";
    for more in ["", " -q", " --json"] {
        told.add(&good, &format!("{line}{more}"));
        told.add(&refused, &format!("{line}{more}"));
    }
    told.add_at_terminal(&refused, line);
    insta::assert_snapshot!(told.text);
}

#[test]
fn without_an_api_nothing_is_sent_that_is_to_be_explained() {
    let sandbox = Sandbox::new();
    let recorder = Recorder::saying(LIST);
    for document in ["{ a }", "mutation { a }", "subscription { a }"] {
        let ran = sandbox.run(["query", document, "--explain", "--token", "t0ken", "--url", &recorder.url]);
        insta::allow_duplicates! {
            insta::assert_snapshot!(ran.whole(), @r"
            exit 2
            --- stderr
            error: `--explain` has to know which modes the API has
            help: name the API with `--api`, or give `--api-config FILE` with what `aws appsync get-graphql-api` prints
            ");
        }
    }
    assert_eq!(recorder.received(), []);
}

#[test]
fn an_api_that_is_looked_up_explains_itself() {
    let mut stage = Stage::open("");
    stage.sandbox.set("AWS_ACCESS_KEY_ID", "AKIAFULL");
    stage.sandbox.set("AWS_SECRET_ACCESS_KEY", crate::support::stage::SECRET);
    let plane = stage.emulator.text("controlPlaneUrl").to_owned();
    let api = format!("--api events --endpoint-url {plane}");
    let run = |document: &str, more: &str| stage.sandbox.line(&format!("query '{document}' {api} {more}"));
    let ran = run("{ getEvent(id: 7) { id secret } }", "--token custom-authorized --explain --json");
    assert_eq!(ran.code, Some(1), "{}", ran.whole());
    let result = &ran.json()["result"];
    let diagnosis = &result["diagnosis"];
    assert_eq!((&diagnosis[0]["rule"], diagnosis[0]["facts"].is_object()), (&json!("F201"), true), "{diagnosis}");
    let explanation = &result["explanation"];
    assert_eq!((&explanation["mode"], &explanation["request"]), (&json!("AWS_LAMBDA"), &json!("unknown")));
    let steps: Vec<&Value> = explanation["steps"].as_array().unwrap().iter().map(|step| &step["rule"]).collect();
    assert!(steps.contains(&&json!("M104")), "{steps:?}");
    // For people both stand on standard error.
    let people = run("{ getEvent(id: 7) { id secret } }", "--token custom-authorized --explain");
    assert!(
        people.out.starts_with("{\"data\":{\"getEvent\":{\"id\":\"7\",\"secret\":null}},\"errors\":[{"),
        "{}",
        people.out
    );
    for word in ["M104", "lambda-selected", "why:  F201", "more: appsync-auth explain F201"] {
        assert!(people.err.contains(word), "{word} in {}", people.err);
    }
    let quiet = run("{ getEvent(id: 7) { id secret } }", "--token custom-authorized -q");
    assert_eq!((quiet.code, quiet.err.as_str()), (Some(1), ""));
    // Nothing is said of what went well, and asked for it is said all the same.
    let well = run("{ getEvent(id: 7) { id } }", "--token custom-authorized");
    assert_eq!((well.code, well.err.as_str()), (Some(0), ""));
    let explained = run("{ getEvent(id: 7) { id } }", "--api-key-env LOCAL_KEY --explain --json");
    let result = &explained.json()["result"];
    assert_eq!((explained.code, result.get("diagnosis")), (Some(0), None), "{}", explained.whole());
    assert_eq!(
        (&result["explanation"]["mode"], &result["explanation"]["request"]),
        (&json!("API_KEY"), &json!("allowed"))
    );
}

#[test]
fn lines_of_json_have_their_explanation_on_standard_error() {
    let mut stage = Stage::open("");
    stage.sandbox.set("AWS_ACCESS_KEY_ID", "AKIAFULL");
    stage.sandbox.set("AWS_SECRET_ACCESS_KEY", crate::support::stage::SECRET);
    let plane = stage.emulator.text("controlPlaneUrl").to_owned();
    let api = format!("--api events --endpoint-url {plane} --explain --json -q");
    let subscription = "query 'subscription { onCreateEvent { id } }'";
    for (more, code, out) in [
        ("--api-key-env LOCAL_KEY --for 300ms", 0, ""),
        (
            "--api-key-env OLD_KEY",
            1,
            "{\"errors\":[{\"errorType\":\"UnauthorizedException\",\"message\":\"You are not authorized to make this call.\",\"errorCode\":401}]}\n",
        ),
    ] {
        let ran = stage.sandbox.line(&format!("{subscription} {more} {api}"));
        assert_eq!((ran.code, ran.out.as_str()), (Some(code), out), "{}", ran.whole());
        assert!(ran.err.starts_with("result\t") && ran.err.contains("\nstep\t1\tmode\t"), "{}", ran.whole());
    }
    stage.sandbox.file("api.json", API);
    let page = r#"{"data":{"l":{"items":[],"nextToken":null}}}"#;
    let pages = Recorder::answering(
        move |number, _| if number == 0 { (200, page.to_owned()) } else { (401, REFUSED.to_owned()) },
    );
    let line = format!(
        "query 'query A($n: String) {{ l(nextToken: $n) {{ items nextToken }} }}' --paginate --json --explain -q \
         --api-config api.json --token t0ken --url {}",
        pages.url
    );
    for (code, out) in [(0, page), (1, REFUSED)] {
        let ran = stage.sandbox.line(&line);
        assert_eq!((ran.code, ran.out.as_str()), (Some(code), &*format!("{out}\n")), "{}", ran.whole());
        assert!(ran.err.contains("\nstep\t1\tmode\tM104\t"), "{}", ran.whole());
    }
}
