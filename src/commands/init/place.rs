//! Where `init` writes: the folder, and the repository that it stands in.

use std::path::{Component, Path, PathBuf};

/// The folder to write into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// As the user typed it.
    given: PathBuf,
    /// Without `..` and links, as far as it exists.
    folder: PathBuf,
    working_folder: PathBuf,
    /// The names from the top of the git repository down to the folder; empty at the top, or where there is none.
    below_repository: Vec<String>,
}

impl Place {
    /// The place that a path names; it need not exist.
    pub(super) fn new(working_folder: &Path, given: &Path) -> Self {
        let folder = resolved(&working_folder.join(given));
        let steps = folder.ancestors().position(|folder| folder.join(".git").exists()).unwrap_or_default();
        let top = folder.ancestors().nth(steps).unwrap_or(&folder);
        let names = folder.strip_prefix(top).unwrap_or(Path::new("")).components();
        let below_repository = names.map(|name| name.as_os_str().to_string_lossy().into_owned()).collect();
        Self { given: given.to_owned(), folder, working_folder: resolved(working_folder), below_repository }
    }

    /// The folder, absolute.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the program was started, absolute.
    pub(super) fn working_folder(&self) -> &Path {
        &self.working_folder
    }

    /// The names from the top of the git repository down to the folder.
    pub(super) fn below_repository(&self) -> &[String] {
        &self.below_repository
    }

    /// The folder as the user typed it.
    pub(super) fn given(&self) -> String {
        self.given.display().to_string()
    }

    /// The words that lead a shell there; `None` when it is there already.
    pub(super) fn change_folder(&self) -> Option<String> {
        let given = self.given();
        // `cd -x` would be an option.
        let given = if given.starts_with('-') { format!("./{given}") } else { given };
        (self.folder != self.working_folder).then(|| shell_words::join(["cd", &given]))
    }
}

/// A path as the system would walk it: links are followed where they exist, `..` is one up from there.
fn resolved(path: &Path) -> PathBuf {
    let mut walked = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                walked.pop();
            }
            other => {
                walked.push(other);
                if let Ok(real) = walked.canonicalize() {
                    walked = real;
                }
            }
        }
    }
    walked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_through_dots_and_links_and_need_not_exist() {
        let here = tempfile::tempdir().unwrap();
        let top = here.path().canonicalize().unwrap();
        std::fs::create_dir_all(top.join("a/b")).unwrap();
        std::os::unix::fs::symlink(top.join("a/b"), top.join("link")).unwrap();
        let folder = |given: &str| Place::new(&top, Path::new(given)).folder;
        assert_eq!(folder("."), top);
        assert_eq!(folder("./new/folder"), top.join("new/folder"));
        assert_eq!(folder("new/../a"), top.join("a"));
        assert_eq!(folder("link/.."), top.join("a"));
        assert_eq!(folder("link/new"), top.join("a/b/new"));
    }

    #[test]
    fn the_way_from_the_top_of_the_repository_is_known() {
        let here = tempfile::tempdir().unwrap();
        std::fs::create_dir(here.path().join(".git")).unwrap();
        let below = |given: &str| Place::new(here.path(), Path::new(given)).below_repository;
        assert_eq!(below("."), Vec::<String>::new());
        assert_eq!(below("services/auth"), ["services", "auth"]);
    }

    #[test]
    fn the_way_into_the_folder_is_a_command_that_a_shell_takes() {
        let here = tempfile::tempdir().unwrap();
        let way = |given: &str| Place::new(here.path(), Path::new(given)).change_folder();
        assert_eq!(way("."), None);
        assert_eq!(way("new/.."), None);
        assert_eq!(way("my auth").as_deref(), Some("cd 'my auth'"));
        assert_eq!(way("-x").as_deref(), Some("cd ./-x"));
    }
}
