//! `info.selectionSetList` and `info.selectionSetGraphQL`: what a resolver is told about the fields below its own.

use apollo_compiler::executable::SelectionSet;

use super::collect::{Collector, Group};

/// The most paths that are listed; only fragments made to double each other give more.
const PATHS: usize = 10_000;

/// The fields below a field as paths such as `author/name`, aliases instead of names, fragments dissolved.
///
/// Below an interface or union only what is selected on that type itself is listed.
///
/// Source: AppSync developer guide, "Resolver mapping template context reference", `info`.
pub(super) fn list(collector: &Collector<'_, '_>, field: &Group<'_>) -> Vec<String> {
    let mut found = Vec::new();
    below(collector, field, "", &mut found);
    found
}

fn below(collector: &Collector<'_, '_>, field: &Group<'_>, path: &str, found: &mut Vec<String>) {
    let Some(first) = field.first() else { return };
    let returned = first.definition.ty.inner_named_type();
    for (key, group) in collector.collect(returned, field.iter().map(|field| &field.selection_set)) {
        if found.len() >= PATHS {
            return;
        }
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") };
        found.push(path.clone());
        below(collector, &group, &path, found);
    }
}

/// The selection set as text, fragments left as they are; empty for a field without one.
///
/// Source: the same page; the form `{\n  title\n  id\n}` is that of events in aws-powertools/powertools-lambda-python.
pub(super) fn text(field: &Group<'_>) -> String {
    let mut all: Option<SelectionSet> = None;
    for set in field.iter().map(|field| &field.selection_set).filter(|set| !set.is_empty()) {
        match &mut all {
            None => all = Some(set.clone()),
            Some(all) => all.extend(set.selections.iter().cloned()),
        }
    }
    all.map(|set| set.to_string()).unwrap_or_default()
}
