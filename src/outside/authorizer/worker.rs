//! One child process: start, one event at a time, end.

use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use tokio::io::AsyncWriteExt;
use tokio::process::Child;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::function_error::FunctionError;
use super::handler::{Launch, ProcessSpec};
use super::output::Output;
use super::runtime_api::{Answer, Event, RuntimeApi, Start};
use super::start_error;
use super::starter::Starter;
use crate::error::Error;

/// How long to wait for what a child said just before it ended.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// A warm child process.
///
/// The order of the members is the order in which they are dropped: the child ends before its Runtime API does, or else
/// it would print that its connection broke.
#[derive(Debug)]
pub(super) struct Worker {
    process: ChildGroup,
    api: RuntimeApi,
    output: Output,
    /// How long it took to start, until its first invocation.
    cold_start: Option<Duration>,
}

/// How an event ended for a worker.
#[derive(Debug)]
pub(super) enum Ended {
    Answered(Answer),
    /// The process ended before it answered.
    Exited(ExitStatus),
    /// The process ended before it asked for this event: another may have it.
    NotTaken,
    /// No answer in time. The child was killed.
    TimedOut,
}

impl Worker {
    /// Starts a child and waits until it asks for its first event.
    pub(super) async fn start(spec: &ProcessSpec, launch: &Launch, starter: &Starter) -> Result<Self, Error> {
        let started_at = Instant::now();
        let (mut api, mut start) =
            RuntimeApi::listen(&launch.function_arn).await.map_err(|error| no_resources(&error))?;
        let (output, writer) = Output::new().map_err(|error| no_resources(&error))?;
        let mut command = launch.command(spec, &api.address());
        let stderr = writer.try_clone().map_err(|error| no_resources(&error))?;
        command.stdout(writer).stderr(stderr);
        command.stdin(if launch.script.is_some() { Stdio::piped() } else { Stdio::null() });
        #[cfg(unix)]
        if launch.script.is_some() {
            api.serve_pipes(super::pipes::give_pipes(&mut command).map_err(|error| no_resources(&error))?);
        }
        let child = starter.start(command).await.map_err(|error| start_error::not_run(spec, launch, &error))?;
        let mut worker = Self { process: ChildGroup::new(child), api, output, cold_start: None };
        let outcome = {
            let started = worker.wait_for_start(launch.script, &mut start);
            timeout(spec.start_timeout, started).await
        };
        let failure = match outcome {
            Ok(Ok(Ok(()))) => {
                worker.cold_start = Some(started_at.elapsed());
                return Ok(worker);
            }
            Ok(Ok(Err(reason))) => {
                // It ends by itself, having printed everything.
                let _ = timeout(LAST_WORDS, worker.process.child.wait()).await;
                start_error::unloadable(spec, &reason, &worker.output.take())
            }
            Ok(Err(status)) => start_error::ended(spec, status, &worker.output.take()),
            Err(_) => start_error::too_slow(spec, &worker.output.take()),
        };
        worker.end().await;
        Err(failure)
    }

    async fn wait_for_start(
        &mut self,
        script: Option<&str>,
        start: &mut oneshot::Receiver<Start>,
    ) -> Result<Start, ExitStatus> {
        if let (Some(script), Some(mut stdin)) = (script, self.process.child.stdin.take()) {
            // One that does not read it says why with its exit. Dropped after: the script is whole.
            let _ = stdin.write_all(script.as_bytes()).await;
        }
        let broken = || Err(FunctionError::new("Unhandled", "the Runtime API ended"));
        tokio::select! {
            biased;
            started = &mut *start => Ok(started.unwrap_or_else(|_| broken())),
            status = self.process.child.wait() => match timeout(LAST_WORDS, start).await {
                Ok(started) => Ok(started.unwrap_or_else(|_| broken())),
                Err(_) => Err(status.unwrap_or_default()),
            },
        }
    }

    /// Gives the child an event and waits for its answer.
    pub(super) async fn invoke(&mut self, request_id: &str, body: Bytes, limit: Duration) -> Ended {
        let (answer, mut answered) = oneshot::channel();
        self.api.queue(Event { request_id: request_id.to_owned(), body, deadline: deadline(limit), answer });
        let ended = timeout(limit, async {
            tokio::select! {
                biased;
                Ok(answer) = &mut answered => Ended::Answered(answer),
                status = self.process.child.wait() => {
                    if self.api.take_back() {
                        return Ended::NotTaken;
                    }
                    // Something that it started may hold a connection open: not for ever, then.
                    let _ = timeout(LAST_WORDS, self.api.all_closed()).await;
                    match answered.try_recv() {
                        Ok(answer) => Ended::Answered(answer),
                        Err(_) => Ended::Exited(status.unwrap_or_default()),
                    }
                }
            }
        })
        .await;
        ended.unwrap_or_else(|_| {
            self.process.kill();
            Ended::TimedOut
        })
    }

    /// Whether the child still runs.
    pub(super) fn is_alive(&mut self) -> bool {
        matches!(self.process.child.try_wait(), Ok(None))
    }

    /// What the child printed since the last call.
    pub(super) fn take_output(&self) -> String {
        self.output.take()
    }

    /// How long the child took to start, the first time that it is asked.
    pub(super) fn take_cold_start(&mut self) -> Option<Duration> {
        self.cold_start.take()
    }

    /// Ends the child and waits until it has ended.
    pub(super) async fn end(mut self) {
        self.process.kill();
        let _ = self.process.child.wait().await;
    }
}

/// A child that leads a process group, all of which ends with this value.
#[derive(Debug)]
struct ChildGroup {
    child: Child,
    /// The group's id, until the group was killed. It is the child's own, and kept apart because the child has none any
    /// more once it has ended, when others of its group may still run.
    group: Option<u32>,
}

impl ChildGroup {
    fn new(child: Child) -> Self {
        Self { group: child.id(), child }
    }

    fn kill(&mut self) {
        let _group = self.group.take();
        #[cfg(unix)]
        if let Some(group) = _group.and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw) {
            // An error means that nobody is left.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.start_kill();
    }
}

impl Drop for ChildGroup {
    fn drop(&mut self) {
        self.kill();
    }
}

fn deadline(limit: Duration) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from((now + limit).as_millis()).unwrap_or(u64::MAX)
}

fn no_resources(error: &std::io::Error) -> Error {
    Error::outside("authorizer-not-started", format!("cannot prepare a process for the authorizer: {error}"))
        .help("look whether this machine lets the program open files and listen on 127.0.0.1; fewer `--jobs` need less")
}
