//! Lambda's operations.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

const FUNCTIONS: &str = "/2015-03-31/functions";
const API: &str = "arn:aws:appsync:eu-west-1:111122223333:apis/abc";

fn configuration(arn: &str, version: &str) -> Value {
    json!({
        "FunctionName": "authorizer", "FunctionArn": arn, "Runtime": "provided.al2023",
        "Role": "arn:aws:iam::111122223333:role/appsync-auth-local-authorizer", "Handler": "bootstrap", "CodeSize": 0,
        "Description": "authorizer.yaml under appsync-auth local", "Timeout": 10, "MemorySize": 128,
        "LastModified": "2027-01-15T08:00:00.000+0000", "Version": version, "TracingConfig": { "Mode": "PassThrough" },
        "State": "Active", "LastUpdateStatus": "Successful", "PackageType": "Zip",
        "Architectures": [if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" }],
        "EphemeralStorage": { "Size": 512 },
    })
}

/// Without what is made up.
fn shown(mut configuration: Value) -> Value {
    let revision = configuration.as_object_mut().unwrap().shift_remove("RevisionId").unwrap();
    assert_eq!(revision.as_str().unwrap().len(), 36);
    configuration
}

#[test]
fn a_function_is_got_by_every_form_of_its_name() {
    let cloud = Cloud::new();
    for (name, qualifier) in [
        ("authorizer", ""),
        ("function:authorizer", ""),
        ("111122223333:function:authorizer", ""),
        ("111122223333%3Afunction%3Aauthorizer", ""),
        (AUTHORIZER, ""),
        ("arn%3Aaws%3Alambda%3Aeu-west-1%3A111122223333%3Afunction%3Aauthorizer", ""),
        ("authorizer:live", ":live"),
        ("authorizer%3A%24LATEST", ":$LATEST"),
        ("authorizer?Qualifier=live", ":live"),
        ("authorizer:live?Qualifier=live", ":live"),
        ("arn%3Aaws%3Alambda%3Aeu-west-1%3A111122223333%3Afunction%3Aauthorizer%3A7", ":7"),
    ] {
        let (path, query) =
            name.split_once('?').map_or((name, String::new()), |(path, query)| (path, format!("?{query}")));
        let expected =
            configuration(&format!("{AUTHORIZER}{qualifier}"), if qualifier == ":7" { "7" } else { "$LATEST" });
        let got = cloud.ask("GET", &format!("{FUNCTIONS}/{path}{query}"), None);
        let mut body = got.json();
        body["Configuration"] = shown(body["Configuration"].take());
        assert_eq!((got.status, body), (200, json!({ "Configuration": expected, "Code": {}, "Tags": {} })), "{name}");
        let got = cloud.ask("GET", &format!("{FUNCTIONS}/{path}/configuration{query}"), None);
        assert_eq!((got.status, shown(got.json())), (200, expected), "{name}");
    }
}

#[test]
fn what_is_no_function_is_told_apart() {
    let cloud = Cloud::new();
    let other = |text: &str, from: &str, to: &str| text.replace(from, to);
    for (name, status, kind, message) in [
        (
            "other".to_owned(),
            404,
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:eu-west-1:111122223333:function:other",
        ),
        (
            "other:live".to_owned(),
            404,
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:eu-west-1:111122223333:function:other:live",
        ),
        (
            other(AUTHORIZER, "eu-west-1", "us-east-1"),
            404,
            "ResourceNotFoundException",
            "Functions from 'us-east-1' are not reachable in this region ('eu-west-1')",
        ),
        (
            other(AUTHORIZER, "111122223333", "999988887777"),
            403,
            "AccessDeniedException",
            "User: arn:aws:iam::111122223333:root is not authorized to perform: lambda:GetFunction on resource: arn:aws:lambda:eu-west-1:999988887777:function:authorizer because no resource-based policy allows the lambda:GetFunction action",
        ),
        (
            "authorizer:live?Qualifier=test".to_owned(),
            400,
            "InvalidParameterValueException",
            "The derived qualifier from the function name does not match the specified qualifier.",
        ),
    ] {
        let answered = cloud.ask("GET", &format!("{FUNCTIONS}/{name}"), None);
        assert_eq!(answered.refusal(), (status, kind, message.to_owned()), "{name}");
        let member = if status == 404 { "Message" } else { "message" };
        assert_eq!(answered.json(), json!({ "Type": "User", member: message }), "{name}");
    }
    let odd = cloud.ask("GET", &format!("{FUNCTIONS}/a%20b"), None).refusal();
    assert_eq!((odd.0, odd.1), (400, "InvalidParameterValueException"));
}

#[test]
fn functions_are_listed_in_pages_by_name() {
    let cloud = Cloud::new();
    for name in ["a.yaml", "b.yaml", "z.yaml"] {
        let file = RulesFile::parse(name, "rules: []").unwrap();
        cloud.functions.register(
            None,
            &name.parse().unwrap(),
            Authorizer::Rules(RulesAuthorizer::new(file, Duration::from_secs(1))),
        );
    }
    let list = |query: &str| {
        let answered = cloud.ask("GET", &format!("{FUNCTIONS}{query}"), None);
        assert_eq!(answered.status, 200, "{answered:?}");
        let body = answered.json();
        let names =
            body["Functions"].as_array().unwrap().iter().map(|each| each["FunctionName"].as_str().unwrap().to_owned());
        (names.collect::<Vec<_>>(), body.get("NextMarker").and_then(Value::as_str).map(str::to_owned))
    };
    let all = ["a", "authorizer", "b", "z"].map(str::to_owned);
    for query in ["", "/", "?MaxItems=4", "?FunctionVersion=ALL&MaxItems=10000"] {
        assert_eq!(list(query), (all.to_vec(), None), "{query}");
    }
    assert_eq!(list("?MaxItems=3"), (all[..3].to_vec(), Some("z".to_owned())));
    assert_eq!(list("?MaxItems=3&Marker=z"), (all[3..].to_vec(), None));
    for size in ["0", "10001", "x"] {
        let refused = cloud.ask("GET", &format!("{FUNCTIONS}?MaxItems={size}"), None).refusal();
        assert_eq!((refused.0, refused.1), (400, "InvalidParameterValueException"), "{size}");
    }
}

#[test]
fn versions_and_aliases_are_those_that_somebody_speaks_of() {
    let cloud = Cloud::new();
    let path = format!("{FUNCTIONS}/authorizer");
    assert_eq!(cloud.ask("GET", &format!("{path}/aliases"), None).json(), json!({ "Aliases": [] }));
    cloud.create(&json!({
        "name": "n", "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": format!("{AUTHORIZER}:live") },
    }));
    let permission =
        json!({ "StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "appsync.amazonaws.com" });
    assert_eq!(cloud.ask("POST", &format!("{path}/policy?Qualifier=7"), Some(&permission)).status, 201);
    let versions = cloud.ask("GET", &format!("{path}/versions"), None).json();
    let arns: Vec<&Value> = versions["Versions"].as_array().unwrap().iter().map(|each| &each["FunctionArn"]).collect();
    assert_eq!(arns, [&json!(format!("{AUTHORIZER}:$LATEST")), &json!(format!("{AUTHORIZER}:7"))]);
    let aliases = cloud.ask("GET", &format!("{path}/aliases"), None).json()["Aliases"].clone();
    assert_eq!((aliases.as_array().unwrap().len(), &aliases[0]["Name"]), (1, &json!("live")));
    assert_eq!(aliases[0]["AliasArn"], json!(format!("{AUTHORIZER}:live")));
}

#[test]
fn a_permission_opens_what_it_names_until_it_is_removed() {
    let cloud = Cloud::new();
    let path = format!("{FUNCTIONS}/authorizer/policy");
    let nothing = (404, "ResourceNotFoundException", "The resource you requested does not exist.".to_owned());
    assert_eq!(cloud.ask("GET", &path, None).refusal(), nothing);
    let missing = cloud.ask("DELETE", &format!("{path}/appsync"), None).refusal();
    assert_eq!(
        missing,
        (404, "ResourceNotFoundException", "No policy is associated with the given resource.".to_owned())
    );
    let permission = json!({ "StatementId": "appsync", "Action": "lambda:InvokeFunction", "Principal": "appsync.amazonaws.com", "SourceArn": API, "SourceAccount": ACCOUNT });
    let added = cloud.ask("POST", &path, Some(&permission));
    let statement = json!({
        "Sid": "appsync", "Effect": "Allow", "Principal": { "Service": "appsync.amazonaws.com" }, "Action": "lambda:InvokeFunction",
        "Resource": AUTHORIZER,
        "Condition": { "StringEquals": { "AWS:SourceAccount": ACCOUNT }, "ArnLike": { "AWS:SourceArn": API } },
    });
    assert_eq!((added.status, added.json()), (201, json!({ "Statement": statement.to_string() })));
    assert_eq!(added.changes, [Change::FunctionsChanged]);
    assert!(cloud.store.may_invoke("authorizer", None, API, ACCOUNT));
    assert!(!cloud.store.may_invoke("authorizer", Some("live"), API, ACCOUNT));
    let got = cloud.ask("GET", &path, None).json();
    let policy: Value = serde_json::from_str(got["Policy"].as_str().unwrap()).unwrap();
    assert_eq!(policy, json!({ "Version": "2012-10-17", "Id": "default", "Statement": [statement] }));
    let again = cloud.ask("POST", &path, Some(&permission)).refusal();
    let exists = "The statement id (appsync) provided already exists. Please provide a new statement id, or remove the existing statement.";
    assert_eq!(again, (409, "ResourceConflictException", exists.to_owned()));
    // Another qualifier has a policy of its own.
    assert_eq!(cloud.ask("POST", &format!("{path}?Qualifier=live"), Some(&permission)).status, 201);
    assert!(cloud.store.may_invoke("authorizer", Some("live"), API, ACCOUNT));
    let unknown = cloud.ask("DELETE", &format!("{path}/other"), None).refusal();
    assert_eq!(
        unknown,
        (404, "ResourceNotFoundException", "Statement other is not found in resource policy.".to_owned())
    );
    let removed = cloud.ask("DELETE", &format!("{path}/appsync"), None);
    assert_eq!((removed.status, removed.text.as_str(), removed.changes), (204, "", vec![Change::FunctionsChanged]));
    assert!(!cloud.store.may_invoke("authorizer", None, API, ACCOUNT));
    assert!(cloud.store.may_invoke("authorizer", Some("live"), API, ACCOUNT));
    assert_eq!(cloud.ask("GET", &path, None).refusal(), nothing);
}

#[test]
fn a_policy_that_changed_meanwhile_is_not_changed() {
    let cloud = Cloud::new();
    let path = format!("{FUNCTIONS}/authorizer/policy");
    let permission = |id: &str, revision: Option<&str>| {
        let mut permission =
            json!({ "StatementId": id, "Action": "lambda:InvokeFunction", "Principal": "appsync.amazonaws.com" });
        if let Some(revision) = revision {
            permission["RevisionId"] = revision.into();
        }
        permission
    };
    assert_eq!(cloud.ask("POST", &path, Some(&permission("a", None))).status, 201);
    let revision = || cloud.ask("GET", &path, None).json()["RevisionId"].as_str().unwrap().to_owned();
    let old = revision();
    assert_eq!(cloud.ask("POST", &path, Some(&permission("b", Some(&old)))).status, 201);
    assert_ne!(revision(), old);
    for answered in [
        cloud.ask("POST", &path, Some(&permission("c", Some(&old)))),
        cloud.ask("DELETE", &format!("{path}/a?RevisionId={old}"), None),
    ] {
        let message = "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id";
        assert_eq!(answered.refusal(), (412, "PreconditionFailedException", message.to_owned()));
    }
    // The function has a revision of its own, which a permission does not change.
    let got = cloud.ask("GET", &format!("{FUNCTIONS}/authorizer"), None).json();
    assert_ne!(got["Configuration"]["RevisionId"], json!(revision()));
    assert_eq!(cloud.ask("DELETE", &format!("{path}/a?RevisionId={}", revision()), None).status, 204);
}

#[test]
fn a_permission_that_cannot_be_is_refused() {
    let cloud = Cloud::new();
    let path = format!("{FUNCTIONS}/authorizer/policy");
    let good = json!({ "StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "appsync.amazonaws.com" });
    for (member, value, message) in [
        (
            "StatementId",
            Value::Null,
            "1 validation error detected: Value 'null' at 'statementId' failed to satisfy constraint: Member must not be null",
        ),
        (
            "StatementId",
            json!("a b"),
            "1 validation error detected: Value 'a b' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
        ),
        (
            "Action",
            json!("InvokeFunction"),
            "1 validation error detected: Value 'InvokeFunction' at 'action' failed to satisfy constraint: Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])",
        ),
        (
            "Principal",
            json!("appsync"),
            "The provided principal was invalid. Please check the principal and try again.",
        ),
        ("SourceArn", json!(1), "SourceArn is not a string."),
    ] {
        let mut body = good.clone();
        body[member] = value;
        let refused = cloud.ask("POST", &path, Some(&body)).refusal();
        assert_eq!(refused, (400, "InvalidParameterValueException", message.to_owned()), "{body}");
    }
    let latest = cloud.ask("POST", &format!("{path}?Qualifier=%24LATEST"), Some(&good)).refusal();
    let message = "We currently do not support adding policies for $LATEST.".to_owned();
    assert_eq!(latest, (400, "InvalidParameterValueException", message));
    let broken = cloud.send(&request("POST", &path, &[], "{")).refusal();
    assert_eq!((broken.0, broken.1), (400, "InvalidRequestContentException"));
    assert_eq!(cloud.ask("GET", &path, None).status, 404);
    for (principal, expected) in [
        ("*", json!("*")),
        ("111122223333", json!({ "AWS": "arn:aws:iam::111122223333:root" })),
        ("arn:aws:iam::111122223333:user/a", json!({ "AWS": "arn:aws:iam::111122223333:user/a" })),
    ] {
        let body = json!({ "StatementId": format!("p{}", principal.len()), "Action": "*", "Principal": principal });
        let added = cloud.ask("POST", &path, Some(&body)).json();
        let statement: Value = serde_json::from_str(added["Statement"].as_str().unwrap()).unwrap();
        assert_eq!(statement["Principal"], expected);
    }
}

#[test]
fn an_invocation_runs_the_target() {
    let cloud = Cloud::new();
    let path = format!("{FUNCTIONS}/authorizer/invocations");
    let invoke = |token: &str, headers: &[(&str, &str)]| {
        cloud.send(&request("POST", &path, headers, json!({ "authorizationToken": token }).to_string()))
    };
    let good = invoke("good", &[]);
    assert_eq!((good.status, good.json()["isAuthorized"].clone()), (200, json!(true)));
    assert_eq!((good.header("X-Amz-Executed-Version"), good.header("X-Amz-Function-Error")), (Some("$LATEST"), None));
    assert_eq!(good.header("X-Amz-Log-Result"), None);
    let failed = invoke("fault", &[("X-Amz-Log-Type", "Tail"), ("X-Amz-Invocation-Type", "RequestResponse")]);
    assert_eq!((failed.status, failed.json()), (200, json!({ "errorType": "Broken", "errorMessage": "no luck" })));
    assert_eq!(failed.header("X-Amz-Function-Error"), Some("Unhandled"));
    let log = String::from_utf8(STANDARD.decode(failed.header("X-Amz-Log-Result").unwrap()).unwrap()).unwrap();
    assert!(log.starts_with("START RequestId: ") && log.contains(" Version: $LATEST\nEND RequestId: "), "{log}");
    let slow = invoke("slow", &[]).json();
    let message = slow["errorMessage"].as_str().unwrap();
    assert_eq!(slow["errorType"], "Sandbox.Timedout");
    assert!(message.ends_with("Error: Task timed out after 3.00 seconds"), "{message}");
    assert_eq!(cloud.send(&request("POST", &path, &[], "")).json()["isAuthorized"], json!(false));
    for (kind, status) in [("Event", 202), ("DryRun", 204)] {
        let answered = invoke("good", &[("x-amz-invocation-type", kind)]);
        assert_eq!((answered.status, answered.text.as_str()), (status, ""), "{kind}");
    }
    let version = cloud.send(&request("POST", &format!("{path}?Qualifier=7"), &[], "{}"));
    assert_eq!(version.header("X-Amz-Executed-Version"), Some("7"));
}

#[test]
fn an_invocation_that_cannot_be_is_refused() {
    let cloud = Cloud::new();
    let path = format!("{FUNCTIONS}/authorizer/invocations");
    let refused = |headers: &[(&str, &str)], body: String| {
        let answered = cloud.send(&request("POST", &path, headers, body));
        let (status, kind, message) = answered.refusal();
        (status, kind.to_owned(), message)
    };
    let (status, kind, message) = refused(&[], "{ not json".to_owned());
    assert_eq!((status, kind.as_str()), (400, "InvalidRequestContentException"));
    assert!(message.starts_with("Could not parse request body into json: "), "{message}");
    let large = refused(&[], format!("\"{}\"", "x".repeat(6 * 1024 * 1024)));
    let message = "Request must be smaller than 6291456 bytes for the InvokeFunction operation".to_owned();
    assert_eq!(large, (413, "RequestTooLargeException".to_owned(), message));
    let odd = refused(&[("x-amz-invocation-type", "Now")], "{}".to_owned());
    let message = "1 validation error detected: Value 'Now' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]".to_owned();
    assert_eq!(odd, (400, "InvalidParameterValueException".to_owned(), message));
}
