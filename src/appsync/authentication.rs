//! Authentication types, their providers, and the authentication of a whole API.

use std::fmt;
use std::str::FromStr;

/// AppSync's `authenticationType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthenticationType {
    /// `API_KEY`
    ApiKey,
    /// `AWS_IAM`
    AwsIam,
    /// `AMAZON_COGNITO_USER_POOLS`
    AmazonCognitoUserPools,
    /// `OPENID_CONNECT`
    OpenIdConnect,
    /// `AWS_LAMBDA`
    AwsLambda,
}

impl AuthenticationType {
    /// Every type, in the order of the service model.
    pub const ALL: [Self; 5] =
        [Self::ApiKey, Self::AwsIam, Self::AmazonCognitoUserPools, Self::OpenIdConnect, Self::AwsLambda];

    /// The name in AppSync's API, such as `AWS_LAMBDA`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ApiKey => "API_KEY",
            Self::AwsIam => "AWS_IAM",
            Self::AmazonCognitoUserPools => "AMAZON_COGNITO_USER_POOLS",
            Self::OpenIdConnect => "OPENID_CONNECT",
            Self::AwsLambda => "AWS_LAMBDA",
        }
    }

    /// The schema directive that opens a type or field to this mode, without the `@`.
    #[must_use]
    pub const fn directive(self) -> &'static str {
        match self {
            Self::ApiKey => "aws_api_key",
            Self::AwsIam => "aws_iam",
            Self::AmazonCognitoUserPools => "aws_cognito_user_pools",
            Self::OpenIdConnect => "aws_oidc",
            Self::AwsLambda => "aws_lambda",
        }
    }
}

impl fmt::Display for AuthenticationType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no authentication type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an authentication type; they are API_KEY, AWS_IAM, AMAZON_COGNITO_USER_POOLS, OPENID_CONNECT and AWS_LAMBDA"
)]
pub struct AuthenticationTypeError(pub String);

impl FromStr for AuthenticationType {
    type Err = AuthenticationTypeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|each| each.name() == text).ok_or_else(|| AuthenticationTypeError(text.to_owned()))
    }
}

/// `lambdaAuthorizerConfig`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LambdaAuthorizerConfig {
    /// `authorizerUri`: the ARN of the function, of a version or of an alias. `None` where nobody said.
    pub authorizer_uri: Option<String>,
    /// `authorizerResultTtlInSeconds`; `None` when absent, which the documentation reads in two ways.
    pub authorizer_result_ttl_seconds: Option<i64>,
    /// `identityValidationExpression`: a regular expression that the token must match.
    pub identity_validation_expression: Option<String>,
}

/// `userPoolConfig`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserPoolConfig {
    /// `userPoolId`, such as `us-east-1_abc`.
    pub user_pool_id: String,
    /// `awsRegion` of the pool.
    pub aws_region: String,
    /// `defaultAction`; only a default provider has one.
    pub default_action: Option<DefaultAction>,
    /// `appIdClientRegex`: which app clients of the pool are accepted; all when absent.
    pub app_id_client_regex: Option<String>,
}

impl UserPoolConfig {
    /// The `iss` claim of this pool's tokens.
    ///
    /// Source: Amazon Cognito developer guide, "Verifying JSON web tokens".
    #[must_use]
    pub fn issuer(&self) -> String {
        let suffix = if self.aws_region.starts_with("cn-") { ".cn" } else { "" };
        format!("https://cognito-idp.{}.amazonaws.com{suffix}/{}", self.aws_region, self.user_pool_id)
    }
}

/// `defaultAction` of a default user pool: what a field without directive does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultAction {
    /// `ALLOW`
    Allow,
    /// `DENY`
    Deny,
}

/// `openIDConnectConfig`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenIdConnectConfig {
    /// `issuer`: the URL that the `iss` claim must be.
    pub issuer: String,
    /// `clientId`: a regular expression that `aud` or `azp` must match; all when absent.
    pub client_id: Option<String>,
    /// `iatTTL`: how long after `iat` a token is valid, in milliseconds; 0 or absent is no limit.
    pub iat_ttl_milliseconds: Option<i64>,
    /// `authTTL`: how long after `auth_time` a token is valid, in milliseconds; 0 or absent is no limit.
    pub auth_ttl_milliseconds: Option<i64>,
}

/// One authentication provider of an API, with its configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provider {
    /// `API_KEY`
    ApiKey,
    /// `AWS_IAM`
    AwsIam,
    /// `AMAZON_COGNITO_USER_POOLS`
    UserPool(UserPoolConfig),
    /// `OPENID_CONNECT`
    OpenIdConnect(OpenIdConnectConfig),
    /// `AWS_LAMBDA`. `None` is a provider without its `lambdaAuthorizerConfig`, which AppSync refuses.
    Lambda(Option<LambdaAuthorizerConfig>),
}

impl Provider {
    /// The provider's `authenticationType`.
    #[must_use]
    pub const fn authentication_type(&self) -> AuthenticationType {
        match self {
            Self::ApiKey => AuthenticationType::ApiKey,
            Self::AwsIam => AuthenticationType::AwsIam,
            Self::UserPool(_) => AuthenticationType::AmazonCognitoUserPools,
            Self::OpenIdConnect(_) => AuthenticationType::OpenIdConnect,
            Self::Lambda(_) => AuthenticationType::AwsLambda,
        }
    }

    /// A provider of this type with an empty configuration, for when only the modes are known.
    #[must_use]
    pub fn bare(authentication_type: AuthenticationType) -> Self {
        match authentication_type {
            AuthenticationType::ApiKey => Self::ApiKey,
            AuthenticationType::AwsIam => Self::AwsIam,
            AuthenticationType::AmazonCognitoUserPools => Self::UserPool(UserPoolConfig::default()),
            AuthenticationType::OpenIdConnect => Self::OpenIdConnect(OpenIdConnectConfig::default()),
            AuthenticationType::AwsLambda => Self::Lambda(Some(LambdaAuthorizerConfig::default())),
        }
    }
}

/// The default provider and the `additionalAuthenticationProviders` of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiAuthentication {
    /// The default provider: what a field without directive accepts.
    pub default: Provider,
    /// `additionalAuthenticationProviders`, in order.
    pub additional: Vec<Provider>,
}

impl ApiAuthentication {
    /// An API whose only provider is this one.
    #[must_use]
    pub const fn only(default: Provider) -> Self {
        Self { default, additional: Vec::new() }
    }

    /// All providers, the default first.
    pub fn providers(&self) -> impl Iterator<Item = &Provider> {
        std::iter::once(&self.default).chain(&self.additional)
    }

    /// Whether a mode is enabled, as default or additional.
    #[must_use]
    pub fn has(&self, authentication_type: AuthenticationType) -> bool {
        self.providers().any(|provider| provider.authentication_type() == authentication_type)
    }

    /// The Lambda authorizer's configuration, wherever it stands.
    #[must_use]
    pub fn lambda(&self) -> Option<&LambdaAuthorizerConfig> {
        self.providers().find_map(|provider| match provider {
            Provider::Lambda(config) => config.as_ref(),
            _ => None,
        })
    }
}
