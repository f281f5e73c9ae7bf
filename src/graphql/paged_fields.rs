//! The fields of an operation that give a list in pages: which of its variables asks for the next one.
//!
//! AppSync's convention: a field takes `nextToken` and returns `items` and `nextToken` (AppSync developer guide, "Tutorial:
//! DynamoDB resolvers"; Amplify's generated schemas).

use std::collections::HashSet;

use apollo_compiler::Node;
use apollo_compiler::ast::{Argument, Field, Selection, Value};

use super::diagnostic::Diagnostic;
use super::operation::Operation;
use super::selection::fragment_errors;

/// The argument that takes the token of a page, and the field that gives that of the next.
const NEXT_TOKEN: &str = "nextToken";

/// The field that has the items of a page.
const ITEMS: &str = "items";

/// The most fields that are visited: fragments can lead to more than anybody meant.
const VISITED_FIELDS: usize = 100_000;

/// The deepest place of an answer that is looked at.
const LEVELS: usize = 200;

/// A field that selects `items`, `nextToken`, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagedField {
    /// The response keys that lead to the field from the root of the answer.
    pub path: Vec<String>,
    /// The field's name, which is not its response key when it has an alias.
    pub name: String,
    /// The response key of the list; none if no list is selected.
    pub items: Option<String>,
    /// The response key of the token; none if it is not selected.
    pub next_token: Option<String>,
    /// The declared variable that feeds the argument `nextToken`, itself or inside an input object.
    pub variable: Option<String>,
    /// Whether the field stands inside the list of another one, so that an answer has many of it.
    pub is_inside_list: bool,
}

impl PagedField {
    /// The path as it is written: `listEvents`, `getEvent.comments`.
    #[must_use]
    pub fn dotted(&self) -> String {
        self.path.join(".")
    }
}

impl Operation {
    /// Every field that selects a list of a page or a token, in the order of the document. The list is `items`, or where a
    /// token is selected the only other member that has a selection.
    ///
    /// # Errors
    ///
    /// A fragment that is missing or contains itself.
    pub fn paged_fields(&self) -> Result<Vec<PagedField>, Vec<Diagnostic>> {
        let errors = fragment_errors(self);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut walk = Walk { operation: self, found: Vec::new(), visited: 0 };
        walk.below(&[&self.definition.selection_set], &mut Vec::new(), false);
        Ok(walk.found)
    }

    fn declares(&self, name: &str) -> bool {
        self.definition.variables.iter().any(|each| each.name == name)
    }
}

struct Walk<'a> {
    operation: &'a Operation,
    found: Vec<PagedField>,
    visited: usize,
}

/// What is selected under one response key.
struct Key<'a> {
    key: &'a str,
    fields: Vec<&'a Node<Field>>,
}

impl Key<'_> {
    fn name(&self) -> &str {
        self.fields.first().map_or("", |field| field.name.as_str())
    }

    fn has_selection(&self) -> bool {
        self.fields.iter().any(|field| !field.selection_set.is_empty())
    }
}

impl<'a> Walk<'a> {
    /// The fields below selection sets that belong to one place of the answer.
    fn below(&mut self, sets: &[&'a Vec<Selection>], path: &mut Vec<String>, inside_list: bool) {
        for key in self.keys(sets) {
            self.visited += 1;
            if self.visited > VISITED_FIELDS || path.len() >= LEVELS || !key.has_selection() {
                continue;
            }
            path.push(key.key.to_owned());
            let sets: Vec<&Vec<Selection>> = key.fields.iter().map(|field| &field.selection_set).collect();
            let is_list_of_page = key.name() == ITEMS;
            self.judge(&key, &sets, path, inside_list);
            self.below(&sets, path, inside_list || is_list_of_page);
            path.pop();
        }
    }

    fn judge(&mut self, key: &Key<'a>, sets: &[&'a Vec<Selection>], path: &[String], is_inside_list: bool) {
        let members = self.keys(sets);
        let next_token = members.iter().find(|member| member.name() == NEXT_TOKEN);
        let mut items = members.iter().find(|member| member.name() == ITEMS);
        if items.is_none() && next_token.is_some() {
            let mut others = members.iter().filter(|member| member.has_selection());
            items = others.next().filter(|_| others.next().is_none());
        }
        if items.is_none() && next_token.is_none() {
            return;
        }
        let arguments = key.fields.iter().flat_map(|field| &field.arguments);
        let variable =
            arguments.filter_map(|argument| variable_of(argument)).find(|name| self.operation.declares(name));
        self.found.push(PagedField {
            path: path.to_vec(),
            name: key.name().to_owned(),
            items: items.map(|member| member.key.to_owned()),
            next_token: next_token.map(|member| member.key.to_owned()),
            variable: variable.map(str::to_owned),
            is_inside_list,
        });
    }

    /// What selection sets select, by response key, fragments followed.
    fn keys(&self, sets: &[&'a Vec<Selection>]) -> Vec<Key<'a>> {
        let document = &self.operation.document;
        let mut keys: Vec<Key<'a>> = Vec::new();
        let mut seen = HashSet::new();
        let mut open: Vec<std::slice::Iter<'a, Selection>> = sets.iter().rev().map(|set| set.iter()).collect();
        while let Some(selections) = open.last_mut() {
            let Some(selection) = selections.next() else {
                open.pop();
                continue;
            };
            match selection {
                Selection::Field(field) => {
                    let name = field.response_name().as_str();
                    match keys.iter_mut().find(|known| known.key == name) {
                        Some(known) => known.fields.push(field),
                        None => keys.push(Key { key: name, fields: vec![field] }),
                    }
                }
                Selection::InlineFragment(fragment) => open.push(fragment.selection_set.iter()),
                Selection::FragmentSpread(spread) => {
                    let fragment = document.fragments.get(&spread.fragment_name);
                    if let Some(fragment) = fragment.filter(|_| seen.insert(spread.fragment_name.as_str())) {
                        open.push(fragment.selection_set.iter());
                    }
                }
            }
        }
        keys
    }
}

/// The variable that feeds the token: the argument itself, or a member of an input object.
fn variable_of(argument: &Argument) -> Option<&str> {
    let mut open: Vec<(&str, &Value)> = vec![(argument.name.as_str(), &argument.value)];
    while let Some((name, value)) = open.pop() {
        match value {
            Value::Variable(variable) if name == NEXT_TOKEN => return Some(variable.as_str()),
            Value::Object(members) => open.extend(members.iter().map(|(name, value)| (name.as_str(), &**value))),
            _ => {}
        }
    }
    None
}
