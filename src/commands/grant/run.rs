//! The whole of a run.

use super::args::Args;
use super::journal::Journal;
use super::read::Known;
use super::{apply, check, revoke};
use crate::commands::context::Context;
use crate::error::{Error, Result};
use crate::outside::signal;
use crate::plan::{Grantee, InfrastructureFormat, grant_infrastructure};
use crate::report::wording::one_line;
use crate::report::{GrantPolicyReport, Tone};
use crate::status::Status;

/// Runs `grant`.
///
/// # Errors
/// What cannot be read or changed, and a choice that nobody was there to make.
pub async fn run(args: Args, context: &Context<'_>) -> Result<Status> {
    let journal = Journal::default();
    tokio::select! {
        // First, so that Ctrl-C is heard from the beginning.
        biased;
        () = signal::interrupted() => Err(Error::interrupted(&journal.told())),
        ended = work(&args, context, &journal) => ended,
    }
}

async fn work(args: &Args, context: &Context<'_>, journal: &Journal) -> Result<Status> {
    let changes = args.apply || args.revoke;
    if args.yes && !changes {
        return Err(Error::usage("nothing-to-confirm", "`--yes` agrees to a change, and none is asked for")
            .help("add `--apply` or `--revoke`"));
    }
    if args.endpoint_variable.is_some() && !(changes || args.check || args.print.is_some()) {
        return Err(Error::usage("nothing-to-set", "`--endpoint-variable` needs something that is done with it")
            .help("add `--apply`, `--check`, `--revoke` or `--print FORMAT`"));
    }
    if changes && !args.yes && !context.may_ask {
        let what = if args.apply { "--apply" } else { "--revoke" };
        return Err(Error::usage(
            "not-confirmed",
            format!("`{what}` asks before it changes anything, and nobody can be asked"),
        )
        .help("agree with `--yes`"));
    }
    let known = Known::read(args, context).await?;
    if !args.revoke {
        for warning in &known.subject.warnings {
            let line = context.error_style.hang("warning:", Tone::Warning, 9, &one_line(warning));
            context.console.note(&line);
        }
    }
    if args.apply {
        apply::apply(args, known, context, journal).await
    } else if args.check {
        check::check(args, known, context).await
    } else if args.revoke {
        revoke::revoke(args, known, context, journal).await
    } else {
        print(args, known, context)
    }
}

/// Prints the policy, or infrastructure code in its place.
fn print(args: &Args, known: Known, context: &Context<'_>) -> Result<Status> {
    let role = known.execution.role.rsplit('/').next().unwrap_or_default();
    let code = args.print.map(|format| {
        let format = InfrastructureFormat::from(format);
        let grantee = Grantee {
            function: known.function.name.clone(),
            role: role.to_owned(),
            variable: args.endpoint_variable.clone().map(|name| (name, known.url.clone())),
        };
        (format, grant_infrastructure(&known.subject.grant, &grantee, format))
    });
    if code.is_none() && !context.json {
        let name = known.subject.grant.policy_name();
        let text = format!(
            "it belongs on role `{role}`: `--apply` puts it there, or `aws iam put-role-policy --role-name {role} \
             --policy-name {name} --policy-document file://policy.json`"
        );
        context.console.note(&context.error_style.hang("note:", Tone::Hint, 6, &text));
    }
    context.give(&GrantPolicyReport { subject: known.subject, code })
}
