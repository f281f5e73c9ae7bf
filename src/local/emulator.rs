//! The emulator: what it keeps, and how a request is judged.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Notify;

use super::data::Data;
use super::functions::Functions;
use super::issuers::Issuers;
use super::journal::Journal;
use super::keyring::Keyring;
use super::live_api::{LiveApi, Parts};
use super::realtime::Hub;
use super::request_ids::RequestIds;
use super::resolvers::Resolvers;
use super::store::Store;
use super::traces::Traces;
use crate::appsync::ApiIdentity;
use crate::engine::{Cache, Readings};
use crate::error::{Error, Result};
use crate::graphql::{Leniency, Schema, SourceText};

/// AppSync on this machine: APIs, functions, and whoever may call them.
#[derive(Debug)]
pub struct Emulator {
    /// Where it is and how it reads what nobody documents.
    pub options: EmulatorOptions,
    /// What the control plane keeps.
    pub store: Store,
    /// The functions of the emulated Lambda.
    pub functions: Functions,
    /// Who may sign.
    pub keyring: Keyring,
    /// Whose JWTs are good.
    pub issuers: Issuers,
    /// One line for each request.
    pub journal: Journal,
    /// What whoever runs the emulator should know.
    pub notes: Journal,
    pub(super) request_ids: RequestIds,
    pub(super) traces: Traces,
    pub(super) hub: Hub,
    /// Said when a mutation changed data.
    pub data_changed: Notify,
    served: AtomicU64,
    cache: Mutex<Cache>,
    live: RwLock<HashMap<String, Arc<LiveApi>>>,
    fields: RwLock<HashMap<String, FieldSources>>,
}

/// Where an emulator is, and how it reads what nobody documents.
#[derive(Debug, Clone)]
pub struct EmulatorOptions {
    /// The base of its addresses, such as `http://127.0.0.1:4000`.
    pub origin: String,
    /// The region, in ARNs and signatures.
    pub region: String,
    /// The account, in ARNs.
    pub account_id: String,
    /// How open questions are read.
    pub readings: Readings,
    /// What an update does with the members that it leaves away.
    pub update_omitted: super::control_plane::UpdateOmitted,
    /// Whether requests are written as JSON.
    pub json: bool,
    /// Whether requests are written at all.
    pub quiet: bool,
    /// How long a client may take to send a request's headers.
    pub read_timeout: Duration,
}

/// What the fields of an API are answered with.
#[derive(Debug, Clone, Default)]
pub struct FieldSources {
    /// Data, and mock values where there is none.
    pub data: Arc<Data>,
    /// The functions that answer fields.
    pub resolvers: Arc<Resolvers>,
}

impl Emulator {
    /// An emulator that serves what its store holds. [`Emulator::refresh`] makes each API ready.
    #[must_use]
    pub fn new(
        options: EmulatorOptions,
        store: Store,
        functions: Functions,
        keyring: Keyring,
        issuers: Issuers,
        journal: Journal,
        notes: Journal,
    ) -> Self {
        Self {
            options,
            store,
            functions,
            keyring,
            issuers,
            journal,
            notes,
            request_ids: RequestIds::default(),
            traces: Traces::default(),
            hub: Hub::default(),
            data_changed: Notify::new(),
            served: AtomicU64::new(0),
            cache: Mutex::default(),
            live: RwLock::default(),
            fields: RwLock::default(),
        }
    }

    /// Says what an API's fields are answered with; counts from the next [`Emulator::refresh`] on.
    pub fn set_field_sources(&self, api_id: &str, sources: FieldSources) {
        self.fields.write().unwrap_or_else(PoisonError::into_inner).insert(api_id.to_owned(), sources);
    }

    /// What an API's fields are answered with.
    #[must_use]
    pub fn field_sources(&self, api_id: &str) -> FieldSources {
        self.fields.read().unwrap_or_else(PoisonError::into_inner).get(api_id).cloned().unwrap_or_default()
    }

    /// Makes an API ready as the store holds it now: requests that come from now on meet it so. Answers of its authorizer
    /// that were kept are forgotten.
    ///
    /// # Errors
    /// A fault of the program: the store holds what it should have refused.
    pub fn refresh(&self, api_id: &str) -> Result<()> {
        let Some(record) = self.store.api(api_id) else {
            self.live.write().unwrap_or_else(PoisonError::into_inner).remove(api_id);
            self.cache().forget_api(api_id);
            self.hub.close_api(api_id);
            return Ok(());
        };
        let schema = record.schema.as_deref().map(|text| schema_of(api_id, text)).transpose()?;
        let sources = self.field_sources(api_id);
        let live = LiveApi::new(Parts {
            identity: self.identity(api_id),
            document: &record.document,
            schema,
            api_keys: record.api_keys.clone(),
            data: sources.data,
            resolvers: sources.resolvers,
        })?;
        self.live.write().unwrap_or_else(PoisonError::into_inner).insert(api_id.to_owned(), Arc::new(live));
        self.cache().forget_api(api_id);
        self.renew_subscriptions(api_id);
        Ok(())
    }

    /// How many requests to the data plane were answered.
    #[must_use]
    pub fn requests_served(&self) -> u64 {
        self.served.load(Ordering::Relaxed)
    }

    /// Counts a request to the data plane.
    pub(super) fn count_request(&self) {
        self.served.fetch_add(1, Ordering::Relaxed);
    }

    /// The parts of an API's ARN.
    #[must_use]
    pub fn identity(&self, api_id: &str) -> ApiIdentity {
        ApiIdentity {
            partition: ApiIdentity::partition_of(&self.options.region).to_owned(),
            region: self.options.region.clone(),
            account_id: self.options.account_id.clone(),
            api_id: api_id.to_owned(),
        }
    }

    pub(super) fn live(&self, api_id: &str) -> Option<Arc<LiveApi>> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).get(api_id).cloned()
    }

    /// Whether requests still meet this API as it is here, or meanwhile another one in its place.
    pub(super) fn is_current(&self, api: &Arc<LiveApi>) -> bool {
        self.live(&api.api.identity.api_id).is_some_and(|current| Arc::ptr_eq(&current, api))
    }

    /// The API of this name or id.
    pub(super) fn find_api(&self, wanted: &str) -> Option<String> {
        self.store.api(wanted).or_else(|| self.store.api_named(wanted)).map(|record| record.id.clone())
    }

    /// The API that was made first.
    pub(super) fn first_api_id(&self) -> Option<String> {
        self.store.apis().first().map(|record| record.id.clone())
    }

    pub(super) fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A schema that the store holds.
fn schema_of(api_id: &str, text: &str) -> Result<Arc<Schema>> {
    let loaded = Schema::load(&[SourceText::new(format!("schema of API {api_id}"), text)], Leniency::Live);
    let loaded = loaded.map_err(|_| Error::bug(format!("the schema of API {api_id} was kept and is not valid")))?;
    Ok(Arc::new(loaded.schema))
}
