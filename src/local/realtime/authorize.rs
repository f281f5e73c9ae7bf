//! Whether a connect or a start is let in: asked on the same way as requests over HTTP.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Map, Value};

use super::hub::Admitted;
use super::subscription::{Kind, Subscription, Wanted, denied_below_root};
use crate::engine::{Arrival, Refusal, Request, Trace, Verdict};
use crate::local::arrival::{Asked, title};
use crate::local::authorize::{Judged, Wire};
use crate::local::emulator::Emulator;
use crate::realtime::{AuthorizationObject, ErrorEntry};
use crate::verify::HttpRequest;

/// Where a connection comes from, and where it leads.
#[derive(Debug)]
pub(super) struct Route {
    /// The API.
    pub(super) api_id: String,
    /// The path of its GraphQL over HTTP, which clients sign.
    pub(super) path: String,
    /// The client.
    pub(super) source_ip: IpAddr,
}

impl Emulator {
    /// Judges a connect. Signed is a POST of `{}` to `/connect` below the API's address (amplify-js `authHeaders.ts`, gql
    /// `appsync_auth.py`).
    pub(super) async fn authorize_connect(
        &self,
        route: &Route,
        authorization: &AuthorizationObject,
    ) -> Result<(), ErrorEntry> {
        let started = Instant::now();
        let request_id = self.request_ids.next();
        let Some(api) = self.live(&route.api_id) else {
            let refusal = self.refuse_nowhere(&request_id, started);
            return Err(entry(&refusal).with_code(refusal.status));
        };
        let request = Request { arrival: Arrival::Connect, headers: authorization.headers(), request_id };
        let pairs: Vec<(&str, &str)> = authorization.iter().collect();
        let path = format!("{}/connect", route.path);
        let wire = wire(route, &path, &pairs, b"{}");
        let judged = self.judge_operation(&api, &request, &wire, None).await;
        let refused = judged.verdict.refusal.as_ref().map(|refusal| match authorization.is_empty() {
            true => ErrorEntry::required_headers_missing(),
            false => entry(refusal).with_code(refusal.status),
        });
        let status = refused.as_ref().and_then(|entry| entry.error_code).unwrap_or(200);
        self.record(judged, &request, title(None, &request.arrival), status, started.elapsed());
        refused.map_or(Ok(()), Err)
    }

    /// Judges a start and makes its subscription ready. Signed is a POST of its data to the API's address.
    pub(super) async fn authorize_start(
        &self,
        route: &Route,
        authorization: &AuthorizationObject,
        data: &str,
    ) -> Result<Admitted, Vec<ErrorEntry>> {
        let started = Instant::now();
        let request_id = self.request_ids.next();
        let Some(api) = self.live(&route.api_id) else {
            return Err(vec![entry(&self.refuse_nowhere(&request_id, started))]);
        };
        let asked = Asked::of_body(Some("application/json"), data.as_bytes(), &api.documents);
        let Asked { arrival, operation } = asked;
        let request = Request { arrival, headers: authorization.headers(), request_id };
        let pairs: Vec<(&str, &str)> = authorization.iter().collect();
        let wire = wire(route, &route.path, &pairs, data.as_bytes());
        let judged = self.judge_operation(&api, &request, &wire, operation.as_deref()).await;
        let nothing = Map::new();
        let variables = request.variables().unwrap_or(&nothing);
        let name = request.operation_name();
        let subscription = match &judged.verdict.refusal {
            Some(refusal) => Err(vec![entry(refusal)]),
            None => Subscription::new(&api, operation.as_deref(), name, variables, &judged.fields),
        };
        let admitted = subscription.map(|subscription| Admitted {
            kind: kind(&request, variables, &judged),
            verdict: without_reasons(&judged.verdict),
            api: Arc::clone(&api),
            subscription,
        });
        // What the same request would be answered with over HTTP: what is wrong with a document has status 200.
        let status = judged.verdict.refusal.as_ref().map_or(200, |refusal| refusal.status);
        let title = title(operation.as_deref(), &request.arrival);
        self.record(judged, &request, title, status, started.elapsed());
        admitted
    }
}

fn wire<'a>(route: &Route, path: &'a str, headers: &'a [(&'a str, &'a str)], body: &'a [u8]) -> Wire<'a> {
    let request = HttpRequest { method: "POST", path, query: "", headers, body };
    Wire { request, source_ip: route.source_ip }
}

/// A refusal as an entry of `errors`.
pub(super) fn entry(refusal: &Refusal) -> ErrorEntry {
    ErrorEntry { error_type: Some(refusal.error_type.to_owned()), message: refusal.message.clone(), error_code: None }
}

fn kind(request: &Request, variables: &Map<String, Value>, judged: &Judged) -> Kind {
    let query = match &request.arrival {
        Arrival::Operation { query, .. } => query.clone(),
        _ => String::new(),
    };
    let variables = serde_json::to_string(variables).unwrap_or_default();
    let wanted = Wanted { query, operation_name: request.operation_name().map(str::to_owned), variables };
    Kind { wanted: Arc::new(wanted), denied: denied_below_root(&judged.fields) }
}

/// What the rules on fields need of a verdict, as small as it can be: it is kept as long as the subscription.
fn without_reasons(verdict: &Verdict) -> Verdict {
    Verdict {
        decision: verdict.decision,
        mode: verdict.mode,
        identity: Value::Null,
        caller: verdict.caller.clone(),
        denied_fields: verdict.denied_fields.clone(),
        ttl: None,
        refusal: None,
        trace: Trace::default(),
    }
}
