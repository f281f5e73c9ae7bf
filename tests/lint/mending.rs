//! What holds of `--fix` for every schema, found with random ones.

use appsync_auth::appsync::{ApiAuthentication, ApiIdentity, AuthenticationType, LambdaAuthorizerConfig, Provider};
use appsync_auth::engine::directives::judge_mode;
use appsync_auth::engine::lint::{LintInputs, edits, lint, mend, rewritten};
use appsync_auth::engine::{Api, Outcome};
use appsync_auth::graphql::{Leniency, Schema, SourceText};
use proptest::prelude::*;

const MODES: [AuthenticationType; 5] = AuthenticationType::ALL;

/// Some directives, as they are written between a head and what follows.
fn directives() -> impl Strategy<Value = String> {
    let none = Just(String::new());
    let some = prop::sample::subsequence(MODES.to_vec(), 1..4)
        .prop_map(|modes| modes.iter().map(|mode| format!(" @{}", mode.directive())).collect::<String>());
    prop_oneof![3 => none, 2 => some]
}

/// White space and comments that a person may leave.
fn gap() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![" ", "\n", "\r\n  ", " # no: @aws_iam {\n", "  ,  ", "\n\n# ü\n"])
}

fn field(name: &'static str, types: usize) -> impl Strategy<Value = String> {
    let returned = prop_oneof![
        Just("ID".to_owned()),
        Just("Either".to_owned()),
        Just("Named".to_owned()),
        (0..types).prop_map(|number| format!("T{number}")),
    ];
    let wrap = prop::sample::select(vec![("", ""), ("", "!"), ("[", "]"), ("[", "!]!")]);
    let arguments = prop::sample::select(vec!["", "(a: Int = 1)", "(a: Int # )\n b: [ID!])"]);
    let described = prop::sample::select(vec!["", "\"a {\" ", "\"\"\"@aws_lambda\n\"\"\" "]);
    (returned, wrap, arguments, described, directives(), gap()).prop_map(
        move |(returned, (open, close), arguments, described, directives, gap)| {
            format!("{described}{name}{arguments}: {open}{returned}{close}{directives}{gap}")
        },
    )
}

fn object(head: String, types: usize) -> impl Strategy<Value = String> {
    let fields = (field("name", types), prop::option::of(field("a", types)), prop::option::of(field("secret", types)));
    (directives(), gap(), fields, gap()).prop_map(move |(directives, gap, (name, a, secret), end)| {
        let more = [a, secret].into_iter().flatten().collect::<String>();
        format!("{head}{directives}{gap}{{ {name} {more}}}{end}")
    })
}

fn schema_text() -> impl Strategy<Value = String> {
    (1_usize..6).prop_flat_map(|types| {
        let objects: Vec<_> = (0..types)
            .map(|number| {
                let heads = vec![format!("type T{number}"), format!("type T{number} implements Empty, Other")];
                prop::sample::select(heads).prop_flat_map(move |head| object(head, types)).boxed()
            })
            .collect();
        let members: Vec<String> = (0..types).map(|number| format!("T{number}")).collect();
        let roots = (object("type Query".to_owned(), types), object("type Mutation".to_owned(), types));
        (roots, objects, object("extend type T0".to_owned(), types)).prop_map(move |((query, mutation), objects, extension)| {
            let extension = extension.replace("name", "more").replace("a(", "b(").replace("a:", "c:").replace("secret", "token");
            format!(
                "\u{feff}# é\n{query}{mutation}interface Empty {{ e: Int }} interface Other {{ e: Int }} interface Named {{ name: ID }}\nunion Either = {}\n{}{extension}# end",
                members.join(" | "),
                objects.concat()
            )
        })
    })
}

fn api() -> impl Strategy<Value = Api> {
    prop::sample::subsequence(MODES.to_vec(), 1..5).prop_shuffle().prop_map(|modes| {
        let mut providers = modes.into_iter().map(|mode| match mode {
            AuthenticationType::AwsLambda => {
                let ttl = LambdaAuthorizerConfig {
                    authorizer_result_ttl_seconds: Some(0),
                    ..LambdaAuthorizerConfig::default()
                };
                Provider::Lambda(Some(ttl))
            }
            other => Provider::bare(other),
        });
        let default = providers.next().unwrap();
        let authentication = ApiAuthentication { default, additional: providers.collect() };
        Api { identity: ApiIdentity::default(), authentication }
    })
}

fn load(text: &str) -> Schema {
    let sources = [SourceText::new("schema.graphql", text)];
    Schema::load(&sources, Leniency::Live).unwrap_or_else(|faults| panic!("{faults:?}\n{text}")).schema
}

/// The findings that `--fix` mends, without their places.
fn mendable(schema: &Schema, api: &Api) -> Vec<String> {
    let findings = lint(schema, Some(api), &LintInputs::default()).findings;
    findings.iter().filter(|finding| finding.fix.is_some()).map(|finding| finding.message.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn what_is_mended_is_gone_and_nothing_is_changed_but_by_insertions(text in schema_text(), api in api()) {
        let schema = load(&text);
        let fixes = mend(&schema, &api, &LintInputs::default());
        let edits = edits(&schema, &fixes);
        prop_assert_eq!(mendable(&schema, &api).is_empty(), edits.is_empty(), "{}", text);

        let fixed = rewritten(&text, 0, &edits);
        let again = load(&fixed);
        prop_assert_eq!(mendable(&again, &api), Vec::<String>::new(), "{}\n=>\n{}", text, fixed);
        prop_assert_eq!(mend(&again, &api, &LintInputs::default()), Vec::new(), "{}", fixed);

        let mut without = fixed.clone();
        for edit in edits.iter().rev() {
            let shift: usize = edits.iter().filter(|earlier| earlier.at < edit.at).map(|earlier| earlier.text.len()).sum();
            let place = edit.at + shift..edit.at + shift + edit.text.len();
            prop_assert_eq!(&without[place.clone()], &edit.text);
            without.replace_range(place, "");
        }
        prop_assert_eq!(without, text);
    }

    #[test]
    fn mending_opens_no_secret_to_an_api_key_and_closes_nothing(text in schema_text(), api in api()) {
        let schema = load(&text);
        let fixed = load(&rewritten(&text, 0, &edits(&schema, &mend(&schema, &api, &LintInputs::default()))));
        for coordinate in schema.coordinates() {
            for provider in api.authentication.providers() {
                let mode = provider.authentication_type();
                let root = ["Query", "Mutation"].contains(&coordinate.type_name.as_str());
                let judged = |schema| judge_mode(schema, &api, mode, &coordinate, root).unwrap();
                let (before, after) = (judged(&schema), judged(&fixed));
                let reached = Outcome::Passed;
                prop_assert!(before.outcome != reached || after.outcome == reached, "{mode} lost {coordinate}");
                let is_secret = mode == AuthenticationType::ApiKey
                    && ["secret", "token"].contains(&coordinate.field_name.as_str())
                    && schema.field(&coordinate.type_name, &coordinate.field_name).unwrap().ty.inner_named_type() == "ID";
                prop_assert!(!is_secret || before.outcome == after.outcome, "{mode} got {coordinate}");
                prop_assert!(!root || before.outcome == after.outcome, "{mode} got the root {coordinate}");
            }
        }
    }
}
