//! AppSync's authorization rules as pure functions over values, each rule once, with its evidence.

pub mod java_regex;
