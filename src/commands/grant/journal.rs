//! What was done so far, for when the user interrupts.

use std::cell::RefCell;

/// The changes of one run, in words.
#[derive(Debug, Default)]
pub(super) struct Journal {
    done: RefCell<Vec<String>>,
    under_way: RefCell<Option<String>>,
}

impl Journal {
    /// A change is being sent.
    pub(super) fn begin(&self, what: &str) {
        *self.under_way.borrow_mut() = Some(what.to_owned());
    }

    /// The change that was being sent is made, or is not.
    pub(super) fn end(&self, is_made: bool) {
        let what = self.under_way.borrow_mut().take();
        self.done.borrow_mut().extend(what.filter(|_| is_made));
    }

    /// What to tell who interrupts.
    pub(super) fn told(&self) -> String {
        let done = self.done.borrow().join(", ");
        let done = if done.is_empty() { "nothing was changed".to_owned() } else { format!("done: {done}") };
        match &*self.under_way.borrow() {
            Some(what) => format!("{done}; perhaps done: {what} (run it again to see and to mend)"),
            None => done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interruption_tells_what_was_done_and_what_perhaps() {
        let journal = Journal::default();
        assert_eq!(journal.told(), "nothing was changed");
        journal.begin("put a policy");
        assert_eq!(journal.told(), "nothing was changed; perhaps done: put a policy (run it again to see and to mend)");
        journal.end(true);
        journal.begin("set a variable");
        journal.end(false);
        assert_eq!(journal.told(), "done: put a policy");
    }
}
