//! One run at a time: what two runs on this machine must not do at once.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, Result};

/// How long is waited between two tries.
const PAUSE: Duration = Duration::from_millis(50);

/// A lock that is held until this is dropped, or the process ends, however it ends.
#[derive(Debug)]
pub struct Lock(Option<Held>);

#[derive(Debug)]
struct Held {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock of this name, and waits for it as long as `patience`. `what` is what the other run is doing.
    ///
    /// Where no lock can be had, as in a folder for temporary files that cannot be written, there is none: it keeps two
    /// runs of one user apart, and is not what the API's safety rests on.
    ///
    /// # Errors
    ///
    /// Outside: `locked`, another run holds it all the time.
    pub async fn take(name: &str, what: &str, patience: Duration) -> Result<Self> {
        let path = path_of(name);
        let deadline = Instant::now() + patience;
        loop {
            let Ok(file) = File::options().create(true).truncate(false).write(true).open(&path) else {
                return Ok(Self(None));
            };
            match file.try_lock() {
                // Whoever had it may have removed the file since it was opened: then the next one locks another.
                Ok(()) if !is_at(&file, &path) => {}
                Ok(()) => return Ok(Self(Some(Held { file, path }))),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => tokio::time::sleep(PAUSE).await,
                Err(TryLockError::WouldBlock) => {
                    let waited = humantime::format_duration(patience);
                    return Err(Error::outside("locked", format!("another run is {what}, for more than {waited}"))
                        .help("wait until it has ended, then run this again"));
                }
                Err(TryLockError::Error(_)) => return Ok(Self(None)),
            }
        }
    }

    /// Whether there is a lock at all.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.0.is_some()
    }
}

/// The file goes before the lock is let go of, so that whoever waits sees that it is gone.
#[cfg(unix)]
impl Drop for Held {
    fn drop(&mut self) {
        if is_at(&self.file, &self.path) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Whether the file is the one that stands there.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |metadata: &std::fs::Metadata| (metadata.dev(), metadata.ino());
    let (Ok(file), Ok(there)) = (file.metadata(), std::fs::metadata(path)) else { return false };
    id(&file) == id(&there)
}

/// Elsewhere the file stays.
#[cfg(not(unix))]
const fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// The file that stands for a name, which can hold characters that no file name may.
fn path_of(name: &str) -> PathBuf {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, name.as_bytes());
    let hex: String = digest.as_ref().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    std::env::temp_dir().join(format!("appsync-auth-{hex}.lock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_holds_it_at_a_time_and_no_file_stays() {
        let name = format!("a test of {}", std::process::id());
        let take = |patience| Lock::take(&name, "testing", patience);
        let first = take(Duration::ZERO).await.unwrap();
        assert!(first.is_held());
        let waiting = {
            let name = name.clone();
            tokio::spawn(async move { Lock::take(&name, "testing", Duration::from_secs(60)).await })
        };
        tokio::time::sleep(2 * PAUSE).await;
        assert_eq!(take(Duration::ZERO).await.unwrap_err().code(), "locked");
        drop(first);
        let second = waiting.await.unwrap().unwrap();
        assert!(second.is_held());
        assert_eq!(take(Duration::ZERO).await.unwrap_err().code(), "locked");
        drop(second);
        assert_eq!(path_of(&name).exists(), cfg!(not(unix)));
    }
}
