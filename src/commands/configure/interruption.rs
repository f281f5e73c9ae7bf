//! Ctrl-C while a plan is carried out: the request that is under way is waited for, so that it is known what was done.

use std::cell::Cell;
use std::pin::pin;
use std::time::Duration;

use crate::commands::context::Context;
use crate::commands::reporting::waiting;
use crate::error::{Error, Result};
use crate::outside::signal;

/// Whether the user wants it to end.
pub(super) struct Interruption<'c> {
    context: &'c Context<'c>,
    heard: Cell<bool>,
}

impl<'c> Interruption<'c> {
    /// Nobody has said anything yet.
    pub(super) const fn new(context: &'c Context<'c>) -> Self {
        Self { context, heard: Cell::new(false) }
    }

    /// Whether Ctrl-C was pressed.
    pub(super) fn is_heard(&self) -> bool {
        self.heard.get()
    }

    /// Ends what goes on when Ctrl-C was pressed. `what` says what was done.
    ///
    /// # Errors
    ///
    /// Interrupted.
    pub(super) fn check(&self, what: &str) -> Result<()> {
        if self.is_heard() { Err(Error::interrupted(what)) } else { Ok(()) }
    }

    /// Waits for something to its end, though Ctrl-C is pressed; pressed twice, not any more: `None`.
    pub(super) async fn hear<T>(&self, what: &str, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(waiting(what, self.context, work));
        loop {
            tokio::select! {
                done = &mut work => return Some(done),
                () = signal::interrupted() => {
                    if self.heard.replace(true) {
                        return None;
                    }
                    self.context.console.note(&format!("interrupted: waiting for the answer to: {what} (Ctrl-C again does not wait)"));
                }
            }
        }
    }

    /// Sleeps.
    ///
    /// # Errors
    ///
    /// Interrupted, at once when Ctrl-C is pressed.
    pub(super) async fn sleep(&self, pause: Duration) -> Result<()> {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = signal::interrupted() => self.heard.set(true),
        }
        self.check("what was under way was not repeated")
    }
}
