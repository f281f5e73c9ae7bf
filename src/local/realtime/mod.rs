//! Subscriptions: AppSync's WebSocket protocol on sockets.
//!
//! | file | what it does |
//! |---|---|
//! | `upgrade.rs` | from an HTTP request to a connection |
//! | `driver.rs` | a connection: the protocol's state machine between socket, authorization and deliveries |
//! | `authorize.rs` | whether a connect or a start is let in |
//! | `subscription.rs` | a subscription that was let in: what it is delivered, and when |
//! | `hub.rs`, `mailbox.rs` | who gets what a mutation came to |

mod authorize;
mod driver;
mod hub;
mod mailbox;
mod subscription;
mod upgrade;

pub(super) use hub::Hub;
pub(super) use upgrade::upgrade;
