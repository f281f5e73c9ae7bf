//! Proxies of the environment: what they get to see, and when they are left out.

use std::io::{BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::TOKEN;
use super::server::{Certificate, Received, Server, answer, good, read};
use crate::support::sandbox::{Ran, Sandbox};

const QUERY: &str = "query '{ __typename }' --token-env TOKEN";

fn sandbox() -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.set("TOKEN", TOKEN);
    sandbox
}

fn proxy(server: &Server) -> String {
    format!("http://127.0.0.1:{}", server.port)
}

/// It went well, and says nothing secret.
fn went_well(ran: &Ran) {
    assert_eq!((ran.code, ran.out.trim()), (Some(0), r#"{"data":{"__typename":"Query"}}"#), "{}", ran.whole());
}

#[test]
fn a_proxy_of_http_gets_the_whole_address() {
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        let server = Server::always(good());
        let mut sandbox = sandbox();
        sandbox.set(variable, &proxy(&server));
        went_well(&sandbox.line(&format!("{QUERY} --url http://api.example.invalid/graphql")));
        let received = server.received();
        assert_eq!(received.len(), 1, "{variable}");
        assert_eq!(received[0].line, "POST http://api.example.invalid/graphql HTTP/1.1");
        assert_eq!(received[0].header("host"), Some("api.example.invalid"));
        assert_eq!(received[0].header("authorization"), Some(TOKEN));
    }
}

/// A proxy that opens ways to one port, whatever is asked for; what it was asked is recorded.
fn tunnel(to: u16) -> (u16, Arc<Mutex<Vec<Received>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let received: Arc<Mutex<Vec<Received>>> = Arc::default();
    let seen = Arc::clone(&received);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let Some(request) = read(&mut BufReader::new(&stream)) else { continue };
            seen.lock().unwrap().push(request);
            (&stream).write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
            let there = TcpStream::connect(("127.0.0.1", to)).unwrap();
            let (from, back) = (stream.try_clone().unwrap(), there.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut &from, &mut &back));
            std::thread::spawn(move || std::io::copy(&mut &there, &mut &stream));
        }
    });
    (port, received)
}

#[test]
fn a_proxy_of_https_sees_the_host_and_nothing_else() {
    let certificate = Certificate::new(&["api.example.invalid"]);
    let server = Server::tls(&certificate, |_, _, connection| connection.write_all(&good()).is_ok());
    let (port, seen) = tunnel(server.port);
    let mut sandbox = sandbox();
    sandbox.file("ca.pem", &certificate.pem);
    sandbox.set("HTTPS_PROXY", &format!("http://me:pass-word@127.0.0.1:{port}"));
    let ran = sandbox.line(&format!("{QUERY} --url https://api.example.invalid/graphql --cacert ca.pem -vv"));
    went_well(&ran);
    assert_eq!(server.received()[0].header("authorization"), Some(TOKEN));
    assert_eq!(server.received()[0].line, "POST /graphql HTTP/1.1");
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let [asked] = &seen.lock().unwrap()[..] else { panic!("{seen:?}") };
    let agent = concat!("appsync-auth/", env!("CARGO_PKG_VERSION"));
    let mut headers = asked.headers.clone();
    headers.sort();
    assert_eq!(asked.line, "CONNECT api.example.invalid:443 HTTP/1.1");
    assert_eq!(
        headers,
        [
            header("Host", "api.example.invalid:443"),
            header("proxy-authorization", "Basic bWU6cGFzcy13b3Jk"),
            header("user-agent", agent),
        ]
    );
    for secret in [TOKEN, "pass-word", "bWU6cGFzcy13b3Jk"] {
        assert!(!ran.whole().contains(secret), "{secret}: {}", ran.whole());
    }
}

#[test]
fn a_host_that_no_proxy_names_is_asked_itself() {
    let server = Server::always(good());
    for list in ["api.example.invalid", ".example.invalid", "other.example, example.invalid", "*"] {
        let mut sandbox = sandbox();
        sandbox.set("HTTP_PROXY", &proxy(&server));
        sandbox.set("NO_PROXY", list);
        let ran = sandbox.line(&format!("{QUERY} --url http://api.example.invalid/graphql"));
        assert_eq!(ran.code, Some(5), "{}", ran.whole());
        assert!(
            ran.err.contains("cannot reach the API at `api.example.invalid`: the name is not found"),
            "{}",
            ran.whole()
        );
    }
    assert_eq!(server.received(), []);
}

#[test]
fn nothing_on_this_machine_is_asked_through_a_proxy() {
    let (proxied, server) = (Server::always(good()), Server::always(good()));
    let mut sandbox = sandbox();
    sandbox.set("HTTP_PROXY", &proxy(&proxied));
    sandbox.set("ALL_PROXY", &proxy(&proxied));
    for host in ["127.0.0.1", "localhost"] {
        went_well(&sandbox.line(&format!("{QUERY} --url http://{host}:{}/graphql", server.port)));
    }
    assert_eq!((proxied.received().len(), server.received().len()), (0, 2));
}

#[test]
fn a_proxy_that_does_not_let_through_is_told_from_the_api() {
    let note = "`HTTPS_PROXY` is set: what `NO_PROXY` does not name goes through that proxy";
    for (status, message) in [
        ("407 Proxy Authentication Required", "the proxy asks for a user name and a password"),
        ("403 Forbidden", "the proxy does not open a way to it"),
    ] {
        let server = Server::always(answer(status, "", "{}"));
        let mut sandbox = sandbox();
        sandbox.set("HTTPS_PROXY", &proxy(&server));
        let ran = sandbox.line(&format!("{QUERY} --url https://api.example.invalid/graphql --json"));
        let error = &ran.json()["error"];
        assert_eq!(
            (ran.code, error["code"].as_str(), error["message"].as_str()),
            (
                Some(5),
                Some("api-unreachable"),
                Some(&*format!("cannot reach the API at `api.example.invalid`: {message}"))
            )
        );
        assert!(server.received().iter().all(|request| request.line == "CONNECT api.example.invalid:443 HTTP/1.1"));
        let text = sandbox.line(&format!("{QUERY} --url https://api.example.invalid/graphql"));
        assert!(text.err.replace("\n  ", " ").contains(note), "{}", text.whole());
    }
    let mut sandbox = sandbox();
    sandbox.set("HTTPS_PROXY", &format!("http://127.0.0.1:{}", Server::port_of_nobody()));
    let ran = sandbox.line(&format!("{QUERY} --url https://api.example.invalid/graphql --json"));
    assert_eq!(
        ran.json()["error"]["message"],
        "cannot reach the API at `api.example.invalid`: the proxy cannot be reached: connection refused"
    );
}

#[test]
fn a_socks_proxy_is_spoken_to_in_its_own_way() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let proxy = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        // RFC 1928: version and methods, the choice of none; then CONNECT to a name, which succeeds.
        let mut greeting = [0; 2];
        stream.read_exact(&mut greeting).unwrap();
        stream.read_exact(&mut vec![0; usize::from(greeting[1])]).unwrap();
        stream.write_all(&[5, 0]).unwrap();
        let mut head = [0; 5];
        stream.read_exact(&mut head).unwrap();
        let mut name = vec![0; usize::from(head[4])];
        stream.read_exact(&mut name).unwrap();
        let mut port = [0; 2];
        stream.read_exact(&mut port).unwrap();
        stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 80]).unwrap();
        let request = read(&mut BufReader::new(&stream)).unwrap();
        stream.write_all(&good()).unwrap();
        (head, String::from_utf8(name).unwrap(), u16::from_be_bytes(port), request)
    });
    let mut sandbox = sandbox();
    sandbox.set("ALL_PROXY", &format!("socks5h://127.0.0.1:{port}"));
    went_well(&sandbox.line(&format!("{QUERY} --url http://api.example.invalid/graphql")));
    let (head, name, port, request) = proxy.join().unwrap();
    assert_eq!((head[..4].to_vec(), name.as_str(), port), (vec![5, 1, 0, 3], "api.example.invalid", 80));
    assert_eq!(request.line, "POST /graphql HTTP/1.1");
}
