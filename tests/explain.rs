//! `explain` as a process: what it takes, what it says, how it ends, and that no secret gets out.

mod deployed;
mod folder;

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use folder::{Folder, LIST, TOKEN, judged, jwt, user_token};

#[test]
fn a_curl_command_is_explained_on_one_page_with_the_first_denial_marked() {
    let folder = Folder::new();
    let curl = format!(
        "curl 'https://x.example/graphql' \\\n  -H 'Authorization: {TOKEN}' \\\n  --data-raw '{}'",
        json!({ "query": "query List { listEvents { id notes } }" })
    );
    let args = [
        "--curl",
        "-",
        "--api-config",
        "api.json",
        "--schema",
        "schema.graphql",
        "--authorizer-response",
        "allow.json",
    ];
    let said = folder.run_with(&args, &curl);
    assert_eq!((said.status, said.stderr.as_str()), (1, ""));
    insta::assert_snapshot!(said.stdout, @"
    result\tallowed in part\tquery List\t1 of 3 fields denied by D201 closed-by-field-directives
    decision\tallowed
    mode\tAWS_LAMBDA
    step\t1\tmode\tM104\tpassed\treported\tAWS_LAMBDA selected: Authorization is not SigV4 and not a JWT of a configured issuer
    step\t2\tgate\tG101\tpassed\tdocumented\tthe token matches identityValidationExpression `^allow-.*` (18 of at most 2048 characters)
    step\t3\tcache\tC102\tpassed\tdocumented\tno earlier answer for this API and token is valid; this one would live 300 s (authorizerResultTtlInSeconds)
    step\t4\tauthorizer\tA101\tpassed\tdocumented\tthe answer saved in allow.json, 58 bytes
    step\t5\tcontract\tR100\tpassed\tdocumented\taccepted: isAuthorized true, 1 resolverContext key, no deniedFields, no ttlOverride
    step\t6\tcache\tC104\tpassed\tdocumented\tthe answer is kept for 300 s (authorizerResultTtlInSeconds)
    step\t7\tfields\tD201\tdenied\tdocumented\tEvent.notes: the directives on the field do not list the mode (directives: [\"@aws_iam\"])\tfirst denial
    step\t7\tfields\tD101\tpassed\tdocumented\tQuery.listEvents: a directive on the field lists the mode (@aws_lambda)
    step\t7\tfields\tD102\tpassed\tdocumented\tEvent.id: a directive on the type lists the mode, and the field has none (@aws_lambda)
    field\tlistEvents\tQuery.listEvents\treached\tD101
    field\tlistEvents.id\tEvent.id\treached\tD102
    field\tlistEvents.notes\tEvent.notes\tdenied\tD201
    client\t200 Unauthorized: Not Authorized to access notes on type Event
    help\tadd `@aws_lambda` to `Event.notes`
    more\tappsync-auth explain D201
    ");
}

#[test]
fn nothing_is_called_that_was_not_allowed_so_what_follows_is_unknown() {
    let folder = Folder::new();
    folder.write(
        "appsync-auth.yaml",
        "default-environment: local\nenvironments: { local: { authorizer: ./authorizer.yaml, schema: schema.graphql, token: { env: TOKEN } } }",
    );
    let said = folder.run(&["--query", LIST, "--api-config", "api.json"]);
    assert_eq!((said.status, said.stderr.as_str()), (6, ""));
    insta::assert_snapshot!(said.stdout, @"
    result\tunknown\tquery List\tbecause of A102 authorizer-not-asked
    decision\tunknown
    mode\tAWS_LAMBDA
    step\t1\tmode\tM104\tpassed\treported\tAWS_LAMBDA selected: Authorization is not SigV4 and not a JWT of a configured issuer
    step\t2\tgate\tG101\tpassed\tdocumented\tthe token matches identityValidationExpression `^allow-.*` (18 of at most 2048 characters)
    step\t3\tcache\tC102\tpassed\tdocumented\tno earlier answer for this API and token is valid; this one would live 300 s (authorizerResultTtlInSeconds)
    step\t4\tauthorizer\tA102\tunknown\tassumed\tthe authorizer was not asked, so all that follows is unknown
    step\t5\tcontract\t-\tunknown\t-\tdepends on the authorizer
    step\t6\tfields\t-\tunknown\t-\t2 fields selected: access depends on the authorizer
    field\tlistEvents\tQuery.listEvents\tunknown\tA102
    field\tlistEvents.id\tEvent.id\tunknown\tA102
    help\thave it asked with `appsync-auth explain --authorizer arn:aws:lambda:us-east-1:111122223333:function:authz`, or give its answer with --authorizer-response
    more\tappsync-auth explain A102
    ");
    // Allowed to ask it, the same environment gives an answer.
    let asked = ["--query", LIST, "--api-config", "api.json", "--authorizer", "authorizer.yaml"];
    assert_eq!(
        folder.judged(&asked),
        judged("allowed", "AWS_LAMBDA", &["M104", "G101", "C102", "A101", "R101", "R100", "C104"], 1)
    );
}

#[test]
fn each_recording_of_the_same_request_gives_the_same_result() {
    let folder = Folder::new();
    let body = json!({ "query": LIST, "variables": {}, "operationName": "List" });
    folder.write("request.curl", &format!("curl https://x.example/graphql -H 'authorization: {TOKEN}' -d '{body}'"));
    folder.write(
        "request.json",
        &json!({ "url": "https://x.example/graphql", "headers": { "Authorization": TOKEN }, "body": body }).to_string(),
    );
    let entry = json!({
        "request": {
            "method": "POST", "url": "https://x.example/graphql",
            "headers": [{ "name": "authorization", "value": TOKEN }], "postData": { "text": body.to_string() },
        },
        "response": { "status": 200, "content": {} },
    });
    folder.write("request.har", &json!({ "log": { "entries": [entry] } }).to_string());
    folder.write("list.graphql", LIST);
    folder.write("token.txt", &format!("{TOKEN}\n"));
    let facts = ["--api-config", "api.json", "--schema", "schema.graphql", "--authorizer-response", "allow.json"];
    let given: [&[&str]; 6] = [
        &["--curl", "request.curl"],
        &["--request", "request.json"],
        &["--har", "request.har"],
        &["--query", LIST, "--token", TOKEN],
        &["--query", "@list.graphql", "--token-env", "TOKEN"],
        &["--query", LIST, "--token-file", "token.txt"],
    ];
    let wanted = folder.result(&[&["--query", LIST, "--token-command", "cat token.txt"], facts.as_slice()].concat());
    assert_eq!((wanted.1, wanted.0["request"].as_str()), (0, Some("allowed")));
    for given in given {
        assert_eq!(folder.result(&[given, facts.as_slice()].concat()), wanted, "{given:?}");
    }
}

#[test]
fn each_mode_is_explained_by_its_own_rules() {
    let folder = Folder::new();
    let (pool_token, other_token) = (user_token(&[]), jwt(&json!({ "iss": "https://i.example" })));
    let key = ["--api-key-env", "KEY"];
    let signed = "AWS4-HMAC-SHA256 Credential=AKIA/20260131/us-east-1/appsync/aws4_request";
    let allow = ["--authorizer-response", "allow.json"];
    for (api, args, wanted) in [
        ("api.json", vec!["--token-env", "TOKEN"], judged("allowed", "AWS_LAMBDA", &folder::LAMBDA_RULES, 0)),
        // A JWT of the pool never reaches the authorizer.
        (
            "api.json",
            vec!["--token", &pool_token],
            judged("allowed", "AMAZON_COGNITO_USER_POOLS", &["M106", "M103", "K102"], 0),
        ),
        ("api.json", vec!["--token", &other_token], judged("denied", "none", &["M204"], 1)),
        ("lambda.json", vec!["--token", &other_token], judged("denied", "AWS_LAMBDA", &["M109", "M104", "G201"], 1)),
        ("api.json", vec!["--token", signed], judged("unknown", "AWS_IAM", &["M102", "K102", "I102"], 6)),
        ("api.json", vec!["--iam"], judged("unknown", "AWS_IAM", &["M102", "K101", "I102"], 6)),
        // SigV4 where the API has no IAM is a token like any other.
        ("lambda.json", vec!["--token", signed], judged("denied", "AWS_LAMBDA", &["M109", "M104", "G201"], 1)),
        ("api.json", key.to_vec(), judged("allowed", "API_KEY", &["M101", "K102"], 0)),
        // The key wins over the token.
        (
            "api.json",
            vec!["--token-env", "TOKEN", "--header", "x-api-key: da2-s3cret-key"],
            judged("allowed", "API_KEY", &["M107", "M101", "K102"], 0),
        ),
        (
            "api.json",
            [&key[..], &["--credential", "key-expired"]].concat(),
            judged("denied", "API_KEY", &["M101", "K202"], 1),
        ),
        (
            "api.json",
            vec!["--rule", "unmatched-jwt=lambda", "--token", &other_token],
            judged("denied", "AWS_LAMBDA", &["M204", "M104", "G201"], 1),
        ),
        ("api.json", vec![], judged("denied", "none", &["M201"], 1)),
    ] {
        let facts = ["--query", LIST, "--schema", "schema.graphql", "--api-config", api];
        assert_eq!(folder.judged(&[&args, &facts[..], &allow[..]].concat()), wanted, "{api} {args:?}");
    }
}

#[test]
fn groups_are_added_to_a_users_and_make_a_user_where_nobody_calls() {
    let folder = Folder::new();
    let staff = user_token(&["staff"]);
    let facts = ["--query", "{ audit { id } }", "--schema", "schema.graphql", "--api-config", "api.json"];
    for (args, groups, access) in [
        (vec!["--token", staff.as_str()], json!(["staff"]), "denied D204"),
        (vec!["--token", &staff, "--cognito-group", "admins"], json!(["staff", "admins"]), "reached D101"),
        (vec!["--cognito-group", "admins", "--cognito-group", "b"], json!(["admins", "b"]), "reached D101"),
        (vec!["--cognito-group", "b"], json!(["b"]), "denied D204"),
    ] {
        let (result, _) = folder.result(&[&args, &facts[..]].concat());
        let first = &result["fields"][0];
        let told = format!("{} {}", first["access"].as_str().unwrap(), first["rule"].as_str().unwrap());
        assert_eq!((&result["identity"]["groups"], told.as_str()), (&groups, access), "{args:?}");
    }
    let of_key = folder.run(&[&["--api-key-env", "KEY", "--cognito-group", "admins"], &facts[..]].concat());
    assert!(
        of_key.stdout.contains("note\t--cognito-group says nothing about this caller: the mode is API_KEY\n"),
        "{}",
        of_key.stdout
    );
}

#[test]
fn policies_of_an_iam_caller_are_read_as_they_are_or_as_aws_prints_them() {
    let folder = Folder::new();
    let policy = |resource: &str| json!({ "Statement": { "Effect": "Allow", "Action": "appsync:GraphQL", "Resource": resource } });
    let api = "arn:aws:appsync:us-east-1:111122223333:apis/aaaaaaaaaaaaaaaaaaaaaaaaaa";
    folder.write("list.json", &policy(&format!("{api}/types/Query/fields/listEvents")).to_string());
    folder.write("other.json", &policy(&format!("{api}/types/Query/fields/audit")).to_string());
    folder.write("role.json", &json!({ "RoleName": "app", "PolicyDocument": policy("*") }).to_string());
    folder.write("version.json", &json!({ "PolicyVersion": { "Document": policy("*") } }).to_string());
    let facts = ["--iam", "--query", LIST, "--schema", "schema.graphql", "--api-config", "api.json"];
    for (policies, wanted) in [
        (vec!["list.json"], judged("allowed", "AWS_IAM", &["M102", "K101"], 0)),
        (vec!["other.json"], judged("denied", "AWS_IAM", &["M102", "K101", "I201"], 1)),
        (vec!["other.json", "list.json"], judged("allowed", "AWS_IAM", &["M102", "K101"], 0)),
        (vec!["role.json"], judged("allowed", "AWS_IAM", &["M102", "K101"], 0)),
        (vec!["version.json"], judged("allowed", "AWS_IAM", &["M102", "K101"], 0)),
    ] {
        let args: Vec<&str> = policies.iter().flat_map(|policy| ["--policy", *policy]).chain(facts).collect();
        assert_eq!(folder.judged(&args), wanted, "{policies:?}");
    }
    let user = ["--policy", "role.json", "--user-arn", "arn:aws:sts::111122223333:assumed-role/app/ann"];
    let (result, _) = folder.result(&[&user[..], &facts[..]].concat());
    assert_eq!(
        result["identity"],
        json!({
            "accountId": "111122223333",
            "userArn": "arn:aws:sts::111122223333:assumed-role/app/ann",
            "username": "ann",
            "cognitoIdentityPoolId": null,
            "cognitoIdentityId": null,
            "cognitoIdentityAuthType": null,
            "cognitoIdentityAuthProvider": null,
        })
    );
}

#[test]
fn a_connection_and_its_start_are_two_requests_with_two_verdicts() {
    let folder = Folder::new();
    let object = json!({ "host": "x.example", "Authorization": TOKEN }).to_string();
    folder.write(
        "connect.curl",
        &format!(
            "curl 'wss://x.example/graphql/realtime' -H 'Sec-WebSocket-Protocol: graphql-ws, header-{}'",
            URL_SAFE_NO_PAD.encode(&object)
        ),
    );
    folder.write(
        "connect.json",
        &json!({ "url": format!("wss://x.example/graphql?header={}&payload=e30=", STANDARD.encode(&object)), "connect": true })
            .to_string(),
    );
    let facts = ["--schema", "schema.graphql", "--api-config", "api.json", "--authorizer-response", "allow.json"];
    let flags = ["--connect", "--token-env", "TOKEN"];
    for connect in [&flags[..], &["--curl", "connect.curl"], &["--request", "connect.json"]] {
        let args = [connect, &facts[..]].concat();
        assert_eq!(folder.judged(&args), judged("allowed", "AWS_LAMBDA", &folder::LAMBDA_RULES, 0), "{connect:?}");
        let said = folder.run(&args);
        assert!(said.stdout.starts_with("result\tallowed\tWebSocket connect\t\n"), "{}", said.stdout);
        assert!(
            said.stdout
                .contains("note\tthis is the connection alone; the `start` of each subscription is judged again")
        );
        assert!(!format!("{}{}", said.stdout, said.stderr).contains(TOKEN));
    }
    let start = ["--query", "subscription On { onEvent { id } }", "--token-env", "TOKEN"];
    let said = folder.run(&[&start[..], &facts[..]].concat());
    assert_eq!(said.status, 0, "{}{}", said.stdout, said.stderr);
    assert!(said.stdout.starts_with("result\tallowed\tsubscription On (start)\t2 fields reached\n"), "{}", said.stdout);
    assert!(said.stdout.contains("note\tthis is the subscription's `start`; the connection before it is a request"));
}

#[test]
fn the_exit_code_says_what_kind_of_no_it_is() {
    let folder = Folder::new();
    folder.write("thrown.json", r#"{"errorType": "Error", "errorMessage": "database unreachable"}"#);
    folder.write("broken.mjs", "export const handler = ;");
    let facts = ["--token-env", "TOKEN", "--schema", "schema.graphql", "--api-config", "api.json"];
    for (status, args) in [
        (0, vec!["--query", LIST, "--authorizer-response", "allow.json"]),
        (1, vec!["--query", LIST, "--authorizer-response", "deny.json"]),
        (1, vec!["--query", LIST, "--authorizer", "authorizer.yaml"]),
        // A thrown error is a reason for the denial.
        (1, vec!["--query", LIST, "--authorizer-response", "thrown.json"]),
        // A field that is closed whatever the authorizer says.
        (1, vec!["--query", "{ listEvents { notes } }"]),
        (6, vec!["--query", LIST]),
        (5, vec!["--query", LIST, "--authorizer", "http://127.0.0.1:1/invoke"]),
        (5, vec!["--query", LIST, "--authorizer", "exec:/nowhere/bootstrap"]),
        (3, vec!["--query", LIST, "--authorizer", "missing.mjs"]),
        (3, vec!["--query", LIST, "--authorizer-response", "missing.json"]),
        (2, vec!["--query", "{ listEvents {", "--authorizer-response", "allow.json"]),
        (2, vec!["--query", LIST, "--authorizer-response", "allow.json", "--now", "noon"]),
        (2, vec!["--query", LIST, "--authorizer-response", "allow.json", "--authorizer", "authorizer.yaml"]),
        (2, vec!["--query", LIST, "--connect"]),
        (2, vec!["--query", LIST, "--rule", "identity-regex=maybe"]),
    ] {
        let said = folder.run(&[&args, &facts[..]].concat());
        assert_eq!(said.status, status, "{args:?}\n{}{}", said.stdout, said.stderr);
    }
    // Without a schema nobody knows which fields are reached.
    let without =
        ["--token-env", "TOKEN", "--api-config", "api.json", "--query", LIST, "--authorizer-response", "allow.json"];
    assert_eq!(folder.run(&without).status, 6);
    let no_api = folder.run(&["--query", LIST, "--token-env", "TOKEN"]);
    assert_eq!((no_api.status, no_api.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(no_api.stderr, @"
    error: it is not known which API the request goes to, and which modes it has
    help: give `--api-config FILE` with what `aws appsync get-graphql-api` prints, or let AWS be asked with `--api ID|NAME|ARN|URL`
    ");
}

#[test]
fn bad_input_is_told_in_one_line_with_one_thing_to_do_and_without_secrets() {
    let folder = Folder::new();
    folder.write(
        "from-stdin.curl",
        &format!("curl https://x.example/graphql \\\n -H 'Authorization: {TOKEN}' \\\n --data-binary @-"),
    );
    folder
        .write("from-file.curl", &format!("curl https://x.example/graphql -H 'Authorization: {TOKEN}' -d @query.json"));
    folder.write("open.curl", &format!("curl https://x.example/graphql \\\n -H 'Authorization: {TOKEN}"));
    folder.write("empty.har", r#"{"log": {"entries": []}}"#);
    folder.write("no-policy.json", r#"{"Version": "2012-10-17"}"#);
    folder.write("effect.json", r#"{"Statement": [{"Effect": "Perhaps"}]}"#);
    folder.write("list-of-apis.json", r#"{"graphqlApis": []}"#);
    folder.write("request.json", &format!(r#"{{"headers": {{"authorization": "{TOKEN}"}}, "bdy": {{}}}}"#));
    folder.write("half.json", &format!(r#"{{"headers": {{"authorization": "{TOKEN}""#));
    folder.write("binary", "\u{0}\u{1}");
    let facts = ["--api-config", "api.json", "--schema", "schema.graphql"];
    let mut told = String::new();
    for args in [
        &["--curl", "from-stdin.curl"][..],
        &["--curl", "from-file.curl"],
        &["--curl", "open.curl"],
        &["--curl", "binary"],
        &["--har", "empty.har"],
        &["--har", "request.json"],
        &["--request", "request.json"],
        &["--request", "half.json"],
        &["--request", "missing.json"],
        &["--iam", "--query", LIST, "--policy", "no-policy.json"],
        &["--iam", "--query", LIST, "--policy", "effect.json"],
    ] {
        let said = folder.run(&[args, &facts].concat());
        assert_eq!((said.status, said.stdout.as_str()), (3, ""), "{args:?} {}", said.stderr);
        assert!(!said.stderr.contains("s3cret"), "{}", said.stderr);
        told.push_str(&said.stderr);
    }
    let api = folder.run(&["--api-config", "list-of-apis.json", "--token-env", "TOKEN"]);
    assert_eq!((api.status, api.stdout.as_str()), (3, ""));
    told.push_str(&api.stderr);
    insta::assert_snapshot!(told, @r#"
    error: the body of the curl command comes from standard input (`@-`), and is not in the command
    help: give the operation with --query beside --curl, or paste the body after --data-raw
    error: the body of the curl command comes from the file `query.json`, and is not in the command
    help: paste the body after --data-raw, or give its GraphQL with --query; `query.json` itself is not read
    error: the quote ' that opens on line 2 of the command is not closed
    help: copy the whole command
    error: the text has no curl command
    help: in the browser choose Copy as cURL, and paste all of it
    error: the HAR file `empty.har` has no entries
    help: export it again while the page sends the request; a GraphQL request is a POST with `query` in its JSON body
    error: `request.json` is not a HAR file: it has no list `log.entries`
    help: export one from the network tab of the browser's developer tools: Save all as HAR
    error: unknown key `bdy`
       ,-[request.json:1:54]
     1 | {"headers": {"authorization": ********************}, "bdy": **}
       :                                                      ^^|^^
       :                                                        `-- not a key here
       `----
    help: did you mean `body`?
    error: `half.json` is not JSON at line 1, column 51
    help: save it as {"url": "…", "headers": {"authorization": "…"}, "body": {"query": "…"}}
    error: there is no file `missing.json`
    help: check the path; relative ones are relative to where they are written
    error: `no-policy.json` is no IAM policy: a policy document is an object with `Statement`
    help: give what `aws iam get-role-policy` prints, or the document itself: {"Statement": [ … ]}
    error: `effect.json` is no IAM policy: `Effect` of statement 1 is neither `Allow` nor `Deny`
    help: give what `aws iam get-role-policy` prints, or the document itself: {"Statement": [ … ]}
    error: `list-of-apis.json` is not what describes a GraphQL API: the document is a list of APIs, not one API
    help: save what `aws appsync get-graphql-api --api-id ID` prints
    "#);
    // The operation that the command does not hold can be given beside it.
    let beside = ["--curl", "from-stdin.curl", "--query", LIST, "--authorizer-response", "allow.json"];
    assert_eq!(folder.run(&[&beside[..], &facts].concat()).status, 0);
}

#[test]
fn what_was_sent_is_judged_even_where_it_is_no_good_request() {
    let folder = Folder::new();
    let facts = ["--api-config", "api.json", "--schema", "schema.graphql", "--authorizer-response", "allow.json"];
    for (body, rules) in [
        (json!(null), vec!["Q201"]),
        (json!("{ listEvents { id } }"), vec!["Q202"]),
        (json!({ "query": "query { listEvents {" }), vec!["Q202"]),
        (json!({ "query": "query A { listEvents { id } } query B { listEvents { id } }" }), vec!["Q204"]),
    ] {
        folder.write("request.json", &json!({ "headers": { "authorization": TOKEN }, "body": body }).to_string());
        let args = [&["--request", "request.json"], &facts[..]].concat();
        assert_eq!(folder.judged(&args), judged("denied", "none", &rules, 1), "{body}");
    }
    // A field that the schema lacks is refused after authorization, so it is a warning.
    folder.write(
        "request.json",
        &json!({ "headers": { "authorization": "no" }, "body": { "query": "{ nope }" } }).to_string(),
    );
    let said = folder.run(&[&["--request", "request.json"], &facts[..]].concat());
    assert_eq!(said.status, 1);
    assert!(said.stderr.starts_with("warning: the query does not fit the schema: "), "{}", said.stderr);
    assert!(said.stdout.contains("\tfirst denial\n") && said.stdout.contains("\tG201\t"), "{}", said.stdout);
}

#[test]
fn a_request_to_another_host_than_the_apis_is_warned_of() {
    let folder = Folder::new();
    folder.write(
        "other.curl",
        "curl https://other.example/graphql -H 'Authorization: no' -d '{\"query\":\"{ listEvents { id } }\"}'",
    );
    let said = folder.run(&["--curl", "other.curl", "--api-config", "api.json"]);
    assert_eq!(
        said.stderr,
        "warning: the request went to `other.example`, which is none of this API's addresses (a custom domain can be)\n"
    );
}

#[test]
fn no_secret_gets_out_whatever_the_authorizer_does_with_it() {
    let folder = Folder::new();
    let encoded = STANDARD.encode(TOKEN);
    folder.write(
        "echo.json",
        &json!({ "isAuthorized": true, "resolverContext": { "token": TOKEN, "encoded": encoded }, "deniedFields": [TOKEN] })
            .to_string(),
    );
    folder.write(
        "thrown.json",
        &json!({ "errorType": "Error", "errorMessage": format!("no user for {TOKEN}") }).to_string(),
    );
    let facts = ["--api-config", "api.json", "--schema", "schema.graphql", "--query", LIST];
    let token = ["--token-env", "TOKEN"];
    for answer in ["echo.json", "thrown.json"] {
        for more in [&[][..], &["--json"], &["-vv"]] {
            let said = folder.run(&[&token[..], &["--authorizer-response", answer], more, &facts].concat());
            let all = format!("{}{}", said.stdout, said.stderr);
            assert!(!all.contains(TOKEN) && !all.contains(&encoded) && all.contains("***"), "{answer} {more:?}\n{all}");
        }
    }
}

#[test]
fn a_rule_is_explained_by_code_or_name_in_any_case() {
    let folder = Folder::new();
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules/R103.md")).unwrap();
    for name in ["R103", "r103", "ttl-override-not-an-integer", "TTL-Override-not-an-integer"] {
        let said = folder.run(&[name]);
        assert_eq!((said.status, said.stdout.as_str(), said.stderr.as_str()), (0, page.as_str(), ""), "{name}");
    }
    let (result, status) = (folder.run(&["R103", "--json"]), 0);
    let envelope: Value = serde_json::from_str(&result.stdout).unwrap();
    assert_eq!(result.status, status);
    assert_eq!(
        envelope["result"],
        json!({
            "code": "R103",
            "name": "ttl-override-not-an-integer",
            "stage": "contract",
            "severity": "warning",
            "evidence": { "kind": "assumed", "text": "a ttlOverride that is not an integer is ignored" },
            "title": "ttlOverride is not an integer",
            "page": page,
        })
    );
    for (name, help) in [
        (
            "nope",
            "help: give a code such as R103 or a name such as ttl-override-not-an-integer; to explain a query, write it after --query\n",
        ),
        ("ttl-overide-not-an-integer", "help: did you mean `ttl-override-not-an-integer`?\n"),
    ] {
        let said = folder.run(&[name]);
        assert_eq!((said.status, said.stdout.as_str()), (2, ""));
        assert_eq!(said.stderr, format!("error: there is no rule `{name}`\n{help}"));
    }
    assert_eq!(folder.run(&["R103", "--query", LIST]).status, 2);
}

#[test]
fn findings_name_the_faults_of_the_answer_and_the_denied_fields() {
    let folder = Folder::new();
    folder.write("answer.json", r#"{"isAuthorized": true, "resolverContext": {"a": "b"}, "ttlOverride": "60", "deniedFields": ["Event.id", "Event.nope"]}"#);
    let facts = ["--api-config", "api.json", "--schema", "schema.graphql", "--authorizer-response", "answer.json"];
    let said = folder.run(&[&["--json", "--token-env", "TOKEN", "--query", LIST], &facts[..]].concat());
    let envelope: Value = serde_json::from_str(&said.stdout).unwrap();
    let told: Vec<String> = envelope["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            format!("{} {} {}", finding["code"], finding["severity"], finding["coordinate"]).replace('"', "")
        })
        .collect();
    assert_eq!(told, ["R103 warning null", "F104 warning Event.nope", "F201 error Event.id"]);
}

#[test]
fn the_examples_of_help_are_understood() {
    let folder = Folder::new();
    folder.write("list.graphql", LIST);
    folder.write("answer.json", r#"{"isAuthorized": true}"#);
    folder.write("policy.json", r#"{"Statement": {"Effect": "Allow", "Action": "appsync:GraphQL", "Resource": "*"}}"#);
    folder.write(
        "denied.curl",
        "curl https://x.example/graphql -H 'Authorization: no' -d '{\"query\":\"{ listEvents { id } }\"}'",
    );
    let mut statuses = Vec::new();
    for help in ["-h", "--help"] {
        let text = folder.run(&[help]).stdout;
        let examples = text.split("Examples:\n").nth(1).unwrap().split("\n\n").next().unwrap().replace("\\\n", " ");
        for example in examples.lines().map(str::trim).filter(|line| !line.contains("--api ")) {
            let words: Vec<&str> = example.split_whitespace().collect();
            assert_eq!(words[..2], ["appsync-auth", "explain"]);
            statuses.push(folder.run(&words[2..]).status);
        }
    }
    assert_eq!(statuses, [1, 6, 0, 1, 0, 0, 0]);
}
