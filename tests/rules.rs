//! The rule table, walked: codes, names, titles, stages and the pages of `docs/rules`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use appsync_auth::engine::rules::{Code, Evidence, RULES, Rule, Stage};

/// The stages, in the order of the pipeline.
const STAGES: [Stage; 12] = [
    Stage::Request,
    Stage::Mode,
    Stage::Credential,
    Stage::Gate,
    Stage::Cache,
    Stage::Authorizer,
    Stage::Contract,
    Stage::DeniedFields,
    Stage::Directives,
    Stage::Iam,
    Stage::Providers,
    Stage::Lint,
];

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules")
}

#[test]
fn every_code_finds_its_own_row() {
    for (position, rule) in RULES.iter().enumerate() {
        assert_eq!(rule.code as usize, position, "{} does not stand in the order of its codes", rule.code);
        assert_eq!(rule.code.rule().code, rule.code);
    }
    let last = RULES.last().map(|rule| rule.code);
    assert_eq!((RULES.len(), last), (128, Some(Code::L303)));
}

#[test]
fn the_rows_stand_by_stage_and_code() {
    let places: Vec<(usize, String)> = RULES
        .iter()
        .map(|rule| (STAGES.iter().position(|stage| *stage == rule.stage).unwrap(), rule.code.to_string()))
        .collect();
    let mut sorted = places.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(places, sorted);
}

#[test]
fn a_code_is_the_letter_of_its_stage_and_three_digits() {
    let strange: Vec<String> = RULES
        .iter()
        .filter(|rule| {
            let code = rule.code.to_string();
            let digits = code.strip_prefix(rule.stage.letter());
            !digits.is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        })
        .map(|rule| rule.code.to_string())
        .collect();
    assert_eq!(strange, Vec::<String>::new());
    let letters: BTreeSet<char> = STAGES.into_iter().map(Stage::letter).collect();
    assert_eq!(letters.len(), STAGES.len());
}

#[test]
fn names_are_in_kebab_case_and_each_is_used_once() {
    let mut by_name: BTreeMap<&str, Vec<Code>> = BTreeMap::new();
    for rule in RULES {
        let words: Vec<&str> = rule.name.split('-').collect();
        let kebab = words.iter().all(|word| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        assert!(kebab, "`{}` of {} is not in kebab case", rule.name, rule.code);
        by_name.entry(rule.name).or_default().push(rule.code);
    }
    by_name.retain(|_, codes| codes.len() > 1);
    assert_eq!(by_name, BTreeMap::new());
}

#[test]
fn titles_begin_with_a_small_letter_or_a_word_of_appsync_and_have_no_final_period() {
    for rule in RULES {
        let first = rule.title.split([' ', ':']).next().unwrap_or_default();
        // A name of AppSync keeps its letters: `API_KEY`, `AppSync`, `@aws_auth`, `JSON`.
        let named = first.chars().skip(1).any(|letter| letter.is_ascii_uppercase() || letter == '_');
        assert!(
            named || first.starts_with(|letter: char| letter.is_ascii_lowercase()),
            "{}: {}",
            rule.code,
            rule.title
        );
        assert!(!rule.title.ends_with('.') && !rule.title.contains('\n'), "{}: {}", rule.code, rule.title);
    }
    let titles: BTreeSet<&str> = RULES.iter().map(|rule| rule.title).collect();
    assert_eq!(titles.len(), RULES.len(), "two rules have the same title");
}

#[test]
fn evidence_is_an_address_an_issue_or_an_assumption_with_both_sides() {
    for rule in RULES {
        match rule.evidence {
            Evidence::Documented(address) => assert!(address.starts_with("https://"), "{}: {address}", rule.code),
            Evidence::Reported(issue) => {
                let repository = issue.split('#').next().unwrap_or_default();
                assert_eq!(repository.split('/').count(), 2, "{}: {issue}", rule.code);
            }
            Evidence::Assumed { because, otherwise } => {
                assert!(!because.is_empty() && !otherwise.is_empty() && because != otherwise, "{}", rule.code);
                assert!(!because.ends_with('.') && !otherwise.ends_with('.'), "{}", rule.code);
            }
        }
    }
}

#[test]
fn a_rule_is_found_by_its_code_and_by_its_name_in_any_case() {
    for rule in RULES {
        let code = rule.code.to_string();
        for text in [code.clone(), code.to_lowercase(), rule.name.to_owned(), rule.name.to_uppercase()] {
            assert_eq!(Rule::find(&text), Some(rule), "{text}");
        }
    }
    for text in ["", "R", "R1000", "no-such-rule", " R101"] {
        assert_eq!(Rule::find(text), None, "{text}");
    }
}

#[test]
fn every_rule_has_its_page_and_every_page_its_rule() {
    let wanted: BTreeSet<String> = RULES.iter().map(|rule| format!("{}.md", rule.code)).collect();
    let found: BTreeSet<String> = std::fs::read_dir(pages())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect();
    assert_eq!(found, wanted);
}

#[test]
fn a_page_begins_with_its_rule_and_says_all_that_a_page_must() {
    for rule in RULES {
        let page = std::fs::read_to_string(pages().join(format!("{}.md", rule.code))).unwrap();
        let lines: Vec<&str> = page.lines().collect();
        assert_eq!(lines.first().copied(), Some(format!("# {} {}", rule.code, rule.name).as_str()));
        let (stage, severity) = (rule.stage.name(), rule.severity.name());
        let about = format!("stage {stage} · severity {severity} · evidence {}", rule.evidence.name());
        assert_eq!(lines.get(2).copied(), Some(about.as_str()), "{}", rule.code);
        assert!((12..=32).contains(&lines.len()), "the page of {} has {} lines", rule.code, lines.len());
        for heading in ["## What the client sees", "## Why we believe it", "## What to do", "## Example"] {
            assert_eq!(lines.iter().filter(|line| **line == heading).count(), 1, "{heading} of {}", rule.code);
        }
        assert!(page.contains("```"), "the page of {} has no example", rule.code);
        assert!(page.ends_with('\n') && !page.contains("\n\n\n"), "the blank lines of {}", rule.code);
    }
}

#[test]
fn a_page_names_the_evidence_and_the_switch_of_its_rule() {
    for rule in RULES {
        let page = std::fs::read_to_string(pages().join(format!("{}.md", rule.code))).unwrap();
        match rule.evidence {
            Evidence::Documented(text) => assert!(page.contains(text), "{} does not name {text}", rule.code),
            Evidence::Reported(text) => {
                let address = text.replace('#', "/issues/");
                assert!(page.contains(&format!("https://github.com/{address}")), "{} does not name {text}", rule.code);
            }
            Evidence::Assumed { because, .. } => {
                assert!(page.contains("Otherwise"), "{} does not say the other reading", rule.code);
                let switch = because.split("(--rule ").nth(1).and_then(|rest| rest.split('=').next());
                if let Some(switch) = switch {
                    assert!(page.contains(&format!("--rule {switch}=")), "{} does not name --rule {switch}", rule.code);
                }
            }
        }
    }
}
