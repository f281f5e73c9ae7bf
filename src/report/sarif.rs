//! `lint --format sarif`: the Static Analysis Results Interchange Format 2.1.0, which code hosts show beside the code.
//!
//! Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".

use std::io;

use serde_json::{Value, json};

use super::lint::{LintPlace, LintReport, PlacedFinding, message_with_help};
use crate::engine::lint::Target;
use crate::engine::{Code, Severity};

/// Where the schema of the format is published.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes the findings as a log with one run, indented.
///
/// # Errors
/// The writer fails.
pub fn write(report: &LintReport, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &log(report))?;
    writeln!(out)
}

fn log(report: &LintReport) -> Value {
    let mut codes: Vec<Code> = report.findings.iter().map(|placed| placed.finding.code).collect();
    codes.sort();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = report.findings.iter().map(|placed| result(report, placed, &codes)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "appsync-auth",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: Code) -> Value {
    let rule = code.rule();
    json!({
        "id": code.to_string(),
        "name": rule.name,
        "shortDescription": { "text": rule.title },
        "help": { "text": format!("run `appsync-auth explain {code}`") },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "evidence": rule.evidence.name(), "evidenceText": rule.evidence.text() },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(report: &LintReport, placed: &PlacedFinding, codes: &[Code]) -> Value {
    let finding = &placed.finding;
    let mut result = json!({
        "ruleId": finding.code.to_string(),
        "ruleIndex": codes.binary_search(&finding.code).unwrap_or_default(),
        "level": level(finding.severity),
        "message": { "text": message_with_help(finding) },
    });
    let mut location = json!({});
    if let Some(place) = &placed.place {
        location["physicalLocation"] = physical(report.file(place), place);
    }
    if let Some(target) = &finding.target {
        let kind = if matches!(target, Target::Type(_)) { "type" } else { "member" };
        location["logicalLocations"] = json!([{ "fullyQualifiedName": target.to_string(), "kind": kind }]);
    }
    if location.as_object().is_some_and(|members| !members.is_empty()) {
        result["locations"] = json!([location]);
    }
    result
}

fn physical(file: &str, place: &LintPlace) -> Value {
    json!({
        "artifactLocation": { "uri": uri(file) },
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        },
    })
}

/// A path as a URI: relative as it was given, else with its scheme; what cannot stand in a URI is escaped.
fn uri(path: &str) -> String {
    if path == "-" {
        return "stdin".to_owned();
    }
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            b'\\' if cfg!(windows) => uri.push('/'),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(
            ["schema.graphql", "a b/ü:1.graphql", "/tmp/s.graphql", "-"].map(uri),
            ["schema.graphql", "a%20b/%C3%BC%3A1.graphql", "file:///tmp/s.graphql", "stdin"]
        );
    }
}
