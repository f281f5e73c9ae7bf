//! What is sent: documents, operations, variables, headers; and where it is sent to.

use crate::support::recorder::Recorder;
use crate::support::sandbox::{Ran, Sandbox};

const OPERATIONS: &str = "query One($id: ID!) { getEvent(id: $id) { id } }\n\
                          mutation Two($name: String, $n: Int, $price: Float, $tags: [String], $input: In) {\n  \
                          make(name: $name, n: $n, price: $price, tags: $tags, input: $input)\n}\n";

/// Sends with a token, and gives what the server got.
fn sent(sandbox: &Sandbox, line: &str) -> (Ran, Recorder) {
    let recorder = Recorder::saying(r#"{"data":{"x":1}}"#);
    let ran = sandbox.line(&format!("query --url {} --token t0ken {line}", recorder.url));
    (ran, recorder)
}

/// The body of the one request.
fn body(sandbox: &Sandbox, line: &str) -> String {
    let (ran, recorder) = sent(sandbox, line);
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let received = recorder.received();
    assert_eq!(received.len(), 1);
    received[0].body.clone()
}

#[test]
fn a_document_is_a_text_a_file_or_standard_input() {
    let sandbox = Sandbox::new();
    sandbox.file("q.graphql", "{ x }\n");
    assert_eq!(body(&sandbox, "'{ x }'"), r#"{"query":"{ x }"}"#);
    assert_eq!(body(&sandbox, "@q.graphql"), r#"{"query":"{ x }\n"}"#);
    let recorder = Recorder::saying(r#"{"data":{"x":1}}"#);
    let ran = sandbox.run_with_input(&format!("query - --token t0ken --url {}", recorder.url), b"query A { x }");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "{\"data\":{\"x\":1}}\n"), "{}", ran.whole());
    assert_eq!(recorder.received()[0].body, r#"{"query":"query A { x }"}"#);
}

#[test]
fn an_operation_is_picked_by_its_name_and_variables_are_typed_by_it() {
    let sandbox = Sandbox::new();
    sandbox.file("ops.graphql", OPERATIONS);
    sandbox.file("in.json", "{\"a\": 1.10, \"b\": [12345678901234567890123]}\n");
    let text = serde_json::Value::from(OPERATIONS);
    assert_eq!(
        body(&sandbox, "@ops.graphql --operation-name One --var id=3"),
        format!(r#"{{"query":{text},"variables":{{"id":"3"}},"operationName":"One"}}"#)
    );
    let line = "@ops.graphql --operation-name Two --var name=3 --var n=3 --var price=1.10 --var 'tags=[\"a\"]' \
                --var input=@in.json";
    assert_eq!(
        body(&sandbox, line),
        format!(
            r#"{{"query":{text},"variables":{{"name":"3","n":3,"price":1.10,"tags":["a"],"input":{{"a": 1.10, "b": [12345678901234567890123]}}}},"operationName":"Two"}}"#
        )
    );
    // Numbers and order stay as they are written; a variable by name goes before the same in the object.
    let line = r#"@ops.graphql --operation-name Two --variables '{"price": 1e3, "n": 1, "name": null}' --var n=2"#;
    assert_eq!(
        body(&sandbox, line),
        format!(r#"{{"query":{text},"variables":{{"price":1e3,"n":2,"name":null}},"operationName":"Two"}}"#)
    );
}

#[test]
fn what_is_wrong_with_a_request_is_told_before_anything_is_sent() {
    let sandbox = Sandbox::new();
    sandbox.file("ops.graphql", OPERATIONS);
    sandbox.file("bad.graphql", "query A {\n  getEvent(id: 1 {\n    id\n  }\n}\n");
    sandbox.file("schema.graphql", "type Query { getEvent(id: ID!): Event } type Event { id: ID! name: String }");
    sandbox.file("typo.graphql", "query A {\n  getEvent(id: 1) { nane }\n}\n");
    let mut told = String::new();
    for line in [
        "",
        "@missing.graphql",
        "@bad.graphql",
        "'{ x '",
        "@ops.graphql",
        "@ops.graphql --operation-name Too",
        "@ops.graphql --operation-name One --var idd=3",
        "@ops.graphql --operation-name Two --var n=three",
        "@ops.graphql --operation-name Two --var n",
        "@ops.graphql --operation-name Two --variables '[1]'",
        "@ops.graphql --operation-name Two --variables '{'",
        "@ops.graphql --operation-name One",
        "@ops.graphql --operation-name One --variables '{\"id\": null}'",
        "@ops.graphql --operation-name One --variables '{\"id\": 1, \"name\": 2}'",
        "'{ x }' --header 'Host: other'",
        "'{ x }' --header 'Content-Length: 3'",
        "@typo.graphql --schema schema.graphql",
        "'{ getEvent(id: 1) { nane } }' --schema schema.graphql",
        "'{ x }' --header 'Authorization: y'",
        "--operation ListEvents",
        "'{ x }' --max-events 3",
        "'mutation { x }' --for 3s",
        "'subscription { x }' --raw",
        "'subscription { x }' --table",
        "'subscription { x }' --curl",
        "'mutation { x }' --paginate",
        "'{ x }' --cacert missing.pem",
        "'{ x }' --appsync-domain https://x",
    ] {
        let (ran, recorder) = sent(&sandbox, line);
        assert_eq!(recorder.received().len(), 0, "{line}");
        told.push_str(&format!("$ {line}\n{}\n", ran.whole()));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn an_operation_is_found_in_the_documents_of_the_project() {
    let sandbox = Sandbox::new();
    sandbox.file("appsync-auth.yaml", "generate: { documents: 'src/**/*.graphql' }\n");
    sandbox.file("src/a/list.graphql", "query ListEvents { x }");
    sandbox.file("src/broken.graphql", "query {");
    assert_eq!(
        body(&sandbox, "--operation ListEvents"),
        r#"{"query":"query ListEvents { x }","operationName":"ListEvents"}"#
    );
    let (ran, _) = sent(&sandbox, "--operation ListEvent");
    insta::assert_snapshot!(ran.whole(), @r"
    exit 2
    --- stderr
    error: the project has no operation `ListEvent`
    help: did you mean `ListEvents`?
    ");
}

#[test]
fn a_fragment_of_another_document_comes_along() {
    let sandbox = Sandbox::new();
    sandbox.file("appsync-auth.yaml", "generate: { documents: '*.graphql' }\n");
    sandbox.file("a.graphql", "query One { x { ...F } }\nquery Other { y }");
    sandbox.file("b.graphql", "fragment F on X { ...G }\nfragment G on X { id }");
    assert_eq!(
        body(&sandbox, "--operation One"),
        r#"{"query":"query One {\n  x {\n    ...F\n  }\n}\n\nfragment F on X {\n  ...G\n}\n\nfragment G on X {\n  id\n}","operationName":"One"}"#
    );
}

#[test]
fn an_operation_is_found_in_what_was_generated_or_made_from_the_schema() {
    const SCHEMA: &str = "type Query { getTodo(id: ID!): Todo }\ntype Todo { id: ID! name: String }\n";
    const BODY: &str = r#"{"query":"query GetTodo($id: ID!) {\n  getTodo(id: $id) {\n    id\n    name\n  }\n}","variables":{"id":"1"},"operationName":"GetTodo"}"#;
    for target in ["graphql", "manifest"] {
        let sandbox = Sandbox::new();
        sandbox.file("schema.graphql", SCHEMA);
        sandbox
            .file("appsync-auth.yaml", format!("generate: {{ schema: schema.graphql, target: {target}, out: api }}\n"));
        let made = sandbox.line("generate");
        assert_eq!(made.code, Some(0), "{}", made.whole());
        assert_eq!(body(&sandbox, "--operation getTodo --var id=1"), BODY, "{target}");
        assert_eq!(body(&sandbox, "--operation GetTodo --var id=1"), BODY, "{target}");
    }
    // A query of the user's own has the name that the mutation's would have: it steps aside as `generate` lets it.
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", "type Query { a: Int } type Mutation { change: Int }");
    sandbox.file("own.graphql", "query Change { a }");
    sandbox.file("appsync-auth.yaml", "generate: { schema: schema.graphql, documents: own.graphql }\n");
    let made = sandbox.line("generate --target manifest --print");
    assert!(made.out.contains(r#""name": "ChangeMutation""#), "{}", made.whole());
    assert_eq!(body(&sandbox, "--operation Change"), r#"{"query":"query Change { a }","operationName":"Change"}"#);
    assert_eq!(
        body(&sandbox, "--operation changeMutation"),
        r#"{"query":"mutation ChangeMutation {\n  change\n}","operationName":"ChangeMutation"}"#
    );
    // What cannot be read back is made again as that output has it, whether or not it was generated.
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", SCHEMA);
    let section = "generate: { schema: schema.graphql, outputs: [{ target: typescript, exclude: [Todo.name] }] }\n";
    sandbox.file("appsync-auth.yaml", section);
    assert_eq!(body(&sandbox, "--operation getTodo --var id=1"), BODY.replace("    name\\n", ""));
    let sandbox = Sandbox::new();
    sandbox.file("appsync-auth.yaml", "generate: { schema: schema.graphql, target: manifest, out: api }\n");
    for text in ["{", "{}", r#"{"operations": [{"name": "GetTodo"}]}"#] {
        sandbox.file("api/manifest.json", text);
        let (ran, _) = sent(&sandbox, "--operation getTodo");
        assert_eq!(ran.code, Some(3), "{}", ran.whole());
        assert!(ran.err.starts_with("error: `api/manifest.json` is no manifest of operations\n"), "{}", ran.whole());
        assert!(ran.err.ends_with("help: write it anew with `appsync-auth generate`\n"), "{}", ran.whole());
    }
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", SCHEMA);
    assert_eq!(body(&sandbox, "--schema schema.graphql --operation getTodo --var id=1"), BODY);
    let (ran, _) = sent(&sandbox, "--schema schema.graphql --operation getTood");
    insta::assert_snapshot!(ran.whole(), @r"
    exit 2
    --- stderr
    error: the project has no operation `getTood`
    help: did you mean `GetTodo`?
    ");
}

#[test]
fn the_address_and_the_key_come_from_the_files_of_amplify() {
    for (file, text) in [
        (
            "amplify_outputs.json",
            r#"{"version":"1","data":{"url":"URL","aws_region":"us-east-1","api_key":"da2-fromfile","default_authorization_type":"API_KEY","authorization_types":["AWS_LAMBDA"]}}"#,
        ),
        (
            "aws-exports.js",
            "const awsmobile = { 'aws_appsync_graphqlEndpoint': 'URL', 'aws_appsync_region': 'us-east-1', \
             'aws_appsync_authenticationType': 'API_KEY', 'aws_appsync_apiKey': 'da2-fromfile' };\nexport default awsmobile;\n",
        ),
    ] {
        let (sandbox, recorder) = (Sandbox::new(), Recorder::saying(r#"{"data":null}"#));
        sandbox.file(file, text.replace("URL", &recorder.url));
        let ran = sandbox.line("query '{ x }'");
        assert_eq!(ran.code, Some(0), "{file}: {}", ran.whole());
        assert_eq!(recorder.received()[0].header("x-api-key"), Some("da2-fromfile"), "{file}");
        // Another API does not get the key.
        let other = Recorder::saying(r#"{"data":null}"#);
        let ran = sandbox.line(&format!("query '{{ x }}' --url {}", other.url));
        assert_eq!((ran.code, other.received().len()), (Some(2), 0), "{file}: {}", ran.whole());
    }
}

#[test]
fn an_environment_says_where_and_who() {
    let (mut sandbox, recorder) = (Sandbox::new(), Recorder::saying(r#"{"data":{"x":1}}"#));
    sandbox.set("STAGING", "t0ken");
    let environments = format!("environments:\n  staging:\n    url: {}\n    token: {{ env: STAGING }}\n", recorder.url);
    sandbox.file("appsync-auth.yaml", environments);
    let ran = sandbox.line("query '{ x }' -e staging");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "{\"data\":{\"x\":1}}\n", ""));
    assert_eq!(recorder.received()[0].header("authorization"), Some("t0ken"));
}

#[test]
fn headers_are_sent_as_they_are_given() {
    let sandbox = Sandbox::new();
    sandbox.file("tenant.txt", "acme\n");
    let (ran, recorder) = sent(&sandbox, "'{ x }' --header 'X-Tenant: @tenant.txt' --header 'User-Agent: mine/1'");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let received = &recorder.received()[0];
    let header = |name: &str| received.header(name);
    assert_eq!(header("x-tenant"), Some("acme"));
    assert_eq!(header("user-agent"), Some("mine/1"));
    assert_eq!(header("content-type"), Some("application/json"));
    assert_eq!(header("accept-encoding"), Some("gzip"));
    assert_eq!(header("authorization"), Some("t0ken"));
    assert!(received.head.starts_with("POST /graphql HTTP/1.1\r\n"), "{}", received.head);
}
