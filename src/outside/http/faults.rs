//! What to tell the user when there is no answer, or not the one that was wanted.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use reqwest::Url;
use tokio_rustls::rustls;
use tokio_rustls::rustls::CertificateError;

use super::client::BODY_BYTES;
use super::{HttpAnswer, HttpFault, Sent, proxies};
use crate::appsync::endpoint::{host_of, is_loopback};
use crate::error::Error;

/// The code of an error when there was no connection.
pub(super) const UNREACHABLE: &str = "api-unreachable";

/// The code of an error when a connection ended before an answer began.
pub(super) const LOST: &str = "connection-lost";

/// What to do about a server that does not begin TLS.
const NOT_TLS: &str = "is it `http://` rather than `https://`?";

/// The way of one request: what the words of its faults need.
#[derive(Debug)]
pub(super) struct Way<'a> {
    pub(super) url: &'a Url,
    pub(super) timeout: Duration,
    pub(super) connect_timeout: Duration,
    pub(super) proxies: bool,
}

fn unsent(error: Error) -> HttpFault {
    HttpFault { sent: Sent::No, error }
}

fn perhaps_sent(error: Error) -> HttpFault {
    HttpFault { sent: Sent::Perhaps, error }
}

impl Way<'_> {
    /// Nothing came back.
    pub(super) fn unanswered(&self, error: &reqwest::Error) -> HttpFault {
        let host = self.host();
        if error.is_connect() {
            return unsent(self.unconnected(error));
        }
        if error.is_builder() {
            return unsent(Error::bug(format!("a request to `{host}` cannot be made: {}", innermost(error))));
        }
        if causes(error).any(|cause| cause.downcast_ref().is_some_and(hyper::Error::is_parse)) {
            return perhaps_sent(
                Error::outside("not-http", format!("what answers at `{host}` does not speak HTTP"))
                    .help(self.check("check the URL and its port")),
            );
        }
        let message = format!("the connection to `{host}` was lost before an answer came: {}", lost(error));
        perhaps_sent(Error::outside(LOST, message).help("the API may have got the request; try again"))
    }

    /// The answer began, and did not end as it should.
    pub(super) fn broken_off(&self, error: &reqwest::Error) -> HttpFault {
        let message = format!("the answer of `{}` broke off: {}", self.host(), lost(error));
        perhaps_sent(Error::outside("answer-incomplete", message).help("the API got the request; try again"))
    }

    /// The answer is larger than what is read.
    pub(super) fn too_large(&self) -> HttpFault {
        let message =
            format!("the answer of `{}` is larger than {} MiB, and was not read on", self.host(), BODY_BYTES >> 20);
        perhaps_sent(
            Error::outside("answer-too-large", message)
                .help("no answer of AppSync is as large: check the URL, or select less"),
        )
    }

    /// The time is over, and no answer began.
    pub(super) fn no_answer_in_time(&self) -> HttpFault {
        self.late(format!("no answer from `{}` within {}", self.host(), shown(self.timeout)))
    }

    /// The time is over in the middle of an answer.
    pub(super) fn no_whole_answer_in_time(&self) -> HttpFault {
        self.late(format!("the answer of `{}` was not complete within {}", self.host(), shown(self.timeout)))
    }

    fn late(&self, message: String) -> HttpFault {
        perhaps_sent(Error::outside("timeout", message).help("a longer `--timeout` waits longer"))
    }

    fn host(&self) -> String {
        host_of(self.url)
    }

    /// There is no connection over which a request could go.
    fn unconnected(&self, error: &reqwest::Error) -> Error {
        let host = self.host();
        if let Some(error) = causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>()) {
            return self.untrusted(error);
        }
        if causes(error).any(|cause| cause.to_string() == "tls handshake eof") {
            let message = format!("what answers at `{host}` hung up when TLS was to begin");
            return self.noted(Error::outside("tls-failed", message).help(NOT_TLS));
        }
        if error.is_timeout() {
            let message = format!("no connection to `{host}` within {}", shown(self.connect_timeout));
            return self.noted(Error::outside("timeout", message).help(self.check("check the URL and its port")));
        }
        let tunnel =
            causes(error).find_map(|cause| cause.to_string().strip_prefix("tunnel error: ").map(str::to_owned));
        let unreachable =
            |reason: &str| Error::outside(UNREACHABLE, format!("cannot reach the API at `{host}`: {reason}"));
        let error = match tunnel.as_deref() {
            Some("proxy authorization required") => unreachable("the proxy asks for a user name and a password")
                .help("write them into the variable that names the proxy: `http://USER:PASSWORD@HOST:PORT`"),
            Some("unsuccessful" | "unexpected end of file" | "proxy response headers too long") => {
                unreachable("the proxy does not open a way to it")
                    .help("let the proxy allow it, or name the host in `NO_PROXY`")
            }
            Some("failed to create underlying connection") => {
                unreachable(&format!("the proxy cannot be reached: {}", reason(error)))
                    .help("check the proxy, or name the host in `NO_PROXY`")
            }
            _ => unreachable(&reason(error)).help(self.check("check the URL and its port")),
        };
        self.noted(error)
    }

    /// TLS was begun and failed.
    fn untrusted(&self, error: &rustls::Error) -> Error {
        let host = self.host();
        let failed = |message: String, help: &str| Error::outside("tls-failed", message).help(help);
        let rustls::Error::InvalidCertificate(reason) = error else {
            return match error {
                rustls::Error::InvalidMessage(_) => {
                    failed(format!("what answers at `{host}` does not speak TLS"), NOT_TLS)
                }
                error => failed(
                    format!("TLS with `{host}` failed: {error}"),
                    "check the URL, and whether a proxy that reads TLS stands between",
                ),
            };
        };
        match reason {
            CertificateError::NotValidForName => failed(
                format!("the certificate of `{host}` is for another name"),
                "use a name that the certificate has; is a proxy or another server at this address?",
            ),
            CertificateError::NotValidForNameContext { presented, .. } => failed(
                format!("the certificate of `{host}` is for another name: {}", names(presented)),
                "use a name that the certificate has; is a proxy or another server at this address?",
            ),
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => failed(
                format!("the certificate of `{host}` has expired"),
                "have it renewed, or set this machine's clock",
            ),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => failed(
                format!("the certificate of `{host}` is not valid yet"),
                "set this machine's clock, if it is wrong",
            ),
            // The signature is bad when somebody is trusted who has the issuer's name and another key.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => failed(
                format!("the certificate of `{host}` was issued by nobody who is trusted here"),
                "give its issuer's certificate with `--cacert FILE`, if you trust it",
            ),
            // What `openssl req -x509` makes unless it is told otherwise; the library has no name of its own for it.
            CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => failed(
                format!("the certificate of `{host}` is that of an authority, which a server cannot present"),
                "make the server one of its own (`openssl req -x509 -addext basicConstraints=critical,CA:FALSE …`)",
            ),
            reason => failed(
                format!("the certificate of `{host}` is refused: {reason}"),
                "give a certificate to trust with `--cacert FILE`, if it is your own",
            ),
        }
    }

    fn check(&self, otherwise: &str) -> String {
        if is_loopback(self.url) {
            return "start the server (`appsync-auth local`), or check the port".to_owned();
        }
        otherwise.to_owned()
    }

    /// Names the proxy that the environment sets, since a fault may be the proxy's.
    fn noted(&self, error: Error) -> Error {
        let variable = if self.proxies { proxies::variable(self.url.scheme()) } else { None };
        match variable {
            Some(name) => error.note(format!("`{name}` is set: what `NO_PROXY` does not name goes through that proxy")),
            None => error,
        }
    }
}

/// What to tell when an answer is a redirect, which is never followed.
#[must_use]
pub fn redirected(request_url: &str, answer: &HttpAnswer) -> Option<Error> {
    if !(300..400).contains(&answer.status) {
        return None;
    }
    let from = Url::parse(request_url).ok()?;
    let (_, location) = answer.headers.iter().find(|(name, _)| name == "location")?;
    let target = from.join(location).ok().filter(Url::has_host);
    let to = target.as_ref().map_or_else(|| "elsewhere".to_owned(), |url| format!("`{}`", host_of(url)));
    let message =
        format!("`{}` redirects to {to} (HTTP {}); redirects are not followed", host_of(&from), answer.status);
    Some(
        Error::outside("redirected", message)
            .help("give the URL that takes GraphQL itself, if you trust that host")
            .note("credentials were not sent there"),
    )
}

/// The errors behind an error, itself first. That an `io::Error` was made from is among them, which `source` leaves out.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'a (dyn StdError + 'static) = *error;
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => error.source(),
        }
    })
}

/// Why there is no connection: what the system says, without what every such text begins with.
fn reason(error: &(dyn StdError + 'static)) -> String {
    let text = innermost(error);
    match text.strip_prefix("failed to lookup address information: ") {
        Some(reason) => format!("the name is not found ({})", lower(reason)),
        None => text,
    }
}

/// Why an exchange ended: in the user's words where the library's are about itself.
fn lost(error: &(dyn StdError + 'static)) -> String {
    let ended = |cause: &(dyn StdError + 'static)| {
        cause.downcast_ref().is_some_and(hyper::Error::is_incomplete_message)
            || cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof)
    };
    if causes(error).any(ended) { "the other side closed it".to_owned() } else { innermost(error) }
}

/// The cause of all causes, such as `connection refused`; the others repeat the URL.
#[must_use]
pub fn innermost(error: &(dyn StdError + 'static)) -> String {
    let text = causes(error).last().map(ToString::to_string).unwrap_or_default();
    lower(text.split(" (os error").next().unwrap_or_default())
}

fn lower(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

/// The names of a certificate, as rustls writes them: `DnsName("localhost")`, `IpAddress(127.0.0.1)`.
fn names(presented: &[String]) -> String {
    const SHOWN: usize = 5;
    let bare = |name: &String| {
        let inside = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
        format!("`{}`", inside.trim_matches('"'))
    };
    let mut names: Vec<String> = presented.iter().take(SHOWN).map(bare).collect();
    if presented.len() > SHOWN {
        names.push(format!("{} more", presented.len() - SHOWN));
    }
    if names.is_empty() { "it names none".to_owned() } else { names.join(", ") }
}

fn shown(limit: Duration) -> humantime::FormattedDuration {
    humantime::format_duration(limit)
}
