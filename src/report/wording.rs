//! Values in words: durations, counts, the facts of a step; and other people's text made safe to print.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::engine::{Code, Step};

/// A count with its noun: `1 case`, `2 cases`.
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// A duration for people, in the unit that fits: `340 µs`, `1.2 ms`, `84 ms`, `1.24 s`.
#[must_use]
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    match seconds {
        ..0.000_999_5 => format!("{:.0} µs", seconds * 1e6),
        ..0.009_95 => format!("{:.1} ms", seconds * 1e3),
        ..0.999_5 => format!("{:.0} ms", seconds * 1e3),
        _ => format!("{seconds:.2} s"),
    }
}

/// A duration in milliseconds, to the microsecond, for tables that machines read.
#[must_use]
pub fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

/// A text on one line: line breaks, tabs and other control characters are written as JSON writes them, so that nothing
/// that an authorizer returns can move the cursor, recolour the terminal or make a second line.
#[must_use]
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_printable) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            printable if is_printable(printable) => line.push(printable),
            other => push_escape(&mut line, other),
        }
    }
    Cow::Owned(line)
}

/// A text of several lines, such as a program's output: colours are taken out, other control characters are escaped.
#[must_use]
pub fn lines_of(text: &str) -> Vec<String> {
    let plain = console::strip_ansi_codes(text);
    plain.trim_end().lines().map(|line| one_line(&line.replace('\t', "    ")).into_owned()).collect()
}

/// A JSON value on one line, safe to print.
#[must_use]
pub fn json_line(value: &Value) -> String {
    one_line(&value.to_string()).into_owned()
}

/// A value as it is shown: a text as it is, anything else as JSON.
#[must_use]
pub fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| json_line(value), |text| one_line(text).into_owned())
}

/// Facts in words: `expression: "^allow-", characters: 11`; empty without facts.
#[must_use]
pub fn facts(facts: &Map<String, Value>) -> String {
    let words: Vec<String> = facts.iter().map(|(name, value)| format!("{name}: {}", json_line(value))).collect();
    words.join(", ")
}

/// A rule by code and name: `R201 not-authorized`.
#[must_use]
pub fn rule(code: Code) -> String {
    format!("{code} {}", code.rule().name)
}

/// A rule that fired, in one line: code, name, what it says, and its facts.
#[must_use]
pub fn step(step: &Step) -> String {
    let told = format!("{}: {}", rule(step.code), step.code.rule().title);
    match facts(&step.facts) {
        facts if facts.is_empty() => told,
        facts => format!("{told} ({facts})"),
    }
}

/// Whether a character can be printed as it is: no control character, and none that reorders or hides text.
fn is_printable(character: char) -> bool {
    let reorders = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !character.is_control() && !reorders && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Writes a character as JSON escapes it.
fn push_escape(line: &mut String, character: char) {
    let mut units = [0; 2];
    for unit in character.encode_utf16(&mut units) {
        line.push_str(&format!("\\u{unit:04x}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_take_the_unit_that_fits() {
        let shown = |micros| duration(Duration::from_micros(micros));
        assert_eq!(
            [0, 340, 1_000, 1_234, 9_949, 9_951, 84_000, 999_400, 999_600, 1_240_000].map(shown),
            ["0 µs", "340 µs", "1.0 ms", "1.2 ms", "9.9 ms", "10 ms", "84 ms", "999 ms", "1.00 s", "1.24 s"]
        );
    }

    #[test]
    fn control_characters_are_escaped_and_other_text_is_left_alone() {
        assert_eq!(one_line("a\nb\tc\u{1b}[31m\u{7f}\u{202e}é"), "a\\nb\\tc\\u001b[31m\\u007f\\u202eé");
        assert!(matches!(one_line("größe 日本"), Cow::Borrowed("größe 日本")));
    }

    #[test]
    fn output_loses_its_colours_and_keeps_its_lines() {
        assert_eq!(lines_of("\u{1b}[31mred\u{1b}[0m\r\n\tat x\u{7}\n\n"), ["red", "    at x\\u0007"]);
        assert_eq!(lines_of(""), Vec::<String>::new());
    }

    #[test]
    fn a_step_is_told_with_its_facts() {
        let fired = Step::noted(Code::R103).fact("ttlOverride", "60");
        assert_eq!(
            step(&fired),
            "R103 ttl-override-not-an-integer: ttlOverride is not an integer (ttlOverride: \"60\")"
        );
        assert_eq!(step(&Step::denied(Code::R201)), "R201 not-authorized: the answer says isAuthorized: false");
    }
}
