//! The whole body of the answer, for each feature of GraphQL.

use serde_json::{Map, Value, json};

use super::{Call, Denied, Execution, FieldMap, Outcome, Request, ResolverError};
use crate::graphql::{Document, Executable, Schema, SourceText, ValidationError};
use crate::local::data::Data;

const SDL: &str = r#"
    enum Level { LOW HIGH }
    interface Named { name: String }
    type Person implements Named { name: String age: Int mail: AWSEmail }
    type Robot implements Named { name: String model: String! }
    union Being = Person | Robot
    type Comment { id: ID! content: String! secret: String! level: Level }
    type Event {
        id: ID!
        name: String
        at: AWSDateTime
        when: AWSTimestamp
        extra: AWSJSON
        price: Float
        count: Int
        level: Level
        host: Person
        comments(limit: Int = 2, after: String): [Comment]
        strict: [Comment!]!
        being: Being
        named: [Named]
    }
    type Query {
        event(id: ID, at: AWSDateTime): Event
        must: Event!
        events: [Event]
        text(of: String = "x"): String
    }
    type Mutation { rename(id: ID!, name: String): Event touch(id: ID!): Event }
    type Subscription { renamed(id: ID): Event @aws_subscribe(mutations: ["rename"]) }
"#;

fn schema() -> Schema {
    Schema::load(&[SourceText::new("schema.graphql", SDL)], crate::graphql::Leniency::Strict).expect("a schema").schema
}

fn executable(schema: &Schema, query: &str) -> Result<Executable, Vec<ValidationError>> {
    let document = Document::parse("query", query).expect("a document");
    document.pick(None).expect("an operation").executable(schema)
}

/// What a test sets; the resolvers answer by the name of the field.
#[derive(Default)]
struct Scene {
    variables: Value,
    denied: Denied,
    resolvers: Vec<(&'static str, Result<Value, ResolverError>)>,
    depth_limit: usize,
    resolver_limit: usize,
    introspection: bool,
    published: Option<Value>,
    file: Option<&'static str>,
}

impl Scene {
    fn of(resolvers: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        Self { resolvers: resolvers.into_iter().map(|(field, value)| (field, Ok(value))).collect(), ..Self::default() }
    }

    fn deny(mut self, coordinate: &str, is_root: bool) -> Self {
        self.denied.insert(&coordinate.parse().expect("a coordinate"), is_root);
        self
    }

    fn variables(mut self, variables: Value) -> Self {
        self.variables = variables;
        self
    }

    /// The outcome, and the calls in waves.
    fn play(&self, query: &str) -> (Result<Outcome, Vec<ValidationError>>, Vec<Vec<Call>>) {
        let schema = schema();
        let executable = match executable(&schema, query) {
            Ok(executable) => executable,
            Err(errors) => return (Err(errors), Vec::new()),
        };
        let resolvers: FieldMap<usize> = self
            .resolvers
            .iter()
            .enumerate()
            .map(|(index, (field, _))| (field.parse().expect("a coordinate"), index))
            .collect();
        let variables = self.variables.as_object().cloned().unwrap_or_default();
        let data = self.file.map_or_else(Data::made_up, |text| {
            let document = crate::document::Document::parse("data.yaml", text).expect("YAML");
            Data::read(&document, &schema).expect("data")
        });
        let request = Request {
            schema: &schema,
            executable: &executable,
            variables: &variables,
            denied: &self.denied,
            introspection: self.introspection,
            depth_limit: self.depth_limit,
            resolver_limit: self.resolver_limit,
            data: &data,
            resolvers: &resolvers,
            identity: &json!({"resolverContext": {"user": "u"}}),
            headers: &Map::from_iter([("host".to_owned(), json!("h"))]),
            published: self.published.as_ref(),
        };
        let mut execution = match Execution::start(request) {
            Ok(execution) => execution,
            Err(errors) => return (Err(errors), Vec::new()),
        };
        let mut waves = Vec::new();
        loop {
            let calls = execution.calls();
            if calls.is_empty() {
                return (Ok(execution.finish()), waves);
            }
            let answers = calls.iter().map(|call| self.resolvers[call.target].1.clone()).collect();
            waves.push(calls);
            execution.supply(answers);
        }
    }

    fn body(&self, query: &str) -> String {
        match self.play(query).0 {
            Ok(Outcome::Response(response)) => response.body,
            Ok(Outcome::BadRequest { body }) => format!("400 {body}"),
            Err(errors) => ValidationError::body(&errors),
        }
    }
}

fn event() -> Value {
    json!({
        "id": 7, "name": "Fair", "at": "2024-05-01T10:00:00Z", "when": "1700000000", "extra": {"a": 1}, "price": 5,
        "count": "3", "level": "HIGH", "host": {"name": "Ana", "age": 41.0, "mail": "a@example.com"},
        "comments": [{"id": "1", "content": "a", "secret": "s", "level": "LOW"}, null, {"id": "2", "content": "b"}],
        "strict": [{"id": "1", "content": "a", "secret": "s"}, {"id": "2", "content": "b", "secret": "t"}],
        "being": {"__typename": "Robot", "name": "R", "model": "M"},
        "named": [{"__typename": "Person", "name": "P", "age": 1}, {"__typename": "Robot", "name": "Q", "model": "N"}],
    })
}

fn with_event() -> Scene {
    Scene::of([("Query.event", event()), ("Query.must", event()), ("Query.events", json!([event(), event()]))])
}

#[test]
fn each_feature_of_graphql_has_its_answer() {
    let table = [
        ("{ __typename }", r#"{"data":{"__typename":"Query"}}"#),
        (
            "{ event { id n: name } other: event { __typename } }",
            r#"{"data":{"event":{"id":"7","n":"Fair"},"other":{"__typename":"Event"}}}"#,
        ),
        (
            "query($i: Boolean!, $s: Boolean!) { event { id @include(if: $i) name @skip(if: $s) } }",
            r#"{"data":{"event":{"name":"Fair"}}}"#,
        ),
        (
            "{ event { ...F ... on Event { count } ...F } } fragment F on Event { id count }",
            r#"{"data":{"event":{"id":"7","count":3}}}"#,
        ),
        (
            "{ event { being { __typename ... on Robot { model } ... on Person { age } } } }",
            r#"{"data":{"event":{"being":{"__typename":"Robot","model":"M"}}}}"#,
        ),
        (
            "{ event { named { name ... on Person { age } ... on Named { __typename } } } }",
            r#"{"data":{"event":{"named":[{"name":"P","age":1,"__typename":"Person"},{"name":"Q","__typename":"Robot"}]}}}"#,
        ),
        (
            "{ event { at when extra price count level host { name age mail } } }",
            concat!(
                r#"{"data":{"event":{"at":"2024-05-01T10:00:00Z","when":1700000000,"extra":"{\"a\":1}","price":5.0,"#,
                r#""count":3,"level":"HIGH","host":{"name":"Ana","age":41,"mail":"a@example.com"}}}}"#
            ),
        ),
        ("{ event { host { name } host { age } } }", r#"{"data":{"event":{"host":{"name":"Ana","age":41}}}}"#),
    ];
    let scene = with_event().variables(json!({"i": false, "s": false}));
    for (query, body) in table {
        assert_eq!(scene.body(query), body, "{query}");
    }
}

#[test]
fn a_denied_field_is_null_with_one_entry_for_each_object_in_a_list() {
    let scene = with_event().deny("Comment.content", false);
    assert_eq!(
        scene.body("{\n  event {\n    comments { id level }\n    c: comments {\n      content\n    }\n  }\n}"),
        concat!(
            r#"{"data":{"event":{"comments":[{"id":"1","level":"LOW"},null,{"id":"2","level":null}],"c":[null,null,null]}},"#,
            r#""errors":[{"path":["event","c",0,"content"],"data":null,"errorType":"Unauthorized","errorInfo":null,"#,
            r#""locations":[{"line":5,"column":7,"sourceName":null}],"#,
            r#""message":"Not Authorized to access content on type Comment"},"#,
            r#"{"path":["event","c",2,"content"],"data":null,"errorType":"Unauthorized","errorInfo":null,"#,
            r#""locations":[{"line":5,"column":7,"sourceName":null}],"#,
            r#""message":"Not Authorized to access content on type Comment"}]}"#
        )
    );
}

#[test]
fn a_denied_field_is_denied_only_at_its_level_and_its_resolver_is_not_called() {
    let scene = with_event().deny("Query.event", true);
    let (outcome, waves) = scene.play("{ event { id } }");
    let Ok(Outcome::Response(response)) = outcome else { panic!("no response") };
    assert_eq!(
        response.body,
        concat!(
            r#"{"data":{"event":null},"errors":[{"path":["event"],"data":null,"errorType":"Unauthorized","#,
            r#""errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"#,
            r#""message":"Not Authorized to access event on type Query"}]}"#
        )
    );
    assert_eq!((response.errors, waves.len()), (1, 0));
    assert_eq!(with_event().deny("Query.event", false).body("{ event { id } }"), r#"{"data":{"event":{"id":"7"}}}"#);
}

#[test]
fn a_null_goes_up_to_the_nearest_place_that_may_be_null_and_fields_beside_it_still_report() {
    let scene = with_event().deny("Comment.secret", false).deny("Comment.content", false);
    let body: Value = serde_json::from_str(&scene.body("{ must { id strict { content secret } } }")).expect("JSON");
    assert_eq!(body["data"], Value::Null);
    let paths: Vec<String> = body["errors"].as_array().expect("errors").iter().map(|e| e["path"].to_string()).collect();
    assert_eq!(
        paths,
        [
            r#"["must","strict",0,"content"]"#,
            r#"["must","strict",0,"secret"]"#,
            r#"["must","strict",1,"content"]"#,
            r#"["must","strict",1,"secret"]"#,
        ]
    );
}

#[test]
fn what_a_resolver_returns_wrongly_has_the_words_of_graphql_java() {
    let table = [
        (
            "{ event { comments { content secret } } }",
            json!({"comments": [{"content": "a"}]}),
            concat!(
                r#"{"data":{"event":{"comments":[null]}},"errors":[{"path":["event","comments",0,"secret"],"locations":null,"#,
                r#""message":"Cannot return null for non-nullable type: 'String' within parent 'Comment' (/event/comments[0]/secret)"}]}"#
            ),
        ),
        (
            "{ event { at } }",
            json!({"at": "2020-05-23T06:4:37.000Z"}),
            concat!(
                r#"{"data":{"event":{"at":null}},"errors":[{"path":["event","at"],"locations":null,"#,
                r#""message":"Can't serialize value (/event/at) : Unable to serialize `2020-05-23T06:4:37.000Z` as a valid DateTime Object."}]}"#
            ),
        ),
        (
            "{ event { level } }",
            json!({"level": "MIDDLE"}),
            concat!(
                r#"{"data":{"event":{"level":null}},"errors":[{"path":["event","level"],"locations":null,"#,
                r#""message":"Can't serialize value (/event/level) : Invalid input for Enum 'Level'. Unknown value 'MIDDLE'"}]}"#
            ),
        ),
        (
            "{ event { count } }",
            json!({"count": "many"}),
            concat!(
                r#"{"data":{"event":{"count":null}},"errors":[{"path":["event","count"],"locations":null,"#,
                r#""message":"Can't serialize value (/event/count) : Expected type 'Int' but was 'String'."}]}"#
            ),
        ),
        (
            "{ event { comments { id } } }",
            json!({"comments": {"id": 1}}),
            concat!(
                r#"{"data":{"event":{"comments":null}},"errors":[{"path":["event","comments"],"locations":null,"#,
                r#""message":"Can't resolve value (/event/comments) : type mismatch error, expected type LIST"}]}"#
            ),
        ),
        (
            "{ event { name } }",
            json!({"name": {"a": 1, "b": [true, "x"]}}),
            r#"{"data":{"event":{"name":"{a=1, b=[true, x]}"}}}"#,
        ),
        (
            "{ event { being { __typename } } }",
            json!({"being": {"name": "x"}}),
            concat!(
                r#"400 {"errors":[{"errorType":"BadRequestException","#,
                r#""message":"Could not determine the exact type of Being. Missing __typename key on value.'"}]}"#
            ),
        ),
        ("{ event { id } }", json!(null), r#"{"data":{"event":null}}"#),
    ];
    for (query, returned, body) in table {
        assert_eq!(Scene::of([("Query.event", returned)]).body(query), body, "{query}");
    }
}

#[test]
fn what_a_resolver_throws_is_an_entry_with_its_type_and_place() {
    let mut scene = with_event();
    scene.resolvers[0].1 = Err(ResolverError::thrown("Parameter cannot be empty"));
    assert_eq!(
        scene.body("{ event { id } }"),
        concat!(
            r#"{"data":{"event":null},"errors":[{"path":["event"],"data":null,"errorType":"Lambda:Unhandled","#,
            r#""errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"#,
            r#""message":"Parameter cannot be empty"}]}"#
        )
    );
}

#[test]
fn a_resolver_is_sent_the_event_of_a_direct_lambda_resolver() {
    let scene = Scene::of([("Query.event", json!({"id": "7", "name": "Fair"})), ("Event.comments", json!([]))])
        .variables(json!({"id": "7"}));
    let query = "query Q($id: ID, $after: String) { e: event(id: $id) { label: name ...F comments(after: $after) { id content } } } fragment F on Event { host { age } }";
    let (_, waves) = scene.play(query);
    let events: Vec<Vec<String>> = waves
        .iter()
        .map(|wave| wave.iter().map(|call| String::from_utf8(call.payload.to_vec()).expect("text")).collect())
        .collect();
    assert_eq!(
        events,
        [
            [concat!(
                r#"{"arguments":{"id":"7"},"identity":{"resolverContext":{"user":"u"}},"source":null,"#,
                r#""request":{"headers":{"host":"h"},"domainName":null},"prev":null,"#,
                r#""info":{"selectionSetList":["label","host","host/age","comments","comments/id","comments/content"],"#,
                r#""selectionSetGraphQL":"{\n  label: name\n  ...F\n  comments(after: $after) {\n    id\n    content\n  }\n}","#,
                r#""fieldName":"event","parentTypeName":"Query","variables":{"id":"7"}},"stash":{}}"#
            )],
            [concat!(
                r#"{"arguments":{"limit":2,"after":null},"identity":{"resolverContext":{"user":"u"}},"#,
                r#""source":{"id":"7","name":"Fair"},"request":{"headers":{"host":"h"},"domainName":null},"prev":null,"#,
                r#""info":{"selectionSetList":["id","content"],"selectionSetGraphQL":"{\n  id\n  content\n}","#,
                r#""fieldName":"comments","parentTypeName":"Event","variables":{"id":"7"}},"stash":{}}"#
            )],
        ]
    );
}

#[test]
fn resolvers_of_a_query_are_called_together_and_those_of_a_mutation_in_turn() {
    let scene = with_event();
    let targets = |waves: Vec<Vec<Call>>| -> Vec<usize> { waves.iter().map(Vec::len).collect() };
    assert_eq!(targets(scene.play("{ a: event { id } b: event { id } }").1), [2]);
    let scene = Scene::of([("Mutation.rename", event()), ("Event.host", json!(null))]);
    let query = r#"mutation { a: rename(id: "1") { host { age } } b: rename(id: "1") { id } }"#;
    assert_eq!(targets(scene.play(query).1), [1, 1, 1]);
}

#[test]
fn variables_that_do_not_fit_are_refused_in_the_words_of_appsync() {
    let table = [
        (
            "query($id: ID!) { event(id: $id) { id } }",
            json!({}),
            (7, "Variable 'id' has coerced Null value for NonNull type 'ID!'"),
        ),
        (
            "query($id: ID!) { event(id: $id) { id } }",
            json!({"id": null}),
            (7, "Variable 'id' has coerced Null value for NonNull type 'ID!'"),
        ),
        (
            "query($at: AWSDateTime) { event(at: $at) { id } }",
            json!({"at": "noon"}),
            (7, "Variable 'at' has an invalid value. Unable to parse `noon` as a valid DateTime."),
        ),
        (
            "query($id: ID) { event(id: $id) { id } }",
            json!({"id": true}),
            (7, "Variable 'id' has an invalid value. Expected type 'ID' but was 'Boolean'."),
        ),
    ];
    for (query, variables, (column, message)) in table {
        let body = format!(
            r#"{{"data":null,"errors":[{{"path":null,"locations":[{{"line":1,"column":{column},"sourceName":null}}],"message":"{message}"}}]}}"#
        );
        assert_eq!(with_event().variables(variables).body(query), body, "{query}");
    }
}

#[test]
fn defaults_of_variables_and_arguments_reach_the_resolver() {
    let scene = Scene::of([("Query.text", json!("t")), ("Query.event", json!(null))]);
    let (_, waves) = scene.play(r#"query($i: ID = 5) { text event(id: $i) { id } }"#);
    let arguments: Vec<Value> = waves
        .concat()
        .iter()
        .map(|call| serde_json::from_slice::<Value>(&call.payload).expect("JSON")["arguments"].clone())
        .collect();
    assert_eq!(arguments, [json!({"of": "x"}), json!({"id": "5"})]);
}

#[test]
fn introspection_is_answered_or_refused_as_a_validation_error() {
    let on = Scene { introspection: true, ..with_event() };
    assert_eq!(
        on.body(r#"{ a: __type(name: "Level") { name enumValues { name } } __typename event { id } }"#),
        concat!(
            r#"{"data":{"a":{"name":"Level","enumValues":[{"name":"LOW"},{"name":"HIGH"}]},"#,
            r#""__typename":"Query","event":{"id":"7"}}}"#
        )
    );
    assert_eq!(on.body(r#"{ __type(name: "No") { name } }"#), r#"{"data":{"__type":null}}"#);
    assert_eq!(
        with_event().body("{ __schema { queryType { name } } }"),
        concat!(
            r#"{"data":null,"errors":[{"path":null,"locations":[{"line":1,"column":14,"sourceName":null}],"#,
            r#""message":"Validation error of type FieldUndefined: Field 'queryType' in type '__Schema' is undefined"#,
            r#" @ '__schema/queryType'"}]}"#
        )
    );
}

#[test]
fn a_field_below_the_limit_of_depth_is_an_error_of_its_own() {
    let scene = Scene { depth_limit: 2, ..with_event() };
    assert_eq!(scene.body("{ event { id } }"), r#"{"data":{"event":{"id":"7"}}}"#);
    assert_eq!(
        scene.body("{ event { id host { age } } }"),
        concat!(
            r#"{"data":{"event":{"id":"7","host":{"age":null}}},"errors":[{"path":["event","host","age"],"data":null,"#,
            r#""errorType":"QueryDepthLimitReached","errorInfo":null,"#,
            r#""locations":[{"line":1,"column":21,"sourceName":null}],"message":"Query depth limit reached."}]}"#
        )
    );
}

#[test]
fn a_mutation_s_result_is_known_by_names_of_fields_and_a_subscription_selects_from_it() {
    let scene = Scene::of([("Mutation.rename", event())]);
    let query = r#"mutation { r: rename(id: "7") { key: id title: name host { n: name } host { age } } }"#;
    let Ok(Outcome::Response(response)) = scene.play(query).0 else { panic!("no response") };
    let published = json!({"id": "7", "name": "Fair", "host": {"name": "Ana", "age": 41}});
    let [root] = response.roots.as_slice() else { panic!("one root") };
    assert_eq!((root.field_name.as_str(), &root.value), ("rename", &published));
    let scene = Scene { published: Some(published), ..scene };
    assert_eq!(
        scene.body("subscription { x: renamed { id name count host { age mail } } }"),
        r#"{"data":{"x":{"id":"7","name":"Fair","count":null,"host":{"age":41,"mail":null}}}}"#
    );
}

#[test]
fn an_execution_can_be_awaited_on_any_thread() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let schema = schema();
    let executable = executable(&schema, "{ event { id } }").expect("an operation");
    let (variables, denied, data) = (Map::new(), Denied::default(), Data::made_up());
    let resolvers: FieldMap<usize> = FieldMap::from_iter([("Query.event".parse().expect("a coordinate"), 4)]);
    let request = Request {
        schema: &schema,
        executable: &executable,
        variables: &variables,
        denied: &denied,
        introspection: false,
        depth_limit: 0,
        resolver_limit: 0,
        data: &data,
        resolvers: &resolvers,
        identity: &Value::Null,
        headers: &Map::new(),
        published: None,
    };
    let future = is_send(super::execute(request, |call| async move { Ok(json!({"id": call.target})) }));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let Ok(Outcome::Response(response)) = runtime.block_on(future) else { panic!("no response") };
    assert_eq!(response.body, r#"{"data":{"event":{"id":"4"}}}"#);
}

#[test]
fn more_resolvers_than_the_limit_are_an_error_of_the_fields_that_come_too_late() {
    let scene = Scene { resolver_limit: 1, ..with_event() };
    assert_eq!(
        scene.body("{ a: event { id } b: event { id } }"),
        concat!(
            r#"{"data":{"a":{"id":"7"},"b":null},"errors":[{"path":["b"],"data":null,"#,
            r#""errorType":"ResolverExecutionLimitReached","errorInfo":null,"#,
            r#""locations":[{"line":1,"column":19,"sourceName":null}],"message":"Resolver invocation limit reached."}]}"#
        )
    );
}

#[test]
fn made_up_lists_within_lists_end() {
    let deep = "being { ... on Node { below { ".repeat(30);
    let query = format!("{{ nodes {{ {deep} id {} }} }}", "} } } ".repeat(30));
    let sdl = "interface Being { id: ID } type Node implements Being { id: ID below: [Node] being: Being } type Query { nodes: [Node] }";
    let schema = Schema::load(&[SourceText::new("s", sdl)], crate::graphql::Leniency::Strict).expect("a schema").schema;
    let executable = executable(&schema, &query).expect("an operation");
    let data = Data::made_up();
    let request = Request {
        schema: &schema,
        executable: &executable,
        variables: &Map::new(),
        denied: &Denied::default(),
        introspection: false,
        depth_limit: 0,
        resolver_limit: 0,
        data: &data,
        resolvers: &FieldMap::default(),
        identity: &Value::Null,
        headers: &Map::new(),
        published: None,
    };
    let Outcome::Response(response) = Execution::start(request).expect("an execution").finish() else {
        panic!("no response")
    };
    assert!(response.body.contains("ResolverExecutionLimitReached"));
    assert!(response.body.len() < 40_000_000, "{}", response.body.len());
}

#[test]
fn a_file_serves_what_the_object_of_a_resolver_lacks_and_nothing_else_is_made_up() {
    let scene = Scene { file: Some("Event.name: Filed"), ..Scene::of([("Query.event", json!({"id": 1}))]) };
    assert_eq!(
        scene.body("{ event { id name count } }"),
        r#"{"data":{"event":{"id":"1","name":"Filed","count":null}}}"#
    );
}

#[test]
fn fragments_that_double_each_other_do_not_make_an_event_without_end() {
    let sdl = "type Node { id: ID a: Node b: Node } type Query { node: Node }";
    let schema = Schema::load(&[SourceText::new("s", sdl)], crate::graphql::Leniency::Strict).expect("a schema").schema;
    let doubling =
        |level: usize| format!("fragment F{level} on Node {{ a {{ ...F{0} }} b {{ ...F{0} }} }} ", level + 1);
    let fragments: String = (0..60).map(doubling).collect();
    let query = format!("{{ node {{ ...F0 }} }} {fragments} fragment F60 on Node {{ id }}");
    let executable = executable(&schema, &query).expect("an operation");
    let resolvers: FieldMap<usize> = FieldMap::from_iter([("Query.node".parse().expect("a coordinate"), 0)]);
    let request = Request {
        schema: &schema,
        executable: &executable,
        variables: &Map::new(),
        denied: &Denied::default(),
        introspection: false,
        depth_limit: 0,
        resolver_limit: 0,
        data: &Data::made_up(),
        resolvers: &resolvers,
        identity: &Value::Null,
        headers: &Map::new(),
        published: None,
    };
    let calls = Execution::start(request).expect("an execution").calls();
    let event: Value = serde_json::from_slice(&calls[0].payload).expect("JSON");
    assert_eq!(event["info"]["selectionSetList"].as_array().map(Vec::len), Some(10_000));
}
