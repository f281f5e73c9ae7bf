//! The folder on disk.
//!
//! `api-ID.json` is an API, `account.json` policies and roles, `extra-NAME.json` another part's state. A file is replaced
//! whole: a temporary file in the same folder is written, synced and renamed over it, and the folder is synced, so that a
//! process killed at any moment leaves the old file or the new one. `lock` is held while an emulator runs.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::account::Account;
use super::held::{Held, is_id};
use super::record::{ApiKey, ApiRecord, SchemaCreation};
use crate::appsync::Secret;
use crate::error::{Error, Result};

/// What every file says of itself, so that nobody else's is taken for ours.
const FORMAT: &str = "appsync-auth local 1";

/// How the names of temporary files begin. One that is left was never finished, and its beginning says whose it is.
const UNFINISHED: &str = ".appsync-auth-unfinished-";

/// The file that is locked while an emulator runs.
const LOCK: &str = "lock";

/// A folder that is ours until it is dropped.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Open, and with that locked; the system lets go of it when the process ends, however it ends.
    _lock: File,
}

/// A file: what it is, and its content.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed<T> {
    format: String,
    content: T,
}

/// The same, to be written.
#[derive(Serialize)]
struct Unsealed<'a, T> {
    format: &'static str,
    content: &'a T,
}

/// An API as it is written: without the keys of the configuration, which are the user's.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenApi {
    sequence: u64,
    document: Map<String, Value>,
    schema: Option<String>,
    creation: SchemaCreation,
    api_keys: Vec<WrittenKey>,
    environment: Map<String, Value>,
}

/// A key that the emulator made: not the user's, so it may be written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenKey {
    id: String,
    description: Option<String>,
    expires: Option<u64>,
}

impl Folder {
    /// Locks the folder and reads what it holds.
    pub(super) fn open(path: PathBuf) -> Result<(Self, Held)> {
        let fault = |error: io::Error| {
            Error::outside("state-unusable", format!("the folder `{}` cannot be used: {error}", path.display()))
                .help("name a folder that can be written")
        };
        fs::create_dir_all(&path).map_err(fault)?;
        let lock = File::options().create(true).append(true).open(path.join(LOCK)).map_err(fault)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("the folder `{}` is in use by another emulator", path.display());
                return Err(Error::outside("state-in-use", message).help("stop it first, or name another folder"));
            }
            Err(TryLockError::Error(error)) => return Err(fault(error)),
        }
        let mut held = Held::default();
        let mut entries: Vec<_> = fs::read_dir(&path).map_err(fault)?.collect::<io::Result<_>>().map_err(fault)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            read_entry(&entry.path(), &mut held)?;
        }
        Ok((Self { path, _lock: lock }, held))
    }

    pub(super) fn write_api(&self, record: &ApiRecord) -> Result<()> {
        let own = record.api_keys.iter().filter(|key| !key.configured);
        let written = WrittenApi {
            sequence: record.sequence,
            document: record.document.clone(),
            schema: record.schema.clone(),
            creation: record.creation.clone(),
            api_keys: own
                .map(|key| WrittenKey {
                    id: key.id.expose().to_owned(),
                    description: key.description.clone(),
                    expires: key.expires,
                })
                .collect(),
            environment: record.environment.clone(),
        };
        self.write(&api_file(&record.id), &written)
    }

    pub(super) fn remove_api(&self, id: &str) -> Result<()> {
        let path = self.path.join(api_file(id));
        fs::remove_file(&path).and_then(|()| self.sync()).map_err(|error| unwritable(&path, &error))
    }

    pub(super) fn write_account(&self, account: &Account) -> Result<()> {
        self.write("account.json", account)
    }

    pub(super) fn write_extra(&self, name: &str, value: &Value) -> Result<()> {
        self.write(&format!("extra-{name}.json"), value)
    }

    /// Replaces a file whole. Temporary files are private to their owner, and so is what comes of them.
    fn write<T: Serialize>(&self, name: &str, content: &T) -> Result<()> {
        let path = self.path.join(name);
        let write = || {
            let mut bytes = serde_json::to_vec_pretty(&Unsealed { format: FORMAT, content })?;
            bytes.push(b'\n');
            let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.path)?;
            file.write_all(&bytes)?;
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
            self.sync()
        };
        write().map_err(|error| unwritable(&path, &error))
    }

    /// Makes the names in the folder last: without it a crash of the machine could undo a rename.
    #[cfg(unix)]
    fn sync(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()
    }

    /// Elsewhere folders cannot be opened for this.
    #[cfg(not(unix))]
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "the same as on Unix")]
    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

fn api_file(id: &str) -> String {
    format!("api-{id}.json")
}

/// Reads one entry of the folder. What an unfinished write left is taken away; other hidden files and folders are none of
/// our business.
fn read_entry(path: &Path, held: &mut Held) -> Result<()> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if name.starts_with(UNFINISHED) {
        return fs::remove_file(path).map_err(|error| unwritable(path, &error));
    }
    if name == LOCK || name.starts_with('.') || path.is_dir() {
        return Ok(());
    }
    let stem = name.strip_suffix(".json");
    if stem == Some("account") {
        held.account = Arc::new(read(path)?);
    } else if let Some(id) = stem.and_then(|stem| stem.strip_prefix("api-")).filter(|id| is_id(id)) {
        let record = record(id, read(path)?);
        let says = record.document.get("apiId").and_then(Value::as_str);
        if says != Some(id) || record.graphql_api().is_err() {
            return Err(damaged(path, "it is not the API that its name says"));
        }
        held.apis.insert(id.to_owned(), Arc::new(record));
    } else if let Some(extra) = stem.and_then(|stem| stem.strip_prefix("extra-")) {
        held.extras.insert(extra.to_owned(), Arc::new(read(path)?));
    } else {
        return Err(Error::input("foreign-state", format!("`{}` is no file of the emulator's state", path.display()))
            .help("name an empty folder, or one that an emulator wrote"));
    }
    Ok(())
}

fn record(id: &str, written: WrittenApi) -> ApiRecord {
    let key = |key: WrittenKey| ApiKey {
        id: Secret::new(key.id),
        description: key.description,
        expires: key.expires,
        configured: false,
    };
    ApiRecord {
        id: id.to_owned(),
        sequence: written.sequence,
        document: written.document,
        schema: written.schema,
        creation: written.creation,
        api_keys: written.api_keys.into_iter().map(key).collect(),
        environment: written.environment,
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let bytes = fs::read(path).map_err(|error| {
        Error::input("unreadable", format!("`{}` cannot be read: {error}", path.display())).help("see who may read it")
    })?;
    // Serde's words would show what stands in the file; the place is enough.
    let sealed: Sealed<T> = serde_json::from_slice(&bytes).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        damaged(path, &format!("it cannot be read from {place} on"))
    })?;
    if sealed.format != FORMAT {
        return Err(damaged(path, &format!("its format is not `{FORMAT}`")));
    }
    Ok(sealed.content)
}

fn damaged(path: &Path, why: &str) -> Error {
    Error::input("damaged-state", format!("`{}` is damaged: {why}", path.display()))
        .help("remove the file to go on without what it held, or put back a copy")
}

fn unwritable(path: &Path, error: &io::Error) -> Error {
    Error::outside("output-failed", format!("`{}` cannot be written: {error}", path.display()))
        .help("see that the disk has room and that the folder can be written")
}
