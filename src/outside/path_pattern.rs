//! Patterns of paths, held against files that are known.

use std::path::{Path, PathBuf};

use super::files;
use crate::error::{Error, Result};

/// As where files are looked for: only `**` fits several folders.
const OPTIONS: glob::MatchOptions =
    glob::MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };

/// A path, or a pattern of paths such as `src/**/*.graphql`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathPattern {
    /// A file, or a folder with everything in it.
    Path(PathBuf),
    /// Every path that fits.
    Pattern(glob::Pattern),
}

impl PathPattern {
    /// What a text means, relative to a folder.
    ///
    /// # Errors
    /// Input: it is no pattern.
    pub fn new(text: &str, folder: &Path) -> Result<Self> {
        if !files::means_many(text, folder) {
            return Ok(Self::Path(PathBuf::from(files::plain_path(&folder.join(text)))));
        }
        let folder = glob::Pattern::escape(&folder.to_string_lossy());
        let pattern = glob::Pattern::new(&files::plain_path(&Path::new(&folder).join(text)));
        pattern.map(Self::Pattern).map_err(|error| bad_pattern(text, error.msg))
    }

    /// Whether it fits a file, by its names alone: links are not followed.
    #[must_use]
    pub fn fits(&self, file: &Path) -> bool {
        let file = PathBuf::from(files::plain_path(file));
        match self {
            Self::Path(path) => file.starts_with(path),
            Self::Pattern(pattern) => pattern.matches_path_with(&file, OPTIONS),
        }
    }
}

/// A text that is no pattern of files.
pub(super) fn bad_pattern(text: &str, reason: &str) -> Error {
    Error::input("bad-pattern", format!("`{text}` is not a pattern of files: {reason}"))
        .help("write it as `schema/*.graphql` or `schema/**/*.graphql`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(text: &str, file: &str) -> bool {
        PathPattern::new(text, Path::new("/a[1]/b")).unwrap().fits(Path::new(file))
    }

    #[test]
    fn a_pattern_fits_files_as_they_are_found() {
        for (text, file) in [
            ("src/*.graphql", "/a[1]/b/src/x.graphql"),
            ("./src/**", "/a[1]/b/src/x.graphql"),
            ("src/**", "/a[1]/b/src/deep/er/x.graphql"),
            ("**/*.test.graphql", "/a[1]/b/x.test.graphql"),
            ("**/old/**/*.graphql", "/a[1]/b/src/old/.x.graphql"),
            ("../c/?.graphql", "/a[1]/c/x.graphql"),
            ("src", "/a[1]/b/src/deep/x.graphql"),
            ("src/x.graphql", "/a[1]/b/y/../src/./x.graphql"),
            ("/other/*", "/other/x"),
        ] {
            assert!(fits(text, file), "{text} {file}");
        }
        for (text, file) in [
            ("src/*.graphql", "/a[1]/b/src/deep/x.graphql"),
            ("*", "/a[1]/b/src/x.graphql"),
            ("*.graphql", "/a1/b/x.graphql"),
            ("sr", "/a[1]/b/src/x.graphql"),
            ("src", "/a[1]/src/x.graphql"),
        ] {
            assert!(!fits(text, file), "{text} {file}");
        }
        assert_eq!(PathPattern::new("a***", Path::new("/a")).unwrap_err().code(), "bad-pattern");
    }
}
