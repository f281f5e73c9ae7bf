//! `configure` as a process, against the emulator, other servers, and a network that fails.

#[cfg(unix)]
mod conversation;
mod faults;
mod killed;
mod scene;
mod together;
#[cfg(unix)]
mod typist;
