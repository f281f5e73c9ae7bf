//! `demo`: the other verbs and the emulator on a sample Event API; no account, no network, nothing else installed.
//!
//! | file | what it does |
//! |---|---|
//! | `args.rs` | the options |
//! | `sample.rs`, `sample/` | the files of the sample, which are a part of the program |
//! | `stage.rs` | an emulator of the sample, in this process |
//! | `scenes.rs` | what is shown, in order |
//! | `run.rs` | plays the scenes |

mod args;
mod run;
mod sample;
mod scenes;
mod stage;

pub use args::Args;
pub use run::run;
