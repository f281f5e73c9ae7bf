//! Requests to the control plane as an SDK signs them.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;

use crate::support::emulator::{Answer, Emulator};

/// Sends a request to a service, signed with the credentials that the ready line tells.
pub(super) fn send(emulator: &Emulator, service: &str, method: &str, path: &str, body: &str) -> Answer {
    let url = format!("{}{path}", emulator.text("controlPlaneUrl"));
    let (id, secret) = (emulator.text("accessKeyId"), emulator.text("secretAccessKey"));
    let identity = Credentials::new(id, secret, None, None, "test").into();
    let params = SigningParams::builder()
        .identity(&identity)
        .region(emulator.text("region"))
        .name(service)
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()
        .unwrap()
        .into();
    let content = [("content-type", "application/json")];
    let request =
        SignableRequest::new(method, url.as_str(), content.into_iter(), SignableBody::Bytes(body.as_bytes())).unwrap();
    let (instructions, _) = sign(request, &params).unwrap().into_parts();
    let headers: Vec<(&str, &str)> = content.into_iter().chain(instructions.headers()).collect();
    emulator.send(method, &url, &headers, body)
}
