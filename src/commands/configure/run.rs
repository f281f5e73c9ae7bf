//! From what the user said to what came of it, for one API.

use serde_json::{Map, Value};

use super::apply::Application;
use super::args::Args;
use super::backup;
use super::conversation;
use super::interruption::Interruption;
use super::read::{Goal, Prepared, Target};
use super::{several, show};
use crate::commands::context::Context;
use crate::commands::gather;
use crate::commands::reporting::waiting;
use crate::error::{Error, Result};
use crate::outside::appsync_api::AppSyncApi;
use crate::outside::lock::Lock;
use crate::outside::signal;
use crate::report::{CarriedOut, ConfigureReport, ConfiguredApi, InfrastructureReport, Intent};
use crate::settings::{Flags, Given, Origin, Settings};
use crate::status::Status;

/// Runs `configure`.
///
/// # Errors
///
/// The change cannot be made, or was not; AWS cannot be asked.
pub async fn run(args: Args, context: &Context<'_>) -> Result<Status> {
    if args.intent() == Intent::Apply && args.print.is_none() && !args.yes && !context.may_ask {
        return Err(Error::usage("not-confirmed", "nobody can be asked whether the plan shall be applied")
            .help("give `--yes` to apply it, or `--dry-run` or `--check` to see it"));
    }
    args.check()?;
    if args.all_environments {
        return several::run(&args, context).await;
    }
    let flags = Flags { schema: args.schema.clone(), ..Flags::default() };
    let settings = gather::settings(context, &args.environment, flags, None)?;
    let found = until_interrupted(found(&args, &settings, context)).await?;
    let Some(args) = until_interrupted(with_answers(args, &settings, &found, context)).await? else {
        context.console.note("the authorizer stays as it is: nothing was sent");
        let report = ConfigureReport { intent: Intent::Show, several: false, apis: Vec::new(), plans_shown: true };
        return context.give(&report);
    };
    let ready = until_interrupted(waiting("planning", context, Ready::of(&args, &settings, found, context))).await?;
    if let Some(format) = args.print {
        let infrastructure = ready.prepared.plan.infrastructure(&ready.prepared.current, format.into());
        let report = InfrastructureReport { format: format.into(), infrastructure };
        if let (Some(note), false) = (report.note(), context.json) {
            context.console.note(&note);
        }
        return context.give(&report);
    }
    let api = ready.prepared.configured(None);
    let report = ConfigureReport::of(args.intent(), api);
    if args.intent() != Intent::Apply || ready.prepared.plan.is_empty() {
        return context.give(&report);
    }
    show::plans(&report, context)?;
    if !until_interrupted(show::confirm(args.yes, context)).await? {
        return show::end(ConfigureReport { plans_shown: true, ..report }, context);
    }
    let api = ready.carry_out(None).await;
    show::end(ConfigureReport { plans_shown: true, ..ConfigureReport::of(Intent::Apply, api) }, context)
}

/// Does what changes nothing, until the user presses Ctrl-C.
pub(super) async fn until_interrupted<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::select! {
        // First, so that Ctrl-C is heard from the beginning.
        biased;
        () = signal::interrupted() => Err(Error::interrupted("nothing was changed")),
        done = work => done,
    }
}

/// An API, and where it was found.
pub(super) struct Found {
    service: AppSyncApi,
    current: Map<String, Value>,
    /// What is to be brought back.
    saved: Option<Map<String, Value>>,
}

/// Finds the API that the user means.
///
/// # Errors
///
/// Nobody said which; there is none; AWS cannot be asked.
pub(super) async fn found(args: &Args, settings: &Settings, context: &Context<'_>) -> Result<Found> {
    let saved = match &args.restore {
        Some(path) => Some(backup::read(path, context.console).await?),
        None => None,
    };
    // A saved configuration says itself which API it is of.
    let of_saved = saved.as_ref().and_then(|saved| saved.get("arn")?.as_str());
    let selector = match (&settings.api, of_saved) {
        // Nobody asked for the default environment: which API it names says nothing about a file.
        (Some(Given { origin: Origin::Environment { .. }, .. }), Some(of_saved))
            if !settings.is_environment_chosen() =>
        {
            Some(of_saved)
        }
        (Some(given), _) => Some(given.value.as_str()),
        (None, of_saved) => of_saved,
    };
    let service = Target::service(context, args, settings, selector).await?;
    let asked;
    let selector = match selector {
        Some(selector) => selector,
        None if context.may_ask && !args.all_environments => {
            asked = conversation::ask_api(context, &service).await?;
            &asked
        }
        None => {
            return Err(Error::usage("no-api", "no API is given")
                .help("name it with `--api`, APPSYNC_AUTH_API, or `api` of an environment"));
        }
    };
    match waiting("looking the API up", context, service.find(selector)).await? {
        Value::Object(current) => {
            let name = current.get("name").and_then(Value::as_str).unwrap_or("without a name");
            context.console.step(&format!("api {selector}: {name}"));
            Ok(Found { service, current, saved })
        }
        _ => Err(Error::bug("an API was found that is no object")),
    }
}

/// The arguments, with the answers to questions where neither they nor the environment say what shall be; `None` when
/// nothing shall change.
async fn with_answers(args: Args, settings: &Settings, found: &Found, context: &Context<'_>) -> Result<Option<Args>> {
    let is_said = args.says_what() || args.restore.is_some() || settings.wanted.is_some();
    if is_said || !context.may_ask {
        return Ok(Some(args));
    }
    let target = Target::of(context, &args, settings, &found.service, &found.current).await?;
    let Some(answers) = conversation::ask_change(context, &found.current, &target.lambda).await? else {
        return Ok(None);
    };
    let api_id = target.api.api_id.clone();
    let args = answers.into_args(args);
    conversation::tell_command_line(context, &args, &api_id);
    Ok(Some(args))
}

/// A plan that can be carried out.
pub(super) struct Ready<'r> {
    target: Target<'r>,
    goal: Goal,
    pub(super) prepared: Prepared,
}

impl<'r> Ready<'r> {
    /// Plans what the flags or the environment ask for.
    ///
    /// # Errors
    ///
    /// They ask for nothing, or for what cannot be; AWS cannot be asked.
    pub(super) async fn of(
        args: &'r Args,
        settings: &'r Settings,
        found: Found,
        context: &'r Context<'r>,
    ) -> Result<Self> {
        let Found { service, current, saved } = found;
        let target = Target::of(context, args, settings, &service, &current).await?;
        let wanted = settings.wanted.as_ref().map(|given| &given.value);
        let goal = match saved {
            Some(saved) => {
                let (permission, keep_permission) = args.permission(wanted);
                Goal::Restore { saved, permission, keep_permission }
            }
            None => Goal::Change(args.change(wanted, &target.api)?),
        };
        target.check_function(&goal, &current).await?;
        let prepared = target.prepare(&goal, current).await?;
        Ok(Self { target, goal, prepared })
    }

    /// Carries the plan out; one run on this machine at a time, since the API has no version that an update could name.
    pub(super) async fn carry_out(self, environment: Option<&str>) -> ConfiguredApi {
        let Self { target, goal, prepared } = self;
        let context = target.context;
        let endpoint = target.settings.endpoints.appsync.as_ref().map_or("", |given| given.value.as_str());
        let what = format!("changing the API `{}`", target.api.api_id);
        let name = format!("{endpoint} {}", target.api);
        let lock = match until_interrupted(Lock::take(&name, &what, target.args.environment.timeout)).await {
            Ok(lock) => lock,
            Err(error) => {
                let api = prepared.configured(environment);
                return ConfiguredApi { carried_out: Some(CarriedOut::not_begun(&api.plan, Some(error))), ..api };
            }
        };
        if !lock.is_held() {
            context.console.step("no lock: another run on this machine would not be heard");
        }
        let application = Application { target: &target, goal: &goal, interruption: Interruption::new(context) };
        let (prepared, carried_out) = application.run(prepared).await;
        ConfiguredApi { carried_out: Some(carried_out), ..prepared.configured(environment) }
    }
}

impl Args {
    /// What the user wants of the plan.
    pub(super) const fn intent(&self) -> Intent {
        match (self.check, self.dry_run) {
            (true, _) => Intent::Check,
            (_, true) => Intent::Show,
            _ => Intent::Apply,
        }
    }
}
