//! A folder of files that a program keeps: what is in it, and several files of it changed at once, all or none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files;
use super::new_files::{Made, fault, stage};
use crate::error::{Error, Result};

/// A folder that files are written into; it need not exist yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutputFolder {
    /// Where it is, absolute.
    pub path: PathBuf,
    /// What the user calls it.
    pub name: String,
}

impl OutputFolder {
    /// What the user calls a file in it.
    #[must_use]
    pub fn name_of(&self, path: &str) -> String {
        if self.name == "." { path.to_owned() } else { format!("{}/{path}", self.name) }
    }

    /// The bytes of a file in the folder; `None` when there is none.
    ///
    /// # Errors
    /// There is something on its way that is no folder, it is no file itself, a link leads out of the folder, or it cannot be
    /// read: exit 3.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let full = self.path.join(path);
        self.check_way(&full)?;
        match fs::read(&full) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(_) if full.is_dir() => {
                Err(Error::input("is-a-folder", format!("`{}` is a folder", self.name_of(path)))
                    .help("move it away, or name another folder"))
            }
            Err(error) => Err(Error::input("unreadable", format!("`{}` cannot be read: {error}", self.name_of(path)))
                .help("see that the file may be read, or name another folder")),
        }
    }

    /// Whether a file may be written over.
    ///
    /// # Errors
    /// It is read-only: exit 3.
    pub fn check_writable(&self, path: &str) -> Result<()> {
        let is_read_only = |path: &Path| fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly());
        let full = self.path.join(path);
        if is_read_only(&full) {
            return Err(Error::input("read-only", format!("`{}` is read-only", self.name_of(path)))
                .help("let it be written, or name another folder"));
        }
        match full.ancestors().skip(1).find(|folder| folder.exists()) {
            Some(folder) if is_read_only(folder) => {
                Err(Error::input("read-only", format!("the folder `{}` is read-only", folder.display()))
                    .help("let it be written, or name another folder"))
            }
            _ => Ok(()),
        }
    }

    /// Whether folders lead to a place, and none of them leads out of this one.
    fn check_way(&self, full: &Path) -> Result<()> {
        let blocked = full.ancestors().skip(1).find(|folder| folder.exists() || folder.is_symlink());
        if let Some(thing) = blocked.filter(|thing| !thing.is_dir()) {
            let name = thing.strip_prefix(&self.path).map(|below| self.name_of(&below.to_string_lossy()));
            let name = name.ok().filter(|_| *thing != self.path).unwrap_or_else(|| self.name.clone());
            return Err(Error::input("not-a-folder", format!("`{name}` is not a folder"))
                .help("move it away, or name another folder"));
        }
        if !full.exists() && !full.is_symlink() {
            return self.check_within(full.parent().filter(|folder| folder.starts_with(&self.path)), full);
        }
        self.check_within(Some(full), full)
    }

    fn check_within(&self, thing: Option<&Path>, full: &Path) -> Result<()> {
        let Ok(root) = fs::canonicalize(&self.path) else { return Ok(()) };
        let existing = thing.and_then(|thing| thing.ancestors().find(|each| each.exists() || each.is_symlink()));
        let is_within = match existing.filter(|each| each.starts_with(&self.path)) {
            Some(each) => fs::canonicalize(each).is_ok_and(|real| real.starts_with(&root)),
            None => true,
        };
        if is_within {
            return Ok(());
        }
        let name = full.strip_prefix(&self.path).unwrap_or(full).to_string_lossy();
        Err(Error::input(
            "link-leads-out",
            format!("`{}` is reached by a link that leads out of the folder", self.name_of(&name)),
        )
        .help("take the link away, or name another folder"))
    }
}

/// Changes files, all or none: first all texts are written under other names, so that a full disk is met before anything can
/// be seen; then each takes its place, and what goes is deleted. A fault puts back what was there.
///
/// # Errors
/// A folder cannot be made, or a file not be written or deleted.
pub fn change(written: &[(PathBuf, &[u8])], deleted: &[PathBuf]) -> Result<()> {
    let mut made = Made::default();
    let mut staged = Vec::new();
    for (path, text) in written {
        // The file behind a link keeps its place, and the link too.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        let folder = path.parent().unwrap_or(&path).to_owned();
        made.folder(&folder).map_err(|error| fault("the folder", &folder, &error))?;
        let file = stage(&folder, text).map_err(|error| unwritable(&path, &error))?;
        if let Ok(metadata) = fs::metadata(&path) {
            file.as_file().set_permissions(metadata.permissions()).map_err(|error| unwritable(&path, &error))?;
        }
        staged.push((path, file));
    }
    let mut undo = Undo::default();
    for (path, file) in staged {
        undo.remember(&path);
        file.persist(&path).map_err(|error| unwritable(&path, &error.error))?;
    }
    for path in deleted {
        undo.remember(path);
        fs::remove_file(path).map_err(|error| {
            Error::outside("output-failed", format!("`{}` cannot be deleted: {error}", path.display()))
                .help("see that the file and its folder can be written")
        })?;
    }
    undo.0.clear();
    made.is_complete = true;
    Ok(())
}

/// Takes away the folders above a deleted file that hold nothing any more, below a folder.
pub fn tidy(deleted: &Path, below: &Path) {
    for folder in deleted.ancestors().skip(1).take_while(|folder| *folder != below && folder.starts_with(below)) {
        // One that holds something stays.
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Error {
    Error::outside("output-failed", format!("`{}` cannot be written: {error}", path.display()))
        .help("see that the disk has room and that the folder can be written")
}

/// What stood where something was changed; it is put back unless it is cleared.
#[derive(Default)]
struct Undo(Vec<(PathBuf, Option<Vec<u8>>)>);

impl Undo {
    fn remember(&mut self, path: &Path) {
        self.0.push((path.to_owned(), fs::read(path).ok()));
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        for (path, before) in self.0.drain(..).rev() {
            // Nothing can be done about what cannot be put back, and the fault that is told is the first.
            let _ = match before {
                Some(bytes) => files::write_atomically(&path, &bytes).is_ok(),
                None => fs::remove_file(&path).is_ok(),
            };
        }
    }
}
