//! One line for each request, written by a thread of its own so that a slow reader of standard output holds up nobody.

use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;

/// How many bytes may wait to be written; lines beyond that are counted and left away.
const BYTES_AT_MOST: usize = 4 << 20;

/// Lines on their way to a writer.
#[derive(Debug)]
pub struct Journal {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
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
    closed: bool,
    gone: bool,
}

impl Journal {
    /// A journal that is written to this writer.
    #[must_use]
    pub fn new(out: impl Write + Send + 'static) -> Self {
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        let builder = std::thread::Builder::new().name("journal".to_owned());
        // Without a thread nobody reads the lines; the emulator itself goes on.
        let thread = builder.spawn(move || of_thread.write_all(out)).ok();
        Self { shared, thread }
    }

    /// Adds a line; `\n` is added to it.
    pub fn line(&self, line: &str) {
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.gone {
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
    /// Waits until what was added is written.
    fn drop(&mut self) {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn write_all(&self, mut out: impl Write) {
        let mut taken = Vec::new();
        loop {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            while state.waiting.is_empty() && !state.closed {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.waiting.is_empty() {
                return;
            }
            taken.clear();
            std::mem::swap(&mut taken, &mut state.waiting);
            let left_away = std::mem::take(&mut state.left_away);
            drop(state);
            if left_away > 0 {
                taken.extend_from_slice(format!("{left_away} lines were left away: nobody read them\n").as_bytes());
            }
            if out.write_all(&taken).and_then(|()| out.flush()).is_err() {
                self.state.lock().unwrap_or_else(PoisonError::into_inner).gone = true;
                return;
            }
        }
    }
}
