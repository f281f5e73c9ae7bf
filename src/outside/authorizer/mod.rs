//! Calling an authorizer, wherever it runs, and saying what came of it.
//!
//! | file | what it does |
//! |---|---|
//! | `invocation.rs` | the ways to call an authorizer, as one enum |
//! | `process.rs` | a pool of warm child processes |
//! | `worker.rs` | one child process: start, one event at a time, end |
//! | `handler.rs` | from a handler file or a command to a command line and its environment |
//! | `runtime_api.rs` | the Lambda Runtime API, one listener for each child |
//! | `pipes.rs` | the same API for our own bootstraps, over a pair of pipes |
//! | `starter.rs` | the thread that children are started from |
//! | `output.rs` | the last of what a child printed |
//! | `function_configuration.rs` | what Lambda's own configuration of a function means here |
//! | `function_error.rs` | Lambda's error object |
//! | `start_error.rs` | why an authorizer did not start, in the user's words |
//! | `deployed.rs` | a function on AWS |
//! | `rules.rs` | a rules file, an authorizer without code |
//! | `url.rs` | an authorizer behind a URL that takes Lambda's Invoke request |
//! | `bootstrap.cjs`, `bootstrap.py` | what runs a handler file inside Node.js or Python |

mod deployed;
mod function_configuration;
mod function_error;
mod handler;
mod invocation;
mod output;
#[cfg(unix)]
mod pipes;
mod process;
mod rules;
mod runtime_api;
mod start_error;
mod starter;
mod url;
mod worker;

pub use deployed::DeployedAuthorizer;
pub use function_configuration::{FunctionConfiguration, MEMORY_MB};
pub use handler::{ProcessSpec, Program};
pub use invocation::{Authorizer, Invocation};
pub use process::ProcessPool;
pub use rules::RulesAuthorizer;
pub use url::UrlAuthorizer;
