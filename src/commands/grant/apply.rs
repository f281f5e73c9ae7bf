//! `--apply`: the policy on the role, and the endpoint variable.

use serde_json::Value;

use super::args::Args;
use super::journal::Journal;
use super::read::Known;
use super::variable;
use crate::commands::context::Context;
use crate::error::{Error, Result};
use crate::outside::iam_api::RoleFacts;
use crate::outside::{ChangeFailure, question};
use crate::plan::ENDPOINT_VARIABLE;
use crate::report::{
    GrantAction, GrantOutcomeReport, GrantPlan, GrantStep, GrantStepResult, VariableChange, VariableState,
};
use crate::status::Status;

/// How often a change is tried that somebody else's came before.
pub(super) const TRIES: usize = 5;

/// Applies the grant.
pub(super) async fn apply(args: &Args, known: Known, context: &Context<'_>, journal: &Journal) -> Result<Status> {
    refuse_version(args, &known)?;
    let role = known.iam.role(&known.execution.role).await?;
    let name = known.subject.grant.policy_name();
    let before = document(known.iam.inline_policy(&role, &name).await?);
    let wanted = known.subject.grant.policy();
    let policy = (before.as_ref() != Some(&wanted)).then(|| known.subject.grant.difference(before.as_ref()));
    let variable = match &args.endpoint_variable {
        Some(name) => set(&known, name)?,
        None => None,
    };
    let mut plan = GrantPlan { action: GrantAction::Apply, policy, variable };
    let shown = !plan.is_empty() && !args.yes;
    if shown && !agreed(&plan, &known, context, "Put this on the function?").await? {
        let steps = not_begun(&known, &plan, put(&known, &role));
        return declined(GrantOutcomeReport { subject: known.subject, plan, shown, steps, error: None }, context);
    }
    let there = format!("role `{}` has policy `{name}` with these resources already", role.name);
    let mut steps = vec![unchanged("policy", there)];
    let mut error = None;
    if plan.policy.is_some() {
        let (step, failed) = put_policy(&known, &role, journal).await;
        steps[0] = step;
        error = failed;
    }
    if error.is_none() && args.endpoint_variable.is_none() {
        // The policy is there and has to be told of, so whoever leaves this question has said no.
        plan.variable = offered(args, &known, context).await.unwrap_or_default();
    }
    match (&plan.variable, &error) {
        (Some(change), None) => {
            let (step, failed) = variable::change(&known, change, context, journal).await;
            steps.push(step);
            error = failed;
        }
        (Some(change), Some(_)) => steps.push(GrantStep {
            subject: "variable",
            what: variable::what(&known, change),
            result: GrantStepResult::NotBegun,
        }),
        (None, _) => {
            if let Some(name) = &args.endpoint_variable {
                let words = VariableState::Set.words();
                let what = format!("variable `{name}` of function `{}` {words} already", known.function.name);
                steps.push(unchanged("variable", what));
            }
        }
    }
    end(GrantOutcomeReport { subject: known.subject, plan, shown, steps, error }, context)
}

/// Gives the report, and ends as its error says.
pub(super) fn end(report: GrantOutcomeReport, context: &Context<'_>) -> Result<Status> {
    let status = context.give(&report)?;
    match report.error {
        // In JSON the envelope has it.
        Some(error) if !context.json => Err(error),
        _ => Ok(status),
    }
}

/// Shows what will be done, and asks.
pub(super) async fn agreed(
    plan: &GrantPlan,
    known: &Known,
    context: &Context<'_>,
    prompt: &'static str,
) -> Result<bool> {
    let mut text = Vec::new();
    // Writing into memory does not fail.
    let _ = plan.text(&known.subject, &mut text, &context.error_style);
    context.console.write_err(&format!("{}\n", String::from_utf8_lossy(&text)));
    question::confirm(context.console, prompt, "agree with `--yes`").await
}

/// The user said no: nothing of the plan was begun.
pub(super) fn declined(report: GrantOutcomeReport, context: &Context<'_>) -> Result<Status> {
    context.console.note("not confirmed: nothing was sent");
    end(report, context)
}

/// The steps of a plan that was not confirmed; `policy` says what was to become of the policy.
pub(super) fn not_begun(known: &Known, plan: &GrantPlan, policy: String) -> Vec<GrantStep> {
    let step = |subject, what| GrantStep { subject, what, result: GrantStepResult::NotBegun };
    let policy = plan.policy.as_ref().map(|_| step("policy", policy));
    let variable = plan.variable.as_ref().map(|change| step("variable", variable::what(known, change)));
    policy.into_iter().chain(variable).collect()
}

/// A policy as it was read; one that is not JSON is none that we wrote.
pub(super) fn document(text: Option<String>) -> Option<Value> {
    text.map(|text| serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

pub(super) fn unchanged(subject: &'static str, what: String) -> GrantStep {
    GrantStep { subject, what, result: GrantStepResult::Unchanged }
}

/// A published version has the variables that it was published with.
///
/// Source: Lambda developer guide, "Manage Lambda function versions".
pub(super) fn refuse_version(args: &Args, known: &Known) -> Result<()> {
    let qualifier = known.function.qualifier.as_deref().filter(|qualifier| *qualifier != "$LATEST");
    match (&args.endpoint_variable, qualifier) {
        (Some(_), Some(qualifier)) => {
            let message = format!("the variables of `{}` cannot be changed at `{qualifier}`", known.function.name);
            Err(Error::usage("published-version", message)
                .help("name the function without a qualifier, and publish a version afterwards"))
        }
        _ => Ok(()),
    }
}

fn put(known: &Known, role: &RoleFacts) -> String {
    format!("put inline policy `{}` on role `{}`", known.subject.grant.policy_name(), role.name)
}

/// Puts the policy on the role. A change of somebody else that comes between is waited for.
async fn put_policy(known: &Known, role: &RoleFacts, journal: &Journal) -> (GrantStep, Option<Error>) {
    let what = put(known, role);
    let name = known.subject.grant.policy_name();
    let wanted = known.subject.grant.policy();
    journal.begin(&what);
    let mut outcome = Ok(());
    for attempt in 0..TRIES {
        outcome = known.iam.put_inline_policy(role, &name, &wanted.to_string()).await;
        match &outcome {
            Err(ChangeFailure::Overtaken(_)) => pause(attempt).await,
            _ => break,
        }
    }
    if let Err(ChangeFailure::Unclear(_)) = outcome
        && known.iam.inline_policy(role, &name).await.is_ok_and(|text| document(text) == Some(wanted))
    {
        outcome = Ok(());
    }
    ended("policy", what, outcome, journal)
}

/// What came of a change, for the report and for who interrupts.
pub(super) fn ended(
    subject: &'static str,
    what: String,
    outcome: Result<(), ChangeFailure>,
    journal: &Journal,
) -> (GrantStep, Option<Error>) {
    let (result, error) = match outcome {
        Ok(()) => (GrantStepResult::Done, None),
        Err(ChangeFailure::Unclear(error)) => (GrantStepResult::Unclear, Some(error)),
        Err(failure) => (GrantStepResult::Failed, Some(failure.into_error())),
    };
    if result != GrantStepResult::Unclear {
        journal.end(result == GrantStepResult::Done);
    }
    (GrantStep { subject, what, result }, error)
}

/// Waits longer each time.
pub(super) async fn pause(attempt: usize) {
    let shift = u32::try_from(attempt).unwrap_or_default();
    tokio::time::sleep(std::time::Duration::from_millis(200_u64 << shift.min(5))).await;
}

/// The change that sets a variable; none where it is set.
fn set(known: &Known, name: &str) -> Result<Option<VariableChange>> {
    let change = |replaces| VariableChange { name: name.to_owned(), value: Some(known.url.clone()), replaces };
    match known.variable(name) {
        VariableState::Set => Ok(None),
        VariableState::Absent => Ok(Some(change(false))),
        VariableState::Other => Ok(Some(change(true))),
        VariableState::Unreadable => Err(variable::refused(known)),
    }
}

/// Asks whether to set Amplify's variable, where somebody can be asked.
async fn offered(args: &Args, known: &Known, context: &Context<'_>) -> Result<Option<VariableChange>> {
    let is_published = known.function.qualifier.as_deref().is_some_and(|qualifier| qualifier != "$LATEST");
    if args.yes || !context.may_ask || is_published {
        return Ok(None);
    }
    let change = match set(known, ENDPOINT_VARIABLE) {
        Ok(Some(change)) => change,
        // An offer that cannot be made is no fault.
        Ok(None) | Err(_) => return Ok(None),
    };
    let held = if change.replaces { ", which holds something else" } else { "" };
    context.console.write_err(&format!("The function can be told the API's URL in {ENDPOINT_VARIABLE}{held}.\n"));
    let offered = ["no", "yes, and keep all other variables"];
    let chosen = question::choose(context.console, "Set it", &offered, "name one with `--endpoint-variable`").await?;
    Ok((chosen == 1).then_some(change))
}
