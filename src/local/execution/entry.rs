//! Entries of `errors`, as AppSync prints them.

use serde_json::{Value, json};

use crate::appsync::refusal_words;
use crate::graphql::Location;
use crate::local::data::Refusal;

/// Why a resolver failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolverError {
    /// `errorType` of the entry.
    pub error_type: String,
    /// Its `message`.
    pub message: String,
}

impl ResolverError {
    /// What a Lambda function threw: AppSync gives every such error the same type, whatever the function called it.
    ///
    /// Source: aws/aws-appsync-community#209; aws-amplify/amplify-cli#9378.
    pub fn thrown(message: impl Into<String>) -> Self {
        Self { error_type: "Lambda:Unhandled".to_owned(), message: message.into() }
    }
}

impl From<Refusal> for ResolverError {
    fn from(refusal: Refusal) -> Self {
        Self { error_type: refusal.error_type, message: refusal.message }
    }
}

/// What went wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The caller may not have the field.
    Denied { type_name: String, field_name: String },
    /// The resolver failed.
    Resolver(ResolverError),
    /// The field is deeper than the API's limit.
    TooDeep,
    /// More resolvers than the API's limit.
    TooManyResolvers,
    /// A null where none may be. The names are `null` for lists, which have none in graphql-java.
    Null { type_name: String, parent: String },
    /// The value is none of the type.
    Serialize(String),
    /// The value is of another kind: `LIST` or `OBJECT` was wanted.
    Mismatch(&'static str),
}

/// The steps of a path: names and indices.
pub(super) type Path = Vec<Value>;

/// A path in graphql-java's text: `/listEvents/items[0]/name`.
fn path_text(path: &[Value]) -> String {
    let step = |step: &Value| match step {
        Value::String(name) => format!("/{name}"),
        index => format!("[{index}]"),
    };
    path.iter().map(step).collect()
}

impl Fault {
    /// The entry of `errors`.
    ///
    /// Source for errors of resolvers and refusals, in this order of keys: aws/aws-appsync-community#214, #209,
    /// aws-amplify/amplify-category-api#2422; list indices in the path: amplify-swift#3159. Source for nulls, without
    /// location and type: graphql-compose/graphql-compose#121, amplify-flutter#2137. Source for `Can't serialize value`:
    /// amplify-js#5963; for type mismatches: amplify-studio#81, amplify-flutter#496.
    pub(super) fn entry(&self, path: Path, location: Option<Location>) -> Value {
        let resolver = |error_type: &str, message: &str, path: &Path| {
            let locations: Vec<Value> = location.iter().map(|location| location.to_json()).collect();
            json!({
                "path": path, "data": null, "errorType": error_type, "errorInfo": null,
                "locations": locations, "message": message,
            })
        };
        let plain = |message: String, path: &Path| json!({"path": path, "locations": null, "message": message});
        match self {
            Self::Denied { type_name, field_name } => {
                resolver(refusal_words::UNAUTHORIZED, &refusal_words::field_denied(type_name, field_name), &path)
            }
            Self::Resolver(error) => resolver(&error.error_type, &error.message, &path),
            // The developer guide speaks of a limit error of the field, which bubbles; its words are ours.
            Self::TooDeep => resolver("QueryDepthLimitReached", "Query depth limit reached.", &path),
            // Source: aws-amplify/amplify-cli#6128 (type), amplify-js#8342 (words).
            Self::TooManyResolvers => {
                resolver("ResolverExecutionLimitReached", "Resolver invocation limit reached.", &path)
            }
            Self::Null { type_name, parent } => {
                let place = path_text(&path);
                let message = format!(
                    "Cannot return null for non-nullable type: '{type_name}' within parent '{parent}' ({place})"
                );
                plain(message, &path)
            }
            Self::Serialize(reason) => plain(format!("Can't serialize value ({}) : {reason}", path_text(&path)), &path),
            Self::Mismatch(kind) => {
                let place = path_text(&path);
                plain(format!("Can't resolve value ({place}) : type mismatch error, expected type {kind}"), &path)
            }
        }
    }
}
