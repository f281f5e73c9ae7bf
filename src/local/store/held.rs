//! The store itself: everybody reads, one changes at a time, and what is seen has been written.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::SystemTime;

use serde_json::Value;

use super::account::{Account, PolicyKey, RoleDocuments};
use super::folder::Folder;
use super::function::FunctionSettings;
use super::ids::new_api_id;
use super::record::{ApiKey, ApiRecord, seconds};
use crate::appsync::ApiIdentity;
use crate::error::{Error, Result};
use crate::outside::authorizer::FunctionConfiguration;

/// APIs, permissions, roles, and a drawer for other parts' state, in memory or in a folder.
///
/// A change is written before it is seen; a change that cannot be written has not happened. Reading never waits for a
/// disk.
#[derive(Debug)]
pub struct Store {
    /// Taken by whoever changes something, until it is written and seen.
    folder: Mutex<Option<Folder>>,
    held: RwLock<Held>,
    identity: ApiIdentity,
    opened: u64,
}

/// What is held.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) apis: BTreeMap<String, Arc<ApiRecord>>,
    pub(super) account: Arc<Account>,
    pub(super) extras: BTreeMap<String, Arc<Value>>,
}

impl Store {
    /// Opens the store: empty and in memory, or in a folder, which is made when it does not exist. `region` and
    /// `account_id` go into the ARNs of new APIs.
    ///
    /// # Errors
    /// The folder cannot be made, read or written, another emulator has it, or a file in it is damaged or not ours: the
    /// error names the file.
    pub fn open(folder: Option<PathBuf>, region: &str, account_id: &str, now: SystemTime) -> Result<Self> {
        let (folder, held) = match folder {
            None => (None, Held::default()),
            Some(path) => {
                let (folder, held) = Folder::open(path)?;
                (Some(folder), held)
            }
        };
        let identity = ApiIdentity {
            partition: ApiIdentity::partition_of(region).to_owned(),
            region: region.to_owned(),
            account_id: account_id.to_owned(),
            api_id: String::new(),
        };
        Ok(Self { folder: Mutex::new(folder), held: RwLock::new(held), identity, opened: seconds(now) })
    }

    /// When it was opened, in seconds since 1970.
    #[must_use]
    pub const fn opened(&self) -> u64 {
        self.opened
    }

    /// The ARN of an API of this id.
    #[must_use]
    pub fn api_arn(&self, id: &str) -> String {
        ApiIdentity { api_id: id.to_owned(), ..self.identity.clone() }.to_string()
    }

    /// The API with this id.
    #[must_use]
    pub fn api(&self, id: &str) -> Option<Arc<ApiRecord>> {
        self.read().apis.get(id).cloned()
    }

    /// The first API with this name; names need not be unique.
    #[must_use]
    pub fn api_named(&self, name: &str) -> Option<Arc<ApiRecord>> {
        self.apis().into_iter().find(|api| api.name() == name)
    }

    /// Every API, in order of creation.
    #[must_use]
    pub fn apis(&self) -> Vec<Arc<ApiRecord>> {
        let mut apis: Vec<_> = self.read().apis.values().cloned().collect();
        apis.sort_by_key(|api| api.sequence);
        apis
    }

    /// Policies and roles.
    #[must_use]
    pub fn account(&self) -> Arc<Account> {
        Arc::clone(&self.read().account)
    }

    /// Whether AppSync may invoke a function, or a version or alias of it, for an API.
    ///
    /// Source: Lambda's AddPermission: a statement on the function does not open its versions and aliases. That
    /// `$LATEST` is the function itself is assumed: a policy cannot be put on it.
    #[must_use]
    pub fn may_invoke(&self, function: &str, qualifier: Option<&str>, api_arn: &str, account_id: &str) -> bool {
        let account = self.account();
        let policy = account.policies.get(&PolicyKey { function, qualifier }.text());
        policy.is_some_and(|policy| policy.allows_appsync(api_arn, account_id))
    }

    /// The policies of a role, inline and attached, and its boundary; nothing when nobody made or changed such a role.
    #[must_use]
    pub fn role_documents(&self, role: &str) -> RoleDocuments {
        let account = self.account();
        let Some(role) = account.roles.get(role) else { return RoleDocuments::default() };
        let managed = |arn: &String| account.managed_policy(arn)?.document().map(str::to_owned);
        RoleDocuments {
            policies: role.policies.values().cloned().chain(role.attached.iter().filter_map(managed)).collect(),
            // A boundary that is not there would bound nothing, which is not what somebody wanted who set one.
            boundary: role.boundary.as_ref().map(|arn| managed(arn).unwrap_or_else(|| "{}".to_owned())),
        }
    }

    /// What UpdateFunctionConfiguration made of a function, in this run or in an earlier one.
    #[must_use]
    pub fn function_configuration(&self, function: &str) -> FunctionConfiguration {
        self.account().functions.get(function).map(FunctionSettings::configuration).unwrap_or_default()
    }

    /// Another part's state, as it was put.
    #[must_use]
    pub fn extra(&self, name: &str) -> Option<Arc<Value>> {
        self.read().extras.get(name).cloned()
    }

    /// Keeps another part's state. The name is lower-case letters, digits and `-`.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn put_extra(&self, name: &str, value: Value) -> Result<()> {
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            return Err(Error::bug(format!("`{name}` cannot be the name of a drawer")));
        }
        let folder = self.changing();
        if self.extra(name).is_some_and(|held| *held == value) {
            return Ok(());
        }
        if let Some(folder) = folder.as_ref() {
            folder.write_extra(name, &value)?;
        }
        self.update(|held| {
            held.extras.insert(name.to_owned(), Arc::new(value));
        });
        Ok(())
    }

    /// Adds an API. Its id and ARN are made unless the document says an `apiId`; an API of that id is replaced and keeps
    /// its place. Its `owner` is the account unless the document says another.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn add_api(&self, mut record: ApiRecord) -> Result<Arc<ApiRecord>> {
        let folder = self.changing();
        let known = |id: &str| self.api(id);
        record.id = match record.document.get("apiId").and_then(Value::as_str) {
            Some(id) if is_id(id) => id.to_owned(),
            _ => std::iter::repeat_with(new_api_id).find(|id| known(id).is_none()).unwrap_or_default(),
        };
        record.sequence = match known(&record.id) {
            Some(replaced) => replaced.sequence,
            None => self.read().apis.values().map(|api| api.sequence).max().unwrap_or_default() + 1,
        };
        let arn = self.api_arn(&record.id);
        record.document.insert("apiId".to_owned(), record.id.clone().into());
        record.document.insert("arn".to_owned(), arn.into());
        record.document.entry("owner").or_insert_with(|| self.identity.account_id.clone().into());
        if let Some(folder) = folder.as_ref() {
            folder.write_api(&record)?;
        }
        let record = Arc::new(record);
        self.update(|held| {
            held.apis.insert(record.id.clone(), Arc::clone(&record));
        });
        Ok(record)
    }

    /// Changes an API: all of it or, when the change refuses or cannot be written, nothing. `None` when there is no such
    /// API.
    ///
    /// # Errors
    /// What the change refuses with, or that it cannot be written.
    pub fn change_api<T, E: From<Error>>(
        &self,
        id: &str,
        change: impl FnOnce(&mut ApiRecord) -> std::result::Result<T, E>,
    ) -> std::result::Result<Option<T>, E> {
        let folder = self.changing();
        let Some(before) = self.api(id) else { return Ok(None) };
        let mut record = (*before).clone();
        let answer = change(&mut record)?;
        record.id.clone_from(&before.id);
        record.sequence = before.sequence;
        if record != *before {
            if let Some(folder) = folder.as_ref() {
                folder.write_api(&record)?;
            }
            self.update(|held| {
                held.apis.insert(record.id.clone(), Arc::new(record));
            });
        }
        Ok(Some(answer))
    }

    /// Puts the keys of the configuration in the place of those that it gave before; the emulator's own stay. They are
    /// held in memory only. `false` when there is no such API.
    ///
    /// # Errors
    /// Never because of the keys themselves: as for any change.
    pub fn configure_api_keys(&self, id: &str, keys: Vec<ApiKey>) -> Result<bool> {
        let changed = self.change_api(id, |record| {
            record.api_keys.retain(|key| !key.configured);
            record.api_keys.extend(keys.into_iter().map(|key| ApiKey { configured: true, ..key }));
            Ok::<_, Error>(())
        })?;
        Ok(changed.is_some())
    }

    /// Takes an API away; whether there was one.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn remove_api(&self, id: &str) -> Result<bool> {
        let folder = self.changing();
        if self.api(id).is_none() {
            return Ok(false);
        }
        if let Some(folder) = folder.as_ref() {
            folder.remove_api(id)?;
        }
        self.update(|held| {
            held.apis.remove(id);
        });
        Ok(true)
    }

    /// Changes policies or roles: all of it or nothing.
    ///
    /// # Errors
    /// What the change refuses with, or that it cannot be written.
    pub fn change_account<T, E: From<Error>>(
        &self,
        change: impl FnOnce(&mut Account) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let folder = self.changing();
        let before = self.account();
        let mut account = (*before).clone();
        let answer = change(&mut account)?;
        if account != *before {
            if let Some(folder) = folder.as_ref() {
                folder.write_account(&account)?;
            }
            self.update(|held| held.account = Arc::new(account));
        }
        Ok(answer)
    }

    fn read(&self) -> RwLockReadGuard<'_, Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn changing(&self) -> MutexGuard<'_, Option<Folder>> {
        self.folder.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, change: impl FnOnce(&mut Held)) {
        change(&mut self.held.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Whether a text can be an API's id, and with it a part of a file's name.
pub(super) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}
