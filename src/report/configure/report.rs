//! The result of the command, of one API or of several.

use std::io;

use serde_json::{Value, json};

use super::outcome::{ConfiguredApi, Intent};
use super::{json, write_outcome, write_plan};
use crate::error::{Error, ErrorKind};
use crate::report::Report;
use crate::report::failure::{error_json, write_error};
use crate::report::style::{Style, Tone};
use crate::report::wording::{count, one_line};
use crate::status::Status;

/// What `configure` found and did.
#[derive(Debug, Clone)]
pub struct ConfigureReport {
    /// What the user wants of the plans.
    pub intent: Intent,
    /// Whether it is of `--all-environments`: its JSON is a list then, of one environment too.
    pub several: bool,
    /// The APIs in the order of the configuration; exactly one unless `several`.
    pub apis: Vec<Configured>,
    /// Whether the user has seen the plans already, so that the text says only what came of them. The JSON has both.
    pub plans_shown: bool,
}

/// One API, or why there is no plan for it.
#[derive(Debug, Clone)]
pub enum Configured {
    /// It has a plan.
    Planned(Box<ConfiguredApi>),
    /// It failed before it had one.
    Failed {
        /// The environment of the configuration.
        environment: Option<String>,
        /// Why.
        error: Error,
    },
}

impl Configured {
    /// The environment of the configuration, where several are done.
    #[must_use]
    pub fn environment(&self) -> Option<&str> {
        match self {
            Self::Planned(api) => api.environment.as_deref(),
            Self::Failed { environment, .. } => environment.as_deref(),
        }
    }

    /// Why it did not come to its end.
    #[must_use]
    pub fn error(&self) -> Option<Error> {
        match self {
            Self::Planned(api) => api.carried_out.as_ref().and_then(super::CarriedOut::fault),
            Self::Failed { error, .. } => Some(error.clone()),
        }
    }

    fn planned(&self) -> Option<&ConfiguredApi> {
        match self {
            Self::Planned(api) => Some(api),
            Self::Failed { .. } => None,
        }
    }
}

impl ConfigureReport {
    /// The report of one API.
    #[must_use]
    pub fn of(intent: Intent, api: ConfiguredApi) -> Self {
        Self { intent, several: false, apis: vec![Configured::Planned(Box::new(api))], plans_shown: false }
    }

    /// The APIs that have a plan.
    pub fn planned(&self) -> impl Iterator<Item = &ConfiguredApi> {
        self.apis.iter().filter_map(Configured::planned)
    }

    /// The APIs whose plans are not empty.
    fn to_change(&self) -> Vec<&ConfiguredApi> {
        self.planned().filter(|api| !api.plan.is_empty()).collect()
    }

    fn write_api(&self, api: &ConfiguredApi, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        if !self.plans_shown {
            write_plan(api, out, style)?;
        }
        match &api.carried_out {
            Some(carried_out) => {
                if !self.plans_shown {
                    writeln!(out)?;
                } else if self.several {
                    writeln!(out, "{}", style.strong(super::plan_text::opening(api)))?;
                }
                write_outcome(api, out, style)?;
                // Of several, each fault stands with its API; that of one ends the run, as any other does.
                match carried_out.fault().filter(|_| self.several) {
                    Some(error) => {
                        writeln!(out)?;
                        write_error(&error, out, style)
                    }
                    None => Ok(()),
                }
            }
            None if api.plan.is_empty() => Ok(()),
            None => {
                let told = match self.intent {
                    Intent::Show => "this is a plan only: nothing was sent",
                    Intent::Check => return Ok(()),
                    Intent::Apply => "not confirmed: nothing was sent",
                };
                let gap = if self.plans_shown { "" } else { "\n" };
                writeln!(out, "{gap}{told}")
            }
        }
    }

    /// What a check found, in a line.
    fn write_check(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let to_change = self.to_change();
        if to_change.is_empty() {
            return Ok(());
        }
        let told = if self.several {
            let names: Vec<&str> = to_change.iter().filter_map(|api| api.environment.as_deref()).collect();
            format!(
                "{} of {} would change: {}",
                to_change.len(),
                count(self.apis.len(), "environment"),
                one_line(&names.join(", "))
            )
        } else {
            "the API is not as wanted".to_owned()
        };
        writeln!(out, "\n{} {told}", style.bad("failed:"))?;
        let help = "if this is meant, run the same command without `--check`";
        writeln!(out, "{}", style.hang("help:", Tone::Hint, 6, help))
    }
}

impl Report for ConfigureReport {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        for (number, configured) in self.apis.iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            match configured {
                Configured::Planned(api) => self.write_api(api, out, style)?,
                Configured::Failed { environment, error } => {
                    let error = match environment {
                        Some(name) => error.clone().context(format_args!("environment `{}`", one_line(name))),
                        None => error.clone(),
                    };
                    write_error(&error, out, style)?;
                }
            }
        }
        if self.intent == Intent::Check { self.write_check(out, style) } else { Ok(()) }
    }

    fn json(&self) -> Value {
        let one = |configured: &Configured| match configured {
            Configured::Planned(api) => json::of_api(api),
            Configured::Failed { .. } => Value::Null,
        };
        if !self.several {
            return self.apis.first().map_or(Value::Null, one);
        }
        let environments = self.apis.iter().map(|configured| {
            let mut members = match one(configured) {
                Value::Object(members) => members,
                _ => json::of_nothing(),
            };
            members.shift_insert(0, "environment".to_owned(), json!(configured.environment()));
            members.insert("error".to_owned(), configured.error().map_or(Value::Null, |error| error_json(&error)));
            Value::Object(members)
        });
        json!({ "environments": environments.collect::<Vec<_>>() })
    }

    fn findings(&self) -> Vec<Value> {
        let clients = self.planned().filter_map(|api| api.plan.clients.as_ref().ok());
        clients
            .flat_map(|clients| &clients.findings)
            .map(|finding| crate::report::lint_finding::to_json(finding, None))
            .collect()
    }

    /// An interruption, which ends everything; else the error of the first API that has one.
    fn error(&self) -> Option<Error> {
        let mut errors: Vec<Error> = self.apis.iter().filter_map(Configured::error).collect();
        let interrupted = errors.iter().position(|error| error.kind() == ErrorKind::Interrupted);
        (!errors.is_empty()).then(|| errors.swap_remove(interrupted.unwrap_or(0)))
    }

    /// That of the error. Without one: a check says no when a plan is not empty, and so does a plan that was not
    /// confirmed.
    fn status(&self) -> Status {
        if let Some(error) = self.error() {
            return error.status();
        }
        let is_declined = |api: &&ConfiguredApi| api.carried_out.is_none();
        let no = match self.intent {
            Intent::Show => false,
            Intent::Check => !self.to_change().is_empty(),
            Intent::Apply => self.to_change().iter().any(is_declined),
        };
        if no { Status::No } else { Status::Yes }
    }
}
