//! Where a token comes from, as a user writes it in a suite or in `appsync-auth.yaml`.

use super::Secret;

/// Where a token comes from. Only saying so is done here; reading it is for those who may touch the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenSource {
    /// The token itself, for tokens that are only good for tests.
    Value(Secret),
    /// An environment variable of this name.
    Env(String),
    /// The content of this file without the line break at its end; `-` is standard input.
    File(String),
    /// What this program prints, without the line break at its end: the program and its arguments, at least one word.
    Command(Vec<String>),
}
