//! Who may sign requests.

use crate::appsync::Secret;
use crate::engine::iam::Policy;

/// The credentials that the emulator knows.
#[derive(Debug, Default)]
pub struct Keyring {
    /// All of them; access key ids are unique.
    pub credentials: Vec<Credentials>,
    /// Whether a signature by credentials that are not known is taken for good, without being verified.
    pub accept_any: bool,
}

/// AWS credentials, and who has them.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The access key id.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: Secret,
    /// The session token, for temporary credentials.
    pub session_token: Option<Secret>,
    /// The ARN of the user, role or session.
    pub principal: String,
    /// The policies of the caller; with `None` everything is allowed.
    pub policies: Option<Vec<Policy>>,
}

impl Keyring {
    /// The credentials with this access key id.
    #[must_use]
    pub fn find(&self, access_key_id: &str) -> Option<&Credentials> {
        self.credentials.iter().find(|credentials| credentials.access_key_id == access_key_id)
    }
}
