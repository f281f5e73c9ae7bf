//! Schemas and types.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

const SCHEMA: &str = r#"type Query @aws_lambda {
  "the events"
  events(limit: Int = 2): [Event!] @aws_iam
}

"something that happens"
type Event { id: ID! at: AWSDateTime kind: Kind }

enum Kind { A B @deprecated }
"#;

struct Api {
    cloud: Cloud,
    id: String,
}

impl Api {
    fn new() -> Self {
        let cloud = Cloud::new();
        let id = cloud.create(&json!({ "name": "n", "authenticationType": "API_KEY" }));
        Self { cloud, id }
    }

    fn get(&self, rest: &str) -> Answered {
        self.cloud.ask("GET", &format!("/v1/apis/{}/{rest}", self.id), None)
    }

    fn start(&self, schema: &str) -> Answered {
        let body = json!({ "definition": STANDARD.encode(schema) });
        self.cloud.ask("POST", &format!("/v1/apis/{}/schemacreation", self.id), Some(&body))
    }
}

#[test]
fn a_schema_is_created_and_its_status_told() {
    let api = Api::new();
    assert_eq!(api.get("schemacreation").json(), json!({ "status": "NOT_APPLICABLE" }));
    let none = (400, "GraphQLSchemaException", "No schema definition exists.".to_owned());
    assert_eq!(api.get("schema?format=SDL").refusal(), none);
    let started = api.start(SCHEMA);
    assert_eq!((started.status, started.json()), (200, json!({ "status": "PROCESSING" })));
    assert_eq!(started.changes, [Change::ApiChanged(api.id.clone())]);
    let success = json!({ "status": "SUCCESS", "details": "Successfully created schema with 3 types." });
    assert_eq!(api.get("schemacreation").json(), success);
    for (schema, details) in [
        ("type Query {", "Failed to parse schema document - ensure it's a valid SDL-formatted document.\n"),
        ("", "Failed to parse schema document - ensure it's a valid SDL-formatted document.\n"),
        (
            r#"{"data":{"__schema":{}}}"#,
            "Failed to parse schema document - ensure it's a valid SDL-formatted document.",
        ),
        ("type Query { a: Missing }", "Found 1 problem(s) with the schema:\n"),
        ("type A { a: Int }", "Found 1 problem(s) with the schema:\n"),
    ] {
        assert_eq!(api.start(schema).json(), json!({ "status": "PROCESSING" }), "{schema}");
        let status = api.get("schemacreation").json();
        assert_eq!(status["status"], "FAILED", "{schema}");
        let told = status["details"].as_str().unwrap();
        assert!(told.starts_with(details), "{schema}: {told}");
        assert_eq!(api.get("schema?format=SDL").text, SCHEMA, "the schema that works stays");
    }
}

#[test]
fn what_is_no_text_in_base64_is_refused() {
    let api = Api::new();
    let path = format!("/v1/apis/{}/schemacreation", api.id);
    let refused = |definition: Value| {
        let answered = api.cloud.ask("POST", &path, Some(&json!({ "definition": definition })));
        assert_eq!((answered.status, answered.error_type.as_deref()), (400, Some("BadRequestException")));
        answered.refusal().2
    };
    assert_eq!(refused(json!("type Query { a: Int }")), "definition is not text in base64.");
    assert_eq!(refused(json!(STANDARD.encode([0xff, 0xfe]))), "definition is not text in base64.");
    assert_eq!(refused(json!(1)), "'definition' is not a string.");
    assert_eq!(api.get("schemacreation").json(), json!({ "status": "NOT_APPLICABLE" }));
}

#[test]
fn a_schema_is_answered_as_text_and_as_introspection() {
    let api = Api::new();
    api.start(SCHEMA);
    assert_eq!(api.get("schema?format=SDL&includeDirectives=true").text, SCHEMA);
    let plain = api.get("schema?format=SDL&includeDirectives=false").text;
    assert!(!plain.contains('@') && plain.contains("\"the events\"") && plain.contains("limit: Int = 2"), "{plain}");
    let answered = api.get("schema?format=JSON");
    assert_eq!(answered.header("content-type"), Some("application/json"));
    let schema = answered.json()["data"]["__schema"].clone();
    assert_eq!(schema["queryType"], json!({ "name": "Query" }));
    assert_eq!(schema["mutationType"], Value::Null);
    let kind = schema["types"].as_array().unwrap().iter().find(|each| each["name"] == "Kind").unwrap().clone();
    assert_eq!(
        kind["enumValues"],
        json!([
            { "name": "A", "description": null, "isDeprecated": false, "deprecationReason": null },
            { "name": "B", "description": null, "isDeprecated": true, "deprecationReason": "No longer supported" },
        ])
    );
    let names = |answered: &Answered| {
        let directives = answered.json()["data"]["__schema"]["directives"].as_array().unwrap().clone();
        directives.iter().map(|each| each["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(names(&answered).contains(&"aws_lambda".to_owned()));
    let mut built_in = names(&api.get("schema?format=JSON&includeDirectives=false"));
    built_in.sort();
    assert_eq!(built_in, ["deprecated", "include", "skip", "specifiedBy"]);
    for (query, message) in [
        (
            "schema",
            "1 validation error detected: Value 'null' at 'format' failed to satisfy constraint: Member must not be null",
        ),
        (
            "schema?format=XML",
            "1 validation error detected: Value 'XML' at 'format' failed to satisfy constraint: Member must satisfy enum value set: [SDL, JSON]",
        ),
        (
            "schema?format=SDL&includeDirectives=1",
            "1 validation error detected: Value '1' at 'includeDirectives' failed to satisfy constraint: Member must satisfy enum value set: [true, false]",
        ),
    ] {
        assert_eq!(api.get(query).refusal(), (400, "BadRequestException", message.to_owned()), "{query}");
    }
}

#[test]
fn types_are_listed_and_got() {
    let api = Api::new();
    assert_eq!(api.get("types?format=SDL").json(), json!({ "types": [] }));
    api.start(SCHEMA);
    let arn = |name: &str| format!("arn:aws:appsync:eu-west-1:111122223333:apis/{}/types/{name}", api.id);
    let event = json!({
        "name": "Event", "description": "something that happens", "arn": arn("Event"),
        "definition": "\"\"\"something that happens\"\"\"\ntype Event {\n  id: ID!\n  at: AWSDateTime\n  kind: Kind\n}",
        "format": "SDL",
    });
    let listed = api.get("types?format=SDL").json();
    let names: Vec<&Value> = listed["types"].as_array().unwrap().iter().map(|each| &each["name"]).collect();
    assert_eq!(names, ["Query", "Event", "Kind"]);
    assert_eq!(listed["types"][1], event);
    assert_eq!(api.get("types/Event?format=SDL").json(), json!({ "type": event }));
    let got = api.get("types/Kind?format=JSON").json()["type"].clone();
    assert_eq!((&got["name"], &got["arn"], &got["format"]), (&json!("Kind"), &json!(arn("Kind")), &json!("JSON")));
    let definition: Value = serde_json::from_str(got["definition"].as_str().unwrap()).unwrap();
    assert_eq!((&definition["kind"], &definition["name"]), (&json!("ENUM"), &json!("Kind")));
    let first = api.get("types?format=SDL&maxResults=2").json();
    let token = first["nextToken"].as_str().unwrap();
    let second = api.get(&format!("types?format=SDL&nextToken={token}")).json();
    assert_eq!((second["types"].as_array().unwrap().len(), &second["types"][0]["name"]), (1, &json!("Kind")));
    for name in ["Nothing", "String", "AWSDateTime", "__Schema"] {
        let expected = (404, "NotFoundException", format!("Type {name} not found."));
        assert_eq!(api.get(&format!("types/{name}?format=SDL")).refusal(), expected);
    }
}
