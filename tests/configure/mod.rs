//! `configure` as a process, against the emulator, other servers, and a network that fails.

mod faults;
mod killed;
mod scene;
mod together;
