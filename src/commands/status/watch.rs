//! `--watch`: looks again and again, and shows what changed.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::read::Reader;
use super::run::{Seen, Subject};
use crate::commands::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::outside::{Verbosity, signal};
use crate::report::Style;
use crate::report::wording::{count, one_line};
use crate::status::Status;

/// Looks until the user has seen enough.
///
/// # Errors
/// The first look failed; a later one for a reason that does not pass by itself.
pub(super) async fn watch(reader: &Reader<'_>, subject: Subject, interval: Duration) -> Result<Status> {
    let context = reader.context;
    let mut watcher = Watcher::new(context, interval);
    let ended = tokio::select! {
        biased;
        () = signal::interrupted() => None,
        ended = watcher.look(reader, subject) => Some(ended),
    };
    match ended {
        Some(error) => Err(error),
        None => {
            context.console.note(&format!("interrupted after {}", count(watcher.changes(), "change")));
            Ok(Status::Interrupted)
        }
    }
}

/// Whoever shows it.
struct Watcher<'a> {
    context: &'a Context<'a>,
    interval: Duration,
    /// What was shown last, as it is compared.
    last: Option<Value>,
    /// How often something was shown.
    shown: usize,
    /// The lines that stand on the terminal and are written over next.
    standing: String,
    /// What was seen last, to be shown again with a fault below it, and when.
    seen: Option<(Seen, SystemTime)>,
    /// Whether looking fails just now, which is said once.
    is_failing: bool,
}

impl<'a> Watcher<'a> {
    fn new(context: &'a Context<'a>, interval: Duration) -> Self {
        Self { context, interval, last: None, shown: 0, standing: String::new(), seen: None, is_failing: false }
    }

    /// How often something changed since the first look.
    fn changes(&self) -> usize {
        self.shown.saturating_sub(1)
    }

    /// Looks again and again; ends only with a fault that does not pass.
    async fn look(&mut self, reader: &Reader<'_>, mut subject: Subject) -> Error {
        loop {
            match reader.see(&subject).await.and_then(|seen| unless_passing(seen, self.last.is_some())) {
                Ok(seen) => {
                    // By its id it is found in one call, and stays the same one under another name.
                    if let Seen::Api(api) = &seen {
                        subject = Subject::Api(api.id().to_owned());
                    }
                    if let Err(error) = self.show(seen) {
                        return error;
                    }
                }
                Err(error) if self.last.is_some() && passes(&error) => {
                    if let Err(error) = self.fail(&error) {
                        return error;
                    }
                }
                Err(error) => return error,
            }
            tokio::time::sleep(self.interval).await;
        }
    }

    /// Shows what is new.
    fn show(&mut self, seen: Seen) -> Result<()> {
        let report = seen.report();
        let value = json!({ "result": report.json(), "findings": report.findings() });
        let is_new = self.last.as_ref() != Some(&value);
        let has_recovered = std::mem::take(&mut self.is_failing);
        if has_recovered && !self.is_in_place() {
            self.context.console.note("AWS answers again");
        }
        if is_new {
            self.seen = Some((seen, SystemTime::now()));
            self.shown += 1;
        }
        if self.context.json {
            if is_new {
                self.write_json(&value)?;
            }
        } else if is_new || (has_recovered && self.is_in_place()) {
            self.draw(None)?;
        }
        self.last = Some(value);
        Ok(())
    }

    /// Says once that looking fails.
    fn fail(&mut self, error: &Error) -> Result<()> {
        if std::mem::replace(&mut self.is_failing, true) {
            return Ok(());
        }
        let interval = humantime::format_duration(self.interval);
        let warning = format!("warning: {}; trying again every {interval}", one_line(error.message()));
        if self.is_in_place() {
            return self.draw(Some(&warning));
        }
        self.context.console.note(&warning);
        Ok(())
    }

    /// Whether what is shown is written over what was shown. Steps that are told between would be written over too.
    fn is_in_place(&self) -> bool {
        let console = self.context.console;
        let is_dumb = console.variable("TERM") == Some("dumb");
        self.context.style.terminal && !self.context.json && !is_dumb && console.verbosity.get() <= Verbosity::Normal
    }

    fn write_json(&self, value: &Value) -> Result<()> {
        let Some((_, at)) = &self.seen else { return Ok(()) };
        let at = humantime::format_rfc3339_seconds(*at).to_string();
        let line = json!({ "at": at, "result": value["result"], "findings": value["findings"] });
        self.context.console.write_out(|out| writeln!(out, "{line}"))
    }

    /// Writes what was seen last, below a warning where there is one.
    fn draw(&mut self, warning: Option<&str>) -> Result<()> {
        let Some((seen, at)) = &self.seen else { return Ok(()) };
        let console = self.context.console;
        let at = humantime::format_rfc3339_seconds(*at).to_string();
        let style = Style { width: console.width(), ..self.context.style };
        let mut text = Vec::new();
        if style.terminal {
            let every = humantime::format_duration(self.interval);
            text.extend(format!("{}\n", style.faint(format!("{at} · every {every}, Ctrl-C ends"))).into_bytes());
            let warning = warning.map_or_else(String::new, |warning| format!("{}\n", style.warning(warning)));
            text.extend(format!("{warning}\n").into_bytes());
        } else {
            text.extend(format!("at\t{at}\n").into_bytes());
        }
        let failed = |error| Error::bug(format!("a result cannot be written into memory: {error}"));
        seen.report().text(&mut text, &style).map_err(failed)?;
        let mut text = String::from_utf8_lossy(&text).into_owned();
        if !self.is_in_place() {
            for warning in seen.warnings().iter().filter(|_| !style.terminal) {
                console.note(&format!("warning: {warning}"));
            }
            text.push('\n');
            return console.write_out(|out| out.write_all(text.as_bytes()));
        }
        let text = cut_to(&text, console.height(), style.width);
        console.write_out(|out| out.write_all(written_over(&self.standing, &text, style.width).as_bytes()))?;
        self.standing = text;
        Ok(())
    }
}

/// What was seen, unless a part of it is missing for a reason that passes: the next look will tell.
fn unless_passing(seen: Seen, was_seen_before: bool) -> Result<Seen> {
    let passing = match &seen {
        _ if !was_seen_before => None,
        Seen::Api(api) => api.unread().into_iter().map(|(_, error)| error).find(|error| passes(error)).cloned(),
        Seen::All(all) => all.unread().into_iter().map(|(error, _)| error).find(|error| passes(error)).cloned(),
    };
    passing.map_or(Ok(seen), Err)
}

/// Whether a fault is one of the network or of a service, which may be over at the next look.
fn passes(error: &Error) -> bool {
    const PASSING: [&str; 8] = [
        "timeout",
        "connection-refused",
        "unknown-host",
        "network",
        "tls",
        "throttled",
        "aws-fault",
        "unexpected-answer",
    ];
    error.kind() == ErrorKind::Outside && PASSING.contains(&error.code())
}

/// How many rows of the terminal a text takes.
fn rows(text: &str, width: usize) -> usize {
    text.lines().map(|line| rows_of_line(line, width)).sum()
}

fn rows_of_line(line: &str, width: usize) -> usize {
    console::measure_text_width(line).div_ceil(width.max(1)).max(1)
}

/// A text in the place of the one that stands above the cursor. It is not cleared first: some terminals keep what is
/// cleared, and the text would flicker.
fn written_over(standing: &str, text: &str, width: usize) -> String {
    let over = rows(standing, width);
    let mut written = if over == 0 { String::new() } else { format!("\r\u{1b}[{over}A") };
    for line in text.lines() {
        written.push_str(line);
        // A row that is full has nothing left to clear, and its end is a place where terminals differ.
        let columns = console::measure_text_width(line);
        if columns == 0 || !columns.is_multiple_of(width.max(1)) {
            written.push_str("\u{1b}[K");
        }
        written.push('\n');
    }
    written.push_str("\u{1b}[J");
    written
}

/// As much of a text as can be written over later: what has left the screen cannot.
fn cut_to(text: &str, height: Option<usize>, width: usize) -> String {
    // One row is the cursor's, one says that there is more.
    let Some(room) = height.map(|height| height.saturating_sub(2)) else { return text.to_owned() };
    if rows(text, width) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    let lines: Vec<&str> = text.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        used += rows_of_line(line, width);
        if used > room {
            kept.push_str(&format!("… {} more; a taller terminal shows them\n", count(lines.len() - number, "line")));
            break;
        }
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_as_the_terminal_wraps_them() {
        assert_eq!(rows("", 10), 0);
        assert_eq!(rows("a\n\nb\n", 10), 3);
        assert_eq!(rows("0123456789\n", 10), 1);
        assert_eq!(rows("0123456789a\n", 10), 2);
        assert_eq!(rows("\u{1b}[31m0123456789\u{1b}[0m\n", 10), 1);
    }

    #[test]
    fn a_text_is_written_over_the_one_before_and_what_is_longer_of_that_is_cleared() {
        assert_eq!(written_over("", "ab\n", 4), "ab\u{1b}[K\n\u{1b}[J");
        assert_eq!(written_over("12345\n\n", "abcd\n\n", 4), "\r\u{1b}[3Aabcd\n\u{1b}[K\n\u{1b}[J");
    }

    #[test]
    fn what_is_taller_than_the_screen_is_cut_and_says_so() {
        let text = "1\n2\n3\n4\n5\n";
        assert_eq!(cut_to(text, None, 80), text);
        assert_eq!(cut_to(text, Some(7), 80), text);
        assert_eq!(cut_to(text, Some(5), 80), "1\n2\n3\n… 2 lines more; a taller terminal shows them\n");
        assert_eq!(
            cut_to("0123456789a\nb\n", Some(4), 10),
            "0123456789a\n… 1 line more; a taller terminal shows them\n"
        );
    }

    #[test]
    fn faults_of_the_network_pass_and_others_do_not() {
        assert!(passes(&Error::outside("timeout", "x")));
        assert!(passes(&Error::outside("aws-fault", "x")));
        assert!(!passes(&Error::outside("no-such-api", "x")));
        assert!(!passes(&Error::credentials("access-denied", "x")));
    }
}
