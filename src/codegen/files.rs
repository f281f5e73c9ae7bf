//! What becomes of the files of an output folder: what is written, kept, pruned, and what is not ours to touch.
//!
//! A folder that was generated into holds a listing of the files that were written, each with a hash of its text. By that a
//! file that somebody edited by hand is told from one that may be written over, and a file that is not generated any more
//! from one that never was.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use similar::TextDiff;

use super::file::{GeneratedFile, sha256};

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
    sha256(&with_line_feeds(text))
}

/// A text with line feeds where it has carriage returns before them.
fn with_line_feeds(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'\r') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    for (index, byte) in text.iter().enumerate() {
        if *byte != b'\r' || text.get(index + 1) != Some(&b'\n') {
            bytes.push(*byte);
        }
    }
    Cow::Owned(bytes)
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
    pub refused: Vec<(GeneratedFile, Refusal)>,
    /// What is listed afterwards.
    pub listing: Listing,
}

impl FilePlan {
    /// Plans for the files of one folder. `before` is what is listed there; `found` reads a file that is there. It is asked for
    /// each file once, and what it gives is not kept: the files of a large schema need much memory at once.
    ///
    /// # Errors
    /// What `found` says of a file that cannot be read.
    pub fn new<E>(
        mut files: Vec<GeneratedFile>,
        before: &Listing,
        mut found: impl FnMut(&str) -> Result<Option<Vec<u8>>, E>,
        rules: FileRules,
    ) -> Result<Self, E> {
        files.sort();
        let mut plan = Self::default();
        let names: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
        for file in files {
            plan.listing.0.insert(file.path.clone(), hash_of(file.text.as_bytes()));
            match found(&file.path)? {
                Some(bytes) if *with_line_feeds(&bytes) == *file.text.as_bytes() => plan.unchanged.push(file.path),
                Some(bytes) if !rules.force && !before.has_as_it_was(&file.path, &bytes) => {
                    let was_listed = before.0.contains_key(&file.path);
                    plan.refused.push((file, if was_listed { Refusal::Edited } else { Refusal::Foreign }));
                }
                _ => plan.written.push(file),
            }
        }
        for (path, hash) in before.0.iter().filter(|(path, _)| !names.contains(*path)) {
            let Some(bytes) = found(path)? else { continue };
            let is_as_it_was = before.has_as_it_was(path, &bytes);
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
        Ok(plan)
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
    // One slash, also for a path from the root.
    let path = path.trim_start_matches('/');
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

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> GeneratedFile {
        GeneratedFile::new(path, text)
    }

    fn plan(files: &[(&str, &str)], before: &Listing, found: &[(&str, &str)], rules: FileRules) -> FilePlan {
        let found: BTreeMap<&str, &[u8]> = found.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
        let files = files.iter().map(|(path, text)| file(path, text)).collect();
        let read = |path: &str| Ok::<_, std::convert::Infallible>(found.get(path).map(|bytes| bytes.to_vec()));
        FilePlan::new(files, before, read, rules).unwrap()
    }

    fn listing(files: &[(&str, &str)]) -> Listing {
        Listing(files.iter().map(|(path, text)| ((*path).to_owned(), hash_of(text.as_bytes()))).collect())
    }

    #[test]
    fn what_is_new_is_written_and_what_is_right_stays() {
        let made = plan(&[("b", "2\n"), ("a", "1\n")], &Listing::default(), &[("a", "1\n")], FileRules::default());
        assert_eq!(
            made,
            FilePlan {
                written: vec![file("b", "2\n")],
                unchanged: vec!["a".to_owned()],
                listing: listing(&[("a", "1\n"), ("b", "2\n")]),
                ..FilePlan::default()
            }
        );
        assert!(!made.is_up_to_date());
        assert!(plan(&[], &Listing::default(), &[], FileRules::default()).is_up_to_date());
    }

    #[test]
    fn only_what_is_listed_and_as_it_was_is_written_over() {
        let found = [("ours", "old\n"), ("edited", "mine\n"), ("foreign", "theirs\n")];
        let before = listing(&[("ours", "old\n"), ("edited", "old\n")]);
        let files = [("ours", "new\n"), ("edited", "new\n"), ("foreign", "new\n")];
        let made = plan(&files, &before, &found, FileRules::default());
        assert_eq!(made.written, [file("ours", "new\n")]);
        let refused = [(file("edited", "new\n"), Refusal::Edited), (file("foreign", "new\n"), Refusal::Foreign)];
        assert_eq!(made.refused, refused);
        let forced = plan(&files, &before, &found, FileRules { force: true, prune: false });
        assert_eq!((forced.written.len(), forced.refused.len()), (3, 0));
    }

    #[test]
    fn what_is_not_generated_any_more_goes_only_when_that_is_wanted_and_nobody_edited_it() {
        let found = [("gone", "old\n"), ("edited", "mine\n")];
        let before = listing(&[("gone", "old\n"), ("edited", "old\n"), ("absent", "old\n")]);
        let kept = plan(&[], &before, &found, FileRules::default());
        assert_eq!(
            (kept.pruned.len(), kept.stale.as_slice(), kept.left.as_slice()),
            (0, &["gone".to_owned()][..], &["edited".to_owned()][..])
        );
        assert_eq!(kept.listing, listing(&[("gone", "old\n")]));
        let pruned = plan(&[], &before, &found, FileRules { force: true, prune: true });
        assert_eq!(
            (pruned.pruned.as_slice(), pruned.left.as_slice()),
            (&["gone".to_owned()][..], &["edited".to_owned()][..])
        );
        assert!(pruned.listing.is_empty());
    }

    #[test]
    fn line_ends_that_version_control_changes_are_no_edit() {
        let before = listing(&[("a", "1\n2\n")]);
        let same = plan(&[("a", "1\n2\n")], &before, &[("a", "1\r\n2\r\n")], FileRules::default());
        assert_eq!(same.unchanged, ["a"]);
        let other = plan(&[("a", "1\n3\n")], &before, &[("a", "1\r\n2\r\n")], FileRules::default());
        assert_eq!(other.written, [file("a", "1\n3\n")]);
        let lone = plan(&[("a", "1\n3\n")], &before, &[("a", "1\r2\n")], FileRules::default());
        assert_eq!(lone.refused, [(file("a", "1\n3\n"), Refusal::Edited)]);
    }

    #[test]
    fn a_listing_is_read_as_it_was_written() {
        let before = listing(&[("a/b.ts", "1\n"), ("c", "2\n")]);
        assert_eq!(Listing::parse(&before.text()), Ok(before));
        let hash = hash_of(b"1\n");
        assert_eq!(hash, "4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865");
        for (text, reason) in [
            ("", "EOF while parsing a value at line 1 column 0"),
            ("{}", "it has no `version`"),
            (r#"{"version": 2, "files": {}}"#, "its version is 2, and this program knows 1"),
            (r#"{"version": 1}"#, "it has no `files`"),
            (r#"{"version": 1, "files": {"../a": "x"}}"#, "`../a` is no file with its hash"),
            (r#"{"version": 1, "files": {"/a": "x"}}"#, "`/a` is no file with its hash"),
            (r#"{"version": 1, "files": {"a": 1}}"#, "`a` is no file with its hash"),
        ] {
            assert_eq!(Listing::parse(text), Err(reason.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_difference_says_what_a_file_becomes() {
        assert_eq!(difference("a", Some(b"1\n2\n"), Some("1\n3\n")), "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n");
        assert_eq!(difference("a", None, Some("1\n")), "--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+1\n");
        assert_eq!(difference("/x/a", Some(b"1\n"), None), "--- a/x/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n");
        assert_eq!(cut("1\n2\n3\n", 2), ("1\n2\n".to_owned(), 1));
        assert_eq!(cut("1\n2\n", 2), ("1\n2\n".to_owned(), 0));
    }

    #[test]
    fn files_that_differ_in_case_alone_are_one_file_somewhere() {
        assert_eq!(doubles(["a/B", "a/b", "c"].into_iter()), ["a/b"]);
        assert_eq!(doubles(["a", "b"].into_iter()), Vec::<String>::new());
    }
}
