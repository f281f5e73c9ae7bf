//! `local` over the network: what clients see.

mod control_plane;
mod faults;
mod http;
mod state;
