//! The files of the sample, which are a part of the program.

use std::path::Path;

use crate::error::Result;
use crate::outside::new_files;

pub(super) const SCHEMA: &str = include_str!("sample/schema.graphql");
pub(super) const RULES: &str = include_str!("sample/rules.yaml");
pub(super) const API: &str = include_str!("sample/api.json");
pub(super) const DATA: &str = include_str!("sample/data.json");
/// Keys that the emulator of the sample made up; they open nothing else.
pub(super) const ACCESS_KEY_ID: &str = "demo";
/// What belongs to the access key id.
pub(super) const SECRET_ACCESS_KEY: &str = "demo";
const API_KEY: &str = include_str!("sample/api-key.txt");
const CONFIGURATION: &str = include_str!("sample/appsync-auth.yaml");

/// The files, by name.
const FILES: [(&str, &str); 6] = [
    ("schema.graphql", SCHEMA),
    ("rules.yaml", RULES),
    ("api.json", API),
    ("data.json", DATA),
    ("api-key.txt", API_KEY),
    ("appsync-auth.yaml", CONFIGURATION),
];

/// The API key of the sample; it opens nothing but the sample.
pub(super) fn api_key() -> &'static str {
    API_KEY.trim_end()
}

/// Writes the files into a folder.
///
/// # Errors
/// One cannot be written.
pub(super) fn write(folder: &Path) -> Result<()> {
    let files: Vec<_> = FILES.iter().map(|(name, text)| (folder.join(name), text.as_bytes())).collect();
    new_files::write(&files)
}
