//! A line of text as it is typed and changed.
//!
//! The library's own question for a text cannot be left with `Esc`, and takes every character for one column.

use std::io;

use dialoguer::console::{Key, Term, measure_text_width};

use super::ask::Line;
use super::look::Look;

/// What a line of text shows of itself: all that fits, and the cursor always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) before: String,
    pub(super) after: String,
}

/// What can be seen of a text with the cursor between `before` and `after`, behind a prompt.
pub(super) fn window(before: &str, after: &str, columns: usize, prompt: &str) -> Shown {
    // The space behind the prompt, the cursor, and a column that stays free, since a full line wraps.
    let mut room = columns.saturating_sub(measure_text_width(prompt) + 3).max(8);
    let mut fitting = |characters: &mut dyn Iterator<Item = char>| -> Vec<char> {
        let mut taken = Vec::new();
        for character in characters {
            let width = measure_text_width(character.encode_utf8(&mut [0; 4]));
            if width > room {
                break;
            }
            room -= width;
            taken.push(character);
        }
        taken
    };
    let seen_before = fitting(&mut before.chars().rev());
    let seen_after = fitting(&mut after.chars());
    Shown { before: seen_before.into_iter().rev().collect(), after: seen_after.into_iter().collect() }
}

/// A text with a cursor in it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edited {
    before: String,
    /// What stands behind the cursor.
    after: String,
}

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    /// The text can have changed.
    Edited,
    /// It is the answer.
    Given,
    /// There is no answer.
    Left,
}

impl Edited {
    fn press(&mut self, key: &Key) -> Done {
        match key {
            Key::Enter => return Done::Given,
            Key::Escape => return Done::Left,
            // Ctrl-D on an empty line, as shells have it.
            Key::Char('\u{4}') if self.before.is_empty() && self.after.is_empty() => return Done::Left,
            // Ctrl-U takes away what stands before the cursor.
            Key::Char('\u{15}') => self.before.clear(),
            Key::Char(character) if !character.is_control() => self.before.push(*character),
            Key::Backspace => drop(self.before.pop()),
            Key::Del => self.after = rest_of(&self.after),
            Key::ArrowLeft => {
                if let Some(character) = self.before.pop() {
                    self.after.insert(0, character);
                }
            }
            Key::ArrowRight => {
                self.before.extend(self.after.chars().next());
                self.after = rest_of(&self.after);
            }
            Key::Home => self.after.insert_str(0, &std::mem::take(&mut self.before)),
            Key::End => self.before.push_str(&std::mem::take(&mut self.after)),
            _ => {}
        }
        Done::Edited
    }
}

/// All but the first character.
fn rest_of(text: &str) -> String {
    text.chars().skip(1).collect()
}

/// Asks for a line; `None` when the question is left.
pub(super) fn ask(term: &Term, look: Look, line: &Line) -> io::Result<Option<String>> {
    let answered = format!("{}:", line.prompt);
    let prompt = if line.hint.is_empty() { answered.clone() } else { format!("{} {}:", line.prompt, line.hint) };
    let mut edited = Edited { before: line.initial.clone(), after: String::new() };
    loop {
        let shown = window(&edited.before, &edited.after, look.columns, &prompt);
        term.clear_line()?;
        term.write_str(&format!("{} {}{}", look.prompt(&prompt), shown.before, shown.after))?;
        term.move_cursor_left(measure_text_width(&shown.after))?;
        term.flush()?;
        match edited.press(&term.read_key()?) {
            Done::Edited => {}
            Done::Given => {
                let text = edited.before + &edited.after;
                let shown = if text.is_empty() { &line.empty } else { &text };
                term.clear_line()?;
                term.write_line(format!("{} {shown}", look.prompt(&answered)).trim_end())?;
                return Ok(Some(text));
            }
            Done::Left => {
                term.clear_line()?;
                return Ok(None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(initial: &str, keys: &[Key]) -> (String, Done) {
        let mut edited = Edited { before: initial.to_owned(), after: String::new() };
        let mut done = Done::Edited;
        for key in keys {
            assert_eq!(done, Done::Edited, "a key after the end");
            done = edited.press(key);
        }
        (format!("{}|{}", edited.before, edited.after), done)
    }

    #[test]
    fn keys_change_the_text_where_the_cursor_stands() {
        use Key::{ArrowLeft, ArrowRight, Backspace, Char, Del, End, Home};
        for (keys, expected) in [
            (vec![Char('x')], "日é1x|"),
            (vec![Backspace, Backspace], "日|"),
            (vec![ArrowLeft, ArrowLeft, Char('x')], "日x|é1"),
            (vec![Home, Del, ArrowRight], "é|1"),
            (vec![Home, ArrowLeft, Backspace, Char('x')], "x|日é1"),
            (vec![Home, End, ArrowRight, Del], "日é1|"),
            (vec![ArrowLeft, Char('\u{15}')], "|1"),
            (vec![Char('\u{4}'), Char('\u{7}'), Key::Tab, Key::PageUp, Key::ArrowUp], "日é1|"),
        ] {
            assert_eq!(typed("日é1", &keys), (expected.to_owned(), Done::Edited), "{keys:?}");
        }
    }

    #[test]
    fn enter_gives_the_text_and_escape_leaves_it() {
        assert_eq!(typed("1", &[Key::Enter]), ("1|".to_owned(), Done::Given));
        assert_eq!(typed("1", &[Key::Escape]), ("1|".to_owned(), Done::Left));
        assert_eq!(typed("", &[Key::Char('\u{4}')]), ("|".to_owned(), Done::Left));
    }

    #[test]
    fn a_text_that_is_longer_than_the_line_is_seen_around_the_cursor() {
        let shown = |before: &str, after: &str| {
            let shown = window(before, after, 20, "Regex:");
            assert!(measure_text_width(&format!("Regex: {}|{}", shown.before, shown.after)) < 20);
            format!("{}|{}", shown.before, shown.after)
        };
        assert_eq!(shown("abc", "def"), "abc|def");
        assert_eq!(shown("0123456789abcdef", ""), "56789abcdef|");
        assert_eq!(shown("", "0123456789abcdef"), "|0123456789a");
        assert_eq!(shown("日本語日本語", "x"), "本語日本語|x");
    }
}
