//! No pattern and no input makes the judge panic or run for ever: one that does never ends here.

use proptest::prelude::*;

use super::{JavaRegex, Judgement, PatternError, PatternFinding, pattern_findings};

fn judge(pattern: &str, input: &str) {
    if let Ok(regex) = JavaRegex::new(pattern) {
        let whole = regex.matches(input);
        let part = regex.finds(input);
        assert!(
            whole != Judgement::Match || part != Judgement::NoMatch,
            "`{pattern}` matches the whole of `{input}` but is not found in it"
        );
        if let Ok(found) = regex.find_range(input) {
            assert_eq!(found.is_some(), part == Judgement::Match);
            assert!(found.is_none_or(|range| input.get(range).is_some()));
        }
    }
    let _ = pattern_findings(pattern);
}

proptest! {
    #[test]
    fn any_text_as_a_pattern_is_judged_without_a_panic(pattern in any::<String>(), input in any::<String>()) {
        judge(&pattern, &input);
    }

    #[test]
    fn pieces_of_patterns_are_judged_without_a_panic(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "a", "b", ".", "*", "+", "?", "{2}", "{1,3}", "{", "}", "(", ")", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>",
                "(?i)", "(?x)", "(?U)", "(?<n>", "[", "]", "^", "$", "|", "-", "&&", "\\", "\\w", "\\b", "\\R", "\\X", "\\p{L}",
                "\\1", "\\k<n>", "\\Q", "\\E", "é", "😀", "#", " ", "\\x", "\\u00", "\\0", "\\c", "1",
            ]),
            0..24,
        ),
        input in "[ab1é😀\\n\\r .-]{0,12}",
    ) {
        judge(&pieces.concat(), &input);
    }
}

#[test]
fn a_pattern_that_nests_too_deep_is_not_judged() {
    for (open, close) in [("(", ")"), ("[", "]"), ("(?=", ")"), ("(?i:", ")"), ("[a&&", "]")] {
        let pattern = format!("{}a{}", open.repeat(1_000), close.repeat(1_000));
        assert_eq!(
            JavaRegex::new(&pattern).err(),
            Some(PatternError::NotJudged { reason: "the pattern nests deeper than 50 levels".to_owned() }),
            "{open}"
        );
    }
}

#[test]
fn a_pattern_that_is_too_long_is_not_judged() {
    assert_eq!(
        JavaRegex::new(&"a".repeat(10_001)).err(),
        Some(PatternError::NotJudged { reason: "the pattern is longer than 10000 characters".to_owned() })
    );
    assert_eq!(JavaRegex::new(&"a".repeat(10_000)).map(|regex| regex.matches("a")), Ok(Judgement::NoMatch));
}

#[test]
fn many_flags_in_a_row_do_not_count_as_nesting() {
    assert_eq!(JavaRegex::new(&"(?i)".repeat(1_000)).map(|regex| regex.matches("")), Ok(Judgement::Match));
}

#[test]
fn a_pattern_that_backtracks_too_much_is_given_up_with_a_reason() {
    let regex = JavaRegex::new(r"^(?:(a+)\1?)+$").expect("valid in Java");
    let reason = "the pattern was given up after 100000 steps of backtracking; it may be slow in AppSync too";
    assert_eq!(regex.matches(&format!("{}b", "a".repeat(60))), Judgement::Unknown(reason.to_owned()));
    assert_eq!(regex.matches("aaaa"), Judgement::Match);
}

#[test]
fn nested_groups_with_quantifiers_are_judged() {
    let pattern = format!("{}a{}", "(".repeat(45), ")+".repeat(45));
    assert_eq!(JavaRegex::new(&pattern).map(|regex| regex.matches("aaa")), Ok(Judgement::Match));
}

#[test]
fn back_references_among_very_many_groups_are_not_judged() {
    assert_eq!(
        JavaRegex::new(&format!(r"{}\1", "(a)".repeat(101))).err(),
        Some(PatternError::NotJudged { reason: "the pattern has back-references and more than 100 groups".to_owned() })
    );
}

#[test]
fn a_refusal_says_what_and_where() {
    let refused = |message: &str, offset| Some(PatternError::Refused { message: message.to_owned(), offset });
    assert_eq!(
        JavaRegex::new("é(?<n_x>a)").err(),
        refused("a group's name has only letters from A to Z and digits, and ends with `>`", 6)
    );
    assert_eq!(JavaRegex::new(r"ab\y").err(), refused(r"`\y` is not an escape in Java", 2));
    assert_eq!(JavaRegex::new("a**").err(), refused("nothing stands before the quantifier `*`", 2));
    assert_eq!(JavaRegex::new("(a").err(), refused("a group is not closed with `)`", 2));
    assert_eq!(JavaRegex::new("a)").err(), refused("`)` without a `(`", 1));
    assert_eq!(JavaRegex::new(r"\p{Foo}").err(), refused("Java knows no characters named `Foo`", 0));
}

#[test]
fn findings_say_what_the_author_may_not_have_meant() {
    use PatternFinding::{
        AdmitsEverything, AdmitsNothing, CatastrophicBacktracking, RejectsJwts, SearchAndWholeDiffer,
    };
    let table: &[(&str, &[PatternFinding])] = &[
        (".*", &[AdmitsEverything]),
        ("^.+$", &[AdmitsEverything]),
        (r"[\s\S]*", &[AdmitsEverything]),
        ("(x|.*)y?", &[AdmitsEverything, SearchAndWholeDiffer]),
        (".+?", &[AdmitsEverything]),
        ("^.{3,}$", &[]),
        ("^..*$", &[]),
        ("a^b", &[AdmitsNothing]),
        ("$a", &[AdmitsNothing]),
        ("^$", &[AdmitsNothing]),
        ("", &[AdmitsNothing, SearchAndWholeDiffer]),
        ("[a&&b]", &[AdmitsNothing]),
        (r"\1a", &[AdmitsNothing]),
        ("(?:a|b$)c", &[SearchAndWholeDiffer, RejectsJwts]),
        ("(?:a$|b$)c", &[AdmitsNothing]),
        ("(?m)a^b", &[AdmitsNothing]),
        ("^Bearer .+", &[RejectsJwts]),
        ("Bearer", &[SearchAndWholeDiffer, RejectsJwts]),
        ("^Bearer", &[SearchAndWholeDiffer, RejectsJwts]),
        ("^a|b$", &[SearchAndWholeDiffer, RejectsJwts]),
        ("^(?:a|b)$", &[RejectsJwts]),
        (r"^eyJ[\w-]*\.[\w-]*\.[\w-]*$", &[]),
        (r"^[\w-]+\.[\w-]+$", &[RejectsJwts]),
        ("^(?!eyJ).+$", &[RejectsJwts]),
        (r"^([\w-]+\.)+[\w-]+$", &[]),
        (r"^([\w-]+\.?)+$", &[CatastrophicBacktracking]),
        ("^(a+)+$", &[CatastrophicBacktracking, RejectsJwts]),
        ("^(a++)+$", &[RejectsJwts]),
        (r"^(\w|\d)+$", &[CatastrophicBacktracking, RejectsJwts]),
        (r"^(\w+,\w*)+$", &[CatastrophicBacktracking, RejectsJwts]),
        (r"^(a)(\1b)*$", &[CatastrophicBacktracking, RejectsJwts]),
        ("^(.*)*$", &[AdmitsEverything, CatastrophicBacktracking]),
        ("a**", &[]),
        (r"\b{g}", &[]),
    ];
    for (pattern, findings) in table {
        assert_eq!(pattern_findings(pattern), *findings, "{pattern}");
    }
}
