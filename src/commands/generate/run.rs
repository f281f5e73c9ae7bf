//! Generating once.

use std::collections::BTreeMap;

use super::args::Args;
use super::folders;
use super::request::{self, Request};
use super::source::{self, Origin, Source};
use super::targets::{self, Generated};
use crate::codegen::files::{FileRules, cut};
use crate::codegen::{GeneratedFile, schema_text};
use crate::commands::context::Context;
use crate::error::Result;
use crate::outside::output_folder::OutputFolder;
use crate::outside::{Verbosity, files, signal};
use crate::report::{GenerateDone, GenerateReport};
use crate::settings::{Order, Settings};
use crate::status::Status;

/// The most lines of a difference that are shown.
const DIFFERENCE_LINES: usize = 200;

/// The most notes that are told, unless everything shall be.
const NOTES_AT_MOST: usize = 20;

/// Runs `generate`.
///
/// # Errors
/// What is asked for is unknown or not possible; the schema cannot be read; a file may not or cannot be written.
pub async fn run(args: Args, context: &Context<'_>) -> Result<Status> {
    let request = request::request(&args, context.console)?;
    let settings = source::settings(&args, context)?;
    let origin = source::origin(&args, &request, &settings, context.console)?;
    let job = Job { args: &args, request: &request, settings: &settings, origin: &origin, context };
    let report = tokio::select! {
        // First, so that Ctrl-C is heard from the beginning.
        biased;
        () = signal::interrupted() => return Err(crate::error::Error::interrupted("nothing was written")),
        made = job.once() => made?,
    };
    context.give(&report)
}

/// What is generated, and from what.
pub(super) struct Job<'a> {
    pub(super) args: &'a Args,
    pub(super) request: &'a Request,
    pub(super) settings: &'a Settings,
    pub(super) origin: &'a Origin,
    pub(super) context: &'a Context<'a>,
}

impl Job<'_> {
    /// Generates once: loads the schema, makes the files in memory, compares, and writes what is new.
    pub(super) async fn once(&self) -> Result<GenerateReport> {
        let source = source::load(self.origin, self.args, self.settings, self.context).await?;
        let generated = self.generated(&source)?;
        let mut report = GenerateReport { shows_sizes: self.request.report, ..GenerateReport::default() };
        let mut by_folder: BTreeMap<OutputFolder, Vec<GeneratedFile>> = BTreeMap::new();
        for (folder, made) in generated {
            by_folder.entry(folder).or_default().extend(made.files);
            report.operations.extend(made.operations);
            report.notes.extend(made.notes);
        }
        report.notes.sort();
        report.notes.dedup();
        let options = &self.args.output;
        if options.print {
            let all = by_folder.iter();
            let named =
                all.flat_map(|(folder, files)| files.iter().map(move |file| (folder.name_of(&file.path), file)));
            let printed = named.map(|(name, file)| GeneratedFile::new(name, file.text.clone())).collect();
            report.done = GenerateDone::Printed(printed);
            self.tell(&report, &[]);
            return Ok(report);
        }
        let rules = FileRules { force: options.force, prune: self.request.prune };
        let planned = folders::plan(by_folder.clone(), rules)?;
        report.files = planned.iter().flat_map(folders::Planned::rows).collect();
        let notes: Vec<String> = planned.iter().flat_map(folders::Planned::notes).collect();
        if options.check {
            let is_equal = planned.iter().all(folders::Planned::is_up_to_date);
            let whole: String =
                planned.iter().zip(by_folder.values()).map(|(planned, files)| planned.difference(files)).collect();
            let (difference, left_out) = cut(&whole, DIFFERENCE_LINES);
            report.done = GenerateDone::Checked { is_equal, difference, left_out };
        } else {
            folders::write(&planned)?;
            report.done = GenerateDone::Written;
            report.saved_schema = self.save(&source)?;
        }
        self.tell(&report, &notes);
        Ok(report)
    }

    fn generated(&self, source: &Source) -> Result<Vec<(OutputFolder, Generated)>> {
        let files_of = |output| Ok((request_folder(output), targets::files_of(output, source, self.request)?));
        self.request.outputs.iter().map(files_of).collect()
    }

    /// Keeps the schema where the user wants it; gives the path when it is new there.
    fn save(&self, source: &Source) -> Result<Option<String>> {
        let Some(placed) = &self.request.save_schema else { return Ok(None) };
        let path = files::check_writable(&placed.value, &placed.folder)?;
        let text = schema_text(&source.schema, Order::Name);
        if std::fs::read(&path).is_ok_and(|found| found == text.as_bytes()) {
            return Ok(None);
        }
        files::write_atomically(&path, text.as_bytes())?;
        Ok(Some(placed.value.clone()))
    }

    /// Tells what somebody should know, on standard error.
    fn tell(&self, report: &GenerateReport, files: &[String]) {
        let console = self.context.console;
        files.iter().for_each(|note| console.note(note));
        let all = report.notes.len();
        let shown = if console.verbosity.get() >= Verbosity::Steps { all } else { NOTES_AT_MOST.min(all) };
        for note in report.notes.iter().take(shown) {
            console.note(&format!("note: {note}"));
        }
        if shown < all {
            console.note(&format!("note: and {} more; -v says them all", all - shown));
        }
    }
}

fn request_folder(output: &request::Output) -> OutputFolder {
    output.folder.clone()
}
