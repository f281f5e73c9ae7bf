//! What commands share that judge many, cases or requests: the reports of `--report FORMAT=PATH`, and the bar that shows how far
//! the work is.

use std::path::PathBuf;
use std::pin::pin;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::context::Context;
use crate::error::{Error, Result};
use crate::outside::{Verbosity, files};
use crate::report::{Outcomes, Report, ReportFormat, Style, SuiteReport};
use crate::status::Status;

/// Work that takes longer than this shows its progress.
const PROGRESS_AFTER: Duration = Duration::from_millis(300);

/// How often a sign of life is shown.
const TICK: Duration = Duration::from_millis(120);

/// `--report FORMAT=PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportTo {
    /// The format.
    pub format: ReportFormat,
    /// The file; `-` is standard output.
    pub path: String,
}

impl std::str::FromStr for ReportTo {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((format, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
            return Err("write FORMAT=PATH, such as junit=report.xml".to_owned());
        };
        let format = format.parse().map_err(|error| format!("{error}"))?;
        Ok(Self { format, path: path.to_owned() })
    }
}

/// The reports of a run.
#[derive(Debug)]
pub struct Outputs(Vec<(ReportFormat, Option<PathBuf>)>);

impl Outputs {
    /// Where the reports go, before anything is done: folders exist, and standard output has one use.
    ///
    /// # Errors
    /// Usage: a folder does not exist, or two things want standard output.
    pub fn check(reports: &[ReportTo], context: &Context<'_>) -> Result<Self> {
        let to_stdout = reports.iter().filter(|to| to.path == "-").count();
        if to_stdout > 1 {
            return Err(Error::usage("stdout-taken-twice", "two reports go to `-`, and standard output can hold one")
                .help("give a file for one of them"));
        }
        if to_stdout == 1 && context.json {
            return Err(Error::usage("stdout-taken-twice", "`--json` and a report to `-` both want standard output")
                .help("leave one of them away"));
        }
        let output = |to: &ReportTo| {
            let path = match to.path.as_str() {
                "-" => None,
                path => Some(files::check_writable(path, &context.console.current_dir)?),
            };
            Ok((to.format, path))
        };
        reports.iter().map(output).collect::<Result<_>>().map(Self)
    }

    /// Whether a report goes to standard output, so that nothing else may.
    #[must_use]
    pub fn take_stdout(&self) -> bool {
        self.0.iter().any(|(_, path)| path.is_none())
    }

    /// Writes the reports.
    ///
    /// # Errors
    /// One of them cannot be written.
    pub fn write(&self, results: Outcomes<'_>, context: &Context<'_>) -> Result<()> {
        for (format, path) in &self.0 {
            let mut text = Vec::new();
            format
                .write(results, &mut text)
                .map_err(|error| Error::bug(format!("a report cannot be made: {error}")))?;
            match path {
                Some(path) => files::write_atomically(path, &text)?,
                None => context.console.write_out(|out| out.write_all(&text))?,
            }
        }
        Ok(())
    }

    /// Gives the results themselves: on standard output, or in one line on standard error when a report has taken that.
    ///
    /// One that could not be judged for a reason outside is no test that failed: its own exit code says so.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn give(&self, report: &SuiteReport<'_>, context: &Context<'_>) -> Result<Status> {
        if !self.take_stdout() {
            return context.give(report);
        }
        context.console.note(&report.summary(&Style::PLAIN));
        Ok(report.status())
    }
}

/// A bar on standard error, for people, once the work takes long enough to be wondered about.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    started: Instant,
    shown: bool,
    /// How many are done.
    pub finished: usize,
}

impl Progress {
    /// For so many, called `noun`, as in `cases`.
    #[must_use]
    pub fn new(all: usize, noun: &str, context: &Context<'_>) -> Self {
        let template = format!("{{bar:30}} {{pos}}/{{len}} {noun}  {{elapsed}}");
        Self::drawn(Some(all as u64), &template, all > 1, context)
    }

    /// For nobody knows how many, called `noun`.
    #[must_use]
    pub fn without_end(noun: &str, context: &Context<'_>) -> Self {
        // Lines at the same terminal would run into it, and show how far the work is anyway.
        let has_lines = context.json && context.console.stdout_is_terminal;
        Self::drawn(None, &format!("{{spinner}} {{pos}} {noun}  {{elapsed}}"), !has_lines, context)
    }

    fn drawn(all: Option<u64>, template: &str, wanted: bool, context: &Context<'_>) -> Self {
        let wanted = wanted && context.console.stderr_is_terminal && context.console.verbosity.get() > Verbosity::Quiet;
        let bar = wanted.then(|| {
            let bar = ProgressBar::with_draw_target(all, ProgressDrawTarget::hidden());
            let style = ProgressStyle::with_template(template);
            style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
        });
        Self { bar, started: Instant::now(), shown: false, finished: 0 }
    }

    /// One more is done.
    pub fn advance(&mut self) {
        self.finished += 1;
        let Some(bar) = &self.bar else { return };
        if !self.shown && self.started.elapsed() >= PROGRESS_AFTER {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            self.shown = true;
        }
        bar.set_position(self.finished as u64);
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    /// Whatever ends the work, an error or Ctrl-C, is told where the bar was.
    fn drop(&mut self) {
        self.clear();
    }
}

/// Waits for something, and says what for, to people, once it takes long enough to be wondered about.
pub async fn waiting<T>(what: &str, context: &Context<'_>, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    if !context.console.stderr_is_terminal || context.console.verbosity.get() != Verbosity::Normal {
        return work.await;
    }
    tokio::select! {
        biased;
        done = &mut work => return done,
        () = tokio::time::sleep(PROGRESS_AFTER) => {}
    }
    let bar = ProgressBar::new_spinner().with_message(what.to_owned());
    bar.enable_steady_tick(TICK);
    // Whatever ends the wait takes the line away, Ctrl-C too.
    let _bar = Cleared(bar);
    work.await
}

/// A line that goes when this is dropped.
struct Cleared(ProgressBar);

impl Drop for Cleared {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
