//! AppSync's operations.
//!
//! | file | what it does |
//! |---|---|
//! | `routes.rs` | which operation a method and path ask for |
//! | `apis.rs` | CreateGraphqlApi, GetGraphqlApi, UpdateGraphqlApi, DeleteGraphqlApi, ListGraphqlApis |
//! | `settings.rs` | the members of an API's settings, and which a client may set |
//! | `providers.rs` | AppSync's words for providers that cannot stand |
//! | `schema.rs` | StartSchemaCreation, GetSchemaCreationStatus, GetIntrospectionSchema |
//! | `types.rs` | ListTypes, GetType |
//! | `introspection.rs` | a schema as introspection and as text |
//! | `api_keys.rs` | the operations on API keys |
//! | `environment.rs` | the operations on environment variables |
//! | `tags.rs` | the operations on tags |

mod api_keys;
mod apis;
mod environment;
mod introspection;
mod providers;
mod routes;
mod schema;
mod settings;
mod tags;
mod types;

pub use providers::provider_refusal;
pub(super) use routes::answer;
