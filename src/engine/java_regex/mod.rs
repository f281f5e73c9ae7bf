//! The dialect of `identityValidationExpression`: what `java.util.regex` makes of a pattern, without a JVM.
//!
//! AppSync does not document which regular expressions it takes. It is a service on the JVM, so `java.util.regex.Pattern` with
//! default flags is the best guess. Rust's engines read the same text differently, often silently (`\w` is Unicode there and ASCII
//! in Java, `\h` is a hex digit there and a blank in Java), so a pattern is parsed here by Java's rules and printed again in the
//! syntax of `fancy-regex`, with every character class spelled out.
//!
//! Evidence: the documentation of `java.util.regex.Pattern` and `Matcher` of JDK 17, and the answers of that JDK to the pairs in
//! `tests/fixtures/java-regex.json` and `tests/fixtures/java-regex-more.json`, which the tests hold.
//!
//! A pattern or input whose reading is in doubt is [`PatternError::NotJudged`] or [`Judgement::Unknown`] with a reason; it is
//! never judged by a near miss.
//!
//! - `parse`, `group`, `escape`, `class`, `property`, `charset`: Java's syntax into a tree (`ast`), or a refusal.
//! - `lengths`, `references`: what Java refuses or reads oddly in look-behind, back-references and loops over nothing.
//! - `print`: the tree in the syntax of `fancy-regex`.
//! - `judge`: the public type, [`JavaRegex`].
//! - `lint`, `ambiguity`: [`pattern_findings`].

mod ambiguity;
mod ast;
mod charset;
mod class;
mod error;
mod escape;
mod group;
mod judge;
mod lengths;
mod lint;
mod parse;
mod print;
mod property;
mod references;

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod table_tests;

pub use error::PatternError;
pub use judge::{JavaRegex, Judgement};
pub use lint::{PatternFinding, pattern_findings};
pub use parse::LONGEST_PATTERN;
