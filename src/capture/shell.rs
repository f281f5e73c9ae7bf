//! The words of a command as bash and similar shells split them.
//!
//! Source: Bash reference manual, "Quoting". `shell-words` is not used: copied commands have `$'…'`, several lines and
//! variables, and what follows the command must be left alone.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use crate::error::{Error, Result};

/// The words of the first command of a text.
///
/// # Errors
///
/// A quote that is not closed; a variable without a value; another command whose output would be used.
pub(super) fn words(text: &str, variables: &BTreeMap<String, String>) -> Result<Vec<String>> {
    let mut splitter = Splitter { rest: text.chars().peekable(), line: 1, variables, words: Vec::new(), word: None };
    splitter.split()?;
    Ok(splitter.words)
}

/// A command that a quote does not end in.
pub(super) fn not_closed(quote: &str, line: usize) -> Error {
    Error::input(
        "quote-not-closed",
        format!("the quote {quote} that opens on line {line} of the command is not closed"),
    )
    .help("copy the whole command")
}

struct Splitter<'a> {
    rest: Peekable<Chars<'a>>,
    line: usize,
    variables: &'a BTreeMap<String, String>,
    words: Vec<String>,
    word: Option<String>,
}

impl Splitter<'_> {
    fn split(&mut self) -> Result<()> {
        while let Some(character) = self.next() {
            match character {
                '\'' => self.single_quoted()?,
                '"' => self.double_quoted()?,
                '\\' => self.escaped(),
                '$' => self.dollar(false)?,
                '`' => return Err(substitution(self.line)),
                ' ' | '\t' | '\r' => self.end_word(),
                '\n' => {
                    self.end_word();
                    if !self.goes_on() {
                        return Ok(());
                    }
                }
                '#' if self.word.is_none() => while self.next_if(|c| c != '\n').is_some() {},
                '|' | ';' | '&' => break,
                '<' | '>' => self.redirection(),
                other => self.push(other),
            }
        }
        self.end_word();
        Ok(())
    }

    /// Whether the command goes on after a line break: a line of options was copied without the backslash before it.
    fn goes_on(&mut self) -> bool {
        while self.next_if(char::is_whitespace).is_some() {}
        self.words.is_empty() || self.rest.peek() == Some(&'-')
    }

    fn next(&mut self) -> Option<char> {
        let character = self.rest.next();
        self.line += usize::from(character == Some('\n'));
        character
    }

    fn next_if(&mut self, accepts: impl Fn(char) -> bool) -> Option<char> {
        if self.rest.peek().copied().is_some_and(accepts) { self.next() } else { None }
    }

    fn push(&mut self, character: char) {
        self.word.get_or_insert_default().push(character);
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    /// After a backslash outside quotes: the line goes on, or the next character stands for itself.
    fn escaped(&mut self) {
        // A copied continuation often got a space behind its backslash.
        let mut ahead = self.rest.clone();
        while ahead.next_if(|c| matches!(c, ' ' | '\t' | '\r')).is_some() {}
        if ahead.peek() == Some(&'\n') {
            while self.next() != Some('\n') {}
            return;
        }
        if let Some(character) = self.next() {
            self.push(character);
        }
    }

    fn single_quoted(&mut self) -> Result<()> {
        let opened = self.line;
        self.word.get_or_insert_default();
        loop {
            match self.next() {
                Some('\'') => return Ok(()),
                Some(character) => self.push(character),
                None => return Err(not_closed("'", opened)),
            }
        }
    }

    fn double_quoted(&mut self) -> Result<()> {
        let opened = self.line;
        self.word.get_or_insert_default();
        loop {
            match self.next() {
                Some('"') => return Ok(()),
                Some('\\') => match self.next_if(|c| matches!(c, '"' | '\\' | '$' | '`' | '\n')) {
                    Some('\n') => {}
                    Some(character) => self.push(character),
                    None => self.push('\\'),
                },
                Some('$') => self.dollar(true)?,
                Some('`') => return Err(substitution(self.line)),
                Some(character) => self.push(character),
                None => return Err(not_closed("\"", opened)),
            }
        }
    }

    /// After a `$`: a quote with escapes, a variable, another command, or just a dollar sign.
    fn dollar(&mut self, in_quotes: bool) -> Result<()> {
        match self.rest.peek().copied() {
            Some('\'') if !in_quotes => {
                self.next();
                self.escape_quoted()
            }
            Some('"') if !in_quotes => {
                self.next();
                self.double_quoted()
            }
            Some('(') => Err(substitution(self.line)),
            Some('{') => {
                self.next();
                let name = self.name();
                if self.next() == Some('}') && !name.is_empty() {
                    return self.variable(&name);
                }
                Err(Error::input(
                    "shell-expansion",
                    format!("line {} of the command has a `${{…}}` that only a shell can work out", self.line),
                )
                .help("paste the value in its place"))
            }
            Some(character) if character.is_ascii_alphabetic() || character == '_' => {
                let name = self.name();
                self.variable(&name)
            }
            _ => {
                self.push('$');
                Ok(())
            }
        }
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(character) = self.next_if(|c| c.is_ascii_alphanumeric() || c == '_') {
            name.push(character);
        }
        name
    }

    fn variable(&mut self, name: &str) -> Result<()> {
        let Some(value) = self.variables.get(name) else {
            let message =
                format!("line {} of the command uses the shell variable `${name}`, which is not set", self.line);
            return Err(Error::input("shell-variable", message).help(format!(
                "export `{name}`, paste its value, or put a `$` that belongs to the text into single quotes"
            )));
        };
        self.word.get_or_insert_default().push_str(value);
        Ok(())
    }

    /// A redirection and its file are no words of the command.
    fn redirection(&mut self) {
        if self.word.as_ref().is_some_and(|word| word.chars().all(|c| c.is_ascii_digit())) {
            self.word = None;
        }
        self.end_word();
        while self.next_if(|c| matches!(c, '<' | '>' | '&' | ' ')).is_some() {}
        while self.next_if(|c| !c.is_whitespace() && !matches!(c, '|' | ';' | '&')).is_some() {}
    }

    /// `$'…'`, with escapes as in C. Browsers write characters beyond 16 bits as two surrogates, which are joined.
    fn escape_quoted(&mut self) -> Result<()> {
        let opened = self.line;
        self.word.get_or_insert_default();
        let mut high: Option<u32> = None;
        loop {
            match self.next() {
                Some('\'') => return Ok(()),
                Some('\\') => {
                    let Some(code) = self.escape() else { return Err(not_closed("$'", opened)) };
                    match (high.take(), code) {
                        (Some(first), 0xdc00..=0xdfff) => {
                            self.push_code(0x10000 + ((first - 0xd800) << 10) + (code - 0xdc00));
                        }
                        (_, 0xd800..=0xdbff) => high = Some(code),
                        _ => self.push_code(code),
                    }
                }
                Some(character) => self.push(character),
                None => return Err(not_closed("$'", opened)),
            }
        }
    }

    fn push_code(&mut self, code: u32) {
        self.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
    }

    /// The character that an escape stands for; `None` at the end of the text.
    fn escape(&mut self) -> Option<u32> {
        let code = match self.next()? {
            'a' => 7,
            'b' => 8,
            'e' | 'E' => 27,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'v' => 11,
            'x' => self.digits(16, 2, 0),
            'u' => self.digits(16, 4, 0),
            'U' => self.digits(16, 8, 0),
            digit @ '0'..='7' => self.digits(8, 2, digit.to_digit(8)?),
            'c' => u32::from(self.next()?) & 0x1f,
            other => u32::from(other),
        };
        Some(code)
    }

    fn digits(&mut self, radix: u32, most: usize, start: u32) -> u32 {
        let mut code = start;
        for _ in 0..most {
            let Some(digit) = self.next_if(|c| c.is_digit(radix)) else { break };
            code = code.wrapping_mul(radix).wrapping_add(digit.to_digit(radix).unwrap_or_default());
        }
        code
    }
}

fn substitution(line: usize) -> Error {
    Error::input("shell-substitution", format!("line {line} of the command uses the output of another command"))
        .help("run that command and paste what it prints, or give the credential with --token-command")
}
