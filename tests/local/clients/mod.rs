//! Clients that nobody here wrote, unmodified, against the emulator: each sees what it would see of AppSync.
//!
//! They are installed by name from the registries of their ecosystems. Each plays the same steps in one process and prints
//! what its application sees, which is compared whole.

mod amplify;
mod apollo;
mod curl;
mod gql;
mod steps;
