//! A request that somebody recorded: saved as JSON, copied as a curl command, or in a HAR file.
//!
//! Texts come in, a [`CapturedRequest`] goes out, or an error that names the place and never a header's value. Nothing here
//! judges the request; what AppSync makes of it is the business of the engine.

mod body;
mod command;
mod curl;
mod har;
mod request;
mod saved;
mod shell;
mod websocket;

pub use body::Body;
pub use curl::from_curl;
pub use har::from_har;
pub use request::{Captured, CapturedRequest};
pub use saved::from_json;

#[cfg(test)]
mod curl_tests;
#[cfg(test)]
mod tests;
