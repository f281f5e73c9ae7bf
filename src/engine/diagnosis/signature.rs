//! A SigV4 signature that was refused: the key, the clock, the scope, or the bytes.

use super::super::rules::Code;
use super::known::Known;
use super::moment::span;
use super::sent::{Diagnosis, cut, quoted};
use crate::appsync::endpoint::region_of_host;
use crate::appsync::{ApiIdentity, Headers, limits, refusal_words as words};

/// The service that AppSync's data plane is signed for.
const SERVICE: &str = "appsync";

/// What a signature says of itself in the open.
struct Scope<'a> {
    access_key_id: &'a str,
    region: &'a str,
    service: &'a str,
    has_session_token: bool,
}

impl<'a> Scope<'a> {
    /// Reads `Credential=KEY/DATE/REGION/SERVICE/aws4_request`.
    fn of(headers: &'a Headers) -> Option<Self> {
        let (_, credential) = headers.get("authorization")?.split_once("Credential=")?;
        let mut parts = credential.split([',', ' ']).next()?.split('/');
        let (access_key_id, _, region, service) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let has_session_token = headers.get("x-amz-security-token").is_some();
        Some(Self { access_key_id, region, service, has_session_token })
    }

    /// Whether the key is one of temporary credentials, by its first letters.
    ///
    /// Source: IAM user guide, "IAM identifiers", unique ID prefixes.
    fn is_temporary(&self) -> bool {
        self.access_key_id.starts_with("ASIA")
    }

    fn facts(&self, told: Diagnosis) -> Diagnosis {
        told.fact("accessKeyId", cut(self.access_key_id))
            .fact("sessionToken", self.has_session_token)
            .fact("region", cut(self.region))
            .fact("service", cut(self.service))
    }
}

/// The access key is not known to AWS.
pub(super) fn access_key_unknown(known: &Known<'_>) -> Diagnosis {
    let code = Code::K207;
    let Some(scope) = Scope::of(known.sent.headers) else { return Diagnosis::new(code, code.rule().title) };
    let key = quoted([scope.access_key_id]);
    let told = match (scope.is_temporary(), scope.has_session_token) {
        (true, false) => Diagnosis::new(code, format!("{key} is a temporary access key, and the request was sent without its session token"))
            .help("set AWS_SESSION_TOKEN together with the key, or use a profile"),
        (false, true) => Diagnosis::new(code, format!("{key} is a lasting access key, and the request was sent with a session token, which is that of another one"))
            .help("unset AWS_SESSION_TOKEN, or set the access key and secret that it belongs to"),
        (temporary, _) => {
            let partition = ApiIdentity::partition_of(scope.region);
            let or = if temporary { "or its session token is that of another key or has expired" } else { "deleted or inactive" };
            let says = format!("AWS does not know the access key {key} in the partition `{partition}`: it is misspelt, of another partition, {or}");
            Diagnosis::new(code, says).help("`aws sts get-caller-identity` says whether the key is good, and whose it is")
        }
    };
    scope.facts(told)
}

/// The signature does not fit: its time, its scope, or what it was made with.
pub(super) fn refused(known: &Known<'_>, message: Option<&str>) -> Vec<Diagnosis> {
    let of_time = message.is_some_and(|message| {
        message.starts_with(words::SIGNATURE_EXPIRED) || message.starts_with(words::SIGNATURE_NOT_YET_CURRENT)
    });
    if of_time {
        return vec![out_of_time(known)];
    }
    if let Some(told) = message.and_then(|message| out_of_scope(known, message)) {
        return vec![told];
    }
    let window = limits::SIGNATURE_CLOCK_SKEW.as_secs_f64();
    let clock = known.clock_ahead().filter(|ahead| ahead.abs() >= window).map(|_| out_of_time(known));
    clock.into_iter().chain([mismatch(known)]).collect()
}

/// The time of the signature is too far from AppSync's.
fn out_of_time(known: &Known<'_>) -> Diagnosis {
    let window = limits::SIGNATURE_CLOCK_SKEW.as_secs_f64();
    match known.clock_ahead() {
        Some(ahead) if ahead.abs() >= MENTIONED => {
            Diagnosis::new(Code::K209, format!("the time of the signature is too far off: {}", clock_words(ahead)))
                .help(format!("set the clock of this machine; a signature is good for {}", span(window)))
                .fact("clockAheadSeconds", whole(ahead))
        }
        Some(ahead) => {
            let says = format!("the signature was made more than {} before it arrived; the clocks agree", span(window));
            Diagnosis::new(Code::K209, says)
                .help("sign anew for each attempt, and look for what held the request up")
                .fact("clockAheadSeconds", whole(ahead))
        }
        None => {
            let says = format!("the time of the signature is more than {} from AppSync's", span(window));
            Diagnosis::new(Code::K209, says)
        }
    }
}

/// From how many seconds on a difference of clocks is told: answers take time, and `date` has whole seconds.
const MENTIONED: f64 = 60.0;

fn clock_words(ahead: f64) -> String {
    let way = if ahead > 0.0 { "ahead of" } else { "behind" };
    format!("this machine's clock is {} {way} AppSync's", span(ahead))
}

/// Whole seconds, for facts.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a difference of clocks; a float that is too large becomes the largest"
)]
fn whole(seconds: f64) -> i64 {
    seconds.round() as i64
}

/// This machine's clock, where it is off by so much that times of tokens look other than they are.
pub(super) fn clock(known: &Known<'_>) -> Option<Diagnosis> {
    let ahead = known.clock_ahead().filter(|ahead| ahead.abs() >= MENTIONED)?;
    let says = format!("{}; the times of the token are told by AppSync's", clock_words(ahead));
    Some(Diagnosis::new(None, says).help("set the clock of this machine").fact("clockAheadSeconds", whole(ahead)))
}

/// AWS says for which region or service the signature should be.
fn out_of_scope(known: &Known<'_>, message: &str) -> Option<Diagnosis> {
    let code = Code::K208;
    let of_host = known.sent.host.and_then(region_of_host);
    let told = match (words::service_that_is_correct(message), words::region_that_is_not_valid(message)) {
        (Some(service), _) if service != SERVICE => {
            let says = format!(
                "what answers takes signatures for the service `{}`, and AppSync those for `{SERVICE}`",
                cut(service)
            );
            Diagnosis::new(code, says).help("check the URL: it must be the one that GraphQL is posted to")
        }
        (Some(_), _) => of_another_service(Scope::of(known.sent.headers)?.service),
        (None, Some(signed)) => match of_host.or_else(|| known.identity().map(|api| api.region.as_str())) {
            Some(region) if region != signed => of_another_region(signed, region),
            _ => {
                let says = format!("the signature is for the region `{}`, and the API is in another one", cut(signed));
                Diagnosis::new(code, says).help("sign for the region of the API: `--region REGION`")
            }
        },
        (None, None) => return None,
    };
    Some(match Scope::of(known.sent.headers) {
        Some(scope) => scope.facts(told),
        None => told,
    })
}

/// The signature is for another service than AppSync.
fn of_another_service(signed: &str) -> Diagnosis {
    let says = format!("the signature is for the service `{}`, and AppSync takes those for `{SERVICE}`", cut(signed));
    Diagnosis::new(Code::K208, says)
}

/// The region of the API is known, and the signature is for another one.
fn of_another_region(signed: &str, region: &str) -> Diagnosis {
    let says = format!("the signature is for the region `{}`, and the API is in `{region}`", cut(signed));
    Diagnosis::new(Code::K208, says).help(format!("sign for the region of the API: `--region {region}`"))
}

/// The signature is of now, and does not fit.
fn mismatch(known: &Known<'_>) -> Diagnosis {
    let code = Code::K208;
    let Some(scope) = Scope::of(known.sent.headers) else { return Diagnosis::new(code, code.rule().title) };
    let of_host = known.sent.host.and_then(region_of_host);
    let region = of_host.or_else(|| known.identity().map(|api| api.region.as_str()));
    let told = match region {
        _ if scope.service != SERVICE => of_another_service(scope.service),
        Some(region) if region != scope.region => of_another_region(scope.region, region),
        region => {
            let key = quoted([scope.access_key_id]);
            let or_region = match region {
                Some(_) => String::new(),
                None => format!(", the API is in another region than `{}`", cut(scope.region)),
            };
            let says = format!(
                "the secret access key is not that of {key}{or_region}, or body, host or a signed header were changed after signing"
            );
            let help = "check the secret access key and the region, and that nothing between here and AppSync rewrites the body or `Host`";
            Diagnosis::new(code, says).help(help)
        }
    };
    scope.facts(told)
}

/// The signature lacks a part, or none was seen.
pub(super) fn unreadable(known: &Known<'_>) -> Diagnosis {
    let says = match Scope::of(known.sent.headers) {
        Some(_) => "AWS could not read the signature: something on the way changed `Authorization` or `x-amz-date`",
        None => {
            "AWS expected a SigV4 signature with `Credential`, `SignedHeaders`, `Signature` and a date, and the request has none that is whole"
        }
    };
    Diagnosis::new(Code::K208, says)
}

/// The session token has expired.
pub(super) fn session_expired(known: &Known<'_>) -> Diagnosis {
    let told = Diagnosis::new(None, "the session token of the temporary credentials has expired")
        .help("sign in again, such as by `aws sso login`, or set new AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN");
    match Scope::of(known.sent.headers) {
        Some(scope) => scope.facts(told),
        None => told,
    }
}
