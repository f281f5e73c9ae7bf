//! Stage L: what a schema and an API's configuration show without a request.
//!
//! [`lint`] walks the schema once for each mode, as a caller of that mode could, and asks the rules that requests are
//! judged by; nothing here knows a second version of them. [`mend`] says which directives would let each mode read what
//! it reaches. The work grows with the number of fields times the number of modes.
//!
//! - `graph`: object types, what their fields return, and who may be behind an interface or union.
//! - `reach`: which types and fields a mode reaches, and by which shortest path.
//! - `returned`, `unreachable`, `usage`, `subscriptions`: findings about a schema.
//! - `authorizer`: findings about the configuration: providers, regex, TTL, `deniedFields`.
//! - `invocation`: findings about the authorizer's function: may AppSync invoke it, and for whom.
//! - `rewrite`: missing directives written into the text.
//! - `suppress`: comments that take findings back.

mod authorizer;
mod check;
mod finding;
mod graph;
mod invocation;
mod reach;
mod returned;
mod rewrite;
mod sensitive;
mod setting;
mod subscriptions;
mod suppress;
mod unreachable;
mod usage;

pub use check::{inferred_modes, lint, lint_api, lint_invocation, mend};
pub use finding::{DeniedEntry, Finding, Fix, LintInputs, Linted, Target};
pub use invocation::AuthorizerInvocation;
pub use rewrite::{Edit, edits, rewritten};
