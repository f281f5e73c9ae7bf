//! Paths and patterns, each with the folder that it is relative to.

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::outside::files;
use crate::outside::path_pattern::PathPattern;
use crate::settings::DocumentPatterns;

/// A path or a pattern with the folder that it is relative to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) value: String,
    pub(super) folder: PathBuf,
    /// Patterns of files that it does not mean, relative to the same folder.
    left_out: Vec<String>,
}

impl Placed {
    pub(super) fn new(value: impl Into<String>, folder: impl Into<PathBuf>) -> Self {
        Self { value: value.into(), folder: folder.into(), left_out: Vec::new() }
    }

    /// Several of one folder.
    pub(super) fn all(values: &[String], folder: &Path) -> Vec<Self> {
        values.iter().map(|value| Self::new(value, folder)).collect()
    }

    /// The user's documents, without those that are left out.
    pub(super) fn documents(patterns: &DocumentPatterns, folder: &Path) -> Vec<Self> {
        let left_out = &patterns.left_out;
        patterns.named.iter().map(|value| Self { left_out: left_out.clone(), ..Self::new(value, folder) }).collect()
    }

    /// Whether it does not mean every file that it fits.
    pub(super) fn leaves_out(&self) -> bool {
        !self.left_out.is_empty()
    }

    /// What it leaves out, when its folder is called so.
    ///
    /// # Errors
    /// Input: it is no pattern.
    pub(super) fn left_out(&self, folder: &Path) -> Result<Vec<PathPattern>> {
        self.left_out.iter().map(|pattern| PathPattern::new(pattern, folder)).collect()
    }

    /// The files, as [`files::matching`] calls them.
    ///
    /// # Errors
    /// As there.
    pub(super) fn files(&self) -> Result<Vec<String>> {
        files::matching_but(&self.value, &self.left_out, &self.folder)
    }

    /// Whether it can name several files.
    pub(super) fn is_pattern(&self) -> bool {
        files::means_many(&self.value, &self.folder)
    }
}
