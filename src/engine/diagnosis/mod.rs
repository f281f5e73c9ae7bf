//! The way back: a client sent a request and AppSync refused it, or some of its fields. What can be said, and by which rule?
//!
//! No rule stands here. What the request selects, and what becomes of its credential, is asked of [`super::pipeline`] as
//! for any request; who reaches a field of [`super::directives`]; and AppSync's words are those of [`super::refusal`],
//! read backwards. What only AppSync knows (whether a key is known, what an authorizer answered) is named as what it is:
//! the reasons that are left.

mod authorizer;
mod caller;
mod denial;
mod diagnose;
mod fields;
mod known;
mod moment;
mod realtime;
mod request;
mod sent;
mod shape;
mod signature;
mod token;

#[cfg(test)]
mod tests;

pub use diagnose::diagnose;
pub use sent::{Answer, AnswerError, Diagnosis, Sent};
