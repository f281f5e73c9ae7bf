//! What waits for a connection to send it. It is bounded: a client that does not read costs no memory beyond that.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::mpsc;

use crate::realtime::StartId;

/// How many deliveries may wait for a connection.
const DELIVERIES: usize = 1_024;

/// How many bytes of payloads may wait for a connection.
const BYTES: usize = 4 << 20;

/// Something for a connection.
#[derive(Debug)]
pub(super) enum Mail {
    /// A payload for a subscription.
    Delivery(StartId, Arc<str>),
    /// A subscription is over.
    Completed(StartId),
}

/// Where deliveries for a connection are put. When the last of a connection's is dropped, the connection ends.
#[derive(Debug)]
pub(super) struct Mailbox {
    sender: mpsc::Sender<Mail>,
    bytes: Arc<AtomicUsize>,
    is_behind: AtomicBool,
}

/// The other end, at the connection.
#[derive(Debug)]
pub(super) struct Inbox {
    receiver: mpsc::Receiver<Mail>,
    bytes: Arc<AtomicUsize>,
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    /// It will be sent, if the connection lasts.
    Waits,
    /// It was thrown away: too much waits already. The first in a row says so.
    Dropped {
        /// Whether it is the first that was thrown away since one was taken.
        first: bool,
    },
}

pub(super) fn mailbox() -> (Mailbox, Inbox) {
    let (sender, receiver) = mpsc::channel(DELIVERIES);
    let bytes = Arc::new(AtomicUsize::new(0));
    let inbox = Inbox { receiver, bytes: Arc::clone(&bytes) };
    (Mailbox { sender, bytes, is_behind: AtomicBool::new(false) }, inbox)
}

impl Mailbox {
    /// Puts a payload in, unless too much waits already.
    pub(super) fn deliver(&self, start: StartId, payload: Arc<str>) -> Put {
        let size = payload.len();
        let waiting = self.bytes.fetch_add(size, Ordering::Relaxed);
        // One payload always fits, however large.
        if (waiting == 0 || waiting + size <= BYTES) && self.sender.try_send(Mail::Delivery(start, payload)).is_ok() {
            self.is_behind.store(false, Ordering::Relaxed);
            return Put::Waits;
        }
        self.bytes.fetch_sub(size, Ordering::Relaxed);
        // Of a connection that has ended nobody needs to be told.
        let first = !self.is_behind.swap(true, Ordering::Relaxed) && !self.sender.is_closed();
        Put::Dropped { first }
    }

    /// Says that a subscription is over; whether there was room to say so.
    pub(super) fn complete(&self, start: StartId) -> bool {
        self.sender.try_send(Mail::Completed(start)).is_ok()
    }
}

impl Inbox {
    /// What came first; `None` when the connection is to end.
    pub(super) async fn next(&mut self) -> Option<Mail> {
        let mail = self.receiver.recv().await;
        if let Some(Mail::Delivery(_, payload)) = &mail {
            self.bytes.fetch_sub(payload.len(), Ordering::Relaxed);
        }
        mail
    }
}
