//! The result of `status`: what an API's authorization is.
//!
//! - `facts`: what was read, and what of it could not be.
//! - `settings`: the API's other settings, in their own words.
//! - `rows`: the lines that tell of one API.
//! - `one`, `all`: one API, and every API of a region.
//! - `value`: an API as JSON.

mod all;
mod facts;
mod one;
mod rows;
mod settings;
#[cfg(test)]
mod tests;
mod value;

pub use all::AllStatus;
pub use facts::{
    ApiStatus, AuthorizerFunction, Drift, FunctionConfiguration, FunctionReading, InvokePermission, ListedStatus,
    SchemaReading,
};
