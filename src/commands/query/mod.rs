//! `query`: authorized GraphQL from the terminal.
//!
//! [`args`] is what a user can say; `prepare` finds the API and who sends; `request` reads the document and its variables;
//! `caller` makes the headers of each request; `send` posts it, `subscribe` listens; `batch` sends a file of requests; `run`
//! decides and reports.

mod args;
mod batch;
mod caller;
mod denial;
mod prepare;
mod request;
mod run;
mod send;
mod subscribe;
mod target;

pub use args::Args;
pub use run::run;
