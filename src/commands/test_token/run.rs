//! Gather, decide, report.

use std::time::Instant;

use futures_util::{StreamExt, stream};

use super::args::Args;
use super::play::{Played, Show, play, unplayed};
use super::prepare::{Plan, prepare};
use super::repeat::repeat;
use super::setting::Called;
use crate::commands::authorizer::{self, AuthorizerOptions};
use crate::commands::context::Context;
use crate::commands::reporting::{Outputs, Progress};
use crate::error::{Error, Result};
use crate::outside::authorizer::{Authorizer, FunctionConfiguration};
use crate::outside::signal;
use crate::report::{Report, SuiteReport, TokenReport};
use crate::status::Status;
use crate::suite::{CaseOutcome, SuiteResults};

/// Runs `test-token`.
///
/// # Errors
/// What the user gave is missing or invalid, or the authorizer cannot be called.
pub async fn run(args: Args, context: &Context<'_>) -> Result<Status> {
    check_suite_options(&args)?;
    let outputs = Outputs::check(&args.report, context)?;
    let interrupted = signal::interrupted();
    let mut interrupted = std::pin::pin!(interrupted);
    let work = async {
        let plan = prepare(&args, context).await?;
        let secrets = || plan.secrets.iter().chain(plan.cases.iter().filter_map(|case| case.token.as_ref()));
        let authorizers = start(&plan, &args, context).await.map_err(|error| secrets().fold(error, Error::without))?;
        Ok((plan, authorizers))
    };
    let (plan, authorizers) = tokio::select! {
        // First, so that Ctrl-C is heard from the beginning.
        biased;
        () = &mut interrupted => return Err(Error::interrupted("nothing was run yet")),
        ready = work => ready?,
    };
    let jobs = plan.authorizers.iter().map(|called| args.jobs_for(&called.target)).max().unwrap_or(1);
    if let (Some(count), Some(case), Some(authorizer)) = (args.repeat, plan.cases.first(), authorizers.first()) {
        let measured = tokio::select! {
            measured = repeat(case, authorizer, count, jobs) => measured?,
            () = &mut interrupted => return Err(Error::interrupted("the measurement was not finished")),
        };
        shut_down(authorizers).await;
        return context.give(&measured.report(args.expect));
    }
    let show = Show {
        event: args.print_event,
        logs: args.logs,
        expect: args.expect,
        secrets: &plan.secrets,
        console: context.console,
    };
    let mut progress = Progress::new(plan.cases.len(), "cases", context);
    let played = tokio::select! {
        played = play_all(&plan, &authorizers, &args, show, jobs, &mut progress) => played,
        () = &mut interrupted => Err(progress.finished),
    };
    progress.clear();
    shut_down(authorizers).await;
    match played {
        Ok((results, fault)) => end(&args, context, results, fault, &outputs),
        Err(done) => Err(Error::interrupted(&format!("{done} of {} cases were run", plan.cases.len()))),
    }
}

/// Plays the cases, several at a time, with the results in their order; the error is the first that kept a case from
/// being judged.
async fn play_all(
    plan: &Plan,
    authorizers: &[Authorizer],
    args: &Args,
    show: Show<'_>,
    jobs: usize,
    progress: &mut Progress,
) -> std::result::Result<(SuiteResults, Option<Error>), usize> {
    let started = Instant::now();
    let mut results = SuiteResults::default();
    let mut fault = None;
    let cases = plan.cases.iter().filter_map(|case| {
        let authorizer = authorizers.get(case.setting.authorizer)?;
        Some(play(case, authorizer, show))
    });
    let mut playing = stream::iter(cases).buffered(jobs);
    while let Some(Played { result, error }) = playing.next().await {
        let failed = result.outcome == CaseOutcome::Failed;
        results.cases.push(result);
        fault = fault.or(error);
        progress.advance();
        if failed && args.fail_fast {
            break;
        }
    }
    results.cases.extend(plan.cases.iter().skip(results.cases.len()).map(unplayed));
    results.duration = started.elapsed();
    Ok((results, fault))
}

/// Writes the reports, and gives the result.
fn end(
    args: &Args,
    context: &Context<'_>,
    results: SuiteResults,
    fault: Option<Error>,
    outputs: &Outputs,
) -> Result<Status> {
    outputs.write((&results).into(), context)?;
    if args.suites.is_empty() {
        return match (fault, results.cases.first()) {
            (Some(error), _) => Err(error),
            (None, Some(result)) => {
                let report = TokenReport { result, expected: args.expect.map(Into::into) };
                if outputs.take_stdout() { Ok(report.status()) } else { context.give(&report) }
            }
            (None, None) => Err(Error::bug("a token without a result")),
        };
    }
    outputs.give(&SuiteReport { results: (&results).into(), fault: fault.as_ref() }, context)
}

/// Starts every authorizer that a case asks.
async fn start(plan: &Plan, args: &Args, context: &Context<'_>) -> Result<Vec<Authorizer>> {
    let handler_env = authorizer::handler_env(context.console, &args.authorizer).await?;
    let mut started = Vec::new();
    for Called { target, base, identity, known_region, settings } in &plan.authorizers {
        let options = AuthorizerOptions {
            identity: identity.clone(),
            known_region: known_region.clone(),
            jobs: args.jobs_for(target),
            authorizer_timeout: args.authorizer_timeout(),
            timeout: args.environment.timeout,
            handler_env: handler_env.clone(),
            remove_env: plan.token_variables.clone(),
            logs: args.logs,
            configuration: FunctionConfiguration::default(),
        };
        started.push(authorizer::start_authorizer(context, target, base, &options, settings, &args.environment).await?);
    }
    Ok(started)
}

/// Ends what was started.
async fn shut_down(authorizers: Vec<Authorizer>) {
    for authorizer in authorizers {
        authorizer.shutdown().await;
    }
}

/// Whether options that choose among the cases of suites stand beside a suite. The parser is not asked, as it takes a
/// token for a reason to need no suite.
fn check_suite_options(args: &Args) -> Result<()> {
    let chosen =
        [("--filter", args.filter.is_some()), ("--shard", args.shard.is_some()), ("--fail-fast", args.fail_fast)];
    match chosen.into_iter().find(|(_, given)| *given && args.suites.is_empty()) {
        Some((flag, _)) => Err(Error::usage("no-suite", format!("`{flag}` is for suites, and none is given"))
            .help(format!("name a suite file, or leave `{flag}` out"))),
        None => Ok(()),
    }
}
