//! `query`.

mod batch;
