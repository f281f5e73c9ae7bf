//! Work that goes on when nobody waits for it any more.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::FutureExt;

/// A future that is handed to a task of its own when it is dropped before its end: the service, too, does not call back what
/// it has begun when a client goes away. While somebody waits, it costs no task. A panic in it is an error.
pub(super) struct ToItsEnd<T: Send + 'static>(Option<Running<T>>);

type Running<T> = Pin<Box<dyn Future<Output = Result<T, Panicked>> + Send>>;

/// A fault of the program, whose message is on standard error.
#[derive(Debug)]
pub(super) struct Panicked;

/// Begins such work.
pub(super) fn to_its_end<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> ToItsEnd<T> {
    let caught = AssertUnwindSafe(work).catch_unwind().map(|done| done.map_err(|_| Panicked));
    ToItsEnd(Some(Box::pin(caught)))
}

impl<T: Send + 'static> Future for ToItsEnd<T> {
    type Output = Result<T, Panicked>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(running) = &mut self.0 else { return Poll::Ready(Err(Panicked)) };
        let done = std::task::ready!(running.as_mut().poll(context));
        self.0 = None;
        Poll::Ready(done)
    }
}

impl<T: Send + 'static> Drop for ToItsEnd<T> {
    fn drop(&mut self) {
        let Some(running) = self.0.take() else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(running);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn what_was_begun_is_ended_when_nobody_waits_for_it() {
        let (go, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (of_work_go, of_work_done) = (Arc::clone(&go), Arc::clone(&done));
        let work = to_its_end(async move {
            of_work_go.notified().await;
            of_work_done.notify_one();
        });
        assert!(tokio::time::timeout(Duration::from_millis(5), work).await.is_err());
        go.notify_one();
        tokio::time::timeout(Duration::from_secs(5), done.notified()).await.unwrap();
    }

    #[tokio::test]
    async fn a_panic_is_an_error_and_a_result_a_result() {
        assert_eq!(to_its_end(async { 7 }).await.unwrap(), 7);
        assert!(to_its_end::<()>(async { panic!("a fault") }).await.is_err());
    }
}
