//! `local` over the network: what clients see.

mod http;
