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
            "`example.com` does not begin with `http://` or `https://` and a host in `environments.a.url`",
            (1, 27),
            None,
        ),
        ("environments: { a: { api: '' } }", "wrong-value", "the text is empty in `environments.a.api`", (1, 27), None),
        (
            "environments: { a: { authorizer: 'lambda:' } }",
            "wrong-value",
            "`lambda:` says no name in `environments.a.authorizer`",
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
            "`env` or `file` or `command` is missing in `environments.a.token`",
            (1, 29),
            None,
        ),
        (
            "environments: { a: { token: { command: [] } } }",
            "wrong-value",
            "the command names no program in `environments.a.token.command`",
            (1, 40),
            None,
        ),
        (
            "environments: { a: { token: } }",
            "wrong-type",
            "expected a map for `environments.a.token`, found nothing",
            (1, 22),
            None,
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
            "`aditional` is not `default` or `additional` in `environments.a.wanted.slot`",
            Some("did you mean `additional`?"),
        ),
        (
            "function: 'a b'",
            "`a b` is not a function's ARN, NAME or NAME:QUALIFIER in `environments.a.wanted.function`",
            None,
        ),
        (
            "function: 'arn:aws:s3:::b'",
            "`arn:aws:s3:::b` is not a function's ARN, NAME or NAME:QUALIFIER in `environments.a.wanted.function`",
            None,
        ),
        ("function: f, ttl: 3601", "3601 is not from 0 to 3600 in `environments.a.wanted.ttl`", None),
        ("function: f, ttl: -1", "-1 is not from 0 to 3600 in `environments.a.wanted.ttl`", None),
        (
            "function: f, previous-default: keeps",
            "`keeps` is not `keep` or `drop` in `environments.a.wanted.previous-default`",
            Some("did you mean `keep`?"),
        ),
        (
            "function: f, permission: wide",
            "`wide` is not `scoped`, `open` or `skip` in `environments.a.wanted.permission`",
            Some("write `scoped`, `open` or `skip`"),
        ),
        (
            "function: f, default-action: deny",
            "`deny` is not `ALLOW` or `DENY` in `environments.a.wanted.default-action`",
            Some("did you mean `DENY`?"),
        ),
        (
            "function: f, new-default: API_KEY",
            "`new-default` is only for `remove: true` in `environments.a.wanted`",
            None,
        ),
        (
            "remove: true, new-default: AWS_LAMBDA",
            "AWS_LAMBDA is what is removed in `environments.a.wanted.new-default`",
            None,
        ),
        (
            "remove: true, new-default: API_KEY=x",
            "API_KEY has no pools or issuers in `environments.a.wanted.new-default`",
            None,
        ),
        (
            "remove: true, new-default: OPENID_CONNECT=",
            "`OPENID_CONNECT=` names no pool or issuer in `environments.a.wanted.new-default`",
            None,
        ),
        ("slot: default", "`function` or `remove` is missing in `environments.a.wanted`", None),
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
        ("local: { port: 65536 }".to_owned(), "65536 is not from 0 to 65535 in `local.port`"),
        ("local: { account-id: '123' }".to_owned(), "`123` is not an account id of 12 digits in `local.account-id`"),
        ("local: { account-id: 111122223333 }".to_owned(), "expected a text for `local.account-id`, found an integer"),
        (
            "local: { credentials: [{ secret: { env: A } }] }".to_owned(),
            "`access-key-id` is missing in `local.credentials[0]`",
        ),
        (
            "local: { credentials: [{ access-key-id: A, secret: { env: A }, principal: me }] }".to_owned(),
            "`me` is not the ARN of a principal in `local.credentials[0].principal`",
        ),
        ("local: { apis: [{ schema: s }] }".to_owned(), "`name` is missing in `local.apis[0]`"),
        ("local: { apis: [{ name: a }, { name: a }] }".to_owned(), "two APIs have the name `a` in `local`"),
        (
            api("api-keys: [{ key: { env: A }, expires: 2030-13-01 }]"),
            "`2030-13-01` is neither a day as `2030-01-31` nor a time as `2030-01-31T12:00:00Z` in `local.apis[0].api-keys[0].expires`",
        ),
        (api("default: { mode: AWS_LAMBDA }"), "`authorizer` is missing in `local.apis[0].default`"),
        (api("default: { mode: OPENID_CONNECT }"), "`issuer` is missing in `local.apis[0].default`"),
        (api("default: { mode: AMAZON_COGNITO_USER_POOLS }"), "`pool` is missing in `local.apis[0].default`"),
        (api("default: { ttl: 3 }"), "`mode` is missing in `local.apis[0].default`"),
        (
            api("default: { mode: API_KEY, ttl: 3 }"),
            "`ttl` means nothing for a provider of mode API_KEY in `local.apis[0].default`",
        ),
        (
            api("additional: [{ mode: AMAZON_COGNITO_USER_POOLS, pool: p, default-action: DENY }]"),
            "`default-action` means nothing for an additional provider of mode AMAZON_COGNITO_USER_POOLS in `local.apis[0].additional[0]`",
        ),
        (
            api("default: { mode: API_KEY }, additional: [{ mode: API_KEY }]"),
            "the provider API_KEY stands twice in `local.apis[0]`",
        ),
        (
            api(
                "additional: [{ mode: OPENID_CONNECT, issuer: 'https://i' }, { mode: OPENID_CONNECT, issuer: 'https://i' }]",
            ),
            "the provider OPENID_CONNECT `https://i` stands twice in `local.apis[0]`",
        ),
        (api("resolvers: { listEvents: ./a.mjs }"), "`listEvents` is not of the form `Type.field`"),
        (
            api("resolvers: { Query.a: a.yaml }"),
            "the rules file `a.yaml` can authorize, not resolve a field in `local.apis[0].resolvers.Query.a`",
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
        ("depth: 101", "101 is not from 0 to 100 in `generate.depth`"),
        ("max-fields: 0", "0 is not from 1 to 1000000 in `generate.max-fields`"),
        ("depth-mode: level", "`level` is not `levels`, `entity` or `amplify` in `generate.depth-mode`"),
        ("nested-args: drop", "`drop` is not `skip` or `lift` in `generate.nested-args`"),
        ("fragments: yes", "`yes` is not `auto`, `never` or `always` in `generate.fragments`"),
        ("order: file", "`file` is not `name` or `schema` in `generate.order`"),
        ("include: Query.a.b", "`Query.a.b` is not a pattern as `Query.list*` in `generate.include`"),
        ("exclude: ['a b']", "`a b` is not a pattern as `Query.list*` in `generate.exclude[0]`"),
        ("denied-fields: [comments]", "`comments` is not of the form `Type.field` in `generate.denied-fields[0]`"),
        ("scalar: { 'A-B': x }", "`A-B` is not the name of a scalar"),
        ("schema: 3", "expected a text or a list of texts for `generate.schema`, found an integer"),
        ("target: flow", "the target `flow` needs `preset: amplify` in `generate`"),
        ("target: typescript=", "`typescript=` names no folder in `generate.target`"),
        (
            "outputs: [{ target: manifest, preset: amplify }]",
            "`preset: amplify` is for the targets `typescript`, `javascript`, `graphql` and `flow` in `generate.outputs[0]`",
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
