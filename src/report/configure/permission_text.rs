//! AppSync's permission to invoke the function: what is there, what comes, what goes.

use std::io;

use serde_json::{Value, json};

use super::changes::modes;
use super::warnings::PlanWarning;
use crate::appsync::AuthenticationType;
use crate::engine::Severity;
use crate::plan::{PermissionPlan, PermissionStatement, Plan, StatementName};
use crate::report::style::{Style, Tone};
use crate::report::wording::one_line;
use crate::settings::PermissionChoice;

/// Where it was seen that AppSync refuses a function of another account.
const FOREIGN_EVIDENCE: &str = "aws/aws-appsync-community#184";

/// Writes the part of the plan about the permission; nothing where there is no function and nothing to take away.
pub(super) fn write(plan: &Plan, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let mut lines = lines(&plan.permission);
    if plan.permission.function.is_none() && modes(&plan.after).contains(&AuthenticationType::AwsLambda.name()) {
        let told = "the authorizer is not named by the ARN of a Lambda function, so that its policy cannot be read";
        lines.push((' ', told.to_owned()));
    }
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.strong("permission to invoke the function"))?;
    for (sign, told) in lines {
        let tone = match sign {
            '+' => Tone::Good,
            '-' => Tone::Bad,
            _ => Tone::Plain,
        };
        let told = style.hang("", Tone::Plain, 4, &one_line(&told));
        writeln!(out, "  {} {}", style.paint(tone, sign), told.trim_start())?;
    }
    Ok(())
}

/// What is said, each with its sign: `+` comes, `-` goes.
fn lines(plan: &PermissionPlan) -> Vec<(char, String)> {
    let mut lines = Vec::new();
    if let Some(function) = &plan.function {
        let found = &plan.found;
        let mut say = |told: String| lines.push((' ', told));
        if plan.choice == PermissionChoice::Skip {
            say(format!("the policy of `{function}` was not read, as `--permission skip` asks"));
        }
        if !found.allowed_by.is_empty() {
            let denied = !found.denied_by.is_empty() || !found.perhaps_denied_by.is_empty();
            let may = if denied { "would be allowed to" } else { "may" };
            let names = statements(&found.allowed_by);
            say(format!("AppSync {may} invoke `{function}` for this API already: {names}"));
        }
        if !plan.open_by.is_empty() {
            say(format!("open to every API of every account: {}", statements(&plan.open_by)));
        }
        if !found.perhaps_allowed_by.is_empty() {
            let names = statements(&found.perhaps_allowed_by);
            say(format!("allowed perhaps, by a condition that cannot be judged here: {names}"));
        }
        if !found.denied_by.is_empty() {
            say(format!("denied, whatever else allows it: {}", statements(&found.denied_by)));
        }
        if !found.perhaps_denied_by.is_empty() {
            let names = statements(&found.perhaps_denied_by);
            say(format!("denied perhaps, by a condition that cannot be judged here: {names}"));
        }
    }
    lines.extend(plan.add.iter().map(|statement| ('+', added(statement))));
    lines.extend(plan.remove.iter().map(|StatementName { function, id }| {
        (
            '-',
            format!(
                "statement `{id}` of `{function}`, which was added for this API and which it does not need any more"
            ),
        )
    }));
    lines
}

fn added(PermissionStatement { function, id, source_arn }: &PermissionStatement) -> String {
    match source_arn {
        Some(arn) => format!("statement `{id}` lets AppSync invoke `{function}` for `{arn}` alone"),
        None => format!("statement `{id}` lets AppSync invoke `{function}` for every API of every account"),
    }
}

/// `statement `a``, `statements `a`, `b``.
fn statements(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("{} {}", if names.len() == 1 { "statement" } else { "statements" }, quoted.join(", "))
}

/// What of it should make people think.
pub(super) fn warnings(plan: &PermissionPlan) -> Vec<PlanWarning> {
    let mut told: Vec<PlanWarning> = plan.left_open.iter().map(left_open).collect();
    let Some(function) = &plan.function else { return told };
    let mut warn = |code, severity, message: String, help: &str| {
        told.push(PlanWarning::new(code, severity, message).help(help));
    };
    if plan.foreign_account {
        let message = format!(
            "`{function}` belongs to another account than the API; AppSync was seen to refuse that with `Lambda \
             Authorizer should be in the same account as caller` ({FOREIGN_EVIDENCE})"
        );
        warn("function-of-another-account", Severity::Warning, message, "use a function of the API's account");
    }
    if plan.choice == PermissionChoice::Skip {
        return told;
    }
    if !plan.found.denied_by.is_empty() {
        let message =
            format!("AppSync cannot invoke `{function}`: {} of its policy deny it", statements(&plan.found.denied_by));
        let message = if plan.found.denied_by.len() == 1 { message.replace(" deny it", " denies it") } else { message };
        warn("invocation-denied", Severity::Error, message, "take the denial away: every request would fail");
    } else if !plan.found.perhaps_denied_by.is_empty() {
        let names = statements(&plan.found.perhaps_denied_by);
        let message = format!(
            "whether AppSync can invoke `{function}` depends on a condition that cannot be judged here: {names}"
        );
        warn("invocation-perhaps-denied", Severity::Warning, message, "look at the condition");
    }
    let opens = plan.add.as_ref().is_some_and(|statement| statement.source_arn.is_none());
    if opens {
        let message = format!("`{function}` will be open to every API of every account that knows its ARN");
        warn("permission-open", Severity::Warning, message, "`--permission scoped` lets this API alone in");
    }
    told
}

fn left_open(StatementName { function, id }: &StatementName) -> PlanWarning {
    let message = format!(
        "statement `{id}` stays in the policy of `{function}`, which is open to every API of every account by it; other \
         APIs may rely on it"
    );
    let qualifier =
        function.qualifier.as_ref().map_or_else(String::new, |qualifier| format!(" --qualifier {qualifier}"));
    let help = format!(
        "if none does: aws lambda remove-permission --function-name {}{qualifier} --statement-id {id} --region {}",
        function.unqualified(),
        function.region
    );
    PlanWarning::new("permission-stays-open", Severity::Warning, message).help(help)
}

/// The member `permission` of the JSON.
pub(super) fn json(plan: &PermissionPlan) -> Value {
    let statement =
        |StatementName { function, id }: &StatementName| json!({ "function": function.to_string(), "statement": id });
    json!({
        "choice": match plan.choice {
            PermissionChoice::Scoped => "scoped",
            PermissionChoice::Open => "open",
            PermissionChoice::Skip => "skip",
        },
        "function": plan.function.as_ref().map(ToString::to_string),
        "invocable": plan.invocable(),
        "allowedBy": plan.found.allowed_by,
        "perhapsAllowedBy": plan.found.perhaps_allowed_by,
        "deniedBy": plan.found.denied_by,
        "perhapsDeniedBy": plan.found.perhaps_denied_by,
        "openBy": plan.open_by,
        "add": plan.add.as_ref().map(|PermissionStatement { function, id, source_arn }| {
            json!({ "function": function.to_string(), "statement": id, "sourceArn": source_arn })
        }),
        "remove": plan.remove.iter().map(statement).collect::<Vec<_>>(),
        "foreignAccount": plan.foreign_account,
    })
}
