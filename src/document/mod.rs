//! YAML and JSON that people write, read into a tree in which every value knows its place.
//!
//! One reader for suites, rules files and the configuration. [`Document::parse`] turns text into [`Node`]s with byte
//! spans; a [`Reader`] then takes typed values out of them and collects every fault on the way (a wrong type, a missing
//! or unknown key), so that a user sees all of them at once, each with its place. What the values mean is not decided
//! here.
//!
//! YAML is read as YAML 1.2 with the core schema: `no` is a text, `0o17` is a number, there are no merge keys. A text
//! that is JSON is read as JSON, whatever its file is called, so that JSON really is a subset.

mod did_you_mean;
mod fault;
mod fields;
mod json;
mod node;
pub mod raw_json;
mod reader;
mod scalar;
mod source_text;
mod token;
mod yaml;

pub use did_you_mean::did_you_mean;
pub use fault::Fault;
pub use fields::Fields;
pub use node::{Entry, Kind, Node, Spanned};
pub use reader::Reader;
pub use source_text::{Document, Origin, decode};

#[cfg(test)]
mod reader_tests;
#[cfg(test)]
mod tests;
