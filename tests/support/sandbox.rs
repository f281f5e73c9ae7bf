//! The real program in a folder of its own, with nothing of this machine's environment.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use insta::Settings;
use tempfile::TempDir;

/// What a run gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ran {
    /// The exit code; `None` when a signal ended the program.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Ran {
    /// All of it as one text, for snapshots.
    pub(crate) fn whole(&self) -> String {
        let code = self.code.map_or_else(|| "a signal".to_owned(), |code| code.to_string());
        let mut text = format!("exit {code}\n");
        for (name, stream) in [("stdout", &self.out), ("stderr", &self.err)] {
            if !stream.is_empty() {
                text.push_str(&format!("--- {name}\n{stream}"));
            }
        }
        text
    }

    /// Standard output as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.whole()))
    }
}

/// A folder with files, in which the program runs.
#[derive(Debug)]
pub(crate) struct Sandbox {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("appsync-auth-test-").tempdir().unwrap();
        std::fs::create_dir(folder.path().join("home")).unwrap();
        Self { folder, variables: Vec::new() }
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file. Nobody who watches sees half of it: it is written elsewhere, and then takes its place.
    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        // In a folder of its own: beside it, a pattern of files could find it.
        let elsewhere = tempfile::Builder::new().prefix(".written-").tempdir_in(self.path()).unwrap();
        let whole = elsewhere.path().join("file");
        std::fs::write(&whole, text).unwrap();
        if let Ok(metadata) = std::fs::metadata(&path) {
            std::fs::set_permissions(&whole, metadata.permissions()).unwrap();
        }
        std::fs::rename(&whole, &path).unwrap();
        path
    }

    /// The text of a file.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Sets a variable for all further runs.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// The variables that were set.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Lets the program find `node`, `python3` and the like.
    pub(crate) fn keep_path(&mut self) {
        let path = std::env::var("PATH").unwrap();
        self.set("PATH", &path);
    }

    /// The program with these arguments, standard input empty.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_appsync-auth"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .env("HOME", self.path().join("home"))
            .env("NO_COLOR", "1")
            .env("AWS_REGION", "eu-west-1")
            .env("AWS_ACCESS_KEY_ID", "AKIATEST")
            .env("AWS_SECRET_ACCESS_KEY", "test-secret")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Ran {
        ended(&mut self.command(arguments))
    }

    /// Runs a command line as a user types it, split as a shell does.
    pub(crate) fn line(&self, line: &str) -> Ran {
        self.run(shell_words::split(line).unwrap())
    }

    /// Runs the program with this on standard input.
    pub(crate) fn run_with_input(&self, line: &str, input: &[u8]) -> Ran {
        let mut command = self.command(shell_words::split(line).unwrap());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The program may end without reading.
        let _ = child.stdin.take().unwrap().write_all(input);
        ran(child.wait_with_output().unwrap())
    }

    /// Starts the program with its output captured.
    pub(crate) fn start(&self, line: &str) -> Child {
        let mut command = self.command(shell_words::split(line).unwrap());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Runs the program at a terminal of this many columns; what it writes to both streams is seen as one.
    #[cfg(unix)]
    pub(crate) fn at_terminal(&self, columns: u16, line: &str) -> Ran {
        let (mut reader, mut child) = self.start_at_terminal(columns, line);
        let mut seen = Vec::new();
        let mut chunk = [0; 4096];
        // The terminal is gone, which is an error on Linux, when the program has ended.
        while let Ok(read @ 1..) = reader.read(&mut chunk) {
            seen.extend_from_slice(&chunk[..read]);
        }
        let status = child.wait().unwrap();
        let out = String::from_utf8_lossy(&seen).replace("\r\n", "\n");
        Ran { code: status.code(), out, err: String::new() }
    }

    /// Starts the program at a terminal: what is written to the file is typed.
    #[cfg(unix)]
    pub(crate) fn start_at_terminal(&self, columns: u16, line: &str) -> (std::fs::File, Child) {
        use rustix::fs::{Mode, OFlags};
        use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
        use rustix::termios::{Winsize, tcsetwinsize};
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let terminal = rustix::fs::open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let size = Winsize { ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&terminal, size).unwrap();
        let mut command = self.command(shell_words::split(line).unwrap());
        command
            .env("TERM", "xterm-256color")
            .stdin(terminal.try_clone().unwrap())
            .stdout(terminal.try_clone().unwrap())
            .stderr(terminal);
        (std::fs::File::from(master), command.spawn().unwrap())
    }

    /// Replaces what differs from run to run: durations, request ids, the folder.
    pub(crate) fn redactions(&self) -> Settings {
        let mut settings = Settings::clone_current();
        settings.add_filter(&regex_of(&self.path().display().to_string()), "[folder]");
        settings.add_filter(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "[id]");
        settings.add_filter(r"\b(answered in|after|cold start of) \d+(\.\d+)? (µs|ms|s)\b", "$1 [duration]");
        settings.add_filter(r"(passed|failed|skipped)  \d+\.\d+ s\b", "$1  [duration]");
        settings.add_filter(r"\[ *\d+\.\d{3}s\]", "[    time]");
        settings.add_filter(r#""durationMs": \d+(\.\d+)?"#, r#""durationMs": [ms]"#);
        settings.add_filter(r"(?m)^(passed|failed|totals)\t\d+(\.\d+)?\t", "$1\t[ms]\t");
        settings
    }
}

/// Runs a command to its end.
pub(crate) fn ended(command: &mut Command) -> Ran {
    ran(command.output().unwrap())
}

/// What a process gave.
pub(crate) fn ran(output: std::process::Output) -> Ran {
    Ran {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A text as a pattern that matches nothing else.
fn regex_of(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '/' { c.to_string() } else { format!("\\{c}") }).collect()
}
