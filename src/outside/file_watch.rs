//! Folders that are watched: what changed in them, told once it has been left alone. A folder may be missing, go, come again or
//! be replaced by another: what the system tells of a folder ends with that folder, so each is looked at again and again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, timeout_at};

/// How long a file must have been left alone before it is read: editors write in several steps.
const SETTLED: Duration = Duration::from_millis(100);

/// How long a file that is never left alone is waited for.
const SETTLED_AT_LAST: Duration = Duration::from_secs(1);

/// How often is looked whether each folder is still the one that it was.
const LOOKS: Duration = Duration::from_secs(1);

/// A folder to watch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WatchedFolder {
    /// The folder, which need not be there.
    pub path: PathBuf,
    /// Whether the folders in it are watched too.
    pub with_folders: bool,
}

/// What changed.
#[derive(Debug, Default)]
pub struct Changes {
    /// Files that were written, and files and folders that came, went or got another name; by [`real_path`].
    pub paths: BTreeSet<PathBuf>,
    /// Folders that came, went or were replaced by another, as [`WatchedFolder::path`] calls them.
    pub folders: BTreeSet<PathBuf>,
    /// What cannot be watched.
    pub warnings: Vec<String>,
}

/// Watches folders: editors replace files, and only their folder sees that.
#[derive(Debug)]
pub struct FileWatch {
    folders: BTreeMap<WatchedFolder, Option<Identity>>,
    sender: mpsc::UnboundedSender<Seen>,
    receiver: mpsc::UnboundedReceiver<Seen>,
    /// What was seen and not told yet: it is kept when nobody waits any more.
    seen: BTreeSet<Seen>,
    looks: Interval,
    /// Ends the watching when it is dropped; `None` where files cannot be watched.
    watcher: Option<RecommendedWatcher>,
}

/// What the system tells.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    Path(PathBuf),
    /// So much that it was not kept.
    TooMuch,
}

/// What makes a folder the one that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Identity {
    real: PathBuf,
    /// The file system and the number in it, where there are such.
    number: Option<(u64, u64)>,
    /// When it was made, where that is known: numbers are used again.
    created: Option<SystemTime>,
}

impl FileWatch {
    /// Watches from now on; what cannot be watched is said in the warnings, and everything else goes on.
    #[must_use]
    pub fn new(folders: &BTreeSet<WatchedFolder>) -> (Self, Vec<String>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let mut looks = interval(LOOKS);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Before it is watched: what changes in between is found at the next look.
        let folders = folders.iter().map(|folder| (folder.clone(), Identity::of(&folder.path))).collect();
        let mut watch = Self { folders, sender, receiver, seen: BTreeSet::new(), looks, watcher: None };
        let warnings = watch.watch_all();
        (watch, warnings)
    }

    /// Waits for the next change, and gives everything that changed until it was left alone. Nothing is lost when it is no
    /// longer waited for.
    pub async fn next(&mut self) -> Changes {
        loop {
            if self.seen.is_empty() {
                tokio::select! {
                    seen = self.receiver.recv() => self.seen.extend(seen),
                    _ = self.looks.tick() => if self.replaced().is_empty() {
                        continue;
                    }
                }
            }
            let at_last = Instant::now() + SETTLED_AT_LAST;
            while let Ok(Some(seen)) = timeout_at(at_last.min(Instant::now() + SETTLED), self.receiver.recv()).await {
                self.seen.insert(seen);
            }
            let folders = self.replaced();
            let mut changes = Changes::default();
            if !folders.is_empty() {
                for (folder, identity) in &mut self.folders {
                    *identity = Identity::of(&folder.path);
                }
                changes.warnings = self.watch_all();
            }
            let all = std::mem::take(&mut self.seen);
            changes.folders = match all.contains(&Seen::TooMuch) {
                true => self.folders.keys().map(|folder| folder.path.clone()).collect(),
                false => folders,
            };
            changes.paths = all.into_iter().filter_map(Seen::real_path).collect();
            return changes;
        }
    }

    /// The folders that are not what they were. One that was removed and made again can look the same: but that it was
    /// removed was seen.
    fn replaced(&self) -> BTreeSet<PathBuf> {
        let is_replaced = |(folder, known): &(&WatchedFolder, &Option<Identity>)| {
            let was_seen = |known: &Identity| self.seen.contains(&Seen::Path(known.real.clone()));
            Identity::of(&folder.path) != **known || known.as_ref().is_some_and(was_seen)
        };
        self.folders.iter().filter(is_replaced).map(|(folder, _)| folder.path.clone()).collect()
    }

    /// Watches every folder as it is now, and only then lets go of what was watched before: what is seen twice is told once.
    fn watch_all(&mut self) -> Vec<String> {
        let sender = self.sender.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            for seen in event.into_iter().flat_map(Seen::of) {
                let _ = sender.send(seen);
            }
        });
        let mut watcher = match watcher {
            Ok(watcher) => watcher,
            Err(error) => return vec![format!("warning: files are not watched: {error}")],
        };
        let mut modes: BTreeMap<&Path, bool> = BTreeMap::new();
        for (folder, identity) in &self.folders {
            if let Some(identity) = identity {
                *modes.entry(&identity.real).or_default() |= folder.with_folders;
            }
        }
        let mut warnings = Vec::new();
        for (path, with_folders) in modes {
            let mode = if with_folders { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            // One that has gone in between is found at the next look.
            if let Err(error) = watcher.watch(path, mode)
                && path.is_dir()
            {
                warnings.push(format!("warning: {} is not watched: {error}", path.display()));
            }
        }
        self.watcher = Some(watcher);
        warnings
    }
}

impl Seen {
    fn of(event: Event) -> Vec<Self> {
        if event.need_rescan() {
            return vec![Self::TooMuch];
        }
        let kind = event.kind;
        // That something in a folder changed is no change of the folder.
        let is_told = |path: &PathBuf| is_change(kind) && !(is_of_content(kind) && path.is_dir());
        event.paths.into_iter().filter(is_told).map(Self::Path).collect()
    }

    fn real_path(self) -> Option<PathBuf> {
        match self {
            Self::Path(path) => Some(real_path(&path)),
            Self::TooMuch => None,
        }
    }
}

impl Identity {
    /// The identity of a folder; `None` when there is none.
    fn of(path: &Path) -> Option<Self> {
        let real = path.canonicalize().ok()?;
        let metadata = real.metadata().ok().filter(std::fs::Metadata::is_dir)?;
        Some(Self { real, number: number(&metadata), created: metadata.created().ok() })
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no such number")]
fn number(metadata: &std::fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn number(_: &std::fs::Metadata) -> Option<(u64, u64)> {
    None
}

/// A path by which a file is called once, whether or not it is there: its folder without links, and its own name.
#[must_use]
pub fn real_path(path: &Path) -> PathBuf {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => folder.canonicalize().unwrap_or_else(|_| real_path(folder)).join(name),
        _ => path.to_owned(),
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

/// Whether an event says that something is as it was but for what it holds.
fn is_of_content(kind: EventKind) -> bool {
    matches!(kind, EventKind::Modify(ModifyKind::Any | ModifyKind::Data(_) | ModifyKind::Other))
}
