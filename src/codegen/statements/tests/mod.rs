//! Whole operations, as text, for schemas that each have one trait.

mod given;
mod selections;

use given::{Given, bounds};
