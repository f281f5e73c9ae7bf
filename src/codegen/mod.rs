//! Client code from a schema: operations that are valid for every valid schema, and files in several languages.
//!
//! The way is the same for every target. `statements` chooses what each generated operation selects; the user's own
//! documents join them; `resolve` turns both into the operation IR, which says what a caller gives and gets and knows no
//! language; a printer for each target turns that into files. Which fields a caller reaches is asked of the engine.
//! Nothing here reads or writes a file: texts come in, [`GeneratedFile`]s go out.

pub mod amplify;
mod bounds;
mod deprecation;
mod documents;
mod file;
pub mod files;
mod introspection;
mod ir;
mod javascript;
mod kinds;
mod manifest;
mod names;
mod note;
mod presence;
pub mod print;
mod resolve;
mod schema_text;
mod statement;
mod statements;
mod style;
mod typenames;
pub mod typescript;
mod validity;
mod written;

pub use bounds::{Bounds, Reach};
pub use documents::graphql_files;
pub use file::GeneratedFile;
pub use introspection::{INTROSPECTION_QUERY, introspection_files};
pub use ir::{Abstract, Field, Fragment, Ir, Member, Object, Operation, Selected, Variable};
pub use javascript::javascript_files;
pub use manifest::{MANIFEST, manifest_files};
pub use note::{Note, Weight};
pub use resolve::resolve;
pub use schema_text::{schema_files, schema_text};
pub use statement::{Origin, Statement};
pub use statements::{
    Cost, Generated, generate, generate_beside, length_findings, refused_fields, subscription_findings, unused_patterns,
};
pub use style::Style;
pub use validity::valid_statements;
pub use written::{statements as written_statements, text as written_text};

#[cfg(test)]
mod print_tests;
#[cfg(test)]
mod resolve_tests;
#[cfg(test)]
mod written_tests;
