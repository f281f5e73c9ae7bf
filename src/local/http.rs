//! GraphQL over HTTP: from a request to AppSync's answer.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use hyper::header::CONTENT_TYPE;
use hyper::{Method, Response};
use serde_json::{Map, Value};

use super::answers;
use super::arrival::{Asked, text_of, title};
use super::authorize::{Judged, Wire};
use super::control_plane::{self, Change, ControlPlane, ControlRequest};
use super::documents::PreparedOperation;
use super::emulator::Emulator;
use super::execution::{self, Outcome, denied_fields};
use super::live_api::LiveApi;
use super::server::{Body, Received};
use crate::engine::Request;
use crate::graphql::{Executable, OperationKind, Schema, ValidationError};
use crate::verify::HttpRequest;

impl Emulator {
    /// Answers a request to the data plane.
    pub(super) async fn answer_graphql(&self, api_id: Option<String>, received: Received) -> Response<Body> {
        let started = Instant::now();
        let request_id = self.request_ids.next();
        let Some(api) = api_id.and_then(|id| self.live(&id)) else {
            return answers::refusal(&self.refuse_nowhere(&request_id, started), &request_id);
        };
        let Received { head, body, peer } = received;
        let asked = if head.method == Method::GET {
            Asked::of_query_string(head.uri.query().unwrap_or_default(), &api.documents)
        } else {
            let content_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
            Asked::of_body(content_type, &body, &api.documents)
        };
        let texts: Vec<_> = head.headers.iter().map(|(name, value)| (name.as_str(), text_of(value))).collect();
        let pairs: Vec<(&str, &str)> = texts.iter().map(|(name, value)| (*name, &**value)).collect();
        let Asked { arrival, operation } = asked;
        let request = Request { arrival, headers: pairs.iter().copied().collect(), request_id };
        let wire = Wire {
            request: HttpRequest {
                method: head.method.as_str(),
                path: head.uri.path(),
                query: head.uri.query().unwrap_or_default(),
                headers: &pairs,
                body: &body,
            },
            source_ip: peer.ip(),
        };
        let judged = self.judge_operation(&api, &request, &wire, operation.as_deref()).await;
        let response = match &judged.verdict.refusal {
            Some(refusal) => answers::refusal(refusal, &request.request_id),
            None => self.execute(&api, operation.as_deref(), &request, &judged).await,
        };
        let title = title(operation.as_deref(), &request.arrival);
        self.record(judged, &request, title, response.status().as_u16(), started.elapsed());
        response
    }

    /// Executes an operation that was let in.
    async fn execute(
        &self,
        api: &Arc<LiveApi>,
        operation: Option<&PreparedOperation>,
        request: &Request,
        judged: &Judged,
    ) -> Response<Body> {
        let id = request.request_id.as_str();
        let Some(schema) = &api.schema else { return answers::refusal(&answers::without_schema(), id) };
        let Some(operation) = operation else {
            return answers::refusal(&answers::without_operation(request.operation_name()), id);
        };
        let errors = match operation.executable(schema) {
            Ok(_) if operation.operation.kind == OperationKind::Subscription => vec![subscription_over_http()],
            Ok(executable) => match self.run(api, schema, &executable, request, judged).await {
                Ok(Outcome::Response(response)) => {
                    if operation.operation.kind == OperationKind::Mutation {
                        self.data_changed.notify_one();
                        self.publish(api, &response.roots);
                    }
                    return answers::graphql(200, id, None, response.body);
                }
                Ok(Outcome::BadRequest { body }) => {
                    return answers::graphql(400, id, Some("BadRequestException"), body);
                }
                Err(errors) => errors,
            },
            Err(errors) => errors,
        };
        answers::graphql(200, id, None, ValidationError::body(&errors))
    }

    async fn run(
        &self,
        api: &Arc<LiveApi>,
        schema: &Schema,
        executable: &Executable,
        request: &Request,
        judged: &Judged,
    ) -> Result<Outcome, Vec<ValidationError>> {
        let denied = denied_fields(&judged.fields);
        let nothing = Map::new();
        // Only resolvers see the headers.
        let headers: Map<String, Value> = match api.resolvers.fields.is_empty() {
            true => Map::new(),
            false => request.headers.iter().map(|(name, value)| (name.to_owned(), value.into())).collect(),
        };
        let of_execution = execution::Request {
            schema,
            executable,
            variables: request.variables().unwrap_or(&nothing),
            denied: &denied,
            introspection: api.introspection,
            depth_limit: api.query_depth_limit,
            resolver_limit: api.resolver_count_limit,
            data: &api.data,
            resolvers: &api.resolvers.fields,
            identity: &judged.verdict.identity,
            headers: &headers,
            published: None,
        };
        let secret = request.authorization().unwrap_or_default();
        execution::execute(of_execution, |call| self.resolve(&api.resolvers, call, &secret)).await
    }

    /// Answers a request to the control plane, and makes what it changed count at once.
    pub(super) async fn answer_control(&self, received: Received) -> Response<Body> {
        let Received { head, body, .. } = received;
        let request = ControlRequest {
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            headers: head
                .headers
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                .collect(),
            body,
        };
        let plane = ControlPlane {
            store: &self.store,
            functions: &self.functions,
            keyring: &self.keyring,
            update_omitted: self.options.update_omitted,
            origin: &self.options.origin,
            region: &self.options.region,
            account_id: &self.options.account_id,
            now: SystemTime::now(),
        };
        let answer = control_plane::answer(&plane, &request).await;
        for change in &answer.changes {
            if let Change::ApiChanged(id) | Change::ApiDeleted(id) = change
                && let Err(error) = self.refresh(id)
            {
                self.say(&format!("error: {error}"));
            }
        }
        answers::of_control_plane(answer)
    }
}

/// What a subscription over HTTP is answered with. Assumed: AppSync's own answer was for clients of MQTT, which are gone.
fn subscription_over_http() -> ValidationError {
    ValidationError::new("Subscriptions are only supported over the real-time endpoint", None)
}
