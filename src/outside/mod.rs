//! The only modules that touch the world: files, the network, processes, AWS. They decide nothing and render nothing.

pub mod config;
