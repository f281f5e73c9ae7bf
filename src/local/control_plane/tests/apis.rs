//! APIs, tags and environment variables.

use super::*;

const FUNCTION: &str = "arn:aws:lambda:eu-west-1:111122223333:function:authz:live";

/// Every member that an update can set.
fn everything() -> Value {
    json!({
        "name": "my events api", "authenticationType": "AMAZON_COGNITO_USER_POOLS",
        "logConfig": { "fieldLogLevel": "ERROR", "cloudWatchLogsRoleArn": "arn:aws:iam::111122223333:role/logs", "excludeVerboseContent": false },
        "userPoolConfig": { "userPoolId": "eu-west-1_a", "awsRegion": "eu-west-1", "defaultAction": "ALLOW" },
        "openIDConnectConfig": { "issuer": "https://i.example", "clientId": "c", "iatTTL": 0, "authTTL": 1 },
        "additionalAuthenticationProviders": [
            { "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerResultTtlInSeconds": 0, "authorizerUri": FUNCTION, "identityValidationExpression": "^x" } },
            { "authenticationType": "API_KEY" },
        ],
        "xrayEnabled": true,
        "lambdaAuthorizerConfig": { "authorizerUri": FUNCTION },
        "mergedApiExecutionRoleArn": "arn:aws:iam::111122223333:role/merge",
        "ownerContact": "me",
        "introspectionConfig": "DISABLED",
        "queryDepthLimit": 75,
        "resolverCountLimit": 10_000,
        "enhancedMetricsConfig": {
            "resolverLevelMetricsBehavior": "PER_RESOLVER_METRICS",
            "dataSourceLevelMetricsBehavior": "PER_DATA_SOURCE_METRICS",
            "operationLevelMetricsConfig": "ENABLED",
        },
    })
}

fn with(mut document: Value, members: Value) -> Value {
    let (Value::Object(document_members), Value::Object(members)) = (&mut document, members) else { unreachable!() };
    document_members.extend(members);
    document
}

/// What AppSync adds to an API of this id.
fn placed(id: &str) -> Value {
    json!({
        "apiId": id,
        "arn": format!("arn:aws:appsync:eu-west-1:111122223333:apis/{id}"),
        "owner": ACCOUNT,
        "visibility": "GLOBAL", "apiType": "GRAPHQL",
        "uris": {
            "GRAPHQL": format!("http://127.0.0.1:4000/apis/{id}/graphql"),
            "REALTIME": format!("ws://127.0.0.1:4000/apis/{id}/graphql/realtime"),
        },
        "dns": { "GRAPHQL": "127.0.0.1:4000", "REALTIME": "127.0.0.1:4000" },
    })
}

fn bare() -> Value {
    json!({
        "name": "n", "authenticationType": "API_KEY",
        "xrayEnabled": false, "introspectionConfig": "ENABLED", "queryDepthLimit": 0, "resolverCountLimit": 0,
    })
}

#[test]
fn an_api_is_created_got_and_deleted() {
    let cloud = Cloud::new();
    let on_creation = json!({ "tags": { "team": "a" }, "visibility": "PRIVATE", "apiType": "MERGED" });
    let ignored =
        json!({ "apiId": "mine", "arn": "mine", "ofNextYear": 1, "wafWebAclArn": null, "openIDConnectConfig": null });
    let created = cloud.ask("POST", "/v1/apis", Some(&with(with(everything(), on_creation.clone()), ignored)));
    let id = created.json()["graphqlApi"]["apiId"].as_str().unwrap().to_owned();
    let mut expected = with(with(everything(), placed(&id)), on_creation);
    expected.as_object_mut().unwrap().shift_remove("openIDConnectConfig");
    assert_eq!((created.status, created.json()), (200, json!({ "graphqlApi": expected })));
    assert_eq!(created.changes, [Change::ApiChanged(id.clone())]);
    let path = format!("/v1/apis/{id}");
    let got = cloud.ask("GET", &path, None);
    assert_eq!((got.status, got.json(), got.changes), (200, json!({ "graphqlApi": expected }), vec![]));
    let deleted = cloud.ask("DELETE", &path, None);
    assert_eq!((deleted.status, deleted.json()), (200, json!({})));
    assert_eq!(deleted.changes, [Change::ApiDeleted(id.clone())]);
    let gone = (404, "NotFoundException", format!("GraphQL API {id} not found."));
    for (method, path) in [
        ("GET", path.clone()),
        ("POST", path.clone()),
        ("DELETE", path.clone()),
        ("GET", format!("{path}/schema?format=SDL")),
        ("GET", format!("{path}/schemacreation")),
        ("POST", format!("{path}/schemacreation")),
        ("GET", format!("{path}/types?format=SDL")),
        ("GET", format!("{path}/types/Query?format=SDL")),
        ("GET", format!("{path}/apikeys")),
        ("POST", format!("{path}/apikeys")),
        ("POST", format!("{path}/apikeys/da2-x")),
        ("DELETE", format!("{path}/apikeys/da2-x")),
        ("GET", format!("{path}/environmentVariables")),
        ("PUT", format!("{path}/environmentVariables")),
        ("GET", format!("/v1/tags/arn%3Aaws%3Aappsync%3Aeu-west-1%3A111122223333%3Aapis%2F{id}")),
    ] {
        assert_eq!(cloud.ask(method, &path, None).refusal(), gone, "{method} {path}");
    }
}

#[test]
fn an_update_resets_what_it_leaves_out_or_keeps_it() {
    for (omitted, expected) in [
        (UpdateOmitted::Replace, bare()),
        (
            UpdateOmitted::Keep,
            with(
                everything(),
                json!({ "name": "n", "authenticationType": "API_KEY", "additionalAuthenticationProviders": null }),
            ),
        ),
    ] {
        let mut cloud = Cloud::new();
        cloud.update_omitted = omitted;
        let id = cloud.create(&with(everything(), json!({ "tags": { "team": "a" } })));
        let body = json!({ "name": "n", "authenticationType": "API_KEY", "additionalAuthenticationProviders": [], "tags": {}, "visibility": "PRIVATE" });
        let updated = cloud.ask("POST", &format!("/v1/apis/{id}"), Some(&body));
        let mut expected = with(with(expected, placed(&id)), json!({ "tags": { "team": "a" } }));
        expected.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        assert_eq!((updated.status, updated.json()), (200, json!({ "graphqlApi": expected })), "{omitted:?}");
        assert_eq!(updated.changes, [Change::ApiChanged(id.clone())]);
        assert_eq!(cloud.ask("GET", &format!("/v1/apis/{id}"), None).json(), updated.json());
    }
}

#[test]
fn members_that_this_program_does_not_know_outlive_an_update() {
    let cloud = Cloud::new();
    let id = cloud.create(&json!({ "name": "n", "authenticationType": "API_KEY" }));
    cloud
        .store
        .change_api(&id, |record| {
            record.document.insert("ofNextYear".to_owned(), json!({ "a": 1 }));
            Ok::<_, crate::error::Error>(())
        })
        .unwrap();
    let updated =
        cloud.ask("POST", &format!("/v1/apis/{id}"), Some(&json!({ "name": "m", "authenticationType": "AWS_IAM" })));
    assert_eq!(updated.json()["graphqlApi"]["ofNextYear"], json!({ "a": 1 }));
}

/// What is refused, whether an API is created or updated, and in which words.
fn refused() -> Vec<(Value, &'static str)> {
    let api = |members: Value| with(json!({ "name": "n", "authenticationType": "AWS_IAM" }), members);
    let lambda = |ttl: i64| json!({ "authorizerUri": FUNCTION, "authorizerResultTtlInSeconds": ttl });
    let pool = |id: &str| json!({ "userPoolId": id, "awsRegion": "eu-west-1" });
    let additional = |list: Value| api(json!({ "additionalAuthenticationProviders": list }));
    let default_pool = |action: &str| json!({ "name": "n", "authenticationType": "AMAZON_COGNITO_USER_POOLS", "userPoolConfig": with(pool("p"), json!({ "defaultAction": action })) });
    vec![
        (
            json!({ "authenticationType": "API_KEY" }),
            "1 validation error detected: Value 'null' at 'name' failed to satisfy constraint: Member must not be null",
        ),
        (
            json!({ "name": "n" }),
            "1 validation error detected: Value 'null' at 'authenticationType' failed to satisfy constraint: Member must not be null",
        ),
        (
            api(json!({ "name": "" })),
            "1 validation error detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (api(json!({ "name": 1 })), "'name' is not a string."),
        (
            api(json!({ "authenticationType": "LAMBDA" })),
            "1 validation error detected: Value 'LAMBDA' at 'authenticationType' failed to satisfy constraint: Member must satisfy enum value set: [API_KEY, AWS_IAM, AMAZON_COGNITO_USER_POOLS, OPENID_CONNECT, AWS_LAMBDA]",
        ),
        (api(json!({ "xrayEnabled": "true" })), "'xrayEnabled' is not a boolean."),
        (api(json!({ "queryDepthLimit": 1.5 })), "'queryDepthLimit' is not an integer."),
        (
            api(json!({ "queryDepthLimit": 76 })),
            "1 validation error detected: Value '76' at 'queryDepthLimit' failed to satisfy constraint: Member must have value less than or equal to 75",
        ),
        (
            api(json!({ "resolverCountLimit": -1 })),
            "1 validation error detected: Value '-1' at 'resolverCountLimit' failed to satisfy constraint: Member must have value greater than or equal to 0",
        ),
        (
            api(json!({ "ownerContact": "x".repeat(257) })),
            "1 validation error detected: Value '...' at 'ownerContact' failed to satisfy constraint: Member must have length less than or equal to 256",
        ),
        (
            api(json!({ "logConfig": { "fieldLogLevel": "ALL" } })),
            "1 validation error detected: Value 'null' at 'logConfig.cloudWatchLogsRoleArn' failed to satisfy constraint: Member must not be null",
        ),
        (api(json!({ "logConfig": [] })), "'logConfig' is not an object."),
        (additional(json!({})), "'additionalAuthenticationProviders' is not a list."),
        (additional(json!(["API_KEY"])), "'additionalAuthenticationProviders.1.member' is not an object."),
        (
            additional(json!([{}])),
            "1 validation error detected: Value 'null' at 'additionalAuthenticationProviders.1.member.authenticationType' failed to satisfy constraint: Member must not be null",
        ),
        (
            additional(json!([{ "authenticationType": "AWS_IAM" }])),
            "Authentication type AWS_IAM for additional authentication provider 1 already specified on the API. It can only be specified once.",
        ),
        (
            additional(json!([{ "authenticationType": "API_KEY" }, { "authenticationType": "API_KEY" }])),
            "Authentication type API_KEY for additional authentication provider 2 already specified on the API. It can only be specified once.",
        ),
        (
            additional(json!([
                { "authenticationType": "AMAZON_COGNITO_USER_POOLS", "userPoolConfig": pool("p") },
                { "authenticationType": "AMAZON_COGNITO_USER_POOLS", "userPoolConfig": pool("q") },
                { "authenticationType": "AMAZON_COGNITO_USER_POOLS", "userPoolConfig": pool("p") },
            ])),
            "Authentication type AMAZON_COGNITO_USER_POOLS for additional authentication provider 3 already specified on the API. It can only be specified once.",
        ),
        (additional(json!([{ "authenticationType": "AWS_LAMBDA" }])), "Lambda Authorizer Config missing"),
        (
            with(
                additional(json!([{ "authenticationType": "AWS_LAMBDA" }])),
                json!({ "lambdaAuthorizerConfig": lambda(0) }),
            ),
            "Lambda Authorizer Config missing",
        ),
        (api(json!({ "authenticationType": "AWS_LAMBDA" })), "Lambda Authorizer Config missing"),
        (api(json!({ "authenticationType": "OPENID_CONNECT" })), "OpenID Connect Config missing"),
        (additional(json!([{ "authenticationType": "AMAZON_COGNITO_USER_POOLS" }])), "User Pool Config missing"),
        (default_pool("MAYBE"), "Invalid default effect type."),
        (with(default_pool("x"), json!({ "userPoolConfig": pool("p") })), "Invalid default effect type."),
        (
            with(
                default_pool("DENY"),
                json!({ "additionalAuthenticationProviders": [{ "authenticationType": "API_KEY" }] }),
            ),
            "The default action of the user pool must be ALLOW when additional authentication providers are specified.",
        ),
        (
            api(json!({ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": lambda(3_601) })),
            "1 validation error detected: Value '3601' at 'lambdaAuthorizerConfig.authorizerResultTtlInSeconds' failed to satisfy constraint: Member must have value less than or equal to 3600",
        ),
        (
            additional(json!([{ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": lambda(-1) }])),
            "1 validation error detected: Value '-1' at 'additionalAuthenticationProviders.1.member.lambdaAuthorizerConfig.authorizerResultTtlInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 0",
        ),
        (
            api(json!({ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": "authz" } })),
            "Invalid authorizerUri: authz is not the ARN of a function.",
        ),
    ]
}

#[test]
fn what_cannot_stand_is_refused_and_nothing_is_half_written() {
    let cloud = Cloud::new();
    let id = cloud.create(&everything());
    let path = format!("/v1/apis/{id}");
    let before = cloud.ask("GET", &path, None).json();
    for (body, message) in refused() {
        let expected = (400, "BadRequestException", message.to_owned());
        for target in ["/v1/apis", &path] {
            let answered = cloud.ask("POST", target, Some(&body));
            assert_eq!(answered.refusal(), expected, "{target} {body}");
            assert_eq!(answered.changes, [], "{body}");
        }
    }
    assert_eq!(cloud.store.apis().len(), 1);
    assert_eq!(cloud.ask("GET", &path, None).json(), before);
    for body in ["[]", "{", "nothing"] {
        let answered = cloud.send(&request("POST", "/v1/apis", &[], body.to_owned()));
        let expected = (400, "BadRequestException", "The request body is not a JSON object.".to_owned());
        assert_eq!(answered.refusal(), expected, "{body}");
    }
}

#[test]
fn too_many_providers_are_refused() {
    let pools: Vec<Value> = (0..50)
        .map(|number| json!({ "authenticationType": "AMAZON_COGNITO_USER_POOLS", "userPoolConfig": { "userPoolId": format!("p{number}"), "awsRegion": "eu-west-1" } }))
        .collect();
    let body = |pools: &[Value]| json!({ "name": "n", "authenticationType": "API_KEY", "additionalAuthenticationProviders": pools });
    let cloud = Cloud::new();
    assert_eq!(cloud.ask("POST", "/v1/apis", Some(&body(&pools[..49]))).status, 200);
    let message = "Too many authentication providers are specified on the API.".to_owned();
    assert_eq!(cloud.ask("POST", "/v1/apis", Some(&body(&pools))).refusal(), (400, "BadRequestException", message));
}

#[test]
fn apis_are_listed_in_pages_in_order_of_creation() {
    let cloud = Cloud::new();
    for number in 0..60 {
        let kind = if number % 2 == 0 { "GRAPHQL" } else { "MERGED" };
        cloud.create(&json!({ "name": format!("n{number}"), "authenticationType": "API_KEY", "apiType": kind }));
    }
    let pages = |query: &str| {
        let (mut pages, mut token) = (Vec::new(), String::new());
        loop {
            let answered = cloud.ask("GET", &format!("/v1/apis?{query}{token}"), None);
            assert_eq!(answered.status, 200, "{answered:?}");
            let body = answered.json();
            let names: Vec<String> = body["graphqlApis"]
                .as_array()
                .unwrap()
                .iter()
                .map(|api| api["name"].as_str().unwrap().to_owned())
                .collect();
            pages.push(names);
            match body.get("nextToken") {
                None => break pages,
                Some(next) => token = format!("&nextToken={}", next.as_str().unwrap()),
            }
        }
    };
    let names =
        |numbers: &mut dyn Iterator<Item = usize>| numbers.map(|number| format!("n{number}")).collect::<Vec<_>>();
    assert_eq!(pages(""), [names(&mut (0..25)), names(&mut (25..50)), names(&mut (50..60))]);
    assert_eq!(pages("maxResults=0").len(), 3);
    assert_eq!(pages("maxResults=20"), [names(&mut (0..20)), names(&mut (20..40)), names(&mut (40..60))]);
    assert_eq!(pages("apiType=MERGED&maxResults=15")[1], names(&mut (31..60).step_by(2)));
    assert_eq!(pages("owner=OTHER_ACCOUNTS"), [Vec::<String>::new()]);
    assert_eq!(pages("owner=CURRENT_ACCOUNT").concat().len(), 60);
    for (query, message) in [
        (
            "maxResults=26",
            "1 validation error detected: Value '26' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 25",
        ),
        ("maxResults=x", "maxResults is not a number from 0 to 25."),
        ("nextToken=x", "Invalid pagination token."),
        (
            "apiType=X",
            "1 validation error detected: Value 'X' at 'apiType' failed to satisfy constraint: Member must satisfy enum value set: [GRAPHQL, MERGED]",
        ),
        (
            "owner=X",
            "1 validation error detected: Value 'X' at 'owner' failed to satisfy constraint: Member must satisfy enum value set: [CURRENT_ACCOUNT, OTHER_ACCOUNTS]",
        ),
    ] {
        let expected = (400, "BadRequestException", message.to_owned());
        assert_eq!(cloud.ask("GET", &format!("/v1/apis?{query}"), None).refusal(), expected, "{query}");
    }
}

#[test]
fn an_api_that_goes_between_two_pages_hides_no_other() {
    let cloud = Cloud::new();
    let ids: Vec<String> = (0..4)
        .map(|number| cloud.create(&json!({ "name": format!("n{number}"), "authenticationType": "API_KEY" })))
        .collect();
    let first = cloud.ask("GET", "/v1/apis?maxResults=2", None).json();
    assert_eq!(cloud.ask("DELETE", &format!("/v1/apis/{}", ids[1]), None).status, 200);
    let token = first["nextToken"].as_str().unwrap();
    let second = cloud.ask("GET", &format!("/v1/apis?maxResults=2&nextToken={token}"), None).json();
    let names: Vec<&Value> = second["graphqlApis"].as_array().unwrap().iter().map(|api| &api["name"]).collect();
    assert_eq!(names, ["n2", "n3"]);
}

#[test]
fn tags_are_added_listed_and_removed() {
    let cloud = Cloud::new();
    let id = cloud.create(&json!({ "name": "n", "authenticationType": "API_KEY" }));
    let path = format!("/v1/tags/arn%3Aaws%3Aappsync%3Aeu-west-1%3A111122223333%3Aapis%2F{id}");
    let tags = || cloud.ask("GET", &path, None).json();
    assert_eq!(tags(), json!({ "tags": {} }));
    let added = cloud.ask("POST", &path, Some(&json!({ "tags": { "a": "1", "b c": "2" } })));
    assert_eq!((added.status, added.json(), added.changes), (200, json!({}), vec![Change::ApiChanged(id.clone())]));
    cloud.ask("POST", &path, Some(&json!({ "tags": { "a": "3", "d": "" } })));
    assert_eq!(tags(), json!({ "tags": { "a": "3", "b c": "2", "d": "" } }));
    assert_eq!(cloud.ask("DELETE", &format!("{path}?tagKeys=a&tagKeys=b%20c&tagKeys=x"), None).status, 200);
    assert_eq!(tags(), json!({ "tags": { "d": "" } }));
    assert_eq!(cloud.ask("DELETE", &format!("{path}?tagKeys=d"), None).status, 200);
    assert_eq!(cloud.ask("GET", &format!("/v1/apis/{id}"), None).json()["graphqlApi"].get("tags"), None);
    for (method, path, body, message) in [
        (
            "DELETE",
            path.clone(),
            None,
            "1 validation error detected: Value 'null' at 'tagKeys' failed to satisfy constraint: Member must not be null",
        ),
        (
            "POST",
            path.clone(),
            Some(json!({})),
            "1 validation error detected: Value 'null' at 'tags' failed to satisfy constraint: Member must not be null",
        ),
        (
            "POST",
            path.clone(),
            Some(json!({ "tags": { "aws:x": "1" } })),
            "1 validation error detected: Value 'aws:x' at 'tags' failed to satisfy constraint: Map keys must satisfy regular expression pattern: ^(?!aws:)[ a-zA-Z+-=._:/]+$",
        ),
        ("POST", path.clone(), Some(json!({ "tags": { "x": 1 } })), "'tags' is not an object of strings."),
        ("GET", "/v1/tags/abc".to_owned(), None, "abc is not the ARN of a GraphQL API."),
    ] {
        let expected = (400, "BadRequestException", message.to_owned());
        assert_eq!(cloud.ask(method, &path, body.as_ref()).refusal(), expected, "{method} {path}");
    }
    let elsewhere = cloud.ask("GET", &path.replace("eu-west-1", "us-east-1"), None);
    assert_eq!(elsewhere.refusal(), (404, "NotFoundException", format!("GraphQL API {id} not found.")));
}

#[test]
fn environment_variables_are_replaced_whole() {
    let cloud = Cloud::new();
    let id = cloud.create(&json!({ "name": "n", "authenticationType": "API_KEY" }));
    let path = format!("/v1/apis/{id}/environmentVariables");
    assert_eq!(cloud.ask("GET", &path, None).json(), json!({ "environmentVariables": {} }));
    for variables in [json!({ "STAGE": "test", "Ab_1": "" }), json!({ "OTHER": "1" }), json!({})] {
        let body = json!({ "environmentVariables": variables });
        let put = cloud.ask("PUT", &path, Some(&body));
        assert_eq!((put.status, put.json(), put.changes), (200, body.clone(), vec![Change::ApiChanged(id.clone())]));
        assert_eq!(cloud.ask("GET", &path, None).json(), body);
    }
    let many: serde_json::Map<String, Value> = (0..51).map(|number| (format!("NAME{number}"), json!("x"))).collect();
    for (variables, ending) in [
        (json!({ "A": "x" }), "pattern: ^[A-Za-z]+\\w*$]"),
        (json!({ "1A": "x" }), "pattern: ^[A-Za-z]+\\w*$]"),
        (json!({ "A-B": "x" }), "pattern: ^[A-Za-z]+\\w*$]"),
        (json!({ "AB": "x".repeat(513) }), "less than or equal to 512]"),
        (Value::Object(many), "less than or equal to 50"),
        (json!({ "AB": 1 }), "'environmentVariables' is not an object of strings."),
    ] {
        let refused = cloud.ask("PUT", &path, Some(&json!({ "environmentVariables": variables })));
        let (status, kind, message) = refused.refusal();
        assert_eq!((status, kind, message.ends_with(ending)), (400, "BadRequestException", true), "{message}");
    }
    assert_eq!(cloud.ask("GET", &path, None).json(), json!({ "environmentVariables": {} }));
}
