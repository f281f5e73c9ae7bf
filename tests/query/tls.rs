//! TLS: whose certificates are trusted, and what is told when one is not.

use std::io::Write;

use appsync_auth::outside::http::{HttpFault, HttpOptions, Sent};

use super::server::{Certificate, Server, good};
use super::{options, post, request};

fn tls(certificate: Option<&Certificate>) -> HttpOptions {
    let cacert = certificate.map(|certificate| ("ca.pem".to_owned(), certificate.pem.clone().into_bytes()));
    HttpOptions { tls: true, cacert, ..options() }
}

fn serving(certificate: &Certificate) -> Server {
    Server::tls(certificate, |_, _, connection| connection.write_all(&good()).is_ok())
}

fn url(server: &Server) -> String {
    format!("https://localhost:{}/graphql", server.port)
}

/// Code, message and help, with the port as `PORT`; the API never got the request.
fn refused(options: &HttpOptions, server: &Server) -> (&'static str, String, String) {
    let HttpFault { sent, error } = post(options, &request(&url(server))).unwrap_err();
    assert_eq!((sent, server.received()), (Sent::No, vec![]));
    let bare = |text: &str| text.replace(&server.port.to_string(), "PORT");
    (error.code(), bare(error.message()), bare(error.help_text().unwrap_or_default()))
}

fn failed(message: &str, help: &str) -> (&'static str, String, String) {
    ("tls-failed", message.to_owned(), help.to_owned())
}

#[test]
fn a_certificate_of_ones_own_is_trusted_when_it_is_named() {
    let certificate = Certificate::new(&["localhost"]);
    let server = serving(&certificate);
    let got = post(&tls(Some(&certificate)), &request(&url(&server))).unwrap();
    assert_eq!((got.status, got.version), (200, "HTTP/1.1"));
    assert_eq!(
        refused(&tls(None), &serving(&certificate)),
        failed(
            "the certificate of `localhost:PORT` was issued by nobody who is trusted here",
            "give its issuer's certificate with `--cacert FILE`, if you trust it",
        )
    );
}

#[test]
fn only_the_file_that_is_named_is_trusted() {
    let (one, other) = (Certificate::new(&["localhost"]), Certificate::new(&["localhost"]));
    let (_, message, _) = refused(&tls(Some(&other)), &serving(&one));
    assert_eq!(message, "the certificate of `localhost:PORT` was issued by nobody who is trusted here");
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let certificate = Certificate::new(&["api.example.com", "127.0.0.1"]);
    assert_eq!(
        refused(&tls(Some(&certificate)), &serving(&certificate)),
        failed(
            "the certificate of `localhost:PORT` is for another name: `api.example.com`, `127.0.0.1`",
            "use a name that the certificate has; is a proxy or another server at this address?",
        )
    );
}

#[test]
fn a_certificate_that_is_over_or_not_yet_is_refused() {
    let expired = Certificate::with(&["localhost"], |params| {
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    });
    assert_eq!(
        refused(&tls(Some(&expired)), &serving(&expired)),
        failed("the certificate of `localhost:PORT` has expired", "have it renewed, or set this machine's clock")
    );
    let future = Certificate::with(&["localhost"], |params| {
        params.not_before = rcgen::date_time_ymd(4000, 1, 1);
        params.not_after = rcgen::date_time_ymd(4001, 1, 1);
    });
    assert_eq!(
        refused(&tls(Some(&future)), &serving(&future)),
        failed("the certificate of `localhost:PORT` is not valid yet", "set this machine's clock, if it is wrong")
    );
}

#[test]
fn a_server_that_does_not_speak_tls_is_named_as_such() {
    let certificate = Certificate::new(&["localhost"]);
    let server = Server::new(|_, _, connection| connection.write_all(&good()).is_ok());
    let fault = post(&tls(Some(&certificate)), &request(&url(&server))).unwrap_err();
    assert_eq!(
        (fault.error.code(), fault.error.message().replace(&server.port.to_string(), "PORT"), fault.sent),
        ("tls-failed", "what answers at `localhost:PORT` does not speak TLS".to_owned(), Sent::No)
    );
}
