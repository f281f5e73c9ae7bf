//! What the user set, and where each value comes from.
//!
//! [`Configuration`] is `appsync-auth.yaml`, [`AmplifyOutputs`] is what an Amplify project says about its API, and
//! [`Settings`] joins both with flags and environment variables: flag, environment variable, environment entry, Amplify
//! file, default, in this order. Pure: texts in, values out; finding and reading files is for those who may touch the
//! world. What a value is good for is not decided here.

mod amplify;
mod amplify_script;
mod authorization;
mod choices;
mod configuration;
mod environment;
mod generate;
mod local;
mod mask;
mod origin;
mod precedence;
mod reading;
mod shapes;
mod wanted;

pub use amplify::AmplifyOutputs;
pub use authorization::Authorization;
pub use choices::{DepthMode, Fragments, Imports, NestedArguments, Order, Statements};
pub use configuration::Configuration;
pub use environment::Environment;
pub use generate::{
    DeniedFields, DocumentPatterns, Generate, GenerateOutput, GenerateTarget, Selection, is_selection_pattern,
};
pub use local::{Local, LocalApi, LocalApiKey, LocalCredentials, LocalProvider};
pub use origin::{Given, Origin};
pub use precedence::{Endpoints, Flags, Setting, Settings};
pub use reading::{Reading, known_readings};
pub use shapes::graphql_url;
pub use wanted::{NewDefault, NewDefaultError, PermissionChoice, PreviousDefault, Slot, Wanted};

#[cfg(test)]
mod tests;
