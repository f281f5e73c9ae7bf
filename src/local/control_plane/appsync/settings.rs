//! The members of an API's settings, and which a client may set.

use serde_json::{Map, Value, json};

use crate::appsync::AuthenticationType;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::shape::{ANY_LENGTH, Member, Shape, checked, optional, required};

const TEXT: Shape = Shape::Text(ANY_LENGTH);
const ON_OFF: Shape = Shape::Enum(&["ENABLED", "DISABLED"]);
const TYPES: Shape = Shape::Enum(&[
    AuthenticationType::ApiKey.name(),
    AuthenticationType::AwsIam.name(),
    AuthenticationType::AmazonCognitoUserPools.name(),
    AuthenticationType::OpenIdConnect.name(),
    AuthenticationType::AwsLambda.name(),
]);

const LOG_CONFIG: &[Member] = &[
    required("fieldLogLevel", Shape::Enum(&["NONE", "ERROR", "ALL", "INFO", "DEBUG"])),
    required("cloudWatchLogsRoleArn", TEXT),
    optional("excludeVerboseContent", Shape::Boolean),
];

/// A default pool's `defaultAction` is required too, but AppSync refuses its absence in words of its own.
const USER_POOL: &[Member] = &[
    required("userPoolId", TEXT),
    required("awsRegion", TEXT),
    optional("defaultAction", TEXT),
    optional("appIdClientRegex", TEXT),
];

const ADDITIONAL_USER_POOL: &[Member] =
    &[required("userPoolId", TEXT), required("awsRegion", TEXT), optional("appIdClientRegex", TEXT)];

const OPEN_ID: &[Member] = &[
    required("issuer", TEXT),
    optional("clientId", TEXT),
    optional("iatTTL", Shape::Integer),
    optional("authTTL", Shape::Integer),
];

/// The range of the TTL is a rule of the engine.
const LAMBDA: &[Member] = &[
    optional("authorizerResultTtlInSeconds", Shape::Integer),
    required("authorizerUri", TEXT),
    optional("identityValidationExpression", TEXT),
];

const ADDITIONAL: &[Member] = &[
    required("authenticationType", TYPES),
    optional("openIDConnectConfig", Shape::Struct(OPEN_ID)),
    optional("userPoolConfig", Shape::Struct(ADDITIONAL_USER_POOL)),
    optional("lambdaAuthorizerConfig", Shape::Struct(LAMBDA)),
];

const METRICS: &[Member] = &[
    required("resolverLevelMetricsBehavior", Shape::Enum(&["FULL_REQUEST_RESOLVER_METRICS", "PER_RESOLVER_METRICS"])),
    required(
        "dataSourceLevelMetricsBehavior",
        Shape::Enum(&["FULL_REQUEST_DATA_SOURCE_METRICS", "PER_DATA_SOURCE_METRICS"]),
    ),
    required("operationLevelMetricsConfig", ON_OFF),
];

/// What UpdateGraphqlApi takes. The model gives the name no pattern, and real names have blanks and dashes.
///
/// Source: `UpdateGraphqlApiRequest` of the service model.
pub(super) const UPDATABLE: &[Member] = &[
    required("name", Shape::Text(65_536)),
    optional("logConfig", Shape::Struct(LOG_CONFIG)),
    required("authenticationType", TYPES),
    optional("userPoolConfig", Shape::Struct(USER_POOL)),
    optional("openIDConnectConfig", Shape::Struct(OPEN_ID)),
    optional("additionalAuthenticationProviders", Shape::List(ADDITIONAL)),
    optional("xrayEnabled", Shape::Boolean),
    optional("lambdaAuthorizerConfig", Shape::Struct(LAMBDA)),
    optional("mergedApiExecutionRoleArn", TEXT),
    optional("ownerContact", Shape::Text(256)),
    optional("introspectionConfig", ON_OFF),
    optional("queryDepthLimit", Shape::Range(0, 75)),
    optional("resolverCountLimit", Shape::Range(0, 10_000)),
    optional("enhancedMetricsConfig", Shape::Struct(METRICS)),
];

/// What CreateGraphqlApi takes besides.
const ON_CREATION: &[Member] = &[
    optional("tags", Shape::Map),
    optional("apiType", Shape::Enum(&["GRAPHQL", "MERGED"])),
    optional("visibility", Shape::Enum(&["GLOBAL", "PRIVATE"])),
];

/// The members of a creation.
pub(super) fn created(body: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let mut settings = updated(body)?;
    settings.extend(checked(body, ON_CREATION, "")?);
    if let Some(tags) = settings.get("tags").and_then(Value::as_object) {
        super::tags::check(tags)?;
    }
    for (name, value) in [("apiType", json!("GRAPHQL")), ("visibility", json!("GLOBAL"))] {
        settings.entry(name).or_insert(value);
    }
    fill(&mut settings);
    Ok(settings)
}

/// The members of an update.
pub(super) fn updated(body: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let settings = checked(body, UPDATABLE, "")?;
    if settings.get("name") == Some(&json!("")) {
        let message = "Member must have length greater than or equal to 1";
        return Err(Refusal::bad_request(Refusal::constraint("", "name", message)));
    }
    Ok(settings)
}

/// What an API has when nobody says otherwise, and nothing for what is empty.
///
/// Source: the API reference of each member; 0 stands for no limit of its own.
pub(super) fn fill(settings: &mut Map<String, Value>) {
    for (name, value) in [
        ("xrayEnabled", json!(false)),
        ("introspectionConfig", json!("ENABLED")),
        ("queryDepthLimit", json!(0)),
        ("resolverCountLimit", json!(0)),
    ] {
        settings.entry(name).or_insert(value);
    }
    for (name, empty) in [("additionalAuthenticationProviders", json!([])), ("ownerContact", json!(""))] {
        if settings.get(name) == Some(&empty) {
            settings.shift_remove(name);
        }
    }
}
