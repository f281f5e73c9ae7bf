//! The clients of AWS against scripted services on loopback, and against moto.

#![allow(clippy::unwrap_used, reason = "what only tests call may panic as tests do")]

mod appsync;
mod environment;
mod failures;
mod lambda;
pub(crate) mod moto;

use std::time::Duration;

use appsync_auth::appsync::Secret;
use appsync_auth::outside::credentials::{AwsOptions, load};
use appsync_auth::sign::AccessKey;
use aws_config::SdkConfig;
use wiremock::ResponseTemplate;

/// What a user says who has keys and an emulator at this URL.
fn options(endpoint_url: &str) -> AwsOptions {
    AwsOptions {
        profile: None,
        region: Some("eu-west-1".to_owned()),
        endpoint_url: Some(endpoint_url.to_owned()),
        timeout: Duration::from_secs(20),
        access_key: Some(AccessKey {
            id: "AKIATEST".to_owned(),
            secret: Secret::new("test-secret"),
            session_token: Some(Secret::new("test-session-token")),
        }),
    }
}

async fn config(endpoint_url: &str) -> SdkConfig {
    load(&options(endpoint_url)).await.unwrap()
}

/// An error as AWS's REST JSON services send it.
fn aws_error(status: u16, code: &str, message: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header("x-amzn-errortype", code)
        .set_body_json(serde_json::json!({ "message": message }))
}
