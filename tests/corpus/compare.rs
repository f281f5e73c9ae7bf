//! What was expected against what was seen, whole values each.

use std::fmt::Debug;

use super::case::{Case, Expect};
use super::observed::{Observed, Played};

/// How the faults of the providers differ from those expected.
pub(crate) fn faults(case: &Case, observed: &[String]) -> Vec<String> {
    let mut differences = Vec::new();
    same(&mut differences, "faults", &case.faults, &observed.to_vec());
    differences.into_iter().map(|difference| format!("{}: {difference}", case.file)).collect()
}

/// How what lint found differs from what was expected.
pub(crate) fn lint(case: &Case, played: &Played) -> Vec<String> {
    let Some(expect) = &case.lint else { return Vec::new() };
    let mut differences = Vec::new();
    same(&mut differences, "findings", &expect.findings, &played.findings);
    if let Some(suppressed) = &expect.suppressed {
        same(&mut differences, "suppressed", suppressed, &played.suppressed);
    }
    if let Some(fixes) = &expect.fixes {
        same(&mut differences, "fixes", fixes, &played.fixes);
    }
    differences.into_iter().map(|difference| format!("{}: {difference}", case.file)).collect()
}

/// How what came of a request differs from what was expected; a line each.
pub(crate) fn request(expect: &Expect, observed: &Observed) -> Vec<String> {
    let mut differences = Vec::new();
    let found = &mut differences;
    same(found, "request", &expect.request, &observed.request);
    if let Some(mode) = &expect.mode {
        same(found, "mode", mode, &observed.mode);
    }
    if expect.rule.is_some() {
        same(found, "rule", &expect.rule, &observed.rule);
    }
    for code in expect.fires.iter().filter(|code| !observed.fires.contains(*code)) {
        found.push(format!("{code} did not fire; what fired is {:?}", observed.fires));
    }
    for code in expect.silent.iter().filter(|code| observed.fires.contains(*code)) {
        found.push(format!("{code} fired"));
    }
    if expect.event.is_some() {
        same(found, "event", &expect.event, &observed.event);
    }
    for (name, wanted, seen) in [
        ("response", &expect.response, &observed.response),
        ("identity", &expect.identity, &observed.identity),
        ("ttl", &expect.ttl, &observed.ttl),
    ] {
        if let Some(wanted) = wanted {
            same(found, name, wanted, seen);
        }
    }
    if let Some(denied) = &expect.denied_fields {
        same(found, "denied-fields", denied, &observed.denied_fields);
    }
    if let Some(messages) = &expect.messages {
        same(found, "messages", messages, &observed.messages);
    }
    if let Some(called) = &expect.called {
        same(found, "called", called, &observed.event.is_some());
    }
    same(found, "assumptions", &expect.assumptions, &observed.assumptions);
    if let Some(wanted) = &expect.fields {
        fields(found, wanted, observed);
    }
    differences
}

/// Every selected field must be named, by its path or its coordinate, and every name must be a selected field.
fn fields(found: &mut Vec<String>, wanted: &[(String, String)], observed: &Observed) {
    for (name, access) in wanted {
        let mut seen =
            observed.fields.iter().filter(|field| field.path == *name || field.coordinate == *name).peekable();
        if seen.peek().is_none() {
            found.push(format!("field {name} is not selected; selected are {:#?}", observed.fields));
        }
        for field in seen {
            same(found, &format!("field {} at {}", field.coordinate, field.path), access, &field.access);
        }
    }
    for field in &observed.fields {
        if !wanted.iter().any(|(name, _)| field.path == *name || field.coordinate == *name) {
            found.push(format!("field {} at {} is {} and not expected", field.coordinate, field.path, field.access));
        }
    }
}

fn same<T: PartialEq + Debug>(differences: &mut Vec<String>, name: &str, expected: &T, actual: &T) {
    if expected != actual {
        differences.push(format!("{name}\n  expected {expected:?}\n  actual   {actual:?}"));
    }
}

#[test]
fn whatever_is_not_as_expected_is_a_difference() {
    let observed = || Observed {
        request: "denied".to_owned(),
        mode: Some("AWS_LAMBDA".to_owned()),
        rule: Some("R201".to_owned()),
        fires: ["R201".to_owned()].into_iter().collect(),
        event: None,
        response: serde_json::json!({ "status": 401 }),
        identity: serde_json::Value::Null,
        ttl: serde_json::Value::Null,
        denied_fields: Vec::new(),
        fields: vec![super::observed::ObservedField {
            coordinate: "Query.a".to_owned(),
            path: "a".to_owned(),
            access: "denied R201".to_owned(),
        }],
        messages: Vec::new(),
        assumptions: vec!["C107".to_owned()],
    };
    let good = || Expect {
        request: "denied".to_owned(),
        assumptions: vec!["C107".to_owned()],
        fields: Some(vec![("Query.a".to_owned(), "denied R201".to_owned())]),
        ..Expect::default()
    };
    assert_eq!(request(&good(), &observed()), Vec::<String>::new());
    let text = |text: &str| text.to_owned();
    let wrong = [
        Expect { request: text("allowed"), ..good() },
        Expect { mode: Some(None), ..good() },
        Expect { rule: Some(text("R204")), ..good() },
        Expect { fires: vec![text("R204")], ..good() },
        Expect { silent: vec![text("R201")], ..good() },
        Expect { event: Some(serde_json::Value::Null), ..good() },
        Expect { response: Some(serde_json::Value::Null), ..good() },
        Expect { identity: Some(serde_json::json!({})), ..good() },
        Expect { ttl: Some(serde_json::json!({})), ..good() },
        Expect { denied_fields: Some(vec![text("Query.a")]), ..good() },
        Expect { messages: Some(vec![text("x")]), ..good() },
        Expect { called: Some(true), ..good() },
        Expect { assumptions: Vec::new(), ..good() },
        Expect { fields: Some(Vec::new()), ..good() },
        Expect { fields: Some(vec![(text("a"), text("reached D101"))]), ..good() },
        Expect { fields: Some(vec![(text("a"), text("denied R201")), (text("b"), text("denied R201"))]), ..good() },
    ];
    for expect in wrong {
        assert_eq!(request(&expect, &observed()).len(), 1, "{expect:?}");
    }
}
