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

pub(super) use answers::tell_command_line;
pub(super) use api::ask_api;
pub(super) use authorizer::ask_change;

/// What to do without a question.
const WITHOUT: &str = "say with flags what shall be (`appsync-auth configure --help`), and `--dry-run` to see the plan";
