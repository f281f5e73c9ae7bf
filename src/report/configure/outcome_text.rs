//! What came of a plan, for people.

use std::io;

use serde_json::Value;

use super::outcome::{CarriedOut, ConfiguredApi, StepResult};
use crate::plan::{Difference, Verification};
use crate::report::style::{Style, Tone};
use crate::report::wording::{one_line, shown};

/// Writes what came of each step, what reading the API again showed, where the backup is, and what to do after a fault;
/// nothing when nothing was carried out. The fault itself is whoever's that ends the run.
///
/// # Errors
///
/// The writer fails.
pub fn write_outcome(api: &ConfiguredApi, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let Some(carried_out) = &api.carried_out else { return Ok(()) };
    let width = carried_out.steps.iter().map(|step| step.result.words().len()).max().unwrap_or_default();
    for outcome in &carried_out.steps {
        let tone = match outcome.result {
            StepResult::Done => Tone::Good,
            StepResult::Failed => Tone::Bad,
            StepResult::TakenBack | StepResult::Unclear => Tone::Warning,
            StepResult::NotBegun => Tone::Faint,
        };
        let wish = outcome.step.wish();
        writeln!(out, "{}", style.hang(outcome.result.words(), tone, width + 2, &one_line(&wish)))?;
    }
    if let Some(verification) = &carried_out.verification {
        write_verification(verification, out, style)?;
    }
    write_backup(api, carried_out, out, style)?;
    if carried_out.fault().is_none() {
        return Ok(());
    }
    match next(carried_out) {
        Some(told) => writeln!(out, "\n{}", style.hang("next:", Tone::Hint, 6, told)),
        None => Ok(()),
    }
}

fn write_verification(found: &Verification, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    writeln!(out)?;
    match found {
        Verification::Applied { filled } => {
            writeln!(out, "read again: {}; nothing else changed", style.good("as meant"))?;
            for Difference { path, after, .. } in filled {
                let told = match after {
                    Some(value) => format!("{}: {}, which the service says by itself", one_line(path), shown(value)),
                    None => format!("{}: left away by the service", one_line(path)),
                };
                writeln!(out, "  {}", style.hang("", Tone::Plain, 4, &told).trim_start())?;
            }
            Ok(())
        }
        Verification::Unchanged => writeln!(out, "read again: {}; nothing changed", style.bad("as it was before")),
        Verification::Different(wrong) => {
            writeln!(out, "read again: {}", style.bad("not as meant"))?;
            for Difference { path, before, after } in wrong {
                let value = |value: &Option<Value>| value.as_ref().map_or_else(|| "none".to_owned(), shown);
                let told = format!("{}: {} was meant, {} is there", one_line(path), value(before), value(after));
                writeln!(out, "  {}", style.hang("", Tone::Plain, 4, &told).trim_start())?;
            }
            Ok(())
        }
    }
}

/// Where the configuration from before is, and how it comes back, when the update may have been made.
fn write_backup(
    api: &ConfiguredApi,
    carried_out: &CarriedOut,
    out: &mut dyn io::Write,
    style: &Style,
) -> io::Result<()> {
    let may_be_made = |result: StepResult| matches!(result, StepResult::Done | StepResult::Unclear);
    let changed = carried_out.steps.iter().any(|each| each.step.name() == "update" && may_be_made(each.result));
    let Some(path) = carried_out.backup.as_ref().filter(|_| changed) else { return Ok(()) };
    writeln!(out, "backup: {}", one_line(path))?;
    writeln!(out, "  bring it back: {}", style.hint(one_line(&restoring(api, path))))
}

/// The command that brings a backup back.
pub(super) fn restoring(api: &ConfiguredApi, path: &str) -> String {
    let environment = match &api.chosen_environment {
        Some(name) => format!(" -e {}", shell_words::quote(name)),
        None => String::new(),
    };
    format!("appsync-auth configure{environment} --restore {}", shell_words::quote(path))
}

/// What to do after a fault. What is left is always such that the same command can go on from it.
fn next(carried_out: &CarriedOut) -> Option<&'static str> {
    let of = |name: &str, results: &[StepResult]| {
        carried_out.steps.iter().any(|each| each.step.name() == name && results.contains(&each.result))
    };
    let (done, unclear) = (StepResult::Done, StepResult::Unclear);
    let seen = carried_out.is_verified() == Some(true);
    if let Some(Verification::Different(_)) = &carried_out.verification {
        // The error says it.
        return None;
    }
    if seen || (of("update", &[done]) && carried_out.verification.is_none()) {
        return Some(if seen {
            "the API is as wanted, but not all of the rest is done; run the same command again to finish"
        } else {
            "the update was made, but the API was not read again; run the same command again to compare and finish"
        });
    }
    if of("update", &[unclear]) && carried_out.verification.is_none() {
        return Some(
            "whether the update was made is not known; run the same command again: it reads the API first, and does only \
             what is still missing",
        );
    }
    if of("add-permission", &[done, unclear]) {
        return Some(
            "AppSync may still be allowed to invoke the function, though the API may not call it; run the same command \
             again to finish, or take the statement away",
        );
    }
    if of("remove-permission", &[StepResult::Failed, unclear]) {
        return Some("run the same command again to take the permission away");
    }
    Some("nothing is changed; run the same command again when the cause is mended")
}
