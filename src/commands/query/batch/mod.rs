//! `query --file`: several requests, each with what must be answered.
//!
//! `ready` makes requests of the file, with all that it names read; `play` has them sent, several at a time, and judges the
//! answers; `run` does the whole and reports.

mod play;
mod ready;
mod run;

pub(super) use run::run;

#[cfg(test)]
mod tests;
