//! Finds the configuration and the files of Amplify, and reads them.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::document::decode;
use crate::error::{Error, Result};
use crate::settings::{AmplifyOutputs, Configuration};

/// Reads the first `appsync-auth.yaml` in a folder, given by its absolute path, or above it; `None` when there is none.
/// The name of the file is relative to that folder, so paths in it are right for a program
/// that works there.
///
/// # Errors
///
/// Of kind input: the file cannot be read, or what [`Configuration::parse`] refuses.
pub fn read_configuration(working_folder: &Path) -> Result<Option<Configuration>> {
    for (steps, folder) in working_folder.ancestors().enumerate() {
        let name = name_above(steps, Configuration::FILE_NAME);
        if let Some(text) = read_if_there(&folder.join(Configuration::FILE_NAME), &name)? {
            return Configuration::parse(&name, &text).map(Some);
        }
    }
    Ok(None)
}

/// Reads the first file of Amplify that tells of an API; `None` when there is none. It is looked for in a folder,
/// given by its absolute path, and above it, up to the folder of the configuration or the root of the git repository, whichever comes first, and with
/// neither in that folder only.
///
/// A file that nobody asked for should not stop a command that needs nothing from it, so this is for when something is
/// missing.
///
/// # Errors
///
/// Of kind input: a file cannot be read, or what [`AmplifyOutputs::parse`] refuses.
pub fn read_amplify(working_folder: &Path) -> Result<Option<AmplifyOutputs>> {
    let is_top = |folder: &Path| folder.join(Configuration::FILE_NAME).is_file() || folder.join(".git").exists();
    let steps_to_top = working_folder.ancestors().position(is_top).unwrap_or_default();
    for (steps, folder) in working_folder.ancestors().enumerate().take(steps_to_top + 1) {
        for file in AmplifyOutputs::FILE_NAMES {
            let name = name_above(steps, file);
            if let Some(text) = read_if_there(&folder.join(file), &name)?
                && let Some(outputs) = AmplifyOutputs::parse(&name, &text)?
            {
                return Ok(Some(outputs));
            }
        }
    }
    Ok(None)
}

/// A path this many folders up.
fn name_above(steps: usize, file: &str) -> String {
    "../".repeat(steps) + file
}

/// The text of a file, `None` when there is no such file.
fn read_if_there(path: &Path, name: &str) -> Result<Option<String>> {
    match fs::read(path) {
        Ok(bytes) => decode(name, bytes).map(Some),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => {
            let why = match error.kind() {
                ErrorKind::PermissionDenied => "permission denied".to_owned(),
                ErrorKind::IsADirectory => "it is a folder".to_owned(),
                _ => error.to_string(),
            };
            Err(Error::input("unreadable-file", format!("`{name}` cannot be read: {why}"))
                .help("make it a file that you may read, or move it away"))
        }
    }
}
