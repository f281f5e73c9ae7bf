//! The only floor that touches the world: streams, files, processes, the network. It decides nothing and renders nothing:
//! facts in, facts out.

pub mod appsync_api;
pub mod authorizer;
mod aws_call;
pub mod config;
pub mod console;
pub mod credentials;
pub mod file_watch;
pub mod files;
pub mod function_reference;
pub mod http;
pub mod iam_api;
pub mod lambda_api;
pub mod lock;
pub mod new_files;
pub mod output_folder;
pub mod path_pattern;
pub mod question;
mod said;
pub mod signal;
mod terminal;
pub mod token;
pub mod watched_files;
pub mod websocket;

pub use aws_call::ChangeFailure;
pub use console::{Console, Verbosity, Written};
