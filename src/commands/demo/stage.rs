//! An emulator of the sample, in this process.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::sample;
use crate::appsync::{ApiIdentity, AuthorizerTarget, Secret};
use crate::document::Document;
use crate::engine::Readings;
use crate::error::{Error, Result};
use crate::graphql::{Leniency, Schema, SourceText};
use crate::local::control_plane::UpdateOmitted;
use crate::local::store::{ApiKey, ApiRecord, SchemaCreation, SchemaStatus, Store};
use crate::local::{
    Credentials, Emulator, EmulatorOptions, FieldSources, Functions, Issuers, Journal, Keyring, Resolvers, data::Data,
    serve,
};
use crate::outside::authorizer::{Authorizer, RulesAuthorizer};
use crate::rules_file::RulesFile;

/// How long the sample's authorizer may take: as long as AppSync waits.
const AUTHORIZER_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a client may take to send a request.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// A running emulator.
pub(super) struct Stage {
    /// Its port on 127.0.0.1.
    pub(super) port: u16,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Stage {
    /// Starts one on any free port.
    ///
    /// # Errors
    /// No port can be had.
    pub(super) async fn open() -> Result<Self> {
        let failed = |error: io::Error| {
            Error::outside("not-listening", format!("cannot listen on 127.0.0.1: {error}"))
                .help("see that this system lets programs listen on their own machine")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let emulator = emulator(&format!("http://127.0.0.1:{port}"))?;
        let (stop, stopping) = watch::channel(false);
        let serving = tokio::spawn(serve(Arc::new(emulator), listener, None, stopping));
        Ok(Self { port, stop, serving })
    }

    /// Ends it, and frees its port.
    pub(super) async fn close(self) {
        let _ = self.stop.send(true);
        let _ = self.serving.await;
    }
}

/// An emulator that serves the sample; it says nothing of its requests, which are shown as they are made.
fn emulator(origin: &str) -> Result<Emulator> {
    let (region, account_id) = (ApiIdentity::SYNTHETIC_REGION, ApiIdentity::SYNTHETIC_ACCOUNT_ID);
    let store = Store::open(None, region, account_id, SystemTime::now())?;
    let functions = Functions::new(region, account_id);
    let rules = RulesAuthorizer::new(RulesFile::parse("rules.yaml", sample::RULES)?, AUTHORIZER_TIMEOUT);
    functions.register(None, &AuthorizerTarget::Rules("rules.yaml".to_owned()), Authorizer::Rules(rules));
    let api = store.add_api(record()?)?;
    let options = EmulatorOptions {
        origin: origin.to_owned(),
        region: region.to_owned(),
        account_id: account_id.to_owned(),
        readings: Readings::default(),
        update_omitted: UpdateOmitted::Replace,
        json: false,
        quiet: true,
        read_timeout: READ_TIMEOUT,
    };
    let (keyring, issuers) = (keyring(account_id), Issuers::default());
    let silent = || Journal::new(io::sink());
    let emulator = Emulator::new(options, store, functions, keyring, issuers, silent(), silent());
    emulator.set_field_sources(
        &api.id,
        FieldSources { data: Arc::new(data()?), resolvers: Arc::new(Resolvers::default()) },
    );
    emulator.refresh(&api.id)?;
    Ok(emulator)
}

/// The one who may do everything here.
fn keyring(account_id: &str) -> Keyring {
    let user = Credentials {
        access_key_id: sample::ACCESS_KEY_ID.to_owned(),
        secret_access_key: Secret::new(sample::SECRET_ACCESS_KEY),
        session_token: None,
        principal: format!("arn:aws:iam::{account_id}:user/demo"),
        policies: None,
    };
    Keyring { credentials: vec![user], accept_any: false }
}

/// The API of the sample before anybody gave it an authorizer; `api.json` is what it becomes.
fn record() -> Result<ApiRecord> {
    let document: Value = serde_json::from_str(sample::API)
        .map_err(|error| Error::bug(format!("the sample's API cannot be read: {error}")))?;
    let mut document: Map<String, Value> = document["graphqlApi"].as_object().cloned().unwrap_or_default();
    document.remove("lambdaAuthorizerConfig");
    document.insert("additionalAuthenticationProviders".to_owned(), json!([]));
    document.insert("authenticationType".to_owned(), json!("API_KEY"));
    let key = ApiKey { id: Secret::new(sample::api_key()), description: None, expires: None, configured: true };
    Ok(ApiRecord {
        document,
        schema: Some(sample::SCHEMA.to_owned()),
        creation: SchemaCreation { status: SchemaStatus::Success, details: None },
        api_keys: vec![key],
        ..ApiRecord::default()
    })
}

/// The events of the sample.
fn data() -> Result<Data> {
    let invalid = |_| Error::bug("the sample's schema is not valid");
    let loaded = Schema::load(&[SourceText::new("schema.graphql", sample::SCHEMA)], Leniency::Live).map_err(invalid)?;
    Data::read(&Document::parse("data.json", sample::DATA)?, &loaded.schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_can_be_served() {
        let emulator = emulator("http://127.0.0.1:1").unwrap();
        assert_eq!(emulator.store.apis()[0].name(), "events");
    }
}
