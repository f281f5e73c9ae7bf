//! What came of a plan, for people.

use std::io;

use serde_json::Value;

use super::outcome::{CarriedOut, ConfiguredApi, StepResult};
use crate::error::ErrorKind;
use crate::plan::{Difference, Verification};
use crate::report::failure::write_error;
use crate::report::style::{Style, Tone};
use crate::report::wording::{one_line, shown};

/// Writes what came of each step, what reading the API again showed, where the backup is, and what to do after a fault;
/// nothing when nothing was carried out.
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
    let Some(error) = carried_out.fault() else { return Ok(()) };
    writeln!(out)?;
    write_error(&error, out, style)?;
    match next(carried_out) {
        Some(told) => writeln!(out, "{}", style.hang("next:", Tone::Hint, 6, told)),
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

/// Where the configuration from before is, and how it comes back.
fn write_backup(
    api: &ConfiguredApi,
    carried_out: &CarriedOut,
    out: &mut dyn io::Write,
    style: &Style,
) -> io::Result<()> {
    let Some(path) = &carried_out.backup else { return Ok(()) };
    writeln!(out, "backup: {}", one_line(path))?;
    writeln!(out, "  bring it back: {}", style.hint(one_line(&restoring(api, path))))
}

/// The command that brings a backup back.
pub(super) fn restoring(api: &ConfiguredApi, path: &str) -> String {
    let environment = match &api.environment {
        Some(name) => format!(" -e {}", shell_words::quote(name)),
        None => String::new(),
    };
    format!("appsync-auth configure{environment} --restore {}", shell_words::quote(path))
}

/// What to do after a fault. What is left is always such that the same command can go on from it.
fn next(carried_out: &CarriedOut) -> Option<&'static str> {
    let of = |name: &str, wanted: StepResult| {
        carried_out.steps.iter().any(|each| each.step.name() == name && each.result == wanted)
    };
    if let Some(Verification::Different(_)) = &carried_out.verification {
        return Some(
            "look at what is there: somebody may have changed the API at the same time; the backup brings back what was",
        );
    }
    if of("update", StepResult::Unclear) {
        return Some(
            "whether the update was made is not known; run the same command again: it reads the API first, and does only \
             what is still missing",
        );
    }
    if of("update", StepResult::Done) && of("remove-permission", StepResult::Failed) {
        return Some("the API is as wanted, but a permission is left; run the same command again to take it away");
    }
    if of("add-permission", StepResult::Done) || of("add-permission", StepResult::Unclear) {
        return Some(
            "AppSync may still be allowed to invoke the function, though the API may not call it; run the same command \
             again to finish, or with `--remove` to take it away",
        );
    }
    let interrupted = carried_out.error.as_ref().is_some_and(|error| error.kind() == ErrorKind::Interrupted);
    if interrupted {
        return Some("run the same command again: it goes on from what the API is then");
    }
    None
}
