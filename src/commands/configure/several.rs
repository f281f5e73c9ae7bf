//! Every environment that says what is wanted: all plans first, one question, then one after the other.

use super::args::Args;
use super::run::{Ready, found, until_interrupted};
use super::show;
use crate::commands::context::Context;
use crate::commands::gather;
use crate::error::{Error, Result};
use crate::outside::config;
use crate::report::{CarriedOut, ConfigureReport, Configured, Intent};
use crate::settings::{Configuration, Flags, Origin, Settings};
use crate::status::Status;

/// Runs `configure --all-environments`.
///
/// What fails before there is a plan is told beside the plans of the others, and then nothing is applied: a rollout that
/// is known to end half way is not begun.
///
/// # Errors
///
/// No environment says what is wanted; a variable says one API for all; one of them failed.
pub(super) async fn run(args: &Args, context: &Context<'_>) -> Result<Status> {
    let console = context.console;
    let configuration = config::read_configuration(&console.current_dir)?;
    let names = wanting(configuration.as_ref())?;
    let flags = || Flags { schema: args.schema.clone(), ..Flags::default() };
    let settings: Vec<Result<Settings>> =
        names.iter().map(|name| gather::settings(context, &args.environment, flags(), Some(name))).collect();
    settings.iter().flatten().try_for_each(refuse_one_api)?;
    let mut planned: Vec<Result<Ready<'_>>> = Vec::new();
    for settings in &settings {
        let one = async {
            let settings = settings.as_ref().map_err(Clone::clone)?;
            let found = found(args, settings, context).await?;
            Ready::of(args, settings, found, context).await
        };
        let ready = until_interrupted(one).await;
        if ready.as_ref().is_err_and(|error| error.code() == "interrupted") {
            return ready.map(|_| Status::Interrupted);
        }
        planned.push(ready);
    }
    let mut report = ConfigureReport {
        intent: args.intent(),
        several: true,
        apis: names.iter().zip(&planned).map(|(name, ready)| configured(name, ready)).collect(),
        plans_shown: false,
    };
    let has_failed = planned.iter().any(Result::is_err);
    let has_changes = planned.iter().flatten().any(|ready| !ready.prepared.plan.is_empty());
    if has_failed || !has_changes || report.intent != Intent::Apply {
        return show::end(report, context);
    }
    show::plans(&report, context)?;
    report.plans_shown = true;
    if !until_interrupted(show::confirm(args.yes, context)).await? {
        return show::end(report, context);
    }
    report.apis = carried_out(names, planned).await;
    show::end(report, context)
}

/// Carries the plans out in the order of the configuration. After a failure the rest is not begun.
async fn carried_out(names: Vec<String>, planned: Vec<Result<Ready<'_>>>) -> Vec<Configured> {
    let mut done: Vec<Configured> = Vec::new();
    for (name, ready) in names.into_iter().zip(planned) {
        let has_failed = done.iter().any(|each| each.error().is_some());
        let api = match ready {
            Ok(ready) if ready.prepared.plan.is_empty() => ready.prepared.configured(Some(&name)),
            Ok(ready) if has_failed => {
                let mut api = ready.prepared.configured(Some(&name));
                api.carried_out = Some(CarriedOut::not_begun(&api.plan, None));
                api
            }
            Ok(ready) => ready.carry_out(Some(&name)).await,
            Err(error) => {
                done.push(Configured::Failed { environment: Some(name), error });
                continue;
            }
        };
        done.push(Configured::Planned(Box::new(api)));
    }
    done
}

/// Refuses a variable that says one API for all: it goes before what the environments say, and that API would get what is
/// wanted of each of them in turn.
fn refuse_one_api(settings: &Settings) -> Result<()> {
    match settings.api.as_ref().map(|given| &given.origin) {
        Some(Origin::EnvironmentVariable(name)) => {
            let message = format!("`{name}` says one API, and `--all-environments` is for those of the environments");
            Err(Error::usage("one-api-for-all", message)
                .help(format!("unset {name}, or name one environment with `-e`")))
        }
        _ => Ok(()),
    }
}

fn configured(name: &str, ready: &Result<Ready<'_>>) -> Configured {
    match ready {
        Ok(ready) => Configured::Planned(Box::new(ready.prepared.configured(Some(name)))),
        Err(error) => Configured::Failed { environment: Some(name.to_owned()), error: error.clone() },
    }
}

/// The environments that say what is wanted, in the order of the file.
fn wanting(configuration: Option<&Configuration>) -> Result<Vec<String>> {
    let Some(configuration) = configuration else {
        let message =
            format!("`--all-environments` needs an `{}`, and there is none here or above", Configuration::FILE_NAME);
        return Err(Error::usage("no-configuration", message).help("make one, or name an API with `--api`"));
    };
    let wanting = configuration.environments.iter().filter(|(_, environment)| environment.wanted.is_some());
    let names: Vec<String> = wanting.map(|(name, _)| name.clone()).collect();
    if names.is_empty() {
        let message = format!("no environment of `{}` says what is `wanted`", configuration.file);
        return Err(Error::usage("nothing-to-configure", message)
            .help("write it, such as `wanted: { slot: additional, function: authorizer, ttl: 300 }`"));
    }
    Ok(names)
}
