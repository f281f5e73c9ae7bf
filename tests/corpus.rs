//! The corpus: every case of `tests/cases` is played through the engine, and together they must touch every rule.
//!
//! `tests/cases/README.md` says what a case may hold. Reading ([`read`]), what a case is ([`case`]), what a player saw
//! ([`observed`]) and comparing it with what was expected ([`compare`]) know nothing of how the case was played, so that
//! a player through the program's own command line or over a socket only has to make an [`observed::Observed`].

mod case;
mod compare;
mod engine_player;
mod explain_player;
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
