//! Tests of the plan: whole documents in, whole plans out, and properties over APIs with every combination of settings.

mod arbitrary;
mod changes;
mod consequences;
mod given;
mod infrastructure;
mod model;
mod moves;
mod permissions;
mod properties;
mod steps;
