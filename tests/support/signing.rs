//! Signatures by AWS's own library.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;

use super::emulator::{Answer, Emulator};

/// Who signs, and for which service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signer<'a> {
    pub(crate) access_key_id: &'a str,
    pub(crate) secret_access_key: &'a str,
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
}

impl Signer<'_> {
    /// The headers that a signature adds to a request.
    pub(crate) fn headers(
        &self,
        at: SystemTime,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Vec<(String, String)> {
        let identity = Credentials::new(self.access_key_id, self.secret_access_key, None, None, "test").into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(at)
            .settings(SigningSettings::default())
            .build()
            .unwrap()
            .into();
        let request =
            SignableRequest::new(method, url, headers.iter().copied(), SignableBody::Bytes(body.as_bytes())).unwrap();
        let (instructions, _) = sign(request, &params).unwrap().into_parts();
        instructions.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}

/// Sends a request to a service of the emulator, signed as an SDK does with the credentials that the ready line tells.
pub(crate) fn send(emulator: &Emulator, service: &str, method: &str, path: &str, body: &str) -> Answer {
    let key = (emulator.text("accessKeyId"), emulator.text("secretAccessKey"));
    send_as(emulator, key, service, method, path, body)
}

/// The same with an access key and its secret.
pub(crate) fn send_as(
    emulator: &Emulator,
    key: (&str, &str),
    service: &str,
    method: &str,
    path: &str,
    body: &str,
) -> Answer {
    let url = format!("{}{path}", emulator.text("controlPlaneUrl"));
    let (access_key_id, secret_access_key) = key;
    let signer = Signer { access_key_id, secret_access_key, region: emulator.text("region"), service };
    let content = [("content-type", "application/json")];
    let signed = signer.headers(SystemTime::now(), method, &url, &content, body);
    let signed = signed.iter().map(|(name, value)| (&**name, &**value));
    let headers: Vec<(&str, &str)> = content.into_iter().chain(signed).collect();
    emulator.send(method, &url, &headers, body)
}
