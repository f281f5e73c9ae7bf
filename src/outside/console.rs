//! The process as the program sees it, captured once: streams, terminals, environment, folder.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::rc::Rc;

use crate::error::{Error, Result};

/// The largest text that is read from standard input, in bytes.
const STDIN_BYTES_AT_MOST: u64 = 64 * 1024 * 1024;

/// How much is said on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Verbosity {
    /// `-q`: errors only.
    Quiet,
    /// Notes and warnings.
    #[default]
    Normal,
    /// `-v`: each step.
    Steps,
    /// `-vv`: what goes over the wire, without secrets.
    Wire,
}

/// The streams and surroundings of one run.
pub struct Console {
    out: RefCell<Box<dyn Write>>,
    err: RefCell<Box<dyn Write>>,
    stdin_taken: Cell<bool>,
    is_captured: bool,
    /// Whether standard input is a terminal, so that a question can be asked.
    pub stdin_is_terminal: bool,
    /// Whether standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether standard error is a terminal, so that progress can be shown.
    pub stderr_is_terminal: bool,
    /// The environment variables at the start.
    pub environment: BTreeMap<String, String>,
    /// The folder that relative paths are relative to.
    pub current_dir: PathBuf,
    /// How much is said on standard error.
    pub verbosity: Cell<Verbosity>,
}

/// What was written to a captured console.
#[derive(Debug, Clone, Default)]
pub struct Written(Rc<RefCell<Vec<u8>>>);

impl Written {
    /// All of it so far.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.borrow()).into_owned()
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Console").field("current_dir", &self.current_dir).finish_non_exhaustive()
    }
}

impl Console {
    /// The console of this process.
    ///
    /// # Errors
    /// The current folder does not exist any more.
    pub fn of_process() -> Result<Self> {
        let current_dir = std::env::current_dir().map_err(|error| {
            Error::outside("no-current-folder", format!("the current folder cannot be read: {error}"))
                .help("change to a folder that exists")
        })?;
        Ok(Self {
            out: RefCell::new(Box::new(io::BufWriter::new(io::stdout()))),
            err: RefCell::new(Box::new(io::stderr())),
            stdin_taken: Cell::new(false),
            is_captured: false,
            stdin_is_terminal: io::stdin().is_terminal(),
            stdout_is_terminal: io::stdout().is_terminal(),
            stderr_is_terminal: io::stderr().is_terminal(),
            environment: std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
            current_dir,
            verbosity: Cell::new(Verbosity::Normal),
        })
    }

    /// A console for a command that runs inside this process: nobody types, and what is written to both streams comes
    /// into one text. Nothing is hidden behind a progress bar, which belongs to the real terminal.
    #[must_use]
    pub fn captured(
        current_dir: PathBuf,
        environment: BTreeMap<String, String>,
        stdout_is_terminal: bool,
    ) -> (Self, Written) {
        let written = Written::default();
        let console = Self {
            out: RefCell::new(Box::new(written.clone())),
            err: RefCell::new(Box::new(written.clone())),
            stdin_taken: Cell::new(true),
            is_captured: true,
            stdin_is_terminal: false,
            stdout_is_terminal,
            stderr_is_terminal: false,
            environment,
            current_dir,
            verbosity: Cell::new(Verbosity::Normal),
        };
        (console, written)
    }

    /// Whether the command runs inside this process: then its variables are not those of the process.
    #[must_use]
    pub const fn is_captured(&self) -> bool {
        self.is_captured
    }

    /// Whether people read what is written to standard error. Where both streams come into one text, who reads the one reads
    /// the other.
    #[must_use]
    pub fn stderr_is_for_people(&self) -> bool {
        self.stderr_is_terminal || (self.is_captured && self.stdout_is_terminal)
    }

    /// The value of an environment variable; an empty one counts as unset.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The width of the terminal in columns; 80 when there is none.
    #[must_use]
    pub fn width(&self) -> usize {
        let of_terminal = if self.stdout_is_terminal { indicatif::TermLike::width(&console_term()).into() } else { 0 };
        match (self.variable("COLUMNS").and_then(|columns| columns.parse().ok()), of_terminal) {
            (Some(columns), _) => columns,
            (None, 0) => 80,
            (None, columns) => columns,
        }
    }

    /// The height of the terminal in rows; `None` when there is none.
    #[must_use]
    pub fn height(&self) -> Option<usize> {
        let size = if self.stdout_is_terminal { console_term().size_checked() } else { None };
        size.map(|(rows, _)| usize::from(rows))
    }

    /// Writes to standard output through a writer. A pipe that was closed is no error: the reader has seen enough.
    ///
    /// # Errors
    /// Standard output cannot be written, as when the disk is full.
    pub fn write_out(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        let mut out = self.out.borrow_mut();
        let written = write(&mut *out).and_then(|()| out.flush());
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Error::outside("output-failed", format!("standard output cannot be written: {error}"))
                    .help("see that the disk has room, or write to another place"))
            }
            _ => Ok(()),
        }
    }

    /// Writes to standard error, whatever the verbosity.
    pub fn write_err(&self, text: &str) {
        let mut err = self.err.borrow_mut();
        // Nothing can be told to anybody when standard error is gone.
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }

    /// A line for people, unless `-q`.
    pub fn note(&self, text: &str) {
        self.say(Verbosity::Normal, text);
    }

    /// A line for `-v`.
    pub fn step(&self, text: &str) {
        self.say(Verbosity::Steps, text);
    }

    /// A line for `-vv`.
    pub fn wire(&self, text: &str) {
        self.say(Verbosity::Wire, text);
    }

    fn say(&self, from: Verbosity, text: &str) {
        if self.verbosity.get() >= from {
            self.write_err(&format!("{text}\n"));
        }
    }

    /// Reads all of standard input; only one option can take it. Another thread waits for it, so that Ctrl-C is heard
    /// meanwhile.
    ///
    /// # Errors
    /// It was taken already, cannot be read, or is larger than 64 MiB.
    pub async fn read_stdin(&self) -> Result<Vec<u8>> {
        if self.stdin_taken.replace(true) {
            return Err(Error::usage("stdin-taken-twice", "`-` is given twice, and standard input can be read once")
                .help("give a file for one of them"));
        }
        let read = tokio::task::spawn_blocking(|| {
            let mut bytes = Vec::new();
            io::stdin().lock().take(STDIN_BYTES_AT_MOST + 1).read_to_end(&mut bytes).map(|_| bytes)
        });
        let bytes = read
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
            .map_err(|error| Error::input("unreadable", format!("standard input cannot be read: {error}")))?;
        if bytes.len() as u64 > STDIN_BYTES_AT_MOST {
            return Err(Error::input("too-large", "standard input is larger than 64 MiB"));
        }
        Ok(bytes)
    }
}

/// The terminal behind standard output.
fn console_term() -> dialoguer::console::Term {
    dialoguer::console::Term::stdout()
}
