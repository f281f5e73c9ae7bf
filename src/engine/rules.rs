//! The rule table: every rule of AppSync's authorization that this program knows, once.
//!
//! A row says what the rule is called, in which stage it fires, how bad it is, and on what evidence it rests. Steps and
//! findings name rows by [`Code`]; `docs/rules/CODE.md` is the page of each; tests walk the table.
//!
//! To add a rule: a variant of [`Code`], a row of [`RULES`] in the same place, the page, the code that fires it, and cases that
//! fire it and that pass it.

use std::fmt;

pub use super::rule_table::RULES;

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
    /// What a schema, an API's configuration and their suppressions show without a request.
    Lint,
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
            Self::Lint => "lint",
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
            Self::Lint => 'L',
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

impl Rule {
    /// The code or name that somebody meant who wrote one that does not exist.
    #[must_use]
    pub fn suggest(written: &str) -> Option<String> {
        let wanted = written.to_lowercase();
        let tolerated = if wanted.len() > 4 { wanted.len().div_ceil(4).min(4) } else { 1 };
        let names = RULES.iter().flat_map(|rule| [rule.code.to_string(), rule.name.to_owned()]);
        let near = names.map(|name| (strsim::damerau_levenshtein(&wanted, &name.to_lowercase()), name));
        near.filter(|(distance, _)| *distance <= tolerated).min().map(|(_, name)| name)
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
    /// the JWT of a user pool is neither an ID token nor an access token
    K210,
    /// the JWT is not valid yet
    K211,
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
    /// a mode reaches a field, but not the fields of the type that it returns
    L101,
    /// a mode reaches a field whose returned type was left without directives, and its non-null fields null the parent
    L102,
    /// a mode reaches a type, but directives on some of its fields leave the mode out
    L103,
    /// no enabled mode reaches the type
    L104,
    /// no enabled mode reaches the field
    L105,
    /// a directive names a mode that the API does not have
    L106,
    /// the directives on the type have no effect: each of its fields has its own
    L107,
    /// the directive stands where AppSync does not look at it
    L108,
    /// a mode may subscribe to a mutation that it may not send
    L109,
    /// @aws_subscribe names a mutation that the schema does not have
    L110,
    /// a mode may subscribe, but may not read what is delivered
    L111,
    /// fields without directives belong to the default mode, and change hands with it
    L112,
    /// a field with the name of a secret is open to API_KEY
    L113,
    /// identityValidationExpression admits every token
    L201,
    /// identityValidationExpression admits no token
    L202,
    /// a whole match and a search of identityValidationExpression can disagree
    L203,
    /// identityValidationExpression rejects JWTs, and another provider of the API takes them
    L204,
    /// the time to judge identityValidationExpression can explode
    L205,
    /// identityValidationExpression cannot be judged
    L206,
    /// answers are cached by token alone, and the authorizer looks at the query
    L207,
    /// the function's policy lets AppSync invoke it for every API of every account
    L208,
    /// a suppression gives no reason
    L301,
    /// a suppression suppresses nothing
    L302,
    /// a suppression names a rule that there is not
    L303,
}
