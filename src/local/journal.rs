//! One line for each request, written by a thread of its own so that a slow reader of standard output holds up nobody.

use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How many bytes may wait to be written; lines beyond that are counted and left away.
const BYTES_AT_MOST: usize = 4 << 20;

/// How long the end waits for somebody to read what was written.
const END_WITHIN: Duration = Duration::from_secs(1);

/// How long lines are gathered after some were written.
const GATHER: Duration = Duration::from_millis(2);

/// Lines on their way to a writer.
#[derive(Debug)]
pub struct Journal {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<u8>,
    left_away: u64,
    /// Nothing will be added any more.
    closed: bool,
    /// Nothing will be written any more: all of it is written, or the reader is gone.
    ended: bool,
}

impl Journal {
    /// A journal for people that is written to this writer.
    #[must_use]
    pub fn new(out: impl Write + Send + 'static) -> Self {
        Self::with(out, |count| format!("{count} lines were left away: nobody read them\n"))
    }

    /// A journal for programs, each line of which is a JSON object.
    #[must_use]
    pub fn of_json(out: impl Write + Send + 'static) -> Self {
        Self::with(out, |count| format!("{{\"event\":\"left-away\",\"lines\":{count}}}\n"))
    }

    fn with(out: impl Write + Send + 'static, left_away: fn(u64) -> String) -> Self {
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        let builder = std::thread::Builder::new().name("journal".to_owned());
        if builder.spawn(move || of_thread.write_all(out, left_away)).is_err() {
            // Without a thread nobody reads the lines; the emulator itself goes on.
            shared.end();
        }
        Self { shared }
    }

    /// Adds a line; `\n` is added to it.
    pub fn line(&self, line: &str) {
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.ended {
            return;
        }
        if state.waiting.len() + line.len() >= BYTES_AT_MOST {
            state.left_away += 1;
            return;
        }
        let was_empty = state.waiting.is_empty();
        state.waiting.extend_from_slice(line.as_bytes());
        state.waiting.push(b'\n');
        drop(state);
        if was_empty {
            self.shared.changed.notify_one();
        }
    }
}

impl Drop for Journal {
    /// Waits until what was added is written; but not for ever where nobody reads it.
    fn drop(&mut self) {
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.closed = true;
        self.shared.changed.notify_all();
        let _ = self.shared.changed.wait_timeout_while(state, END_WITHIN, |state| !state.ended);
    }
}

impl Shared {
    fn write_all(&self, mut out: impl Write, left_away_line: fn(u64) -> String) {
        let mut taken = Vec::new();
        loop {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            while state.waiting.is_empty() && !state.closed {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            taken.clear();
            std::mem::swap(&mut taken, &mut state.waiting);
            let left_away = std::mem::take(&mut state.left_away);
            drop(state);
            if left_away > 0 {
                taken.extend_from_slice(left_away_line(left_away).as_bytes());
            }
            if taken.is_empty() || out.write_all(&taken).and_then(|()| out.flush()).is_err() {
                return self.end();
            }
            // Under load this thread would else be woken for every line, which costs more than the request does.
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = self.changed.wait_timeout_while(state, GATHER, |state| !state.closed);
        }
    }

    fn end(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.ended = true;
        state.waiting = Vec::new();
        drop(state);
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::mpsc;
    use std::time::Instant;

    use super::*;

    /// A writer that hands on what it is given, and waits for a permission each time.
    struct Slow {
        permissions: mpsc::Receiver<()>,
        written: mpsc::Sender<Vec<u8>>,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.permissions.recv().map_err(io::Error::other)?;
            self.written.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn slow() -> (mpsc::Sender<()>, mpsc::Receiver<Vec<u8>>, Journal) {
        let (permit, permissions) = mpsc::channel();
        let (written, read) = mpsc::channel();
        (permit, read, Journal::new(Slow { permissions, written }))
    }

    #[test]
    fn lines_wait_for_a_slow_reader_and_those_that_do_not_fit_are_counted() {
        let (permit, read, journal) = slow();
        journal.line("first");
        // What it waits with is counted only once it has been taken.
        while !journal.shared.state.lock().unwrap().waiting.is_empty() {
            std::thread::yield_now();
        }
        let long = "x".repeat(BYTES_AT_MOST / 2);
        for _ in 0..3 {
            journal.line(&long);
        }
        for _ in 0..9 {
            permit.send(()).unwrap();
        }
        drop(journal);
        let all: Vec<u8> = read.iter().flatten().collect();
        let all = String::from_utf8(all).unwrap();
        assert!(all.starts_with("first\n"), "{}", &all[..20]);
        assert!(all.ends_with("x\n2 lines were left away: nobody read them\n"), "{}", &all[all.len() - 60..]);
    }

    #[test]
    fn the_end_does_not_wait_for_a_reader_who_does_not_read() {
        let (_permit, _read, journal) = slow();
        journal.line("nobody wants to know");
        let started = Instant::now();
        drop(journal);
        assert!(started.elapsed() < END_WITHIN * 3, "{:?}", started.elapsed());
    }

    #[test]
    fn when_the_reader_is_gone_nothing_more_is_kept() {
        let (permit, read, journal) = slow();
        drop((permit, read));
        journal.line("first");
        while !journal.shared.state.lock().unwrap().ended {
            std::thread::yield_now();
        }
        journal.line("second");
        assert_eq!(journal.shared.state.lock().unwrap().waiting, b"");
    }
}
