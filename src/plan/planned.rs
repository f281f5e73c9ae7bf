//! The plan: what an API's configuration is, what it shall be, what is different, and what that means.

use serde_json::{Map, Value};

use super::change::{Aim, Change};
use super::clients::{Clients, Means, consequences};
use super::difference::{Difference, differences};
use super::edit::edited;
use super::function_arn::FunctionArn;
use super::members::{ADDITIONAL, known_only, unknown_members, updatable};
use super::permission::{self, FunctionPolicies, Functions, PermissionPlan};
use super::providers::Providers;
use crate::appsync::{ApiAuthentication, ApiIdentity, GraphqlApi, GraphqlApiError};
use crate::engine::lint::LintInputs;
use crate::engine::providers::provider_faults;
use crate::engine::{Code, Readings};
use crate::error::{Error, Result};
use crate::graphql::Schema;
use crate::settings::PermissionChoice;

/// What a plan is made from, beside the change.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'f> {
    /// The `graphqlApi` object of GetGraphqlApi as it was received.
    pub current: &'f Map<String, Value>,
    /// The policies of the functions that [`functions_to_ask`] names.
    pub policies: &'f FunctionPolicies,
    /// Functions that an earlier run gave to this API, such as its backups tell: a permission that was added to them and
    /// not taken away since the run was interrupted is taken away now.
    pub former_functions: &'f [FunctionArn],
    /// The API's schema, when there is one.
    pub schema: Option<&'f Schema>,
    /// What is known of the authorizer, and which rules the user chose.
    pub lint: &'f LintInputs,
    /// How undocumented behaviour is read.
    pub readings: &'f Readings,
    /// `--known-settings-only`: members that this program does not know are not sent.
    pub known_settings_only: bool,
}

/// What an API's configuration is, what it shall be, and how it gets there.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Which API.
    pub api: ApiIdentity,
    /// What can be updated, as it is.
    pub before: Map<String, Value>,
    /// What can be updated, as it shall be.
    pub after: Map<String, Value>,
    /// What is different, in a stable order.
    pub changes: Vec<Difference>,
    /// The paths of the members that are sent back though this program does not know them.
    pub carried_unknown: Vec<String>,
    /// The paths of the members that are not sent since this program does not know them; `--known-settings-only` asks
    /// for that. What the service makes of their absence is not known.
    pub left_out: Vec<String>,
    /// What becomes of AppSync's permission to invoke the function.
    pub permission: PermissionPlan,
    /// What it means for clients, or why that cannot be told: a mode that only the service knows.
    pub clients: std::result::Result<Clients, GraphqlApiError>,
}

impl Plan {
    /// The plan that makes this change. The same change planned again after it was applied changes nothing.
    ///
    /// # Errors
    ///
    /// Usage: the change cannot be made on this API; `providers-in-conflict` when AppSync would refuse the result. Input:
    /// `bad-api`, a document that is not one of GetGraphqlApi.
    pub fn of(change: &Change, facts: &Facts<'_>) -> Result<Self> {
        let before = updatable(facts.current);
        let after = wanted(change, facts.current, &before)?;
        Self::to(after, before, change, facts)
    }

    /// The plan that brings a saved configuration back: a document that GetGraphqlApi answered for the same API earlier.
    /// Settings that the API did not have then are left away, and a list of additional providers is sent in any case.
    ///
    /// # Errors
    ///
    /// Usage: `other-api`, the document of another API; `providers-in-conflict`. Input: `bad-api`.
    pub fn restoring(
        saved: &Map<String, Value>,
        permission: PermissionChoice,
        keep_permission: bool,
        facts: &Facts<'_>,
    ) -> Result<Self> {
        let (theirs, ours) = (identity_of(saved)?, identity_of(facts.current)?);
        if theirs != ours {
            let message = format!("the saved configuration is of `{theirs}`, and the API is `{ours}`");
            return Err(Error::usage("other-api", message).help("name the API that the file is of"));
        }
        let before = updatable(facts.current);
        let mut after = updatable(saved);
        if before.contains_key(ADDITIONAL) && !after.contains_key(ADDITIONAL) {
            after.insert(ADDITIONAL.to_owned(), Value::Array(Vec::new()));
        }
        Self::to(after, before, &Change { permission, keep_permission, ..Change::remove() }, facts)
    }

    fn to(after: Map<String, Value>, before: Map<String, Value>, change: &Change, facts: &Facts<'_>) -> Result<Self> {
        let api = identity_of(facts.current)?;
        let (was, is) = (authentication_of(&before)?, authentication_of(&after)?);
        refuse_conflicts(was.as_ref().ok(), &after)?;
        let functions = functions(&before, &after, facts.former_functions)?;
        let permission = permission::planned(change, &api, &functions, facts.policies);
        let unknown = unknown_members(&after);
        let (carried_unknown, left_out) =
            if facts.known_settings_only { (Vec::new(), unknown) } else { (unknown, Vec::new()) };
        let means = Means { identity: &api, schema: facts.schema, lint: facts.lint, readings: facts.readings };
        let clients = match (was, is) {
            (Ok(was), Ok(is)) => Ok(consequences(&was, &is, means)),
            (Err(error), _) | (_, Err(error)) => Err(error),
        };
        let changes = differences(&before, &after);
        Ok(Self { api, before, after, changes, carried_unknown, left_out, permission, clients })
    }

    /// The whole body of UpdateGraphqlApi.
    #[must_use]
    pub fn body(&self) -> Map<String, Value> {
        if self.left_out.is_empty() { self.after.clone() } else { known_only(&self.after) }
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps().is_empty()
    }
}

/// The functions whose policies a plan needs, each on the ARN whose policy counts; none when permissions are not touched.
///
/// # Errors
///
/// As for [`Plan::of`].
pub fn functions_to_ask(
    change: &Change,
    current: &Map<String, Value>,
    former_functions: &[FunctionArn],
) -> Result<Vec<FunctionArn>> {
    let before = updatable(current);
    let after = wanted(change, current, &before)?;
    if change.permission == PermissionChoice::Skip {
        return Ok(Vec::new());
    }
    Ok(functions(&before, &after, former_functions)?.to_ask())
}

/// The same for a plan that brings a saved configuration back.
///
/// # Errors
///
/// As for [`Plan::restoring`].
pub fn functions_to_ask_restoring(
    saved: &Map<String, Value>,
    permission: PermissionChoice,
    current: &Map<String, Value>,
    former_functions: &[FunctionArn],
) -> Result<Vec<FunctionArn>> {
    if permission == PermissionChoice::Skip {
        return Ok(Vec::new());
    }
    Ok(functions(&updatable(current), &updatable(saved), former_functions)?.to_ask())
}

/// The function that a document's API calls; `None` without one, and for a text that is no ARN.
#[must_use]
pub fn authorizer_function(document: &Map<String, Value>) -> Option<FunctionArn> {
    FunctionArn::parse(&authorizer_of(document).ok()??)
}

/// The document after a change that may be made.
fn wanted(change: &Change, current: &Map<String, Value>, before: &Map<String, Value>) -> Result<Map<String, Value>> {
    change.check()?;
    if let Aim::SetUp(_) = change.aim {
        change.check_function(&identity_of(current)?, authorizer_of(before)?.as_deref())?;
    }
    edited(before, change)
}

/// The `authorizerUri` of a document, wherever it stands.
fn authorizer_of(document: &Map<String, Value>) -> Result<Option<String>> {
    let providers = Providers::of(document)?;
    Ok(providers.authorizer_uri().map(str::to_owned))
}

/// The functions before and after. A text that is no ARN is nobody's function, and its policy cannot be asked for.
fn functions<'f>(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    former: &'f [FunctionArn],
) -> Result<Functions<'f>> {
    let function = |uri: Option<String>| uri.as_deref().and_then(FunctionArn::parse);
    let (before, after) = (function(authorizer_of(before)?), function(authorizer_of(after)?));
    Ok(Functions { before, after, former })
}

/// Which API a document is about.
///
/// # Errors
///
/// Input: `bad-api`, for a document without an `arn`.
pub fn identity_of(document: &Map<String, Value>) -> Result<ApiIdentity> {
    let arn = document.get("arn").and_then(Value::as_str);
    match arn.map(str::parse) {
        Some(Ok(crate::appsync::Arn::Api(api))) => Ok(api),
        _ => Err(Error::input("bad-api", "the API's document has no `arn` of a GraphQL API")
            .help("check what answers `GetGraphqlApi`")),
    }
}

/// The providers of a document as the engine knows them; the inner error is a mode that only the service knows.
///
/// # Errors
///
/// Input: `bad-api`, a malformed member.
pub(super) fn authentication_of(
    document: &Map<String, Value>,
) -> Result<std::result::Result<ApiAuthentication, GraphqlApiError>> {
    match GraphqlApi::from_json(&Value::Object(document.clone())) {
        Ok(api) => Ok(Ok(api.authentication)),
        Err(error @ GraphqlApiError::UnknownAuthenticationType { .. }) => Ok(Err(error)),
        Err(error) => {
            Err(Error::input("bad-api", error.to_string())
                .help("the API's document must be what GetGraphqlApi answers"))
        }
    }
}

/// Refuses a result that AppSync would refuse, as far as the engine knows. What was wrong before is left to the service.
fn refuse_conflicts(was: Option<&ApiAuthentication>, after: &Map<String, Value>) -> Result<()> {
    let Ok(is) = authentication_of(after)? else { return Ok(()) };
    let known: Vec<Code> = was.map(provider_faults).unwrap_or_default().iter().map(|step| step.code).collect();
    let Some(fault) = provider_faults(&is).into_iter().find(|step| !known.contains(&step.code)) else {
        return Ok(());
    };
    let code = fault.code;
    let message = format!("AppSync would refuse these providers: {} ({code})", code.rule().title);
    let help = match code {
        Code::P103 => {
            "let fields without directives through with `--default-action ALLOW`, or have no additional modes"
        }
        Code::P101 | Code::P104 => "drop one of the two, such as with `--previous-default drop`",
        Code::P105 => "drop a provider first",
        _ => "see what the rule says",
    };
    Err(Error::usage("providers-in-conflict", message).help(help))
}
