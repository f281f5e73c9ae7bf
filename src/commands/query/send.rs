//! Sending: a credential, a client, and what is told on the way.

use std::time::SystemTime;

use bytes::Bytes;

use super::prepare::Prepared;
use super::request::Request;
use crate::appsync::{Headers, Secret};
use crate::commands::caller::Credential;
use crate::commands::context::Context;
use crate::commands::target::Address;
use crate::error::Result;
use crate::outside::Verbosity;
use crate::outside::http::{HttpAnswer, HttpClient, HttpRequest, Repeat, answer_lines, request_lines};
use crate::report::wording::one_line;

/// Sends requests to one API, by one caller.
#[derive(Debug)]
pub(super) struct Sender<'a> {
    context: &'a Context<'a>,
    prepared: &'a Prepared,
    client: &'a HttpClient,
    credential: Credential,
    retry_mutations: bool,
    /// Secrets besides those of a request itself, which an answer may say again.
    others: &'a [Secret],
}

impl<'a> Sender<'a> {
    /// A sender; nothing is sent yet.
    pub(super) const fn new(
        context: &'a Context<'a>,
        prepared: &'a Prepared,
        client: &'a HttpClient,
        credential: Credential,
        retry_mutations: bool,
    ) -> Self {
        Self { context, prepared, client, credential, retry_mutations, others: &[] }
    }

    /// Hides these secrets too from what is shown of the wire.
    pub(super) const fn hiding(mut self, others: &'a [Secret]) -> Self {
        self.others = others;
        self
    }

    /// Sends a request, again where that is safe; gives the answer and the headers that were sent.
    ///
    /// # Errors
    /// There is no answer.
    pub(super) async fn send(&self, request: &Request) -> Result<(HttpAnswer, Headers)> {
        self.send_with(request, &self.prepared.headers).await
    }

    /// As [`Sender::send`], with these headers in place of those that all requests share.
    ///
    /// # Errors
    /// There is no answer.
    pub(super) async fn send_with(&self, request: &Request, own: &Headers) -> Result<(HttpAnswer, Headers)> {
        let console = self.context.console;
        let posted = self.http_request(request.body(), own)?;
        let repeat = if request.is_mutation() && !self.retry_mutations { Repeat::OnlyIfNotSent } else { Repeat::Safe };
        let shows_wire = console.verbosity.get() >= Verbosity::Wire;
        if shows_wire {
            request_lines(&posted, self.others).iter().for_each(|line| console.wire(&one_line(line)));
        }
        let sent = self.client.post_with_retries(&posted, repeat, |again| console.step(&again.to_string())).await;
        let answer = sent.map_err(|fault| fault.error)?;
        if shows_wire {
            answer_lines(&posted, &answer, self.others).iter().for_each(|line| console.wire(&one_line(line)));
        }
        console.step(&format!("{}: HTTP {} after {} ms", request.label, answer.status, answer.duration.as_millis()));
        let sent = posted.headers.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
        Ok((answer, sent))
    }

    /// The POST of a body with these headers of the user's.
    fn http_request(&self, body: String, own: &Headers) -> Result<HttpRequest> {
        let Address { url, host } = self.prepared.target.graphql();
        let body = Bytes::from(body);
        let mut headers = self.credential.headers(&self.prepared.target.api, &body, SystemTime::now())?;
        headers.extend(host.map(|host| ("host".to_owned(), Secret::new(host))));
        let own = own.iter().map(|(name, value)| (name.to_owned(), Secret::new(value)));
        for (name, value) in own {
            // The user's own word goes before ours, but for what a signature covers.
            if self.credential.is_signer() && headers.iter().any(|(known, _)| *known == name) {
                continue;
            }
            headers.retain(|(known, _)| *known != name);
            headers.push((name, value));
        }
        Ok(HttpRequest { url, headers, body })
    }
}
