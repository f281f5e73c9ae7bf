//! `query`: its HTTP client against servers that misbehave, and the command as users run it.

mod faults;
mod http;
mod modes;
mod request;
mod server;
mod tls;
