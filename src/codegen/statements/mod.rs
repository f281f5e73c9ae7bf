//! Which fields each generated operation selects, and the operations themselves.
//!
//! There is one operation for each field of a root type. What it selects is first chosen as a graph of shapes, in which what
//! is selected of one type with one budget stands once: its size is that of the schema times the depth, however large the
//! text would be. The number of fields is known there, so that a budget that is too large is lowered before anything is
//! expanded. Only then does the graph become GraphQL, with a fragment for each shape that is used twice.
//!
//! - `rules`, `patterns`: what holds for one operation, and what `include` and `exclude` leave of a schema.
//! - `classes`: connections, edges, payloads, value objects and entities.
//! - `access`: what a caller reaches, asked of the engine.
//! - `plan`: what can be selected of a type at all, whatever the budget is; with aliases where members disagree.
//! - `remarks`: what is told of fields that are left out or renamed.
//! - `budget`, `chooser`, `shapes`: what is selected of a type with a budget.
//! - `merging`: whether two selections can stand at one place of an answer.
//! - `names`, `variables`, `rendering`: the GraphQL.
//! - `cost`, `length`: how large an operation is, and whether a service reads it.
//! - `coverage`: whether mutations select what subscriptions to them need.
//! - `refusals`: what of the user's own operations a caller does not reach.

mod access;
mod budget;
mod chooser;
mod classes;
mod cost;
mod coverage;
mod generation;
mod length;
mod merging;
mod names;
mod patterns;
mod plan;
mod refusals;
mod remarks;
mod rendering;
mod rules;
mod shapes;
mod variables;

#[cfg(test)]
mod tests;

pub use cost::Cost;
pub use coverage::subscription_findings;
pub use generation::{Generated, generate, generate_beside};
pub use length::length_findings;
pub use patterns::unused_patterns;
pub use refusals::refused_fields;
