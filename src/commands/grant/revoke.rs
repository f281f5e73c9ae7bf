//! `--revoke`: the policy that we put on the role goes, and the endpoint variable if it is named.

use super::apply::{TRIES, agreed, declined, document, end, ended, not_begun, pause, refuse_version, unchanged};
use super::args::Args;
use super::journal::Journal;
use super::read::Known;
use super::variable;
use crate::commands::context::Context;
use crate::error::{Error, Result};
use crate::outside::ChangeFailure;
use crate::outside::iam_api::RoleFacts;
use crate::plan::policy_removed;
use crate::report::{
    GrantAction, GrantOutcomeReport, GrantPlan, GrantStep, GrantStepResult, VariableChange, VariableState,
};
use crate::status::Status;

/// Takes the grant back.
pub(super) async fn revoke(args: &Args, known: Known, context: &Context<'_>, journal: &Journal) -> Result<Status> {
    refuse_version(args, &known)?;
    let role = known.iam.role(&known.execution.role).await?;
    let held = document(known.iam.inline_policy(&role, &known.subject.grant.policy_name()).await?);
    let policy = held.map(|held| policy_removed(&known.subject.grant, &held));
    let named = args
        .endpoint_variable
        .as_ref()
        .map(|name| (VariableChange { name: name.clone(), value: None, replaces: false }, known.variable(name)));
    let variable = match &named {
        Some((_, VariableState::Unreadable)) => return Err(variable::refused(&known)),
        Some((change, VariableState::Set)) => Some(change.clone()),
        Some((_, VariableState::Other | VariableState::Absent)) | None => None,
    };
    let plan = GrantPlan { action: GrantAction::Revoke, policy, variable };
    let shown = !plan.is_empty() && !args.yes;
    if shown && !agreed(&plan, &known, context, "Take this from the function?").await? {
        let steps = not_begun(&known, &plan, delete(&known, &role));
        return declined(GrantOutcomeReport { subject: known.subject, plan, shown, steps, error: None }, context);
    }
    let mut steps = Vec::new();
    let mut error = None;
    if plan.policy.is_some() {
        let (step, failed) = delete_policy(&known, &role, journal).await;
        steps.push(step);
        error = failed;
    } else {
        steps.push(unchanged(
            "policy",
            format!("role `{}` has no policy `{}`", role.name, known.subject.grant.policy_name()),
        ));
    }
    if let Some((change, state)) = named {
        let (step, failed) = match (state, &error) {
            (VariableState::Set, None) => variable::change(&known, &change, context, journal).await,
            (state, _) => (left(&known, &change, state), None),
        };
        steps.push(step);
        error = error.or(failed);
    }
    end(GrantOutcomeReport { subject: known.subject, plan, shown, steps, error }, context)
}

/// The step on a variable that is not begun, or has nothing to do.
fn left(known: &Known, change: &VariableChange, state: VariableState) -> GrantStep {
    match state {
        VariableState::Set => {
            let what = variable::what(known, change);
            GrantStep { subject: "variable", what, result: GrantStepResult::NotBegun }
        }
        other => {
            let what = format!("variable `{}` of function `{}` {}", change.name, known.function.name, other.words());
            unchanged("variable", what)
        }
    }
}

fn delete(known: &Known, role: &RoleFacts) -> String {
    format!("remove inline policy `{}` from role `{}`", known.subject.grant.policy_name(), role.name)
}

async fn delete_policy(known: &Known, role: &RoleFacts, journal: &Journal) -> (GrantStep, Option<Error>) {
    let what = delete(known, role);
    let name = known.subject.grant.policy_name();
    journal.begin(&what);
    let mut outcome = Ok(());
    for attempt in 0..TRIES {
        outcome = known.iam.delete_inline_policy(role, &name).await;
        match &outcome {
            Err(ChangeFailure::Overtaken(_)) => pause(attempt).await,
            _ => break,
        }
    }
    if let Err(ChangeFailure::Unclear(_)) = outcome
        && known.iam.inline_policy(role, &name).await.is_ok_and(|text| text.is_none())
    {
        outcome = Ok(());
    }
    ended("policy", what, outcome, journal)
}
