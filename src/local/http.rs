//! GraphQL over HTTP: from a request to AppSync's answer.

use std::sync::Arc;
use std::time::Instant;

use hyper::header::CONTENT_TYPE;
use hyper::{Method, Response};
use uuid::Uuid;

use super::answers;
use super::arrival::Asked;
use super::authorize::{Judged, Wire};
use super::emulator::Emulator;
use super::execution;
use super::live_api::LiveApi;
use super::server::{Body, Received};
use crate::appsync::{Headers, Secret};
use crate::engine::{Arrival, Refusal, Request, root_fields};
use crate::graphql::OperationKind;
use crate::verify::HttpRequest;

impl Emulator {
    /// Answers a request to the data plane.
    pub(super) async fn answer_graphql(&self, api_id: Option<String>, received: Received) -> Response<Body> {
        let started = Instant::now();
        let request_id = Uuid::new_v4().to_string();
        let Some(api) = api_id.and_then(|id| self.live(&id)) else {
            return self.refuse_nowhere(&request_id);
        };
        let Received { head, body, peer } = received;
        let asked = if head.method == Method::GET {
            Asked::of_query_string(head.uri.query().unwrap_or_default(), &api.documents)
        } else {
            let content_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
            Asked::of_body(content_type, &body, &api.documents)
        };
        let pairs: Vec<(&str, &str)> =
            head.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
        let request = Request {
            arrival: asked.arrival.clone(),
            headers: pairs.iter().copied().collect(),
            request_id,
        };
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
        let judged = self.judge_operation(&api, &request, &wire, &asked).await;
        let response = match &judged.verdict.refusal {
            Some(refusal) => answers::refusal(refusal, &request.request_id),
            None => self.execute(&api, &asked, &request, &judged).await,
        };
        self.record(&judged, &request, &asked.title(), response.status().as_u16(), started.elapsed());
        response
    }

    /// Refuses a request to an address where no API is.
    fn refuse_nowhere(&self, request_id: &str) -> Response<Body> {
        answers::refusal(&super::authorize::refusal_of_no_api(), request_id)
    }

    /// Executes an operation that was let in.
    async fn execute(&self, api: &Arc<LiveApi>, asked: &Asked, request: &Request, judged: &Judged) -> Response<Body> {
        let id = request.request_id.as_str();
        let Some(schema) = &api.schema else {
            return answers::refusal(&no_schema(), id);
        };
        let Some(operation) = &asked.operation else {
            return answers::refusal(&no_such_operation(&asked.arrival), id);
        };
        if operation.operation.kind == OperationKind::Subscription {
            return answers::graphql(200, id, None, subscription_over_http());
        }
        let executable = match operation.executable(schema) {
            Ok(executable) => executable,
            Err(errors) => return answers::graphql(200, id, None, crate::graphql::ValidationError::body(&errors)),
        };
        let body = self.run(api, schema, &executable, request, judged).await;
        answers::graphql(200, id, None, body)
    }
}
