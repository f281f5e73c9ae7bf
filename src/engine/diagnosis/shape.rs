//! The shape of a credential, for when the API that it went to is not known.

use super::super::jwt::Claims;
use super::super::mode::{COGNITO_ISSUER_PREFIX, SIGNATURE_PREFIX};
use super::sent::Diagnosis;
use crate::appsync::{ApiAuthentication, AuthenticationType, Headers, Provider};

/// What kind of credential a request brings.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Neither `Authorization` nor `x-api-key`.
    Nothing,
    /// `x-api-key`.
    ApiKey,
    /// A SigV4 signature.
    Signature,
    /// A JWT, bare or behind `Bearer `.
    Jwt(Claims),
    /// Any other `Authorization`.
    Token,
}

impl Shape {
    pub(super) fn of(headers: &Headers) -> Self {
        let authorization = headers.get("authorization");
        let is_signature = authorization.is_some_and(|value| value.trim_start().starts_with(SIGNATURE_PREFIX));
        match authorization {
            Some(_) if is_signature => Self::Signature,
            _ if headers.get("x-api-key").is_some() => Self::ApiKey,
            Some(value) => Claims::of_authorization(value).map_or(Self::Token, Self::Jwt),
            None => Self::Nothing,
        }
    }

    /// The mode that takes such a credential on an API that has it.
    pub(super) fn mode(&self) -> Option<AuthenticationType> {
        match self {
            Self::Nothing => None,
            Self::ApiKey => Some(AuthenticationType::ApiKey),
            Self::Signature => Some(AuthenticationType::AwsIam),
            Self::Jwt(claims) if is_of_user_pool(claims) => Some(AuthenticationType::AmazonCognitoUserPools),
            Self::Jwt(_) => Some(AuthenticationType::OpenIdConnect),
            Self::Token => Some(AuthenticationType::AwsLambda),
        }
    }

    /// An API that has this credential's mode, of which nothing else is known; none where nothing could be judged by it.
    pub(super) fn authentication(&self) -> Option<ApiAuthentication> {
        match self {
            Self::Jwt(_) => self.mode().map(|mode| ApiAuthentication::only(Provider::bare(mode))),
            _ => None,
        }
    }

    /// The credential in words, with its article.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Nothing => "no credential",
            Self::ApiKey => "an API key",
            Self::Signature => "a SigV4 signature",
            Self::Jwt(_) => "a JWT",
            Self::Token => "a token that is neither a JWT nor a SigV4 signature",
        }
    }

    /// Which modes take it.
    pub(super) fn told(&self) -> Diagnosis {
        let takers = match self {
            Self::Nothing => "",
            Self::ApiKey => ", which API_KEY alone takes",
            Self::Signature => {
                ", which AWS_IAM takes; on an API without AWS_IAM it is a token for AWS_LAMBDA like any other"
            }
            Self::Jwt(claims) if is_of_user_pool(claims) => {
                " of a user pool, which AMAZON_COGNITO_USER_POOLS takes; it reaches an AWS_LAMBDA authorizer only on an API with neither user pools nor OPENID_CONNECT"
            }
            Self::Jwt(_) => {
                ", which OPENID_CONNECT takes where the issuer fits; it reaches an AWS_LAMBDA authorizer only on an API with neither OPENID_CONNECT nor user pools"
            }
            Self::Token => ", which AWS_LAMBDA alone takes",
        };
        Diagnosis::new(None, format!("the request brings {}{takers}", self.words()))
    }
}

/// Whether a JWT is from a user pool, by its issuer.
fn is_of_user_pool(claims: &Claims) -> bool {
    claims.text("iss").is_some_and(|issuer| issuer.starts_with(COGNITO_ISSUER_PREFIX))
}
