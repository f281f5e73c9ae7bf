//! Judging a request: what the engine needs to know of it is gathered here, and the authorizer is called.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use super::arrival::title;
use super::documents::PreparedOperation;
use super::emulator::Emulator;
use super::keyring::Credentials;
use super::live_api::LiveApi;
use crate::appsync::{
    ApiAuthentication, ApiIdentity, AuthenticationType, AuthorizerFailure, AuthorizerOutcome, Coordinate, Headers,
    Provider,
};
use crate::engine::iam::Policy;
use crate::engine::jwt::Claims;
use crate::engine::{
    Admission, Api, Arrival, Cache, Case, CredentialCheck, CredentialFacts, Decision, FieldAccess, Means, ModeChoice,
    Pending, Readings, Refusal, Request, Verdict, admit, admit_by, conclude, field_access, root_fields,
};
use crate::graphql::{Schema, SelectedField};
use crate::report::wording::one_line;
use crate::verify::{Expected, FaultKind, HttpRequest, SigV4Fault, Signed, SigningKey};

/// What a request's signature, if it has one, is verified against, and where it came from.
#[derive(Debug)]
pub(super) struct Wire<'a> {
    pub(super) request: HttpRequest<'a>,
    pub(super) source_ip: IpAddr,
}

/// A verdict, and the access to each selected field.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) fields: Arc<[FieldAccess]>,
    /// The schema that they were selected from.
    pub(super) schema: Option<Arc<Schema>>,
}

impl Emulator {
    /// Judges a request and the fields that its operation selects. What nobody can judge is not let in.
    pub(super) async fn judge_operation(
        &self,
        api: &Arc<LiveApi>,
        request: &Request,
        wire: &Wire<'_>,
        operation: Option<&PreparedOperation>,
    ) -> Judged {
        let schema = api.schema.as_deref();
        let selection: Arc<[SelectedField]> = match (operation, &request.arrival) {
            (Some(operation), Arrival::Operation { variables, .. }) => operation.selection(schema, variables),
            _ => Arc::default(),
        };
        let mut verdict = self.judge(api, request, wire, &root_fields(&selection)).await;
        let fields = field_access(&verdict, &api.api, schema, &selection).into();
        if verdict.decision == Decision::Unknown {
            verdict.refusal = Some(Refusal::unauthorized());
        }
        Judged { verdict, fields, schema: api.schema.clone() }
    }

    /// Refuses a request to an address where no API is, and records it as any other.
    pub(super) fn refuse_nowhere(&self, request_id: &str, started: Instant) -> Refusal {
        let request =
            Request { arrival: Arrival::NoApi, headers: Headers::default(), request_id: request_id.to_owned() };
        let verdict = verdict_nowhere(&request, &self.options.readings);
        let refusal = verdict.refusal.clone().unwrap_or_else(Refusal::unauthorized);
        let judged = Judged { verdict, fields: Arc::default(), schema: None };
        self.record(judged, &request, title(None, &request.arrival), refusal.status, started.elapsed());
        refusal
    }

    /// Judges a request. The authorizer is called when the engine asks for it.
    pub(super) async fn judge(
        &self,
        api: &Arc<LiveApi>,
        request: &Request,
        wire: &Wire<'_>,
        root_fields: &[Coordinate],
    ) -> Verdict {
        match self.admit(api, request, wire, root_fields) {
            Admission::Decided(verdict) => *verdict,
            Admission::AskAuthorizer(pending) => self.ask(api, *pending).await,
        }
    }

    fn admit(&self, api: &LiveApi, request: &Request, wire: &Wire<'_>, root_fields: &[Coordinate]) -> Admission {
        let now = SystemTime::now();
        let nothing = CredentialFacts::default();
        let case = Case {
            request,
            root_fields,
            api: &api.api,
            mode: ModeChoice::Detected,
            credential: &nothing,
            readings: &self.options.readings,
            now,
        };
        let check =
            |mode: AuthenticationType, claims: Option<&Claims>| self.check(api, request, wire, mode, claims, now);
        admit_by(&case, &self.cache(), &Means { expression: api.expression.as_ref(), check: &check })
    }

    /// Checks the credential of the mode that was selected.
    fn check(
        &self,
        api: &LiveApi,
        request: &Request,
        wire: &Wire<'_>,
        mode: AuthenticationType,
        claims: Option<&Claims>,
        now: SystemTime,
    ) -> CredentialFacts {
        let check = match mode {
            AuthenticationType::ApiKey => {
                let given = request.headers.get("x-api-key").unwrap_or_default();
                match api.api_keys.iter().find(|known| known.id.expose() == given) {
                    None => CredentialCheck::KeyUnknown,
                    Some(known) if known.is_expired(now) => CredentialCheck::KeyExpired,
                    Some(_) => CredentialCheck::Verified,
                }
            }
            AuthenticationType::AwsIam => return self.check_signature(wire, now),
            AuthenticationType::AmazonCognitoUserPools | AuthenticationType::OpenIdConnect => {
                let issuer = claims.and_then(|claims| claims.text("iss")).unwrap_or_default();
                let token = request.headers.get("authorization").unwrap_or_default();
                match self.issuers.verify(issuer, token) {
                    Ok(()) => CredentialCheck::Verified,
                    Err(_) => CredentialCheck::TokenSignatureInvalid,
                }
            }
            AuthenticationType::AwsLambda => CredentialCheck::NotChecked,
        };
        CredentialFacts { check, ..CredentialFacts::default() }
    }

    /// Verifies the request's signature, and says who signed.
    fn check_signature(&self, wire: &Wire<'_>, now: SystemTime) -> CredentialFacts {
        let refused = |fault: &SigV4Fault| CredentialFacts {
            check: check_of(fault),
            answer: Some(Refusal::new(fault.status(), fault.error_type(), fault.message())),
            ..CredentialFacts::default()
        };
        let signed = match Signed::read(&wire.request) {
            Ok(Some(signed)) => signed,
            Ok(None) => return refused(&SigV4Fault::Missing),
            Err(fault) => return refused(&fault),
        };
        let expected = Expected { services: &["appsync"], region: Some(&self.options.region) };
        let (principal, policies) = match self.keyring.find(&signed.access_key_id) {
            Some(known) => {
                let key = SigningKey {
                    secret_access_key: known.secret_access_key.clone(),
                    session_token: known.session_token.clone(),
                };
                if let Err(fault) = signed.verify(&wire.request, &key, expected, now) {
                    return refused(&fault);
                }
                (known.principal.clone(), self.policies_of(known))
            }
            None if self.keyring.accept_any => (self.anybody(), vec![Policy::everything()]),
            None => return refused(&SigV4Fault::AccessKeyUnknown),
        };
        CredentialFacts {
            check: CredentialCheck::Verified,
            answer: None,
            policies: Some(policies),
            user_arn: Some(principal),
            account_id: Some(self.options.account_id.clone()),
            source_ip: vec![wire.source_ip.to_string()],
        }
    }

    /// The policies of somebody with known credentials: their own, and those that the role of this name got since, its
    /// boundary among them. Without any of their own everything is allowed that the boundary allows.
    fn policies_of(&self, known: &Credentials) -> Vec<Policy> {
        let role = known.principal.split_once(":role/").map(|(_, path)| path.rsplit('/').next().unwrap_or(path));
        let of_role = role.map(|role| self.store.role_documents(role)).unwrap_or_default();
        let read = |text: &String| Policy::from_json(&serde_json::from_str(text).ok()?).ok();
        let boundary = of_role.boundary.as_ref().map(|text| read(text).unwrap_or_default().into_boundary());
        match &known.policies {
            Some(own) => own.iter().cloned().chain(of_role.policies.iter().filter_map(read)).chain(boundary).collect(),
            None => std::iter::once(Policy::everything()).chain(boundary).collect(),
        }
    }

    /// The principal of credentials that are not known and are taken for good.
    fn anybody(&self) -> String {
        let partition = ApiIdentity::partition_of(&self.options.region);
        format!("arn:{partition}:iam::{}:user/anybody", self.options.account_id)
    }

    /// Calls the authorizer, and judges what came of it.
    async fn ask(&self, api: &Arc<LiveApi>, pending: Pending) -> Verdict {
        let outcome = self.call_authorizer(api, &pending).await;
        let now = SystemTime::now();
        let (verdict, kept) = conclude(pending, &outcome, &api.api, now);
        // What an authorizer said that the API no longer has must not be kept for the one that it has now.
        if let Some((key, entry)) = kept
            && self.is_current(api)
        {
            self.cache().store(key, entry, now);
        }
        verdict
    }

    async fn call_authorizer(&self, api: &LiveApi, pending: &Pending) -> AuthorizerOutcome {
        let Some((name, qualifier)) = &api.authorizer else { return AuthorizerOutcome::NotInvocable };
        let arn = api.api.identity.to_string();
        let Some(function) = self
            .functions
            .get(name)
            .filter(|_| self.store.may_invoke(name, qualifier.as_deref(), &arn, &self.options.account_id))
        else {
            return AuthorizerOutcome::NotInvocable;
        };
        match function.authorize(&pending.event).await {
            Ok(invocation) => {
                self.show_logs(&function.name, &invocation.logs, &pending.event.authorization_token);
                invocation.outcome
            }
            Err(error) => {
                let message = error.to_string();
                let message = pending.event.authorization_token.masked_in(&message).unwrap_or(message);
                self.say(&format!("function {}: {}", function.name, one_line(&message)));
                AuthorizerOutcome::Failed(AuthorizerFailure {
                    error_type: "Runtime.InvalidEntrypoint".to_owned(),
                    error_message: message,
                    stack_trace: Vec::new(),
                    duration: std::time::Duration::ZERO,
                })
            }
        }
    }
}

/// What a fault of a signature is to the engine.
fn check_of(fault: &SigV4Fault) -> CredentialCheck {
    match fault.kind() {
        FaultKind::AccessKeyUnknown => CredentialCheck::AccessKeyUnknown,
        FaultKind::Expired => CredentialCheck::SignatureExpired,
        FaultKind::Missing | FaultKind::Malformed | FaultKind::Mismatch => CredentialCheck::SignatureMismatch,
    }
}

/// The verdict on a request for which there is no API to ask about.
fn verdict_nowhere(request: &Request, readings: &Readings) -> Verdict {
    let nowhere = Api { identity: ApiIdentity::default(), authentication: ApiAuthentication::only(Provider::ApiKey) };
    let now = SystemTime::now();
    let case = Case {
        request,
        root_fields: &[],
        api: &nowhere,
        mode: ModeChoice::Detected,
        credential: &CredentialFacts::default(),
        readings,
        now,
    };
    match admit(&case, &Cache::default()) {
        Admission::Decided(verdict) => *verdict,
        // Nobody is there who could be asked.
        Admission::AskAuthorizer(pending) => conclude(*pending, &AuthorizerOutcome::NotInvocable, &nowhere, now).0,
    }
}
