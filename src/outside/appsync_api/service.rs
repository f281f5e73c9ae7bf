//! Finding an API, reading it and its schema.

use aws_config::{Region, SdkConfig};
use aws_sdk_appsync::Client;
use aws_sdk_appsync::config::timeout::TimeoutConfig;
use aws_sdk_appsync::operation::get_graphql_api::GetGraphqlApiError;
use aws_sdk_appsync::operation::get_introspection_schema::GetIntrospectionSchemaError;
use aws_sdk_appsync::types::OutputType;
use aws_smithy_runtime_api::client::result::SdkError;
use serde_json::Value;

use crate::appsync::endpoint::region_of_host;
use crate::appsync::{ApiIdentity, Arn};
use crate::error::{Error, Result};
use crate::outside::aws_call::{Call, Destination, RawBody, explain};

/// The most APIs that ListGraphqlApis returns at once.
///
/// Source: the service model's `MaxResults` shape.
const PAGE_SIZE: i32 = 25;

/// AppSync's control plane.
#[derive(Debug, Clone)]
pub struct AppSyncApi {
    pub(super) config: SdkConfig,
    pub(super) client: Client,
    pub(super) destination: Destination,
}

/// An API of the list, with what it can be found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedApi {
    /// The id.
    pub api_id: String,
    /// The name, which several APIs can have.
    pub name: String,
    /// The default `authenticationType`.
    pub authentication_type: String,
    /// The `authenticationType` of each additional provider.
    pub additional: Vec<String>,
    /// The values of `uris`.
    pub uris: Vec<String>,
}

/// The region that a selector of an API says: an ARN does, and a URL of AppSync's own domain.
///
/// For whoever has no other region to load a configuration with.
#[must_use]
pub fn region_of(selector: &str) -> Option<String> {
    if let Ok(Arn::Api(api) | Arn::Type { api, .. } | Arn::Field { api, .. }) = selector.parse() {
        return Some(api.region);
    }
    let url = url::Url::parse(selector).ok()?;
    region_of_host(url.host_str()?).map(str::to_owned)
}

impl AppSyncApi {
    /// AppSync in the region of the configuration.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        let destination = Destination::default();
        let settings = aws_sdk_appsync::config::Builder::from(config)
            .interceptor(destination.clone())
            .retry_classifier(destination.clone())
            .build();
        Self { config: config.clone(), client: Client::from_conf(settings), destination }
    }

    /// The `graphqlApi` object of GetGraphqlApi as it was received, unknown members and all.
    ///
    /// # Errors
    ///
    /// Outside: `no-such-api`, `event-api`, the network. Credentials: none, expired, denied.
    pub async fn get(&self, api_id: &str) -> Result<Value> {
        match self.fetch(api_id).await? {
            Some(api) => Ok(api),
            None => Err(self.no_such_api(api_id, &[]).await),
        }
    }

    /// The API that a user means by an id, a name, an ARN or a URL, as [`AppSyncApi::get`] gives it. An ARN is looked up
    /// in its own region. A URL is compared with the `uris` of every API: the label of its host is not the id.
    ///
    /// # Errors
    ///
    /// Usage: an ARN that is no API's, a name that several APIs have. Else as for [`AppSyncApi::get`].
    pub async fn find(&self, selector: &str) -> Result<Value> {
        if selector.starts_with("arn:") {
            return match selector.parse() {
                Ok(Arn::Api(api) | Arn::Type { api, .. } | Arn::Field { api, .. }) => {
                    self.in_region(&api.region).get(&api.api_id).await
                }
                _ => Err(Error::usage("bad-api", format!("`{selector}` is not the ARN of a GraphQL API"))
                    .help("an API's ARN looks like `arn:aws:appsync:REGION:ACCOUNT:apis/ID`")),
            };
        }
        if selector.is_empty() {
            return Err(Error::usage("bad-api", "the API is empty").help("name an id, a name, an ARN or a URL"));
        }
        if is_api_id(selector) {
            // The usual case, in one call. A name can look like an id, so that nothing found is not the end.
            if let Some(api) = self.fetch(selector).await? {
                return Ok(api);
            }
        }
        let listed = self.list().await?;
        let found: Vec<&ListedApi> = if selector.contains("://") {
            listed.iter().filter(|api| api.uris.iter().any(|uri| is_same_url(uri, selector))).collect()
        } else if let Some(api) = listed.iter().find(|api| api.api_id == selector) {
            vec![api]
        } else {
            listed.iter().filter(|api| api.name == selector).collect()
        };
        match found[..] {
            [] => Err(self.no_such_api(selector, &listed).await),
            [api] => self.get(&api.api_id).await,
            [..] => {
                let ids: Vec<&str> = found.iter().map(|api| api.api_id.as_str()).collect();
                let what = if selector.contains("://") { "URL" } else { "name" };
                let message = format!("`{selector}` is the {what} of {} APIs", ids.len());
                Err(Error::usage("ambiguous-api", message).help(format!("name one by its id: {}", ids.join(", "))))
            }
        }
    }

    /// Every GraphQL API of the account in the region, all pages.
    ///
    /// # Errors
    ///
    /// Credentials: none, expired, denied. Outside: throttled to the end, the network.
    pub async fn list(&self) -> Result<Vec<ListedApi>> {
        let mut pages = self.client.list_graphql_apis().into_paginator().page_size(PAGE_SIZE).items().send();
        let mut listed = Vec::new();
        while let Some(api) = pages.next().await {
            let call = self.call("ListGraphqlApis", "appsync:ListGraphqlApis", "*");
            let api = api.map_err(|error| explain(&error, &call, &self.destination))?;
            listed.push(ListedApi {
                api_id: api.api_id.unwrap_or_default(),
                name: api.name.unwrap_or_default(),
                authentication_type: api.authentication_type.map(|each| each.as_str().to_owned()).unwrap_or_default(),
                additional: api
                    .additional_authentication_providers
                    .unwrap_or_default()
                    .into_iter()
                    .filter_map(|provider| Some(provider.authentication_type?.as_str().to_owned()))
                    .collect(),
                uris: api.uris.unwrap_or_default().into_values().collect(),
            });
        }
        Ok(listed)
    }

    /// The document of every GraphQL API of the account in the region as it was received, unknown members and all. It is
    /// what [`AppSyncApi::get`] gives of each.
    ///
    /// # Errors
    ///
    /// Credentials: none, expired, denied. Outside: throttled to the end, the network, an answer that is no list.
    pub async fn documents(&self) -> Result<Vec<Value>> {
        let mut documents = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let body = RawBody::default();
            let page = self.client.list_graphql_apis().max_results(PAGE_SIZE).set_next_token(token.clone());
            let answer = page.customize().interceptor(body.clone()).send().await.map_err(|error| {
                let call = self.call("ListGraphqlApis", "appsync:ListGraphqlApis", "*");
                explain(&error, &call, &self.destination)
            })?;
            let received = body.take().and_then(|body| serde_json::from_slice::<Value>(&body).ok());
            match received.and_then(|mut document| document.get_mut("graphqlApis").map(Value::take)) {
                Some(Value::Array(apis)) => documents.extend(apis),
                _ => return Err(self.not_a_list()),
            }
            match answer.next_token.filter(|token| !token.is_empty()) {
                // A list that leads back to where it was has no end.
                Some(next) if token.as_ref() == Some(&next) => return Err(self.not_a_list()),
                Some(next) => token = Some(next),
                None => return Ok(documents),
            }
        }
    }

    /// The schema in SDL, with the directives that its fields and types have.
    ///
    /// # Errors
    ///
    /// Outside: `no-schema`, and as for [`AppSyncApi::get`].
    pub async fn introspection_schema(&self, api_id: &str) -> Result<String> {
        let answer = self
            .client
            .get_introspection_schema()
            .api_id(api_id)
            .format(OutputType::Sdl)
            .include_directives(true)
            .send()
            .await;
        let no_schema = || {
            Error::outside("no-schema", format!("the API `{api_id}` has no schema that AppSync can give"))
                .help("upload a schema to the API, or name a file with `--schema`")
        };
        match answer {
            Ok(answer) => {
                let schema = answer.schema.map(aws_sdk_appsync::primitives::Blob::into_inner).unwrap_or_default();
                match String::from_utf8(schema) {
                    Ok(schema) if !schema.trim().is_empty() => Ok(schema),
                    _ => Err(no_schema()),
                }
            }
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), GetIntrospectionSchemaError::NotFoundException(_)) =>
            {
                Err(self.no_such_api(api_id, &[]).await)
            }
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), GetIntrospectionSchemaError::GraphQlSchemaException(_)) =>
            {
                Err(no_schema())
            }
            Err(error) => {
                let call =
                    self.call("GetIntrospectionSchema", "appsync:GetIntrospectionSchema", &self.resource(api_id));
                Err(explain(&error, &call, &self.destination))
            }
        }
    }

    /// The raw `graphqlApi` object; `None` when there is no such API.
    async fn fetch(&self, api_id: &str) -> Result<Option<Value>> {
        let body = RawBody::default();
        let answer = self.client.get_graphql_api().api_id(api_id).customize().interceptor(body.clone()).send().await;
        match answer {
            Ok(_) => {}
            Err(SdkError::ServiceError(error)) if matches!(error.err(), GetGraphqlApiError::NotFoundException(_)) => {
                return Ok(None);
            }
            Err(error) => {
                let call = self.call("GetGraphqlApi", "appsync:GetGraphqlApi", &self.resource(api_id));
                return Err(explain(&error, &call, &self.destination));
            }
        }
        let document = body.take().and_then(|body| serde_json::from_slice::<Value>(&body).ok());
        match document {
            Some(Value::Object(mut members)) => match members.shift_remove("graphqlApi") {
                Some(api @ Value::Object(_)) => Ok(Some(api)),
                _ => Err(self.not_an_api(api_id)),
            },
            _ => Err(self.not_an_api(api_id)),
        }
    }

    fn not_a_list(&self) -> Error {
        let host = self.destination.host().unwrap_or_else(|| "AWS".to_owned());
        Error::outside("unexpected-answer", format!("`{host}` answered `ListGraphqlApis` with no list of APIs"))
            .help("check `--endpoint-url`, and whether a proxy answers in AWS's place")
    }

    fn not_an_api(&self, api_id: &str) -> Error {
        let host = self.destination.host().unwrap_or_else(|| "AWS".to_owned());
        Error::outside("unexpected-answer", format!("`{host}` answered `GetGraphqlApi` for `{api_id}` with no API"))
            .help("check `--endpoint-url`, and whether a proxy answers in AWS's place")
    }

    /// Why nothing was found: an Events API, which is another kind, or a name that is nearly right.
    pub(super) async fn no_such_api(&self, selector: &str, listed: &[ListedApi]) -> Error {
        if self.is_event_api(selector).await {
            return Error::outside("event-api", format!("`{selector}` is an Events API, not a GraphQL API"))
                .help("appsync-auth works with GraphQL APIs; an Events API has an authorizer of another form");
        }
        let region = self.config.region().map_or("?", AsRef::as_ref);
        let error = Error::outside("no-such-api", format!("there is no GraphQL API `{selector}` in {region}"));
        let nearest = listed
            .iter()
            .map(|api| (strsim::jaro_winkler(&api.name.to_lowercase(), &selector.to_lowercase()), &api.name))
            .filter(|(likeness, _)| *likeness > 0.8)
            .max_by(|one, other| one.0.total_cmp(&other.0));
        match nearest {
            Some((_, name)) => error.help(format!("did you mean `{name}`?")),
            None if selector.contains("://") => error
                .help("name the API by its id if the URL is one of a custom domain; check `--region` and the account"),
            None => error.help("check `--region` and the account (`aws appsync list-graphql-apis` lists the APIs)"),
        }
    }

    /// Whether it names an Events API. Only a better message hangs on it, so that a failure is a no.
    async fn is_event_api(&self, selector: &str) -> bool {
        if is_api_id(selector) && self.client.get_api().api_id(selector).send().await.is_ok() {
            return true;
        }
        if selector.contains("://") {
            return false;
        }
        let mut apis = self.client.list_apis().into_paginator().page_size(PAGE_SIZE).items().send();
        while let Some(Ok(api)) = apis.next().await {
            if api.name.as_deref() == Some(selector) || api.api_id.as_deref() == Some(selector) {
                return true;
            }
        }
        false
    }

    /// AppSync in another region, as the same caller.
    #[must_use]
    pub fn in_region(&self, region: &str) -> Self {
        let config = self.config.to_builder().region(Region::new(region.to_owned())).build();
        Self::new(&config)
    }

    pub(super) fn call(&self, operation: &'static str, action: &'static str, resource: &str) -> Call {
        Call {
            operation,
            action,
            resource: resource.to_owned(),
            sends_secrets: false,
            timeout: self.config.timeout_config().and_then(TimeoutConfig::operation_timeout),
        }
    }

    /// The API as IAM's `Resource` names it. The account is not known before the API is.
    ///
    /// Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS AppSync", `graphqlapi`.
    pub(super) fn resource(&self, api_id: &str) -> String {
        let region = self.config.region().map_or("*", AsRef::as_ref);
        format!("arn:{}:appsync:{region}:*:apis/{api_id}", ApiIdentity::partition_of(region))
    }
}

/// Whether a text has the form of an id: 26 lower-case letters and digits.
fn is_api_id(text: &str) -> bool {
    text.len() == 26 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// Whether two URLs are one: the host in any case, the default port said or not, a slash at the end or not.
fn is_same_url(one: &str, other: &str) -> bool {
    let parse = |text: &str| {
        let url = url::Url::parse(text).ok()?;
        let host = url.host_str()?.to_owned();
        Some((url.scheme().to_owned(), host, url.port_or_known_default(), url.path().trim_end_matches('/').to_owned()))
    };
    parse(one).is_some_and(|one| parse(other) == Some(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_and_a_url_of_appsyncs_domain_say_their_region() {
        for (selector, region) in [
            ("arn:aws:appsync:eu-west-1:111122223333:apis/abc", Some("eu-west-1")),
            ("arn:aws:appsync:eu-west-1:111122223333:apis/abc/types/Query/fields/x", Some("eu-west-1")),
            ("https://abc.appsync-api.eu-north-1.amazonaws.com/graphql", Some("eu-north-1")),
            ("wss://abc.appsync-realtime-api.cn-north-1.amazonaws.com.cn/graphql", Some("cn-north-1")),
            ("https://api.example.com/graphql", None),
            ("arn:aws:lambda:eu-west-1:111122223333:function:authz", None),
            ("events", None),
        ] {
            assert_eq!(region_of(selector).as_deref(), region, "{selector}");
        }
    }

    #[test]
    fn urls_are_compared_as_urls() {
        let same = |other| is_same_url("https://abc.example.com/graphql", other);
        assert!(same("https://ABC.example.com:443/graphql/"));
        assert!(!same("https://abc.example.com/graphql/realtime"));
        assert!(!same("http://abc.example.com/graphql"));
        assert!(!same("abc.example.com/graphql"));
        assert!(!is_same_url("", ""));
    }
}
