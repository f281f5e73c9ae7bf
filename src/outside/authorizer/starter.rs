//! The thread that children are started from.
//!
//! On Linux a child asks to be killed when its parent ends, so that it does not outlive a program that was killed. The
//! parent of that rule is the *thread* that started the child (prctl(2), PR_SET_PDEATHSIG), and a thread of the
//! asynchronous runtime may end at any time. So one thread starts them all, and lives as long as its [`Starter`].

use std::io;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// Starts children that end, at the latest, when this value is dropped or this program ends.
#[derive(Debug)]
pub(super) struct Starter {
    jobs: mpsc::Sender<Job>,
}

struct Job {
    command: Command,
    reply: oneshot::Sender<io::Result<Child>>,
}

impl Starter {
    /// Starts the thread. Must be called within a tokio runtime, which will watch over the children.
    pub(super) fn new() -> io::Result<Self> {
        let (jobs, todo) = mpsc::channel::<Job>();
        let runtime = Handle::current();
        thread::Builder::new().name("authorizer-starter".to_owned()).spawn(move || {
            let _entered = runtime.enter();
            for Job { mut command, reply } in todo {
                // If nobody waits any more the child is dropped here, and so killed.
                let _ = reply.send(spawn(&mut command));
            }
        })?;
        Ok(Self { jobs })
    }

    /// Starts a child in a process group of its own.
    pub(super) async fn start(&self, mut command: Command) -> io::Result<Child> {
        command.kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        die_with_parent(&mut command);
        let (reply, answer) = oneshot::channel();
        let gone = |()| io::Error::other("the thread that starts processes has ended");
        self.jobs.send(Job { command, reply }).map_err(|_| gone(()))?;
        answer.await.map_err(|_| gone(()))?
    }
}

/// A program that was written a moment ago can still be open for writing, in another process that is just starting.
fn spawn(command: &mut Command) -> io::Result<Child> {
    for _ in 0..20 {
        match command.spawn() {
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => thread::sleep(Duration::from_millis(20)),
            spawned => return spawned,
        }
    }
    command.spawn()
}

#[cfg(target_os = "linux")]
fn die_with_parent(command: &mut Command) {
    let parent = rustix::process::getpid();
    let ask = move || {
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
        // The parent may have ended before the request.
        if rustix::process::getppid() == Some(parent) { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    };
    #[expect(unsafe_code, reason = "between fork and exec only system calls are made: two, without allocation")]
    // SAFETY: `prctl` and `getppid` are async-signal-safe, and neither they nor the errors made here allocate.
    unsafe {
        command.pre_exec(ask);
    }
}

/// Elsewhere the bootstraps notice that their connection closes.
#[cfg(not(target_os = "linux"))]
fn die_with_parent(_command: &mut Command) {}
