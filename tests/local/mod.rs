//! `local` over the network: what clients see.

mod control_plane;
mod credentials;
mod faults;
mod http;
mod page;
mod running;
mod signing;
mod state;
