//! Tests of what `configure` shows: whole documents in, whole texts and JSON out.

mod given;
mod json;
mod means;
mod outcomes;
mod plans;
mod several;
