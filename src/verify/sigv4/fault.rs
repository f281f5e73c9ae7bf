//! What can be wrong with a signature, and how AWS says it.

use std::time::{Duration, SystemTime};

use super::moment::to_basic;
use crate::appsync::refusal_words as words;

/// What is wrong with the signature of a request.
///
/// No variant holds a secret: where AWS repeats the `Authorization` header, it gives a digest of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SigV4Fault {
    /// The request is not signed at all.
    Missing,
    /// Parts of the signature are missing.
    Incomplete {
        /// What is missing, in the order in which AWS names it.
        lacking: Vec<Lacking>,
        /// The SHA-256 digest of the `Authorization` header in base64; `None` for a presigned request.
        digest: Option<String>,
    },
    /// A part of `Authorization` is no `name=value`.
    NotAPair {
        /// The SHA-256 digest of the `Authorization` header in base64.
        digest: String,
    },
    /// Another algorithm than AWS4-HMAC-SHA256.
    Algorithm {
        /// The one that the client names.
        named: String,
    },
    /// Both an `Authorization` header and a presigned query.
    Twice,
    /// The date is not `YYYYMMDDThhmmssZ`.
    Date {
        /// What the client sent.
        sent: String,
    },
    /// `X-Amz-Expires` is not from 0 to 604,800 seconds.
    Expires,
    /// `Credential` has not five parts.
    Credential {
        /// The parts but the access key id, where people put their secret by mistake.
        scope: String,
    },
    /// The client did not sign the `host` header.
    HostNotSigned,
    /// The date is too long ago.
    Expired {
        /// When the client signed.
        signed: SystemTime,
        /// When the request came.
        now: SystemTime,
        /// How long the signature is good.
        window: Duration,
    },
    /// The date is too far in the future.
    NotYetCurrent {
        /// When the client signed.
        signed: SystemTime,
        /// When the request came.
        now: SystemTime,
        /// How far ahead the client's clock may be.
        window: Duration,
    },
    /// The scope is not that of this service; one sentence for each part that is wrong.
    Scope {
        /// AWS's sentences.
        sentences: Vec<String>,
    },
    /// Nobody has this access key. For the caller to say, who looks it up.
    AccessKeyUnknown,
    /// The session token is not that of the access key, or only one of the two sides has one.
    SessionToken,
    /// A header that the client says it signed is not there.
    HeaderMissing {
        /// Its name in lower case.
        name: String,
    },
    /// `x-amz-content-sha256` is not the digest of the body; `UNSIGNED-PAYLOAD` neither, which only Amazon S3 takes.
    PayloadHash,
    /// The signature is not the one that fits the request.
    Mismatch,
}

/// A part that a signature must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking {
    /// `X-Amz-Algorithm`, of a presigned request only.
    Algorithm,
    /// `Credential`.
    Credential,
    /// `Signature`.
    Signature,
    /// `SignedHeaders`.
    SignedHeaders,
    /// `x-amz-date`, or `date`.
    Date,
}

/// The kinds of fault that callers treat alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// There is no signature.
    Missing,
    /// The signature cannot be read.
    Malformed,
    /// The access key, or its session token, is not known.
    AccessKeyUnknown,
    /// The signature, its scope or its headers do not fit.
    Mismatch,
    /// The signature is too old, or from the future.
    Expired,
}

impl SigV4Fault {
    /// The kind of fault.
    #[must_use]
    pub const fn kind(&self) -> FaultKind {
        match self {
            Self::Missing => FaultKind::Missing,
            Self::Incomplete { .. }
            | Self::NotAPair { .. }
            | Self::Algorithm { .. }
            | Self::Date { .. }
            | Self::Expires
            | Self::Credential { .. } => FaultKind::Malformed,
            Self::AccessKeyUnknown | Self::SessionToken => FaultKind::AccessKeyUnknown,
            Self::Expired { .. } | Self::NotYetCurrent { .. } => FaultKind::Expired,
            Self::Twice
            | Self::HostNotSigned
            | Self::Scope { .. }
            | Self::HeaderMissing { .. }
            | Self::PayloadHash
            | Self::Mismatch => FaultKind::Mismatch,
        }
    }

    /// AWS's name for the fault, as in `x-amzn-ErrorType`. Query services such as IAM and STS have other names.
    ///
    /// Source: brefphp/bref#1250 (missing), aws-samples/amazon-elasticsearch-service-with-authentication#4 and
    /// boto/boto3#2280 (incomplete), aws-amplify/amplify-cli#3380 (unknown), aws/aws-sdk-php#2469 (invalid).
    #[must_use]
    pub const fn error_type(&self) -> &'static str {
        match self.kind() {
            FaultKind::Missing => words::MISSING_AUTHENTICATION_TOKEN_EXCEPTION,
            FaultKind::Malformed => words::INCOMPLETE_SIGNATURE_EXCEPTION,
            FaultKind::AccessKeyUnknown => words::UNRECOGNIZED_CLIENT_EXCEPTION,
            FaultKind::Mismatch | FaultKind::Expired => words::INVALID_SIGNATURE_EXCEPTION,
        }
    }

    /// The name of the fault in the services that speak AWS Query, as IAM and STS do: `Code` of their XML.
    ///
    /// Source: boto/boto3#2280 (incomplete), Moulick/configure-multiple-aws-roles#8 (unknown), JuliaCloud/AWS.jl#565
    /// (mismatch); that a missing signature is `MissingAuthenticationToken` is in the common errors of both references.
    #[must_use]
    pub const fn query_code(&self) -> &'static str {
        match self.kind() {
            FaultKind::Missing => "MissingAuthenticationToken",
            FaultKind::Malformed => "IncompleteSignature",
            FaultKind::AccessKeyUnknown => "InvalidClientTokenId",
            FaultKind::Mismatch | FaultKind::Expired => "SignatureDoesNotMatch",
        }
    }

    /// The HTTP status in those services: 400 for a signature that cannot be read, else 403.
    ///
    /// Source: aws/aws-sdk-go#1042 (400), aws/aws-sdk-php#732 (403).
    #[must_use]
    pub const fn query_status(&self) -> u16 {
        match self.kind() {
            FaultKind::Malformed => 400,
            _ => 403,
        }
    }

    /// The HTTP status: 403 for the services that speak REST and JSON, as AppSync and Lambda do.
    ///
    /// Source: aws-amplify/amplify-js#2422, brefphp/bref#1250, aws/chalice#828.
    #[must_use]
    pub const fn status(&self) -> u16 {
        403
    }

    /// AWS's message.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            // brefphp/bref#1250.
            Self::Missing => "Missing Authentication Token".to_owned(),
            Self::Incomplete { lacking, digest } => incomplete(lacking, digest.as_deref()),
            // The older wording repeated the header (boto/boto3#2280); since about 2022 AWS gives its digest.
            Self::NotAPair { digest } => format!(
                "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '{digest}'."
            ),
            // mhart/dynalite, index.js, for this and the next.
            Self::Algorithm { named } => {
                format!("Unsupported AWS 'algorithm': '{named}' (only AWS4-HMAC-SHA256 for now). ")
            }
            Self::Twice => {
                "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.".to_owned()
            }
            Self::Date { sent } => format!(
                "Date must be in ISO-8601 'basic format'. Got '{sent}'. See http://en.wikipedia.org/wiki/ISO_8601"
            ),
            // The wording is Amazon S3's (API reference, "Authenticating requests: using query parameters").
            Self::Expires => "X-Amz-Expires must be less than a week (in seconds) that is 604800".to_owned(),
            // hashicorp/vault#2277, mhart/aws4#97.
            Self::Credential { scope } => format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '***{scope}'"
            ),
            // aws/aws-sdk-php#2469.
            Self::HostNotSigned => {
                "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".to_owned()
            }
            // remind101/logspout-kinesis#21.
            Self::Expired { signed, now, window } => format!(
                "{}: {} is now earlier than {} ({} - {} min.)",
                words::SIGNATURE_EXPIRED,
                to_basic(*signed),
                to_basic(now.checked_sub(*window).unwrap_or(SystemTime::UNIX_EPOCH)),
                to_basic(*now),
                window.as_secs() / 60
            ),
            // s12v/awsbeats#48.
            Self::NotYetCurrent { signed, now, window } => format!(
                "{}: {} is still later than {} ({} + {} min.)",
                words::SIGNATURE_NOT_YET_CURRENT,
                to_basic(*signed),
                to_basic(now.checked_add(*window).unwrap_or(*now)),
                to_basic(*now),
                window.as_secs() / 60
            ),
            // Each sentence is followed by a blank: cllunsford/aws-signing-proxy#25, joona/aws-es-curl#15.
            Self::Scope { sentences } => sentences.iter().map(|sentence| format!("{sentence} ")).collect(),
            // aws-amplify/amplify-cli#3380.
            Self::AccessKeyUnknown | Self::SessionToken => words::SECURITY_TOKEN_INVALID.to_owned(),
            // aws-amplify/amplify-js#2422. That AWS says no more when a signed header is missing is assumed.
            Self::HeaderMissing { .. } | Self::PayloadHash | Self::Mismatch => words::SIGNATURE_MISMATCH.to_owned(),
        }
    }
}

/// One sentence for each part that is missing.
///
/// Source: aws/chalice#828 for headers, mhart/kinesalite (`test/connection.js`) for presigned requests.
fn incomplete(lacking: &[Lacking], digest: Option<&str>) -> String {
    let name = |part: Lacking| match part {
        Lacking::Algorithm => "Algorithm",
        Lacking::Credential => "Credential",
        Lacking::Signature => "Signature",
        Lacking::SignedHeaders => "SignedHeaders",
        Lacking::Date => "Date",
    };
    let Some(digest) = digest else {
        let sentences = lacking
            .iter()
            .map(|part| format!("AWS query-string parameters must include 'X-Amz-{}'. ", name(*part)))
            .collect::<String>();
        return format!("{sentences}Re-examine the query-string parameters.");
    };
    let sentences = lacking
        .iter()
        .map(|part| match part {
            Lacking::Date => {
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ".to_owned()
            }
            part => format!("Authorization header requires '{}' parameter. ", name(*part)),
        })
        .collect::<String>();
    format!("{sentences}(Hashed with SHA-256 and encoded with Base64) Authorization={digest}")
}
