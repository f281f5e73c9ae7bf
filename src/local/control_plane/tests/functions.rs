//! A function's configuration and aliases.

use super::*;
use crate::outside::authorizer::FunctionConfiguration;

const PATH: &str = "/2015-03-31/functions/authorizer";

impl Cloud {
    fn update(&self, body: &Value) -> Answered {
        self.ask("PUT", &format!("{PATH}/configuration"), Some(body))
    }

    /// The configuration of the function, of which something is compared.
    fn configuration(&self, members: &[&str]) -> Value {
        let got = self.ask("GET", &format!("{PATH}/configuration"), None).json();
        members.iter().map(|name| ((*name).to_owned(), got[name].clone())).collect()
    }
}

#[test]
fn an_update_replaces_the_variables_all_together_and_leaves_what_it_does_not_name() {
    let cloud = Cloud::new();
    let shown = ["Environment", "Timeout", "Description", "MemorySize", "LastModified", "LastUpdateStatus"];
    assert_eq!(cloud.configuration(&["Environment"]), json!({ "Environment": null }));
    let first = cloud.update(&json!({
        "Environment": { "Variables": { "ONE": "1", "TWO": "" } }, "Timeout": 3, "MemorySize": 256,
        "Description": "d", "Role": "arn:aws:iam::111122223333:role/service/app", "Handler": "a.b", "Runtime": "python3.13",
        "KMSKeyArn": "", "TracingConfig": { "Mode": "Active" }, "EphemeralStorage": { "Size": 1024 },
        "DeadLetterConfig": { "TargetArn": "arn:aws:sqs:eu-west-1:111122223333:dead" }, "ofNextYear": 1,
    }));
    assert_eq!((first.status, &first.changes), (200, &vec![Change::FunctionsChanged]), "{first:?}");
    let body = first.json();
    for (name, expected) in [
        ("FunctionArn", json!(AUTHORIZER)),
        ("Environment", json!({ "Variables": { "ONE": "1", "TWO": "" } })),
        ("Role", json!("arn:aws:iam::111122223333:role/service/app")),
        ("Handler", json!("a.b")),
        ("Runtime", json!("python3.13")),
        ("LastUpdateStatus", json!("InProgress")),
        ("LastUpdateStatusReasonCode", json!("Creating")),
        ("ofNextYear", Value::Null),
    ] {
        assert_eq!(body[name], expected, "{name}");
    }
    cloud.update(&json!({ "Environment": { "Variables": { "THREE": "3" } } }));
    let expected = json!({
        "Environment": { "Variables": { "THREE": "3" } }, "Timeout": 3, "Description": "d", "MemorySize": 256,
        "LastModified": "2027-01-15T08:00:00.000+0000", "LastUpdateStatus": "Successful",
    });
    assert_eq!(cloud.configuration(&shown), expected);
    let got = cloud.ask("GET", PATH, None).json()["Configuration"].clone();
    assert_eq!(got["Environment"], expected["Environment"]);
    let expected = FunctionConfiguration {
        variables: vec![("THREE".to_owned(), "3".to_owned())],
        timeout: Some(Duration::from_secs(3)),
        memory_mb: 256,
    };
    assert_eq!(cloud.store.function_configuration("authorizer"), expected);
    for nothing in [json!({ "Environment": {} }), json!({ "Environment": { "Variables": {} } })] {
        cloud.update(&nothing);
        assert_eq!(cloud.configuration(&["Environment"]), json!({ "Environment": { "Variables": {} } }));
    }
}

#[test]
fn a_shorter_time_limit_ends_an_invocation_sooner() {
    let cloud = Cloud::new();
    assert_eq!(cloud.update(&json!({ "Timeout": 1, "MemorySize": 512 })).status, 200);
    let invoked = cloud.send(&request(
        "POST",
        &format!("{PATH}/invocations"),
        &[("x-amz-log-type", "Tail")],
        r#"{"authorizationToken":"slow"}"#,
    ));
    let message = invoked.json()["errorMessage"].as_str().unwrap().to_owned();
    assert!(message.ends_with("Task timed out after 1.00 seconds"), "{message}");
    use base64::Engine as _;
    let log = base64::engine::general_purpose::STANDARD.decode(invoked.header("X-Amz-Log-Result").unwrap()).unwrap();
    let log = String::from_utf8(log).unwrap();
    assert!(log.contains("Memory Size: 512 MB"), "{log}");
}

#[test]
fn an_update_of_what_changed_meanwhile_is_refused() {
    let cloud = Cloud::new();
    let revision = || cloud.configuration(&["RevisionId"])["RevisionId"].as_str().unwrap().to_owned();
    let precondition = (
        412,
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id".to_owned(),
    );
    let first = revision();
    let update = |revision: &str| cloud.update(&json!({ "Description": "d", "RevisionId": revision }));
    let updated = update(&first);
    assert_eq!(updated.status, 200);
    assert_eq!(update(&first).refusal(), precondition);
    // That of the answer is of an update in progress, and it is done by now.
    assert_eq!(update(updated.json()["RevisionId"].as_str().unwrap()).refusal(), precondition);
    let second = revision();
    assert_ne!(first, second);
    assert_eq!(update(&second).status, 200);
    assert_ne!(revision(), second);
    let latest = cloud.ask("GET", &format!("{PATH}/configuration?Qualifier=%24LATEST"), None).json();
    assert_eq!(latest["RevisionId"], json!(revision()));
}

#[test]
fn what_lambda_refuses_of_a_configuration_changes_nothing() {
    let cloud = Cloud::new();
    cloud.update(&json!({ "Environment": { "Variables": { "KEPT": "1" } } }));
    let before = cloud.ask("GET", PATH, None).json();
    let variables = |variables: Value| json!({ "Environment": { "Variables": variables } });
    // With the braces, quotes and the colon it is 4,097 bytes.
    let large = variables(json!({ "LARGE": "x".repeat(4_085) }));
    let (invalid, validation) = ("InvalidParameterValueException", "ValidationException");
    for (body, kind, message) in [
        (
            json!({ "Timeout": 0 }),
            validation,
            "1 validation error detected: Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            json!({ "Timeout": 901 }),
            validation,
            "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
        ),
        (
            json!({ "MemorySize": 127 }),
            validation,
            "1 validation error detected: Value '127' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
        ),
        (
            json!({ "Role": "r1" }),
            validation,
            "1 validation error detected: Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
        ),
        (
            json!({ "Handler": "a b" }),
            validation,
            "1 validation error detected: Value 'a b' at 'handler' failed to satisfy constraint: Member must satisfy regular expression pattern: [^\\s]+",
        ),
        (
            variables(json!({ "A-B": "secret" })),
            validation,
            "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
        ),
        (variables(json!({ "AB": 1 })), validation, "'environment.Variables' is not an object of strings."),
        (
            variables(json!({ "AWS_REGION": "x", "OK": "y", "_HANDLER": "z" })),
            invalid,
            "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, _HANDLER",
        ),
        (
            large.clone(),
            invalid,
            &format!(
                "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {}",
                large["Environment"]["Variables"]
            ),
        ),
        (json!({ "Layers": [] }), invalid, "the emulator holds no Layers of a function"),
    ] {
        assert_eq!(cloud.update(&body).refusal(), (400, kind, message.to_owned()), "{body}");
    }
    let (status, kind, message) = cloud.update(&json!({ "Runtime": "PYTHON3.9" })).refusal();
    assert_eq!((status, kind), (400, invalid));
    assert!(message.starts_with("Value PYTHON3.9 at 'runtime' failed to satisfy constraint: "), "{message}");
    let path = format!("{PATH}:live/configuration");
    let (status, kind, _) = cloud.ask("PUT", &path, Some(&json!({ "Timeout": 5 }))).refusal();
    assert_eq!((status, kind), (400, invalid));
    let unknown = cloud.ask("PUT", "/2015-03-31/functions/other/configuration", Some(&json!({}))).refusal();
    assert_eq!((unknown.0, unknown.1), (404, "ResourceNotFoundException"));
    let odd = cloud.send(&request("PUT", &format!("{PATH}/configuration"), &[], "[]")).refusal();
    assert_eq!((odd.0, odd.1), (400, "InvalidRequestContentException"));
    assert_eq!(cloud.ask("GET", PATH, None).json(), before);
    assert_eq!(cloud.update(&variables(json!({ "LARGE": "x".repeat(4_084) }))).status, 200);
}

#[test]
fn an_alias_is_made_got_listed_and_deleted() {
    let cloud = Cloud::new();
    let aliases = format!("{PATH}/aliases");
    let create = |body: Value| cloud.ask("POST", &aliases, Some(&body));
    let made = create(json!({ "Name": "live", "FunctionVersion": "7", "Description": "d" }));
    let mut body = made.json();
    assert_eq!(body["RevisionId"].as_str().map(str::len), Some(36));
    assert_eq!((made.status, cloud.ask("GET", &format!("{aliases}/live"), None).json()), (201, body.clone()));
    body.as_object_mut().unwrap().shift_remove("RevisionId");
    let arn = format!("{AUTHORIZER}:live");
    assert_eq!(body, json!({ "AliasArn": arn, "Name": "live", "FunctionVersion": "7", "Description": "d" }));
    assert_eq!(create(json!({ "Name": "next", "FunctionVersion": "$LATEST" })).status, 201);
    let names = |query: &str| {
        let listed = cloud.ask("GET", &format!("{aliases}{query}"), None).json();
        let names: Vec<Value> =
            listed["Aliases"].as_array().unwrap().iter().map(|alias| alias["Name"].clone()).collect();
        (names, listed["NextMarker"].clone())
    };
    assert_eq!(names(""), (vec![json!("live"), json!("next")], Value::Null));
    assert_eq!(names("?FunctionVersion=7"), (vec![json!("live")], Value::Null));
    assert_eq!(names("?MaxItems=1"), (vec![json!("live")], json!("next")));
    assert_eq!(names("?MaxItems=1&Marker=next"), (vec![json!("next")], Value::Null));
    // What an alias stands for is a version, and a function that is asked for by its alias is that version.
    let versions = cloud.ask("GET", &format!("{PATH}/versions"), None).json();
    let numbers: Vec<&Value> = versions["Versions"].as_array().unwrap().iter().map(|each| &each["Version"]).collect();
    assert_eq!(numbers, [&json!("$LATEST"), &json!("7")]);
    let rest = cloud.ask("GET", &format!("{PATH}/versions?MaxItems=1"), None).json()["NextMarker"].clone();
    let rest = cloud.ask("GET", &format!("{PATH}/versions?Marker={}", rest.as_str().unwrap()), None).json();
    assert_eq!((rest["Versions"].as_array().unwrap().len(), &rest["Versions"][0]["Version"]), (1, &json!("7")));
    let of_alias = cloud.ask("GET", &format!("{PATH}:live/configuration"), None).json();
    assert_eq!((&of_alias["FunctionArn"], &of_alias["Version"]), (&json!(arn), &json!("7")));
    for (body, status, kind, message) in [
        (
            json!({ "Name": "live", "FunctionVersion": "8" }),
            409,
            "ResourceConflictException",
            format!("Alias already exists: {AUTHORIZER}:live"),
        ),
        (
            json!({ "Name": "2024", "FunctionVersion": "1" }),
            400,
            "ValidationException",
            "1 validation error detected: Value '2024' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)".to_owned(),
        ),
        (
            json!({ "Name": "x", "FunctionVersion": "one" }),
            400,
            "ValidationException",
            "1 validation error detected: Value 'one' at 'functionVersion' failed to satisfy constraint: Member must satisfy regular expression pattern: (\\$LATEST|[0-9]+)".to_owned(),
        ),
        (
            json!({ "FunctionVersion": "1" }),
            400,
            "ValidationException",
            "1 validation error detected: Value 'null' at 'name' failed to satisfy constraint: Member must not be null".to_owned(),
        ),
    ] {
        assert_eq!(create(body).refusal(), (status, kind, message));
    }
    for _ in 0..2 {
        assert_eq!(cloud.ask("DELETE", &format!("{aliases}/live"), None).status, 204);
    }
    let message = format!("Cannot find alias arn: {AUTHORIZER}:live");
    let gone = cloud.ask("GET", &format!("{aliases}/live"), None).refusal();
    assert_eq!(gone, (404, "ResourceNotFoundException", message));
}
