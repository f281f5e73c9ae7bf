//! A request: as a user types it for curl, and sent.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::report::compact_json;

/// How long an answer of our own emulator may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The headers of an answer that are shown.
const SHOWN: [&str; 2] = ["x-amzn-errortype", "x-appsync-auth-trace"];

/// GraphQL sent by POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Curl {
    /// The header that the caller is known by, and its value.
    pub(super) credential: (&'static str, &'static str),
    /// The document; it has no apostrophe.
    pub(super) query: &'static str,
}

impl Curl {
    /// The command line, in pieces that belong on one line each.
    pub(super) fn pieces(&self, url: &str) -> Vec<String> {
        let (name, value) = self.credential;
        vec![
            format!("curl -i {url}"),
            format!("-H '{name}: {value}'"),
            "-H 'Content-Type: application/json'".to_owned(),
            format!("-d '{}'", self.body()),
        ]
    }

    fn body(&self) -> Value {
        json!({ "query": self.query })
    }

    /// Sends the request: the status line, the headers that say something of authorization, and the body.
    pub(super) async fn send(&self, client: &reqwest::Client, url: &str, width: usize) -> Result<String> {
        let failed = |error: reqwest::Error| Error::bug(format!("the emulator of the demo does not answer: {error}"));
        let (name, value) = self.credential;
        let request = client.post(url).header(name, value).header(CONTENT_TYPE, "application/json");
        let response = request.body(self.body().to_string()).send().await.map_err(failed)?;
        let status = response.status();
        let mut text = format!("HTTP/1.1 {} {}\n", status.as_u16(), status.canonical_reason().unwrap_or_default());
        for name in SHOWN {
            if let Some(value) = response.headers().get(name).and_then(|value| value.to_str().ok()) {
                text.push_str(&format!("{name}: {value}\n"));
            }
        }
        let body: Value = response.json().await.map_err(failed)?;
        text.push_str(&format!("\n{}\n", compact_json::text(&body, width)));
        Ok(text)
    }
}

/// The client: it asks nobody but this machine, and trusts nobody else.
pub(super) fn client() -> Result<reqwest::Client> {
    let builder = reqwest::Client::builder().no_proxy().tls_certs_only([]).timeout(TIMEOUT);
    builder.build().map_err(|error| Error::bug(format!("no HTTP client can be made: {error}")))
}
