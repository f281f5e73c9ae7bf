//! Finds the configuration and the files of Amplify, and reads them.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

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

/// The folder of the configuration that [`read_configuration`] finds, absolute; `None` when there is none.
#[must_use]
pub fn folder_of_configuration(working_folder: &Path) -> Option<PathBuf> {
    let holds = |folder: &&Path| folder.join(Configuration::FILE_NAME).is_file();
    working_folder.ancestors().find(holds).map(Path::to_owned)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a file below a folder, with the folders it stands in.
    fn write(folder: &Path, name: &str, text: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn configuration_of(folder: &Path) -> Option<(String, Option<String>)> {
        read_configuration(folder).unwrap().map(|found| (found.file, found.default_environment))
    }

    fn amplify_of(folder: &Path) -> Option<(String, Option<String>)> {
        read_amplify(folder).unwrap().map(|found| (found.file, found.url))
    }

    fn outputs(url: &str) -> String {
        format!(r#"{{"data": {{"url": "{url}"}}}}"#)
    }

    #[test]
    fn the_nearest_configuration_is_found_and_named_from_the_working_folder() {
        let folder = tempfile::tempdir().unwrap();
        let text = |name: &str| format!("default-environment: {name}\nenvironments: {{ {name}: {{}} }}");
        write(folder.path(), "appsync-auth.yaml", &text("outer"));
        write(folder.path(), "a/b/file", "");
        let found = |file: &str, name: &str| Some((file.to_owned(), Some(name.to_owned())));
        assert_eq!(configuration_of(folder.path()), found("appsync-auth.yaml", "outer"));
        assert_eq!(configuration_of(&folder.path().join("a/b")), found("../../appsync-auth.yaml", "outer"));
        write(folder.path(), "a/appsync-auth.yaml", &text("inner"));
        assert_eq!(configuration_of(&folder.path().join("a/b")), found("../appsync-auth.yaml", "inner"));
    }

    #[test]
    fn other_names_are_no_configuration() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "appsync-auth.yml", "3");
        write(folder.path(), "appsync-auth.json", "3");
        assert_eq!(configuration_of(folder.path()), None);
    }

    #[test]
    fn a_configuration_that_cannot_be_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("appsync-auth.yaml")).unwrap();
        let error = read_configuration(folder.path()).unwrap_err();
        let help = "make it a file that you may read, or move it away";
        assert_eq!(
            (error.code(), error.message(), error.help_text()),
            ("unreadable-file", "`appsync-auth.yaml` cannot be read: it is a folder", Some(help))
        );
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("appsync-auth.yaml"), b"a: \xff").unwrap();
        let error = read_configuration(folder.path()).unwrap_err();
        assert_eq!((error.code(), error.message()), ("not-utf-8", "`appsync-auth.yaml` is not UTF-8 text"));
    }

    #[test]
    fn files_of_amplify_are_taken_in_their_order_the_nearest_folder_first() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("project");
        fs::create_dir_all(project.join(".git")).unwrap();
        fs::create_dir_all(project.join("app/deep")).unwrap();
        let script = |url: &str| format!("const awsmobile = {{ \"aws_appsync_graphqlEndpoint\": \"{url}\" }};");
        let found = |file: &str, url: &str| Some((file.to_owned(), Some(url.to_owned())));
        write(&project, "src/aws-exports.js", &script("https://e"));
        assert_eq!(amplify_of(&project.join("app/deep")), found("../../src/aws-exports.js", "https://e"));
        write(&project, "src/amplifyconfiguration.json", &outputs("https://d"));
        assert_eq!(amplify_of(&project), found("src/amplifyconfiguration.json", "https://d"));
        write(&project, "aws-exports.js", &script("https://c"));
        assert_eq!(amplify_of(&project), found("aws-exports.js", "https://c"));
        write(&project, "amplifyconfiguration.json", &outputs("https://b"));
        assert_eq!(amplify_of(&project), found("amplifyconfiguration.json", "https://b"));
        write(&project, "amplify_outputs.json", &outputs("https://a"));
        assert_eq!(amplify_of(&project), found("amplify_outputs.json", "https://a"));
        write(&project, "app/aws-exports.js", &script("https://near"));
        assert_eq!(amplify_of(&project.join("app/deep")), found("../aws-exports.js", "https://near"));
        // One that tells of no API is passed over.
        write(&project, "app/deep/amplify_outputs.json", r#"{"version": "1"}"#);
        assert_eq!(amplify_of(&project.join("app/deep")), found("../aws-exports.js", "https://near"));
    }

    #[test]
    fn files_of_amplify_above_the_project_are_not_ours() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "amplify_outputs.json", &outputs("https://other"));
        for top in ["a/.git/HEAD", "b/appsync-auth.yaml"] {
            write(folder.path(), top, "{}");
        }
        for inside in ["a", "a/c", "b", "b/c"] {
            fs::create_dir_all(folder.path().join(inside)).unwrap();
            assert_eq!(amplify_of(&folder.path().join(inside)), None, "{inside}");
        }
    }

    #[test]
    fn a_file_of_amplify_that_is_broken_is_told() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "amplify_outputs.json", "{");
        let error = read_amplify(folder.path()).unwrap_err();
        assert_eq!(
            (error.code(), error.sources().first().map(|s| s.name.as_str())),
            ("syntax", Some("amplify_outputs.json"))
        );
    }
}
