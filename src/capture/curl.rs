//! A request copied as a curl command.
//!
//! Source: the manual page of curl 8. Only what decides what is sent is read; the other options are passed over, with
//! their values.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::body::Body;
use super::request::{Captured, CapturedRequest};
use super::websocket::{headers_of_handshake, is_handshake, without_query};
use super::{command, shell};
use crate::appsync::Headers;
use crate::error::{Error, Result};

/// Options with a value that says nothing about who asks for what.
#[rustfmt::skip]
const OTHER_OPTIONS_WITH_A_VALUE: &[&str] = &[
    "--abstract-unix-socket", "--alpn", "--alt-svc", "--cacert", "--capath", "--cert", "--cert-type", "--ciphers",
    "--connect-timeout", "--connect-to", "--continue-at", "--cookie-jar", "--create-file-mode", "--crlfile", "--curves",
    "--dns-interface", "--dns-servers", "--doh-url", "--dump-header", "--ech", "--engine", "--etag-compare",
    "--etag-save", "--expect100-timeout", "--happy-eyeballs-timeout-ms", "--haproxy-clientip", "--hsts", "--hostpubmd5",
    "--interface", "--ip-tos", "--ipfs-gateway", "--keepalive-cnt", "--keepalive-time", "--key", "--key-type",
    "--libcurl", "--limit-rate", "--local-port", "--login-options", "--max-filesize", "--max-redirs", "--max-time",
    "--netrc-file", "--noproxy", "--output", "--output-dir", "--parallel-max", "--pass", "--pinnedpubkey",
    "--preproxy", "--proto", "--proto-default", "--proto-redir", "--proxy", "--proxy-header", "--proxy-user", "--quote",
    "--random-file", "--range", "--rate", "--resolve", "--retry", "--retry-delay", "--retry-max-time", "--sigalgs",
    "--socks4", "--socks4a", "--socks5", "--socks5-hostname", "--speed-limit", "--speed-time", "--stderr",
    "--time-cond", "--tls-max", "--tls13-ciphers", "--trace", "--trace-ascii", "--trace-config", "--unix-socket",
    "--upload-file", "--variable", "--vlan-priority", "--write-out", "-C", "-D", "-E", "-P", "-Q", "-T", "-U", "-Y",
    "-c", "-h", "-m", "-o", "-r", "-t", "-w", "-x", "-y", "-z",
];

/// Options with a value that count, and the one-letter names of some.
#[rustfmt::skip]
const OPTIONS_WITH_A_VALUE: &[(&str, &str)] = &[
    ("-A", "--user-agent"), ("-F", "--form"), ("-H", "--header"), ("-K", "--config"), ("-X", "--request"),
    ("-b", "--cookie"), ("-d", "--data"), ("-e", "--referer"), ("-u", "--user"), ("", "--aws-sigv4"),
    ("", "--data-ascii"), ("", "--data-binary"), ("", "--data-raw"), ("", "--data-urlencode"), ("", "--form-string"),
    ("", "--json"), ("", "--oauth2-bearer"), ("", "--url"),
];

/// Reads a curl command as it was copied, from bash or from `cmd.exe`. `variables` are those of the environment, for
/// commands that name a variable in the place of a secret.
///
/// # Errors
///
/// There is no curl command, a quote is not closed, or a part of the request is not in the text. No message repeats a
/// header's value.
pub fn from_curl(text: &str, variables: &BTreeMap<String, String>) -> Result<Captured> {
    let text = text.trim_start_matches('\u{feff}');
    let words = if command::is_for_cmd(text) { command::words(text)? } else { shell::words(text, variables)? };
    let start = words.iter().position(|word| is_curl(word)).ok_or_else(|| {
        let message = if words.is_empty() { "the text is empty" } else { "the text has no curl command" };
        Error::input("no-curl-command", message).help("in the browser choose Copy as cURL, and paste all of it")
    })?;
    let mut command = Command::default();
    command.read(words.into_iter().skip(start + 1))?;
    command.finish()
}

fn is_curl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    matches!(name, "curl" | "curl.exe")
}

/// What is known of a command while it is read.
#[derive(Default)]
struct Command {
    urls: Vec<String>,
    headers: Headers,
    removed: Vec<String>,
    body: Option<String>,
    body_file: Option<String>,
    is_form: bool,
    by_query: bool,
    user: Option<String>,
    signed_by_curl: bool,
    method: Option<String>,
    notes: Vec<String>,
}

impl Command {
    fn read(&mut self, words: impl Iterator<Item = String>) -> Result<()> {
        let mut words = words;
        while let Some(word) = words.next() {
            if word == "--next" || word == "-:" {
                self.notes.push("only the first of several requests of the command is explained".to_owned());
                break;
            }
            if word.starts_with("--") && word.len() > 2 {
                self.long(&word, &mut words)?;
            } else if word.starts_with('-') && word.len() > 1 {
                self.short(&word, &mut words)?;
            } else {
                self.urls.push(word);
            }
        }
        Ok(())
    }

    fn long(&mut self, name: &str, words: &mut impl Iterator<Item = String>) -> Result<()> {
        if let Some((_, known)) = OPTIONS_WITH_A_VALUE.iter().find(|(_, long)| *long == name) {
            let value = words.next().ok_or_else(|| no_value(name))?;
            return self.option(known, value);
        }
        if OTHER_OPTIONS_WITH_A_VALUE.contains(&name) {
            words.next();
        } else if name == "--get" {
            self.by_query = true;
        }
        Ok(())
    }

    /// One-letter options can stand together, and a value glued to its option.
    fn short(&mut self, word: &str, words: &mut impl Iterator<Item = String>) -> Result<()> {
        for (at, letter) in word.char_indices().skip(1) {
            let name = format!("-{letter}");
            let glued = word.get(at + letter.len_utf8()..).filter(|rest| !rest.is_empty()).map(str::to_owned);
            if let Some((_, long)) = OPTIONS_WITH_A_VALUE.iter().find(|(short, _)| *short == name) {
                let value = glued.or_else(|| words.next()).ok_or_else(|| no_value(&name))?;
                return self.option(long, value);
            }
            if OTHER_OPTIONS_WITH_A_VALUE.contains(&name.as_str()) {
                if glued.is_none() {
                    words.next();
                }
                return Ok(());
            }
            self.by_query |= letter == 'G';
        }
        Ok(())
    }

    fn option(&mut self, name: &str, value: String) -> Result<()> {
        match name {
            "--header" => return self.header(&value),
            "--url" => self.urls.push(value),
            "--request" => self.method = Some(value),
            "--data" | "--data-ascii" | "--data-binary" => self.data(value, true, "&"),
            "--data-raw" => self.data(value, false, "&"),
            "--json" => {
                self.data(value, true, "");
                self.default_header("content-type", "application/json");
            }
            "--data-urlencode" | "--form" | "--form-string" => self.is_form = true,
            "--user" => self.user = Some(value),
            "--aws-sigv4" => self.signed_by_curl = true,
            "--oauth2-bearer" => self.default_header("authorization", &format!("Bearer {value}")),
            "--cookie" if value.contains('=') => self.default_header("cookie", &value),
            "--user-agent" => self.default_header("user-agent", &value),
            "--referer" => self.default_header("referer", &value),
            "--config" => {
                return Err(Error::input("curl-config", "options of the command stand in a file (`--config`)")
                    .help("paste the command with all of its options"));
            }
            _ => {}
        }
        Ok(())
    }

    /// `Name: value`; `Name;` is a header without a value, and `Name:` takes one away.
    fn header(&mut self, text: &str) -> Result<()> {
        if text.starts_with('@') {
            return Err(Error::input("headers-in-file", "headers of the command stand in a file (`--header @…`)")
                .help("paste them with one `-H 'Name: value'` each"));
        }
        match text.split_once(':') {
            Some((name, value)) if !value.trim().is_empty() => {
                // curl sends what follows the colon without the spaces before it.
                self.headers.insert(name.trim(), value.trim_start().trim_end_matches(['\r', '\n']));
            }
            Some((name, _)) => self.removed.push(name.trim().to_ascii_lowercase()),
            None => {
                if let Some(name) = text.strip_suffix(';') {
                    self.headers.insert(name.trim(), "");
                }
            }
        }
        Ok(())
    }

    /// A header that an option sets unless `-H` does.
    fn default_header(&mut self, name: &str, value: &str) {
        if self.headers.get(name).is_none() {
            self.headers.insert(name, value);
        }
    }

    fn data(&mut self, value: String, may_be_file: bool, joint: &str) {
        if may_be_file && let Some(file) = value.strip_prefix('@') {
            self.body_file.get_or_insert_with(|| file.to_owned());
            return;
        }
        match &mut self.body {
            Some(body) => {
                body.push_str(joint);
                body.push_str(&value);
            }
            None => self.body = Some(value),
        }
    }

    fn finish(mut self) -> Result<Captured> {
        let Some(address) = self.urls.first().cloned() else {
            return Err(Error::input("no-address", "the curl command has no address").help("copy the whole command"));
        };
        if self.urls.len() > 1 {
            self.notes.push("the command has several addresses; the first is explained".to_owned());
        }
        self.credentials();
        if !self.removed.is_empty() {
            let removed = std::mem::take(&mut self.removed);
            self.headers = self.headers.iter().filter(|(name, _)| !removed.iter().any(|other| other == name)).collect();
        }
        let url = if address.contains("://") { address } else { format!("http://{address}") };
        let connect = is_handshake(Some(&url), &self.headers);
        let headers = if connect { headers_of_handshake(Some(&url), &self.headers)? } else { self.headers.clone() };
        let body = self.body();
        if !connect && self.method.as_deref().is_some_and(|method| !method.eq_ignore_ascii_case("POST")) {
            self.notes.push("the command does not POST; AppSync takes GraphQL by POST".to_owned());
        }
        let url = Some(without_query(&url).to_owned());
        Ok(Captured { request: CapturedRequest { url, headers, body, connect }, notes: self.notes })
    }

    fn body(&self) -> Body {
        match (&self.body_file, &self.body) {
            _ if self.by_query => Body::Empty,
            (Some(file), _) => Body::InFile(file.clone()),
            (None, Some(text)) => Body::of_text(text),
            (None, None) if self.is_form => Body::Malformed,
            (None, None) => Body::Empty,
        }
    }

    /// What `--user` and `--aws-sigv4` make curl send.
    fn credentials(&mut self) {
        let Some(user) = self.user.take().filter(|_| self.headers.get("authorization").is_none()) else { return };
        if self.signed_by_curl {
            // Only the shape of the signature selects the mode, and the real one is made while sending.
            self.headers.insert("authorization", "AWS4-HMAC-SHA256 Credential=made-by-curl");
            self.notes
                .push("curl signs this request while it sends it; the signature is not in the command".to_owned());
        } else {
            self.headers.insert("authorization", format!("Basic {}", STANDARD.encode(user)));
        }
    }
}

fn no_value(name: &str) -> Error {
    Error::input("curl-option-without-value", format!("`{name}` at the end of the command has no value"))
        .help("copy the whole command")
}
