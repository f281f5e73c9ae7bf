//! `local` over the network: what clients see.

mod clients;
mod control_plane;
mod credentials;
mod faults;
mod granting;
mod http;
mod never_lets_in;
mod page;
mod realtime;
mod running;
mod state;
mod unreliable;
