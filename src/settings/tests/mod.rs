//! The module's larger tests.
