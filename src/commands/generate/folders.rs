//! The folders that are written into: what is in them, what becomes of it, and the writing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::codegen::GeneratedFile;
use crate::codegen::files::{FilePlan, FileRules, LISTING, Listing, Refusal, difference, doubles};
use crate::error::{Error, Result};
use crate::outside::output_folder::{self, OutputFolder};
use crate::report::{FileState, GeneratedFileRow};

/// A folder with the files that belong into it.
#[derive(Debug)]
pub(super) struct Planned {
    folder: OutputFolder,
    plan: FilePlan,
    /// The listing as it is now.
    listed: Option<Vec<u8>>,
}

/// Compares what was generated with what is there; nothing is changed. `also` is a file that is written besides.
///
/// # Errors
/// Two outputs write one file; a folder is none; a listing cannot be read.
pub(super) fn plan(
    files: BTreeMap<OutputFolder, Vec<GeneratedFile>>,
    also: Option<&Path>,
    rules: FileRules,
) -> Result<Vec<Planned>> {
    let named = files.iter().flat_map(|(folder, files)| files.iter().map(move |file| (folder, &file.path)));
    let full = |folder: &OutputFolder, path: &str| folder.path.join(path).to_string_lossy().into_owned();
    let mut all: Vec<String> = named.clone().map(|(folder, path)| full(folder, path)).collect();
    all.extend(also.map(|path| path.to_string_lossy().into_owned()));
    if let Some(double) = doubles(all.iter().map(String::as_str)).first() {
        let first = named.clone().find(|(folder, path)| full(folder, path).to_lowercase() == double.to_lowercase());
        let name = first.map_or_else(|| double.clone(), |(folder, path)| folder.name_of(path));
        return Err(Error::usage("file-written-twice", format!("two outputs write `{name}`"))
            .help("give one of them another folder: `--target TARGET=DIR`, or `out` in appsync-auth.yaml"));
    }
    files.into_iter().map(|(folder, files)| planned(folder, files, rules)).collect()
}

fn planned(folder: OutputFolder, files: Vec<GeneratedFile>, rules: FileRules) -> Result<Planned> {
    let listed = folder.read(LISTING)?;
    let before = match &listed {
        None => Listing::default(),
        Some(bytes) => match Listing::parse(&String::from_utf8_lossy(bytes)) {
            Ok(listing) => listing,
            Err(_) if rules.force => Listing::default(),
            Err(reason) => {
                let name = folder.name_of(LISTING);
                return Err(Error::input("bad-listing", format!("`{name}` is no list of generated files: {reason}"))
                    .help("give `--force` to write all files anew"));
            }
        },
    };
    let plan = FilePlan::new(files, &before, |path| folder.read(path), rules)?;
    Ok(Planned { folder, plan, listed })
}

impl Planned {
    /// Whether the folder holds what it should.
    pub(super) fn is_up_to_date(&self) -> bool {
        self.plan.is_up_to_date()
    }

    /// A row for each file, by path.
    pub(super) fn rows(&self) -> Vec<GeneratedFileRow> {
        let row = |path: &str, state| GeneratedFileRow { path: self.folder.name_of(path), state };
        let plan = &self.plan;
        let mut rows: Vec<_> = plan.written.iter().map(|file| row(&file.path, FileState::Written)).collect();
        rows.extend(plan.unchanged.iter().map(|path| row(path, FileState::Unchanged)));
        rows.extend(plan.pruned.iter().map(|path| row(path, FileState::Pruned)));
        rows.extend(plan.stale.iter().chain(&plan.left).map(|path| row(path, FileState::Left)));
        rows.extend(plan.refused.iter().map(|(file, _)| row(&file.path, FileState::Refused)));
        rows.sort();
        rows
    }

    /// What somebody should know of files that are not generated any more.
    pub(super) fn notes(&self) -> Vec<String> {
        let name = |path: &String| self.folder.name_of(path);
        let stale = self
            .plan
            .stale
            .iter()
            .map(|path| format!("note: `{}` is not generated any more; --prune deletes it", name(path)));
        let left = self
            .plan
            .left
            .iter()
            .map(|path| format!("note: `{}` is not generated any more; it was edited, and stays", name(path)));
        stale.chain(left).collect()
    }

    /// The differences between what is there and what should be, one after the other.
    ///
    /// # Errors
    /// A file cannot be read.
    pub(super) fn difference(&self) -> Result<String> {
        let plan = &self.plan;
        let refused = plan.refused.iter().map(|(file, _)| file);
        let mut written: Vec<&GeneratedFile> = plan.written.iter().chain(refused).collect();
        written.sort();
        let of = |path: &str, after: Option<&str>| {
            let before = self.folder.read(path)?;
            Ok(difference(&self.folder.name_of(path), before.as_deref(), after))
        };
        let of_written = written.iter().map(|file| of(&file.path, Some(&file.text)));
        let of_pruned = plan.pruned.iter().map(|path| of(path, None));
        of_written.chain(of_pruned).collect()
    }

    /// Whether every file may be written.
    ///
    /// # Errors
    /// One was edited by hand or is not ours, or may not be written: nothing was changed.
    fn check(&self) -> Result<()> {
        if let Some((file, why)) = self.plan.refused.first() {
            let name = self.folder.name_of(&file.path);
            let more = match self.plan.refused.len() - 1 {
                0 => String::new(),
                more => format!(", and so it is with {more} more"),
            };
            return Err(match why {
                Refusal::Edited => {
                    Error::input("file-edited", format!("`{name}` was edited since it was generated{more}"))
                        .help("keep what you wrote in a file of your own, or give `--force` to write over it")
                }
                Refusal::Foreign => {
                    Error::input("file-not-ours", format!("`{name}` is there, and was not generated{more}"))
                        .help("move it away, name another folder with `--out`, or give `--force` to write over it")
                }
            });
        }
        for file in &self.plan.written {
            self.folder.check_writable(&file.path)?;
        }
        Ok(())
    }
}

/// Writes what is new and deletes what goes, in all folders or in none; `also` is written besides.
///
/// # Errors
/// A file may not be written over, or cannot be written: then nothing was changed.
pub(super) fn write(planned: &[Planned], also: impl Iterator<Item = (PathBuf, Vec<u8>)>) -> Result<()> {
    planned.iter().try_for_each(Planned::check)?;
    let (also, mut listings): (Vec<(PathBuf, Vec<u8>)>, _) = (also.collect(), Vec::new());
    let mut texts: Vec<(PathBuf, &[u8])> = also.iter().map(|(path, text)| (path.clone(), text.as_slice())).collect();
    let mut deleted = Vec::new();
    for each in planned {
        let at = |path: &str| each.folder.path.join(path);
        texts.extend(each.plan.written.iter().map(|file| (at(&file.path), file.text.as_bytes())));
        deleted.extend(each.plan.pruned.iter().map(|path| at(path)));
        let listing = each.plan.listing.text().into_bytes();
        if each.listed.as_ref() != Some(&listing) {
            listings.push((at(LISTING), listing));
        }
    }
    texts.extend(listings.iter().map(|(path, text)| (path.clone(), text.as_slice())));
    output_folder::change(&texts, &deleted)?;
    for each in planned {
        for path in &each.plan.pruned {
            output_folder::tidy(&each.folder.path.join(path), &each.folder.path);
        }
    }
    Ok(())
}
