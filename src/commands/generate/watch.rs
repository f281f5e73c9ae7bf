//! `--watch`: generates again when what it is made of changes. Errors do not end it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::args::Args;
use super::run::{Job, Made};
use super::source::{self, Origin};
use crate::commands::context::Context;
use crate::error::{Error, Result};
use crate::outside::file_watch::{Changes, FileWatch, WatchedFolder, real_path};
use crate::outside::watched_files::WatchedFiles;
use crate::outside::{config, signal};
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
        let mut read = self.read(&job, BTreeSet::new());
        let mut watch = self.start(&read);
        let (mut is_asked_for, mut by_change) = (true, true);
        loop {
            if is_asked_for {
                let made = job.once().await;
                self.runs += 1;
                if let Err(error) = self.tell(&job, made, by_change) {
                    return error;
                }
            }
            by_change = self.wait(&mut watch, &job, &read).await;
            let next = Job::new(self.args, self.context);
            is_asked_for = next.is_ok();
            match next {
                Ok(next) => job = next,
                // What it was before is not what is asked for now: it waits until it is mended.
                Err(error) => {
                    if let Err(error) = self.tell(&job, Err(error), by_change) {
                        return error;
                    }
                }
            }
            let folders = read.folders();
            read = self.read(&job, read.configurations);
            if read.folders() != folders {
                watch = self.start(&read);
            }
        }
    }

    /// What a job is made of. A configuration that is gone may come again where it was.
    fn read(&self, job: &Job<'a>, mut configurations: BTreeSet<PathBuf>) -> Read {
        let current_dir = &self.context.console.current_dir;
        configurations.insert(current_dir.clone());
        configurations.extend(config::folder_of_configuration(current_dir));
        Read { files: files_of(job), configurations }
    }

    fn start(&self, read: &Read) -> FileWatch {
        let (watch, warnings) = FileWatch::new(&read.folders());
        warnings.iter().for_each(|warning| self.context.console.note(warning));
        watch
    }

    /// Waits until something changes, or until an API is to be asked again; whether something changed.
    async fn wait(&self, watch: &mut FileWatch, job: &Job<'a>, read: &Read) -> bool {
        let interval = self.args.output.interval.unwrap_or(INTERVAL);
        let is_of_files = matches!(job.origin, Origin::Files(_));
        let at = tokio::time::Instant::now() + interval;
        loop {
            tokio::select! {
                changes = watch.next() => {
                    changes.warnings.iter().for_each(|warning| self.context.console.note(warning));
                    if read.has_changed(&changes, job) {
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

/// What a job is made of, as far as it can be watched.
struct Read {
    files: Vec<WatchedFiles>,
    /// The folders of configurations.
    configurations: BTreeSet<PathBuf>,
}

impl Read {
    fn folders(&self) -> BTreeSet<WatchedFolder> {
        let configurations = self.configurations.iter().cloned();
        let configurations = configurations.map(|path| WatchedFolder { path, with_folders: false });
        self.files.iter().map(|files| files.folder().clone()).chain(configurations).collect()
    }

    /// Whether it is worth another run. What was generated is not read, though a pattern can fit it.
    fn has_changed(&self, changes: &Changes, job: &Job<'_>) -> bool {
        let is_configuration = |path: &PathBuf| path.file_name().is_some_and(|name| name == Configuration::FILE_NAME);
        if changes.paths.iter().any(is_configuration) || !changes.folders.is_disjoint(&self.configurations) {
            return true;
        }
        let generated = source::generated_paths(&job.request.outputs);
        let generated = generated.iter().map(|path| real_path(path)).collect();
        self.files.iter().any(|files| files.have_changed(changes, &generated))
    }
}

/// Everything that is read from files: the schema, documents, and what says whom the schema lets through.
fn files_of(job: &Job<'_>) -> Vec<WatchedFiles> {
    let schema = match &job.origin {
        Origin::Files(placed) => placed.as_slice(),
        Origin::Deployed(_) | Origin::Asked(_) => &[],
    };
    let given = schema.iter().chain(&job.request.documents);
    let given = given.map(|placed| {
        let real = placed.folder.canonicalize().unwrap_or_else(|_| placed.folder.clone());
        // A pattern that is none is told when the files are looked for.
        let left_out = placed.left_out(&real).unwrap_or_default();
        WatchedFiles::new(&placed.value, &placed.folder).without(left_out)
    });
    let denied = job.request.outputs.iter().filter_map(|output| match &output.selection.denied_fields {
        Some(DeniedFields::File(said)) => Some(WatchedFiles::new(said.strip_prefix('@').unwrap_or(said), &output.base)),
        _ => None,
    });
    let api = job.args.reach.api_config.iter().map(|value| WatchedFiles::new(value, &job.folder()));
    given.chain(denied).chain(api).collect()
}
