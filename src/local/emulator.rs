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
use super::schemas::Schemas;
use super::store::Store;
use super::traces::Traces;
use crate::appsync::ApiIdentity;
use crate::engine::{Cache, Readings};
use crate::error::Result;
use crate::graphql::Schema;

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
    pub(super) schemas: Schemas,
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
            schemas: Schemas::default(),
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

    /// The schema of an API as the store holds it now; `None` when it has none, or there is no such API.
    ///
    /// # Errors
    /// A fault of the program: the store holds what it should have refused.
    pub fn schema(&self, api_id: &str) -> Result<Option<Arc<Schema>>> {
        let record = self.store.api(api_id);
        let text = record.as_deref().and_then(|record| record.schema.as_deref());
        text.map(|text| self.schemas.of(api_id, text)).transpose()
    }

    /// Says what the schema of an API is whose text the store was given, so that it is not read again.
    pub fn set_schema(&self, api_id: &str, text: String, schema: Schema) {
        self.schemas.keep(api_id, text, Arc::new(schema));
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
            self.schemas.forget(api_id);
            self.hub.close_api(api_id);
            return Ok(());
        };
        let schema = record.schema.as_deref().map(|text| self.schemas.of(api_id, text)).transpose()?;
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

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::SystemTime;

    use super::*;
    use crate::appsync::Secret;
    use crate::error::Error;
    use crate::local::store::{ApiKey, ApiRecord};

    fn emulator() -> Emulator {
        let options = EmulatorOptions {
            origin: "http://127.0.0.1:4000".to_owned(),
            region: "eu-west-1".to_owned(),
            account_id: "111122223333".to_owned(),
            readings: Readings::default(),
            update_omitted: crate::local::control_plane::UpdateOmitted::Replace,
            json: false,
            quiet: true,
            read_timeout: Duration::from_secs(1),
        };
        let store = Store::open(None, "eu-west-1", "111122223333", SystemTime::UNIX_EPOCH).unwrap();
        let functions = Functions::new("eu-west-1", "111122223333");
        let silent = || Journal::new(io::sink());
        Emulator::new(options, store, functions, Keyring::default(), Issuers::default(), silent(), silent())
    }

    /// Changes the API as the control plane does, and gives it as requests meet it then.
    fn changed(emulator: &Emulator, id: &str, change: impl FnOnce(&mut ApiRecord)) -> Arc<LiveApi> {
        let change = |record: &mut ApiRecord| {
            change(record);
            Ok::<_, Error>(())
        };
        emulator.store.change_api(id, change).unwrap();
        emulator.refresh(id).unwrap();
        emulator.live(id).unwrap()
    }

    #[test]
    fn a_change_of_an_api_compiles_its_schema_again_only_when_that_changed() {
        let emulator = emulator();
        let document = serde_json::json!({ "name": "events", "authenticationType": "API_KEY" });
        let record = ApiRecord {
            document: document.as_object().unwrap().clone(),
            schema: Some("type Query { one: Int }".to_owned()),
            ..ApiRecord::default()
        };
        let id = emulator.store.add_api(record).unwrap().id.clone();
        let first = changed(&emulator, &id, |_| ());
        let key = ApiKey { id: Secret::new("da2-key"), description: None, expires: None, configured: false };
        let with_key = changed(&emulator, &id, |record| record.api_keys.push(key));
        assert_eq!([first.api_keys.len(), with_key.api_keys.len()], [0, 1]);
        let schemas = [&first, &with_key].map(|api| api.schema.clone().unwrap());
        assert!(Arc::ptr_eq(&schemas[0], &schemas[1]));
        assert!(Arc::ptr_eq(&emulator.schema(&id).unwrap().unwrap(), &schemas[0]));

        let other = changed(&emulator, &id, |record| record.schema = Some("type Query { two: Int }".to_owned()));
        assert!(other.schema.as_ref().unwrap().field("Query", "two").is_some());
        let none = changed(&emulator, &id, |record| record.schema = None);
        assert!(none.schema.is_none() && emulator.schema(&id).unwrap().is_none());
    }
}
