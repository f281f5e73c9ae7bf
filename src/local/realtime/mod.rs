//! Subscriptions: AppSync's WebSocket protocol on sockets.
mod hub;
mod upgrade;

pub(super) use hub::Hub;
pub(super) use upgrade::upgrade;
