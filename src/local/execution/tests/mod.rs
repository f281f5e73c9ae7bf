//! The whole body of the answer, for each feature of GraphQL.

mod answers;
mod denied;
mod limits;
mod resolvers;
mod variables;

use serde_json::{Map, Value, json};

use super::plain::{Plain, executable, schema_of};
use super::*;
use crate::graphql::{Schema, ValidationError};
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
    schema_of(SDL)
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
        let resolvers = self.resolvers.iter().enumerate();
        let plain = Plain {
            variables: self.variables.as_object().cloned().unwrap_or_default(),
            denied: self.denied.clone(),
            resolvers: resolvers.map(|(index, (field, _))| (field.parse().expect("a coordinate"), index)).collect(),
            identity: json!({"resolverContext": {"user": "u"}}),
            headers: Map::from_iter([("host".to_owned(), json!("h"))]),
        };
        let data = self.file.map_or_else(Data::made_up, |text| {
            let document = crate::document::Document::parse("data.yaml", text).expect("YAML");
            Data::read(&document, &schema).expect("data")
        });
        let request = Request {
            introspection: self.introspection,
            depth_limit: self.depth_limit,
            resolver_limit: self.resolver_limit,
            published: self.published.as_ref(),
            ..plain.request(&schema, &executable, &data)
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
