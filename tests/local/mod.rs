//! `local` over the network: what clients see.

mod clients;
mod control_plane;
mod faults;
mod http;
mod never_lets_in;
mod realtime;
mod state;
