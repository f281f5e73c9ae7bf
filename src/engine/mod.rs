//! AppSync's authorization as pure functions over values: each rule once, with its evidence.
//!
//! What comes in: a [`Request`], the [`Api`] that it goes to, what is known of its credential, how open questions are
//! read, the time, and what the authorizer answered. What goes out: a [`Verdict`] that keeps its reasons as a [`Trace`].
//!
//! ```text
//! admit(case, cache)            -> Decided(verdict) | AskAuthorizer(pending)
//! conclude(pending, outcome, …) -> (verdict, what to keep in the cache)
//! field_access(verdict, …)      -> each selected field: reached, denied, unknown, and by which rule
//! ```
//!
//! The stages, one file each: [`mode`] which provider a request selects; [`credential`] whether its credential is good;
//! [`gate`] whether a token passes its limits and `identityValidationExpression`; [`cache`] whether an earlier answer is
//! used; [`contract`] whether the authorizer's answer is accepted; [`denied_fields`], [`directives`] and [`iam`] which
//! fields are reached, and [`access`] asks the last two for every field and mode at once; [`providers`] whether an API's
//! providers can stand together; [`lint`] what a schema and a configuration show without a request; [`diagnosis`] what can
//! be said of a denial by who was denied. [`rules`] is the table of all rules, [`refusal`] what the client gets.
//!
//! No clock, no random source, no files and no network belong here.

pub mod access;
pub mod cache;
pub mod contract;
pub mod credential;
pub mod denied_fields;
pub mod diagnosis;
pub mod directives;
pub mod fields;
pub mod gate;
pub mod iam;
pub mod java_regex;
pub mod jwt;
pub mod lint;
pub mod mode;
pub mod pipeline;
pub mod providers;
pub mod refusal;
mod rule_table;
pub mod rules;
pub mod subject;
pub mod trace;

#[cfg(test)]
mod iam_tests;

pub use cache::{Cache, EffectiveTtl, TtlSource};
pub use fields::{field_access, root_fields};
pub use pipeline::{Admission, Case, Means, Pending, admit, admit_by, conclude};
pub use refusal::Refusal;
pub use rules::{Code, Evidence, Rule, Severity, Stage};
pub use subject::{Api, Arrival, Caller, CredentialCheck, CredentialFacts, ModeChoice, Readings, Request};
pub use trace::{Access, Decision, FieldAccess, Outcome, Step, Trace, Verdict};
