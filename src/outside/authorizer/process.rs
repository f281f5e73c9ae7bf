//! A pool of warm child processes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::{Notify, Semaphore};

use super::function_error::FunctionError;
use super::handler::{Launch, ProcessSpec};
use super::runtime_api::{ANSWER_BYTES, Answer};
use super::start_error::how_it_ended;
use super::starter::Starter;
use super::worker::{Ended, Worker};
use super::{FunctionConfiguration, Invocation};
use crate::appsync::{AuthorizerEvent, AuthorizerOutcome};
use crate::error::Error;

/// An authorizer as warm child processes, each of which takes one event at a time, as Lambda's environments do.
///
/// More processes than one are started when events come at the same time. A process that ended or was too slow is
/// replaced when the next event comes. All end when the pool is dropped.
#[derive(Debug)]
pub struct ProcessPool {
    /// First, so that the children end before the thread that they were started from.
    idle: Mutex<Vec<Worker>>,
    /// How many processes have an event.
    working: AtomicUsize,
    /// One of them has it no more.
    done: Notify,
    free: Semaphore,
    spec: Box<ProcessSpec>,
    launch: Box<Launch>,
    starter: Starter,
}

impl ProcessPool {
    /// Starts the first process and waits until it has loaded the function. Must be called within a tokio runtime.
    ///
    /// # Errors
    ///
    /// [`crate::error::ErrorKind::Input`] when the handler is missing or cannot be loaded, with what it printed as
    /// notes; [`crate::error::ErrorKind::Outside`] when no process can be started or it does not get ready.
    pub async fn start(spec: ProcessSpec) -> Result<Self, Error> {
        let launch = Launch::new(&spec)?;
        let starter = starter()?;
        let first = Worker::start(&spec, &launch, &starter).await?;
        let free = Semaphore::new(spec.workers.clamp(1, Semaphore::MAX_PERMITS));
        Ok(Self {
            idle: Mutex::new(vec![first]),
            working: AtomicUsize::new(0),
            done: Notify::new(),
            free,
            spec: Box::new(spec),
            launch: Box::new(launch),
            starter,
        })
    }

    /// The same authorizer under another configuration. Its first process starts with its first event, as Lambda's does
    /// after an update: whether the function starts so is seen then.
    ///
    /// # Errors
    ///
    /// [`crate::error::ErrorKind::Outside`] when no thread can be started.
    pub(super) fn configured(&self, configuration: &FunctionConfiguration) -> Result<Self, Error> {
        let spec = ProcessSpec { configuration: configuration.clone(), ..(*self.spec).clone() };
        Ok(Self {
            idle: Mutex::default(),
            working: AtomicUsize::new(0),
            done: Notify::new(),
            free: Semaphore::new(spec.workers.clamp(1, Semaphore::MAX_PERMITS)),
            spec: Box::new(spec),
            launch: self.launch.clone(),
            starter: starter()?,
        })
    }

    /// Gives the event to a free process; waits for one when all are busy.
    ///
    /// Dropping the returned future ends the process that has the event.
    ///
    /// # Errors
    ///
    /// When a process has to be started and cannot be, and there is no other: as [`ProcessPool::start`].
    pub async fn invoke(&self, event: &AuthorizerEvent) -> Result<Invocation, Error> {
        self.invoke_payload(payload_of(event)?).await
    }

    /// The same with any payload.
    pub(super) async fn invoke_payload(&self, body: Bytes) -> Result<Invocation, Error> {
        let _turn = self.free.acquire().await.map_err(|_| Error::bug("a pool of processes is closed"))?;
        loop {
            let mut worker = match self.take_idle() {
                Some(worker) => worker,
                None => match Worker::start(&self.spec, &self.launch, &self.starter).await {
                    Ok(worker) => worker,
                    Err(error) => self.wait_for_idle().await.ok_or(error)?,
                },
            };
            let working = Working::new(self);
            let cold_start = worker.take_cold_start();
            let request_id = uuid::Uuid::new_v4().to_string();
            let started_at = Instant::now();
            let ended = worker.invoke(&request_id, body.clone(), self.spec.limit()).await;
            let duration = started_at.elapsed();
            let logs = worker.take_output();
            let keep = matches!(ended, Ended::Answered(_));
            // A new process that ends before it takes its first event would do so again.
            if matches!(ended, Ended::NotTaken) && cold_start.is_none() {
                continue;
            }
            if keep {
                self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
            } else {
                worker.end().await;
            }
            drop(working);
            let outcome = self.outcome(ended, &request_id, duration);
            return Ok(Invocation { outcome, logs, duration, cold_start });
        }
    }

    /// Ends all processes, and waits until they have ended.
    pub async fn shutdown(self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for worker in idle {
            worker.end().await;
        }
    }

    /// The process that was used last, which is the warmest; those that have ended meanwhile are dropped.
    fn take_idle(&self) -> Option<Worker> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(mut worker) = idle.pop() {
            if worker.is_alive() {
                return Some(worker);
            }
        }
        None
    }

    /// Waits for one of the processes that have an event; `None` when no process is left. For when another cannot be
    /// started: while its file is being edited, those that run know nothing of that.
    async fn wait_for_idle(&self) -> Option<Worker> {
        loop {
            let done = self.done.notified();
            if let Some(worker) = self.take_idle() {
                return Some(worker);
            }
            if self.working.load(Ordering::Relaxed) == 0 {
                // Those that wait too have nobody to wait for.
                self.done.notify_one();
                return None;
            }
            done.await;
        }
    }

    fn outcome(&self, ended: Ended, request_id: &str, duration: Duration) -> AuthorizerOutcome {
        let error = match ended {
            Ended::Answered(Answer::Returned(payload)) => {
                return AuthorizerOutcome::Returned { payload: payload.into(), duration };
            }
            Ended::TimedOut => return AuthorizerOutcome::TimedOut { after: self.spec.limit() },
            Ended::Answered(Answer::Failed(error)) => error,
            Ended::Answered(Answer::TooLarge) => too_large(),
            Ended::Exited(status) if status.success() => {
                exit_error(request_id, "Runtime exited without providing a reason")
            }
            Ended::Exited(status) => {
                exit_error(request_id, &format!("Runtime exited with error: {}", how_it_ended(status)))
            }
            Ended::NotTaken => exit_error(request_id, "Runtime exited without providing a reason"),
        };
        AuthorizerOutcome::Failed(error.into_failure(duration))
    }
}

fn starter() -> Result<Starter, Error> {
    Starter::new().map_err(|error| {
        Error::outside("authorizer-not-started", format!("cannot start a thread for the authorizer: {error}"))
    })
}

/// A process that has an event, until this is dropped.
struct Working<'a>(&'a ProcessPool);

impl<'a> Working<'a> {
    fn new(pool: &'a ProcessPool) -> Self {
        pool.working.fetch_add(1, Ordering::Relaxed);
        Self(pool)
    }
}

impl Drop for Working<'_> {
    fn drop(&mut self) {
        self.0.working.fetch_sub(1, Ordering::Relaxed);
        self.0.done.notify_one();
    }
}

/// An event as the bytes that the function gets.
pub(super) fn payload_of(event: &AuthorizerEvent) -> Result<Bytes, Error> {
    let payload = serde_json::to_vec(&event.to_json());
    payload.map(Bytes::from).map_err(|error| Error::bug(format!("an event has no JSON: {error}")))
}

/// Lambda's words for a process that ended.
fn exit_error(request_id: &str, reason: &str) -> FunctionError {
    FunctionError::new("Runtime.ExitError", format!("RequestId: {request_id} Error: {reason}"))
}

/// Lambda's words for an answer over 6 MB.
pub(super) fn too_large() -> FunctionError {
    FunctionError::new(
        "Function.ResponseSizeTooLarge",
        format!("Response payload size exceeded maximum allowed payload size ({ANSWER_BYTES} bytes)."),
    )
}
