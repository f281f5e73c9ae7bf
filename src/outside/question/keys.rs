//! One question's time with the terminal.

use std::io;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::outside::console::Console;
use crate::outside::terminal::Terminal;

/// How long whoever listens for Ctrl-C has to hear it, before the question itself says that it was pressed.
const HEARD_WITHIN: Duration = Duration::from_secs(1);

/// Lets another thread ask, and waits for its answer; `without` says what to do when there is none.
///
/// # Errors
/// Usage: `no-answer`, the user leaves the question, or the terminal is gone. Interrupted: Ctrl-C, where nobody else hears it.
pub(super) async fn answer<T: Send + 'static>(
    console: &Console,
    without: &str,
    ask: impl FnOnce() -> Result<Option<T>, dialoguer::Error> + Send + 'static,
) -> Result<T> {
    let mut terminal = Terminal::keep(console);
    let _silence = Silence::begin();
    let _cursor = Cursor(console);
    let asked = tokio::task::spawn_blocking(ask).await;
    if let Ok(Err(dialoguer::Error::IO(error))) = &asked
        && error.kind() == io::ErrorKind::Interrupted
    {
        // The key has become a signal. Its listener, who knows what was done so far, ends this future.
        tokio::time::sleep(HEARD_WITHIN).await;
        return Err(Error::interrupted("the question was not answered"));
    }
    terminal.answered = true;
    let fault =
        |why: &dyn std::fmt::Display| Error::usage("no-answer", format!("nothing was chosen: {why}")).help(without);
    match asked.map_err(|error| fault(&error))?.map_err(|error| fault(&error))? {
        Some(answer) => Ok(answer),
        None => Err(Error::usage("no-answer", "nothing was chosen").help(without)),
    }
}

/// The terminal keeps what is typed for the question: between two keys that are read, one could come and be shown in the
/// middle of it, or be lost as a signal to nobody. All is as before when this is dropped.
struct Silence {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
}

impl Silence {
    #[cfg(unix)]
    fn begin() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(io::stdin()).ok();
        if let Some(mut silent) = before.clone() {
            silent.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
            // Without it the question is less tidy, and that is all.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &silent);
        }
        Self { before }
    }

    #[cfg(not(unix))]
    fn begin() -> Self {
        Self {}
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(before) = &self.before {
            // Nothing can be done about a terminal that is gone.
            let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, before);
        }
    }
}

/// The cursor, which a question hides, and shows again only when it is answered.
struct Cursor<'a>(&'a Console);

impl Drop for Cursor<'_> {
    fn drop(&mut self) {
        self.0.write_err("\u{1b}[?25h");
    }
}
