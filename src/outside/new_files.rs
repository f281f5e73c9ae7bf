//! Several new files, all or none: nothing that is there is replaced, and a fault leaves nothing behind.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// Whether something has this name, be it a link that leads nowhere.
#[must_use]
pub fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Writes files with the folders that they stand in. First all of them are written under other names, so that a full disk
/// is met before anything can be seen; then each gets its own.
///
/// # Errors
/// A file is there already (exit 3), a folder cannot be made, or a file not be written: then nothing of it is left.
pub fn write(files: &[(PathBuf, &[u8])]) -> Result<()> {
    let mut made = Made::default();
    let mut staged = Vec::new();
    for (path, text) in files {
        let folder = path.parent().unwrap_or(path);
        made.folder(folder).map_err(|error| fault("the folder", folder, &error))?;
        staged.push((path, stage(folder, text).map_err(|error| fault("the file", path, &error))?));
    }
    for (path, file) in staged {
        file.persist_noclobber(path).map_err(|error| fault("the file", path, &error.error))?;
        made.files.push(path.clone());
    }
    made.is_complete = true;
    Ok(())
}

/// A file under another name, with the mode of a new file.
pub(super) fn stage(folder: &Path, text: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".appsync-auth-");
    #[cfg(unix)]
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(permissions);
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// What was made so far; it is taken away again unless it is complete.
#[derive(Debug, Default)]
pub(super) struct Made {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
    pub(super) is_complete: bool,
}

impl Made {
    /// Makes a folder and those above it that do not exist.
    pub(super) fn folder(&mut self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        if is_there(folder) {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        if let Some(above) = folder.parent() {
            self.folder(above)?;
        }
        fs::create_dir(folder)?;
        self.folders.push(folder.to_owned());
        Ok(())
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        if self.is_complete {
            return;
        }
        // Nothing can be done about what cannot be taken away, and the fault that is told is the first.
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

pub(super) fn fault(what: &str, path: &Path, error: &io::Error) -> Error {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::AlreadyExists => Error::input("already-there", format!("`{path}` is there already"))
            .help("move it away, or name another folder"),
        io::ErrorKind::NotADirectory => Error::input(
            "not-a-folder",
            format!("`{path}` cannot be made: there is something on its way that is no folder"),
        )
        .help("name another folder"),
        _ => Error::outside("output-failed", format!("{what} `{path}` cannot be made: {error}"))
            .help("name a folder that can be written"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn files_are_written_with_their_folders() {
        let here = tempfile::tempdir().unwrap();
        let (one, other) = (here.path().join("a/b/one"), here.path().join("two"));
        write(&[(one.clone(), b"1"), (other.clone(), b"2")]).unwrap();
        assert_eq!((fs::read(one).unwrap(), fs::read(other).unwrap()), (b"1".to_vec(), b"2".to_vec()));
        assert_eq!(
            (listing(here.path()), listing(&here.path().join("a/b"))),
            (vec!["a".to_owned(), "two".to_owned()], vec!["one".to_owned()])
        );
    }

    #[test]
    fn a_file_that_is_there_stays_as_it_is_and_leaves_nothing_else() {
        let here = tempfile::tempdir().unwrap();
        fs::write(here.path().join("two"), "mine").unwrap();
        let error = write(&[(here.path().join("a/b/one"), b"1"), (here.path().join("two"), b"2")]).unwrap_err();
        assert_eq!(error.code(), "already-there");
        assert_eq!(listing(here.path()), ["two"]);
        assert_eq!(fs::read(here.path().join("two")).unwrap(), b"mine");
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_stays_too() {
        let here = tempfile::tempdir().unwrap();
        fs::write(here.path().join("a"), "mine").unwrap();
        let error = write(&[(here.path().join("new/one"), b"1"), (here.path().join("a/b/two"), b"2")]).unwrap_err();
        assert_eq!(error.kind(), crate::error::ErrorKind::Input, "{error}");
        assert_eq!(listing(here.path()), ["a"]);
    }
}
