//! Reading and writing files: `-` is standard input or output, and a file is written whole or not at all.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use super::console::Console;
use super::path_pattern::{PathPattern, bad_pattern};
use crate::error::{Error, Result};

/// The largest file that is read, in bytes.
const FILE_BYTES_AT_MOST: u64 = 64 * 1024 * 1024;

/// Reads a file, or standard input for `-`. Relative paths are relative to `base`.
///
/// # Errors
/// It does not exist, cannot be read, is a folder, or is larger than 64 MiB: exit 3.
pub async fn read_bytes(console: &Console, path: &str, base: &Path) -> Result<Vec<u8>> {
    if path == "-" {
        return console.read_stdin().await;
    }
    let full = base.join(path);
    let fault = |error: io::Error| unreadable(path, &error);
    let metadata = fs::metadata(&full).map_err(fault)?;
    if metadata.is_dir() {
        return Err(Error::input("is-a-folder", format!("`{path}` is a folder")).help("name a file in it"));
    }
    let read = move || {
        let mut bytes = Vec::new();
        fs::File::open(full)?.take(FILE_BYTES_AT_MOST + 1).read_to_end(&mut bytes).map(|_| bytes)
    };
    let bytes = if metadata.is_file() {
        read()
    } else {
        // A pipe or a device may wait for ever: another thread waits for it, so that Ctrl-C is heard.
        tokio::task::spawn_blocking(read).await.unwrap_or_else(|error| Err(io::Error::other(error)))
    };
    match bytes {
        Ok(bytes) if bytes.len() as u64 > FILE_BYTES_AT_MOST => {
            Err(Error::input("too-large", format!("`{path}` is larger than 64 MiB")))
        }
        read => read.map_err(fault),
    }
}

/// Reads a text file, or standard input for `-`; a byte order mark is dropped.
///
/// # Errors
/// As [`read_bytes`], or it is not UTF-8.
pub async fn read_text(console: &Console, path: &str, base: &Path) -> Result<String> {
    crate::document::decode(path, read_bytes(console, path, base).await?)
}

/// Whether a text means every file that fits it, and not the one file that is called so.
#[must_use]
pub fn means_many(text: &str, folder: &Path) -> bool {
    is_pattern(text) && !folder.join(text).is_file()
}

/// The files that a path, or a pattern of paths such as `schema/**/*.graphql`, names: relative to the folder where they are
/// below it, in the order of their names. A path without a pattern is given back as it is, whether or not it exists.
///
/// # Errors
/// Input: the pattern is none, or no file fits it.
pub fn matching(pattern: &str, folder: &Path) -> Result<Vec<String>> {
    if !means_many(pattern, folder) {
        return Ok(vec![pattern.to_owned()]);
    }
    let within = glob::Pattern::escape(&folder.to_string_lossy());
    let whole = Path::new(&within).join(pattern);
    let found = glob::glob(&whole.to_string_lossy()).map_err(|error| bad_pattern(pattern, error.msg))?;
    let found: Vec<PathBuf> = found.filter_map(std::result::Result::ok).filter(|path| path.is_file()).collect();
    if found.is_empty() {
        return Err(
            Error::input("no-such-file", format!("no file fits `{pattern}`")).help("see that the folder is right")
        );
    }
    let relative = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
    Ok(found.iter().map(|path| relative(path)).collect())
}

/// The same without the files that one of some other patterns of the same folder fits.
///
/// # Errors
/// As [`matching`], for each of them.
pub fn matching_but(pattern: &str, left_out: &[String], folder: &Path) -> Result<Vec<String>> {
    let left_out: Vec<PathPattern> =
        left_out.iter().map(|each| PathPattern::new(each, folder)).collect::<Result<_>>()?;
    let mut found = matching(pattern, folder)?;
    found.retain(|path| !left_out.iter().any(|each| each.fits(&folder.join(path))));
    Ok(found)
}

/// The value of an option: what follows `@` is a file to read, `-` after it standard input, all else the value itself.
///
/// # Errors
/// As [`read_text`].
pub async fn value_or_file(console: &Console, value: &str, base: &Path) -> Result<String> {
    match value.strip_prefix('@') {
        Some(path) => read_text(console, path, base).await,
        None => Ok(value.to_owned()),
    }
}

/// A path without `.` and with `..` resolved by its names, so that one file has one name.
#[must_use]
pub fn plain_path(path: &Path) -> String {
    let mut parts = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(parts.components().next_back(), Some(Component::Normal(_))) => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.display().to_string()
}

/// How a path is called from a folder, with slashes: `../schema.graphql`. Where nothing leads from one to the other, it stays
/// as it is.
#[must_use]
pub fn path_from(folder: &Path, path: &Path) -> String {
    let (path, folder) = (PathBuf::from(plain_path(path)), PathBuf::from(plain_path(folder)));
    let Some(steps) = folder.ancestors().position(|above| path.starts_with(above)) else {
        return path.to_string_lossy().replace('\\', "/");
    };
    let above = folder.ancestors().nth(steps).unwrap_or(&folder);
    let below = path.strip_prefix(above).unwrap_or(&path).to_string_lossy().replace('\\', "/");
    match "../".repeat(steps) + &below {
        here if here.is_empty() => ".".to_owned(),
        found => found.strip_suffix('/').map(str::to_owned).unwrap_or(found),
    }
}

/// What a file holds, where there is one that can be read.
#[must_use]
pub fn bytes_if_there(path: &Path) -> Option<Vec<u8>> {
    fs::read(path).ok()
}

/// Whether a path is a pattern of several.
#[must_use]
pub fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

/// Whether a report can be written there: the folder exists and is one.
///
/// # Errors
/// It does not: exit 2, before anything is done.
pub fn check_writable(path: &str, base: &Path) -> Result<PathBuf> {
    let full = base.join(path);
    let folder = full.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(base);
    if full.is_dir() {
        return Err(Error::usage("is-a-folder", format!("`{path}` is a folder")).help("name a file in it"));
    }
    if !folder.is_dir() {
        let message = format!("`{path}` cannot be written: there is no folder `{}`", folder.display());
        return Err(Error::usage("no-such-folder", message).help("make the folder first"));
    }
    Ok(full)
}

/// Writes a file whole or not at all: a temporary file beside it takes its place at the end. What is no regular file,
/// such as a device, is written as it stands.
///
/// # Errors
/// It cannot be written, as when the disk is full.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let fault = |error: io::Error| {
        Error::outside("output-failed", format!("`{}` cannot be written: {error}", path.display()))
            .help("see that the disk has room and that the folder can be written")
    };
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return fs::OpenOptions::new().write(true).open(path).and_then(|mut file| file.write_all(bytes)).map_err(fault);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        set_usual_mode(file.as_file())?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(fault)
}

/// Writes a file that is not there yet, whole or not at all, into a folder that is made if need be: `STEM.EXTENSION`, with
/// a number after the stem where that is taken. Gives its path.
///
/// # Errors
/// As [`write_atomically`].
pub fn write_new(folder: &Path, stem: &str, extension: &str, bytes: &[u8]) -> Result<PathBuf> {
    let fault = |error: io::Error| {
        Error::outside("output-failed", format!("`{}` cannot be written: {error}", folder.display()))
            .help("see that the disk has room and that the folder can be written")
    };
    let write = || {
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        set_usual_mode(file.as_file())?;
        for number in 1_u32.. {
            let number = if number == 1 { String::new() } else { format!("-{number}") };
            let path = folder.join(format!("{stem}{number}.{extension}"));
            match file.persist_noclobber(&path) {
                Ok(_) => return Ok(path),
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => file = error.file,
                Err(error) => return Err(error.error),
            }
        }
        Err(io::Error::other("every name is taken"))
    };
    write().map_err(fault)
}

/// The texts of the files of a folder whose names begin and end like this, by name. What is not there, or cannot be read,
/// is left out.
#[must_use]
pub fn texts_in(folder: &Path, begins: &str, ends: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let fits = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(begins) && name.ends_with(ends)
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(fits).collect();
    paths.sort();
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

/// Temporary files are private to their owner; a report is not.
#[cfg(unix)]
fn set_usual_mode(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

/// Elsewhere there is no mode to set.
#[cfg(not(unix))]
fn set_usual_mode(_file: &fs::File) -> io::Result<()> {
    Ok(())
}

/// A file that cannot be read, with the one thing to do.
fn unreadable(path: &str, error: &io::Error) -> Error {
    let (code, message) = match error.kind() {
        io::ErrorKind::NotFound => ("no-such-file", format!("there is no file `{path}`")),
        io::ErrorKind::PermissionDenied => ("unreadable", format!("`{path}` may not be read")),
        _ => ("unreadable", format!("`{path}` cannot be read: {error}")),
    };
    Error::input(code, message).help("check the path; relative ones are relative to where they are written")
}
