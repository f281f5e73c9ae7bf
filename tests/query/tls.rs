//! TLS: whose certificates are trusted, and what is told when one is not.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use appsync_auth::error::ErrorKind;
use appsync_auth::outside::http::{HttpAnswer, HttpClient, HttpFault, HttpOptions, Sent};
use serde_json::{Value, json};

use super::server::{Certificate, Server, good};
use super::{TOKEN, options, post, request, wait};
use crate::support::need;
use crate::support::sandbox::Sandbox;

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
fn a_certificate_of_an_authority_is_no_servers() {
    let authority = Certificate::with(&["localhost"], |params| {
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    });
    assert_eq!(
        refused(&tls(Some(&authority)), &serving(&authority)),
        failed(
            "the certificate of `localhost:PORT` is that of an authority, which a server cannot present",
            "make the server one of its own (`openssl req -x509 -addext basicConstraints=critical,CA:FALSE …`)",
        )
    );
}

#[test]
fn a_server_that_does_not_speak_tls_is_named_as_such() {
    let certificate = Certificate::new(&["localhost"]);
    for (says, message) in [
        (&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], "what answers at `localhost:PORT` does not speak TLS"),
        (b"", "what answers at `localhost:PORT` hung up when TLS was to begin"),
    ] {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut hello = [0; 1];
            stream.read_exact(&mut hello).unwrap();
            stream.write_all(says).unwrap();
            stream.shutdown(std::net::Shutdown::Write).unwrap();
            let _ = stream.read_to_end(&mut Vec::new());
        });
        let fault = post(&tls(Some(&certificate)), &request(&format!("https://localhost:{port}/graphql"))).unwrap_err();
        assert_eq!(
            (fault.error.code(), fault.error.message().replace(&port.to_string(), "PORT"), fault.sent),
            ("tls-failed", message.to_owned(), Sent::No)
        );
        assert_eq!(fault.error.help_text(), Some("is it `http://` rather than `https://`?"));
        server.join().unwrap();
    }
}

/// A server of Node.js that speaks HTTP/2 and HTTP/1.1, and answers with what it got.
const HTTP2: &str = r"
const http2 = require('node:http2');
const fs = require('node:fs');
const [, , cert, key] = process.argv;
const server = http2.createSecureServer({ allowHTTP1: true, cert: fs.readFileSync(cert), key: fs.readFileSync(key) });
server.on('request', (request, response) => {
  const { authorization } = request.headers;
  const secret = request.headers[http2.sensitiveHeaders] ?? [];
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ version: request.httpVersion, authorization, secret, path: request.url }));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
";

#[test]
fn http_2_is_spoken_where_it_is_offered_but_not_for_a_websocket() {
    if !need("node") {
        return;
    }
    let certificate = Certificate::new(&["localhost"]);
    let sandbox = Sandbox::new();
    let script = sandbox.file("server.cjs", HTTP2);
    let cert = sandbox.file("cert.pem", &certificate.pem);
    let key = sandbox.file("key.pem", certificate.key_pem());
    let mut node = Command::new("node").arg(script).arg(cert).arg(key).stdout(Stdio::piped()).spawn().unwrap();
    let mut port = String::new();
    BufReader::new(node.stdout.take().unwrap()).read_line(&mut port).unwrap();
    let request = request(&format!("https://localhost:{}/graphql", port.trim()));
    let options = tls(Some(&certificate));
    let json = |answer: &HttpAnswer| serde_json::from_slice::<Value>(&answer.body).unwrap();

    let got = post(&options, &request).unwrap();
    assert_eq!((got.status, got.version), (200, "HTTP/2"));
    let secret = json!(["authorization"]);
    assert_eq!(json(&got), json!({ "version": "2.0", "authorization": TOKEN, "secret": secret, "path": "/graphql" }));

    // A host of its own would go beside the one that HTTP/2 says.
    let http1 = HttpOptions { http1: true, ..options.clone() };
    let websocket = wait(async { HttpClient::for_websocket(&options).unwrap().post(&request).await });
    for got in [websocket, post(&http1, &request)] {
        let got = got.unwrap();
        assert_eq!((got.status, got.version), (200, "HTTP/1.1"));
        assert_eq!(json(&got), json!({ "version": "1.1", "authorization": TOKEN, "secret": [], "path": "/graphql" }));
    }
    node.kill().unwrap();
    node.wait().unwrap();
}

#[test]
fn a_file_without_certificates_is_an_input_error_even_without_tls() {
    for tls in [true, false] {
        let cacert = Some(("ca.pem".to_owned(), b"nothing".to_vec()));
        let error = HttpClient::new(&HttpOptions { tls, cacert, ..options() }).unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Input, "`ca.pem` holds no certificate"));
    }
}
