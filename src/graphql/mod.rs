//! GraphQL as AppSync speaks it: schemas with AppSync's scalars and directives, and operations.
//!
//! What belongs here reads texts and answers questions about what they say: which fields exist, which directives they
//! carry, which fields an operation selects. Whether somebody may select them is the business of the engine. Texts come
//! in as values; nothing here opens a file.

mod arguments;
mod auth;
mod aws_formats;
mod coercion;
mod diagnostic;
mod document_set;
mod executable;
mod insertion;
mod introspection;
mod leniency;
mod lexical;
mod literals;
mod load;
mod operation;
mod paged_fields;
mod place;
mod prelude;
mod scalar_literals;
mod scalars;
mod schema;
mod selection;
mod surroundings;
mod validation_error;
mod validation_wording;
mod variable_text;
mod variables;

#[cfg(test)]
mod coercion_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod validation_wording_tests;

pub use auth::{AuthDirective, AuthDirectiveKind};
pub use coercion::serialize;
pub use diagnostic::{Diagnostic, Severity};
pub use document_set::DocumentSet;
pub use executable::Executable;
pub use insertion::Comment;
pub use lexical::{DOCUMENT_TOKENS, token_count};
pub use load::{Leniency, Loaded};
pub use operation::{Document, Operation, OperationKind, PickError};
pub use paged_fields::PagedField;
pub use place::{Place, SourceText, Span};
pub use prelude::{WidenedUse, prelude};
pub use schema::Schema;
pub use selection::SelectedField;
pub use validation_error::{Location, ValidationError};
