//! The steps of `init`: choose, look whether all is free, write, say what was written.

use super::args::Args;
use super::language::{self, Language};
use super::place::Place;
use super::scaffold::{self, NewFile};
use crate::commands::context::Context;
use crate::error::{Error, Result};
use crate::outside::new_files;
use crate::report::InitReport;
use crate::report::init::InitFile;
use crate::status::Status;

/// Writes an authorizer and what belongs to it into a folder.
///
/// # Errors
/// No language is known, a file is there already, or the folder cannot be written; then nothing was written.
pub async fn run(args: Args, context: &Context<'_>) -> Result<Status> {
    let place = Place::new(&context.console.current_dir, &args.folder);
    if place.folder().exists() && !place.folder().is_dir() {
        let message = format!("`{}` is not a folder", place.given());
        return Err(Error::input("not-a-folder", message).help("name a folder, which need not exist"));
    }
    let language = language::choose(args.language, &place, context).await?;
    let (kept, files): (Vec<NewFile>, Vec<NewFile>) = scaffold::files(language, &place)
        .into_iter()
        .partition(|file| file.may_be_there && new_files::is_there(&scaffold::target_of(&file.path, place.folder())));
    refuse_what_is_there(&files, &place)?;
    let next = next(language, &place);
    let targets: Vec<_> =
        files.iter().map(|file| (scaffold::target_of(&file.path, place.folder()), file.text.as_bytes())).collect();
    new_files::write(&targets)?;
    for file in kept {
        context.console.note(&format!("kept `{}`, which was there", file.path));
    }
    context.give(&InitReport {
        language: language.name(),
        folder: place.given(),
        files: files.into_iter().map(|file| InitFile { path: file.path, purpose: file.purpose }).collect(),
        next,
    })
}

/// Refuses to write over anything: all that is in the way is named at once.
fn refuse_what_is_there(files: &[NewFile], place: &Place) -> Result<()> {
    let there: Vec<&str> = files
        .iter()
        .filter(|file| new_files::is_there(&scaffold::target_of(&file.path, place.folder())))
        .map(|file| file.path.as_str())
        .collect();
    if there.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = there.iter().map(|name| format!("`{name}`")).collect();
    let (are, them) = if let [_] = there[..] { ("is", "it") } else { ("are", "them") };
    let message = format!("{} {are} in `{}` already; nothing was written", names.join(", "), place.given());
    let help = format!("move {them} away, or name a new folder, as in `appsync-auth init authorizer`");
    Err(Error::input("already-there", message).help(help))
}

/// Three commands that a user wants next, to be typed one after the other.
fn next(language: Language, place: &Place) -> Vec<String> {
    let suite = format!("appsync-auth test-token {}", scaffold::SUITE_NAME);
    let first = scaffold::must_run_first(language, place).map(str::to_owned);
    let words: Vec<String> = place.change_folder().into_iter().chain(first).chain([suite]).collect();
    vec![words.join(" && "), format!("appsync-auth lint {}", scaffold::SCHEMA_NAME), "appsync-auth local".to_owned()]
}
