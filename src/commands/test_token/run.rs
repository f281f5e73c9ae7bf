//! Gather, decide, report.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Args, ReportTo};
use super::play::{Played, Show, play, unplayed};
use super::prepare::{Plan, prepare};
use super::repeat::repeat;
use super::setting::Called;
use crate::commands::context::Context;
use crate::commands::gather::{self, AuthorizerOptions};
use crate::error::{Error, ErrorKind, Result};
use crate::outside::authorizer::Authorizer;
use crate::outside::{files, signal};
use crate::report::{Report, Style, SuiteReport, TokenReport};
use crate::status::Status;
use crate::suite::{CaseOutcome, SuiteResults};

/// Work that takes longer than this shows its progress.
const PROGRESS_AFTER: Duration = Duration::from_millis(300);

/// Runs `test-token`.
///
/// # Errors
/// What the user gave is missing or invalid, or the authorizer cannot be called.
pub async fn run(args: Args, context: &Context<'_>) -> Result<Status> {
    check_suite_options(&args)?;
    let outputs = check_outputs(&args, context)?;
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
        () = &mut interrupted => return Err(stopped("nothing was run yet")),
        ready = work => ready?,
    };
    let jobs = plan.authorizers.iter().map(|called| args.jobs_for(&called.target)).max().unwrap_or(1);
    if let (Some(count), Some(case), Some(authorizer)) = (args.repeat, plan.cases.first(), authorizers.first()) {
        let measured = tokio::select! {
            measured = repeat(case, authorizer, count, jobs) => measured?,
            () = &mut interrupted => return Err(stopped("the measurement was not finished")),
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
    let mut progress = Progress::new(plan.cases.len(), context);
    let played = tokio::select! {
        played = play_all(&plan, &authorizers, &args, show, jobs, &mut progress) => played,
        () = &mut interrupted => Err(progress.finished),
    };
    progress.clear();
    shut_down(authorizers).await;
    match played {
        Ok((results, fault)) => end(&args, context, results, fault, &outputs),
        Err(done) => Err(stopped(&format!("{done} of {} cases were run", plan.cases.len()))),
    }
}

/// The error of a run that the user ended.
fn stopped(what: &str) -> Error {
    Error::new(ErrorKind::Interrupted, "interrupted", format!("interrupted: {what}"))
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
    outputs: &[(ReportTo, Option<PathBuf>)],
) -> Result<Status> {
    for (to, path) in outputs {
        let mut text = Vec::new();
        to.format
            .write((&results).into(), &mut text)
            .map_err(|error| Error::bug(format!("a report cannot be made: {error}")))?;
        match path {
            Some(path) => files::write_atomically(path, &text)?,
            None => context.console.write_out(|out| out.write_all(&text))?,
        }
    }
    let quiet_stdout = outputs.iter().any(|(_, path)| path.is_none());
    if args.suites.is_empty() {
        return match (fault, results.cases.first()) {
            (Some(error), _) => Err(error),
            (None, Some(result)) => {
                let report = TokenReport { result, expected: args.expect.map(Into::into) };
                if quiet_stdout { Ok(report.status()) } else { context.give(&report) }
            }
            (None, None) => Err(Error::bug("a token without a result")),
        };
    }
    // A case that could not be judged for a reason outside is no test that failed: its own exit code says so.
    let report = SuiteReport { results: (&results).into(), fault: fault.as_ref() };
    if !quiet_stdout {
        return context.give(&report);
    }
    context.console.note(&report.summary(&Style::PLAIN));
    Ok(report.status())
}

/// Starts every authorizer that a case asks.
async fn start(plan: &Plan, args: &Args, context: &Context<'_>) -> Result<Vec<Authorizer>> {
    let handler_env = gather::handler_env(context.console, &args.authorizer).await?;
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
        };
        started.push(gather::start_authorizer(context, target, base, &options, settings, &args.environment).await?);
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

/// Where the reports go, before anything is done: folders exist, and standard output has one use.
fn check_outputs(args: &Args, context: &Context<'_>) -> Result<Vec<(ReportTo, Option<PathBuf>)>> {
    let to_stdout = args.report.iter().filter(|to| to.path == "-").count();
    if to_stdout > 1 {
        return Err(Error::usage("stdout-taken-twice", "two reports go to `-`, and standard output can hold one")
            .help("give a file for one of them"));
    }
    if to_stdout == 1 && context.json {
        return Err(Error::usage("stdout-taken-twice", "`--json` and a report to `-` both want standard output")
            .help("leave one of them away"));
    }
    args.report
        .iter()
        .map(|to| {
            let path = match to.path.as_str() {
                "-" => None,
                path => Some(files::check_writable(path, &context.console.current_dir)?),
            };
            Ok((to.clone(), path))
        })
        .collect()
}

/// A bar on standard error, for people, once the work takes long enough to be wondered about.
struct Progress {
    bar: Option<ProgressBar>,
    started: Instant,
    shown: bool,
    finished: usize,
}

impl Progress {
    fn new(cases: usize, context: &Context<'_>) -> Self {
        let wanted = context.console.stderr_is_terminal
            && cases > 1
            && context.console.verbosity.get() > crate::outside::Verbosity::Quiet;
        let bar = wanted.then(|| {
            let bar = ProgressBar::with_draw_target(Some(cases as u64), ProgressDrawTarget::hidden());
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} cases  {elapsed}");
            style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
        });
        Self { bar, started: Instant::now(), shown: false, finished: 0 }
    }

    fn advance(&mut self) {
        self.finished += 1;
        let Some(bar) = &self.bar else { return };
        if !self.shown && self.started.elapsed() >= PROGRESS_AFTER {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            self.shown = true;
        }
        bar.set_position(self.finished as u64);
    }

    fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
