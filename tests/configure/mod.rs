//! `configure`: that the API is changed as was asked, and that nothing else is.

mod boto;
mod preservation;
