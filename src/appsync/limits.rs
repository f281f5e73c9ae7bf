//! AppSync's and Lambda's limits as constants, each with its source.

use std::time::Duration;

/// The longest authorization token, in characters.
///
/// Source: the AppSync Authorizer page of AWS Lambda Powertools.
pub const TOKEN_CHARACTERS: usize = 2_048;

/// How long AppSync waits for the authorizer.
///
/// Source: AppSync developer guide, "Security", AWS_LAMBDA authorization.
pub const AUTHORIZER_TIMEOUT: Duration = Duration::from_secs(10);

/// The smallest `authorizerResultTtlInSeconds`: the answer is not cached.
///
/// Source: the service model's `TTL` shape.
pub const TTL_SECONDS_MIN: i64 = 0;

/// The largest `authorizerResultTtlInSeconds`.
///
/// Source: the service model's `TTL` shape.
pub const TTL_SECONDS_MAX: i64 = 3_600;

/// The largest `resolverContext`, in bytes of JSON.
///
/// Source: AppSync developer guide, "Security"; AWS Lambda Powertools.
pub const RESOLVER_CONTEXT_BYTES: usize = 5 * 1024 * 1024;

/// An answer of this size or more is used but not cached, in bytes.
///
/// Source: AppSync developer guide, "Security".
pub const CACHEABLE_ANSWER_BYTES: usize = 1_048_576;

/// The largest answer of a synchronous invocation, in bytes.
///
/// Source: AWS Lambda quotas, "Invocation payload".
pub const LAMBDA_RESPONSE_BYTES: usize = 6 * 1024 * 1024;

/// The most providers that one API can have, default and additional together.
///
/// Source: AppSync quotas as reported by users; not in the service model.
pub const PROVIDERS_PER_API: usize = 50;

/// How far the clock of a SigV4 signer may be off.
///
/// Source: AWS General Reference, "Signature Version 4", request time stamp.
pub const SIGNATURE_CLOCK_SKEW: Duration = Duration::from_secs(5 * 60);
