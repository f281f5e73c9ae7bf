//! `configure` as a user meets it.

#[cfg(unix)]
mod conversation;
#[cfg(unix)]
mod typist;
