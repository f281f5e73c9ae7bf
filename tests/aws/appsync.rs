//! Finding an API and reading it.

use appsync_auth::error::{Error, ErrorKind};
use appsync_auth::outside::appsync_api::AppSyncApi;
use serde_json::{Value, json};
use wiremock::matchers::{method, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{aws_error, config};

const FIRST: &str = "abcdefghijklmnopqrstuvwxyz";
const SECOND: &str = "bcdefghijklmnopqrstuvwxyza";
const THIRD: &str = "cdefghijklmnopqrstuvwxyzab";

/// The label of the host is not the id, as in AWS.
fn api(id: &str, name: &str, label: &str) -> Value {
    json!({
        "name": name, "apiId": id, "authenticationType": "AWS_LAMBDA",
        "arn": format!("arn:aws:appsync:eu-west-1:111122223333:apis/{id}"),
        "uris": {
            "GRAPHQL": format!("https://{label}.appsync-api.eu-west-1.amazonaws.com/graphql"),
            "REALTIME": format!("wss://{label}.appsync-realtime-api.eu-west-1.amazonaws.com/graphql"),
        },
        "lambdaAuthorizerConfig": { "authorizerUri": "f", "authorizerResultTtlInSeconds": 0 },
        "settingOfNextYear": { "of": ["unknown", 1.50] },
    })
}

async fn get(server: &MockServer, path_: &str, template: ResponseTemplate) {
    Mock::given(method("GET")).and(path(path_)).respond_with(template).mount(server).await;
}

/// Three APIs on two pages, two of the same name, and an Events API.
async fn account() -> MockServer {
    let server = MockServer::start().await;
    let apis = [api(FIRST, "events", "first"), api(SECOND, "twin", "second"), api(THIRD, "twin", FIRST)];
    for (id, api) in [FIRST, SECOND, THIRD].into_iter().zip(&apis) {
        let body = ResponseTemplate::new(200).set_body_json(json!({ "graphqlApi": api }));
        get(&server, &format!("/v1/apis/{id}"), body).await;
    }
    Mock::given(method("GET"))
        .and(path("/v1/apis"))
        .and(query_param("maxResults", "25"))
        .and(query_param_is_missing("nextToken"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({ "graphqlApis": apis[..2], "nextToken": "page 2" })),
        )
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .and(path("/v1/apis"))
        .and(query_param("nextToken", "page 2"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "graphqlApis": apis[2..] })))
        .mount(&server)
        .await;
    let chat = json!({ "apiId": "zzzzzzzzzzzzzzzzzzzzzzzzzz", "name": "chat" });
    let one = ResponseTemplate::new(200).set_body_json(json!({ "api": chat }));
    get(&server, "/v2/apis/zzzzzzzzzzzzzzzzzzzzzzzzzz", one).await;
    get(&server, "/v2/apis", ResponseTemplate::new(200).set_body_json(json!({ "apis": [chat] }))).await;
    Mock::given(method("GET"))
        .respond_with(aws_error(404, "NotFoundException", "not found"))
        .with_priority(9)
        .mount(&server)
        .await;
    server
}

async fn find(server: &MockServer, selector: &str) -> Result<Value, Error> {
    AppSyncApi::new(&config(&server.uri()).await).find(selector).await
}

#[tokio::test]
async fn an_api_is_given_as_it_was_received() {
    let server = account().await;
    let found = AppSyncApi::new(&config(&server.uri()).await).get(FIRST).await.unwrap();
    assert_eq!(found, api(FIRST, "events", "first"));
    // The order of the members as well.
    assert_eq!(found.to_string(), api(FIRST, "events", "first").to_string());
}

#[tokio::test]
async fn an_api_is_found_by_id_name_arn_and_url() {
    let server = account().await;
    for (selector, id) in [
        (FIRST, FIRST),
        ("events", FIRST),
        ("arn:aws:appsync:eu-west-1:111122223333:apis/bcdefghijklmnopqrstuvwxyza", SECOND),
        ("arn:aws:appsync:eu-west-1:111122223333:apis/bcdefghijklmnopqrstuvwxyza/types/Query", SECOND),
        ("https://first.appsync-api.eu-west-1.amazonaws.com/graphql", FIRST),
        ("wss://second.appsync-realtime-api.eu-west-1.amazonaws.com/graphql", SECOND),
        // The host's label is another API's id.
        ("https://ABCDEFGHIJKLMNOPQRSTUVWXYZ.appsync-api.eu-west-1.amazonaws.com/graphql/", THIRD),
    ] {
        let found = find(&server, selector).await.unwrap();
        assert_eq!(found["apiId"], json!(id), "{selector}");
    }
}

#[tokio::test]
async fn an_arn_is_looked_up_in_its_region() {
    let server = account().await;
    find(&server, "arn:aws:appsync:us-west-2:111122223333:apis/abcdefghijklmnopqrstuvwxyz").await.unwrap();
    let request = server.received_requests().await.unwrap().pop().unwrap();
    let authorization = request.headers["authorization"].to_str().unwrap();
    assert!(authorization.contains("/us-west-2/appsync/aws4_request"), "{authorization}");
}

#[tokio::test]
async fn what_is_not_found_says_why() {
    use ErrorKind::{Outside, Usage};
    let server = account().await;
    let listing = "check `--region` and the account (`aws appsync list-graphql-apis` lists the APIs)";
    for (selector, kind, code, message, help) in [
        (
            "twin",
            Usage,
            "ambiguous-api",
            "`twin` is the name of 2 APIs",
            "name one by its id: bcdefghijklmnopqrstuvwxyza, cdefghijklmnopqrstuvwxyzab",
        ),
        ("evnts", Outside, "no-such-api", "there is no GraphQL API `evnts` in eu-west-1", "did you mean `events`?"),
        ("quite else", Outside, "no-such-api", "there is no GraphQL API `quite else` in eu-west-1", listing),
        (
            "https://x.example/graphql",
            Outside,
            "no-such-api",
            "there is no GraphQL API `https://x.example/graphql` in eu-west-1",
            "name the API by its id if the URL is one of a custom domain; check `--region` and the account",
        ),
        (
            "chat",
            Outside,
            "event-api",
            "`chat` is an Events API, not a GraphQL API",
            "appsync-auth works with GraphQL APIs; an Events API has an authorizer of another form",
        ),
        (
            "zzzzzzzzzzzzzzzzzzzzzzzzzz",
            Outside,
            "event-api",
            "`zzzzzzzzzzzzzzzzzzzzzzzzzz` is an Events API, not a GraphQL API",
            "appsync-auth works with GraphQL APIs; an Events API has an authorizer of another form",
        ),
        (
            "arn:aws:lambda:eu-west-1:111122223333:function:authz",
            Usage,
            "bad-api",
            "`arn:aws:lambda:eu-west-1:111122223333:function:authz` is not the ARN of a GraphQL API",
            "an API's ARN looks like `arn:aws:appsync:REGION:ACCOUNT:apis/ID`",
        ),
        ("", Usage, "bad-api", "the API is empty", "name an id, a name, an ARN or a URL"),
    ] {
        let error = find(&server, selector).await.unwrap_err();
        assert_eq!((error.kind(), error.code(), error.message(), error.help_text()), (kind, code, message, Some(help)));
    }
}

#[tokio::test]
async fn the_schema_comes_with_its_directives() {
    let server = account().await;
    let sdl = "type Query { a: Int @aws_lambda }\n";
    Mock::given(method("GET"))
        .and(path(format!("/v1/apis/{FIRST}/schema")))
        .and(query_param("format", "SDL"))
        .and(query_param("includeDirectives", "true"))
        .respond_with(ResponseTemplate::new(200).set_body_string(sdl))
        .mount(&server)
        .await;
    let no_schema = aws_error(400, "GraphQLSchemaException", "no schema");
    get(&server, &format!("/v1/apis/{SECOND}/schema"), no_schema).await;
    let api = AppSyncApi::new(&config(&server.uri()).await);
    assert_eq!(api.introspection_schema(FIRST).await, Ok(sdl.to_owned()));
    let error = api.introspection_schema(SECOND).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Outside, "no-schema"));
    let error = api.introspection_schema(THIRD).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Outside, "no-such-api"));
}
