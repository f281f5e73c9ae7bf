//! What shall be of the API's authorizer, question by question.

use serde_json::{Map, Value};

use super::super::args::Previous;
use super::answers::Answers;
use super::current::{Authorizer, Current};
use super::{WITHOUT, function};
use crate::appsync::AuthenticationType;
use crate::commands::context::Context;
use crate::error::{Error, Result};
use crate::outside::lambda_api::LambdaApi;
use crate::outside::question::{self, Choice, Line, Selection};
use crate::plan::{ProviderName, check_identity_regex, check_ttl};
use crate::report::failure;
use crate::report::style::Tone;
use crate::report::wording::one_line;
use crate::settings::{NewDefault, Slot};

/// What is said of a setting that the API does not have.
const NOT_SET: &str = "not set";

/// The TTL that is offered for a new authorizer, in seconds.
const SUGGESTED_TTL: i64 = 300;

/// Asks what shall be of the authorizer of this API, a GetGraphqlApi document; `None` when it shall stay as it is.
///
/// # Errors
///
/// Usage: a question is left. Input: the document is no API's. Else as for [`LambdaApi::functions`].
pub(crate) async fn ask_change(
    context: &Context<'_>,
    current: &Map<String, Value>,
    lambda: &LambdaApi,
) -> Result<Option<Answers>> {
    let current = Current::of(current)?;
    let talk = Talk { context, current: &current };
    talk.introduce();
    if current.authorizer.is_some() {
        let choices = vec![
            Choice::new("change it", ""),
            Choice::new("remove it", "the API no longer takes tokens for it"),
            Choice::new("leave it", "end here"),
        ];
        match talk.select("Authorizer", choices, 0).await? {
            0 => {}
            1 => return Ok(Some(removal(&talk).await?)),
            _ => return Ok(None),
        }
    }
    let mut answers = Answers { function: Some(function::ask(&talk, lambda).await?), ..Answers::default() };
    ask_slot(&talk, &mut answers).await?;
    answers.ttl = ask_ttl(&talk).await?;
    answers.identity_regex = ask_identity_regex(&talk).await?;
    Ok(Some(answers))
}

async fn removal(talk: &Talk<'_>) -> Result<Answers> {
    let mut answers = Answers { remove: true, ..Answers::default() };
    if talk.current.default.is(AuthenticationType::AwsLambda) {
        ask_new_default(talk, &mut answers).await?;
    }
    Ok(answers)
}

/// Default or additional, and what this means to the default before or after.
async fn ask_slot(talk: &Talk<'_>, answers: &mut Answers) -> Result<()> {
    let choices = vec![
        Choice::new("additional", "for what has @aws_lambda; the default mode stays another"),
        Choice::new("default", "for all that has no directive, too"),
    ];
    let is_default = talk.current.default.is(AuthenticationType::AwsLambda);
    let slot = match talk.select("Mode AWS_LAMBDA", choices, usize::from(is_default)).await? {
        0 => Slot::Additional,
        _ => Slot::Default,
    };
    answers.slot = Some(slot);
    match slot {
        Slot::Default if !is_default => answers.previous_default = Some(ask_previous_default(talk).await?),
        Slot::Additional if is_default => ask_new_default(talk, answers).await?,
        Slot::Default | Slot::Additional => {}
    }
    Ok(())
}

/// What becomes of the default mode that AWS_LAMBDA takes the place of.
async fn ask_previous_default(talk: &Talk<'_>) -> Result<Previous> {
    let before = &talk.current.default;
    let kept = match before.mode.parse::<AuthenticationType>() {
        Ok(mode) => format!("additional: for what has @{}", mode.directive()),
        Err(_) => "additional".to_owned(),
    };
    let choices = vec![Choice::new("keep", kept), Choice::new("drop", "its clients are refused")];
    let chosen = talk.select(&format!("Default before, {before}"), choices, 0).await?;
    Ok(if chosen == 0 { Previous::Keep } else { Previous::Drop })
}

/// Which mode becomes the default when AWS_LAMBDA is it no longer.
async fn ask_new_default(talk: &Talk<'_>, answers: &mut Answers) -> Result<()> {
    let offered = new_defaults(talk.current);
    let choices = offered.iter().map(|(provider, note)| Choice::new(provider.to_string(), *note)).collect();
    let chosen = talk.select("New default mode", choices, 0).await?;
    let provider = offered.into_iter().nth(chosen).map(|(provider, _)| provider);
    let provider = provider.ok_or_else(|| Error::bug("an answer that was not offered"))?;
    let mode = provider.mode.parse().map_err(|error| Error::bug(format!("a mode that cannot be meant: {error}")))?;
    answers.new_default = Some(NewDefault { mode, which: provider.which });
    Ok(())
}

/// The providers that `--new-default` can name: those that the API has, and those that need no configuration.
fn new_defaults(current: &Current) -> Vec<(ProviderName, &'static str)> {
    let has = |provider: &&ProviderName| {
        !provider.is(AuthenticationType::AwsLambda) && provider.mode.parse::<AuthenticationType>().is_ok()
    };
    let mut offered: Vec<_> =
        current.additional.iter().filter(has).map(|provider| (provider.clone(), "additional now")).collect();
    for mode in [AuthenticationType::ApiKey, AuthenticationType::AwsIam] {
        if offered.iter().all(|(provider, _)| !provider.is(mode)) {
            offered.push((ProviderName { mode: mode.name().to_owned(), which: None }, "new"));
        }
    }
    offered
}

/// The TTL; `None` when an authorizer that has none shall stay so.
async fn ask_ttl(talk: &Talk<'_>) -> Result<Option<i64>> {
    let default = match &talk.current.authorizer {
        Some(Authorizer { ttl, .. }) => *ttl,
        None => Some(SUGGESTED_TTL),
    };
    let empty = default.map_or_else(|| NOT_SET.to_owned(), |seconds| seconds.to_string());
    let asked = Asked {
        hint: format!("in seconds, 0 to keep no answer [{empty}]"),
        empty,
        is_short: true,
        ..Asked::new("TTL")
    };
    talk.line(asked, |text| {
        let text = text.trim();
        if text.is_empty() {
            return Ok(default);
        }
        let seconds = text.parse().map_err(|_| {
            Error::usage("bad-ttl", format!("`{text}` is not a whole number")).help("write seconds, such as 300")
        })?;
        check_ttl(seconds).map(|()| Some(seconds))
    })
    .await
}

/// The identity regex; `Some(None)` takes it away, `None` where there is none and shall be none.
async fn ask_identity_regex(talk: &Talk<'_>) -> Result<Option<Option<String>>> {
    let authorizer = talk.current.authorizer.as_ref();
    let before = authorizer.and_then(|authorizer| authorizer.identity_regex.clone());
    let asked = Asked {
        hint: "(empty for none)".to_owned(),
        initial: before.clone().unwrap_or_default(),
        empty: "none".to_owned(),
        ..Asked::new("Identity regex")
    };
    let regex = talk
        .line(asked, |text| {
            if text.is_empty() {
                return Ok(None);
            }
            check_identity_regex(text).map(|()| Some(text.to_owned()))
        })
        .await?;
    Ok((before.is_some() || regex.is_some()).then_some(regex))
}

/// A line that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) prompt: &'static str,
    /// What stands there already and can be changed.
    pub(super) initial: String,
    /// How to answer.
    pub(super) hint: String,
    /// What is shown for an empty answer, where one has a meaning.
    pub(super) empty: String,
    /// Whether it is typed anew rather than mended when it cannot be.
    pub(super) is_short: bool,
}

impl Asked {
    pub(super) fn new(prompt: &'static str) -> Self {
        Self { prompt, initial: String::new(), hint: String::new(), empty: String::new(), is_short: false }
    }
}

/// The conversation about one API.
#[derive(Debug, Clone, Copy)]
pub(super) struct Talk<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) current: &'a Current,
}

impl Talk<'_> {
    /// The function that the API calls now.
    pub(super) fn configured(&self) -> Option<&str> {
        self.current.authorizer.as_ref()?.function.as_deref()
    }

    /// Says what the API has, and how to answer.
    fn introduce(&self) {
        let Current { name, identity, authorizer, .. } = self.current;
        self.tell("API", &format!("{name} ({})", identity.api_id));
        self.tell("modes", &self.current.modes());
        if let Some(Authorizer { function, ttl, identity_regex, .. }) = authorizer {
            let function = function.as_deref().map(|function| function::short(self.current, function));
            self.tell("function", function.as_deref().unwrap_or(NOT_SET));
            self.tell("TTL", &ttl.map_or_else(|| NOT_SET.to_owned(), |seconds| format!("{seconds} seconds")));
            self.tell("identity regex", identity_regex.as_deref().unwrap_or("none"));
        }
        self.say("Arrow keys and Enter choose, Esc leaves. Nothing is changed before you say yes.");
    }

    /// A fact with its name.
    fn tell(&self, label: &str, fact: &str) {
        const INDENT: usize = "identity regex  ".len();
        self.context.console.note(&self.context.error_style.hang(label, Tone::Strong, INDENT, &one_line(fact)));
    }

    /// A line for the user.
    pub(super) fn say(&self, text: &str) {
        self.context.console.note(&one_line(text));
    }

    /// Asks for one of several that are no long list.
    pub(super) async fn select(&self, prompt: &str, choices: Vec<Choice>, default: usize) -> Result<usize> {
        let selection = self.selection(prompt, choices, default);
        let chosen = question::pick(self.context.console, &selection).await?;
        let answer = selection.choices.get(chosen).map(|choice| choice.name.as_str());
        question::say_answer(self.context.console, &selection, answer.unwrap_or_default());
        Ok(chosen)
    }

    /// One of several, in the words and colours of this conversation.
    pub(super) fn selection(&self, prompt: &str, choices: Vec<Choice>, default: usize) -> Selection {
        let color = self.context.error_style.color;
        Selection { prompt: prompt.to_owned(), choices, default, searched: false, color, without: WITHOUT }
    }

    /// Asks for a line until it can be read. What was typed can be mended, unless it is short.
    pub(super) async fn line<T>(&self, asked: Asked, read: impl Fn(&str) -> Result<T>) -> Result<T> {
        let Context { console, error_style, .. } = self.context;
        let Asked { prompt, initial, hint, empty, is_short } = asked;
        let mut line =
            Line { prompt: prompt.to_owned(), initial, hint, empty, color: error_style.color, without: WITHOUT };
        loop {
            let text = question::ask_line(console, &line).await?;
            match read(&text) {
                Ok(value) => return Ok(value),
                Err(error) => {
                    let mut said = Vec::new();
                    // Writing into memory does not fail.
                    let _ = failure::write_error(&error, &mut said, error_style);
                    console.write_err(&String::from_utf8_lossy(&said));
                    if !is_short {
                        line.initial = text;
                    }
                }
            }
        }
    }
}
