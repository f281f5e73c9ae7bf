//! Once, or again and again.

use super::args::Args;
use super::read::Reader;
use super::watch;
use crate::commands::context::Context;
use crate::commands::gather;
use crate::error::{Error, Result};
use crate::outside::signal;
use crate::report::{AllStatus, ApiStatus, Report};
use crate::settings::{Flags, Settings};
use crate::status::Status;

/// What is looked at.
#[derive(Debug, Clone)]
pub(super) enum Subject {
    /// The API of this id, name, ARN or URL.
    Api(String),
    /// Every API of the region.
    All,
}

/// What was seen.
#[derive(Debug, Clone)]
pub(super) enum Seen {
    Api(Box<ApiStatus>),
    All(AllStatus),
}

impl Seen {
    pub(super) fn report(&self) -> &dyn Report {
        match self {
            Self::Api(api) => &**api,
            Self::All(all) => all,
        }
    }

    /// What could not be read, for a pipe, whose rows have no place for it.
    pub(super) fn warnings(&self) -> Vec<String> {
        match self {
            Self::Api(_) => Vec::new(),
            Self::All(all) => all.warnings(),
        }
    }
}

impl Reader<'_> {
    /// Looks at it.
    pub(super) async fn see(&self, subject: &Subject) -> Result<Seen> {
        Ok(match subject {
            Subject::Api(selector) => Seen::Api(Box::new(self.api(selector).await?)),
            Subject::All => Seen::All(self.all().await?),
        })
    }
}

/// Runs `status`.
///
/// # Errors
/// It is not said which API; the API, or the list of them, cannot be read.
pub async fn run(args: Args, context: &Context<'_>) -> Result<Status> {
    if args.watch {
        // It says itself what an interruption ends.
        return look(&args, context).await;
    }
    tokio::select! {
        // First, so that Ctrl-C is heard from the beginning.
        biased;
        () = signal::interrupted() => Err(Error::interrupted("nothing was changed")),
        ended = look(&args, context) => ended,
    }
}

async fn look(args: &Args, context: &Context<'_>) -> Result<Status> {
    let settings = gather::settings(context, &args.environment, Flags::default(), None)?;
    let subject = subject(args, &settings)?;
    let reader = Reader::new(args, &settings, context).await?;
    if args.watch {
        return watch::watch(&reader, subject, args.interval).await;
    }
    let seen = reader.see(&subject).await?;
    if !context.style.terminal && !context.json {
        seen.warnings().iter().for_each(|warning| context.console.note(&format!("warning: {warning}")));
    }
    context.give(seen.report())
}

fn subject(args: &Args, settings: &Settings) -> Result<Subject> {
    match &settings.api {
        _ if args.all => Ok(Subject::All),
        Some(api) => Ok(Subject::Api(api.value.clone())),
        None => Err(Error::usage("no-api", "nothing says which API")
            .help("name one with `--api`, or an environment of appsync-auth.yaml that does, or see all with `--all`")),
    }
}
