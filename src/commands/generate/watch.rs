//! `--watch`: generates again when what it is made of changes. Errors do not end it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::args::Args;
use super::placed::Placed;
use super::run::{Job, Made};
use super::source::{self, Origin};
use crate::commands::context::Context;
use crate::error::{Error, Result};
use crate::outside::file_watch::{FileWatch, WatchedFolder};
use crate::outside::path_pattern::PathPattern;
use crate::outside::{config, files, signal};
use crate::report::wording::count;
use crate::report::{FileState, Report, failure};
use crate::settings::{Configuration, DeniedFields};
use crate::status::Status;

/// How often an API is asked when nobody says it.
const INTERVAL: Duration = Duration::from_secs(5);

/// Generates until the user has enough.
///
/// # Errors
/// What is asked for is unknown or not possible; standard output cannot be written.
pub(super) async fn watch(args: &Args, context: &Context<'_>) -> Result<Status> {
    let mut watching = Watching { args, context, runs: 0, last: None };
    let ended = tokio::select! {
        // First, so that Ctrl-C is heard from the beginning.
        biased;
        () = signal::interrupted() => None,
        ended = watching.follow() => Some(ended),
    };
    match ended {
        Some(ended) => Err(ended),
        None => {
            context.console.note(&format!("interrupted after {}", count(watching.runs, "run")));
            Ok(Status::Interrupted)
        }
    }
}

struct Watching<'a> {
    args: &'a Args,
    context: &'a Context<'a>,
    /// How often was generated.
    runs: usize,
    /// What was told last of a run that wrote nothing, so that an API that stays as it is is told once.
    last: Option<Value>,
}

impl<'a> Watching<'a> {
    /// Ends only when standard output is gone, or with what can never be done.
    async fn follow(&mut self) -> Error {
        let mut job = match Job::new(self.args, self.context) {
            Ok(job) => job,
            Err(error) => return error,
        };
        let mut folders = watched(&job, self.context);
        let mut watch = self.start(&folders);
        let mut by_change = true;
        loop {
            let made = job.once().await;
            self.runs += 1;
            if let Err(error) = self.tell(&job, made, by_change) {
                return error;
            }
            by_change = self.wait(&mut watch, &job).await;
            match Job::new(self.args, self.context) {
                Ok(next) => job = next,
                Err(error) => {
                    if let Err(error) = self.tell(&job, Err(error), true) {
                        return error;
                    }
                }
            }
            let now = watched(&job, self.context);
            if now != folders {
                folders = now;
                watch = self.start(&folders);
            }
        }
    }

    fn start(&self, folders: &BTreeSet<WatchedFolder>) -> FileWatch {
        let (watch, warnings) = FileWatch::new(folders);
        warnings.iter().for_each(|warning| self.context.console.note(warning));
        watch
    }

    /// Waits until something changes, or until an API is to be asked again; whether something changed.
    async fn wait(&self, watch: &mut FileWatch, job: &Job<'a>) -> bool {
        let interval = self.args.output.interval.unwrap_or(INTERVAL);
        let is_of_files = matches!(job.origin, Origin::Files(_));
        let at = tokio::time::Instant::now() + interval;
        loop {
            tokio::select! {
                paths = watch.next() => {
                    if paths.iter().any(|path| is_made_of(job, path)) {
                        return true;
                    }
                }
                () = tokio::time::sleep_until(at), if !is_of_files => return false,
            }
        }
    }

    /// Tells a run in one line; one that finds an API as it was is not worth one.
    fn tell(&mut self, job: &Job<'a>, made: Result<Made>, by_change: bool) -> Result<()> {
        let (context, console) = (self.context, self.context.console);
        let value = match &made {
            Ok(made) => json!({ "result": made.report.json(), "findings": made.report.findings(), "error": null }),
            Err(error) => json!({ "result": null, "findings": [], "error": failure::error_json(error) }),
        };
        let is_new = made.as_ref().is_ok_and(|made| {
            [FileState::Written, FileState::Pruned].iter().any(|state| made.report.number_of(*state) > 0)
        });
        let is_told = !is_new && self.last.as_ref() == Some(&value);
        if is_told && !by_change {
            return Ok(());
        }
        self.last = Some(value.clone());
        let at = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        match made {
            Ok(made) => {
                if !is_told {
                    job.tell(&made);
                }
                let summary = made.report.summary();
                console.write_out(|out| match context.json {
                    true => writeln!(out, "{}", line(&at, &value)),
                    false if context.style.terminal => writeln!(out, "{}  {summary}", context.style.faint(&at)),
                    false => writeln!(out, "{at}\t{summary}"),
                })
            }
            Err(_) if context.json => console.write_out(|out| writeln!(out, "{}", line(&at, &value))),
            Err(error) => {
                let mut text = Vec::new();
                // Writing into memory does not fail.
                let _ = failure::write_error(&error, &mut text, &context.error_style);
                console.write_err(&String::from_utf8_lossy(&text));
                Ok(())
            }
        }
    }
}

fn line(at: &str, value: &Value) -> Value {
    json!({ "at": at, "result": value["result"], "findings": value["findings"], "error": value["error"] })
}

/// Everything that is read from files: the schema, documents, and what says whom the schema lets through.
fn patterns(job: &Job<'_>) -> Vec<Placed> {
    let schema = match &job.origin {
        Origin::Files(placed) => placed.as_slice(),
        Origin::Deployed(_) | Origin::Asked(_) => &[],
    };
    let denied = job.request.outputs.iter().filter_map(|output| match &output.selection.denied_fields {
        Some(DeniedFields::File(said)) => {
            let value = said.strip_prefix('@').unwrap_or(said).to_owned();
            Some(Placed::new(value, &output.base))
        }
        _ => None,
    });
    let api = job.args.reach.api_config.iter().map(|value| Placed::new(value, job.folder()));
    schema.iter().chain(&job.request.documents).cloned().chain(denied).chain(api).collect()
}

/// The folders in which those files are, and the configuration.
fn watched(job: &Job<'_>, context: &Context<'_>) -> BTreeSet<WatchedFolder> {
    let of = |placed: &Placed| {
        let (path, with_folders) = if placed.is_pattern() {
            let fixed = placed.value.split('/').take_while(|part| !files::is_pattern(part));
            (placed.folder.join(fixed.collect::<Vec<_>>().join("/")), true)
        } else {
            (placed.folder.join(&placed.value).parent()?.to_owned(), false)
        };
        Some(WatchedFolder { path: path.canonicalize().ok()?, with_folders })
    };
    let configuration = config::folder_of_configuration(&context.console.current_dir);
    let configuration = configuration.and_then(|folder| folder.canonicalize().ok());
    let configuration = configuration.map(|path| WatchedFolder { path, with_folders: false });
    patterns(job).iter().filter_map(of).chain(configuration).collect()
}

/// Whether a file that changed is one of those that are read. What was generated is not, though a pattern can fit it.
fn is_made_of(job: &Job<'_>, changed: &Path) -> bool {
    if changed.file_name().is_some_and(|name| name == Configuration::FILE_NAME) {
        return true;
    }
    let real = |path: &Path| {
        let folder = path.parent()?.canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    };
    let Some(changed) = real(changed) else { return false };
    let generated: BTreeSet<PathBuf> =
        source::generated_paths(&job.request.outputs).iter().filter_map(|path| real(path)).collect();
    patterns(job).iter().any(|placed| {
        let folder = placed.folder.canonicalize().unwrap_or_else(|_| placed.folder.clone());
        let left_out = placed.left_out(&folder).unwrap_or_default();
        if left_out.iter().any(|pattern| pattern.fits(&changed)) {
            return false;
        }
        if !placed.is_pattern() {
            return real(&placed.folder.join(&placed.value)).as_ref() == Some(&changed);
        }
        PathPattern::new(&placed.value, &folder).is_ok_and(|pattern| pattern.fits(&changed))
            && !generated.contains(&changed)
    })
}
