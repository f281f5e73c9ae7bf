//! The page: well-formed, complete, the same bytes every time, and filtered by a real browser.

use std::process::Command;

use super::{Sandbox, fixture};
use crate::support::{need, skip};

const BASE: &str = "schema.graphql --api-config api.json --html access.html";

/// A page of the blog's schema.
fn blog() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("schema.graphql", &fixture("blog.graphql"));
    let ended = sandbox.access(BASE);
    assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (0, "", "wrote access.html\n"));
    sandbox
}

/// Says of a page on standard input which tags do not close, which ids rows have, and what would be fetched.
const READ_PAGE: &str = r#"
import sys, json
from html.parser import HTMLParser
VOID = {"meta", "input"}
class Page(HTMLParser):
    def __init__(self):
        super().__init__(); self.open = []; self.rows = []; self.faults = []; self.cells = 0
    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in VOID: self.open.append(tag)
        if tag == "tr" and "id" in attrs: self.rows.append(attrs["id"])
        if tag == "td" and "class" in attrs: self.cells += 1
        for name in ("src", "href", "action"):
            if name in attrs: self.faults.append(f"{tag} has {name}")
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: self.faults.append(f"{tag} closes what is not open")
page = Page(); text = sys.stdin.read(); page.feed(text); page.close()
if "http://" in text or "https://" in text or "@import" in text or "url(" in text: page.faults.append("a reference")
print(json.dumps({"rows": page.rows, "cells": page.cells, "faults": page.faults, "open": page.open}))
"#;

#[test]
fn the_page_is_well_formed_fetches_nothing_and_has_every_field() {
    if !need("python3") {
        return;
    }
    let sandbox = blog();
    let mut python = Command::new("python3");
    python.args(["-c", READ_PAGE]).stdin(std::fs::File::open(sandbox.path("access.html")).unwrap());
    let output = python.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let result = sandbox.json("schema.graphql --api-config api.json");
    let fields: Vec<&serde_json::Value> =
        result["fields"].as_array().unwrap().iter().map(|field| &field["coordinate"]).collect();
    assert_eq!(read["rows"].as_array().unwrap().iter().collect::<Vec<_>>(), fields);
    assert_eq!(read["cells"], fields.len() * result["columns"].as_array().unwrap().len());
    assert_eq!((&read["faults"], &read["open"]), (&serde_json::json!([]), &serde_json::json!([])));
}

#[test]
fn the_same_matrix_gives_the_same_bytes() {
    let sandbox = blog();
    let first = sandbox.read("access.html");
    assert_eq!(sandbox.access(BASE).code, 0);
    assert_eq!(sandbox.read("access.html"), first);
    let on_stdout = sandbox.access("schema.graphql --api-config api.json --html -");
    assert_eq!((on_stdout.code, on_stdout.stdout), (0, first));
    assert_eq!(sandbox.access("schema.graphql --api-config api.json --html - --json").code, 2);
    assert_eq!(sandbox.access("schema.graphql --api-config api.json --html no/folder.html").code, 2);
}

#[test]
fn names_that_are_markup_stay_text() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "schema.graphql",
        r#"type Query { a: Int @aws_cognito_user_pools(cognito_groups: ["<script>alert('1')</script>", "a&b\" onload="]) }"#,
    );
    assert_eq!(sandbox.access(BASE).code, 0);
    let page = sandbox.read("access.html");
    assert!(!page.contains("<script>alert"), "markup");
    assert!(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"));
    assert!(page.contains("a&amp;b&quot; onload="));
}

#[test]
fn a_browser_filters_by_what_the_address_says() {
    if !need("chromium") {
        return;
    }
    let sandbox = blog();
    let profile = tempfile::tempdir().unwrap();
    let page = sandbox.path("access.html");
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}#search=query+get&column=API_KEY&access=reached", page.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8(output.stdout).unwrap();
    if !dom.contains("</html>") {
        skip(&format!("chromium shows nothing: {}", String::from_utf8_lossy(&output.stderr)));
        return;
    }
    assert!(dom.contains("1 of 113 fields</output>"), "{}", &dom[..dom.len().min(9_000)]);
    assert!(dom.contains("<tr id=\"Query.getAuthor\"><th"));
    assert!(dom.contains("<tr id=\"Address.city\" hidden"));
    assert!(!dom.contains("<form hidden"), "the filters are not shown");
}
