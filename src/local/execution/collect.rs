//! Which fields an operation selects on one object.

use std::sync::Arc;

use apollo_compiler::ast::{DirectiveList, Value as Literal};
use apollo_compiler::collections::{HashSet, IndexMap};
use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::{Name, Node};
use serde_json::{Map, Value};

use crate::graphql::{Executable, Schema};

/// The fields under one response key; the first one gives name and arguments.
pub(super) type Group<'a> = Arc<[&'a Node<Field>]>;

/// What selections ask of objects of a type, by response key in the order of the document.
pub(super) struct Collector<'a, 'v> {
    pub(super) schema: &'a Schema,
    pub(super) executable: &'a Executable,
    pub(super) variables: &'v Map<String, Value>,
}

impl<'a> Collector<'a, '_> {
    /// The groups of fields that selection sets select on an object type, or on an interface itself.
    pub(super) fn collect(
        &self,
        type_name: &str,
        sets: impl IntoIterator<Item = &'a SelectionSet>,
    ) -> Vec<(&'a str, Group<'a>)> {
        let mut groups = IndexMap::default();
        let mut seen = HashSet::default();
        for set in sets {
            self.add(type_name, set, &mut seen, &mut groups);
        }
        groups.into_iter().map(|(key, fields)| (key, Arc::from(fields))).collect()
    }

    fn add(
        &self,
        type_name: &str,
        set: &'a SelectionSet,
        seen: &mut HashSet<&'a Name>,
        groups: &mut IndexMap<&'a str, Vec<&'a Node<Field>>>,
    ) {
        for selection in &set.selections {
            if !self.is_included(selection.directives()) {
                continue;
            }
            match selection {
                Selection::Field(field) => groups.entry(field.response_key()).or_default().push(field),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.type_condition.as_ref();
                    if condition.is_none_or(|condition| self.applies(condition, type_name)) {
                        self.add(type_name, &fragment.selection_set, seen, groups);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.executable.document().fragments.get(&spread.fragment_name);
                    if let Some(fragment) = fragment
                        && seen.insert(&spread.fragment_name)
                        && self.applies(fragment.type_condition(), type_name)
                    {
                        self.add(type_name, &fragment.selection_set, seen, groups);
                    }
                }
            }
        }
    }

    fn applies(&self, condition: &Name, type_name: &str) -> bool {
        condition == type_name || self.schema.compiled().is_subtype(condition, type_name)
    }

    fn is_included(&self, directives: &DirectiveList) -> bool {
        if directives.is_empty() {
            return true;
        }
        let says = |name: &str| {
            let value = directives.get(name)?.specified_argument_by_name("if")?;
            match value.as_ref() {
                Literal::Boolean(flag) => Some(*flag),
                Literal::Variable(name) => self.variables.get(name.as_str())?.as_bool(),
                _ => None,
            }
        };
        !says("skip").unwrap_or(false) && says("include").unwrap_or(true)
    }
}
