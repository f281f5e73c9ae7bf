//! A subscription over sockets: it does what [`crate::realtime::Subscription`] says, and decides nothing.
//!
//! | file | what |
//! |---|---|
//! | `opening.rs` | one connection: the handshake over the client that also posts, so that proxies and trust are the same |
//! | `driver.rs` | one connection after another, until the subscription ends |

mod driver;
mod opening;

pub use driver::{Ended, How, StopReason, Subscribing, Told, subscribe};
pub use opening::MESSAGE_BYTES;
