//! How many requests are signed in a second: `cargo bench --bench signatures`, or by `tests/bench/signatures.py` beside botocore.
//!
//! Arguments: `--seconds S` (1), `--bytes N` for the body (200), `--token` for temporary credentials. The output is one JSON
//! object; `authorization` is that of the first request, by which the peer is seen to do the same work.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench says what it measured, and stops when it cannot")]

use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime};

use appsync_auth::appsync::Secret;
use appsync_auth::sign::{APPSYNC, AccessKey, Signable, Signer};

const URL: &str = "https://abcdefghijklmnopqrstuvwxyz.appsync-api.eu-west-1.amazonaws.com/graphql";
const HEADERS: [(&str, &str); 1] = [("content-type", "application/json")];

/// 2026-03-04T05:06:07Z; each request is signed for a second of its own, so that nothing can be kept from the one before.
const FIRST: Duration = Duration::from_secs(1_772_600_767);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)
    };
    let seconds: f64 = value("--seconds").map_or(1.0, |text| text.parse().unwrap());
    let bytes: usize = value("--bytes").map_or(200, |text| text.parse().unwrap());
    let token = arguments.iter().any(|argument| argument == "--token").then(|| Secret::new("t".repeat(800)));
    let key = AccessKey {
        id: "AKIDEXAMPLE".to_owned(),
        secret: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        session_token: token,
    };
    let signer = Signer::new(&key, "eu-west-1", APPSYNC);
    let body = "x".repeat(bytes);
    let request = Signable { method: "POST", url: URL, headers: &HEADERS, body: body.as_bytes() };
    let sign = |second: u32| {
        let at = SystemTime::UNIX_EPOCH + FIRST + Duration::from_secs(second.into());
        signer.headers(at, black_box(&request)).unwrap()
    };
    let first = sign(0);
    let (_, authorization) = first.iter().find(|(name, _)| name == "authorization").unwrap();
    let (started, limit) = (Instant::now(), Duration::from_secs_f64(seconds));
    let mut signed = 0_u32;
    while started.elapsed() < limit {
        for _ in 0..100 {
            signed += 1;
            black_box(sign(signed));
        }
    }
    let per_second = f64::from(signed) / started.elapsed().as_secs_f64();
    println!(r#"{{"perSecond": {per_second:.0}, "authorization": "{}"}}"#, authorization.expose());
}
