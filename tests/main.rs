//! The one integration binary: what the program and its library do against the real world outside.

mod authorizer;
mod support;
