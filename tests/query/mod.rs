//! `query`: what it says and what it sends.

mod curl;
