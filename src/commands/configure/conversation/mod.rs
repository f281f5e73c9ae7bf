//! The conversation of `configure`: which API, and what shall be of its authorizer. It decides nothing: what it gives is
//! what flags could have said, and the plan judges it.
//!
//! - `api`: which API.
//! - `authorizer`: what shall be of its authorizer, question by question.
//! - `function`: which function, and which alias of it.
//! - `current`: what the API has now.
//! - `answers`: the answers as flags, and the command line that needs no questions.

mod answers;
mod api;
mod authorizer;
mod current;
mod function;

pub(super) use api::ask_api;
pub(super) use authorizer::ask_change;

use super::args::Args;
use crate::commands::context::Context;

/// What to do without a question.
const WITHOUT: &str = "say with flags what shall be (`appsync-auth configure --help`), and `--dry-run` to see the plan";

/// Says how the same is done without a question, for scripts and for the next time.
pub(super) fn tell_command_line(context: &Context<'_>, args: &Args, api_id: &str) {
    // One line, whatever the terminal's width, so that it can be copied.
    context.console.note(&format!("The same without questions:\n  {}", args.command_line(api_id)));
}
