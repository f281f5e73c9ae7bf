//! The result of `configure`: the plan, what it means, and what came of it.
//!
//! - `outcome`: what came of each step.

mod outcome;

pub use outcome::{CarriedOut, ConfiguredApi, Intent, StepOutcome, StepResult};
