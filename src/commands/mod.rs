//! One verb each: gather, decide, report. Verbs do not know each other; what they share stands in [`context`],
//! [`gather`], [`given`], [`authorization`], [`authorizer`], `caller`, `target`, [`infrastructure`],
//! [`schema_files`] and [`reporting`].

pub mod access;
pub mod authorization;
pub mod authorizer;
mod caller;
pub mod completions;
pub mod configure;
pub mod context;
pub mod demo;
pub mod explain;
pub mod gather;
pub mod generate;
pub mod given;
pub mod grant;
pub mod infrastructure;
pub mod init;
pub mod lint;
pub mod local;
pub mod man;
pub mod query;
pub mod reporting;
pub mod schema_files;
pub mod status;
mod target;
pub mod test_token;

pub use context::Context;
