//! SigV4 signatures of requests, by AWS's own library. The time is an argument.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;

use crate::appsync::Secret;
use crate::error::{Error, Result};

/// The service name in signatures of AppSync's data plane.
///
/// Source: AppSync developer guide, "Security", IAM authorization.
pub const APPSYNC: &str = "appsync";

/// An access key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// The access key id, which is not secret.
    pub id: String,
    /// The secret access key.
    pub secret: Secret,
    /// The session token of temporary credentials.
    pub session_token: Option<Secret>,
}

/// Who signs, and for which service and region.
#[derive(Debug, Clone)]
pub struct Signer {
    identity: aws_smithy_runtime_api::client::identity::Identity,
    region: String,
    service: &'static str,
}

/// What is signed. The URL is signed as it is written, so it must be sent as it is written.
#[derive(Debug, Clone, Copy)]
pub struct Signable<'a> {
    /// The method, such as `POST`.
    pub method: &'a str,
    /// The absolute URL, percent-encoded already; its host is signed with its port where it has one.
    pub url: &'a str,
    /// The headers that are signed besides `host` and `x-amz-date`; they must be sent with these values.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, byte for byte.
    pub body: &'a [u8],
}

impl Signer {
    /// A signer; credentials are taken as they are.
    #[must_use]
    pub fn new(key: &AccessKey, region: &str, service: &'static str) -> Self {
        let session_token = key.session_token.as_ref().map(|token| token.expose().to_owned());
        let credentials = Credentials::new(&key.id, key.secret.expose(), session_token, None, "appsync-auth");
        Self { identity: credentials.into(), region: region.to_owned(), service }
    }

    /// The headers that the signature adds: `x-amz-date`, `authorization`, and `x-amz-security-token` for temporary
    /// credentials. Names are in lower case.
    ///
    /// # Errors
    /// Bug: the URL or a header is none.
    pub fn headers(&self, at: SystemTime, request: &Signable<'_>) -> Result<Vec<(String, Secret)>> {
        let failed = |error: &dyn std::fmt::Display| Error::bug(format!("a request cannot be signed: {error}"));
        let params = v4::SigningParams::builder()
            .identity(&self.identity)
            .region(&self.region)
            .name(self.service)
            .time(at)
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| failed(&error))?
            .into();
        let body = SignableBody::Bytes(request.body);
        let signable = SignableRequest::new(request.method, request.url, request.headers.iter().copied(), body)
            .map_err(|error| failed(&error))?;
        let (instructions, _) = sign(signable, &params).map_err(|error| failed(&error))?.into_parts();
        Ok(instructions.headers().map(|(name, value)| (name.to_owned(), Secret::new(value))).collect())
    }
}
