//! What the emulator makes itself, and what mutations wrote: kept for the next run where there is a folder for it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::assemble::Workshop;
use super::plan::PlannedApi;
use crate::appsync::Secret;
use crate::error::{Error, Result};
use crate::local::store::{Store, new_api_id};
use crate::local::{Authority, Emulator, Issuers};

/// Under this name: the credentials that the emulator made.
const CREDENTIALS: &str = "credentials";
/// The authority of its certificates.
const AUTHORITY: &str = "authority";

/// How soon after a mutation its data is kept.
const KEEP_WITHIN: Duration = Duration::from_millis(200);

/// The emulator's own credentials, which its ready line tells.
#[derive(Debug, Clone)]
pub(super) struct OwnCredentials {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: Secret,
}

impl Workshop<'_> {
    /// What tells one file of data from another: its text.
    pub(super) async fn data_fingerprint(&self, api: &PlannedApi) -> Result<Value> {
        let Some(file) = &api.data else { return Ok(Value::Null) };
        let text = crate::outside::files::read_text(self.context.console, &file.value, &file.folder).await?;
        Ok(json!(hex_digest(&text)))
    }

    /// Keeps the data of every API whenever a mutation changed some, in a folder if there is one. Never ends.
    pub(super) async fn keep_data(&self, emulator: &Arc<Emulator>) -> Result<()> {
        if self.plan.state.is_none() {
            return std::future::pending().await;
        }
        loop {
            emulator.data_changed.notified().await;
            tokio::time::sleep(KEEP_WITHIN).await;
            self.keep_data_now(emulator).await?;
        }
    }

    /// Keeps the data of every API as it is now.
    pub(super) async fn keep_data_now(&self, emulator: &Arc<Emulator>) -> Result<()> {
        for api in &self.plan.apis {
            let Some(record) = emulator.store.api_named(&api.name) else { continue };
            let given = self.data_fingerprint(api).await.unwrap_or_default();
            let (emulator, id) = (Arc::clone(emulator), record.id.clone());
            // Writing waits for the disk, and requests must not.
            let written = tokio::task::spawn_blocking(move || {
                let kept = emulator.field_sources(&id).data.export();
                emulator.store.put_extra(&data_slot(&id), json!({ "given": given, "kept": kept }))
            });
            written.await.map_err(|error| Error::bug(format!("data could not be kept: {error}")))??;
        }
        Ok(())
    }
}

/// Under which name the data of an API is kept.
pub(super) fn data_slot(api_id: &str) -> String {
    format!("data-{api_id}")
}

fn hex_digest(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The credentials that the emulator made, in this run or in an earlier one.
pub(super) fn own_credentials(store: &Store) -> Result<OwnCredentials> {
    let text = |kept: &Value, name: &str| kept.get(name).and_then(Value::as_str).map(str::to_owned);
    if let Some(kept) = store.extra(CREDENTIALS)
        && let (Some(access_key_id), Some(secret)) = (text(&kept, "accessKeyId"), text(&kept, "secretAccessKey"))
    {
        return Ok(OwnCredentials { access_key_id, secret_access_key: Secret::new(secret) });
    }
    let access_key_id = format!("AKIA{}", new_api_id().to_ascii_uppercase().chars().take(16).collect::<String>());
    let secret: String = format!("{}{}", new_api_id(), new_api_id()).chars().take(40).collect();
    store.put_extra(CREDENTIALS, json!({ "accessKeyId": access_key_id, "secretAccessKey": secret }))?;
    Ok(OwnCredentials { access_key_id, secret_access_key: Secret::new(secret) })
}

/// The private key for tokens that an earlier run made.
pub(super) fn token_key(store: &Store) -> Option<Secret> {
    store.extra(Issuers::KEPT_AS).and_then(|pem| pem.as_str().map(Secret::new))
}

/// The authority of the emulator's certificates, made in this run or in an earlier one.
pub(super) fn authority(store: &Store) -> Result<Authority> {
    let text = |kept: &Value, name: &str| kept.get(name).and_then(Value::as_str).map(str::to_owned);
    if let Some(kept) = store.extra(AUTHORITY)
        && let (Some(certificate_pem), Some(key)) = (text(&kept, "certificate"), text(&kept, "key"))
    {
        return Ok(Authority { certificate_pem, private_key_pem: Secret::new(key) });
    }
    let authority = Authority::new()?;
    let kept = json!({ "certificate": authority.certificate_pem, "key": authority.private_key_pem.expose() });
    store.put_extra(AUTHORITY, kept)?;
    Ok(authority)
}
