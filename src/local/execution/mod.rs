//! Executing an operation as AppSync does.
//!
//! An execution is a value that does all it can without waiting and then names the Lambda resolvers it needs
//! ([`Execution::calls`]); whoever runs it supplies their answers ([`Execution::supply`]) until there are no more calls.
//! [`execute`] does that with a function. Which fields are denied is decided before, by the engine.
//!
//! It is not the compiler's own executor because AppSync's differs from it in what clients see: fields beside one that
//! failed are still executed and report their own errors, sibling resolvers run at the same time, a null where none may be
//! has graphql-java's words without a location, values are converted as graphql-java converts them, and an argument whose
//! variable has no value is null.

mod collect;
mod complete;
mod entry;
mod field_map;
mod request;
mod resolver_event;
mod respond;
mod run;
mod selection_set;
mod slot;

#[cfg(test)]
mod compiler_tests;
#[cfg(test)]
pub(in crate::local) mod plain;
#[cfg(test)]
mod tests;

pub use entry::ResolverError;
pub use field_map::FieldMap;
pub use request::{Denied, Request, denied_fields};
pub use resolver_event::Call;
pub use respond::{Outcome, Response, RootResult};
pub use run::{Execution, execute};
