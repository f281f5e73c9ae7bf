//! `local` over the network: what clients see.

mod faults;
mod http;
