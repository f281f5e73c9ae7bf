//! The larger tests of what the user set.

mod amplify;
mod configuration;
mod faults;
mod precedence;
mod secrets;

use crate::error::Error;

/// Line, column and label of a place.
type Place = (usize, usize, String);

/// What an error tells: code, message, the places with their labels, help.
fn told(error: &Error) -> (&str, String, Vec<Place>, Option<&str>) {
    let places = error.sources().iter().map(|source| {
        let (line, column) = source.line_and_column();
        (line, column, source.label.clone())
    });
    (error.code(), error.message().to_owned(), places.collect(), error.help_text())
}
