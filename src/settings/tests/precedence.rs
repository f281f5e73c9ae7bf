//! Which of several sources says a value.

use std::collections::BTreeMap;

use crate::appsync::{AuthenticationType, Secret, TokenSource};
use crate::error::ErrorKind;
use crate::settings::*;

/// Every source there is, each with a value of its own for everything that it can say.
const CONFIGURATION: &str = "\
default-environment: a
environments:
  a:
    url: https://entry.example/graphql
    api: entry
    schema: entry.graphql
    authorizer: ./entry.mjs
    token: { env: ENTRY }
    profile: entry
    region: entry
    endpoint-url: https://entry.example
  b: {}
rules: { identity-regex: find, cache-denials: no }
";

const VARIABLES: [(&str, &str); 9] = [
    ("APPSYNC_AUTH_API", "variable"),
    ("AWS_PROFILE", "variable"),
    ("AWS_DEFAULT_PROFILE", "default-variable"),
    ("AWS_REGION", "variable"),
    ("AWS_DEFAULT_REGION", "default-variable"),
    ("AWS_ENDPOINT_URL", "https://variable.example"),
    ("AWS_ENDPOINT_URL_APPSYNC", "https://appsync.example"),
    ("AWS_ENDPOINT_URL_LAMBDA", "https://lambda.example"),
    ("AWS_ENDPOINT_URL_IAM", "https://iam.example"),
];

/// Which sources there are.
#[derive(Clone, Copy)]
struct There {
    flags: bool,
    variables: &'static [&'static str],
    entry: bool,
    amplify: bool,
}

const NOTHING: There = There { flags: false, variables: &[], entry: false, amplify: false };

fn flags() -> Flags {
    let text = |value: &str| Some(value.to_owned());
    Flags {
        environment: None,
        url: text("https://flag.example/graphql"),
        api: text("flag"),
        schema: text("flag.graphql"),
        authorizer: Some("./flag.mjs".parse().unwrap()),
        authorization: Some(("--jwt-env", Authorization::Jwt(TokenSource::Env("FLAG".to_owned())))),
        profile: text("flag"),
        region: text("flag"),
        endpoint_url: text("https://flag.example"),
        rules: vec![],
    }
}

fn amplify() -> AmplifyOutputs {
    AmplifyOutputs {
        file: "amplify_outputs.json".to_owned(),
        url: Some("https://amplify.example/graphql".to_owned()),
        region: Some("amplify".to_owned()),
        default_mode: Some(AuthenticationType::ApiKey),
        modes: vec![AuthenticationType::ApiKey],
        api_key: Some(Secret::new("da2-k")),
    }
}

fn configuration() -> Configuration {
    Configuration::parse("../appsync-auth.yaml", CONFIGURATION).unwrap()
}

fn resolve(there: There) -> Settings {
    let flags = if there.flags { flags() } else { Flags::default() };
    let variables: BTreeMap<String, String> = VARIABLES
        .iter()
        .filter(|(name, _)| there.variables.contains(name))
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let configuration = there.entry.then(configuration);
    let amplify = there.amplify.then(amplify);
    Settings::resolve(&flags, &variables, configuration.as_ref(), amplify.as_ref()).unwrap()
}

/// Value and origin of one setting.
fn described(settings: &Settings, name: &str) -> Option<(String, String)> {
    settings.describe().into_iter().find(|set| set.name == name).map(|set| (set.value, set.origin))
}

/// A source, the value that it says, and its words for where that is.
type Rung<'t> = (&'t str, &'t str, &'t str);

#[test]
fn of_two_neighbours_the_earlier_one_says_the_value() {
    let entry = "environment `a` of `../appsync-auth.yaml`";
    let file = "`amplify_outputs.json`";
    let endpoint = "https://flag.example";
    // For each setting, its sources from the first to the last: name of a variable or source, value, origin.
    let ladders: [(&str, &[Rung<'_>]); 11] = [
        (
            "url",
            &[
                ("flag", "https://flag.example/graphql", "flag `--url`"),
                ("entry", "https://entry.example/graphql", entry),
                ("amplify", "https://amplify.example/graphql", file),
            ],
        ),
        (
            "api",
            &[
                ("flag", "flag", "flag `--api`"),
                ("APPSYNC_AUTH_API", "variable", "environment variable `APPSYNC_AUTH_API`"),
                ("entry", "entry", entry),
            ],
        ),
        ("schema", &[("flag", "flag.graphql", "flag `--schema`"), ("entry", "entry.graphql", entry)]),
        ("authorizer", &[("flag", "./flag.mjs", "flag `--authorizer`"), ("entry", "./entry.mjs", entry)]),
        (
            "authorization",
            &[
                ("flag", "jwt from the variable `FLAG`", "flag `--jwt-env`"),
                ("entry", "token from the variable `ENTRY`", entry),
                ("amplify", "api-key ***", file),
            ],
        ),
        ("default-mode", &[("amplify", "API_KEY", file)]),
        (
            "profile",
            &[
                ("flag", "flag", "flag `--profile`"),
                ("AWS_PROFILE", "variable", "environment variable `AWS_PROFILE`"),
                ("AWS_DEFAULT_PROFILE", "default-variable", "environment variable `AWS_DEFAULT_PROFILE`"),
                ("entry", "entry", entry),
            ],
        ),
        (
            "region",
            &[
                ("flag", "flag", "flag `--region`"),
                ("AWS_REGION", "variable", "environment variable `AWS_REGION`"),
                ("AWS_DEFAULT_REGION", "default-variable", "environment variable `AWS_DEFAULT_REGION`"),
                ("entry", "entry", entry),
                ("amplify", "amplify", file),
            ],
        ),
        (
            "endpoint-url of appsync",
            &[
                ("flag", endpoint, "flag `--endpoint-url`"),
                (
                    "AWS_ENDPOINT_URL_APPSYNC",
                    "https://appsync.example",
                    "environment variable `AWS_ENDPOINT_URL_APPSYNC`",
                ),
                ("AWS_ENDPOINT_URL", "https://variable.example", "environment variable `AWS_ENDPOINT_URL`"),
                ("entry", "https://entry.example", entry),
            ],
        ),
        (
            "endpoint-url of lambda",
            &[
                ("flag", endpoint, "flag `--endpoint-url`"),
                ("AWS_ENDPOINT_URL_LAMBDA", "https://lambda.example", "environment variable `AWS_ENDPOINT_URL_LAMBDA`"),
                ("AWS_ENDPOINT_URL", "https://variable.example", "environment variable `AWS_ENDPOINT_URL`"),
                ("entry", "https://entry.example", entry),
            ],
        ),
        (
            "endpoint-url of iam",
            &[
                ("flag", endpoint, "flag `--endpoint-url`"),
                ("AWS_ENDPOINT_URL_IAM", "https://iam.example", "environment variable `AWS_ENDPOINT_URL_IAM`"),
                ("AWS_ENDPOINT_URL", "https://variable.example", "environment variable `AWS_ENDPOINT_URL`"),
                ("entry", "https://entry.example", entry),
            ],
        ),
    ];
    for (setting, ladder) in ladders {
        assert_eq!(described(&resolve(NOTHING), setting), None, "{setting} without sources");
        for (index, (source, value, origin)) in ladder.iter().enumerate() {
            let expected = Some(((*value).to_owned(), (*origin).to_owned()));
            let next = ladder.get(index + 1).map(|(next, ..)| *next);
            for sources in [vec![*source], [*source].into_iter().chain(next).collect()] {
                let there = There {
                    flags: sources.contains(&"flag"),
                    variables: sources.clone().leak(),
                    entry: sources.contains(&"entry"),
                    amplify: sources.contains(&"amplify"),
                };
                // A mode of Amplify goes with its URL, so it has no other source to be compared with.
                assert_eq!(
                    described(&resolve(there), setting),
                    match (setting, sources.as_slice()) {
                        ("authorization", ["entry", "amplify"]) =>
                            Some(("token from the variable `ENTRY`".to_owned(), entry.to_owned())),
                        _ => expected.clone(),
                    },
                    "{setting} from {sources:?}"
                );
            }
        }
    }
}

#[test]
fn what_a_later_source_says_about_another_api_is_not_joined() {
    let told = |flags: Flags, variables: &[(&str, &str)], entry: bool| {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let configuration = entry.then(configuration);
        let settings = Settings::resolve(&flags, &variables, configuration.as_ref(), Some(&amplify())).unwrap();
        (
            settings.url.map(|url| url.value),
            settings.api.map(|api| api.value),
            settings.authorization.map(|given| given.value.name()),
            settings.default_mode.map(|given| given.value),
        )
    };
    let some = |text: &str| Some(text.to_owned());
    let api = Flags { api: some("other"), ..Flags::default() };
    assert_eq!(told(api.clone(), &[], true), (None, some("other"), Some("token"), None));
    assert_eq!(told(api, &[], false), (None, some("other"), None, None));
    assert_eq!(
        told(Flags::default(), &[("APPSYNC_AUTH_API", "other")], true),
        (None, some("other"), Some("token"), None)
    );
    let url = Flags { url: some("https://other.example"), ..Flags::default() };
    assert_eq!(told(url, &[("APPSYNC_AUTH_API", "x")], false), (some("https://other.example"), None, None, None));
    // The same URL is the same API, whoever says it.
    let same = Flags { url: some("https://amplify.example/graphql"), ..Flags::default() };
    assert_eq!(
        told(same, &[], false),
        (some("https://amplify.example/graphql"), None, Some("api-key"), Some(AuthenticationType::ApiKey))
    );
}

#[test]
fn an_empty_variable_says_nothing() {
    let variables = VARIABLES.map(|(name, _)| (name.to_owned(), String::new())).into();
    assert_eq!(Settings::resolve(&Flags::default(), &variables, None, None), Ok(Settings::default()));
}

#[test]
fn variables_with_endpoints_can_be_ignored_as_the_sdks_do() {
    let mut variables: BTreeMap<String, String> =
        VARIABLES.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    variables.insert("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS".to_owned(), "true".to_owned());
    let settings = Settings::resolve(&Flags::default(), &variables, None, None).unwrap();
    assert_eq!(settings.endpoints, Endpoints::default());
}

#[test]
fn the_environment_is_that_of_the_flag_or_the_default_one() {
    let configuration = configuration();
    let chosen = |name: Option<&str>| {
        let flags = Flags { environment: name.map(str::to_owned), ..Flags::default() };
        let settings = Settings::resolve(&flags, &[].into(), Some(&configuration), None).unwrap();
        (described(&settings, "environment"), settings.region.map(|region| region.value))
    };
    let described = |name: &str, origin: &str| Some((name.to_owned(), origin.to_owned()));
    assert_eq!(chosen(None), (described("a", "`../appsync-auth.yaml`"), Some("entry".to_owned())));
    assert_eq!(chosen(Some("a")), (described("a", "flag `--env`"), Some("entry".to_owned())));
    assert_eq!(chosen(Some("b")), (described("b", "flag `--env`"), None));
}

#[test]
fn an_environment_that_does_not_exist_is_told_with_those_that_do() {
    let refused = |name: &str, configuration: Option<&Configuration>| {
        let flags = Flags { environment: Some(name.to_owned()), ..Flags::default() };
        let error = Settings::resolve(&flags, &[].into(), configuration, None).unwrap_err();
        (error.kind(), error.code(), error.message().to_owned(), error.help_text().unwrap_or_default().to_owned())
    };
    let staging = Configuration::parse("appsync-auth.yaml", "environments: { staging: {}, local: {} }").unwrap();
    assert_eq!(
        refused("stagng", Some(&staging)),
        (
            ErrorKind::Usage,
            "unknown-environment",
            "there is no environment `stagng` in `appsync-auth.yaml`".to_owned(),
            "did you mean `staging`? the environments are staging, local".to_owned()
        )
    );
    assert_eq!(
        refused("staging", None),
        (
            ErrorKind::Usage,
            "no-configuration",
            "`--env staging` needs an `appsync-auth.yaml`, and there is none here or above".to_owned(),
            "make one with `appsync-auth init`, or leave `--env` out".to_owned()
        )
    );
}

#[test]
fn a_url_that_cannot_be_asked_is_a_fault_of_usage() {
    let refused = |flags: &Flags, variables: &[(&str, &str)]| {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let error = Settings::resolve(flags, &variables, None, None).unwrap_err();
        (error.kind(), error.code(), error.message().to_owned(), error.help_text().unwrap_or_default().to_owned())
    };
    let told = |message: &str, help: &str| (ErrorKind::Usage, "wrong-url", message.to_owned(), help.to_owned());
    let write = "write a URL as `https://example.com/graphql`";
    assert_eq!(
        refused(&Flags { url: Some("example.com".to_owned()), ..Flags::default() }, &[]),
        told(
            "`example.com` of flag `--url` is not an `http` or `https` URL with a host",
            "write it as `https://ID.appsync-api.REGION.amazonaws.com/graphql`"
        )
    );
    let real_time = "wss://x.appsync-realtime-api.us-east-1.amazonaws.com/graphql?key=1".to_owned();
    assert_eq!(
        refused(&Flags { url: Some(real_time), ..Flags::default() }, &[]),
        told(
            "`wss://x.appsync-realtime-api.us-east-1.amazonaws.com/graphql?***` of flag `--url` is the address of the real-time service; GraphQL is posted to the other one",
            "give the address that GraphQL is posted to: `https://`, and `appsync-api` in place of `appsync-realtime-api`"
        )
    );
    assert_eq!(
        refused(&Flags::default(), &[("AWS_ENDPOINT_URL", "localhost:4566")]),
        told(
            "`localhost:4566` of environment variable `AWS_ENDPOINT_URL` does not begin with `http://` or `https://` and a host",
            write
        )
    );
    assert_eq!(
        refused(&Flags::default(), &[("APPSYNC_AUTH_API", "https://me:pass@example.com")]),
        told(
            "the URL of environment variable `APPSYNC_AUTH_API` has a user name or a password in it",
            "leave out what stands before the `@`"
        )
    );
}

#[test]
fn flags_set_readings_on_top_of_the_file_and_the_last_flag_wins() {
    let rule = |text: &str| Reading::of_flag(text).unwrap();
    let rules = vec![rule("identity-regex=find"), rule("identity-regex=whole"), rule("invalid-answer=500")];
    let flags = Flags { rules, ..Flags::default() };
    let settings = Settings::resolve(&flags, &[].into(), Some(&configuration()), None).unwrap();
    let file = Origin::Configuration { file: "../appsync-auth.yaml".to_owned() };
    assert_eq!(
        settings.readings,
        [
            Given::new(rule("identity-regex=whole"), Origin::Flag("--rule")),
            Given::new(rule("invalid-answer=500"), Origin::Flag("--rule")),
            Given::new(rule("cache-denials=no"), file),
        ]
    );
    assert_eq!(
        described(&settings, "rule cache-denials"),
        Some(("no".to_owned(), "`../appsync-auth.yaml`".to_owned()))
    );
}

#[test]
fn events_have_a_region_whatever_was_set() {
    assert_eq!(resolve(NOTHING).event_region(), Given::new("us-east-1".to_owned(), Origin::Default));
    let there = There { variables: &["AWS_REGION"], ..NOTHING };
    assert_eq!(
        resolve(there).event_region(),
        Given::new("variable".to_owned(), Origin::EnvironmentVariable("AWS_REGION"))
    );
    assert_eq!(Origin::Default.to_string(), "default");
}

#[test]
fn what_is_wanted_is_told_with_its_place() {
    let of = |wanted: &str| {
        let text = format!("environments: {{ a: {{ api: events, wanted: {wanted} }} }}");
        let configuration = Configuration::parse("appsync-auth.yaml", &text).unwrap();
        let flags = Flags { environment: Some("a".to_owned()), ..Flags::default() };
        let settings = Settings::resolve(&flags, &BTreeMap::new(), Some(&configuration), None).unwrap();
        described(&settings, "wanted")
    };
    let origin = "environment `a` of `appsync-auth.yaml`".to_owned();
    assert_eq!(of("{ function: gate, ttl: 5 }"), Some(("the authorizer gate".to_owned(), origin.clone())));
    assert_eq!(of("{ remove: true }"), Some(("no authorizer".to_owned(), origin)));
    assert_eq!(described(&resolve(NOTHING), "wanted"), None);
}
