//! HTTP to an API: one client for everything that is sent to it.
//!
//! | file | what |
//! |---|---|
//! | `exchange.rs` | how an API is reached, what is sent, what comes back, why nothing does |
//! | `client.rs` | the client: sending, reading with a bound |
//! | `certificates.rs` | whose certificates are trusted |
//! | `repeat.rs` | sending again what may be sent again |
//! | `faults.rs` | what to tell the user about a failure |
//! | `proxies.rs` | the proxies of the environment, for the words of failures |
//! | `wire.rs` | requests and answers as `-vv` shows them |

mod certificates;
mod client;
mod exchange;
mod faults;
mod proxies;
mod repeat;
mod wire;

pub use client::{BODY_BYTES, HttpClient};
pub use exchange::{HttpAnswer, HttpFault, HttpOptions, HttpRequest, Sent};

pub use faults::{innermost, redirected};
pub(super) use repeat::jitter;
pub use repeat::{ATTEMPTS, Again, Repeat};
pub use wire::{answer_lines, request_lines};
