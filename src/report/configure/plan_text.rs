//! The plan for people: what they confirm.

use std::io;

use super::outcome::ConfiguredApi;
use super::warnings::{warnings, write_all};
use super::{changes, permission_text};
use crate::report::style::{Style, Tone};
use crate::report::wording::one_line;

/// Writes a plan: which API, what is different, the permission, what it means, and what will be sent.
///
/// # Errors
///
/// The writer fails.
pub fn write_plan(api: &ConfiguredApi, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let plan = &api.plan;
    writeln!(out, "{}", style.strong(style.hang("", Tone::Plain, 0, &opening(api))))?;
    if plan.is_empty() {
        writeln!(out, "\n{}: the API is as wanted", style.good("nothing to change"))?;
    } else if plan.changes.is_empty() {
        writeln!(out, "\nthe API's configuration is as wanted; the permission is not")?;
    } else {
        changes::write(plan, out, style)?;
    }
    permission_text::write(plan, out, style)?;
    if !plan.carried_unknown.is_empty() {
        let told = format!("carried, not known to this program: {}", one_line(&plan.carried_unknown.join(", ")));
        writeln!(out, "\n{}", style.hang("", Tone::Plain, 0, &told))?;
    }
    write_all(&warnings(plan), out, style)?;
    for note in &api.notes {
        writeln!(out, "\n{} {}", style.hint("note:"), style.hang("", Tone::Plain, 6, &one_line(note)).trim_start())?;
    }
    write_steps(api, out, style)
}

/// Which API it is: name, id, region, environment.
pub(super) fn opening(api: &ConfiguredApi) -> String {
    let identity = &api.plan.api;
    let id = match &api.name {
        Some(name) => format!("`{}` ({}, {})", one_line(name), identity.api_id, identity.region),
        None => format!("{} ({})", identity.api_id, identity.region),
    };
    match &api.environment {
        Some(environment) => format!("environment `{}`: API {id}", one_line(environment)),
        None => format!("API {id}"),
    }
}

/// What is sent, in its order.
fn write_steps(api: &ConfiguredApi, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let steps = api.plan.steps();
    if steps.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.strong("steps"))?;
    for (number, step) in (1..).zip(&steps) {
        let wish = step.wish();
        let told = style.hang("", Tone::Plain, 4, &one_line(&wish));
        writeln!(out, "  {number} {}", told.trim_start())?;
    }
    Ok(())
}
