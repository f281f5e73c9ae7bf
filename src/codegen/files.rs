//! What becomes of the files of an output folder: what is written, kept, pruned, and what is not ours to touch.
//!
//! A folder that was generated into holds a listing of the files that were written, each with a hash of its text. By that a
//! file that somebody edited by hand is told from one that may be written over, and a file that is not generated any more
//! from one that never was.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use similar::TextDiff;

use super::file::GeneratedFile;

/// The name of the listing.
pub const LISTING: &str = ".appsync-generate.json";

/// The version of the listing's form.
const VERSION: u64 = 1;

/// The files that were generated into a folder, each with the hash of its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing(BTreeMap<String, String>);

impl Listing {
    /// Reads a listing.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match document.get("version").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(other) => return Err(format!("its version is {other}, and this program knows {VERSION}")),
            None => return Err("it has no `version`".to_owned()),
        }
        let files = document.get("files").and_then(Value::as_object).ok_or("it has no `files`")?;
        let entry = |(path, hash): (&String, &Value)| {
            let is_below = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
            let hash =
                hash.as_str().filter(|_| is_below).ok_or_else(|| format!("`{path}` is no file with its hash"))?;
            Ok((path.clone(), hash.to_owned()))
        };
        files.iter().map(entry).collect::<Result<_, String>>().map(Self)
    }

    /// The text of the listing.
    #[must_use]
    pub fn text(&self) -> String {
        let files: Map<String, Value> = self.0.iter().map(|(path, hash)| (path.clone(), json!(hash))).collect();
        let document = json!({ "version": VERSION, "files": files });
        // Writing a value into memory does not fail.
        serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
    }

    /// The files, by path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether no file is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn has_as_it_was(&self, path: &str, found: &[u8]) -> bool {
        self.0.get(path).is_some_and(|hash| *hash == hash_of(found))
    }
}

/// The SHA-256 of a text, in lower-case hex. Line ends do not count: version control may change them.
#[must_use]
pub fn hash_of(text: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &with_line_feeds(text));
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text with line feeds where it has carriage returns before them.
fn with_line_feeds(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for (index, byte) in text.iter().enumerate() {
        if *byte != b'\r' || text.get(index + 1) != Some(&b'\n') {
            bytes.push(*byte);
        }
    }
    bytes
}

/// What may be done to files that are not as they were generated, and to those that are not generated any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FileRules {
    /// Files are written over whatever they hold.
    pub force: bool,
    /// Files that are listed, unchanged and not generated any more are deleted.
    pub prune: bool,
}

/// Why a file may not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It was generated, and somebody changed it.
    Edited,
    /// It was not generated.
    Foreign,
}

/// What becomes of a folder's files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilePlan {
    /// Files whose text is new, by path.
    pub written: Vec<GeneratedFile>,
    /// Files that hold their text already.
    pub unchanged: Vec<String>,
    /// Files to delete.
    pub pruned: Vec<String>,
    /// Files that are not generated any more and stay.
    pub stale: Vec<String>,
    /// Files that are not generated any more, were changed by hand, and stay.
    pub left: Vec<String>,
    /// Files that may not be written.
    pub refused: Vec<(String, Refusal)>,
    /// What is listed afterwards.
    pub listing: Listing,
}

impl FilePlan {
    /// Plans for the files of one folder. `before` is what is listed there, `found` the bytes of a file that is there.
    pub fn new<'f>(
        mut files: Vec<GeneratedFile>,
        before: &Listing,
        found: impl Fn(&str) -> Option<&'f [u8]>,
        rules: FileRules,
    ) -> Self {
        files.sort();
        let mut plan = Self::default();
        let names: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
        for file in files {
            plan.listing.0.insert(file.path.clone(), hash_of(file.text.as_bytes()));
            match found(&file.path) {
                Some(bytes) if with_line_feeds(bytes) == file.text.as_bytes() => plan.unchanged.push(file.path),
                Some(bytes) if !rules.force && !before.has_as_it_was(&file.path, bytes) => {
                    let was_listed = before.0.contains_key(&file.path);
                    plan.refused.push((file.path, if was_listed { Refusal::Edited } else { Refusal::Foreign }));
                }
                _ => plan.written.push(file),
            }
        }
        for (path, hash) in before.0.iter().filter(|(path, _)| !names.contains(*path)) {
            let Some(bytes) = found(path) else { continue };
            let is_as_it_was = before.has_as_it_was(path, bytes);
            match (is_as_it_was, rules.prune) {
                (true, true) => plan.pruned.push(path.clone()),
                (true, false) => {
                    plan.stale.push(path.clone());
                    plan.listing.0.insert(path.clone(), hash.clone());
                }
                // What somebody made their own is theirs from now on.
                (false, _) => plan.left.push(path.clone()),
            }
        }
        plan
    }

    /// Whether the folder holds what it should.
    #[must_use]
    pub fn is_up_to_date(&self) -> bool {
        self.written.is_empty() && self.refused.is_empty() && self.pruned.is_empty()
    }
}

/// The paths that two lists of files have in common, compared as file systems that know no case do.
#[must_use]
pub fn doubles<'f>(paths: impl Iterator<Item = &'f str>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let twice = paths.filter(|path| !seen.insert(path.to_lowercase()));
    let twice: BTreeSet<String> = twice.map(str::to_owned).collect();
    twice.into_iter().collect()
}

/// The difference of a file as a unified diff; `before` is `None` for one that is not there, `after` for one that is
/// deleted.
#[must_use]
pub fn difference(path: &str, before: Option<&[u8]>, after: Option<&str>) -> String {
    let old = before.map(|bytes| String::from_utf8_lossy(&with_line_feeds(bytes)).into_owned()).unwrap_or_default();
    let name = |is_there: bool, side: &str| if is_there { format!("{side}/{path}") } else { "/dev/null".to_owned() };
    let (from, to) = (name(before.is_some(), "a"), name(after.is_some(), "b"));
    TextDiff::from_lines(old.as_str(), after.unwrap_or_default()).unified_diff().header(&from, &to).to_string()
}

/// A text cut after so many lines; how many were left out.
#[must_use]
pub fn cut(text: &str, lines: usize) -> (String, usize) {
    let kept: String = text.split_inclusive('\n').take(lines).collect();
    (kept, text.lines().count().saturating_sub(lines))
}
