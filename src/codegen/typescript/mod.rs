//! TypeScript: modules without dependencies that every compiler setting takes, and that need no enums or namespaces.
//!
//! - `schema.ts`: the enums (an object of the values, and a type), inputs and scalars that operations need.
//! - `queries.ts`, `mutations.ts`, `subscriptions.ts`: for each operation a constant, which is its text and knows its types,
//!   the type of its variables and the types of its result.
//! - `fragments.ts`: the types of fragments.
//! - `functions.ts`, when wanted: for each operation a function of the same name as its constant. It is a module of its own,
//!   which `index.ts` does not export, so that constants keep their names.
//! - `client.ts`: the client.
//! - `index.ts`: everything but the functions.
//!
//! Lines end where prettier 3 ends them.

mod docs;
mod files;
mod globals;
mod layout;
mod named;
mod operation_files;
mod output;
mod scalars;
mod schema_file;
mod shapes;
mod types;
mod usage;
mod words;

pub(super) use docs::{comment, template};
pub use files::{Printed, files};
pub(super) use globals::past_declared;
pub(super) use named::{base, constants, named};
pub use scalars::scalar_fault;
pub(super) use words::{LANGUAGE, LANGUAGE_TYPES};

#[cfg(test)]
mod files_tests;
