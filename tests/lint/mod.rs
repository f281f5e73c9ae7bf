//! `lint`: through the program as users start it, on odd and large schemas, and over generated ones.

mod inputs;
mod large;
mod mending;
mod program;
