//! The endpoint variable of the function: set or taken away, and no other variable touched.

use std::time::{Duration, Instant};

use super::apply::TRIES;
use super::journal::Journal;
use super::read::Known;
use crate::appsync::Secret;
use crate::commands::context::Context;
use crate::error::{Error, Result};
use crate::outside::ChangeFailure;
use crate::outside::lambda_api::{FunctionExecution, FunctionVariables};
use crate::report::{GrantStep, GrantStepResult, VariableChange};

/// How long an update of the function is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// The first pause between two looks at the function; each is longer than the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// Makes the change, and says what came of it.
pub(super) async fn change(
    known: &Known,
    change: &VariableChange,
    context: &Context<'_>,
    journal: &Journal,
) -> (GrantStep, Option<Error>) {
    let what = what(known, change);
    journal.begin(&what);
    let (result, error) = match attempt(known, change, context).await {
        Ok(result) => (result, None),
        Err(ChangeFailure::Unclear(error)) => (GrantStepResult::Unclear, Some(error)),
        Err(failure) => (GrantStepResult::Failed, Some(failure.into_error())),
    };
    if result != GrantStepResult::Unclear {
        journal.end(result == GrantStepResult::Done);
    }
    (GrantStep { subject: "variable", what, result }, error)
}

/// The step in words.
pub(super) fn what(known: &Known, change: &VariableChange) -> String {
    let verb = if change.value.is_some() { "set" } else { "remove" };
    format!("{verb} variable `{}` of function `{}`", change.name, known.function.name)
}

async fn attempt(
    known: &Known,
    change: &VariableChange,
    context: &Context<'_>,
) -> Result<GrantStepResult, ChangeFailure> {
    let target = known.target();
    let mut tries = TRIES;
    let mut failed: Option<ChangeFailure> = None;
    loop {
        let sent = failed.is_some();
        let execution = settled(known, &target).await.map_err(|error| if_sent(sent, error))?;
        let mut variables = match execution.variables {
            FunctionVariables::Known(variables) => variables,
            FunctionVariables::Unreadable(code) => return Err(if_sent(sent, unreadable(known, &code))),
        };
        let held = variables.get(&change.name).map(|value| value.expose().to_owned());
        if held == change.value {
            return Ok(if sent { GrantStepResult::Done } else { GrantStepResult::Unchanged });
        }
        match (&change.value, held) {
            (Some(value), _) => drop(variables.insert(change.name.clone(), Secret::new(value.clone()))),
            // Only the API's own URL is taken away.
            (None, Some(held)) if held != known.url => return Ok(GrantStepResult::Unchanged),
            (None, _) => drop(variables.remove(&change.name)),
        }
        match failed.take() {
            Some(failure) if tries == 0 => return Err(failure),
            _ => tries -= 1,
        }
        match known.lambda.set_variables(&target, &variables, execution.revision.as_deref()).await {
            Ok(()) => return finished(known, &target).await,
            Err(ChangeFailure::Refused(error)) => return Err(ChangeFailure::Refused(explained(error))),
            Err(failure) => {
                // Where nobody answers, waiting again and again helps nobody.
                tries = if matches!(failure, ChangeFailure::Unclear(_)) { tries.min(1) } else { tries };
                context.console.step(&format!("function {target}: read again"));
                failed = Some(failure);
            }
        }
    }
}

/// An error before anything was sent changed nothing.
fn if_sent(sent: bool, error: Error) -> ChangeFailure {
    if sent { ChangeFailure::Unclear(error) } else { ChangeFailure::Refused(error) }
}

/// The function when no update of it is under way.
async fn settled(known: &Known, target: &str) -> Result<FunctionExecution> {
    let since = Instant::now();
    let mut pause = FIRST_PAUSE;
    loop {
        let execution = known.lambda.execution(target).await?;
        if execution.last_update_status.as_deref() != Some("InProgress") {
            return Ok(execution);
        }
        if since.elapsed() > PATIENCE {
            return Err(Error::outside("still-updating", format!("an update of `{target}` is under way for a minute"))
                .help("see the function in Lambda, and run it again"));
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(5));
    }
}

/// Waits until Lambda has taken the change on.
async fn finished(known: &Known, target: &str) -> Result<GrantStepResult, ChangeFailure> {
    let execution = settled(known, target).await.map_err(ChangeFailure::Unclear)?;
    if execution.last_update_status.as_deref() == Some("Failed") {
        let reason = execution.last_update_reason.unwrap_or_else(|| "Lambda gives no reason".to_owned());
        return Err(ChangeFailure::Unclear(
            Error::outside("update-failed", format!("Lambda did not finish the update of `{target}`: {reason}"))
                .help("see the function in Lambda, and run it again"),
        ));
    }
    Ok(GrantStepResult::Done)
}

/// Why no variable of this function can be changed: they cannot be read.
pub(super) fn refused(known: &Known) -> Error {
    match &known.execution.variables {
        FunctionVariables::Unreadable(code) => unreadable(known, code),
        FunctionVariables::Known(_) => unreadable(known, ""),
    }
}

/// Writing without having read would lose what nobody here can see.
fn unreadable(known: &Known, code: &str) -> Error {
    let name = &known.function.name;
    let message =
        format!("Lambda could not read the variables of `{name}` ({code}), and setting one would lose all others");
    if code.contains("AccessDenied") {
        return Error::credentials("unreadable-variables", message)
            .help("allow `kms:Decrypt` on the function's key in a policy of the caller");
    }
    Error::outside("unreadable-variables", message).help("see the key of the function's variables in KMS")
}

/// Lambda's own message can repeat every variable and is not shown.
fn explained(error: Error) -> Error {
    if error.code() == "aws-error" {
        return error.help("Lambda takes 4 KB of variables together; see whether there is room for one more");
    }
    error
}
