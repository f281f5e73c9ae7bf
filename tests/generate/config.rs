//! What `appsync-auth.yaml` says, what flags say against it, and `generate init`.

use serde_json::json;

use crate::support::sandbox::Sandbox;

const SCHEMA: &str =
    "type Query { todo: Todo secret: Todo } type Todo { id: ID! owner: User } type User { name: String todo: Todo }\n";

fn sandbox(configuration: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("api/schema.graphql", SCHEMA);
    sandbox.file("appsync-auth.yaml", configuration);
    sandbox
}

#[test]
fn several_outputs_are_written_from_below_the_configuration_too() {
    let sandbox = sandbox(
        "generate:
  schema: api/*.graphql
  outputs:
    - { target: schema, out: out/schema }
    - { target: graphql, out: out/operations, depth: 1 }
    - { target: graphql, out: out/deep, exclude: Query.secret }
  operations:
    todo: { depth: 3 }
",
    );
    let ran = sandbox.line("generate");
    let all = "written\tout/deep/queries.graphql\nwritten\tout/operations/queries.graphql\nwritten\tout/schema/schema.graphql\n";
    assert_eq!(ran.out, all, "{}", ran.whole());
    let deep = sandbox.read("out/deep/queries.graphql");
    assert!(deep.contains("todo {\n    id\n    owner {\n      name\n      todo {\n        id\n"), "{deep}");
    assert!(!deep.contains("secret"), "{deep}");
    let flat = sandbox.read("out/operations/queries.graphql");
    assert!(flat.contains("secret {\n    id\n    owner {\n      name\n    }\n  }\n"), "{flat}");
    let mut below = sandbox.command(["generate", "--check"]);
    let ran = crate::support::sandbox::ended(below.current_dir(sandbox.path().join("api")));
    assert_eq!(ran.whole(), "exit 0\n--- stdout\nno difference: 3 files\n");
}

#[test]
fn flags_go_before_the_configuration() {
    let sandbox = sandbox(
        "generate: { schema: api/schema.graphql, target: [schema=out, introspection], out: json, prune: true }\n",
    );
    assert_eq!(sandbox.line("generate").out, "written\tjson/introspection.json\nwritten\tout/schema.graphql\n");
    // A target that the configuration has goes where that says.
    assert_eq!(sandbox.line("generate --target schema").out, "unchanged\tout/schema.graphql\n");
    assert_eq!(sandbox.line("generate --target schema=here").out, "written\there/schema.graphql\n");
    assert_eq!(sandbox.line("generate --target schema --out there").out, "written\tthere/schema.graphql\n");
    // `prune` holds for what a flag says, too.
    let ran = sandbox.line("generate --target introspection --out out");
    assert_eq!(ran.out, "written\tout/introspection.json\npruned\tout/schema.graphql\n");
    sandbox.file("other.graphql", "type Query { other: Int }");
    let ran = sandbox.line("generate --target schema --schema other.graphql --print");
    assert_eq!(ran.out, "schema {\n  query: Query\n}\n\ntype Query {\n  other: Int\n}\n");
}

#[test]
fn documents_of_the_user_are_generated_too_and_what_was_generated_is_none() {
    let sandbox = sandbox(
        "generate: { schema: api/schema.graphql, documents: 'src/**/*.graphql', target: graphql, out: src/generated }\n",
    );
    sandbox.file("src/own.graphql", "query Mine { todo { id } }\n");
    let ran = sandbox.line("generate --statements none");
    assert_eq!(ran.whole(), "exit 0\n--- stdout\nwritten\tsrc/generated/queries.graphql\n");
    let text = sandbox.read("src/generated/queries.graphql");
    assert!(text.contains("query Mine {\n  todo {\n    id\n"), "{text}");
    let ran = sandbox.line("generate --statements none");
    assert_eq!(ran.whole(), "exit 0\n--- stdout\nunchanged\tsrc/generated/queries.graphql\n");
    sandbox.file("src/own.graphql", "query Mine { todo { idd } }\n");
    let ran = sandbox.line("generate --statements none");
    assert_eq!(ran.code, Some(3), "{}", ran.whole());
    assert!(ran.err.contains("src/own.graphql:1:21") && ran.err.contains("did you mean `id`?"), "{}", ran.err);
    assert_eq!(sandbox.read("src/generated/queries.graphql"), text);
}

#[test]
fn fragments_of_the_user_keep_their_names_beside_generated_ones() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "schema.graphql",
        "type Query { pair: Pair } type Pair { one: Item two: Item } type Item { id: ID! name: String }",
    );
    sandbox
        .file("own.graphql", "query Mine { pair { one { ...Pair_Item_1 } } }\nfragment Pair_Item_1 on Item { id }\n");
    let ran = sandbox
        .line("generate --schema schema.graphql --documents own.graphql --target graphql=gql --target typescript=ts");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert_eq!(
        sandbox.read("gql/fragments.graphql").lines().skip(2).collect::<Vec<_>>(),
        ["fragment Pair_Item_1 on Item {", "  id", "}"]
    );
    let queries = sandbox.read("gql/queries.graphql");
    assert!(queries.contains("fragment Pair_Item_1_2 on Item {\n  id\n  name\n}\n"), "{queries}");
    let types = sandbox.read("ts/fragments.ts");
    assert!(types.contains("export interface Pair_Item_1_2 {\n  id: string;\n  name: string | null;\n}\n"), "{types}");
    assert!(types.contains("export interface Pair_Item_1Fragment {\n  id: string;\n}\n"), "{types}");
}

/// What a module exports, each name with the word that declares it.
fn exports(text: &str) -> Vec<String> {
    let declared = text.lines().filter_map(|line| line.strip_prefix("export "));
    declared.map(|rest| rest.split([' ', ';']).take(2).collect::<Vec<_>>().join(" ")).collect()
}

const TARGETS: &str = "--target typescript=ts --target javascript=js --target graphql=gql --target manifest=json";

#[test]
fn operations_of_the_user_keep_their_names_and_generated_ones_step_aside() {
    let sandbox = Sandbox::new();
    let schema = "type Query { getTodo(id: ID!): Todo listTodos: [Todo] me: Todo other: Int }
type Mutation { me: Int ping: Int } type Todo { id: ID! name: String }";
    sandbox.file("schema.graphql", schema);
    sandbox.file(
        "own.graphql",
        "query getTodo($id: ID!) { getTodo(id: $id) { name } }
mutation Me { me }
query Ping { other }
query Other { other }
query ListTodosQuery { listTodos { id } }
query LISTTodos { listTodos { name } }
",
    );
    let line = format!("generate --schema schema.graphql --documents own.graphql {TARGETS}");
    let ran = sandbox.line(&format!("{line} --json"));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let notes = ran.json()["findings"].clone();
    let about = |code: &str| -> Vec<String> {
        let of_code = notes.as_array().unwrap().iter().filter(|note| note["code"] == code);
        of_code.map(|note| note["message"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        about("operation-replaced"),
        ["the query `Other` of the documents stands in place of the generated one"]
    );
    assert_eq!(
        about("operation-renamed"),
        [
            "the operation of the query `getTodo` is named `GetTodoQuery`: `GetTodo` is taken",
            "the operation of the query `listTodos` is named `ListTodosQuery_2`: `ListTodos` is taken",
            "the operation of the mutation `me` is named `MeMutation`: `Me` is taken",
            "the operation of the query `me` is named `MeQuery`: `Me` is taken",
            "the operation of the mutation `ping` is named `PingMutation`: `Ping` is taken",
        ]
    );
    let own = ["getTodo", "Ping", "Other", "ListTodosQuery", "LISTTodos"];
    let queries = sandbox.read("gql/queries.graphql");
    let names: Vec<&str> =
        queries.lines().filter_map(|line| line.strip_prefix("query ")?.split(['(', ' ']).next()).collect();
    assert_eq!(names, [&["GetTodoQuery", "ListTodosQuery_2", "MeQuery"], &own[..]].concat());
    let manifest: serde_json::Value = serde_json::from_str(&sandbox.read("json/manifest.json")).unwrap();
    let names: Vec<&str> =
        manifest["operations"].as_array().unwrap().iter().map(|each| each["name"].as_str().unwrap()).collect();
    let mutations = ["MeMutation", "PingMutation"];
    assert_eq!(
        names,
        [&["GetTodoQuery", "ListTodosQuery_2", "MeQuery"], &mutations[..], &["getTodo", "Me"], &own[1..]].concat()
    );
    // Whatever the schema has, the user's modules are called the same.
    let with = ["js/queries.js", "ts/queries.ts", "ts/mutations.ts"].map(|file| exports(&sandbox.read(file)));
    assert_eq!(
        with[0],
        [
            "const getTodoQuery",
            "const listTodosQuery_",
            "const meQuery",
            "const getTodo",
            "const ping",
            "const other",
            "const listTodosQuery",
            "const listTodos",
        ]
    );
    let ran = sandbox.line(&format!("{line} --statements none --force -q"));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let alone = ["js/queries.js", "ts/queries.ts", "ts/mutations.ts"].map(|file| exports(&sandbox.read(file)));
    for (with, alone) in with.iter().zip(&alone) {
        assert_eq!(with[with.len() - alone.len()..], alone[..]);
    }
}

#[test]
fn constants_of_the_user_keep_their_names_beside_amplifys() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "schema.graphql",
        "type Query { getTodo(id: ID!): Todo me: Int } type Mutation { me: Int } type Todo { id: ID! }",
    );
    sandbox.file("own.graphql", "query getTodo($id: ID!) { getTodo(id: $id) { id } } query me { me }");
    let ran = sandbox.line("generate -q --schema schema.graphql --documents own.graphql --preset amplify --out out");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let names = ["const getTodoQuery", "const meQuery", "const getTodo", "const me"];
    assert_eq!(exports(&sandbox.read("out/queries.ts")), names);
    assert_eq!(exports(&sandbox.read("out/mutations.ts")), ["const me"]);
}

#[test]
fn operations_of_the_user_stand_by_kind_and_name_wherever_they_were_written() {
    let line = "generate --schema schema.graphql --documents '*.gql' --statements none --print --target manifest --target typescript";
    let printed = |files: &[(&str, &str)]| {
        let sandbox = Sandbox::new();
        sandbox.file("schema.graphql", "type Query { a: Int z: Int } type Mutation { m: Int }");
        for (name, text) in files {
            sandbox.file(name, text);
        }
        let ran = sandbox.line(line);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        files.iter().fold(ran.out, |text, (name, _)| text.replace(name, "FILE"))
    };
    let one = printed(&[("1.gql", "mutation Change { m } query Zeta { a } query Alpha { z }")]);
    let places: Vec<_> =
        ["\"Alpha\"", "\"Zeta\"", "\"Change\""].iter().map(|name| one.find(&format!("\"name\": {name}"))).collect();
    assert!(places.is_sorted() && places[0].is_some(), "{one}");
    assert_eq!(printed(&[("0.gql", "query Alpha { z }"), ("1.gql", "query Zeta { a } mutation Change { m }")]), one);
}

#[test]
fn faults_of_several_documents_are_told_together() {
    let sandbox = sandbox("generate: { schema: api/schema.graphql, documents: 'src/*.graphql', target: graphql }\n");
    sandbox.file("src/a.graphql", "query A { todo { id } }\n");
    sandbox.file("src/b.graphql", "query A { todo { id } }\n");
    let ran = sandbox.line("generate");
    assert_eq!(ran.code, Some(3), "{}", ran.whole());
    assert!(ran.err.starts_with("error: the set of documents has 2 errors\n"), "{}", ran.err);
    assert!(ran.err.contains("src/a.graphql:1:7") && ran.err.contains("src/b.graphql:1:7"), "{}", ran.err);
}

#[test]
fn the_report_says_how_large_each_operation_is() {
    let sandbox = sandbox("generate: { schema: api/schema.graphql, target: manifest, report: true }\n");
    sandbox.file(
        "own.graphql",
        "query Mine { todo { ...T } again: todo { ...T } }\nfragment T on Todo { id owner { name __typename } }\n",
    );
    let line = "generate --documents own.graphql --statements none";
    let ran = sandbox.line(line);
    let text = "query Mine {\n  todo {\n    ...T\n  }\n  again: todo {\n    ...T\n  }\n}\n\nfragment T on Todo {\n  id\n  owner {\n    name\n    \
                __typename\n  }\n}";
    assert_eq!(
        ran.out,
        format!("written\tgenerated/manifest.json\nMine\tquery\t4\t2\t{}\n", text.len()),
        "{}",
        ran.whole()
    );
    assert_eq!(
        sandbox.line(&format!("{line} --json")).json()["result"]["operations"],
        json!([{ "target": "manifest", "kind": "query", "name": "Mine", "fields": 4, "objects": 2, "bytes": text.len() }])
    );
}

#[test]
fn init_writes_a_section_that_generates() {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", SCHEMA);
    let line = "generate init --target schema --out 'src/my api'";
    assert_eq!(sandbox.line(line).whole(), "exit 0\n--- stdout\nfile\tappsync-auth.yaml\n");
    let section = "generate:\n  schema: schema.graphql\n  target: schema\n  out: \"src/my api\"\n";
    assert_eq!(sandbox.read("appsync-auth.yaml"), section);
    assert_eq!(sandbox.line("generate").out, "written\tsrc/my api/schema.graphql\n");
    let ran = sandbox.line(line);
    assert_eq!(
        ran.whole(),
        "exit 3\n--- stderr\nerror: `appsync-auth.yaml` has a `generate` section already\nhelp: change it in your editor; nothing \
         was written\n"
    );
    assert_eq!(sandbox.read("appsync-auth.yaml"), section);
}

#[test]
fn init_appends_and_changes_nothing_that_is_there() {
    let before = "# ours\nenvironments:\n  local: { url: 'http://127.0.0.1:4000/graphql' } # keep\n";
    let sandbox = sandbox(before);
    let mut below = sandbox.command(["generate", "init", "--target", "schema", "--schema", "schema.graphql", "--json"]);
    let ran = crate::support::sandbox::ended(below.current_dir(sandbox.path().join("api")));
    let section = "generate:\n  schema: api/schema.graphql\n  target: schema\n  out: api/generated\n";
    assert_eq!(
        ran.json()["result"],
        json!({ "file": "../appsync-auth.yaml", "created": false, "section": section, "importedFrom": null, "notImported": [] })
    );
    assert_eq!(sandbox.read("appsync-auth.yaml"), format!("{before}\n{section}"));
    assert_eq!(sandbox.line("generate").out, "written\tapi/generated/schema.graphql\n");
    for text in ["{ environments: {} }\n", "environments: {}\n...\n"] {
        sandbox.file("appsync-auth.yaml", text);
        let ran = sandbox.line("generate init --target schema");
        assert_eq!(
            (ran.code, ran.err.lines().next()),
            (Some(3), Some("error: nothing can be appended to `appsync-auth.yaml` as it is written"))
        );
        assert_eq!(sandbox.read("appsync-auth.yaml"), text);
    }
}

#[test]
fn init_takes_over_what_amplifys_tools_are_told() {
    let sandbox = Sandbox::new();
    sandbox.file(
        ".graphqlconfig.yml",
        "projects:
  Codegen Project:
    schemaPath: src/graphql/schema.json
    includes: [src/graphql/**/*.js]
    excludes: [./amplify/**]
    extensions:
      amplify:
        codeGenTarget: javascript
        generatedFileName: ''
        docsFilePath: src/graphql
        region: eu-west-1
        apiId: abcdefghijklmnopqrstuvwxyz
        maxDepth: 3
",
    );
    let ran = sandbox.line("generate init");
    assert_eq!(
        ran.whole(),
        "exit 0\n--- stdout\nfile\tappsync-auth.yaml\nimported\t.graphqlconfig.yml\nnot imported\t`includes`: \
         `src/graphql/**/*.js`; only files of GraphQL are read\n"
    );
    assert_eq!(
        sandbox.read("appsync-auth.yaml"),
        "default-environment: amplify\nenvironments:\n  amplify:\n    api: abcdefghijklmnopqrstuvwxyz\n    region: eu-west-1\n\n\
         generate:\n  schema: src/graphql/schema.json\n  target: javascript\n  preset: amplify\n  out: src/graphql\n  depth: 3\n"
    );
}
