//! The terminal during a question: whatever happens, it is left as it was.

use super::console::Console;

/// The terminal, which is as before when this is dropped.
pub(super) struct Terminal<'a> {
    console: &'a Console,
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
    /// Whether the answer has come: then the terminal is as before already.
    pub(super) answered: bool,
}

impl<'a> Terminal<'a> {
    /// Remembers the terminal as it is.
    pub(super) fn keep(console: &'a Console) -> Self {
        Self {
            console,
            #[cfg(unix)]
            before: rustix::termios::tcgetattr(std::io::stdin()).ok(),
            answered: false,
        }
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        if self.answered {
            return;
        }
        #[cfg(unix)]
        if let Some(before) = &self.before {
            // What was typed, perhaps of a token, must not become the shell's. Nothing can be done about a terminal that
            // is gone.
            let _ = rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Flush, before);
        }
        self.console.write_err("\n");
    }
}
