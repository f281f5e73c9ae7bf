//! What a faulty configuration is told.

use super::told;
use crate::settings::{Configuration, Reading};

/// Code, message, line, column and help of a text with one fault.
fn fault(text: &str) -> (String, String, usize, usize, Option<String>) {
    let error = Configuration::parse("appsync-auth.yaml", text).unwrap_err();
    let (code, message, places, help) = told(&error);
    let [(line, column, _)] = places.as_slice() else { panic!("one place: {places:?} for {message}") };
    (code.to_owned(), message, *line, *column, help.map(str::to_owned))
}

/// A text with a fault, and what is told: code, message, line and column, help.
type Case<'t> = (&'t str, &'t str, &'t str, (usize, usize), Option<&'t str>);

/// Whether each text is told what it should be.
fn check(cases: &[Case<'_>]) {
    for (text, code, message, (line, column), help) in cases {
        let expected = ((*code).to_owned(), (*message).to_owned(), *line, *column, help.map(str::to_owned));
        assert_eq!(fault(text), expected, "{text}");
    }
}

#[test]
fn a_misspelt_key_is_told_with_the_right_one() {
    let keys = "url, api, schema, authorizer, token, api-key, jwt, iam, profile, region, endpoint-url, wanted";
    check(&[
        ("enviroments: {}", "unknown-key", "unknown key `enviroments`", (1, 1), Some("did you mean `environments`?")),
        (
            "environments:\n  a:\n    tokne: { env: A }",
            "unknown-key",
            "unknown key `tokne` in `environments.a`",
            (3, 5),
            Some("did you mean `token`?"),
        ),
        (
            "environments: { a: { headers: {} } }",
            "unknown-key",
            "unknown key `headers` in `environments.a`",
            (1, 22),
            Some(&format!("the keys here are {keys}")),
        ),
        (
            "local: { apis: [{ name: a, shema: s }] }",
            "unknown-key",
            "unknown key `shema` in `local.apis[0]`",
            (1, 28),
            Some("did you mean `schema`?"),
        ),
        (
            "generate: { scalars: {} }",
            "unknown-key",
            "unknown key `scalars` in `generate`",
            (1, 13),
            Some("did you mean `scalar`?"),
        ),
    ]);
}

#[test]
fn a_missing_default_environment_is_told_with_those_that_there_are() {
    check(&[
        (
            "default-environment: stagign\nenvironments: { staging: {}, local: {} }",
            "unknown-environment",
            "there is no environment `stagign`",
            (1, 22),
            Some("did you mean `staging`? the environments are staging, local"),
        ),
        (
            "default-environment: x\nenvironments: { staging: {} }",
            "unknown-environment",
            "there is no environment `x`",
            (1, 22),
            Some("the only environment is `staging`"),
        ),
        (
            "default-environment: x",
            "unknown-environment",
            "there is no environment `x`",
            (1, 22),
            Some("the file has no environments"),
        ),
    ]);
}

#[test]
fn wrong_values_of_an_environment_are_told() {
    check(&[
        (
            "environments: { a: { url: example.com } }",
            "wrong-value",
            "in `environments.a.url`: `example.com` is not an `http` or `https` URL with a host",
            (1, 27),
            Some("write it as `https://ID.appsync-api.REGION.amazonaws.com/graphql`"),
        ),
        (
            "environments: { a: { api: '' } }",
            "wrong-value",
            "in `environments.a.api`: the text is empty",
            (1, 27),
            None,
        ),
        (
            "environments: { a: { authorizer: 'lambda:' } }",
            "wrong-value",
            "in `environments.a.authorizer`: `lambda:` says no name",
            (1, 34),
            None,
        ),
        (
            "environments: { a: { iam: false } }",
            "wrong-type",
            "expected true for `environments.a.iam`, found false",
            (1, 27),
            Some("remove the key where it does not hold"),
        ),
        (
            "environments: { a: { token: { env: A }, iam: true } }",
            "conflicting-keys",
            "`token` and `iam` exclude each other in `environments.a`",
            (1, 41),
            Some("keep one of the two"),
        ),
        (
            "environments: { a: { token: { env: A, file: b } } }",
            "conflicting-keys",
            "`env` and `file` exclude each other in `environments.a.token`",
            (1, 39),
            Some("keep one of the two"),
        ),
        (
            "environments: { a: { token: {} } }",
            "missing-key",
            "`env`, `file` or `command` is missing in `environments.a.token`",
            (1, 29),
            Some("add `env`, `file` or `command`"),
        ),
        (
            "environments: { a: { token: { command: [] } } }",
            "wrong-value",
            "in `environments.a.token.command`: the command names no program",
            (1, 40),
            Some("write `[PROGRAM, ARGUMENT]`"),
        ),
        (
            "environments: { a: { token: } }",
            "wrong-type",
            "expected a map for `environments.a.token`, found nothing",
            (1, 22),
            Some("write a value or remove the key"),
        ),
    ]);
}

#[test]
fn wrong_values_of_wanted_are_told() {
    let wanted = |text: &str| format!("environments: {{ a: {{ wanted: {{ {text} }} }} }}");
    let place = "in `environments.a.wanted";
    for (text, message, help) in [
        (
            "slot: aditional, function: f",
            "in `environments.a.wanted.slot`: `aditional` is not `default` or `additional`",
            Some("did you mean `additional`?"),
        ),
        (
            "function: 'a b'",
            "in `environments.a.wanted.function`: `a b` is not a Lambda function",
            Some("write it as `authorizer`, `authorizer:live` or the whole ARN"),
        ),
        (
            "function: 'arn:aws:s3:::b'",
            "in `environments.a.wanted.function`: `arn:aws:s3:::b` is not a Lambda function",
            Some("write it as `authorizer`, `authorizer:live` or the whole ARN"),
        ),
        (
            "function: f, ttl: 3601",
            "in `environments.a.wanted.ttl`: 3601 is not from 0 to 3600",
            Some("write an integer from 0 to 3600"),
        ),
        (
            "function: f, ttl: -1",
            "in `environments.a.wanted.ttl`: -1 is not from 0 to 3600",
            Some("write an integer from 0 to 3600"),
        ),
        (
            "function: f, previous-default: keeps",
            "in `environments.a.wanted.previous-default`: `keeps` is not `keep` or `drop`",
            Some("did you mean `keep`?"),
        ),
        (
            "function: f, permission: wide",
            "in `environments.a.wanted.permission`: `wide` is not `scoped`, `open` or `skip`",
            Some("write `scoped`, `open` or `skip`"),
        ),
        (
            "function: f, default-action: deny",
            "in `environments.a.wanted.default-action`: `deny` is not `ALLOW` or `DENY`",
            Some("did you mean `DENY`?"),
        ),
        (
            "function: f, new-default: API_KEY",
            "in `environments.a.wanted`: `new-default` is only for `remove: true` and `slot: additional`",
            Some("remove it"),
        ),
        (
            "remove: true, new-default: AWS_LAMBDA",
            "in `environments.a.wanted.new-default`: AWS_LAMBDA is what is removed",
            Some("name the mode that stays"),
        ),
        (
            "remove: true, new-default: API_KEY=x",
            "in `environments.a.wanted.new-default`: API_KEY has no pools or issuers",
            Some("write the mode alone"),
        ),
        (
            "remove: true, new-default: OPENID_CONNECT=",
            "in `environments.a.wanted.new-default`: `OPENID_CONNECT=` names no pool or issuer",
            Some("write `MODE` or `MODE=POOL_ID`"),
        ),
        (
            "slot: default",
            "`function` or `remove` is missing in `environments.a.wanted`",
            Some("add `function` or `remove`"),
        ),
        (
            "remove: true, ttl: 3",
            "`remove` and `ttl` exclude each other in `environments.a.wanted`",
            Some("say what to remove or what to set up"),
        ),
        (
            "function: f, identity-regex: x, no-identity-regex: true",
            "`identity-regex` and `no-identity-regex` exclude each other in `environments.a.wanted`",
            Some("keep one of the two"),
        ),
    ] {
        let (_, found, line, _, found_help) = fault(&wanted(text));
        assert!(found.contains(place), "{found}");
        assert_eq!((found.as_str(), line, found_help.as_deref()), (message, 1, help), "{text}");
    }
}

#[test]
fn wrong_values_of_the_emulator_are_told() {
    let api = |text: &str| format!("local: {{ apis: [{{ name: a, {text} }}] }}");
    for (text, message) in [
        ("local: { port: 65536 }".to_owned(), "in `local.port`: 65536 is not from 0 to 65535"),
        ("local: { account-id: '123' }".to_owned(), "in `local.account-id`: `123` is not an account id of 12 digits"),
        ("local: { account-id: 111122223333 }".to_owned(), "expected a text for `local.account-id`, found an integer"),
        (
            "local: { credentials: [{ secret: { env: A } }] }".to_owned(),
            "`access-key-id` is missing in `local.credentials[0]`",
        ),
        (
            "local: { credentials: [{ access-key-id: A, secret: { env: A }, principal: me }] }".to_owned(),
            "in `local.credentials[0].principal`: `me` is not the ARN of a principal",
        ),
        ("local: { apis: [{ schema: s }] }".to_owned(), "`name` is missing in `local.apis[0]`"),
        ("local: { apis: [{ name: a }, { name: a }] }".to_owned(), "in `local`: two APIs have the name `a`"),
        (
            api("api-keys: [{ key: { env: A }, expires: 2030-13-01 }]"),
            "in `local.apis[0].api-keys[0].expires`: `2030-13-01` is neither a day nor a point in time",
        ),
        (api("default: { mode: AWS_LAMBDA }"), "`authorizer` is missing in `local.apis[0].default`"),
        (api("default: { mode: OPENID_CONNECT }"), "`issuer` is missing in `local.apis[0].default`"),
        (api("default: { mode: AMAZON_COGNITO_USER_POOLS }"), "`pool` is missing in `local.apis[0].default`"),
        (api("default: { ttl: 3 }"), "`mode` is missing in `local.apis[0].default`"),
        (
            api("default: { mode: API_KEY, ttl: 3 }"),
            "in `local.apis[0].default`: `ttl` means nothing for a provider of mode API_KEY",
        ),
        (
            api("additional: [{ mode: AMAZON_COGNITO_USER_POOLS, pool: p, default-action: DENY }]"),
            "in `local.apis[0].additional[0]`: `default-action` means nothing for an additional provider of mode AMAZON_COGNITO_USER_POOLS",
        ),
        (
            api("default: { mode: API_KEY }, additional: [{ mode: API_KEY }]"),
            "in `local.apis[0]`: the provider API_KEY stands twice",
        ),
        (
            api(
                "additional: [{ mode: OPENID_CONNECT, issuer: 'https://i' }, { mode: OPENID_CONNECT, issuer: 'https://i' }]",
            ),
            "in `local.apis[0]`: the provider OPENID_CONNECT `https://i` stands twice",
        ),
        (api("resolvers: { listEvents: ./a.mjs }"), "`listEvents` is not of the form `Type.field`"),
        (
            api("resolvers: { Query.a: a.yaml }"),
            "in `local.apis[0].resolvers.Query.a`: the rules file `a.yaml` can authorize, not resolve a field",
        ),
    ] {
        assert_eq!(fault(&text).1, message, "{text}");
    }
    let lower = fault(&api("default: { mode: aws_iam }"));
    assert_eq!(lower.4.as_deref(), Some("did you mean `AWS_IAM`?"));
}

#[test]
fn wrong_values_of_generation_are_told() {
    for (text, message) in [
        ("depth: 101", "in `generate.depth`: 101 is not from 0 to 100"),
        ("max-fields: 0", "in `generate.max-fields`: 0 is not from 1 to 1000000"),
        ("depth-mode: level", "in `generate.depth-mode`: `level` is not `levels`, `entity` or `amplify`"),
        ("nested-args: drop", "in `generate.nested-args`: `drop` is not `skip` or `lift`"),
        ("fragments: yes", "in `generate.fragments`: `yes` is not `auto`, `never` or `always`"),
        ("order: file", "in `generate.order`: `file` is not `name` or `schema`"),
        ("include: Query.a.b", "in `generate.include`: `Query.a.b` is not a pattern of types or fields"),
        ("exclude: ['a b']", "in `generate.exclude[0]`: `a b` is not a pattern of types or fields"),
        ("denied-fields: [comments]", "in `generate.denied-fields[0]`: `comments` is not of the form `Type.field`"),
        ("scalar: { 'A-B': x }", "`A-B` is not the name of a scalar"),
        ("schema: 3", "expected a text or a list of texts for `generate.schema`, found an integer"),
        ("target: flow", "in `generate`: the target `flow` needs `preset: amplify`"),
        ("target: typescript=", "in `generate.target`: `typescript=` names no folder"),
        (
            "outputs: [{ target: manifest, preset: amplify }]",
            "in `generate.outputs[0]`: `preset: amplify` is for the targets `typescript`, `javascript`, `graphql` and `flow`",
        ),
        ("outputs: [{ out: a }]", "`target` is missing in `generate.outputs[0]`"),
        ("out: a, outputs: []", "`out` and `outputs` exclude each other in `generate`"),
        ("operations: { a: { order: name } }", "unknown key `order` in `generate.operations.a`"),
    ] {
        assert_eq!(fault(&format!("generate: {{ {text} }}")).1, message, "{text}");
    }
}

#[test]
fn readings_that_do_not_exist_are_told_in_the_file_and_in_a_flag() {
    let all = "the rules are identity-regex, unmatched-jwt, key-and-sigv4, invalid-answer, cache-denials, \
               update-omitted, permission-missing";
    check(&[
        (
            "rules:\n  identity-regexp: find",
            "unknown-rule",
            "there is no rule `identity-regexp`",
            (2, 3),
            Some("did you mean `identity-regex`?"),
        ),
        ("rules: { x: y }", "unknown-rule", "there is no rule `x`", (1, 10), Some(all)),
        (
            "rules: { invalid-answer: 403 }",
            "unknown-rule",
            "`invalid-answer` has no value `403`",
            (1, 26),
            Some("write `401` or `500`"),
        ),
    ]);
    let flag = |text: &str| {
        let error = Reading::of_flag(text).unwrap_err();
        assert_eq!(error.kind(), crate::error::ErrorKind::Usage);
        (error.message().to_owned(), error.help_text().unwrap_or_default().to_owned())
    };
    assert_eq!(flag("find"), ("`find` is not of the form NAME=VALUE".to_owned(), all.to_owned()));
    assert_eq!(
        flag("cache-denial=no"),
        ("there is no rule `cache-denial`".to_owned(), "did you mean `cache-denials`?".to_owned())
    );
    assert_eq!(
        flag("cache-denials=never"),
        ("`cache-denials` has no value `never`".to_owned(), "write `yes` or `no`".to_owned())
    );
}

#[test]
fn all_faults_are_told_at_once_each_with_its_place() {
    let text = "default-environment: 3\nenvironments:\n  a: { url: x, ttl: 3 }\nlocal: { port: -1 }\n";
    let error = Configuration::parse("appsync-auth.yaml", text).unwrap_err();
    let (code, message, places, _) = told(&error);
    let places: Vec<(usize, usize)> = places.iter().map(|(line, column, _)| (*line, *column)).collect();
    assert_eq!(
        (code, message.as_str(), places),
        (
            "wrong-type",
            "expected a text for `default-environment`, found an integer (and 3 more)",
            vec![(1, 22), (3, 13), (3, 16), (4, 16)]
        )
    );
}

#[test]
fn a_wrong_value_is_helped_where_the_right_one_is_not_plain() {
    let api = |text: &str| format!("local: {{ apis: [{{ name: a, {text} }}] }}");
    for (text, help) in [
        ("local: { account-id: '123' }".to_owned(), "write it as \"111122223333\""),
        ("local: { account-id: 111122223333 }".to_owned(), "put the value in quotes"),
        (
            "local: { credentials: [{ access-key-id: A, secret: { env: A }, principal: me }] }".to_owned(),
            "write it as `arn:aws:iam::111122223333:role/app`",
        ),
        ("local: { apis: [{ name: a }, { name: a }] }".to_owned(), "name them apart"),
        (api("api-keys: [{ key: { env: A }, expires: never }]"), "write it as `2030-01-31` or `2030-01-31T12:00:00Z`"),
        (api("default: { mode: API_KEY, ttl: 3 }"), "remove it"),
        (api("additional: [{ mode: API_KEY }, { mode: API_KEY }]"), "keep one of the two"),
        (api("resolvers: { Query.a: a.yaml }"), "write a handler file, a URL, a function or `exec:COMMAND`"),
        ("generate: { include: a.b.c }".to_owned(), "write it as `Query.list*`, `Todo.secret` or `Subscription`"),
        ("generate: { target: typescript= }".to_owned(), "write `TARGET` or `TARGET=FOLDER`"),
        (
            "environments: { a: { token: { env: 'a b' } } }".to_owned(),
            "write the name of the variable, such as `APPSYNC_TOKEN`",
        ),
    ] {
        assert_eq!(fault(&text).4.as_deref(), Some(help), "{text}");
    }
}
