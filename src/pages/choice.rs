//! Which field is followed from page to page.

use crate::error::{Error, Result};
use crate::graphql::{Diagnostic, Operation, OperationKind, PagedField};

/// The field that is followed: where its list and its token stand in an answer, and how the next page is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged {
    /// The response keys that lead to the field below `data`.
    pub path: Vec<String>,
    /// The response key of the list.
    pub items: String,
    /// The response key of the token.
    pub next_token: String,
    /// The variable that the token of the next page goes into.
    pub variable: String,
}

/// Finds the field that is followed: the only one with a list and its token, or the one at `path`, such as `listEvents`
/// (`listEvents.items` and a leading `data.` mean the same). A list inside the items of another one is none: an answer
/// has many of it.
///
/// # Errors
/// Usage: the operation is no query; there is no such field, there are several, or the next page cannot be asked for; the
/// message says what to write instead. A fragment is missing or contains itself: input.
pub fn choose(operation: &Operation, path: Option<&str>) -> Result<Paged> {
    if operation.kind != OperationKind::Query {
        let message = format!("a {} cannot be paginated: each page would be another one", operation.kind);
        return Err(Error::usage("not-a-query", message).help("leave `--paginate` away"));
    }
    let found = operation.paged_fields().map_err(|errors| of_diagnostics(&errors))?;
    let field = match path {
        Some(path) => named(&found, path)?,
        None => only(&found)?,
    };
    let follows = follow(operation, field)?;
    let same = |other: &&PagedField| *other != field && other.variable == field.variable;
    if let Some(other) = found.iter().find(same) {
        let message = format!(
            "the variable `${}` asks for the next page of `{}` and of `{}`",
            follows.variable,
            field.dotted(),
            other.dotted()
        );
        return Err(Error::usage("shared-next-token", message).help("give each a variable of its own"));
    }
    Ok(follows)
}

fn of_diagnostics(errors: &[Diagnostic]) -> Error {
    let message = errors.first().map_or_else(String::new, |error| error.message.clone());
    Error::input("invalid-document", message).help("define each fragment once, and let none contain itself")
}

/// Whether it can be followed as far as what it selects.
fn is_whole(field: &PagedField) -> bool {
    field.items.is_some() && field.next_token.is_some() && !field.is_inside_list
}

fn only(found: &[PagedField]) -> Result<&PagedField> {
    let whole: Vec<&PagedField> = found.iter().filter(|field| is_whole(field)).collect();
    match whole.as_slice() {
        [field] => Ok(field),
        [] => Err(nothing(found)),
        [first, ..] => {
            let paths: Vec<String> = whole.iter().map(|field| format!("`{}`", field.dotted())).collect();
            let message = format!("the operation has several lists with a `nextToken`: {}", paths.join(", "));
            Err(Error::usage("several-lists-to-paginate", message)
                .help(format!("name one, as in `--paginate {}`", first.dotted())))
        }
    }
}

/// Why there is no field to follow, and what to write.
fn nothing(found: &[PagedField]) -> Error {
    let error = |message: String| Error::usage("nothing-to-paginate", message);
    let mut outer = found.iter().filter(|field| !field.is_inside_list);
    let nearest = outer.clone().find(|field| field.items.is_some()).or_else(|| outer.next());
    match nearest {
        Some(field) => incomplete(field),
        None if !found.is_empty() => {
            error("every list with a `nextToken` stands inside the items of another one".to_owned())
                .help("ask for the inner list of one item at a time")
        }
        None => error("the operation selects no list with a `nextToken`".to_owned())
            .help("select both, as in `listEvents(nextToken: $nextToken) { items { id } nextToken }`"),
    }
}

/// A field that lacks its list or its token.
fn incomplete(field: &PagedField) -> Error {
    let path = field.dotted();
    let (lacks, beside) = if field.items.is_some() { ("nextToken", "items") } else { ("items", "nextToken") };
    Error::usage("nothing-to-paginate", format!("`{path}` selects `{beside}` without `{lacks}`"))
        .help(format!("select both, as in `{}(nextToken: $nextToken) {{ items {{ … }} nextToken }}`", field.name))
}

fn named<'a>(found: &'a [PagedField], path: &str) -> Result<&'a PagedField> {
    let wanted: Vec<&str> = path.strip_prefix("data.").unwrap_or(path).split('.').collect();
    let is_it = |field: &&PagedField| {
        let items = field.items.iter();
        wanted == field.path || wanted.iter().eq(field.path.iter().chain(items))
    };
    let Some(field) = found.iter().find(is_it) else {
        let whole: Vec<String> =
            found.iter().filter(|field| is_whole(field)).map(|field| format!("`{}`", field.dotted())).collect();
        let help = match whole.is_empty() {
            true => "select both, as in `listEvents(nextToken: $nextToken) { items { id } nextToken }`".to_owned(),
            false => format!("it has {}", whole.join(", ")),
        };
        let message = format!("the operation selects no list with a `nextToken` at `{path}`");
        return Err(Error::usage("nothing-to-paginate", message).help(help));
    };
    if field.is_inside_list {
        let message = format!("`{path}` stands inside the items of another list, so an answer has many of it");
        return Err(Error::usage("nothing-to-paginate", message).help("ask for the inner list of one item at a time"));
    }
    Ok(field)
}

fn follow(operation: &Operation, field: &PagedField) -> Result<Paged> {
    let (Some(items), Some(next_token)) = (field.items.clone(), field.next_token.clone()) else {
        return Err(incomplete(field));
    };
    let Some(variable) = field.variable.clone() else {
        let name = operation.name.as_deref().unwrap_or("List");
        let message = format!("`{}` selects `nextToken`, but no variable asks for the next page", field.dotted());
        return Err(Error::usage("no-next-token-variable", message).help(format!(
            "write `{}(nextToken: $nextToken)` and declare it: `query {name}($nextToken: String)`",
            field.name
        )));
    };
    Ok(Paged { path: field.path.clone(), items, next_token, variable })
}
