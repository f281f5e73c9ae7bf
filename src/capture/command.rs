//! The words of a command as Windows splits them: first `cmd.exe` takes its carets away, then the program its quotes.
//!
//! Source: Microsoft C runtime, "Parsing C command-line arguments"; browsers write such commands as "copy as cURL (cmd)".

use super::shell::not_closed;
use crate::error::Result;

/// Whether a text was written for `cmd.exe`: carets before quotes or line breaks, or doubled quotes in JSON.
pub(super) fn is_for_cmd(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    text.contains(" ^\"") || text.contains("{\"\"") || lines.any(|line| line.ends_with(" ^"))
}

/// The words of the first command of a text.
///
/// # Errors
///
/// A quote that is not closed.
pub(super) fn words(text: &str) -> Result<Vec<String>> {
    split(&without_carets(text))
}

/// What `cmd.exe` hands on: carets are gone, and the command ends at its line or at an operator.
fn without_carets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    let plain = text.replace("\r\n", "\n");
    let mut rest = plain.trim().chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '"' => {
                quoted = !quoted;
                out.push('"');
            }
            '^' if !quoted => match rest.next() {
                // A line that goes on; a second line break belongs to the text.
                Some('\n') => out.extend(rest.next_if_eq(&'\n')),
                Some(other) => out.push(other),
                None => {}
            },
            '\n' if !quoted => {
                while rest.next_if(|c| c.is_whitespace()).is_some() {}
                if rest.peek() != Some(&'-') {
                    break;
                }
                out.push(' ');
            }
            '|' | '&' | '<' | '>' if !quoted => break,
            other => out.push(other),
        }
    }
    out
}

/// What the program makes of its command line.
fn split(line: &str) -> Result<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut rest = line.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            ' ' | '\t' | '\n' if !quoted => words.extend(word.take()),
            '"' if quoted && rest.next_if_eq(&'"').is_some() => word.get_or_insert_default().push('"'),
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            '\\' => {
                let mut backslashes = 1;
                while rest.next_if_eq(&'\\').is_some() {
                    backslashes += 1;
                }
                let before_quote = rest.peek() == Some(&'"');
                let kept = if before_quote { backslashes / 2 } else { backslashes };
                word.get_or_insert_default().extend(std::iter::repeat_n('\\', kept));
                if before_quote && backslashes % 2 == 1 {
                    word.get_or_insert_default().extend(rest.next());
                }
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    if quoted {
        return Err(not_closed("\"", 1));
    }
    words.extend(word);
    Ok(words)
}
