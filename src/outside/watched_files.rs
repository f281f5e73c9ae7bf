//! Files that are read again when they change: a path, or a pattern of paths.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::file_watch::{Changes, WatchedFolder, real_path};
use super::files;
use super::path_pattern::PathPattern;

/// Files that are watched, which need not be there.
#[derive(Debug)]
pub struct WatchedFiles {
    watched: WatchedFolder,
    names: Names,
    /// Files that are not meant.
    left_out: Vec<PathPattern>,
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
        if !files::means_many(value, folder) {
            return Self::one(folder.join(value));
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
        Self { watched, names, left_out: Vec::new() }
    }

    /// One file, whatever it is called.
    #[must_use]
    pub fn one(path: PathBuf) -> Self {
        let parent = path.parent().unwrap_or(&path).to_owned();
        let watched = WatchedFolder { path: parent, with_folders: false };
        Self { watched, names: Names::One(path), left_out: Vec::new() }
    }

    /// The same without the files that one of these patterns fits, by [`real_path`].
    #[must_use]
    pub fn without(self, left_out: Vec<PathPattern>) -> Self {
        Self { left_out, ..self }
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
        let is_meant = |path: &PathBuf| !self.left_out.iter().any(|pattern| pattern.fits(path));
        match &self.names {
            Names::One(path) => {
                let path = real_path(path);
                changes.paths.contains(&path) && is_meant(&path)
            }
            Names::Many { value, folder, rest, found } => {
                let within = self.watched.path.canonicalize().unwrap_or_else(|_| real_path(&self.watched.path));
                let pattern = PathPattern::new(rest, &within).ok();
                let is_read = |path: &PathBuf| is_meant(path) && !except.contains(path);
                let fits = |path: &PathBuf| pattern.as_ref().is_some_and(|pattern| pattern.fits(path)) && is_read(path);
                // A folder comes and goes with everything in it.
                let holds = |path: &PathBuf| {
                    let is_in = |file: &PathBuf| file.starts_with(path) && is_read(file);
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
