//! Lists that an API gives page by page: which field of an operation is one, what the next page asks for, and all pages
//! as one answer. Sending is the business of others.
//!
//! [`choose`] finds the field, a [`Pager`] takes the answers: it says which token comes next, or why there is none, and
//! keeps what it needs for [`Pager::merged`].

mod choice;
mod pager;

#[cfg(test)]
mod tests;

pub use choice::{Paged, choose};
pub use pager::{Pager, Turn};
