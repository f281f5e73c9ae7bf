//! `local` over the network: what clients see.

mod clients;
mod http;
