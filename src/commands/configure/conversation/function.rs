//! Which function, and which alias of it.

use super::authorizer::{Asked, Talk};
use super::current::Current;
use crate::error::{Error, ErrorKind, Result};
use crate::outside::lambda_api::{LambdaApi, ListedAlias, ListedFunction};
use crate::outside::question::{self, Choice, Selection};
use crate::plan::{Change, FunctionArn, SetUp};

/// What is said of the choice that the API has now.
const CURRENT: &str = "current";

/// The choice that is no function; no function's name has spaces.
const ANOTHER: &str = "another one";

/// Asks for the function, as `--function` takes it. The one that the API calls now is the first.
pub(super) async fn ask(talk: &Talk<'_>, lambda: &LambdaApi) -> Result<String> {
    let listed = match lambda.functions().await {
        Ok(listed) => listed,
        Err(error) if error.kind() == ErrorKind::Credentials => {
            talk.say(&format!("the functions are not listed: {error}"));
            return typed(talk, talk.configured().unwrap_or_default()).await;
        }
        Err(error) => return Err(error),
    };
    let offered = offered(talk.current, listed);
    if offered.is_empty() {
        talk.say("the account has no Lambda function in this region");
        return typed(talk, "").await;
    }
    // Before all that the list may hold below the last line that is seen.
    let typed_at = usize::from(talk.configured().is_some());
    let mut choices: Vec<Choice> = offered.iter().map(|each| Choice::new(&each.name, &each.note)).collect();
    choices.insert(typed_at, Choice::new(ANOTHER, "type a name or an ARN"));
    let selection = Selection { searched: true, ..talk.selection("Function", choices, 1 - typed_at) };
    let chosen = question::pick(talk.context.console, &selection).await?;
    if chosen == typed_at {
        return typed(talk, "").await;
    }
    match offered.get(if chosen > typed_at { chosen - 1 } else { chosen }) {
        Some(function) => {
            question::say_answer(talk.context.console, &selection, &function.name);
            match &function.arn {
                Some(arn) => with_qualifier(talk, lambda, arn).await,
                None => Ok(function.name.clone()),
            }
        }
        None => Err(Error::bug("an answer that was not offered")),
    }
}

/// A function that can be chosen.
struct Offered {
    name: String,
    note: String,
    /// Without a qualifier; `None` where the name says all, for a function that is not in the account's list.
    arn: Option<String>,
}

/// The functions by name, the API's own before all others.
fn offered(current: &Current, mut listed: Vec<ListedFunction>) -> Vec<Offered> {
    listed.sort_by_cached_key(|function| (function.name.to_lowercase(), function.name.clone()));
    let configured = current.authorizer.as_ref().and_then(|authorizer| authorizer.function.as_deref());
    let own = configured.map(|uri| {
        let arn = FunctionArn::parse(uri).map(|function| function.unqualified());
        match listed.iter().position(|function| Some(&function.arn) == arn.as_ref()) {
            Some(at) => {
                let ListedFunction { name, arn, runtime, .. } = listed.remove(at);
                let note = runtime.map_or_else(|| CURRENT.to_owned(), |runtime| format!("{CURRENT}, {runtime}"));
                Offered { name, note, arn: Some(arn) }
            }
            None => Offered { name: short(current, uri), note: CURRENT.to_owned(), arn: None },
        }
    });
    let others = listed.into_iter().map(|function| Offered {
        name: function.name,
        note: function.runtime.unwrap_or_default(),
        arn: Some(function.arn),
    });
    own.into_iter().chain(others).collect()
}

/// Asks for an alias, where there is one.
async fn with_qualifier(talk: &Talk<'_>, lambda: &LambdaApi, arn: &str) -> Result<String> {
    let name = short(talk.current, arn);
    let own = talk.configured().and_then(FunctionArn::parse).filter(|own| own.unqualified() == arn);
    let aliases = match lambda.aliases(arn).await {
        Ok(aliases) => aliases,
        Err(error) if error.kind() == ErrorKind::Credentials => {
            talk.say(&format!("its aliases are not listed: {error}"));
            let own = own.map(|own| short(talk.current, &own.to_string()));
            return typed(talk, &own.unwrap_or(name)).await;
        }
        Err(error) => return Err(error),
    };
    let qualifiers = qualifiers(own.as_ref(), aliases);
    if qualifiers.len() == 1 {
        return Ok(name);
    }
    let is_current = |note: &str| note.starts_with(CURRENT);
    let default = qualifiers.iter().position(|(_, choice)| is_current(&choice.note)).unwrap_or_default();
    let choices = qualifiers.iter().map(|(_, choice)| choice.clone()).collect();
    let chosen = talk.select("Alias or version", choices, default).await?;
    match qualifiers.into_iter().nth(chosen) {
        Some((Some(qualifier), _)) => Ok(format!("{name}:{qualifier}")),
        Some((None, _)) => Ok(name),
        None => Err(Error::bug("an answer that was not offered")),
    }
}

/// The qualifiers that can be chosen, none of them first; `own` is the function as the API calls it now.
fn qualifiers(own: Option<&FunctionArn>, mut aliases: Vec<ListedAlias>) -> Vec<(Option<String>, Choice)> {
    aliases.sort_by(|one, other| one.name.cmp(&other.name));
    let marked = |qualifier: Option<&str>, note: String| match own {
        Some(own) if own.qualifier.as_deref() == qualifier => format!("{CURRENT}, {note}"),
        _ => note,
    };
    let mut offered = vec![(None, Choice::new("none", marked(None, "$LATEST, what was uploaded last".to_owned())))];
    for alias in &aliases {
        let note = marked(Some(&alias.name), format!("version {}", alias.version));
        offered.push((Some(alias.name.clone()), Choice::new(&alias.name, note)));
    }
    let own = own.and_then(|own| own.qualifier.clone());
    if let Some(own) = own.filter(|own| aliases.iter().all(|alias| alias.name != *own)) {
        offered.push((Some(own.clone()), Choice::new(own, CURRENT)));
    }
    offered
}

/// Lets a function be typed until it can be one for this API.
async fn typed(talk: &Talk<'_>, initial: &str) -> Result<String> {
    let identity = &talk.current.identity;
    let asked = Asked {
        hint: "(NAME, NAME:ALIAS or ARN)".to_owned(),
        initial: short(talk.current, initial),
        ..Asked::new("Function")
    };
    talk.line(asked, |text| {
        let text = text.trim();
        let function = Some(FunctionArn::resolve(text, identity)?);
        Change::set_up(SetUp { function, ..SetUp::default() }).check_function(identity, talk.configured())?;
        Ok(text.to_owned())
    })
    .await
}

/// The function as it is typed with the fewest words: by its name in the account and region of the API.
pub(super) fn short(current: &Current, arn: &str) -> String {
    let Some(function) = FunctionArn::parse(arn) else { return arn.to_owned() };
    let qualifier = function.qualifier.as_ref().map(|qualifier| format!(":{qualifier}")).unwrap_or_default();
    let name = format!("{}{qualifier}", function.name);
    match FunctionArn::resolve(&name, &current.identity) {
        Ok(same) if same == function => name,
        _ => arn.to_owned(),
    }
}
