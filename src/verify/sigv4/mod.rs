//! AWS Signature Version 4, checked as AWS checks it.
//!
//! [`Signed::read`] takes a signature apart, [`Signed::verify`] rebuilds what the client must have signed and compares.
//! Between the two the caller looks up the secret of [`Signed::access_key_id`].
//!
//! The canonical request is built here and not by signing anew with `aws-sigv4`: that crate signs every header that it is
//! given, adds `x-amz-date` and the session token by itself, and builds a query for presigned requests from its own
//! clock, while a check must sign exactly what the client says that it signed, its `Date` header included. The
//! cryptography is theirs: key derivation and HMAC from `aws-sigv4`, digest and comparison from `aws-lc-rs`.
//!
//! The order of the checks and the wording of the faults are those that AWS was seen to use, as recorded in the source of
//! mhart/dynalite (`index.js`), which was written against the service; single texts cite where else they were seen.

mod canonical;
mod fault;
mod moment;
mod query;
mod request;
mod signed;
#[cfg(test)]
mod tests;
mod verify;

pub use fault::{FaultKind, Lacking, SigV4Fault};
pub use request::HttpRequest;
pub use signed::{Scope, Signed};
pub use verify::{Expected, SigningKey};
