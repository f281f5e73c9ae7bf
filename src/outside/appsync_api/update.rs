//! Changing an API: the whole configuration, as the caller wrote it.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use serde_json::{Map, Value};

use super::service::AppSyncApi;
use crate::error::Error;
use crate::outside::aws_call::{ChangeFailure, OnlyIfNotRun, change_failure};

impl AppSyncApi {
    /// Sends UpdateGraphqlApi with this body, byte for byte what it says: the SDK's types would leave zeros and members
    /// away that they do not know. Nothing is sent again after an answer that may mean it was done.
    ///
    /// # Errors
    ///
    /// What is known of the API afterwards: see [`ChangeFailure`].
    pub async fn update(&self, api_id: &str, body: &Map<String, Value>) -> Result<(), ChangeFailure> {
        let text = serde_json::to_string(body)
            .map_err(|error| ChangeFailure::Refused(Error::bug(format!("an update cannot be written: {error}"))))?;
        let put_body = move |request: &mut HttpRequest| {
            request.headers_mut().insert("content-length", text.len().to_string());
            *request.body_mut() = SdkBody::from(text.clone());
        };
        // The SDK wants the two members that the service model requires; the body that is sent has its own.
        let answer = self
            .client
            .update_graphql_api()
            .api_id(api_id)
            .name(body.get("name").and_then(Value::as_str).unwrap_or_default())
            .authentication_type(body.get("authenticationType").and_then(Value::as_str).unwrap_or_default().into())
            .customize()
            .config_override(aws_sdk_appsync::config::Builder::new().retry_classifier(OnlyIfNotRun))
            .mutate_request(put_body)
            .send()
            .await;
        let call = self.call("UpdateGraphqlApi", "appsync:UpdateGraphqlApi", &self.resource(api_id));
        answer.map(drop).map_err(|error| change_failure(&error, &call, &self.destination))
    }
}
