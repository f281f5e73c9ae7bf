//! Tests of the graphql floor that are too long to stand beside the code.

mod arbitrary;
mod fixtures;
mod given;
mod insertions;
mod introspecting;
mod leniencies;
mod loading;
mod operations;
mod paged_fields;
mod questions;
mod reference;
mod selections;
mod variable_texts;

use given::{coordinates, errors, lines, load, schema, warnings};
