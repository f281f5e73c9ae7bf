//! `configure` as a process: the API is changed as was asked, and nothing else is; against the emulator, other servers, and
//! a network that fails.

mod boto;
#[cfg(unix)]
mod conversation;
mod faults;
mod killed;
mod moto;
mod page;
mod preservation;
mod scene;
mod together;
#[cfg(unix)]
mod typist;
mod wire;
