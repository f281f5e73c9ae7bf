//! The questions.

use dialoguer::console::Term;
use dialoguer::{Confirm, FuzzySelect, Select};

use super::choice::{self, Choice};
use super::keys;
use super::line;
use super::look::Look;
use crate::error::Result;
use crate::outside::console::Console;
use crate::outside::said::one_line;

/// The most lines of a choice that are shown at once; with more, the list moves.
const LINES_AT_ONCE: usize = 12;

/// One of several is to be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// What is asked, a word or two.
    pub prompt: String,
    /// What is offered.
    pub choices: Vec<Choice>,
    /// The place of the one that `Enter` takes at once; in a search one of the first twelve, which are seen.
    pub default: usize,
    /// Whether typed text searches, for lists that may be long.
    pub searched: bool,
    /// Whether colours are shown.
    pub color: bool,
    /// What to do without the question, for whoever leaves it.
    pub without: &'static str,
}

/// Lets the user choose one of several with the arrow keys; the first is marked.
///
/// # Errors
/// The user leaves the question unanswered (with `Esc` or `q`), or the terminal is gone; `without` says what to do then.
pub async fn choose(
    console: &Console,
    prompt: &'static str,
    offered: &[&'static str],
    without: &'static str,
) -> Result<usize> {
    let items = offered.to_vec();
    keys::answer(console, without, move || Select::new().with_prompt(prompt).items(&items).default(0).interact_opt())
        .await
}

/// Lets the user choose one of several; gives its place. Nothing of the list stays.
///
/// # Errors
/// As for [`choose`].
pub async fn pick(console: &Console, selection: &Selection) -> Result<usize> {
    let asked = selection.clone();
    keys::answer(console, selection.without, move || ask(&asked)).await
}

/// Says which was chosen, where the list was.
pub fn say_answer(console: &Console, selection: &Selection, answer: &str) {
    let look = Look { color: selection.color, columns: 0 };
    let prompt = look.prompt(&format!("{}:", selection.prompt));
    console.write_err(&format!("{prompt} {}\n", one_line(answer)));
}

fn ask(asked: &Selection) -> Result<Option<usize>, dialoguer::Error> {
    let term = Term::stderr();
    let columns = usize::from(term.size().1);
    let look = Look { color: asked.color, columns };
    let lines = choice::lines(&asked.choices, columns);
    if !asked.searched {
        return Select::with_theme(&look)
            .with_prompt(format!("{}:", asked.prompt))
            .items(&lines)
            .default(asked.default)
            .report(false)
            .interact_on_opt(&term);
    }
    FuzzySelect::with_theme(&look)
        .with_prompt(format!("{} ({}, type to search):", asked.prompt, lines.len()))
        .items(&lines)
        .default(asked.default)
        .max_length(LINES_AT_ONCE)
        .highlight_matches(asked.color)
        .report(false)
        .interact_on_opt(&term)
}

/// A line of text is to be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is asked.
    pub prompt: String,
    /// What stands there already and can be changed.
    pub initial: String,
    /// How to answer, shown behind the prompt until there is an answer.
    pub hint: String,
    /// What is shown for an empty answer.
    pub empty: String,
    /// Whether colours are shown.
    pub color: bool,
    /// What to do without the question, for whoever leaves it.
    pub without: &'static str,
}

/// Asks for a line of text; it can be empty.
///
/// # Errors
/// As for [`choose`]; `q` is text here.
pub async fn ask_line(console: &Console, line: &Line) -> Result<String> {
    let asked = line.clone();
    keys::answer(console, line.without, move || {
        let term = Term::stderr();
        let look = Look { color: asked.color, columns: usize::from(term.size().1) };
        Ok(line::ask(&term, look, &asked)?)
    })
    .await
}

/// Asks whether something shall be done; `Enter` alone is no, and so is `Esc`.
///
/// # Errors
/// As for [`choose`].
pub async fn confirm(console: &Console, prompt: &str, without: &str) -> Result<bool> {
    let prompt = prompt.to_owned();
    keys::answer(console, without, move || {
        Ok(Some(Confirm::new().with_prompt(prompt).default(false).interact_opt()?.unwrap_or(false)))
    })
    .await
}
