//! `local` over the network: what clients see.

mod http;
mod realtime;
