//! A choice at the terminal.

use super::console::Console;
use super::terminal::Terminal;
use crate::error::{Error, Result};

/// Lets the user choose one of several with the arrow keys; the first is marked. Another thread waits for it, so that
/// Ctrl-C is heard; when nobody waits for the answer any more, the terminal is as before.
///
/// # Errors
/// The user leaves the question unanswered (with `Esc` or `q`), or the terminal is gone; `without` says what to do then.
pub async fn choose(
    console: &Console,
    prompt: &'static str,
    offered: &[&'static str],
    without: &'static str,
) -> Result<usize> {
    let mut terminal = Terminal::keep(console);
    let _cursor = Cursor(console);
    let items = offered.to_vec();
    let asked = tokio::task::spawn_blocking(move || {
        dialoguer::Select::new().with_prompt(prompt).items(&items).default(0).interact_opt()
    });
    let answer = asked.await;
    terminal.answered = true;
    let fault =
        |why: &dyn std::fmt::Display| Error::usage("no-answer", format!("nothing was chosen: {why}")).help(without);
    match answer.map_err(|error| fault(&error))?.map_err(|error| fault(&error))? {
        Some(chosen) => Ok(chosen),
        None => Err(Error::usage("no-answer", "nothing was chosen").help(without)),
    }
}

/// The cursor, which a question hides, and shows again only when it is answered.
struct Cursor<'a>(&'a Console);

impl Drop for Cursor<'_> {
    fn drop(&mut self) {
        self.0.write_err("\u{1b}[?25h");
    }
}
