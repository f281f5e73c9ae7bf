//! What a plan is made from: the API as it is, the policies of functions, the schema.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::try_join_all;
use serde_json::{Map, Value};

use super::args::Args;
use super::backup;
use crate::appsync::ApiIdentity;
use crate::commands::context::Context;
use crate::commands::gather;
use crate::engine::lint::LintInputs;
use crate::error::{Error, ErrorKind, Result};
use crate::graphql::{Diagnostic, Leniency, Schema, SourceText};
use crate::outside::appsync_api::{AppSyncApi, region_of};
use crate::outside::lambda_api::LambdaApi;
use crate::plan::{
    Aim, Change, Facts, FunctionArn, FunctionPolicies, FunctionPolicy, Plan, authorizer_function, functions_to_ask,
    functions_to_ask_restoring, identity_of,
};
use crate::settings::{PermissionChoice, Settings};

/// What the API shall become.
#[derive(Debug, Clone)]
pub(super) enum Goal {
    /// What a change makes of it.
    Change(Change),
    /// What it was when this was saved.
    Restore { saved: Map<String, Value>, permission: PermissionChoice, keep_permission: bool },
}

/// One API and its services.
pub(super) struct Target<'t> {
    pub(super) context: &'t Context<'t>,
    pub(super) args: &'t Args,
    pub(super) settings: &'t Settings,
    pub(super) appsync: AppSyncApi,
    pub(super) lambda: LambdaApi,
    pub(super) api: ApiIdentity,
}

/// What was read of an API, and the plan that follows from it.
pub(super) struct Prepared {
    /// The `graphqlApi` object as it was received.
    pub(super) current: Map<String, Value>,
    /// The revision of each function's policy, where there is one.
    pub(super) revisions: BTreeMap<FunctionArn, String>,
    pub(super) plan: Plan,
    /// The environment that the user chose.
    pub(super) chosen_environment: Option<String>,
    /// What could not be read, and need not be.
    pub(super) notes: Vec<String>,
}

impl<'t> Target<'t> {
    /// AppSync where the settings say; the API's own region is not known before it is found.
    pub(super) async fn service(
        context: &Context<'_>,
        args: &Args,
        settings: &Settings,
        selector: Option<&str>,
    ) -> Result<AppSyncApi> {
        let region = selector.and_then(region_of);
        let config =
            gather::aws(context.console, settings, &args.environment, region, |endpoints| &endpoints.appsync).await?;
        Ok(AppSyncApi::new(&config))
    }

    /// The API that was found, with the services of its region.
    pub(super) async fn of(
        context: &'t Context<'t>,
        args: &'t Args,
        settings: &'t Settings,
        service: &AppSyncApi,
        current: &Map<String, Value>,
    ) -> Result<Self> {
        let api = identity_of(current)?;
        let lambda = gather::aws(context.console, settings, &args.environment, Some(api.region.clone()), |endpoints| {
            &endpoints.lambda
        });
        let lambda = LambdaApi::new(&lambda.await?);
        Ok(Self { context, args, settings, appsync: service.in_region(&api.region), lambda, api })
    }

    /// Reads the API again.
    pub(super) async fn current(&self) -> Result<Map<String, Value>> {
        match self.appsync.get(&self.api.api_id).await? {
            Value::Object(members) => Ok(members),
            _ => Err(Error::bug("an API was read that is no object")),
        }
    }

    /// Whether the function that the change names exists and can be invoked. What the API calls already is not asked again.
    ///
    /// # Errors
    ///
    /// Outside: no such function, one that is not active. Credentials: it may not be asked.
    pub(super) async fn check_function(&self, goal: &Goal, current: &Map<String, Value>) -> Result<()> {
        let function = match goal {
            Goal::Change(change) => {
                change.check()?;
                let configured = authorizer_function(current).map(|function| function.to_string());
                change.check_function(&self.api, configured.as_deref())?;
                let Aim::SetUp(set_up) = &change.aim else { return Ok(()) };
                set_up.function.clone()
            }
            Goal::Restore { saved, .. } => authorizer_function(saved),
        };
        let Some(function) = function.filter(|function| authorizer_function(current).as_ref() != Some(function)) else {
            return Ok(());
        };
        self.lambda.configuration(&function.to_string()).await?.check_active(&function.to_string())
    }

    /// Reads what else the plan needs, and makes it.
    ///
    /// # Errors
    ///
    /// The change cannot be made on this API; AWS cannot be asked.
    pub(super) async fn prepare(&self, goal: &Goal, current: Map<String, Value>) -> Result<Prepared> {
        let former = backup::former_functions(&self.api.api_id, self.context.console);
        let (policies, revisions) = self.policies(goal, &current, &former).await?;
        let lint = LintInputs {
            regex_reading_is_chosen: self.settings.readings.iter().any(|each| each.value.name == "identity-regex"),
            ..LintInputs::default()
        };
        let readings = gather::readings(self.settings);
        let mut notes = Vec::new();
        let plan = |schema: Option<&Schema>| {
            let facts = Facts {
                current: &current,
                policies: &policies,
                former_functions: &former,
                schema,
                lint: &lint,
                readings: &readings,
                known_settings_only: self.args.known_settings_only,
            };
            goal.plan(&facts)
        };
        let mut planned = plan(None)?;
        // Without a change there is nothing that it could mean for clients.
        if !planned.changes.is_empty()
            && let Some(schema) = self.schema(&mut notes).await?
        {
            planned = plan(Some(&schema))?;
        }
        let chosen = self.settings.environment.as_ref().filter(|_| self.settings.is_environment_chosen());
        let chosen_environment = chosen.map(|given| given.value.clone());
        Ok(Prepared { plan: planned, revisions, chosen_environment, notes, current })
    }

    /// The policies that the plan needs, all at once. That of a function that the API called once is no condition.
    async fn policies(
        &self,
        goal: &Goal,
        current: &Map<String, Value>,
        former: &[FunctionArn],
    ) -> Result<(FunctionPolicies, BTreeMap<FunctionArn, String>)> {
        let functions = goal.functions_to_ask(current, former)?;
        let calls = authorizer_function(current).map(|function| function.policy_arn());
        let read = functions.iter().enumerate().map(|(number, function)| {
            // The first is the one that shall be called.
            let is_needed = number == 0 || calls.as_ref() == Some(function);
            async move {
                match self.lambda.policy(&function.to_string()).await {
                    Ok(policy) => Ok((function.clone(), policy)),
                    Err(_) if !is_needed => Ok((function.clone(), None)),
                    Err(error) if error.kind() == ErrorKind::Credentials => {
                        Err(error.note("permissions are left alone, and need not be read, with `--permission skip`"))
                    }
                    Err(error) => Err(error),
                }
            }
        });
        let (mut policies, mut revisions) = (FunctionPolicies::new(), BTreeMap::new());
        for (function, policy) in try_join_all(read).await? {
            let Some(policy) = policy else { continue };
            policies.insert(function.clone(), FunctionPolicy::parse(&policy.text)?);
            revisions.extend(policy.revision.map(|revision| (function, revision)));
        }
        Ok((policies, revisions))
    }

    /// The schema: the file that was named, else the API's own. Only what a change means for fields hangs on it, so one that
    /// is not there or is faulty is a note.
    ///
    /// # Errors
    ///
    /// A named file cannot be read or is invalid; the caller may not read the API's.
    async fn schema(&self, notes: &mut Vec<String>) -> Result<Option<Arc<Schema>>> {
        let console = self.context.console;
        if let Some(given) = &self.settings.schema {
            let folder = gather::folder_of(&given.origin, console);
            return gather::schema(console, &given.value, &folder).await.map(Some);
        }
        let unknown = |error: &Error| format!("what the change means for fields is not known: {error}");
        let text = match self.appsync.introspection_schema(&self.api.api_id).await {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::Credentials => {
                return Err(
                    error.note("the API's schema says what a change means for fields; `--schema FILE` stands for it")
                );
            }
            Err(error) => {
                notes.push(unknown(&error));
                return Ok(None);
            }
        };
        let sources = [SourceText::new(format!("schema of API {}", self.api.api_id), text)];
        match Schema::load(&sources, Leniency::Live) {
            Ok(loaded) => Ok(Some(Arc::new(loaded.schema))),
            Err(faults) => {
                notes.push(unknown(&Diagnostic::into_error(&faults, "schema-invalid", "its schema", &[])));
                Ok(None)
            }
        }
    }
}

impl Goal {
    /// Whether a permission stays that is not needed any more.
    pub(super) const fn keeps_permission(&self) -> bool {
        match self {
            Self::Change(Change { keep_permission, .. }) | Self::Restore { keep_permission, .. } => *keep_permission,
        }
    }

    fn plan(&self, facts: &Facts<'_>) -> Result<Plan> {
        match self {
            Self::Change(change) => Plan::of(change, facts),
            Self::Restore { saved, permission, keep_permission } => {
                Plan::restoring(saved, *permission, *keep_permission, facts)
            }
        }
    }

    fn functions_to_ask(&self, current: &Map<String, Value>, former: &[FunctionArn]) -> Result<Vec<FunctionArn>> {
        match self {
            Self::Change(change) => functions_to_ask(change, current, former),
            Self::Restore { saved, permission, .. } => functions_to_ask_restoring(saved, *permission, current, former),
        }
    }
}
