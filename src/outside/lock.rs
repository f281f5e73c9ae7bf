//! One run at a time: what two runs on this machine must not do at once.

use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, Result};

/// How long is waited between two tries.
const PAUSE: Duration = Duration::from_millis(50);

/// A lock that is held until this is dropped, or the process ends, however it ends.
#[derive(Debug)]
pub struct Lock(Option<File>);

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
        let Ok(file) = File::options().create(true).truncate(false).write(true).open(path_of(name)) else {
            return Ok(Self(None));
        };
        let deadline = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(Some(file))),
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

/// The file that stands for a name, which can hold characters that no file name may.
fn path_of(name: &str) -> PathBuf {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, name.as_bytes());
    let hex: String = digest.as_ref().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    std::env::temp_dir().join(format!("appsync-auth-{hex}.lock"))
}
