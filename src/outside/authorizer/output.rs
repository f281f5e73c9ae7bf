//! The last of what a child printed, and the filter for secrets.

use std::collections::VecDeque;
use std::io::{self, PipeReader, PipeWriter, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// How much is kept of what a child prints between two looks, in bytes.
pub(super) const TAIL_BYTES: usize = 64 * 1024;

/// A pipe's end that is always read, so that no child ever waits for us, of which the last [`TAIL_BYTES`] are kept.
#[derive(Debug)]
pub(super) struct Output {
    source: Arc<Source>,
    reader: tokio::task::JoinHandle<()>,
}

#[derive(Debug)]
struct Source {
    pipe: PipeReader,
    tail: Mutex<Tail>,
}

#[derive(Debug, Default)]
struct Tail {
    bytes: VecDeque<u8>,
    is_cut: bool,
}

impl Output {
    /// A pipe, and the end of it to give to the child as its standard output and standard error.
    pub(super) fn new() -> io::Result<(Self, PipeWriter)> {
        let (pipe, writer) = io::pipe()?;
        let source = Arc::new(Source { pipe, tail: Mutex::default() });
        let reader = read_always(Arc::clone(&source))?;
        Ok((Self { source, reader }, writer))
    }

    /// What was printed since the last call. What the child wrote before it answered is in it.
    pub(super) fn take(&self) -> String {
        #[cfg(unix)]
        self.source.read_available(|buffer| (&self.source.pipe).read(buffer));
        let mut tail = self.source.tail.lock().unwrap_or_else(PoisonError::into_inner);
        if tail.bytes.is_empty() {
            return String::new();
        }
        let text = String::from_utf8_lossy(tail.bytes.make_contiguous()).into_owned();
        // Cut at a line, so that no character and no redacted word is half there.
        let text = match text.split_once('\n') {
            Some((_, rest)) if tail.is_cut => format!("(earlier output left out)\n{rest}"),
            _ => text,
        };
        *tail = Tail::default();
        text
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

impl Source {
    /// Reads until the pipe is empty, but no more than 256 KiB, so that a child that never stops writing does not keep
    /// us. The lock is held over the reads, so that parts cannot change places.
    #[cfg(unix)]
    fn read_available(&self, mut read: impl FnMut(&mut [u8]) -> io::Result<usize>) -> Left {
        let mut buffer = [0; 16 * 1024];
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..16 {
            match read(&mut buffer) {
                Ok(0) => return Left::Closed,
                Ok(size) => tail.push(&buffer[..size]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Left::Nothing,
                Err(_) => return Left::Closed,
            }
        }
        Left::More
    }
}

/// What is left in a pipe.
#[cfg(unix)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    Nothing,
    More,
    /// Nobody can write to it any more.
    Closed,
}

impl Tail {
    fn push(&mut self, chunk: &[u8]) {
        let excess = (self.bytes.len() + chunk.len()).saturating_sub(TAIL_BYTES);
        self.is_cut |= excess > 0;
        let old = excess.min(self.bytes.len());
        self.bytes.drain(..old);
        self.bytes.extend(&chunk[excess - old..]);
    }
}

#[cfg(unix)]
fn read_always(source: Arc<Source>) -> io::Result<tokio::task::JoinHandle<()>> {
    // The descriptor is doubled: this one knows when to read, from the other `take` reads without having waited. Both
    // are one open file, so that neither blocks.
    let ready = tokio::net::unix::pipe::Receiver::from_owned_fd(source.pipe.try_clone()?.into())?;
    Ok(tokio::spawn(async move {
        while ready.readable().await.is_ok() {
            match source.read_available(|buffer| ready.try_read(buffer)) {
                Left::Nothing => {}
                Left::More => tokio::task::yield_now().await,
                Left::Closed => return,
            }
        }
    }))
}

#[cfg(not(unix))]
fn read_always(source: Arc<Source>) -> io::Result<tokio::task::JoinHandle<()>> {
    Ok(tokio::task::spawn_blocking(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(size @ 1..) = (&source.pipe).read(&mut buffer) {
            source.tail.lock().unwrap_or_else(PoisonError::into_inner).push(&buffer[..size]);
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_keeps_the_last_bytes_and_knows_that_it_was_cut() {
        let mut tail = Tail::default();
        tail.push(&[b'a'; TAIL_BYTES - 1]);
        assert!(!tail.is_cut);
        tail.push(b"bcd");
        assert!(tail.is_cut);
        assert_eq!(tail.bytes.len(), TAIL_BYTES);
        assert_eq!(tail.bytes.iter().rev().take(4).copied().collect::<Vec<_>>(), b"dcba");
        tail.push(&[b'x'; 3 * TAIL_BYTES]);
        assert_eq!(tail.bytes.len(), TAIL_BYTES);
        assert!(tail.bytes.iter().all(|byte| *byte == b'x'));
    }
}
