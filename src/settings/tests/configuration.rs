//! Every key of the configuration, read.

use std::path::Path;
use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use crate::appsync::{AuthenticationType, Coordinate, DefaultAction, TokenSource};
use crate::settings::*;

const EVERYTHING: &str = include_str!("../../../tests/fixtures/configurations/valid/everything.yaml");

fn everything() -> Configuration {
    Configuration::parse("config/appsync-auth.yaml", EVERYTHING).unwrap()
}

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn some(word: &str) -> Option<String> {
    Some(word.to_owned())
}

#[test]
fn environments_keep_their_order_and_every_value() {
    let configuration = everything();
    let names: Vec<&str> = configuration.environments.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["local", "staging", "production", "open"]);
    assert_eq!(configuration.default_environment, some("local"));
    assert_eq!(
        configuration.environment("local"),
        Some(&Environment {
            url: some("http://127.0.0.1:4000/graphql"),
            schema: some("schema.graphql"),
            authorizer: Some("./authorizer.mjs".parse().unwrap()),
            authorization: Some(Authorization::Token(TokenSource::Env("APPSYNC_TOKEN".to_owned()))),
            ..Environment::default()
        })
    );
    let command = TokenSource::Command(texts(&["./scripts/token.sh", "--quiet"]));
    assert_eq!(
        configuration.environment("staging"),
        Some(&Environment {
            api: some("events-staging"),
            profile: some("staging"),
            region: some("eu-west-1"),
            endpoint_url: some("http://127.0.0.1:4566"),
            authorization: Some(Authorization::Token(command)),
            wanted: Some(Wanted {
                slot: Some(Slot::Default),
                function: some("events-authorizer:live"),
                ttl_seconds: Some(300),
                identity_regex: Some(some("^tenant-[a-z0-9]+$")),
                previous_default: Some(PreviousDefault::Drop),
                permission: Some(PermissionChoice::Open),
                default_action: Some(DefaultAction::Deny),
                ..Wanted::default()
            }),
            ..Environment::default()
        })
    );
    assert_eq!(
        configuration.environment("production"),
        Some(&Environment {
            authorization: Some(Authorization::Jwt(TokenSource::File("token.txt".to_owned()))),
            wanted: Some(Wanted {
                remove: true,
                new_default: Some(NewDefault {
                    mode: AuthenticationType::AmazonCognitoUserPools,
                    which: some("us-east-1_abc"),
                }),
                keep_permission: true,
                ..Wanted::default()
            }),
            ..Environment::default()
        })
    );
    let open = configuration.environment("open").unwrap();
    assert_eq!(open.authorization, Some(Authorization::Iam));
    assert_eq!(open.wanted.as_ref().map(|wanted| &wanted.identity_regex), Some(&Some(None)));
    assert_eq!(configuration.environment("other"), None);
}

#[test]
fn the_emulator_keeps_every_value() {
    let local = everything().local.unwrap();
    let [api, other] = local.apis.as_slice() else { panic!("two APIs: {:?}", local.apis) };
    assert_eq!(
        local,
        Local {
            port: Some(4000),
            region: some("us-east-1"),
            account_id: some("111122223333"),
            state: some(".appsync-auth/state"),
            tls: true,
            accept_any_credentials: false,
            credentials: vec![LocalCredentials {
                access_key_id: "AKIALOCAL".to_owned(),
                secret: TokenSource::Env("LOCAL_SECRET".to_owned()),
                principal: some("arn:aws:iam::111122223333:role/app"),
                policies: texts(&["policy.json"]),
            }],
            apis: vec![api.clone(), other.clone()],
        }
    );
    let expires = SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000);
    assert_eq!(
        *api,
        LocalApi {
            name: "events".to_owned(),
            schema: some("schema.graphql"),
            data: some("data.json"),
            api_config: None,
            api_keys: vec![
                LocalApiKey { key: TokenSource::Env("LOCAL_KEY".to_owned()), expires: Some(expires) },
                LocalApiKey {
                    key: TokenSource::File("key.txt".to_owned()),
                    expires: Some(expires + Duration::from_secs(3_600)),
                },
            ],
            default: Some(LocalProvider::Lambda {
                authorizer: "./authorizer.mjs".parse().unwrap(),
                ttl_seconds: Some(0),
                identity_regex: some("^x"),
            }),
            additional: vec![
                LocalProvider::UserPool {
                    pool: "us-east-1_abc".to_owned(),
                    clients: texts(&["c1"]),
                    jwks: some("jwks.json"),
                    default_action: None,
                },
                LocalProvider::OpenIdConnect {
                    issuer: "https://i.example".to_owned(),
                    clients: vec![],
                    jwks: some("jwks.json"),
                },
                LocalProvider::OpenIdConnect { issuer: "https://j.example".to_owned(), clients: vec![], jwks: None },
                LocalProvider::AwsIam,
                LocalProvider::ApiKey,
            ],
            resolvers: vec![(Coordinate::new("Query", "listEvents"), "./list.mjs".parse().unwrap())],
        }
    );
    assert_eq!(
        (other.name.as_str(), other.api_config.as_deref(), other.default.as_ref()),
        (
            "orders",
            Some("api.json"),
            Some(&LocalProvider::UserPool {
                pool: "us-east-1_def".to_owned(),
                clients: vec![],
                jwks: None,
                default_action: Some(DefaultAction::Deny),
            })
        )
    );
}

#[test]
fn generation_keeps_every_value() {
    let generate = everything().generate.unwrap();
    let selection = Selection {
        depth: Some(3),
        depth_mode: Some(DepthMode::Entity),
        nested_arguments: Some(NestedArguments::Lift),
        lift: Some(texts(&["Post.comments"])),
        include: Some(texts(&["Query.list*", "Subscription"])),
        exclude: Some(texts(&["Todo.secret"])),
        auth_mode: Some(AuthenticationType::AwsLambda),
        cognito_groups: Some(texts(&["admins"])),
        denied_fields: Some(DeniedFields::List(vec![Coordinate::new("Event", "comments")])),
        fragments: Some(Fragments::Never),
        order: Some(Order::Schema),
        scalars: Some(vec![("AWSDateTime".to_owned(), "Date".to_owned())]),
        max_fields: Some(500),
        statements: Some(Statements::None),
        exclude_deprecated: Some(true),
        typename: Some(false),
        functions: Some(true),
        imports: Some(Imports::Ts),
    };
    let output = |target, amplify, out, selection| GenerateOutput { target, amplify, out: some(out), selection };
    let sparse = Selection {
        fragments: Some(Fragments::Always),
        denied_fields: Some(DeniedFields::File("denied.txt".to_owned())),
        ..Selection::default()
    };
    assert_eq!(
        generate,
        Generate {
            schema: texts(&["schema.graphql", "more/*.graphql"]),
            documents: DocumentPatterns { named: texts(&["src/**/*.graphql"]), left_out: texts(&["src/old/**"]) },
            save_schema: some("schema.saved.graphql"),
            lenient: true,
            report: true,
            prune: false,
            selection,
            outputs: vec![
                output(GenerateTarget::Typescript, false, "src/api", Selection::default()),
                output(GenerateTarget::Flow, true, "src/flow", sparse),
            ],
            operations: vec![(
                "getTodo".to_owned(),
                Selection {
                    depth: Some(4),
                    lift: Some(texts(&["Todo.notes"])),
                    exclude: Some(texts(&["Todo.blob"])),
                    typename: Some(true),
                    exclude_deprecated: Some(false),
                    ..Selection::default()
                }
            )],
        }
    );
}

#[test]
fn targets_can_be_written_as_in_the_flags() {
    let parse = |text: &str| Configuration::parse("a.yaml", text).unwrap().generate.unwrap().outputs;
    let output = |target, amplify, out: Option<&str>| GenerateOutput {
        target,
        amplify,
        out: out.map(str::to_owned),
        selection: Selection::default(),
    };
    assert_eq!(
        parse("generate: { target: typescript, out: src }"),
        [output(GenerateTarget::Typescript, false, Some("src"))]
    );
    assert_eq!(
        parse("generate: { target: [typescript=src/ts, flow], preset: amplify }"),
        [output(GenerateTarget::Typescript, true, Some("src/ts")), output(GenerateTarget::Flow, true, None)]
    );
    assert_eq!(parse("generate: { schema: s.graphql }"), []);
}

#[test]
fn readings_are_rows_of_the_table_and_a_number_is_a_value_too() {
    assert_eq!(
        everything().rules,
        [
            Reading { name: "identity-regex", value: "find" },
            Reading { name: "invalid-answer", value: "500" },
            Reading { name: "cache-denials", value: "no" },
            Reading { name: "update-omitted", value: "keep" },
        ]
    );
    for (name, values) in known_readings() {
        for value in values {
            let text = format!("rules: {{ {name}: {value} }}");
            let configuration = Configuration::parse("a.yaml", &text).unwrap();
            assert_eq!(configuration.rules, [Reading { name, value }]);
            assert_eq!(Reading::of_flag(&format!("{name}={value}")), Ok(Reading { name, value }));
        }
    }
}

#[test]
fn an_empty_file_and_json_are_configurations() {
    let empty = Configuration { file: "a.yaml".to_owned(), ..Configuration::default() };
    assert_eq!(Configuration::parse("a.yaml", ""), Ok(empty.clone()));
    assert_eq!(Configuration::parse("a.yaml", "# nothing yet\n"), Ok(empty.clone()));
    assert_eq!(Configuration::parse("a.yaml", "{}"), Ok(empty));
    let json = Configuration::parse("a.json", r#"{"environments": {"a": {"api": "x"}}}"#).unwrap();
    assert_eq!(json.environment("a").and_then(|environment| environment.api.as_deref()), Some("x"));
}

#[test]
fn relative_paths_are_relative_to_the_folder_of_the_file() {
    let folder = |file: &str| Origin::Environment { file: file.to_owned(), name: "a".to_owned() };
    assert_eq!(folder("appsync-auth.yaml").folder(), None);
    assert_eq!(folder("../../appsync-auth.yaml").folder(), Some(Path::new("../..")));
    assert_eq!(Origin::Flag("--schema").folder(), None);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC*") {
        let _ = Configuration::parse("a.yaml", &text);
    }

    #[test]
    fn no_broken_configuration_makes_it_panic(start in 0..EVERYTHING.len(), length in 0..40_usize, put in "[\\PC\n]{0,5}") {
        let end = (start + length).min(EVERYTHING.len());
        if let (Some(before), Some(after)) = (EVERYTHING.get(..start), EVERYTHING.get(end..)) {
            let _ = Configuration::parse("a.yaml", &format!("{before}{put}{after}"));
        }
    }
}
