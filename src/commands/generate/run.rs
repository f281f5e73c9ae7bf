//! Generating once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::{Action, Args};
use super::folders::{self, Planned};
use super::init;
use super::operations::Shared;
use super::reach;
use super::request::{self, Request};
use super::source::{self, Origin, Source};
use super::targets::{self, Generated};
use super::watch;
use crate::codegen::files::{FileRules, cut, difference};
use crate::codegen::{GeneratedFile, Note, schema_text};
use crate::commands::context::Context;
use crate::error::{Error, Result};
use crate::graphql::{Document, Leniency, Schema, SourceText};
use crate::outside::output_folder::OutputFolder;
use crate::outside::{Verbosity, files, signal};
use crate::report::{FileState, GenerateDone, GenerateReport, GeneratedFileRow};
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
    if args.output.watch {
        // It says itself what an interruption ends.
        return watch::watch(&args, context).await;
    }
    let work = async {
        match &args.action {
            Some(Action::Init(init)) => init::run(init, context).await,
            None => {
                let job = Job::new(&args, context)?;
                let made = job.once().await?;
                job.tell(&made);
                context.give(&made.report)
            }
        }
    };
    tokio::select! {
        // First, so that Ctrl-C is heard from the beginning.
        biased;
        () = signal::interrupted() => Err(Error::interrupted("nothing was written")),
        ended = work => ended,
    }
}

/// What came of a run.
pub(super) struct Made {
    pub(super) report: GenerateReport,
    /// What somebody should know of files.
    notes: Vec<String>,
}

/// What is generated, and from what.
pub(super) struct Job<'a> {
    pub(super) args: &'a Args,
    context: &'a Context<'a>,
    pub(super) request: Request,
    settings: Settings,
    pub(super) origin: Origin,
}

impl<'a> Job<'a> {
    /// Reads what is to be done.
    ///
    /// # Errors
    /// What is asked for is unknown or not possible.
    pub(super) fn new(args: &'a Args, context: &'a Context<'a>) -> Result<Self> {
        let request = request::request(args, context.console)?;
        let settings = source::settings(args, context)?;
        let origin = source::origin(args, &request, &settings, context.console)?;
        source::check_query(&origin, args)?;
        Ok(Self { args, context, request, settings, origin })
    }

    /// The folder that paths of flags are relative to.
    pub(super) fn folder(&self) -> PathBuf {
        self.context.console.current_dir.clone()
    }

    /// Generates once: loads the schema, makes the files in memory, compares, and writes what is new.
    ///
    /// # Errors
    /// The schema cannot be read; a file may not or cannot be written: then nothing was changed.
    pub(super) async fn once(&self) -> Result<Made> {
        let source = source::load(&self.origin, &self.request, self.args, &self.settings, self.context).await?;
        let mut report = GenerateReport { shows_sizes: self.request.report, ..GenerateReport::default() };
        let mut by_folder: BTreeMap<OutputFolder, Vec<GeneratedFile>> = BTreeMap::new();
        for (folder, made) in self.generated(&source).await? {
            by_folder.entry(folder).or_default().extend(made.files);
            report.operations.extend(made.operations);
            report.notes.extend(made.notes);
        }
        Note::settle(&mut report.notes);
        let mut notes = Vec::new();
        if self.args.output.print {
            let named =
                |folder: &OutputFolder, file: GeneratedFile| GeneratedFile::new(folder.name_of(&file.path), file.text);
            let printed = by_folder
                .into_iter()
                .flat_map(|(folder, files)| files.into_iter().map(move |file| named(&folder, file)));
            report.done = GenerateDone::Printed(printed.collect());
        } else {
            let saved = self.saved_schema(&source)?;
            // What follows needs the texts alone, and those of a large schema need much memory.
            drop(source);
            let rules = FileRules { force: self.args.output.force, prune: self.request.prune };
            let planned = folders::plan(by_folder, saved.as_ref().map(|saved| saved.path.as_path()), rules)?;
            report.files = planned.iter().flat_map(Planned::rows).chain(saved.as_ref().map(Saved::row)).collect();
            notes = planned.iter().flat_map(Planned::notes).collect();
            report.done = if self.args.output.check {
                checked(&planned, saved.as_ref())?
            } else {
                let new = saved.iter().filter(|saved| saved.is_new());
                folders::write(&planned, new.map(|saved| (saved.path.clone(), saved.text.clone().into_bytes())))?;
                GenerateDone::Written
            };
        }
        Ok(Made { report, notes })
    }

    async fn generated(&self, source: &Source) -> Result<Vec<(OutputFolder, Generated)>> {
        let api = reach::api(self.args, &self.request, source, &self.settings, self.context).await?;
        let (schema, console) = (&source.schema, self.context.console);
        let sizes = self.request.report || self.context.json;
        let (mut all, mut shared) = (Vec::new(), Shared::default());
        for output in &self.request.outputs {
            let (bounds, odd) = reach::bounds(self.args, output, &self.request, api.as_ref(), schema, console).await?;
            let mut made = targets::files_of(output, &bounds, source, &mut shared, sizes)?;
            made.notes.extend(odd);
            all.push((output.folder.clone(), made));
        }
        Ok(all)
    }

    /// The schema as it is kept, where somebody wants that: what is read from files is kept only if a flag says so.
    fn saved_schema(&self, source: &Source) -> Result<Option<Saved>> {
        let is_fetched = !matches!(self.origin, Origin::Files(_));
        let wanted = self.request.save_schema.as_ref();
        let Some(placed) = wanted.filter(|_| is_fetched || self.args.source.save_schema.is_some()) else {
            return Ok(None);
        };
        let path = PathBuf::from(files::plain_path(&placed.folder.join(&placed.value)));
        if path.is_dir() {
            return Err(
                Error::input("is-a-folder", format!("`{}` is a folder", placed.value)).help("name a file in it")
            );
        }
        if self.reads(&path)? && !self.args.output.force {
            let message =
                format!("`{}` is where the schema comes from: its comments and order would be lost", placed.value);
            return Err(Error::input("saved-over-source", message).help("name another file, or give `--force`"));
        }
        let before = files::bytes_if_there(&path);
        let here = &self.context.console.current_dir;
        let name = if placed.folder == *here { placed.value.clone() } else { files::path_from(here, &path) };
        let saved = Saved { path, name, text: schema_text(&source.schema, Order::Name), before };
        if saved.is_over_another() && !self.args.output.force {
            let message = format!("`{}` is there and holds no schema", placed.value);
            return Err(Error::input("saved-over-another", message).help("name another file, or give `--force`"));
        }
        Ok(Some(saved))
    }

    /// Whether the schema is read from this file.
    fn reads(&self, path: &Path) -> Result<bool> {
        let Origin::Files(placed) = &self.origin else { return Ok(false) };
        let real = |path: &Path| path.canonicalize().ok();
        for each in placed {
            let read = each.files()?;
            if read.iter().any(|read| real(path).is_some_and(|path| real(&each.folder.join(read)) == Some(path))) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Tells what somebody should know, on standard error.
    pub(super) fn tell(&self, made: &Made) {
        let console = self.context.console;
        made.notes.iter().for_each(|note| console.note(note));
        if made.report.shows_sizes && !self.context.json && matches!(made.report.done, GenerateDone::Printed(_)) {
            let mut sizes = Vec::new();
            // Writing into memory does not fail.
            let _ = made.report.sizes(&mut sizes, &self.context.error_style);
            console.note(String::from_utf8_lossy(&sizes).trim_end());
        }
        if made.report.shows_sizes && !self.context.json {
            // They stand in the report.
            return;
        }
        let notes = &made.report.notes;
        let shown =
            if console.verbosity.get() >= Verbosity::Steps { notes.len() } else { NOTES_AT_MOST.min(notes.len()) };
        for note in notes.iter().take(shown) {
            console.note(&format!("{}: {note}", note.weight.name()));
        }
        if shown < notes.len() {
            console.note(&format!("note: and {} more; -v says them all", notes.len() - shown));
        }
    }
}

/// The schema as it is kept.
struct Saved {
    path: PathBuf,
    name: String,
    text: String,
    before: Option<Vec<u8>>,
}

impl Saved {
    fn is_new(&self) -> bool {
        self.before.as_deref() != Some(self.text.as_bytes())
    }

    /// Whether a file that is no schema would be lost: it was hardly meant.
    fn is_over_another(&self) -> bool {
        let before = self.before.as_deref().filter(|before| self.is_new() && !before.trim_ascii().is_empty());
        let is_schema = |before: &[u8]| {
            let text = SourceText::new(self.name.clone(), String::from_utf8_lossy(before));
            let is_document = Document::parse(&text.name, text.text.as_str()).is_ok();
            !is_document && Schema::load(&[text], Leniency::Live).is_ok()
        };
        before.is_some_and(|before| !is_schema(before))
    }

    fn row(&self) -> GeneratedFileRow {
        let state = if self.is_new() { FileState::Written } else { FileState::Unchanged };
        GeneratedFileRow { path: self.name.clone(), state }
    }
}

/// What `--check` finds.
///
/// # Errors
/// A file cannot be read.
fn checked(planned: &[Planned], saved: Option<&Saved>) -> Result<GenerateDone> {
    let new = saved.filter(|saved| saved.is_new());
    let is_equal = planned.iter().all(Planned::is_up_to_date) && new.is_none();
    let of_folders = planned.iter().map(Planned::difference);
    let of_saved = new.map(|saved| Ok(difference(&saved.name, saved.before.as_deref(), Some(&saved.text))));
    let (difference, left_out) = cut(&of_folders.chain(of_saved).collect::<Result<String>>()?, DIFFERENCE_LINES);
    Ok(GenerateDone::Checked { is_equal, difference, left_out })
}
