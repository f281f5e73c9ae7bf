//! All other modes: JWTs, keys, signatures, and requests without a credential that counts.

use super::*;
use crate::engine::Code;

#[test]
fn an_expired_jwt_is_told_with_its_content() {
    insta::assert_snapshot!(Denied::unauthorized(&access_token(-10_800)).at([pool(), issuer()]).told(), @r#"
    K203 the JWT expired 3 h ago
      {"exp":1772589967.0,"now":1772600767.0}
    M103 AMAZON_COGNITO_USER_POOLS selected: Authorization is a JWT of a configured user pool
      {"mode":"AMAZON_COGNITO_USER_POOLS","issuer":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc"}
    - the token is a JWT that says: issuer `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc`, client_id `c1`, token_use `access`, subject `1f2e`, scopes `openid`, `events/read`, groups `Staff`, expired 3 h ago, issued 4 h ago
      {"iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc","client_id":"c1","token_use":"access","sub":"1f2e","scope":"openid events/read","cognito:groups":["Staff"],"exp":1772589967,"iat":1772586367}
    "#);
}

#[test]
fn without_the_api_an_expired_jwt_is_told_as_well() {
    let said =
        Denied::new(&format!("Bearer {}", access_token(-10_800)), 401, "UnauthorizedException", "Token has expired.");
    insta::assert_snapshot!(said.told(), @r#"
    K203 the JWT expired 3 h ago
      {"exp":1772589967.0,"now":1772600767.0}
    - the request brings a JWT of a user pool, which AMAZON_COGNITO_USER_POOLS takes; it reaches an AWS_LAMBDA authorizer only on an API with neither user pools nor OPENID_CONNECT
    - the token is a JWT that says: issuer `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc`, client_id `c1`, token_use `access`, subject `1f2e`, scopes `openid`, `events/read`, groups `Staff`, expired 3 h ago, issued 4 h ago
      {"iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc","client_id":"c1","token_use":"access","sub":"1f2e","scope":"openid events/read","cognito:groups":["Staff"],"exp":1772589967,"iat":1772586367}
    "#);
}

#[test]
fn appsyncs_clock_decides_on_what_expires_and_a_clock_that_is_off_is_told() {
    // By this machine the token is good for 5 more minutes; by AppSync, which is 10 minutes on, it has expired.
    let behind = Denied { ahead: Some(-600), ..Denied::unauthorized(&access_token(300)).at([pool()]) };
    insta::assert_snapshot!(behind.told(), @r#"
    K203 the JWT expired 5 min ago
      {"exp":1772601067.0,"now":1772601367.0}
    M103 AMAZON_COGNITO_USER_POOLS selected: Authorization is a JWT of a configured user pool
      {"mode":"AMAZON_COGNITO_USER_POOLS","issuer":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc"}
    - the token is a JWT that says: issuer `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc`, client_id `c1`, token_use `access`, subject `1f2e`, scopes `openid`, `events/read`, groups `Staff`, expired 5 min ago, issued 65 min ago
      {"iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc","client_id":"c1","token_use":"access","sub":"1f2e","scope":"openid events/read","cognito:groups":["Staff"],"exp":1772601067,"iat":1772597467}
    - this machine's clock is 10 min behind AppSync's; the times of the token are told by AppSync's
      help: set the clock of this machine
      {"clockAheadSeconds":-600}
    "#);
}

#[test]
fn what_is_wrong_with_the_claims_is_told() {
    let code = |claims: Value| Denied::unauthorized(&jwt(&claims)).at([pool(), issuer()]).diagnosed()[0].clone();
    let not_yet = code(json!({ "iss": POOL, "token_use": "id", "nbf": NOW + 300 }));
    assert_eq!((not_yet.code, not_yet.says.as_str()), (Some(Code::K211), "the JWT is valid only in 5 min"));
    let refresh = code(json!({ "iss": POOL, "token_use": "refresh" }));
    assert_eq!(
        (refresh.code, refresh.says.as_str()),
        (
            Some(Code::K210),
            "the JWT of a user pool has `token_use` `refresh`, and only `id` and `access` open anything"
        )
    );
    let unmatched = code(json!({ "iss": "https://other.example" }));
    assert_eq!(
        (unmatched.code, unmatched.says.as_str()),
        (
            Some(Code::M204),
            "the API has no provider for JWTs of `https://other.example`; it has AMAZON_COGNITO_USER_POOLS, OPENID_CONNECT"
        )
    );
    let good = code(json!({ "iss": "https://i.example", "exp": NOW + 60 }));
    assert_eq!(good.code, Some(Code::K204));
}

#[test]
fn long_claims_are_cut_and_claims_of_ones_own_are_not_told() {
    let groups: Vec<String> = (0..12).map(|number| format!("g{number}")).collect();
    let claims = json!({
        "iss": "https://i.example", "aud": ["a", "b"], "azp": "z", "sub": "s".repeat(300), "scp": ["x"],
        "groups": groups, "email": "a@b.example", "address": { "street": "x" }, "exp": 1e300,
    });
    let sent = Denied::unauthorized(&jwt(&claims)).at([issuer()]);
    insta::assert_snapshot!(sent.told(), @r#"
    K204 by its claims the JWT is good, so probably its signature is not: it was changed, or made with a key that the issuer no longer publishes
    M105 OPENID_CONNECT selected: Authorization is a JWT of a configured issuer
      {"mode":"OPENID_CONNECT","issuer":"https://i.example"}
    - the token is a JWT that says: issuer `https://i.example`, audience `a`, `b`, azp `z`, subject `ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss…`, scopes `x`, groups `g0`, `g1`, `g2`, `g3`, `g4`, `g5`, `g6`, `g7`, `g8`, `g9` and 2 more, expires in more than 100 years
      {"iss":"https://i.example","aud":["a","b"],"azp":"z","sub":"ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss…","scp":["x"],"groups":["g0","g1","g2","g3","g4","g5","g6","g7","g8","g9"],"exp":1e+300}
    "#);
}

#[test]
fn words_of_the_service_decide_where_it_says_more_than_no() {
    let said = |authorization: &str, message: &str| {
        Denied::new(authorization, 401, "UnauthorizedException", message).diagnosed()[0].clone()
    };
    let token = access_token(600);
    let cases = [
        (
            "x",
            "Unable to parse JWT token.",
            Code::M203,
            "the API takes JWTs and has no AWS_LAMBDA authorizer, and the request brings a token that is neither a JWT nor a SigV4 signature",
        ),
        (
            &token,
            "Unable to parse JWT token.",
            Code::M204,
            "the API has no provider for JWTs of this issuer and client",
        ),
        (
            SIGNATURE,
            "Valid authorization header not provided.",
            Code::M202,
            "no mode of the API takes what the request brings: a SigV4 signature",
        ),
        (
            "x",
            "Missing authorization header",
            Code::M201,
            "AppSync saw no credential, though the request was sent with a token that is neither a JWT nor a SigV4 signature: something on the way took it off",
        ),
        (
            SIGNATURE,
            "Permission denied",
            Code::I201,
            "no policy of the caller allows `appsync:GraphQL` on what the request selects",
        ),
    ];
    for (authorization, message, code, says) in cases {
        let told = said(authorization, message);
        assert_eq!((told.code, told.says.as_str()), (Some(code), says), "{message}");
    }
}

#[test]
fn a_request_without_a_credential_is_told_so() {
    let bare = Denied {
        headers: Headers::default(),
        ..Denied::new("", 401, "UnauthorizedException", "Missing authorization header")
    };
    insta::assert_snapshot!(bare.told(), @r"
    M201 the request has neither an Authorization nor an x-api-key header
    - the request brings no credential
    ");
    // Both wordings are known for it.
    let other =
        Denied { errors: vec![error("UnauthorizedException", "Valid authorization header not provided.")], ..bare };
    assert_eq!(
        other.at([pool()]).diagnosed().iter().map(|one| one.code).collect::<Vec<_>>(),
        [Some(Code::M202), Some(Code::M201)]
    );
}

#[test]
fn a_refused_api_key_is_unknown_or_expired() {
    let keyed = Denied { headers: [("x-api-key", "da2-s3cret")].into_iter().collect(), ..Denied::unauthorized("") };
    insta::assert_snapshot!(keyed.told(), @r"
    K201 the API does not have this API key, or the key has expired
      help: `aws appsync list-api-keys` shows the keys of the API and when each expires; the id of a key is the key
    - the request brings an API key, which API_KEY alone takes
    ");
    let beside = Denied::unauthorized("tenant-a").header("x-api-key", "da2-s3cret").at([Provider::ApiKey, lambda()]);
    insta::assert_snapshot!(beside.told(), @r#"
    M107 the request has both an x-api-key and an Authorization header, and the API key decides
    K201 the API does not have this API key, or the key has expired
      help: `aws appsync list-api-keys` shows the keys of the API and when each expires; the id of a key is the key
    M101 API_KEY selected: the request has an x-api-key header
      {"mode":"API_KEY"}
    "#);
}

#[test]
fn an_iam_caller_without_permission_is_told_what_to_allow() {
    let document = Document::parse("query", "{ listEvents { id } getEvent { id } }").unwrap();
    let operation = document.pick(None).unwrap();
    let selected = operation.selected_fields(None, &serde_json::Map::new()).unwrap();
    let denied = Denied::new(SIGNATURE, 401, "UnauthorizedException", "Permission denied").at([Provider::AwsIam]);
    insta::assert_snapshot!(Denied { selected, ..denied }.told(), @r#"
    I201 no policy of the caller allows `appsync:GraphQL` on what the request selects
      help: allow `appsync:GraphQL` on `arn:aws:appsync:eu-west-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz/types/Query/fields/listEvents`, `arn:aws:appsync:eu-west-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz/types/Query/fields/getEvent` in a policy of the caller
    M102 AWS_IAM selected: Authorization is a SigV4 signature
      {"mode":"AWS_IAM"}
    "#);
    let message =
        "User: arn:aws:iam::111122223333:user/ci is not authorized to perform: appsync:GraphQL on resource: x";
    let denied = Denied::new(SIGNATURE, 403, "AccessDeniedException", message).at([Provider::AwsIam]).diagnosed();
    assert_eq!(denied[0].code, Some(Code::I201));
    assert_eq!(denied[0].facts["message"], message);
}

#[test]
fn a_signature_out_of_time_is_told_by_how_much_the_clock_is_off() {
    let refused =
        |message: &str, ahead| Denied { ahead, ..Denied::new(SIGNATURE, 403, "InvalidSignatureException", message) };
    let expired =
        "Signature expired: 20260304T050607Z is now earlier than 20260304T051307Z (20260304T051807Z - 5 min.)";
    insta::assert_snapshot!(refused(expired, Some(420)).told(), @r#"
    K209 the time of the signature is too far off: this machine's clock is 7 min ahead of AppSync's
      help: set the clock of this machine; a signature is good for 5 min
      {"clockAheadSeconds":420}
    - the request brings a SigV4 signature, which AWS_IAM takes; on an API without AWS_IAM it is a token for AWS_LAMBDA like any other
    "#);
    let says = |message, ahead| refused(message, ahead).diagnosed().into_iter().map(|one| (one.code, one.says)).next();
    assert_eq!(
        says(expired, Some(2)),
        Some((
            Some(Code::K209),
            "the signature was made more than 5 min before it arrived; the clocks agree".to_owned()
        ))
    );
    assert_eq!(
        says("Signature not yet current: x", Some(-600)),
        Some((
            Some(Code::K209),
            "the time of the signature is too far off: this machine's clock is 10 min behind AppSync's".to_owned()
        ))
    );
    assert_eq!(
        says(expired, None),
        Some((Some(Code::K209), "the time of the signature is more than 5 min from AppSync's".to_owned()))
    );
}

#[test]
fn a_signature_that_does_not_fit_is_told_with_what_is_known_of_it() {
    let refused = |host, signature: &str| Denied {
        host,
        ..Denied::new(signature, 403, "InvalidSignatureException", "The request signature we calculated does not match")
    };
    let elsewhere = refused(Some("x.appsync-api.us-east-1.amazonaws.com"), SIGNATURE);
    insta::assert_snapshot!(elsewhere.told(), @r#"
    K208 the signature is for the region `eu-west-1`, and the API is in `us-east-1`
      help: sign for the region of the API: `--region us-east-1`
      {"accessKeyId":"ASIAEXAMPLE","sessionToken":false,"region":"eu-west-1","service":"appsync"}
    - the request brings a SigV4 signature, which AWS_IAM takes; on an API without AWS_IAM it is a token for AWS_LAMBDA like any other
    "#);
    insta::assert_snapshot!(refused(Some("api.example.com"), SIGNATURE).told(), @r#"
    K208 the secret access key is not that of `ASIAEXAMPLE`, the API is in another region than `eu-west-1`, or body, host or a signed header were changed after signing
      help: check the secret access key and the region, and that nothing between here and AppSync rewrites the body or `Host`
      {"accessKeyId":"ASIAEXAMPLE","sessionToken":false,"region":"eu-west-1","service":"appsync"}
    - the request brings a SigV4 signature, which AWS_IAM takes; on an API without AWS_IAM it is a token for AWS_LAMBDA like any other
    "#);
    let execute = SIGNATURE.replace("/appsync/", "/execute-api/");
    assert_eq!(
        refused(None, &execute).diagnosed()[0].says,
        "the signature is for the service `execute-api`, and AppSync takes those for `appsync`"
    );
    let same = refused(Some("x.appsync-api.eu-west-1.amazonaws.com"), SIGNATURE);
    assert_eq!(
        same.diagnosed()[0].says,
        "the secret access key is not that of `ASIAEXAMPLE`, or body, host or a signed header were changed after signing"
    );
    let with_clock = Denied { ahead: Some(900), ..same };
    let codes: Vec<_> = with_clock.diagnosed().into_iter().map(|one| one.code).collect();
    assert_eq!(codes, [Some(Code::K209), Some(Code::K208), None]);
}

#[test]
fn a_signature_for_another_region_or_service_is_told_as_aws_says() {
    let says = |host, signature: &str, message: &str| {
        let refused = Denied { host, ..Denied::new(signature, 403, "InvalidSignatureException", message) };
        let found = refused.diagnosed();
        (found[0].code, found[0].says.clone(), found[0].help.clone().unwrap_or_default())
    };
    let region = "Credential should be scoped to a valid region, not 'eu-west-1'. ";
    let told = |says: &str, help: &str| (Some(Code::K208), says.to_owned(), help.to_owned());
    assert_eq!(
        says(Some("x.appsync-api.us-east-1.amazonaws.com"), SIGNATURE, region),
        told(
            "the signature is for the region `eu-west-1`, and the API is in `us-east-1`",
            "sign for the region of the API: `--region us-east-1`"
        )
    );
    let another = told(
        "the signature is for the region `eu-west-1`, and the API is in another one",
        "sign for the region of the API: `--region REGION`",
    );
    assert_eq!(says(Some("api.example.com"), SIGNATURE, region), another.clone());
    // A name that is only a way to the API tells another region than AWS: AWS is right.
    assert_eq!(says(Some("x.appsync-api.eu-west-1.amazonaws.com"), SIGNATURE, region), another);
    let execute = SIGNATURE.replace("/appsync/", "/execute-api/");
    let service = "Credential should be scoped to correct service: 'appsync'. ";
    assert_eq!(
        says(None, &execute, service),
        told("the signature is for the service `execute-api`, and AppSync takes those for `appsync`", "")
    );
    assert_eq!(
        says(None, SIGNATURE, "Credential should be scoped to correct service: 'lambda'. "),
        told(
            "what answers takes signatures for the service `lambda`, and AppSync those for `appsync`",
            "check the URL: it must be the one that GraphQL is posted to"
        )
    );
}

#[test]
fn an_access_key_that_aws_does_not_know_is_told_with_what_could_be_the_matter() {
    let unknown = |signature: &str| {
        let words = "The security token included in the request is invalid.";
        Denied::new(signature, 403, "UnrecognizedClientException", words)
    };
    insta::assert_snapshot!(unknown(SIGNATURE).told(), @r#"
    K207 `ASIAEXAMPLE` is a temporary access key, and the request was sent without its session token
      help: set AWS_SESSION_TOKEN together with the key, or use a profile
      {"accessKeyId":"ASIAEXAMPLE","sessionToken":false,"region":"eu-west-1","service":"appsync"}
    - the request brings a SigV4 signature, which AWS_IAM takes; on an API without AWS_IAM it is a token for AWS_LAMBDA like any other
    "#);
    let lasting = SIGNATURE.replace("ASIA", "AKIA").replace("eu-west-1", "cn-north-1");
    insta::assert_snapshot!(unknown(&lasting).at([Provider::AwsIam]).told(), @r#"
    K207 AWS does not know the access key `AKIAEXAMPLE` in the partition `aws-cn`: it is misspelt, of another partition, deleted or inactive
      help: `aws sts get-caller-identity` says whether the key is good, and whose it is
      {"accessKeyId":"AKIAEXAMPLE","sessionToken":false,"region":"cn-north-1","service":"appsync"}
    M102 AWS_IAM selected: Authorization is a SigV4 signature
      {"mode":"AWS_IAM"}
    "#);
    assert_eq!(
        unknown(&lasting).header("x-amz-security-token", "t").diagnosed()[0].says,
        "`AKIAEXAMPLE` is a lasting access key, and the request was sent with a session token, which is that of another one"
    );
    let expired =
        Denied::new(SIGNATURE, 403, "ExpiredTokenException", "The security token included in the request is expired");
    assert_eq!(expired.diagnosed()[0].says, "the session token of the temporary credentials has expired");
    let halved = Denied::new("AWS4-HMAC-SHA256 Signature=1", 403, "IncompleteSignatureException", "x").diagnosed();
    assert_eq!(halved[0].code, Some(Code::K208));
}

#[test]
fn what_stands_before_appsync_is_told_apart() {
    for (status, errors) in [(403, vec![]), (403, vec![error("WAFForbiddenException", "403 Forbidden")])] {
        let found = Denied { status, errors, ..Denied::unauthorized("t") }.diagnosed();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, None);
        assert!(found[0].says.starts_with("the request was refused before AppSync's authorization"));
    }
    let bare = Denied { errors: vec![], ..Denied::unauthorized("tenant-a").at([lambda()]) };
    assert_eq!(bare.diagnosed()[0].code, Some(Code::R201));
}
