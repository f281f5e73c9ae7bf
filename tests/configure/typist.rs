//! Somebody who types at a terminal, and reads what stands on the screen.

use std::fs::File;
use std::io::{Read, Write};
use std::process::Child;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::support::sandbox::Sandbox;

/// How long something is waited for: machines that test are slow machines.
const PATIENCE: Duration = Duration::from_secs(30);

/// More lines than any conversation has, so that all of it stays on the screen.
const LINES: u16 = 300;

pub(crate) const ENTER: &str = "\r";
pub(crate) const ESCAPE: &str = "\u{1b}";
pub(crate) const UP: &str = "\u{1b}[A";
pub(crate) const DOWN: &str = "\u{1b}[B";
pub(crate) const CTRL_C: &str = "\u{3}";
pub(crate) const CTRL_U: &str = "\u{15}";

/// A run at a terminal.
pub(crate) struct Typist {
    terminal: File,
    child: Child,
    written: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    modes_before: String,
}

/// What is there when the run has ended.
pub(crate) struct Left {
    pub(crate) code: Option<i32>,
    /// All that stands on the screen.
    pub(crate) screen: String,
    /// Whether colours or the like were written.
    pub(crate) is_plain: bool,
}

impl Typist {
    /// Starts the program at a terminal of so many columns.
    pub(crate) fn start(sandbox: &Sandbox, columns: u16, line: &str) -> Self {
        let (terminal, child) = sandbox.start_at_terminal(columns, line);
        let (sender, written) = mpsc::channel();
        let mut reader = terminal.try_clone().unwrap();
        std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            // The terminal is gone, which is an error on Linux, when the program has ended.
            while let Ok(read @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        let modes_before = modes(&terminal);
        Self { terminal, child, written, screen: vt100::Parser::new(LINES, columns, 0), modes_before }
    }

    /// The screen as it is.
    pub(crate) fn screen(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until this is asked, and all of the question stands there.
    pub(crate) fn see(&mut self, wanted: &str) -> &mut Self {
        let deadline = Instant::now() + PATIENCE;
        while !self.asks(wanted) {
            match self.written.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(error) => panic!("no `{wanted}` ({error}) on the screen:\n{}", self.screen()),
            }
        }
        // A list comes line by line.
        while let Ok(bytes) = self.written.recv_timeout(Duration::from_millis(100)) {
            self.screen.process(&bytes);
        }
        self
    }

    /// Whether this is asked now: in the last line, or above a list whose marked line is there.
    fn asks(&self, wanted: &str) -> bool {
        let screen = self.screen();
        let lines: Vec<&str> = screen.lines().filter(|line| !line.is_empty()).collect();
        match lines.iter().rposition(|line| line.starts_with(wanted)) {
            Some(at) if at + 1 == lines.len() => true,
            Some(at) => {
                let below = &lines[at + 1..];
                below.iter().all(|line| line.starts_with("> ") || line.starts_with("  "))
                    && below.iter().any(|line| line.starts_with("> "))
            }
            None => false,
        }
    }

    /// Types keys.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        self.terminal.write_all(keys.as_bytes()).unwrap();
        self
    }

    /// Waits until the program has ended; the terminal must be as it was.
    pub(crate) fn leave(mut self) -> Left {
        let deadline = Instant::now() + PATIENCE;
        let mut is_plain = true;
        loop {
            match self.written.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let _ = self.child.kill();
                    panic!("not ended:\n{}", self.screen());
                }
            }
        }
        let screen = self.screen.screen();
        for row in 0..LINES {
            for column in 0..screen.size().1 {
                let cell = screen.cell(row, column).unwrap();
                is_plain &= cell.fgcolor() == vt100::Color::Default && !cell.bold();
            }
        }
        assert!(!screen.hide_cursor(), "the cursor is hidden:\n{}", screen.contents());
        assert_eq!(modes(&self.terminal), self.modes_before, "the terminal is not as it was");
        Left { code: self.child.wait().unwrap().code(), screen: self.screen(), is_plain }
    }
}

impl Drop for Typist {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All modes of a terminal.
fn modes(terminal: &File) -> String {
    format!("{:?}", rustix::termios::tcgetattr(terminal).unwrap())
}
