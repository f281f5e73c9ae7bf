//! Checks of credentials for whoever plays AppSync: SigV4 signatures and the signatures of JWTs; and minting of JWTs.
//!
//! Nothing here decides whether a request is let in. A check says whether a signature is good, and the engine gets that as
//! a fact. Keys, time and the request are arguments; nothing is looked up.

pub mod jwt;
#[cfg(test)]
mod jwt_tests;
pub mod mint;
pub mod sigv4;

pub use jwt::{JwtFault, KeySet};
pub use mint::MintingKey;
pub use sigv4::{Expected, FaultKind, HttpRequest, Scope, SigV4Fault, Signed, SigningKey};
