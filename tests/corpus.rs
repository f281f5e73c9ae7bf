//! The corpus: every case of `tests/cases` is played through the engine, and together they must touch every rule.
//!
//! `tests/cases/README.md` says what a case may hold. Reading ([`read`]), what a case is ([`case`]), what a player saw
//! ([`observed`]) and comparing it with what was expected ([`compare`]) know nothing of how the case was played, so that
//! a player through the program's own command line or over a socket only has to make an [`observed::Observed`].

mod answer_body;
mod case;
mod compare;
mod diagnosis_player;
mod engine_player;
mod explain_player;
mod local_player;
mod local_set_up;
mod observed;
mod pieces;
mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use appsync_auth::engine::Readings;
use appsync_auth::engine::rules::RULES;

use case::Case;

/// The stage folders, in the order of the pipeline.
const STAGES: [&str; 13] = [
    "request",
    "mode",
    "credential",
    "gate",
    "cache",
    "authorizer",
    "contract",
    "denied-fields",
    "directives",
    "iam",
    "providers",
    "lint",
    "tables",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The cases of one stage, by file name.
fn cases_of(stage: &str) -> Vec<Case> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder().join(stage))
        .unwrap_or_else(|error| panic!("tests/cases/{stage}: {error}"))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| read::case(path, &folder())).collect()
}

fn all_cases() -> Vec<Case> {
    STAGES.into_iter().flat_map(cases_of).collect()
}

/// Plays the cases of a stage and fails with every difference of every case.
fn play(stage: &str) {
    let cases = cases_of(stage);
    assert!(!cases.is_empty(), "tests/cases/{stage} has no case");
    let differences: Vec<String> = cases.iter().flat_map(differences_of).collect();
    let count = differences.len();
    assert!(differences.is_empty(), "{count} differences\n\n{}", differences.join("\n"));
}

fn differences_of(case: &Case) -> Vec<String> {
    let played = engine_player::play(case);
    let mut differences = compare::faults(case, &played.faults);
    differences.extend(compare::lint(case, &played));
    for (number, (request, observed)) in case.requests.iter().zip(&played.requests).enumerate() {
        differences.extend(
            compare::request(&request.expect, observed)
                .into_iter()
                .map(|difference| format!("{}, request {}: {difference}", case.file, number + 1)),
        );
    }
    differences
}

#[test]
fn the_request_cases_hold() {
    play("request");
}

#[test]
fn the_mode_cases_hold() {
    play("mode");
}

#[test]
fn the_credential_cases_hold() {
    play("credential");
}

#[test]
fn the_gate_cases_hold() {
    play("gate");
}

#[test]
fn the_cache_cases_hold() {
    play("cache");
}

#[test]
fn the_authorizer_cases_hold() {
    play("authorizer");
}

#[test]
fn the_contract_cases_hold() {
    play("contract");
}

#[test]
fn the_denied_fields_cases_hold() {
    play("denied-fields");
}

#[test]
fn the_directives_cases_hold() {
    play("directives");
}

#[test]
fn the_iam_cases_hold() {
    play("iam");
}

#[test]
fn the_providers_cases_hold() {
    play("providers");
}

#[test]
fn the_lint_cases_hold() {
    play("lint");
}

#[test]
fn the_cases_of_whole_tables_hold() {
    play("tables");
}

#[test]
fn explain_says_of_every_case_what_the_engine_says() {
    let cases = all_cases();
    let mut skipped: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut played: Vec<(&Case, &case::Request)> = Vec::new();
    for case in &cases {
        let Some(request) = case.requests.first() else { continue };
        match explain_player::reason_to_skip(case, request) {
            Some(reason) => skipped.entry(reason).or_default().push(&case.file),
            None => played.push((case, request)),
        }
    }
    let differences: Vec<String> = std::thread::scope(|scope| {
        let share = played.len().div_ceil(4).max(1);
        let parts: Vec<_> = played
            .chunks(share)
            .map(|part| {
                let differ = |(case, request): &(&Case, &case::Request)| explain_player::difference(case, request);
                scope.spawn(move || part.iter().filter_map(differ).collect::<Vec<_>>())
            })
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    let count = differences.len();
    assert!(differences.is_empty(), "{count} of {} differ\n\n{}", played.len(), differences.join("\n"));
    let expected = [
        (
            "the mode is taken for granted",
            vec!["mode/lambda-taken-for-granted.yaml", "gate/no-token-in-lambda-mode.yaml"],
        ),
        ("the request went to no API", vec!["request/no-api.yaml"]),
    ];
    assert_eq!(skipped, BTreeMap::from(expected));
}

#[test]
fn the_diagnosis_of_every_denial_names_the_rule_that_denied() {
    let played: Vec<(Vec<String>, usize)> = all_cases().iter().map(diagnosis_player::differences).collect();
    let differences: Vec<&String> = played.iter().flat_map(|(differences, _)| differences).collect();
    let diagnosed: usize = played.iter().map(|(_, diagnosed)| diagnosed).sum();
    assert_eq!(differences, Vec::<&String>::new(), "of {diagnosed}");
    assert!(diagnosed > 100, "only {diagnosed} denials were diagnosed");
}

#[test]
fn the_emulator_answers_every_case_as_the_case_expects() {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let report = local_player::play(&all_cases());
    let count = report.differences.len();
    assert!(report.differences.is_empty(), "{count} of {} differ\n\n{}", report.played, report.differences.join("\n"));
    let expected = [
        ("AppSync refuses the providers", vec!["providers/ttl-negative.yaml", "providers/ttl-out-of-range.yaml"]),
        ("a function behind a URL that answers nothing has ended", vec!["contract/not-json.yaml, request 3"]),
        (
            "it comes too late to be waited for",
            vec![
                "cache/denial-kept.yaml, request 2",
                "cache/denial-kept.yaml, request 3",
                "cache/expires-at-the-second.yaml, request 2",
                "cache/expires-at-the-second.yaml, request 3",
                "cache/hit.yaml, request 2",
                "cache/override-on-a-cache-that-is-off.yaml, request 2",
                "tables/default-ttl.yaml, request 2",
                "tables/default-ttl.yaml, request 3",
            ],
        ),
        (
            "no HTTP request has such a header",
            vec![
                "gate/empty-token.yaml, request 2",
                "gate/java-syntax.yaml, request 2",
                "gate/line-break.yaml, request 1",
                "gate/line-break.yaml, request 2",
                "gate/longest-token.yaml, request 1",
                "gate/longest-token.yaml, request 2",
            ],
        ),
        (
            "only a clock that stands still is on the last millisecond of a time",
            vec!["credential/oidc-issued-too-long-ago.yaml, request 1"],
        ),
        (
            "the emulator asks the authorizer",
            vec!["authorizer/not-asked-but-closed.yaml, request 1", "authorizer/not-asked.yaml, request 1"],
        ),
        ("the emulator checks every credential", vec!["credential/not-checked.yaml, request 1"]),
        ("the emulator knows the policies of every caller", vec!["iam/policies-not-given.yaml, request 1"]),
        (
            "the mode is taken for granted",
            vec!["gate/no-token-in-lambda-mode.yaml", "mode/lambda-taken-for-granted.yaml"],
        ),
    ];
    assert_eq!(report.skipped, expected.map(|(reason, what)| (reason, owned(&what))).into_iter().collect());
    // Subscriptions have their answers elsewhere, an API without a schema has none, and one document is not valid.
    let without_data = [
        "denied-fields/subscription.yaml, request 1",
        "denied-fields/without-a-schema.yaml, request 1",
        "directives/subscription.yaml, request 1",
        "directives/subscription.yaml, request 2",
        "directives/without-a-schema.yaml, request 1",
        "iam/without-a-schema.yaml, request 1",
        "request/event-of-a-query.yaml, request 1",
    ];
    assert_eq!(report.without_data, owned(&without_data));
}

#[test]
fn every_file_below_the_cases_belongs_to_a_stage() {
    let known: BTreeSet<&str> = STAGES.into_iter().chain(["schemas", "README.md"]).collect();
    let found: BTreeSet<String> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(found, known.into_iter().map(str::to_owned).collect::<BTreeSet<_>>());
}

#[test]
fn no_two_cases_have_the_same_title() {
    let mut by_title: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for case in all_cases() {
        by_title.entry(case.title.to_lowercase()).or_default().push(case.file);
    }
    by_title.retain(|_, files| files.len() > 1);
    assert_eq!(by_title, BTreeMap::new());
}

#[test]
fn every_rule_fires_in_a_case_that_names_it_and_is_silent_in_another_that_reaches_its_stage() {
    let (mut fires, mut silent) = (BTreeMap::<String, String>::new(), BTreeMap::<String, String>::new());
    for case in all_cases() {
        let played = engine_player::play(&case);
        let fired: BTreeSet<String> =
            played.requests.iter().flat_map(|observed| &observed.fires).chain(&played.faults).cloned().collect();
        let fired: BTreeSet<String> =
            fired.into_iter().chain(played.findings.iter().map(|finding| finding.code.clone())).collect();
        for code in RULES.iter().map(|rule| rule.code.to_string()) {
            if fired.contains(&code) {
                if case.names(&code) {
                    fires.insert(code, case.file.clone());
                }
            } else {
                let reached = fired.iter().any(|other| other[..1] == code[..1]);
                // Providers are judged in every case.
                if reached || case.expects_silence_of(&code) || code.starts_with('P') {
                    silent.insert(code, case.file.clone());
                }
            }
        }
    }
    let all: Vec<String> = RULES.iter().map(|rule| rule.code.to_string()).collect();
    let without =
        |found: &BTreeMap<String, String>| all.iter().filter(|code| !found.contains_key(*code)).cloned().collect();
    let (never, always): (Vec<String>, Vec<String>) = (without(&fires), without(&silent));
    assert_eq!((never, always), (Vec::new(), Vec::new()), "(never fires, never silent)");
}

#[test]
fn every_reading_is_played_with_each_of_its_values() {
    let played: BTreeSet<String> = all_cases().into_iter().flat_map(|case| case.readings).collect();
    let all: BTreeSet<String> =
        Readings::NAMES.into_iter().flat_map(|(name, values)| values.map(|value| format!("{name}={value}"))).collect();
    assert_eq!(played, all);
}
