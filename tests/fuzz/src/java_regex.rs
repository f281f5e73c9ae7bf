//! A pattern in the dialect of the identity regex, a line break, and an input.

use appsync_auth::engine::java_regex::{JavaRegex, Judgement, PatternError, pattern_findings};

pub(crate) const WORDS: &[&str] = &[
    "^",
    "$",
    "\\A",
    "\\z",
    "\\Z",
    "\\b",
    "\\d",
    "\\w",
    "\\s",
    "\\h",
    "\\R",
    "\\X",
    "\\Q",
    "\\E",
    "\\x41",
    "\\u0041",
    "\\p{L}",
    "\\p{IsAlphabetic}",
    "\\1",
    "\\k<a>",
    "(?<a>",
    "(?:",
    "(?=",
    "(?!",
    "(?<=",
    "(?<!",
    "(?>",
    "(?i)",
    "(?x)",
    "(",
    ")",
    "[",
    "[^",
    "]",
    "&&",
    "-",
    "*",
    "+",
    "?",
    "*+",
    "??",
    "{1,3}",
    "{0}",
    "|",
    ".",
    "a",
    "ab",
    "1",
    "\n",
    "é",
    "\\",
];

/// What matches as a whole is found; a find lies in the input; a quoted text is found where it stands.
pub fn java_regex(data: &[u8]) -> u64 {
    let text = crate::text(data);
    let (pattern, input) = text.split_once('\n').unwrap_or((&text, "abc1"));
    let findings = pattern_findings(pattern);
    let compiled = match JavaRegex::new(pattern) {
        Ok(compiled) => compiled,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return crate::way(match error {
                PatternError::Refused { .. } => 0,
                PatternError::NotJudged { .. } => 1,
            });
        }
    };
    let (whole, part) = (compiled.matches(input), compiled.finds(input));
    assert_eq!(compiled.pattern(), pattern);
    assert!(
        whole != Judgement::Match || part != Judgement::NoMatch,
        "{pattern:?} matches {input:?} and is not found in it"
    );
    if let Ok(found) = compiled.find_range(input) {
        match part {
            Judgement::Match => assert!(found.is_some()),
            Judgement::NoMatch => assert!(found.is_none()),
            Judgement::Unknown(_) => {}
        }
        if let Some(range) = found {
            assert!(input.get(range.clone()).is_some(), "{range:?} in {input:?}");
        }
    }
    if !input.contains("\\E") && input.len() < 200 {
        match JavaRegex::new(&format!("\\Q{input}\\E")) {
            Ok(quoted) => {
                assert_ne!(quoted.matches(input), Judgement::NoMatch, "a quoted {input:?} is not itself");
                assert_ne!(quoted.finds(&format!("a{input}a")), Judgement::NoMatch, "a quoted {input:?} is not found");
            }
            Err(error) => assert!(matches!(error, PatternError::NotJudged { .. }), "a quoted {input:?}: {error}"),
        }
    }
    let kind = |judgement: &Judgement| std::mem::discriminant(judgement);
    crate::way((kind(&whole), kind(&part), findings.len(), pattern.len().min(12)))
}
