//! Where a token comes from, made into a [`Secret`].

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use super::console::Console;
use super::files;
use super::terminal::Terminal;
use crate::appsync::Secret;
use crate::appsync::token_source::TokenSource;
use crate::error::{Error, Result};

/// How much of a command's complaint is shown, in bytes.
const COMPLAINT_BYTES: usize = 4 * 1024;

/// Reads a token from its source. One line break at the end of a file or of a command's output does not belong to it.
///
/// # Errors
/// The variable is not set, the file cannot be read, the command fails or takes longer than `timeout`, or what they
/// give is not text.
pub async fn read_token(console: &Console, source: &TokenSource, base: &Path, timeout: Duration) -> Result<Secret> {
    match source {
        TokenSource::Value(token) => Ok(token.clone()),
        TokenSource::Env(name) => console.environment.get(name).map(Secret::new).ok_or_else(|| {
            Error::usage("no-such-variable", format!("the environment variable `{name}` is not set"))
                .help(format!("set it, as in `export {name}=…`"))
        }),
        TokenSource::File(path) => {
            let bytes = files::read_bytes(console, path, base).await?;
            let text = String::from_utf8(bytes).map_err(|_| {
                Error::input("token-not-text", format!("the token in `{path}` is not UTF-8 text"))
                    .help("give the file that holds the token as it is sent")
            })?;
            Ok(Secret::new(without_line_break(&text)))
        }
        TokenSource::Command(words) => run_command(words, base, timeout).await,
    }
}

/// Asks for a token at the terminal without showing it. Another thread waits for it, so that Ctrl-C is heard; when
/// nobody waits for the answer any more, the terminal is as before.
///
/// # Errors
/// The terminal is gone.
pub async fn ask_token(console: &Console, prompt: &'static str) -> Result<Secret> {
    let mut terminal = Terminal::keep(console);
    let asked = tokio::task::spawn_blocking(move || {
        dialoguer::Password::new().with_prompt(prompt).allow_empty_password(true).interact()
    });
    let answer = asked.await;
    terminal.answered = true;
    let fault =
        |error: &dyn std::fmt::Display| Error::usage("no-token", format!("no token was given: {error}")).help(SOURCES);
    answer.map_err(|error| fault(&error))?.map(Secret::new).map_err(|error| fault(&error))
}

/// The ways to give a token, for messages.
pub const SOURCES: &str = "give one with `--token-env NAME`, `--token-file PATH` or `--token-command 'COMMAND'`";

/// Runs a command and takes what it prints.
async fn run_command(words: &[String], base: &Path, timeout: Duration) -> Result<Secret> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(Error::usage("token-command-empty", "the token command is empty").help(SOURCES));
    };
    let fault = |message: String| Error::outside("token-command-failed", message);
    // A token command may ask for a password, so it keeps the terminal as its input.
    let output = tokio::process::Command::new(program)
        .args(arguments)
        .current_dir(base)
        .stdin(Stdio::inherit())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(timeout, output)
        .await
        .map_err(|_| {
            fault(format!("the token command `{program}` gave no token within {}", humantime::format_duration(timeout)))
                .help("run it by hand, or raise `--timeout`")
        })?
        .map_err(|error| {
            fault(format!("the token command `{program}` could not be started: {error}"))
                .help("check that it is installed and on the PATH")
        })?;
    if !output.status.success() {
        let complaint =
            String::from_utf8_lossy(&output.stderr[..output.stderr.len().min(COMPLAINT_BYTES)]).into_owned();
        let error = fault(format!("the token command `{program}` failed: {}", output.status));
        return Err(if complaint.trim().is_empty() { error } else { error.note(complaint.trim_end().to_owned()) }
            .help("run it by hand to see why"));
    }
    let text = String::from_utf8(output.stdout)
        .map_err(|_| fault(format!("the token command `{program}` printed something that is not UTF-8 text")))?;
    Ok(Secret::new(without_line_break(&text)))
}

/// The text without one line break at its end.
fn without_line_break(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}
