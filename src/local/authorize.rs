//! Judging a request: what the engine needs to know of it is gathered here, and the authorizer is called.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::SystemTime;

use super::emulator::Emulator;
use super::live_api::LiveApi;
use crate::appsync::{AuthenticationType, AuthorizerFailure, AuthorizerOutcome, Coordinate};
use crate::engine::jwt::Claims;
use crate::engine::{
    Admission, Case, CredentialCheck, CredentialFacts, Means, ModeChoice, Pending, Request, Verdict, admit_by, conclude,
};
use crate::report::wording::one_line;
use crate::verify::{Expected, Signed, SignedRequest, SigningKey};

/// What a request's signature, if it has one, is verified against, and where it came from.
#[derive(Debug)]
pub(super) struct Wire<'a> {
    pub(super) signed: SignedRequest<'a>,
    pub(super) source_ip: IpAddr,
}

impl Emulator {
    /// Judges a request. The authorizer is called when the engine asks for it.
    pub(super) async fn judge(
        &self,
        api: &Arc<LiveApi>,
        request: &Request,
        wire: &Wire<'_>,
        root_fields: &[Coordinate],
    ) -> Verdict {
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
        let means = Means { expression: api.expression.as_ref(), check: &check };
        let admission = admit_by(&case, &self.cache(), &means);
        match admission {
            Admission::Decided(verdict) => *verdict,
            Admission::AskAuthorizer(pending) => self.ask(api, *pending).await,
        }
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
                match api.api_keys.iter().find(|known| known.key == given) {
                    None => CredentialCheck::KeyUnknown,
                    Some(known) if known.expires <= now => CredentialCheck::KeyExpired,
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
        let refused = |check| CredentialFacts { check, ..CredentialFacts::default() };
        let signed = match Signed::read(&wire.signed) {
            Ok(Some(signed)) => signed,
            Ok(None) => return refused(CredentialCheck::SignatureMismatch),
            Err(fault) => return refused(check_of(&fault)),
        };
        let Some(known) = self.keyring.find(signed.access_key_id()) else {
            if self.keyring.accept_any {
                return self.facts_of_anybody(wire);
            }
            return refused(CredentialCheck::AccessKeyUnknown);
        };
        let key = SigningKey {
            secret_access_key: known.secret_access_key.clone(),
            session_token: known.session_token.clone(),
        };
        let expected = Expected { service: "appsync", region: Some(&self.options.region) };
        if let Err(fault) = signed.verify(&wire.signed, &key, &expected, now) {
            return refused(check_of(&fault));
        }
        CredentialFacts {
            check: CredentialCheck::Verified,
            policies: Some(self.policies_of(known)),
            user_arn: Some(known.principal.clone()),
            account_id: Some(self.options.account_id.clone()),
            source_ip: vec![wire.source_ip.to_string()],
        }
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
        let Some(function) = self.functions.get(name).filter(|_| {
            self.store.may_invoke(name, qualifier.as_deref(), &arn, &self.options.account_id)
        }) else {
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
