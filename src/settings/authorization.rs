//! How a request says who sends it.

use std::fmt;

use crate::appsync::TokenSource;

/// How a request says who sends it, and where the secret comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorization {
    /// A token for the Lambda authorizer.
    Token(TokenSource),
    /// An API key.
    ApiKey(TokenSource),
    /// A JWT of a user pool or of an OpenID Connect issuer.
    Jwt(TokenSource),
    /// A SigV4 signature with AWS credentials.
    Iam,
}

impl Authorization {
    /// The key of the configuration: `token`, `api-key`, `jwt` or `iam`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Token(_) => "token",
            Self::ApiKey(_) => "api-key",
            Self::Jwt(_) => "jwt",
            Self::Iam => "iam",
        }
    }

    /// Where the secret comes from; IAM's come from the AWS credentials.
    #[must_use]
    pub const fn source(&self) -> Option<&TokenSource> {
        match self {
            Self::Token(source) | Self::ApiKey(source) | Self::Jwt(source) => Some(source),
            Self::Iam => None,
        }
    }
}

impl Authorization {
    /// The same kind with its secret from elsewhere; IAM has none.
    #[must_use]
    pub fn with_source(&self, source: TokenSource) -> Self {
        match self {
            Self::Token(_) => Self::Token(source),
            Self::ApiKey(_) => Self::ApiKey(source),
            Self::Jwt(_) => Self::Jwt(source),
            Self::Iam => Self::Iam,
        }
    }
}

/// What it is and where it comes from, never the secret.
impl fmt::Display for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self.source() {
            None => Ok(()),
            Some(TokenSource::Value(_)) => f.write_str(" ***"),
            Some(TokenSource::Env(name)) => write!(f, " from the variable `{name}`"),
            Some(TokenSource::File(path)) => write!(f, " from the file `{path}`"),
            // The arguments can hold anything, so only the program is named.
            Some(TokenSource::Command(words)) => {
                write!(f, " from the command `{}`", words.first().map_or("", String::as_str))
            }
        }
    }
}
