//! Colour or not, terminal or pipe, and how wide.

use std::fmt;

/// How to write: decided once from the terminal, the flags and the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to write colours. Words carry the meaning; colour only helps the eye.
    pub color: bool,
    /// Whether the reader is a person at a terminal: aligned tables, wrapped text. Else tabs and uncut lines.
    pub terminal: bool,
    /// The width of the terminal, in columns; 80 when not known.
    pub width: usize,
}

/// What a piece of text is, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Denied, failed, an error.
    Bad,
    /// A warning.
    Warning,
    /// Help and notes.
    Hint,
    /// Allowed, passed.
    Good,
    /// A heading.
    Strong,
    /// What matters less.
    Faint,
}

impl Style {
    /// Plain text for a pipe.
    pub const PLAIN: Self = Self { color: false, terminal: false, width: 80 };

    /// The text in the colour of its tone; untouched without colours.
    #[must_use]
    pub fn paint(&self, tone: Tone, text: impl fmt::Display) -> String {
        let style = console::Style::new();
        let style = match tone {
            Tone::Plain => return text.to_string(),
            Tone::Bad => style.red().bold(),
            Tone::Warning => style.yellow(),
            Tone::Hint => style.cyan(),
            Tone::Good => style.green(),
            Tone::Strong => style.bold(),
            Tone::Faint => style.dim(),
        };
        // Forced either way, so that nothing asks the environment.
        style.force_styling(self.color).apply_to(text).to_string()
    }

    /// In the colour of errors and denials.
    #[must_use]
    pub fn bad(&self, text: impl fmt::Display) -> String {
        self.paint(Tone::Bad, text)
    }

    /// In the colour of warnings.
    #[must_use]
    pub fn warning(&self, text: impl fmt::Display) -> String {
        self.paint(Tone::Warning, text)
    }

    /// In the colour of help and notes.
    #[must_use]
    pub fn hint(&self, text: impl fmt::Display) -> String {
        self.paint(Tone::Hint, text)
    }

    /// In the colour of what is allowed or passed.
    #[must_use]
    pub fn good(&self, text: impl fmt::Display) -> String {
        self.paint(Tone::Good, text)
    }

    /// Bold.
    #[must_use]
    pub fn strong(&self, text: impl fmt::Display) -> String {
        self.paint(Tone::Strong, text)
    }

    /// Dim.
    #[must_use]
    pub fn faint(&self, text: impl fmt::Display) -> String {
        self.paint(Tone::Faint, text)
    }

    /// The width to fill: what the terminal has, but never so little that a line holds no words.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.width.max(40)
    }

    /// A text behind a label, wrapped at spaces to the terminal's width with the following lines under the text.
    /// Words are never broken, so that ARNs and names can be copied. In a pipe nothing is wrapped.
    #[must_use]
    pub fn hang(&self, label: &str, tone: Tone, indent: usize, text: &str) -> String {
        let pad = " ".repeat(indent.saturating_sub(console::measure_text_width(label)));
        let painted = if label.is_empty() { String::new() } else { self.paint(tone, label) };
        if !self.terminal {
            return format!("{painted}{pad}{text}");
        }
        let rest = " ".repeat(indent);
        let options = textwrap::Options::new(self.columns())
            .initial_indent(&rest)
            .subsequent_indent(&rest)
            .break_words(false)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let filled = textwrap::fill(text, options);
        format!("{painted}{pad}{}", filled.get(indent..).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours_text_is_untouched_and_with_them_it_is_painted() {
        let plain = Style { color: false, terminal: true, width: 80 };
        let color = Style { color: true, ..plain };
        assert_eq!(plain.bad("denied"), "denied");
        assert_eq!(color.bad("denied"), "\u{1b}[31m\u{1b}[1mdenied\u{1b}[0m");
        assert_eq!(color.paint(Tone::Plain, "denied"), "denied");
    }

    #[test]
    fn long_text_hangs_under_its_first_word_and_words_are_never_broken() {
        let terminal = Style { color: false, terminal: true, width: 40 };
        let text = "call arn:aws:lambda:eu-west-1:111122223333:function:authorizer as AppSync does, and look again";
        assert_eq!(
            terminal.hang("help:", Tone::Hint, 6, text),
            "help: call\n      arn:aws:lambda:eu-west-1:111122223333:function:authorizer\n      as AppSync does, and look again"
        );
        assert_eq!(Style::PLAIN.hang("help:", Tone::Hint, 6, text), format!("help: {text}"));
    }
}
