//! AppSync's `GraphqlApi` object, as GetGraphqlApi returns it and `aws appsync get-graphql-api` prints it.
//!
//! The JSON is read as it came, not through an SDK's types: those take an absent number for 0 and drop members that they
//! do not know.

use serde_json::{Map, Value};

use super::arn::{ApiIdentity, Arn};
use super::authentication::{
    ApiAuthentication, AuthenticationType, DefaultAction, LambdaAuthorizerConfig, OpenIdConnectConfig, Provider,
    UserPoolConfig,
};

/// What this program needs to know of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphqlApi {
    /// Which API it is, from `arn`; with only an `apiId`, the account and the region are the synthetic ones. `None`
    /// when the document has neither.
    pub identity: Option<ApiIdentity>,
    /// `name`.
    pub name: Option<String>,
    /// `uris.GRAPHQL`: where queries and mutations go.
    pub graphql_url: Option<String>,
    /// `uris.REALTIME`: where subscriptions go.
    pub realtime_url: Option<String>,
    /// The default and the additional providers.
    pub authentication: ApiAuthentication,
}

/// Why a document is not a `GraphqlApi` object. Members are named by their path, such as
/// `additionalAuthenticationProviders[0].lambdaAuthorizerConfig.authorizerUri`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GraphqlApiError {
    /// The document is not a JSON object.
    #[error("the document is not an object")]
    NotAnObject,
    /// It is what `aws appsync list-graphql-apis` prints.
    #[error("the document is a list of APIs, not one API")]
    List,
    /// A member without which nothing can be said.
    #[error("`{0}` is missing")]
    Missing(String),
    /// A member of another JSON type than AppSync's model has.
    #[error("`{member}` is not {expected}")]
    Malformed {
        /// The path of the member.
        member: String,
        /// What it should be, with its article.
        expected: &'static str,
    },
    /// An authentication type that this program does not know.
    #[error("`{member}`: `{value}` is not an authentication type that appsync-auth knows")]
    UnknownAuthenticationType {
        /// The path of the member.
        member: String,
        /// What it says.
        value: String,
    },
}

impl GraphqlApi {
    /// Reads the object, with or without the `graphqlApi` wrapper. A member that is null is absent, an absent
    /// configuration is an empty one, unknown members are passed over.
    ///
    /// # Errors
    ///
    /// The first member that is malformed, or a missing `authenticationType`.
    pub fn from_json(document: &Value) -> Result<Self, GraphqlApiError> {
        let Value::Object(document) = document else { return Err(GraphqlApiError::NotAnObject) };
        let api = match (document.get("graphqlApi"), document.get("graphqlApis")) {
            (Some(Value::Object(api)), _) => api,
            (Some(_), _) => return Err(malformed("graphqlApi", "an object")),
            (None, Some(_)) => return Err(GraphqlApiError::List),
            (None, None) => document,
        };
        let api = Members { path: String::new(), members: api };
        let uris = api.object("uris")?;
        let uri = |key| uris.as_ref().map_or(Ok(None), |uris| uris.string(key));
        Ok(Self {
            identity: identity(&api)?,
            name: api.string("name")?,
            graphql_url: uri("GRAPHQL")?,
            realtime_url: uri("REALTIME")?,
            authentication: ApiAuthentication { default: provider(&api)?, additional: additional(&api)? },
        })
    }
}

/// The API's identity, from its `arn` or, failing that, its `apiId`.
fn identity(api: &Members<'_>) -> Result<Option<ApiIdentity>, GraphqlApiError> {
    match (api.string("arn")?, api.string("apiId")?) {
        (Some(arn), _) => match arn.parse() {
            Ok(Arn::Api(identity)) => Ok(Some(identity)),
            _ => Err(malformed("arn", "the ARN of a GraphQL API")),
        },
        (None, Some(api_id)) => Ok(Some(ApiIdentity { api_id, ..ApiIdentity::default() })),
        (None, None) => Ok(None),
    }
}

/// `additionalAuthenticationProviders`, in order.
fn additional(api: &Members<'_>) -> Result<Vec<Provider>, GraphqlApiError> {
    const MEMBER: &str = "additionalAuthenticationProviders";
    let entries = match api.get(MEMBER) {
        None => return Ok(Vec::new()),
        Some(Value::Array(entries)) => entries,
        Some(_) => return Err(malformed(MEMBER, "a list")),
    };
    let entry = |(index, entry): (usize, &Value)| match entry {
        Value::Object(members) => provider(&Members { path: format!("{MEMBER}[{index}]."), members }),
        _ => Err(malformed(&format!("{MEMBER}[{index}]"), "an object")),
    };
    entries.iter().enumerate().map(entry).collect()
}

/// One provider: the API itself for the default, or an entry of the additional ones.
fn provider(place: &Members<'_>) -> Result<Provider, GraphqlApiError> {
    const MEMBER: &str = "authenticationType";
    let value = place.string(MEMBER)?.ok_or_else(|| GraphqlApiError::Missing(place.path_of(MEMBER)))?;
    let Ok(authentication_type) = value.parse() else {
        return Err(GraphqlApiError::UnknownAuthenticationType { member: place.path_of(MEMBER), value });
    };
    // A configuration that is not the chosen type's is read as well, so that a malformed member is always reported.
    let lambda = place.object("lambdaAuthorizerConfig")?.map(|config| lambda_authorizer(&config)).transpose()?;
    let pool = place.object("userPoolConfig")?.map(|config| user_pool(&config)).transpose()?;
    let issuer = place.object("openIDConnectConfig")?.map(|config| open_id_connect(&config)).transpose()?;
    Ok(match authentication_type {
        AuthenticationType::ApiKey => Provider::ApiKey,
        AuthenticationType::AwsIam => Provider::AwsIam,
        AuthenticationType::AmazonCognitoUserPools => Provider::UserPool(pool.unwrap_or_default()),
        AuthenticationType::OpenIdConnect => Provider::OpenIdConnect(issuer.unwrap_or_default()),
        AuthenticationType::AwsLambda => Provider::Lambda(lambda),
    })
}

fn lambda_authorizer(config: &Members<'_>) -> Result<LambdaAuthorizerConfig, GraphqlApiError> {
    Ok(LambdaAuthorizerConfig {
        authorizer_uri: config.string("authorizerUri")?,
        authorizer_result_ttl_seconds: config.integer("authorizerResultTtlInSeconds")?,
        identity_validation_expression: config.string("identityValidationExpression")?,
    })
}

fn user_pool(config: &Members<'_>) -> Result<UserPoolConfig, GraphqlApiError> {
    let default_action = match config.string("defaultAction")?.as_deref() {
        None => None,
        Some("ALLOW") => Some(DefaultAction::Allow),
        Some("DENY") => Some(DefaultAction::Deny),
        Some(_) => return Err(malformed(&config.path_of("defaultAction"), "ALLOW or DENY")),
    };
    Ok(UserPoolConfig {
        user_pool_id: config.string("userPoolId")?.unwrap_or_default(),
        aws_region: config.string("awsRegion")?.unwrap_or_default(),
        default_action,
        app_id_client_regex: config.string("appIdClientRegex")?,
    })
}

fn open_id_connect(config: &Members<'_>) -> Result<OpenIdConnectConfig, GraphqlApiError> {
    Ok(OpenIdConnectConfig {
        issuer: config.string("issuer")?.unwrap_or_default(),
        client_id: config.string("clientId")?,
        iat_ttl_milliseconds: config.integer("iatTTL")?,
        auth_ttl_milliseconds: config.integer("authTTL")?,
    })
}

/// An object and where it stands, for errors.
struct Members<'a> {
    /// Empty, or the path with a dot at its end.
    path: String,
    members: &'a Map<String, Value>,
}

impl<'a> Members<'a> {
    fn path_of(&self, member: &str) -> String {
        format!("{}{member}", self.path)
    }

    fn get(&self, member: &str) -> Option<&'a Value> {
        self.members.get(member).filter(|value| !value.is_null())
    }

    fn string(&self, member: &str) -> Result<Option<String>, GraphqlApiError> {
        match self.get(member) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(malformed(&self.path_of(member), "a string")),
        }
    }

    fn integer(&self, member: &str) -> Result<Option<i64>, GraphqlApiError> {
        match self.get(member) {
            None => Ok(None),
            Some(value) => value.as_i64().map(Some).ok_or_else(|| malformed(&self.path_of(member), "an integer")),
        }
    }

    fn object(&self, member: &str) -> Result<Option<Self>, GraphqlApiError> {
        match self.get(member) {
            None => Ok(None),
            Some(Value::Object(members)) => Ok(Some(Self { path: format!("{}.", self.path_of(member)), members })),
            Some(_) => Err(malformed(&self.path_of(member), "an object")),
        }
    }
}

fn malformed(member: &str, expected: &'static str) -> GraphqlApiError {
    GraphqlApiError::Malformed { member: member.to_owned(), expected }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const AUTHORIZER: &str = "arn:aws:lambda:eu-west-1:111122223333:function:authz:live";

    fn refused(document: &Value) -> String {
        GraphqlApi::from_json(document).map_err(|error| error.to_string()).unwrap_err()
    }

    fn full() -> Value {
        json!({
            "name": "events", "apiId": "abcdefghijklmnopqrstuvwxyz",
            "arn": "arn:aws:appsync:eu-west-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz",
            "uris": { "GRAPHQL": "https://x.example/graphql", "REALTIME": "wss://x.example/graphql" },
            "authenticationType": "AMAZON_COGNITO_USER_POOLS",
            "userPoolConfig": {
                "userPoolId": "eu-west-1_abc", "awsRegion": "eu-west-1", "defaultAction": "DENY",
                "appIdClientRegex": "^c1$",
            },
            "additionalAuthenticationProviders": [
                { "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": {
                    "authorizerUri": AUTHORIZER, "authorizerResultTtlInSeconds": 0,
                    "identityValidationExpression": "^x",
                } },
                { "authenticationType": "OPENID_CONNECT", "openIDConnectConfig": {
                    "issuer": "https://i.example", "clientId": "c", "iatTTL": 0, "authTTL": 5000,
                } },
                { "authenticationType": "API_KEY" },
                { "authenticationType": "AWS_IAM" },
            ],
            "settingOfNextYear": { "kept": "elsewhere" },
        })
    }

    #[test]
    fn every_provider_is_read_with_and_without_the_wrapper() {
        let expected = GraphqlApi {
            identity: Some(ApiIdentity {
                partition: "aws".to_owned(),
                region: "eu-west-1".to_owned(),
                account_id: "111122223333".to_owned(),
                api_id: "abcdefghijklmnopqrstuvwxyz".to_owned(),
            }),
            name: Some("events".to_owned()),
            graphql_url: Some("https://x.example/graphql".to_owned()),
            realtime_url: Some("wss://x.example/graphql".to_owned()),
            authentication: ApiAuthentication {
                default: Provider::UserPool(UserPoolConfig {
                    user_pool_id: "eu-west-1_abc".to_owned(),
                    aws_region: "eu-west-1".to_owned(),
                    default_action: Some(DefaultAction::Deny),
                    app_id_client_regex: Some("^c1$".to_owned()),
                }),
                additional: vec![
                    Provider::Lambda(Some(LambdaAuthorizerConfig {
                        authorizer_uri: Some(AUTHORIZER.to_owned()),
                        authorizer_result_ttl_seconds: Some(0),
                        identity_validation_expression: Some("^x".to_owned()),
                    })),
                    Provider::OpenIdConnect(OpenIdConnectConfig {
                        issuer: "https://i.example".to_owned(),
                        client_id: Some("c".to_owned()),
                        iat_ttl_milliseconds: Some(0),
                        auth_ttl_milliseconds: Some(5000),
                    }),
                    Provider::ApiKey,
                    Provider::AwsIam,
                ],
            },
        };
        assert_eq!(GraphqlApi::from_json(&full()), Ok(expected.clone()));
        assert_eq!(GraphqlApi::from_json(&json!({ "graphqlApi": full() })), Ok(expected));
    }

    #[test]
    fn an_absent_ttl_is_not_a_ttl_of_0() {
        let ttl = |config: Value| {
            let document = json!({ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": config });
            GraphqlApi::from_json(&document)
                .map(|api| api.authentication.lambda().and_then(|lambda| lambda.authorizer_result_ttl_seconds))
        };
        assert_eq!(ttl(json!({ "authorizerUri": AUTHORIZER })), Ok(None));
        assert_eq!(ttl(json!({ "authorizerUri": AUTHORIZER, "authorizerResultTtlInSeconds": null })), Ok(None));
        assert_eq!(ttl(json!({ "authorizerUri": AUTHORIZER, "authorizerResultTtlInSeconds": 0 })), Ok(Some(0)));
    }

    #[test]
    fn an_absent_configuration_is_an_empty_one() {
        let document = json!({
            "apiId": "abc", "authenticationType": "AWS_LAMBDA",
            "additionalAuthenticationProviders": [
                { "authenticationType": "AMAZON_COGNITO_USER_POOLS" }, { "authenticationType": "OPENID_CONNECT" },
            ],
        });
        assert_eq!(
            GraphqlApi::from_json(&document),
            Ok(GraphqlApi {
                identity: Some(ApiIdentity { api_id: "abc".to_owned(), ..ApiIdentity::default() }),
                name: None,
                graphql_url: None,
                realtime_url: None,
                authentication: ApiAuthentication {
                    default: Provider::Lambda(None),
                    additional: vec![
                        Provider::bare(AuthenticationType::AmazonCognitoUserPools),
                        Provider::bare(AuthenticationType::OpenIdConnect),
                    ],
                },
            })
        );
    }

    #[test]
    fn a_malformed_member_is_named_by_its_path() {
        let with = |pointer: &str, value: Value| {
            let mut document = full();
            *document.pointer_mut(pointer).unwrap() = value;
            refused(&document)
        };
        let lambda = "/additionalAuthenticationProviders/0/lambdaAuthorizerConfig";
        for (message, actual) in [
            ("`name` is not a string", with("/name", json!(1))),
            ("`arn` is not the ARN of a GraphQL API", with("/arn", json!(AUTHORIZER))),
            ("`uris` is not an object", with("/uris", json!([]))),
            ("`uris.REALTIME` is not a string", with("/uris/REALTIME", json!(false))),
            ("`userPoolConfig.defaultAction` is not ALLOW or DENY", with("/userPoolConfig/defaultAction", json!("no"))),
            (
                "`additionalAuthenticationProviders` is not a list",
                with("/additionalAuthenticationProviders", json!({})),
            ),
            (
                "`additionalAuthenticationProviders[2]` is not an object",
                with("/additionalAuthenticationProviders/2", json!("API_KEY")),
            ),
            (
                "`additionalAuthenticationProviders[0].lambdaAuthorizerConfig.authorizerResultTtlInSeconds` is not an integer",
                with(&format!("{lambda}/authorizerResultTtlInSeconds"), json!(1.5)),
            ),
            (
                "`additionalAuthenticationProviders[0].lambdaAuthorizerConfig.authorizerUri` is not a string",
                with(&format!("{lambda}/authorizerUri"), json!({})),
            ),
            (
                "`additionalAuthenticationProviders[3].authenticationType`: `AWS_TELEPATHY` is not an authentication type that appsync-auth knows",
                with("/additionalAuthenticationProviders/3/authenticationType", json!("AWS_TELEPATHY")),
            ),
            ("`authenticationType` is missing", with("/authenticationType", Value::Null)),
        ] {
            assert_eq!(actual, message);
        }
        assert_eq!(refused(&json!([])), "the document is not an object");
        assert_eq!(refused(&json!({ "graphqlApi": [] })), "`graphqlApi` is not an object");
        assert_eq!(refused(&json!({ "graphqlApis": [full()] })), "the document is a list of APIs, not one API");
    }

    #[test]
    fn a_malformed_configuration_of_another_type_is_reported_as_well() {
        let document = json!({ "authenticationType": "API_KEY", "openIDConnectConfig": { "iatTTL": "1" } });
        assert_eq!(refused(&document), "`openIDConnectConfig.iatTTL` is not an integer");
    }
}
