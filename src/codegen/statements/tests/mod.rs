//! Whole operations, as text, for schemas that each have one trait.

mod access;
mod amplify;
mod arguments;
mod conflicts;
mod coverage;
mod fragments;
mod given;
mod limits;
mod names;
mod patterns;
mod random;
mod selections;

use given::{Given, bounds, generated_lines, noted};
