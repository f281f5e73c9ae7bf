//! GraphQL as AppSync speaks it: schemas with AppSync's scalars and directives, and operations.
//!
//! What belongs here reads texts and answers questions about what they say: which fields exist, which directives they
//! carry, which fields an operation selects. Whether somebody may select them is the business of the engine. Texts come
//! in as values; nothing here opens a file.

mod auth;
mod diagnostic;
mod insertion;
mod introspection;
mod leniency;
mod lexical;
mod load;
mod operation;
mod place;
mod prelude;
mod schema;
mod selection;

#[cfg(test)]
mod tests;

pub use auth::{AuthDirective, AuthDirectiveKind};
pub use diagnostic::{Diagnostic, Severity};
pub use insertion::Comment;
pub use load::{Leniency, Loaded};
pub use operation::{Document, Operation, OperationKind, PickError};
pub use place::{Place, SourceText, Span};
pub use prelude::WidenedUse;
pub use schema::Schema;
pub use selection::SelectedField;
