//! AppSync's own words as types: providers, events, answers, ARNs, limits. No rules, no I/O.
//!
//! What belongs here is what an AppSync user would find in the service's documentation under the same name.
//! Anything that decides belongs to [`crate::engine`].

pub mod arn;
pub mod authentication;
pub mod authorizer_event;
pub mod authorizer_outcome;
pub mod authorizer_target;
pub mod coordinate;
pub mod endpoint;
pub mod graphql_api;
pub mod headers;
pub mod limits;
pub mod refusal_words;
pub mod secret;
pub mod token_source;

pub use arn::{ApiIdentity, Arn, ArnError};
pub use authentication::{
    ApiAuthentication, AuthenticationType, DefaultAction, LambdaAuthorizerConfig, OpenIdConnectConfig, Provider,
    UserPoolConfig,
};
pub use authorizer_event::{AuthorizerEvent, RequestContext};
pub use authorizer_outcome::{AuthorizerFailure, AuthorizerOutcome};
pub use authorizer_target::AuthorizerTarget;
pub use coordinate::{Coordinate, CoordinateError};
pub use endpoint::{Endpoint, EndpointError};
pub use graphql_api::{GraphqlApi, GraphqlApiError};
pub use headers::Headers;
pub use secret::Secret;
pub use token_source::TokenSource;
