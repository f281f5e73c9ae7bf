//! Files that are watched: what changed, told once it has been left alone.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// How long a file must have been left alone before it is read: editors write in several steps.
const SETTLED: Duration = Duration::from_millis(100);

/// How long a file that is never left alone is waited for.
const SETTLED_AT_LAST: Duration = Duration::from_secs(1);

/// A folder to watch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WatchedFolder {
    /// The folder.
    pub path: PathBuf,
    /// Whether the folders in it are watched too.
    pub with_folders: bool,
}

/// Watches folders: editors replace files, and only their folder sees that.
#[derive(Debug)]
pub struct FileWatch {
    changes: mpsc::UnboundedReceiver<PathBuf>,
    /// Ends the watching when it is dropped; `None` where files cannot be watched.
    _watcher: Option<RecommendedWatcher>,
}

impl FileWatch {
    /// Watches from now on; what cannot be watched is said in the warnings, and everything else goes on.
    #[must_use]
    pub fn new(folders: &BTreeSet<WatchedFolder>) -> (Self, Vec<String>) {
        let (changed, changes) = mpsc::unbounded_channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            for path in event.into_iter().filter(|event| is_change(event.kind)).flat_map(|event| event.paths) {
                let _ = changed.send(path);
            }
        });
        let mut watcher = match watcher {
            Ok(watcher) => watcher,
            Err(error) => {
                let warnings = vec![format!("warning: files are not watched: {error}")];
                return (Self { changes, _watcher: None }, warnings);
            }
        };
        let mut warnings = Vec::new();
        for WatchedFolder { path, with_folders } in folders {
            let mode = if *with_folders { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            if let Err(error) = watcher.watch(path, mode) {
                warnings.push(format!("warning: {} is not watched: {error}", path.display()));
            }
        }
        (Self { changes, _watcher: Some(watcher) }, warnings)
    }

    /// Waits for the next change, and gives every path that changed until they were left alone. Where nothing can be watched
    /// it never ends.
    pub async fn next(&mut self) -> BTreeSet<PathBuf> {
        let Some(path) = self.changes.recv().await else { return std::future::pending().await };
        let mut paths = BTreeSet::from([path]);
        let at_last = Instant::now() + SETTLED_AT_LAST;
        while let Ok(Some(path)) = timeout_at(at_last.min(Instant::now() + SETTLED), self.changes.recv()).await {
            paths.insert(path);
        }
        paths
    }
}

/// Whether an event says that a file holds something else. That one is opened is an event too: to read it would be the next
/// reason to read it.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        EventKind::Modify(ModifyKind::Metadata(_)) => false,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => true,
    }
}
