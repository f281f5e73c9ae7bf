//! Files that are read again when they change: a path, or a pattern of paths.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};

use super::file_watch::{Changes, WatchedFolder, real_path};
use super::files;

/// Files that are watched, which need not be there.
#[derive(Debug)]
pub struct WatchedFiles {
    watched: WatchedFolder,
    names: Names,
}

/// What files are called.
#[derive(Debug)]
enum Names {
    One(PathBuf),
    Many {
        value: String,
        folder: PathBuf,
        /// What follows the folder that is watched.
        rest: String,
        /// The files that fitted when this was made: a folder that is gone does not tell what was in it.
        found: BTreeSet<PathBuf>,
    },
}

impl WatchedFiles {
    /// The files that a path or a pattern, relative to a folder, names: read it as [`files::matching`] does.
    #[must_use]
    pub fn new(value: &str, folder: &Path) -> Self {
        let path = folder.join(value);
        if !files::is_pattern(value) || path.is_file() {
            return Self::one(path);
        }
        let parts: Vec<&str> = value.split('/').collect();
        let fixed = parts.iter().position(|part| files::is_pattern(part)).unwrap_or_default();
        let (fixed, rest) = parts.split_at(fixed);
        let watched = WatchedFolder { path: folder.join(fixed.join("/")), with_folders: rest.len() > 1 };
        let names = Names::Many {
            value: value.to_owned(),
            folder: folder.to_owned(),
            rest: rest.join("/"),
            found: matching(value, folder),
        };
        Self { watched, names }
    }

    /// One file, whatever it is called.
    #[must_use]
    pub fn one(path: PathBuf) -> Self {
        let parent = path.parent().unwrap_or(&path).to_owned();
        Self { watched: WatchedFolder { path: parent, with_folders: false }, names: Names::One(path) }
    }

    /// Looks which files there are now. It is for whoever has just read them.
    pub fn look_again(&mut self) {
        if let Names::Many { value, folder, found, .. } = &mut self.names {
            *found = matching(value, folder);
        }
    }

    /// The folder to watch for them.
    #[must_use]
    pub fn folder(&self) -> &WatchedFolder {
        &self.watched
    }

    /// Whether they are others, or hold something else. A pattern does not mean the files of `except`, given by
    /// [`real_path`].
    #[must_use]
    pub fn have_changed(&self, changes: &Changes, except: &BTreeSet<PathBuf>) -> bool {
        if changes.folders.contains(&self.watched.path) {
            return true;
        }
        match &self.names {
            Names::One(path) => changes.paths.contains(&real_path(path)),
            Names::Many { value, folder, rest, found } => {
                let within = self.watched.path.canonicalize().unwrap_or_else(|_| real_path(&self.watched.path));
                let pattern = format!("{}/{rest}", Pattern::escape(&within.to_string_lossy()));
                let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
                let pattern = Pattern::new(&pattern).ok();
                let fits = |path: &PathBuf| {
                    pattern.as_ref().is_some_and(|pattern| pattern.matches_path_with(path, options))
                        && !except.contains(path)
                };
                // A folder comes and goes with everything in it.
                let holds = |path: &PathBuf| {
                    let is_in = |file: &PathBuf| file.starts_with(path) && !except.contains(file);
                    !path.is_file() && (found.iter().any(is_in) || matching(value, folder).iter().any(is_in))
                };
                changes.paths.iter().any(|path| fits(path) || holds(path))
            }
        }
    }
}

/// The files that fit a pattern, by [`real_path`].
fn matching(value: &str, folder: &Path) -> BTreeSet<PathBuf> {
    let found = files::matching(value, folder).unwrap_or_default();
    found.iter().map(|path| real_path(&folder.join(path))).collect()
}
