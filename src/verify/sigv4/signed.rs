//! A signature, taken apart.

use std::time::{Duration, SystemTime};

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::fault::{Lacking, SigV4Fault};
use super::moment;
use super::query;
use super::request::HttpRequest;
use crate::appsync::Secret;

/// The one algorithm.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The longest life of a presigned request: a week.
///
/// Source: IAM user guide, "Authentication methods", query string parameters.
const LONGEST_LIFE: u64 = 604_800;

/// A signature and what it says of itself; nothing of it is checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The access key that is said to have signed.
    pub access_key_id: String,
    /// What the signature is good for.
    pub scope: Scope,
    /// The headers that were signed: in lower case, sorted, each once.
    pub signed_headers: Vec<String>,
    /// When the client signed.
    pub date: SystemTime,
    /// The session token, when the client sent one.
    pub session_token: Option<Secret>,
    /// How long a presigned request is good; `None` when the signature is in a header.
    pub presigned_for: Option<Duration>,
    pub(super) signature: Secret,
}

/// What a signature is good for, as the client says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The day, `YYYYMMDD`.
    pub date: String,
    /// The region.
    pub region: String,
    /// The service, by its signing name.
    pub service: String,
    /// `aws4_request`.
    pub terminator: String,
}

impl Scope {
    /// The scope as it is signed.
    pub(super) fn signed(&self) -> String {
        format!("{}/{}/{}/{}", self.date, self.region, self.service, self.terminator)
    }
}

/// The parts of a signature before they are read.
struct Parts {
    credential: Option<String>,
    signature: Option<String>,
    signed_headers: Option<String>,
}

impl Signed {
    /// Takes the signature of a request apart. `None` when the request has none: no `Authorization` that begins with
    /// `AWS4-HMAC-SHA256`, and no `X-Amz-Algorithm` in the query.
    ///
    /// # Errors
    /// The request is signed, and the signature cannot be read.
    pub fn read(request: &HttpRequest<'_>) -> Result<Option<Self>, SigV4Fault> {
        let header = request.authorization().filter(|value| value.starts_with(ALGORITHM));
        match (header, query::has(request.query, "X-Amz-Algorithm")) {
            (Some(_), true) => Err(SigV4Fault::Twice),
            (Some(value), false) => from_header(request, value).map(Some),
            (None, true) => from_query(request).map(Some),
            (None, false) => Ok(None),
        }
    }

    /// Takes the signature of a request apart that must have one, as the control planes of AWS ask for it.
    ///
    /// # Errors
    /// The request is not signed, by another algorithm, or the signature cannot be read.
    pub fn required(request: &HttpRequest<'_>) -> Result<Self, SigV4Fault> {
        if let Some(signed) = Self::read(request)? {
            return Ok(signed);
        }
        match request.authorization() {
            None => Err(SigV4Fault::Missing),
            // What AWS says of `Authorization: Basic …` and the like: digitalepidemiologylab/crowdbreaks#3.
            Some(value) => {
                parts_of_header(value)?;
                let named = value.split_ascii_whitespace().next().unwrap_or_default();
                if named.starts_with("AWS4-") {
                    return Err(SigV4Fault::Algorithm { named: named.to_owned() });
                }
                let lacking = vec![Lacking::Credential, Lacking::Signature, Lacking::SignedHeaders];
                Err(incomplete_header(request, lacking, value))
            }
        }
    }
}

/// Reads `Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
fn from_header(request: &HttpRequest<'_>, value: &str) -> Result<Signed, SigV4Fault> {
    let named = value.split_ascii_whitespace().next().unwrap_or_default();
    if named != ALGORITHM {
        return Err(SigV4Fault::Algorithm { named: named.to_owned() });
    }
    let Parts { credential, signature, signed_headers } = parts_of_header(value)?;
    let mut lacking = Vec::new();
    for (part, missing) in [
        (Lacking::Credential, credential.is_none()),
        (Lacking::Signature, signature.is_none()),
        (Lacking::SignedHeaders, signed_headers.is_none()),
    ] {
        if missing {
            lacking.push(part);
        }
    }
    let date = request.header("x-amz-date").or_else(|| request.header("date"));
    let (Some(credential), Some(signature), Some(signed_headers), Some(sent)) =
        (credential, signature, signed_headers, date)
    else {
        return Err(incomplete_header(request, lacking, value));
    };
    let date = match request.header("x-amz-date") {
        Some(sent) => moment::from_basic(sent),
        None => moment::from_date_header(sent),
    };
    let date = date.ok_or_else(|| SigV4Fault::Date { sent: sent.to_owned() })?;
    let (access_key_id, scope) = read_credential(&credential)?;
    Ok(Signed {
        access_key_id,
        scope,
        signed_headers: read_signed_headers(&signed_headers),
        date,
        session_token: request.header("x-amz-security-token").map(Secret::new),
        presigned_for: None,
        signature: Secret::new(signature),
    })
}

/// The members of `Authorization` behind the name of the algorithm; commas, blanks or both stand between them.
fn parts_of_header(value: &str) -> Result<Parts, SigV4Fault> {
    let mut parts = Parts { credential: None, signature: None, signed_headers: None };
    let members = value.split_once(char::is_whitespace).map_or("", |(_, members)| members);
    for member in members.split([',', ' ', '\t']).filter(|member| !member.is_empty()) {
        let Some((name, text)) = member.split_once('=') else {
            return Err(SigV4Fault::NotAPair { digest: digest_of(value) });
        };
        let text = Some(text.to_owned()).filter(|text| !text.is_empty());
        match name {
            "Credential" => parts.credential = text,
            "Signature" => parts.signature = text,
            "SignedHeaders" => parts.signed_headers = text,
            _ => {}
        }
    }
    Ok(parts)
}

/// The fault of a header that lacks parts; the date is one of them.
fn incomplete_header(request: &HttpRequest<'_>, mut lacking: Vec<Lacking>, value: &str) -> SigV4Fault {
    if request.header("x-amz-date").or_else(|| request.header("date")).is_none() {
        lacking.push(Lacking::Date);
    }
    SigV4Fault::Incomplete { lacking, digest: Some(digest_of(value)) }
}

/// Reads the signature of a presigned request.
fn from_query(request: &HttpRequest<'_>) -> Result<Signed, SigV4Fault> {
    let parameter = |name: &str| query::parameter(request.query, name);
    let names = [
        (Lacking::Algorithm, "X-Amz-Algorithm"),
        (Lacking::Credential, "X-Amz-Credential"),
        (Lacking::Signature, query::SIGNATURE),
        (Lacking::SignedHeaders, "X-Amz-SignedHeaders"),
        (Lacking::Date, "X-Amz-Date"),
    ];
    let (mut lacking, mut values) = (Vec::new(), Vec::new());
    for (part, name) in names {
        match parameter(name) {
            Some(value) => values.push(value),
            None => lacking.push(part),
        }
    }
    let Ok([named, credential, signature, signed_headers, sent]) = <[String; 5]>::try_from(values) else {
        return Err(SigV4Fault::Incomplete { lacking, digest: None });
    };
    let date = moment::from_basic(&sent).ok_or(SigV4Fault::Date { sent })?;
    if named != ALGORITHM {
        return Err(SigV4Fault::Algorithm { named });
    }
    let (access_key_id, scope) = read_credential(&credential)?;
    Ok(Signed {
        access_key_id,
        scope,
        signed_headers: read_signed_headers(&signed_headers),
        date,
        session_token: parameter("X-Amz-Security-Token").map(Secret::new),
        presigned_for: Some(read_expires(parameter("X-Amz-Expires"))?),
        signature: Secret::new(signature),
    })
}

/// Reads `X-Amz-Expires`; without it a presigned request is taken to be good as long as a signed header.
fn read_expires(sent: Option<String>) -> Result<Duration, SigV4Fault> {
    let Some(sent) = sent else { return Ok(super::verify::CLOCK_SKEW) };
    let seconds: Option<u64> = sent.parse().ok();
    seconds.filter(|seconds| *seconds <= LONGEST_LIFE).map(Duration::from_secs).ok_or(SigV4Fault::Expires)
}

/// Reads `keyid/date/region/service/aws4_request`; slashes at its end do not count.
fn read_credential(credential: &str) -> Result<(String, Scope), SigV4Fault> {
    let parts: Vec<&str> = credential.trim_end_matches('/').split('/').collect();
    let &[access_key_id, date, region, service, terminator] = parts.as_slice() else {
        // Whoever has too many parts has often sent a secret key in place of its id, and those can hold slashes.
        let known = parts.len().saturating_sub(4).max(1);
        let scope = parts.iter().skip(known).map(|part| format!("/{part}")).collect();
        return Err(SigV4Fault::Credential { scope });
    };
    let owned = str::to_owned;
    let scope =
        Scope { date: owned(date), region: owned(region), service: owned(service), terminator: owned(terminator) };
    Ok((access_key_id.to_owned(), scope))
}

/// Reads `host;x-amz-date`.
fn read_signed_headers(text: &str) -> Vec<String> {
    let mut names: Vec<String> =
        text.split(';').map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A digest that stands for a header in a message.
fn digest_of(value: &str) -> String {
    STANDARD.encode(digest::digest(&digest::SHA256, value.as_bytes()))
}
