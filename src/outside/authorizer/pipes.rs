//! A pair of pipes that only we and one child have.
//!
//! Over them our bootstraps speak the Runtime API as over its port. Half of what an invocation costs over TCP is TCP, and
//! a pipe cannot be reached by anybody else on the machine.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd};

use tokio::io::Join;
use tokio::net::unix::pipe;
use tokio::process::Command;

/// Our ends: what the child writes, and what it reads.
pub(super) type OurEnds = Join<pipe::Receiver, pipe::Sender>;

/// Makes the pipes and gives the child its ends, whose numbers become its last two arguments: first the one to read.
/// The child's ends close on our side when the command is dropped.
pub(super) fn give_pipes(command: &mut Command) -> io::Result<OurEnds> {
    let (asked, ask) = io::pipe()?;
    let (answers, answer) = io::pipe()?;
    let ends: [OwnedFd; 2] = [asked.into(), answer.into()];
    command.args(ends.each_ref().map(|end| end.as_raw_fd().to_string()));
    let keep_open = move || {
        for end in &ends {
            rustix::io::fcntl_setfd(end, rustix::io::FdFlags::empty())?;
        }
        Ok(())
    };
    #[expect(
        unsafe_code,
        reason = "only the child itself, between fork and exec, can keep its ends and no other child's"
    )]
    // SAFETY: `fcntl` is async-signal-safe, and neither it nor its error allocates here.
    unsafe {
        command.pre_exec(keep_open);
    }
    let ours = (pipe::Receiver::from_owned_fd(answers.into())?, pipe::Sender::from_owned_fd(ask.into())?);
    Ok(tokio::io::join(ours.0, ours.1))
}
