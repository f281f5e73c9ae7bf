//! What the user sees and confirms before anything is sent, and what is seen at the end.

use std::io;

use super::read::{Prepared, Target};
use crate::commands::context::Context;
use crate::error::{Error, Result};
use crate::outside::question;
use crate::plan::Plan;
use crate::report::configure::{changed_meanwhile, write_plan};
use crate::report::{ConfigureReport, ConfiguredApi, Intent, Report, Style};
use crate::status::Status;

impl Prepared {
    /// The plan as the report shows it.
    pub(super) fn configured(&self, environment: Option<&str>) -> ConfiguredApi {
        ConfiguredApi {
            environment: environment.map(str::to_owned),
            chosen_environment: self.chosen_environment.clone(),
            name: self.current.get("name").and_then(serde_json::Value::as_str).map(str::to_owned),
            plan: self.plan.clone(),
            notes: self.notes.clone(),
            carried_out: None,
        }
    }
}

/// Shows plans that are about to be carried out: on standard output, which with `--json` is kept for the envelope; then
/// whoever is asked sees them on standard error.
pub(super) fn plans(report: &ConfigureReport, context: &Context<'_>) -> Result<()> {
    let write = |out: &mut dyn io::Write, style: &Style| {
        for (number, api) in report.planned().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            write_plan(api, out, style)?;
        }
        Ok(())
    };
    if !context.json {
        return context.console.write_out(|out| write(out, &context.style));
    }
    if context.may_ask {
        let mut text = Vec::new();
        write(&mut text, &context.error_style)
            .map_err(|error| Error::bug(format!("a plan cannot be written: {error}")))?;
        context.console.write_err(&String::from_utf8_lossy(&text));
    }
    Ok(())
}

/// Asks whether the plans that were shown shall be carried out.
pub(super) async fn confirm(yes: bool, context: &Context<'_>) -> Result<bool> {
    if yes {
        // Where nobody answers, nothing else stands between the plan and what comes of it.
        if !context.json {
            context.console.write_out(|out| writeln!(out))?;
        }
        return Ok(true);
    }
    question::confirm(context.console, "Apply this plan?", "apply it without being asked with `--yes`").await
}

/// Shows a plan that does something else than the one that was confirmed, and asks again.
///
/// # Errors
///
/// Interrupted: the user does not want it.
pub(super) async fn meanwhile(target: &Target<'_>, shown: &Plan, now: &Prepared) -> Result<()> {
    let Some(meanwhile) = changed_meanwhile(shown, &now.plan) else { return Ok(()) };
    let context = target.context;
    context.console.note(&meanwhile.note);
    if !meanwhile.asks_again {
        return Ok(());
    }
    plans(&ConfigureReport::of(Intent::Apply, now.configured(None)), context)?;
    if confirm(target.args.yes, context).await? {
        return Ok(());
    }
    Err(Error::interrupted("the plan that was made anew was declined"))
}

/// Gives what came of it; a fault is told as any other is.
pub(super) fn end(report: ConfigureReport, context: &Context<'_>) -> Result<Status> {
    let status = context.give(&report)?;
    match report.error() {
        Some(error) if !context.json => Err(error),
        _ => Ok(status),
    }
}
