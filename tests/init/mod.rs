//! `init` as a user meets it: what it writes works at once, and what is there stays as it is.

mod languages;
mod refusals;
mod written;

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::sandbox::Sandbox;

/// Every file and folder below a folder, with the text of the files; a folder's is `None`.
fn listing(folder: &Path) -> BTreeMap<String, Option<String>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !path.is_symlink() {
                found.insert(name, None);
                folders.push(path);
            } else {
                found.insert(name, Some(std::fs::read_to_string(&path).unwrap_or_default()));
            }
        }
    }
    found
}

/// The names of all files in the sandbox, in order.
fn files(sandbox: &Sandbox) -> Vec<String> {
    listing(sandbox.path()).into_iter().filter_map(|(name, text)| text.map(|_| name)).collect()
}
