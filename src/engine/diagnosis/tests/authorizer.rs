//! AWS_LAMBDA: the gate, the authorizer, and the way to it.

use super::*;

const LAMBDA_ONLY: fn() -> [Provider; 1] = || [lambda()];

#[test]
fn a_token_that_came_through_the_gate_was_refused_by_the_authorizer() {
    insta::assert_snapshot!(Denied::unauthorized("tenant-a").at(LAMBDA_ONLY()).told(), @r#"
    R201 the authorizer answered isAuthorized: false, an earlier such answer is still cached (for up to 300 s), or its answer broke the contract
      help: ask the authorizer about this token with `appsync-auth test-token`; where its log has no line, it was not called
      {"authorizerResultTtlInSeconds":300}
    M104 AWS_LAMBDA selected: Authorization is not SigV4 and not a JWT of a configured issuer
      {"mode":"AWS_LAMBDA"}
    "#);
}

#[test]
fn a_token_that_the_expression_rejects_never_came_to_the_authorizer() {
    insta::assert_snapshot!(Denied::unauthorized("other").at(LAMBDA_ONLY()).told(), @r#"
    G201 the token (5 characters) does not match identityValidationExpression `^tenant-.*`, so the authorizer was not called
      {"expression":"^tenant-.*","characters":5}
    M104 AWS_LAMBDA selected: Authorization is not SigV4 and not a JWT of a configured issuer
      {"mode":"AWS_LAMBDA"}
    "#);
}

#[test]
fn without_the_api_the_shape_of_the_token_tells_what_could_take_it() {
    insta::assert_snapshot!(Denied::unauthorized("other").told(), @r"
    R201 on an API with AWS_LAMBDA, the authorizer answered isAuthorized: false, an earlier such answer is still cached, or its answer broke the contract; or the token does not match identityValidationExpression
      help: ask the authorizer about this token with `appsync-auth test-token`; where its log has no line, it was not called
    - the request brings a token that is neither a JWT nor a SigV4 signature, which AWS_LAMBDA alone takes
    ");
}

#[test]
fn a_jwt_of_the_user_pool_never_reached_the_authorizer() {
    insta::assert_snapshot!(Denied::unauthorized(&access_token(720)).at([lambda(), pool()]).told(), @r#"
    M106 the token is a JWT of `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc`, another provider of this API, so it never reached the Lambda authorizer
      {"issuer":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc"}
    K204 by its claims the JWT is good, so probably its signature is not: it was changed, or made with a key that the issuer no longer publishes
    M103 AMAZON_COGNITO_USER_POOLS selected: Authorization is a JWT of a configured user pool
      {"mode":"AMAZON_COGNITO_USER_POOLS","issuer":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc"}
    - the token is a JWT that says: issuer `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc`, client_id `c1`, token_use `access`, subject `1f2e`, scopes `openid`, `events/read`, groups `Staff`, expires in 12 min, issued 48 min ago
      {"iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc","client_id":"c1","token_use":"access","sub":"1f2e","scope":"openid events/read","cognito:groups":["Staff"],"exp":1772601487,"iat":1772597887}
    "#);
}

#[test]
fn what_the_authorizer_threw_is_told() {
    let thrown = |message: &str| Denied::new("tenant-a", 500, "AuthorizerFailureException", message).at(LAMBDA_ONLY());
    insta::assert_snapshot!(thrown("database unreachable").told(), @r#"
    A201 the authorizer threw an error: `database unreachable`
      {"errorMessage":"database unreachable"}
    M104 AWS_LAMBDA selected: Authorization is not SigV4 and not a JWT of a configured issuer
      {"mode":"AWS_LAMBDA"}
    "#);
    let codes = |message: &str| thrown(message).diagnosed().into_iter().filter_map(|one| one.code).collect::<Vec<_>>();
    use crate::engine::Code::{A201, A202, A203, M104, R204, R208, R209};
    assert_eq!(codes(""), [A201, M104]);
    assert_eq!(codes("2026-03-04T05:06:07Z 1f Task timed out after 10.01 seconds"), [A202, M104]);
    assert_eq!(codes("Unable to invoke the authorizer"), [A203, M104]);
    assert_eq!(codes("the answer has no isAuthorized"), [R204, M104]);
    assert_eq!(codes("resolverContext is larger than 5 MB"), [R208, M104]);
    assert_eq!(codes("Response payload size exceeded maximum allowed payload size (6291556 bytes)."), [R209, M104]);
    let long = "x".repeat(5_000);
    assert_eq!(thrown(&long).diagnosed()[0].facts["errorMessage"], format!("{}…", "x".repeat(100)));
}

#[test]
fn a_bare_bad_request_is_a_permission_that_is_missing_and_the_command_adds_it() {
    let bare = || Denied::new("tenant-a", 400, "BadRequestException", "");
    insta::assert_snapshot!(bare().at(LAMBDA_ONLY()).told(), @r#"
    A203 AppSync may not invoke `arn:aws:lambda:eu-west-1:111122223333:function:authz:live`, or the function does not exist; no line in its log tells of it
      help: add the permission: aws lambda add-permission --function-name authz --qualifier live --statement-id appsync --principal appsync.amazonaws.com --action lambda:InvokeFunction --source-arn arn:aws:appsync:eu-west-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz --region eu-west-1
      {"authorizerUri":"arn:aws:lambda:eu-west-1:111122223333:function:authz:live"}
    M104 AWS_LAMBDA selected: Authorization is not SigV4 and not a JWT of a configured issuer
      {"mode":"AWS_LAMBDA"}
    "#);
    insta::assert_snapshot!(bare().told(), @r"
    A203 AppSync may not invoke the authorizer, or the function does not exist; no line in its log tells of it
      help: add the permission: aws lambda add-permission --function-name FUNCTION --statement-id appsync --principal appsync.amazonaws.com --action lambda:InvokeFunction --source-arn ARN_OF_THE_API
    - the request brings a token that is neither a JWT nor a SigV4 signature, which AWS_LAMBDA alone takes
    ");
    let elsewhere = Provider::Lambda(Some(LambdaAuthorizerConfig {
        authorizer_uri: Some("arn:aws:lambda:eu-west-1:444455556666:function:authz".to_owned()),
        ..LambdaAuthorizerConfig::default()
    }));
    let elsewhere = bare().at([elsewhere]).diagnosed();
    assert_eq!(
        elsewhere[0].help.as_deref(),
        Some(
            "add the permission: aws lambda add-permission --function-name arn:aws:lambda:eu-west-1:444455556666:function:authz --statement-id appsync --principal appsync.amazonaws.com --action lambda:InvokeFunction --source-arn arn:aws:appsync:eu-west-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz --region eu-west-1"
        )
    );
    // The real-time service writes the namespace before the name.
    let namespaced = Denied::new("tenant-a", 400, "com.amazonaws.deepdish.graphql.auth#BadRequestException", "");
    assert_eq!(namespaced.at(LAMBDA_ONLY()).diagnosed(), bare().at(LAMBDA_ONLY()).diagnosed());
    let without = bare().at([pool()]).diagnosed();
    assert_eq!(without[0].code, None);
}
