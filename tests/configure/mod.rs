//! `configure` as a process: the API is changed as was asked, and nothing else is; against the emulator, other servers, and
//! a network that fails.

mod boto;
#[cfg(unix)]
mod conversation;
mod environments;
mod faults;
#[cfg(unix)]
mod interrupted;
mod killed;
mod moto;
mod page;
mod preservation;
mod restoring;
mod review;
mod scene;
mod together;
#[cfg(unix)]
mod typist;
mod wire;
