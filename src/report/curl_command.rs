//! A request as a curl command that runs when it is pasted into `sh` or `bash`, with variables in the place of secrets.
//!
//! The command never gives curl a secret among its arguments, which every user of a machine can list: headers come from
//! `printf`, which shells have built in, through standard input (`--header @-`, curl 7.55 and later), and so do the keys
//! of IAM (`--config -`). `--variable` and `--expand-header` would read better, but need curl 8.3, and Debian 12 has 7.88.
//! For the same reason a long body comes from a here-document: one argument of a process has at most 128 KiB on Linux.

use std::borrow::Cow;
use std::io;

use serde_json::{Value, json};

use super::Report;
use super::style::Style;
use super::wording::one_line;
use crate::appsync::{Headers, TokenSource};
use crate::status::Status;

/// The longest body that is an argument, in bytes; quoting can make it four times as long.
const ARGUMENT_BYTES: usize = 30_000;

/// The keys of IAM as curl's configuration. Nothing that AWS gives out needs to be escaped between double quotes.
const USER: &str = r#"printf 'user = "%s:%s"\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY""#;

/// The session token, where there is one: curl 7.88 signs an empty header that it does not send.
const SESSION_TOKEN: &str =
    r#"printf '%s\n' "${AWS_SESSION_TOKEN:+header = \"x-amz-security-token: $AWS_SESSION_TOKEN\"}""#;

/// The value of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CurlValue {
    /// The value itself, which is no secret.
    Plain(String),
    /// A secret: the variable of the shell that holds it.
    Variable {
        /// Its name: letters, digits and `_`.
        name: String,
        /// What to do before the command is pasted, one line; none if the variable is there already.
        origin: Option<String>,
    },
}

/// Keys of AWS, which curl itself signs with. They are taken from the variables that AWS's own tools read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurlSignature {
    /// The region that is signed for.
    pub region: String,
    /// What to do before the command is pasted, one line, such as `eval "$(aws configure export-credentials --profile ci
    /// --format env)"`; none if the variables are there already.
    pub origin: Option<String>,
}

impl CurlSignature {
    /// Keys of a profile of AWS's configuration, which are no variables until they are exported.
    #[must_use]
    pub fn of_profile(region: &str, profile: &str) -> Self {
        let export = format!("eval \"$(aws configure export-credentials --profile {} --format env)\"", quoted(profile));
        Self { region: region.to_owned(), origin: Some(export) }
    }
}

/// A request as a curl command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurlCommand {
    /// The address.
    pub url: String,
    /// The headers, in their order. Those that a signature adds are not among them.
    pub headers: Vec<(String, CurlValue)>,
    /// How it is signed, if it is.
    pub signature: Option<CurlSignature>,
    /// The file of the certificates that are trusted.
    pub cacert: Option<String>,
    /// The body.
    pub body: String,
}

/// A header whose value is a secret.
struct Hidden<'a> {
    header: &'a str,
    variable: &'a str,
    origin: Option<&'a str>,
}

/// A here-document: the number of its file, the line that ends it as it is announced, and its lines.
type HereDocument = (u8, String, String);

impl CurlValue {
    /// The value of a header that the user gave: a secret, by its name, is named after it, `x-api-key` `$X_API_KEY`.
    #[must_use]
    pub fn of_header(name: &str, value: &str) -> Self {
        if !is_secret(name) {
            return Self::Plain(value.to_owned());
        }
        let variable: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
        let variable = if is_variable(&variable) { variable } else { format!("HEADER_{variable}") };
        let origin = Some(format!("set {variable} to the value of `--header '{}: …'`", one_line(name)));
        Self::Variable { name: variable, origin }
    }

    /// A token, key or JWT: the variable that it comes from, else `otherwise`, such as `APPSYNC_TOKEN`.
    #[must_use]
    pub fn of_source(source: Option<&TokenSource>, otherwise: &str) -> Self {
        let origin = match source {
            Some(TokenSource::Env(name)) if is_variable(name) => {
                return Self::Variable { name: name.clone(), origin: None };
            }
            Some(TokenSource::Env(name)) => {
                format!("set {otherwise} to what the environment variable `{}` holds", one_line(name))
            }
            Some(TokenSource::File(path)) if path == "-" => format!("set {otherwise} to what came from standard input"),
            Some(TokenSource::File(path)) => format!("{otherwise}=$(cat {})", one_line(&quoted(path))),
            // Its words can hold a secret.
            Some(TokenSource::Command(_)) => format!("set {otherwise} to what the command prints"),
            Some(TokenSource::Value(_)) | None => format!("set {otherwise} to the value that was given"),
        };
        Self::Variable { name: otherwise.to_owned(), origin: Some(origin) }
    }
}

impl CurlCommand {
    /// The command, with a comment for each variable that must be set before. A line break ends it.
    #[must_use]
    pub fn command_line(&self) -> String {
        let secrets: Vec<Hidden<'_>> = self
            .headers
            .iter()
            .filter_map(|(header, value)| match value {
                CurlValue::Variable { name, origin } => {
                    Some(Hidden { header, variable: name, origin: origin.as_deref() })
                }
                CurlValue::Plain(_) => None,
            })
            .collect();
        let mut text = String::new();
        let mut seen: Vec<&str> = Vec::new();
        let keys = self.signature.as_ref().and_then(|signature| signature.origin.as_deref());
        for origin in keys.into_iter().chain(secrets.iter().filter_map(|secret| secret.origin)) {
            if !seen.contains(&origin) {
                text.push_str(&format!("# {}\n", one_line(origin)));
                seen.push(origin);
            }
        }
        let mut documents = Vec::new();
        text.push_str(&self.piped(&secrets));
        text.push_str("curl --silent --show-error");
        for argument in self.arguments(&secrets, &mut documents) {
            text.push_str(" \\\n  ");
            text.push_str(&argument);
        }
        for (descriptor, end, _) in &documents {
            text.push_str(&format!(" {descriptor}<<{end}"));
        }
        text.push('\n');
        for (_, end, content) in documents {
            text.push_str(&format!("{content}\n{}\n", end.trim_matches('\'')));
        }
        text
    }

    /// What is piped into curl: the keys of IAM as its configuration, or else the headers that are secret.
    fn piped(&self, secrets: &[Hidden<'_>]) -> String {
        let printed = match self.signature {
            Some(_) => vec![USER.to_owned(), SESSION_TOKEN.to_owned()],
            None => secrets.iter().map(|secret| printf_of(secret.header, secret.variable)).collect(),
        };
        match printed.as_slice() {
            [] => String::new(),
            [one] => format!("{one} |\n"),
            several => format!("{{ {}; }} |\n", several.join("; ")),
        }
    }

    /// The arguments, a line each. What neither an argument nor standard input can take becomes a here-document.
    fn arguments(&self, secrets: &[Hidden<'_>], documents: &mut Vec<HereDocument>) -> Vec<String> {
        // curl reads brackets in an address as a pattern of many.
        let glob = if self.url.contains(['{', '}', '[', ']']) { "--globoff " } else { "" };
        let mut arguments = vec![format!("{glob}{}", quoted(&self.url))];
        if let Some(file) = &self.cacert {
            arguments.push(format!("--cacert {}", quoted(file)));
        }
        if let Some(CurlSignature { region, .. }) = &self.signature {
            arguments.push(format!("--config - --aws-sigv4 {}", quoted(&format!("aws:amz:{region}:appsync"))));
        }
        for (name, value) in &self.headers {
            match value {
                CurlValue::Plain(value) if value.is_empty() => {
                    arguments.push(format!("--header {}", quoted(&format!("{name};"))))
                }
                CurlValue::Plain(value) => arguments.push(format!("--header {}", quoted(&format!("{name}: {value}")))),
                CurlValue::Variable { .. } => {}
            }
        }
        if self.signature.is_none() && !secrets.is_empty() {
            arguments.push("--header @-".to_owned());
        } else if !secrets.is_empty() {
            let lines: Vec<String> =
                secrets.iter().map(|secret| document_line(secret.header, secret.variable)).collect();
            documents.push((3, "HEADERS".to_owned(), lines.join("\n")));
            arguments.push("--header @/dev/fd/3".to_owned());
        }
        if self.body.len() <= ARGUMENT_BYTES {
            arguments.push(format!("--data-raw {}", quoted(&self.body)));
        } else {
            // `--data` takes the line break away again that ends the document, but all others too.
            let option = if self.body.contains(['\n', '\r']) { "--data-binary" } else { "--data" };
            arguments.push(format!("{option} @/dev/fd/4"));
            documents.push((4, format!("'{}'", end_of(&self.body)), self.body.clone()));
        }
        arguments
    }
}

impl Report for CurlCommand {
    fn text(&self, out: &mut dyn io::Write, _: &Style) -> io::Result<()> {
        out.write_all(self.command_line().as_bytes())
    }

    fn json(&self) -> Value {
        json!({ "curl": self.command_line() })
    }

    fn status(&self) -> Status {
        Status::Yes
    }
}

/// A header from a variable, written by the shell itself.
fn printf_of(header: &str, variable: &str) -> String {
    if header.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
        return format!("printf '{header}: %s\\n' \"${variable}\"");
    }
    // Names may have a `%`, a quote and more that means something to `printf` or the shell.
    format!("printf '%s: %s\\n' {} \"${variable}\"", quoted(header))
}

/// A header from a variable as a line of a here-document, in which shells read some characters of names.
fn document_line(header: &str, variable: &str) -> String {
    let escape = |c: char| if matches!(c, '$' | '`' | '\\') { vec!['\\', c] } else { vec![c] };
    let header: String = header.chars().flat_map(escape).collect();
    format!("{header}: ${variable}")
}

/// A line that the body does not have.
fn end_of(body: &str) -> String {
    let mut end = "BODY".to_owned();
    while body.lines().any(|line| line == end) {
        end.push('_');
    }
    end
}

/// Whether a header's value is a secret: one that AppSync knows, or one whose name says so.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = ["auth", "token", "secret", "key", "password", "credential", "session", "signature", "jwt"];
    Headers::is_secret(&name) || words.iter().any(|word| name.contains(word))
}

/// Whether a shell takes this as the name of a variable.
fn is_variable(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A text as one word of a shell. Beyond what must be quoted in a script, braces and `!` are, which mean something to an
/// interactive one.
fn quoted(text: &str) -> Cow<'_, str> {
    match shell_words::quote(text) {
        Cow::Borrowed(plain) if plain.chars().all(|c| c.is_ascii_alphanumeric() || "_-./:@,+".contains(c)) => {
            plain.into()
        }
        Cow::Borrowed(plain) => format!("'{plain}'").into(),
        quoted => quoted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appsync::Secret;

    fn command(headers: &[(&str, CurlValue)]) -> CurlCommand {
        CurlCommand {
            url: "https://abc.appsync-api.eu-west-1.amazonaws.com/graphql".to_owned(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            signature: None,
            cacert: None,
            body: r#"{"query":"{ a(b: \"it's\") }"}"#.to_owned(),
        }
    }

    fn json_type() -> (&'static str, CurlValue) {
        ("content-type", CurlValue::Plain("application/json".to_owned()))
    }

    #[test]
    fn a_token_of_the_environment_goes_to_curl_through_standard_input() {
        let token = CurlValue::of_source(Some(&TokenSource::Env("TOKEN".to_owned())), "APPSYNC_TOKEN");
        insta::assert_snapshot!(command(&[json_type(), ("authorization", token)]).command_line(), @r#"
        printf 'authorization: %s\n' "$TOKEN" |
        curl --silent --show-error \
          https://abc.appsync-api.eu-west-1.amazonaws.com/graphql \
          --header 'content-type: application/json' \
          --header @- \
          --data-raw '{"query":"{ a(b: \"it'\''s\") }"}'
        "#);
    }

    #[test]
    fn iam_is_left_to_curl_with_the_variables_of_aws() {
        let signature = Some(CurlSignature::of_profile("eu-west-1", "my ci"));
        let secret = CurlValue::of_header("X-Tenant-Token", "s3cret");
        let headers = [json_type(), ("X-Tenant-Token", secret), ("x-a", CurlValue::of_header("x-a", ""))];
        let signed = CurlCommand { signature, cacert: Some("my ca.pem".to_owned()), ..command(&headers) };
        insta::assert_snapshot!(signed.command_line(), @r#"
        # eval "$(aws configure export-credentials --profile 'my ci' --format env)"
        # set X_TENANT_TOKEN to the value of `--header 'X-Tenant-Token: …'`
        { printf 'user = "%s:%s"\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY"; printf '%s\n' "${AWS_SESSION_TOKEN:+header = \"x-amz-security-token: $AWS_SESSION_TOKEN\"}"; } |
        curl --silent --show-error \
          https://abc.appsync-api.eu-west-1.amazonaws.com/graphql \
          --cacert 'my ca.pem' \
          --config - --aws-sigv4 aws:amz:eu-west-1:appsync \
          --header 'content-type: application/json' \
          --header 'x-a;' \
          --header @/dev/fd/3 \
          --data-raw '{"query":"{ a(b: \"it'\''s\") }"}' 3<<HEADERS
        X-Tenant-Token: $X_TENANT_TOKEN
        HEADERS
        "#);
    }

    #[test]
    fn where_a_secret_comes_from_is_told_and_the_secret_is_not() {
        let origin = |source: Option<TokenSource>| match CurlValue::of_source(source.as_ref(), "APPSYNC_TOKEN") {
            CurlValue::Variable { name, origin } => format!("{name} {}", origin.unwrap_or_default()),
            CurlValue::Plain(value) => panic!("{value}"),
        };
        assert_eq!(
            [
                origin(Some(TokenSource::Env("MY-TOKEN".to_owned()))),
                origin(Some(TokenSource::File("my token".to_owned()))),
                origin(Some(TokenSource::File("-".to_owned()))),
                origin(Some(TokenSource::Command(vec!["get".to_owned(), "s3cret".to_owned()]))),
                origin(Some(TokenSource::Value(Secret::new("s3cret")))),
                origin(None),
            ],
            [
                "APPSYNC_TOKEN set APPSYNC_TOKEN to what the environment variable `MY-TOKEN` holds",
                "APPSYNC_TOKEN APPSYNC_TOKEN=$(cat 'my token')",
                "APPSYNC_TOKEN set APPSYNC_TOKEN to what came from standard input",
                "APPSYNC_TOKEN set APPSYNC_TOKEN to what the command prints",
                "APPSYNC_TOKEN set APPSYNC_TOKEN to the value that was given",
                "APPSYNC_TOKEN set APPSYNC_TOKEN to the value that was given",
            ]
        );
        for name in ["Authorization", "x-api-key", "Cookie", "X-Auth", "x-session-id", "1-secret"] {
            let value = CurlValue::of_header(name, "s3cret");
            assert!(matches!(&value, CurlValue::Variable { name, .. } if is_variable(name)), "{value:?}");
        }
        assert_eq!(CurlValue::of_header("x-tenant", "a"), CurlValue::Plain("a".to_owned()));
    }

    #[test]
    fn a_word_is_quoted_where_any_shell_would_read_more_into_it() {
        let seen = ["a", "", "it's", "{a,b}", "!x", "a b", "$HOME", "^", "é"].map(|text| quoted(text).into_owned());
        assert_eq!(seen, ["a", "''", "'it'\\''s'", "'{a,b}'", "'!x'", "'a b'", "'$HOME'", "'^'", "'é'"]);
    }
}
