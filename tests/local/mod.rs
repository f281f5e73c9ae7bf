//! `local` over the network: what clients see.

mod control_plane;
mod http;
mod state;
