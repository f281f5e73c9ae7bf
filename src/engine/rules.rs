//! The rule table: every rule of AppSync's authorization that this program knows, once.
//!
//! A row says what the rule is called, in which stage it fires, how bad it is, and on what evidence it rests. Steps and
//! findings name rows by [`Code`]; `docs/rules/CODE.md` is the page of each; tests walk the table.
//!
//! To add a rule: a variant of [`Code`], a row here in the same place, the page, the code that fires it, and cases that
//! fire it and that pass it.

use std::fmt;

/// Where in the pipeline a rule fires. The stages run in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The request itself: body, address, operation.
    Request,
    /// Which provider the request selects.
    Mode,
    /// Whether the credential of that provider is good; for all providers but AWS_LAMBDA.
    Credential,
    /// Whether the token passes its limits and `identityValidationExpression`.
    Gate,
    /// Whether an earlier answer is used, and how long this one lives.
    Cache,
    /// What came of calling the function.
    Authorizer,
    /// Whether AppSync accepts the function's answer.
    Contract,
    /// Which fields `deniedFields` strikes.
    DeniedFields,
    /// Which fields the schema's directives open to the mode.
    Directives,
    /// Which fields the caller's policies allow.
    Iam,
    /// Whether the API's providers can stand together; judged of a configuration, not of a request.
    Providers,
}

impl Stage {
    /// The word that people and JSON see.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Mode => "mode",
            Self::Credential => "credential",
            Self::Gate => "gate",
            Self::Cache => "cache",
            Self::Authorizer => "authorizer",
            Self::Contract => "contract",
            Self::DeniedFields | Self::Directives | Self::Iam => "fields",
            Self::Providers => "providers",
        }
    }

    /// The letter that the codes of this stage begin with.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Request => 'Q',
            Self::Mode => 'M',
            Self::Credential => 'K',
            Self::Gate => 'G',
            Self::Cache => 'C',
            Self::Authorizer => 'A',
            Self::Contract => 'R',
            Self::DeniedFields => 'F',
            Self::Directives => 'D',
            Self::Iam => 'I',
            Self::Providers => 'P',
        }
    }
}

/// How much a rule matters when it fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It explains.
    Info,
    /// It is probably not what was meant.
    Warning,
    /// It denies, refuses, or is a fault.
    Error,
}

impl Severity {
    /// The word that people and JSON see.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Why we believe that AppSync behaves so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// AWS documents it at this address.
    Documented(&'static str),
    /// It was seen in a real response: an issue (`owner/repository#number`), or a test that ran against AWS.
    Reported(&'static str),
    /// Nobody outside AWS knows; this is how we read it, and a verdict that rests on it says so.
    Assumed {
        /// The reading, with its reason.
        because: &'static str,
        /// The other reading.
        otherwise: &'static str,
    },
}

impl Evidence {
    /// `documented`, `reported` or `assumed`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documented(_) => "documented",
            Self::Reported(_) => "reported",
            Self::Assumed { .. } => "assumed",
        }
    }

    /// Where it can be read, or the reason of the assumption.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Documented(text) | Self::Reported(text) | Self::Assumed { because: text, .. } => text,
        }
    }

    /// Whether this is a reading that nobody outside AWS can confirm.
    #[must_use]
    pub const fn is_assumed(self) -> bool {
        matches!(self, Self::Assumed { .. })
    }
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Letter and three digits, never used again for another rule.
    pub code: Code,
    /// The name in kebab case; users may write either.
    pub name: &'static str,
    /// Where it fires.
    pub stage: Stage,
    /// How much it matters.
    pub severity: Severity,
    /// Why we believe it.
    pub evidence: Evidence,
    /// What it says, one line.
    pub title: &'static str,
}

impl Rule {
    /// The rule with this code or name, in any case.
    #[must_use]
    pub fn find(code_or_name: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| {
            rule.name.eq_ignore_ascii_case(code_or_name) || rule.code.to_string().eq_ignore_ascii_case(code_or_name)
        })
    }
}

impl Code {
    /// The row of this code.
    #[must_use]
    pub const fn rule(self) -> &'static Rule {
        &RULES[self as usize]
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// The code of a rule. The order is that of [`RULES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum Code {
    /// the request has an empty body
    Q201,
    /// the request body is not a GraphQL request in JSON
    Q202,
    /// there is no API at this address
    Q203,
    /// the document has several operations and the request names none
    Q204,
    /// API_KEY selected: the request has an x-api-key header
    M101,
    /// AWS_IAM selected: Authorization is a SigV4 signature
    M102,
    /// AMAZON_COGNITO_USER_POOLS selected: Authorization is a JWT of a configured user pool
    M103,
    /// AWS_LAMBDA selected: Authorization is not SigV4 and not a JWT of a configured issuer
    M104,
    /// OPENID_CONNECT selected: Authorization is a JWT of a configured issuer
    M105,
    /// the token is a JWT of another provider of this API, so the Lambda authorizer is never called
    M106,
    /// the request has both an x-api-key and an Authorization header, and the API key decides
    M107,
    /// the request has both an x-api-key and a SigV4 signature
    M108,
    /// the token has the shape of a mode that this API does not have, so it goes to the Lambda authorizer
    M109,
    /// the provider was chosen by the kind of the token: its pool or issuer is not known here
    M110,
    /// the request has neither an Authorization nor an x-api-key header
    M201,
    /// no enabled mode takes what the request brings
    M202,
    /// the API takes JWTs, and Authorization is none
    M203,
    /// the JWT is of no provider that the API has
    M204,
    /// whether the app client is accepted cannot be judged
    M205,
    /// the credential of the selected mode was verified
    K101,
    /// the credential was not checked and is taken to be good
    K102,
    /// the API has no such key
    K201,
    /// the API key has expired
    K202,
    /// the JWT has expired
    K203,
    /// the signature of the JWT is not valid
    K204,
    /// the JWT was issued to a client that the provider does not accept
    K205,
    /// the JWT is older than iatTTL or authTTL allows
    K206,
    /// the access key of the signature is not known to AWS
    K207,
    /// the SigV4 signature does not fit the request
    K208,
    /// the date of the SigV4 signature is too far from now
    K209,
    /// the token matches identityValidationExpression
    G101,
    /// the API has no identityValidationExpression
    G102,
    /// the verdict depends on whether identityValidationExpression is a whole match or a search
    G103,
    /// the token does not match identityValidationExpression; the function is not called
    G201,
    /// the token is longer than 2,048 characters
    G202,
    /// the token is empty
    G203,
    /// the token contains a line break
    G204,
    /// whether the token matches identityValidationExpression cannot be judged
    G205,
    /// identityValidationExpression is not a valid Java regular expression
    G206,
    /// an earlier answer for this API and token is still valid; the function is not called
    C101,
    /// no earlier answer for this API and token is valid
    C102,
    /// answers are not cached: authorizerResultTtlInSeconds is 0
    C103,
    /// the answer is kept for the effective TTL
    C104,
    /// the answer has 1,048,576 bytes or more and is not cached
    C105,
    /// authorizerResultTtlInSeconds is not set, and its default is documented in two ways
    C106,
    /// the denial is cached
    C107,
    /// the cached decision was made for another operation
    C108,
    /// ttlOverride is 0, so this answer is not kept
    C109,
    /// the function returned an answer
    A101,
    /// the authorizer was not asked, so all that follows is unknown
    A102,
    /// the function threw an error; AppSync answers 500
    A201,
    /// the function did not answer in time
    A202,
    /// AppSync may not invoke the function, and says so with a bare BadRequestException
    A203,
    /// the answer authorizes the request
    R100,
    /// the answer has no resolverContext; resolvers that Amplify generated then deny
    R101,
    /// resolverContext has a value that is an object or a list
    R102,
    /// ttlOverride is not an integer
    R103,
    /// ttlOverride is below 0
    R104,
    /// ttlOverride is above 3,600 seconds
    R105,
    /// the answer has a member that AppSync does not know
    R106,
    /// resolverContext has a value that is not a text
    R107,
    /// the answer says isAuthorized: false
    R201,
    /// the answer is JSON but not an object
    R202,
    /// the answer is not JSON
    R203,
    /// the answer has no isAuthorized
    R204,
    /// isAuthorized is not a boolean
    R205,
    /// deniedFields is not a list of texts
    R206,
    /// resolverContext is not an object
    R207,
    /// resolverContext is larger than 5 MB
    R208,
    /// the answer is larger than the 6 MB that Lambda passes on
    R209,
    /// a deniedFields entry is neither Type.field nor the ARN of a field, and strikes nothing
    F102,
    /// a deniedFields entry is the ARN of another API, and strikes nothing
    F103,
    /// a deniedFields entry names a field that the schema does not have
    F104,
    /// a denied field is non-null, so its parent becomes null
    F105,
    /// the field is struck by a deniedFields entry
    F201,
    /// a directive on the field lists the mode
    D101,
    /// a directive on the type lists the mode, and the field has none
    D102,
    /// neither field nor type has a directive, and the mode is the default
    D103,
    /// introspection fields are not checked by mode
    D104,
    /// @aws_auth decides: AMAZON_COGNITO_USER_POOLS is the only mode and the field is a root field
    D105,
    /// whether the field is reached is unknown without a schema
    D106,
    /// @aws_auth has no effect here
    D107,
    /// the directives on the field do not list the mode
    D201,
    /// the directives on the type do not list the mode, and the field has none
    D202,
    /// neither field nor type has a directive, and the mode is an additional one
    D203,
    /// the caller is in none of the groups that @aws_cognito_user_pools lists
    D204,
    /// the caller is in none of the groups that @aws_auth lists
    D205,
    /// the user pool denies by default, and the field has no directive
    D206,
    /// a policy of the caller allows appsync:GraphQL on the field
    I101,
    /// whether the caller may reach the field depends on policies that were not given
    I102,
    /// a policy need not name fields below the root
    I103,
    /// no policy of the caller allows anything that the request selects
    I201,
    /// no policy of the caller allows the field
    I202,
    /// a policy of the caller explicitly denies the field
    I203,
    /// a statement that matters has a Condition
    I204,
    /// API_KEY, AWS_IAM and AWS_LAMBDA can each be configured once
    P101,
    /// an AWS_LAMBDA provider has no lambdaAuthorizerConfig of its own
    P102,
    /// defaultAction is DENY and the API has additional modes
    P103,
    /// a user pool or issuer is configured twice
    P104,
    /// the API has more than 50 providers
    P105,
    /// authorizerResultTtlInSeconds is not from 0 to 3,600
    P106,
    /// an additional user pool has a defaultAction, which only a default one can have
    P107,
}

/// AppSync developer guide, "Configuring authorization and authentication".
const SECURITY: &str = "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html";
/// The post that introduced Lambda authorization.
const LAUNCH_POST: &str = "https://aws.amazon.com/blogs/mobile/appsync-lambda-auth/";
/// API reference.
const LAMBDA_AUTHORIZER_CONFIG: &str =
    "https://docs.aws.amazon.com/appsync/latest/APIReference/API_LambdaAuthorizerConfig.html";
/// API reference.
const OPENID_CONNECT_CONFIG: &str =
    "https://docs.aws.amazon.com/appsync/latest/APIReference/API_OpenIDConnectConfig.html";

use Evidence::{Assumed, Documented, Reported};
use Severity::{Error, Info, Warning};

/// A row, one line to write.
const fn row(
    code: Code,
    name: &'static str,
    stage: Stage,
    severity: Severity,
    evidence: Evidence,
    title: &'static str,
) -> Rule {
    Rule { code, name, stage, severity, evidence, title }
}

/// Every rule, by stage and code.
#[rustfmt::skip]
pub const RULES: &[Rule] = &[
    row(Code::Q201, "request-body-empty", Stage::Request, Error, Reported("graphql/graphql-over-http#81"), "the request has an empty body"),
    row(Code::Q202, "request-body-malformed", Stage::Request, Error, Reported("graphql/graphql-over-http#81"), "the request body is not a GraphQL request in JSON"),
    row(Code::Q203, "request-for-no-api", Stage::Request, Error, Assumed { because: "AppSync answers 404 where no API is found; the body was not seen", otherwise: "the host name does not resolve, so no answer comes at all" }, "there is no API at this address"),
    row(Code::Q204, "operation-name-missing", Stage::Request, Error, Reported("graphql/graphql-over-http#81"), "the document has several operations and the request names none"),
    row(Code::M101, "api-key-selected", Stage::Mode, Info, Documented(SECURITY), "API_KEY selected: the request has an x-api-key header"),
    row(Code::M102, "iam-selected", Stage::Mode, Info, Documented(SECURITY), "AWS_IAM selected: Authorization is a SigV4 signature"),
    row(Code::M103, "user-pool-selected", Stage::Mode, Info, Reported("aws-amplify/amplify-cli#9836"), "AMAZON_COGNITO_USER_POOLS selected: Authorization is a JWT of a configured user pool"),
    row(Code::M104, "lambda-selected", Stage::Mode, Info, Reported("aws-amplify/amplify-js#9513"), "AWS_LAMBDA selected: Authorization is not SigV4 and not a JWT of a configured issuer"),
    row(Code::M105, "oidc-selected", Stage::Mode, Info, Reported("aws/aws-appsync-community#312"), "OPENID_CONNECT selected: Authorization is a JWT of a configured issuer"),
    row(Code::M106, "jwt-never-reaches-authorizer", Stage::Mode, Warning, Reported("aws-amplify/amplify-category-api#2128"), "the token is a JWT of another provider of this API, so the Lambda authorizer is never called"),
    row(Code::M107, "api-key-over-authorization", Stage::Mode, Warning, Assumed { because: "AppSync Events chooses the API key beside any Authorization that is not SigV4; taken to be the same for GraphQL", otherwise: "the Authorization header chooses the mode" }, "the request has both an x-api-key and an Authorization header, and the API key decides"),
    row(Code::M108, "key-and-signature", Stage::Mode, Warning, Assumed { because: "another emulator reports that the signature wins; two sources disagree (--rule key-and-sigv4=sigv4)", otherwise: "the API key wins (--rule key-and-sigv4=key)" }, "the request has both an x-api-key and a SigV4 signature"),
    row(Code::M109, "shape-of-a-disabled-mode", Stage::Mode, Info, Assumed { because: "the documented restriction speaks only of modes that are enabled", otherwise: "AppSync refuses a JWT or a SigV4 signature where their modes are off" }, "the token has the shape of a mode that this API does not have, so it goes to the Lambda authorizer"),
    row(Code::M110, "provider-not-described", Stage::Mode, Info, Assumed { because: "only the mode of the provider is known, so any token of its kind is taken to be its own", otherwise: "the token is of an issuer that the API does not have" }, "the provider was chosen by the kind of the token: its pool or issuer is not known here"),
    row(Code::M201, "authorization-missing", Stage::Mode, Error, Assumed { because: "the wording is what another emulator reports of AppSync", otherwise: "the message is `Valid authorization header not provided.`" }, "the request has neither an Authorization nor an x-api-key header"),
    row(Code::M202, "authorization-unusable", Stage::Mode, Error, Reported("aws-amplify/amplify-js#4373"), "no enabled mode takes what the request brings"),
    row(Code::M203, "authorization-not-a-jwt", Stage::Mode, Error, Reported("aws-amplify/amplify-js#2645"), "the API takes JWTs, and Authorization is none"),
    row(Code::M204, "issuer-unmatched", Stage::Mode, Error, Assumed { because: "a JWT of no configured issuer is refused (--rule unmatched-jwt=deny)", otherwise: "it goes to the Lambda authorizer (--rule unmatched-jwt=lambda)" }, "the JWT is of no provider that the API has"),
    row(Code::M205, "client-pattern-not-judged", Stage::Mode, Error, Assumed { because: "the app client pattern uses a construct whose Java meaning this program cannot give", otherwise: "the pattern matches, or it does not" }, "whether the app client is accepted cannot be judged"),
    row(Code::K101, "credential-verified", Stage::Credential, Info, Documented(SECURITY), "the credential of the selected mode was verified"),
    row(Code::K102, "credential-not-verified", Stage::Credential, Info, Assumed { because: "nobody here could check the key or the signature, so it is taken to be good", otherwise: "AppSync refuses it" }, "the credential was not checked and is taken to be good"),
    row(Code::K201, "api-key-unknown", Stage::Credential, Error, Assumed { because: "AppSync answers as to any refused caller", otherwise: "the status or the message differ" }, "the API has no such key"),
    row(Code::K202, "api-key-expired", Stage::Credential, Error, Assumed { because: "AppSync answers as to any refused caller", otherwise: "the status or the message differ" }, "the API key has expired"),
    row(Code::K203, "jwt-expired", Stage::Credential, Error, Assumed { because: "AppSync answers as to any refused caller", otherwise: "the message is `Token has expired.`" }, "the JWT has expired"),
    row(Code::K204, "jwt-signature-invalid", Stage::Credential, Error, Assumed { because: "AppSync answers as to any refused caller", otherwise: "the status or the message differ" }, "the signature of the JWT is not valid"),
    row(Code::K205, "jwt-of-another-client", Stage::Credential, Error, Documented(OPENID_CONNECT_CONFIG), "the JWT was issued to a client that the provider does not accept"),
    row(Code::K206, "jwt-too-old", Stage::Credential, Error, Documented(OPENID_CONNECT_CONFIG), "the JWT is older than iatTTL or authTTL allows"),
    row(Code::K207, "access-key-unknown", Stage::Credential, Error, Reported("aws-amplify/amplify-cli#3380"), "the access key of the signature is not known to AWS"),
    row(Code::K208, "signature-mismatch", Stage::Credential, Error, Reported("aws-amplify/amplify-js#2422"), "the SigV4 signature does not fit the request"),
    row(Code::K209, "signature-expired", Stage::Credential, Error, Reported("aws-amplify/amplify-js#2422"), "the date of the SigV4 signature is too far from now"),
    row(Code::G101, "token-admitted", Stage::Gate, Info, Documented(LAMBDA_AUTHORIZER_CONFIG), "the token matches identityValidationExpression"),
    row(Code::G102, "no-expression", Stage::Gate, Info, Documented(LAMBDA_AUTHORIZER_CONFIG), "the API has no identityValidationExpression"),
    row(Code::G103, "whole-and-search-differ", Stage::Gate, Warning, Assumed { because: "the expression must match the whole token (--rule identity-regex=whole)", otherwise: "it is enough that it is found somewhere in the token (--rule identity-regex=find)" }, "the verdict depends on whether identityValidationExpression is a whole match or a search"),
    row(Code::G201, "token-rejected", Stage::Gate, Error, Documented(LAUNCH_POST), "the token does not match identityValidationExpression; the function is not called"),
    row(Code::G202, "token-too-long", Stage::Gate, Error, Assumed { because: "the limit is documented; what happens beyond it is taken to be a refusal", otherwise: "AppSync cuts the token or answers 400" }, "the token is longer than 2,048 characters"),
    row(Code::G203, "token-empty", Stage::Gate, Error, Assumed { because: "an empty token is taken to be refused before the function", otherwise: "the function is called with an empty token" }, "the token is empty"),
    row(Code::G204, "token-with-a-line-break", Stage::Gate, Error, Assumed { because: "a header value cannot hold a line break", otherwise: "the client library refuses to send it" }, "the token contains a line break"),
    row(Code::G205, "expression-not-judged", Stage::Gate, Error, Assumed { because: "the expression uses a construct whose Java meaning this program cannot give", otherwise: "the expression matches, or it does not" }, "whether the token matches identityValidationExpression cannot be judged"),
    row(Code::G206, "expression-invalid", Stage::Gate, Error, Assumed { because: "AppSync is taken to use java.util.regex, whose compiler refuses this expression", otherwise: "AppSync uses another dialect, in which it is valid" }, "identityValidationExpression is not a valid Java regular expression"),
    row(Code::C101, "cache-hit", Stage::Cache, Info, Documented(LAUNCH_POST), "an earlier answer for this API and token is still valid; the function is not called"),
    row(Code::C102, "cache-miss", Stage::Cache, Info, Documented(LAUNCH_POST), "no earlier answer for this API and token is valid"),
    row(Code::C103, "cache-off", Stage::Cache, Info, Documented(LAMBDA_AUTHORIZER_CONFIG), "answers are not cached: authorizerResultTtlInSeconds is 0"),
    row(Code::C104, "answer-cached", Stage::Cache, Info, Documented(LAUNCH_POST), "the answer is kept for the effective TTL"),
    row(Code::C105, "answer-too-large-to-cache", Stage::Cache, Warning, Documented(SECURITY), "the answer has 1,048,576 bytes or more and is not cached"),
    row(Code::C106, "ttl-unset", Stage::Cache, Warning, Assumed { because: "the current API reference says that the default is 0", otherwise: "older pages say 300 seconds" }, "authorizerResultTtlInSeconds is not set, and its default is documented in two ways"),
    row(Code::C107, "denial-cached", Stage::Cache, Warning, Assumed { because: "a denial is kept like any other answer (--rule cache-denials=yes)", otherwise: "denials are not kept (--rule cache-denials=no)" }, "the denial is cached"),
    row(Code::C108, "decision-of-another-operation", Stage::Cache, Warning, Assumed { because: "the key is documented to be the API and the token alone, so a connection and all operations share one decision", otherwise: "AppSync keeps connections apart" }, "the cached decision was made for another operation"),
    row(Code::C109, "answer-not-cached", Stage::Cache, Info, Documented(LAMBDA_AUTHORIZER_CONFIG), "ttlOverride is 0, so this answer is not kept"),
    row(Code::A101, "authorizer-answered", Stage::Authorizer, Info, Documented(SECURITY), "the function returned an answer"),
    row(Code::A102, "authorizer-not-asked", Stage::Authorizer, Info, Assumed { because: "nobody said which the authorizer is, or allowed to call it", otherwise: "the authorizer allows or denies" }, "the authorizer was not asked, so all that follows is unknown"),
    row(Code::A201, "authorizer-failed", Stage::Authorizer, Error, Reported("pyepye/lambda-event-router"), "the function threw an error; AppSync answers 500"),
    row(Code::A202, "authorizer-timed-out", Stage::Authorizer, Error, Assumed { because: "a timeout is taken to be answered like a thrown error; the limit of 10 seconds is documented", otherwise: "AppSync answers with another type" }, "the function did not answer in time"),
    row(Code::A203, "authorizer-not-invocable", Stage::Authorizer, Error, Assumed { because: "the bare BadRequestException is reported (aws/aws-cdk#19239); its status is taken to be 400 (--rule permission-missing=400)", otherwise: "AppSync answers 500 AuthorizerFailureException (--rule permission-missing=500)" }, "AppSync may not invoke the function, and says so with a bare BadRequestException"),
    row(Code::R100, "answer-accepted", Stage::Contract, Info, Documented(SECURITY), "the answer authorizes the request"),
    row(Code::R101, "resolver-context-missing", Stage::Contract, Warning, Reported("aws-amplify/amplify-cli#9645"), "the answer has no resolverContext; resolvers that Amplify generated then deny"),
    row(Code::R102, "resolver-context-nested", Stage::Contract, Warning, Assumed { because: "a value that is an object or a list is dropped", otherwise: "AppSync refuses the answer" }, "resolverContext has a value that is an object or a list"),
    row(Code::R103, "ttl-override-not-an-integer", Stage::Contract, Warning, Assumed { because: "a ttlOverride that is not an integer is ignored", otherwise: "AppSync refuses the answer" }, "ttlOverride is not an integer"),
    row(Code::R104, "ttl-override-negative", Stage::Contract, Warning, Assumed { because: "a negative ttlOverride counts as 0", otherwise: "AppSync refuses the answer" }, "ttlOverride is below 0"),
    row(Code::R105, "ttl-override-too-large", Stage::Contract, Warning, Assumed { because: "a ttlOverride above 3,600 counts as 3,600", otherwise: "AppSync keeps the answer for the longer time" }, "ttlOverride is above 3,600 seconds"),
    row(Code::R106, "unknown-member", Stage::Contract, Warning, Assumed { because: "a member that AppSync does not know is ignored", otherwise: "AppSync refuses the answer" }, "the answer has a member that AppSync does not know"),
    row(Code::R107, "resolver-context-not-text", Stage::Contract, Info, Assumed { because: "numbers and booleans are passed on; some reports say that only texts are", otherwise: "the value reaches resolvers as text, or not at all" }, "resolverContext has a value that is not a text"),
    row(Code::R201, "not-authorized", Stage::Contract, Error, Reported("aws-amplify/amplify-js#9513"), "the answer says isAuthorized: false"),
    row(Code::R202, "answer-not-an-object", Stage::Contract, Error, Assumed { because: "an answer that is no object is a denial (--rule invalid-answer=401)", otherwise: "AppSync answers 500 (--rule invalid-answer=500)" }, "the answer is JSON but not an object"),
    row(Code::R203, "answer-not-json", Stage::Contract, Error, Assumed { because: "an answer that is not JSON is a denial (--rule invalid-answer=401)", otherwise: "AppSync answers 500 (--rule invalid-answer=500)" }, "the answer is not JSON"),
    row(Code::R204, "is-authorized-missing", Stage::Contract, Error, Assumed { because: "an answer without isAuthorized is a denial (--rule invalid-answer=401)", otherwise: "AppSync answers 500 (--rule invalid-answer=500)" }, "the answer has no isAuthorized"),
    row(Code::R205, "is-authorized-not-boolean", Stage::Contract, Error, Assumed { because: "only the JSON value true authorizes", otherwise: "AppSync takes other values for true" }, "isAuthorized is not a boolean"),
    row(Code::R206, "denied-fields-invalid", Stage::Contract, Error, Assumed { because: "the whole answer is refused, so that nothing is open by mistake (--rule invalid-answer=401 or 500 says how)", otherwise: "AppSync ignores deniedFields" }, "deniedFields is not a list of texts"),
    row(Code::R207, "resolver-context-not-an-object", Stage::Contract, Error, Assumed { because: "the whole answer is refused (--rule invalid-answer=401 or 500 says how)", otherwise: "AppSync ignores resolverContext" }, "resolverContext is not an object"),
    row(Code::R208, "resolver-context-too-large", Stage::Contract, Error, Assumed { because: "the limit of 5 MB is documented; beyond it AppSync is taken to fail the request", otherwise: "AppSync denies" }, "resolverContext is larger than 5 MB"),
    row(Code::R209, "answer-too-large", Stage::Contract, Error, Assumed { because: "Lambda fails an answer over 6 MB, which AppSync is taken to see as a failed function", otherwise: "AppSync denies" }, "the answer is larger than the 6 MB that Lambda passes on"),
    row(Code::F102, "denied-field-not-a-coordinate", Stage::DeniedFields, Warning, Reported("aws/aws-appsync-community#272"), "a deniedFields entry is neither Type.field nor the ARN of a field, and strikes nothing"),
    row(Code::F103, "denied-field-of-another-api", Stage::DeniedFields, Warning, Assumed { because: "an ARN must be that of this API", otherwise: "AppSync looks only at type and field" }, "a deniedFields entry is the ARN of another API, and strikes nothing"),
    row(Code::F104, "denied-field-unknown", Stage::DeniedFields, Warning, Documented(SECURITY), "a deniedFields entry names a field that the schema does not have"),
    row(Code::F105, "denied-field-nulls-its-parent", Stage::DeniedFields, Warning, Reported("aws-amplify/amplify-category-api#2805"), "a denied field is non-null, so its parent becomes null"),
    row(Code::F201, "field-denied", Stage::DeniedFields, Error, Reported("aws-amplify/amplify-category-api#2805"), "the field is struck by a deniedFields entry"),
    row(Code::D101, "reached-by-field-directive", Stage::Directives, Info, Documented(LAUNCH_POST), "a directive on the field lists the mode"),
    row(Code::D102, "reached-by-type-directive", Stage::Directives, Info, Documented(SECURITY), "a directive on the type lists the mode, and the field has none"),
    row(Code::D103, "reached-by-default-mode", Stage::Directives, Info, Reported("aws/aws-appsync-community#266"), "neither field nor type has a directive, and the mode is the default"),
    row(Code::D104, "introspection-not-checked", Stage::Directives, Info, Assumed { because: "introspection and __typename are not checked by mode", otherwise: "additional modes cannot introspect" }, "introspection fields are not checked by mode"),
    row(Code::D105, "aws-auth-honoured", Stage::Directives, Info, Documented(SECURITY), "@aws_auth decides: AMAZON_COGNITO_USER_POOLS is the only mode and the field is a root field"),
    row(Code::D106, "field-not-judged", Stage::Directives, Info, Assumed { because: "without the schema its directives are not known", otherwise: "the field is reached, or denied" }, "whether the field is reached is unknown without a schema"),
    row(Code::D107, "aws-auth-ignored", Stage::Directives, Warning, Reported("aws/aws-appsync-community#275"), "@aws_auth has no effect here"),
    row(Code::D201, "closed-by-field-directives", Stage::Directives, Error, Documented(LAUNCH_POST), "the directives on the field do not list the mode"),
    row(Code::D202, "closed-by-type-directives", Stage::Directives, Error, Reported("aws/aws-appsync-community#214"), "the directives on the type do not list the mode, and the field has none"),
    row(Code::D203, "closed-to-additional-modes", Stage::Directives, Error, Reported("aws/aws-appsync-community#266"), "neither field nor type has a directive, and the mode is an additional one"),
    row(Code::D204, "not-in-cognito-groups", Stage::Directives, Error, Documented(SECURITY), "the caller is in none of the groups that @aws_cognito_user_pools lists"),
    row(Code::D205, "not-in-aws-auth-groups", Stage::Directives, Error, Documented(SECURITY), "the caller is in none of the groups that @aws_auth lists"),
    row(Code::D206, "default-action-deny", Stage::Directives, Error, Assumed { because: "with defaultAction DENY a field without directive is closed", otherwise: "DENY concerns only the match of the app client" }, "the user pool denies by default, and the field has no directive"),
    row(Code::I101, "allowed-by-policy", Stage::Iam, Info, Documented(SECURITY), "a policy of the caller allows appsync:GraphQL on the field"),
    row(Code::I102, "policy-not-known", Stage::Iam, Info, Assumed { because: "the policies of the caller were not given", otherwise: "the policies allow the field, or they do not" }, "whether the caller may reach the field depends on policies that were not given"),
    row(Code::I103, "nested-field-not-in-policies", Stage::Iam, Info, Assumed { because: "policies decide on root fields; below them only an explicit Deny counts", otherwise: "every selected field needs an Allow" }, "a policy need not name fields below the root"),
    row(Code::I201, "permission-denied", Stage::Iam, Error, Reported("aws-amplify/amplify-cli#6595"), "no policy of the caller allows anything that the request selects"),
    row(Code::I202, "field-not-in-policies", Stage::Iam, Error, Assumed { because: "the field alone is denied, as by a directive", otherwise: "the whole request is refused" }, "no policy of the caller allows the field"),
    row(Code::I203, "field-denied-by-policy", Stage::Iam, Error, Documented("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"), "a policy of the caller explicitly denies the field"),
    row(Code::I204, "policy-condition-not-judged", Stage::Iam, Info, Assumed { because: "a condition depends on facts of the call that are not known here", otherwise: "the condition holds, or it does not" }, "a statement that matters has a Condition"),
    row(Code::P101, "provider-duplicated", Stage::Providers, Error, Documented(SECURITY), "API_KEY, AWS_IAM and AWS_LAMBDA can each be configured once"),
    row(Code::P102, "lambda-config-missing", Stage::Providers, Error, Reported("hashicorp/terraform-cdk#2971"), "an AWS_LAMBDA provider has no lambdaAuthorizerConfig of its own"),
    row(Code::P103, "deny-beside-additional-modes", Stage::Providers, Error, Assumed { because: "a published plugin documents that defaultAction must be ALLOW beside additional modes", otherwise: "AppSync accepts DENY" }, "defaultAction is DENY and the API has additional modes"),
    row(Code::P104, "issuer-duplicated", Stage::Providers, Error, Documented(SECURITY), "a user pool or issuer is configured twice"),
    row(Code::P105, "too-many-providers", Stage::Providers, Error, Assumed { because: "users report a limit of 50 providers", otherwise: "the limit is another" }, "the API has more than 50 providers"),
    row(Code::P106, "ttl-out-of-range", Stage::Providers, Error, Documented(LAMBDA_AUTHORIZER_CONFIG), "authorizerResultTtlInSeconds is not from 0 to 3,600"),
    row(Code::P107, "default-action-on-additional", Stage::Providers, Error, Documented("https://docs.aws.amazon.com/appsync/latest/APIReference/API_CognitoUserPoolConfig.html"), "an additional user pool has a defaultAction, which only a default one can have"),
];
