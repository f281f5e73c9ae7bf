//! `local` over the network: what clients see.

mod http;
mod never_lets_in;
