//! `query`: authorized GraphQL from the terminal.
//!
//! `args` is what a user can say; `prepare` finds the API and who sends; `request` reads the document and its variables,
//! `named` finds the document by an operation's name;
//! `send` posts each request, `subscribe` listens; `paginate` sends for page after page; `batch`
//! sends a file of requests; `curl` sends nothing, and shows how curl would; `denial` asks the engine why an answer refuses;
//! `hidden` is what must not be seen; `run` decides and reports.

mod args;
mod batch;
mod curl;
mod denial;
mod hidden;
mod named;
mod paginate;
mod prepare;
mod request;
mod run;
mod send;
mod subscribe;

pub use args::Args;
pub use run::run;
