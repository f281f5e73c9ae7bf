//! Which fields an operation selects, on which object types.
//!
//! An execution would visit one place of the answer after the other, and at each the selections that fit the object it
//! finds. Here every object that could be found counts. A place is visited once whatever leads to it, and at a place a
//! fragment once for each type, so that the work grows with the answer and not with the ways to it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use apollo_compiler::ast::{DirectiveList, Field, FragmentDefinition, FragmentSpread, Selection, Value};
use apollo_compiler::collections::{IndexMap, IndexSet};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::{Name, Node};
use serde_json::Value as Json;

use super::diagnostic::Diagnostic;
use super::operation::{Operation, Parsed};
use super::schema::Schema;
use crate::appsync::Coordinate;

/// The most fields that are listed; only a text made to be large has more.
const SELECTED_FIELDS: usize = 100_000;

/// The most response keys that all paths together may have, which bounds the memory.
const PATH_KEYS: usize = 2_000_000;

/// The deepest place of an answer.
const PATH_LEVELS: usize = 200;

/// The most comparisons of a selection with a type.
const STEPS: usize = 5_000_000;

/// A field that an operation selects, on an object type that it can be asked of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectedField {
    /// The object type and the field.
    pub coordinate: Coordinate,
    /// The response keys from the root of the answer to this field, without list indices.
    pub path: Vec<String>,
    /// Whether it is `__typename`, `__schema` or `__type`, which AppSync does not check.
    pub is_introspection: bool,
    /// Whether the field can never be null, so that a refusal takes the object around it away; without a schema this is
    /// only known of `__typename`.
    pub non_null: bool,
    /// Whether a place on the way can hold objects of several types, so that this field may not be asked for at all.
    pub depends_on_type: bool,
    /// Where it is selected first, as bytes of the document.
    pub span: Range<usize>,
}

impl Operation {
    /// Every field that the operation selects, once for each place and object type, in the order of the document.
    ///
    /// With a schema a selection on an interface or union is listed for every object type that fits. Without one only
    /// the fields of the root are known; the type is the conventional one. What `@skip` and `@include` leave away with
    /// these variables (or their defaults) is not listed; what they decide by a variable without a value is. Fields that
    /// the schema lacks are left to [`Operation::validate`].
    ///
    /// # Errors
    ///
    /// A fragment that is missing or contains itself, a kind of operation that the schema lacks, or a selection of
    /// more than 100 000 fields.
    pub fn selected_fields(
        &self,
        schema: Option<&Schema>,
        variables: &serde_json::Map<String, Json>,
    ) -> Result<Vec<SelectedField>, Vec<Diagnostic>> {
        let errors = fragment_errors(self);
        if !errors.is_empty() {
            return Err(errors);
        }
        let root = match schema {
            None => self.kind.conventional_root_type(),
            Some(schema) => schema.root_type(self.kind).ok_or_else(|| {
                let message = format!("the schema has no {} type", self.kind);
                vec![problem(&self.document, self.definition.location(), message)]
            })?,
        };
        let mut walk = Walk { operation: self, schema, variables, found: Vec::new(), path_keys: 0, steps: 0 };
        walk.run(root).map_err(|diagnostic| vec![*diagnostic])?;
        Ok(walk.found)
    }
}

fn problem(document: &Parsed, location: Option<SourceSpan>, message: impl Into<String>) -> Diagnostic {
    Diagnostic::at(&document.sources, document.sources.span(location), message)
}

/// The types that an object at a place can have; for each whether the way to it depends on the types of objects.
type Types<'a> = IndexMap<&'a str, bool>;

/// The types that a selection set applies to.
type Active<'a> = Rc<Vec<&'a str>>;

/// A place of the answer that is still to be visited: the fields that lead to it, and what is selected below them.
struct Place<'a> {
    parent: Rc<Vec<String>>,
    /// None for the root.
    key: Option<&'a str>,
    /// Each type and field name, with the first selection of it and whether the type is one of several.
    entries: Vec<(&'a str, &'a Node<Field>, bool)>,
    types: Types<'a>,
    selections: Vec<(&'a [Selection], Active<'a>)>,
}

/// What is selected under one response key of a place.
#[derive(Default)]
struct Key<'a> {
    entries: IndexMap<(&'a str, &'a str), (&'a Node<Field>, bool)>,
    /// The selection sets below, by the address of the field that has them.
    below: IndexMap<*const Field, (&'a [Selection], IndexSet<&'a str>)>,
    types: Types<'a>,
    /// The declared types that `below` and `types` have been filled for.
    returned: HashSet<(*const Field, &'a str, bool)>,
}

struct Walk<'a> {
    operation: &'a Operation,
    schema: Option<&'a Schema>,
    variables: &'a serde_json::Map<String, Json>,
    found: Vec<SelectedField>,
    path_keys: usize,
    steps: usize,
}

type Stop = Box<Diagnostic>;

impl<'a> Walk<'a> {
    fn run(&mut self, root: &'a str) -> Result<(), Stop> {
        let selections = vec![(self.operation.definition.selection_set.as_slice(), Rc::new(vec![root]))];
        let types = Types::from_iter([(root, false)]);
        let parent = Rc::new(Vec::new());
        let mut places = vec![Place { parent, key: None, entries: Vec::new(), types, selections }];
        while let Some(place) = places.pop() {
            let mut path = place.parent.as_ref().clone();
            path.extend(place.key.map(str::to_owned));
            self.list(&place, &path)?;
            if place.selections.is_empty() {
                continue;
            }
            if path.len() >= PATH_LEVELS {
                return Err(self.stop(&place, format!("the operation selects deeper than {PATH_LEVELS} levels")));
            }
            let path = Rc::new(path);
            for (key, selected) in self.keys(&place)?.into_iter().rev() {
                let entries = selected.entries.into_iter();
                let below = selected.below.into_values();
                places.push(Place {
                    parent: Rc::clone(&path),
                    key: Some(key),
                    entries: entries.map(|((type_name, _), (field, depends))| (type_name, field, depends)).collect(),
                    types: selected.types,
                    selections: below.map(|(set, types)| (set, Rc::new(types.into_iter().collect()))).collect(),
                });
            }
        }
        Ok(())
    }

    fn stop(&self, place: &Place<'a>, message: String) -> Stop {
        let field = place.entries.first().and_then(|(_, field, _)| field.location());
        let location = field.or_else(|| self.operation.definition.location());
        Box::new(problem(&self.operation.document, location, message).help("split the operation"))
    }

    fn step(&mut self, place: &Place<'a>, steps: usize) -> Result<(), Stop> {
        self.steps += steps;
        if self.steps > STEPS {
            return Err(self.stop(place, "the operation has too many combinations of selections and types".to_owned()));
        }
        Ok(())
    }

    /// Lists the fields that lead to a place.
    fn list(&mut self, place: &Place<'a>, path: &[String]) -> Result<(), Stop> {
        for (type_name, field, depends_on_type) in &place.entries {
            self.path_keys += path.len();
            if self.found.len() >= SELECTED_FIELDS || self.path_keys > PATH_KEYS {
                return Err(self.stop(place, format!("the operation selects more than {SELECTED_FIELDS} fields")));
            }
            let definition = self.schema.and_then(|schema| schema.field(type_name, &field.name));
            self.found.push(SelectedField {
                coordinate: Coordinate::new(*type_name, field.name.as_str()),
                path: path.to_vec(),
                is_introspection: field.name.starts_with("__"),
                non_null: definition.map_or(field.name == "__typename", |definition| definition.ty.is_non_null()),
                depends_on_type: *depends_on_type,
                span: field.location().map_or(0..0, |location| location.offset()..location.end_offset()),
            });
        }
        Ok(())
    }

    /// What is selected at a place, by response key, in the order of the document.
    fn keys(&mut self, place: &Place<'a>) -> Result<IndexMap<&'a str, Key<'a>>, Stop> {
        let mut keys: IndexMap<&'a str, Key<'a>> = IndexMap::default();
        let mut visited: HashMap<&'a Name, HashSet<&'a str>> = HashMap::new();
        for (set, active) in &place.selections {
            let mut open = vec![(set.iter(), Rc::clone(active))];
            while let Some((selections, active)) = open.last_mut() {
                let active = Rc::clone(active);
                let Some(selection) = selections.next() else {
                    open.pop();
                    continue;
                };
                self.step(place, active.len())?;
                match selection {
                    _ if self.is_left_away(directives_of(selection)) => {}
                    Selection::Field(field) => self.field(place, field, &active, &mut keys)?,
                    Selection::InlineFragment(fragment) => {
                        let fitting = self.fitting(&active, fragment.type_condition.as_ref());
                        open.push((fragment.selection_set.iter(), fitting));
                    }
                    Selection::FragmentSpread(spread) => {
                        if let Some((name, fragment)) = self.fragment(&spread.fragment_name) {
                            let mut fitting = self.fitting(&active, Some(&fragment.type_condition));
                            let visited = visited.entry(name).or_default();
                            Rc::make_mut(&mut fitting).retain(|type_name| visited.insert(type_name));
                            open.push((fragment.selection_set.iter(), fitting));
                        }
                    }
                }
                if open.last().is_some_and(|(_, active)| active.is_empty()) {
                    open.pop();
                }
            }
        }
        Ok(keys)
    }

    fn fragment(&self, name: &Name) -> Option<(&'a Name, &'a Node<FragmentDefinition>)> {
        let operation: &'a Operation = self.operation;
        operation.document.fragments.get_key_value(name)
    }

    /// The types that a type condition lets through. Without a schema it must be that of the root.
    fn fitting(&self, active: &Active<'a>, condition: Option<&Name>) -> Active<'a> {
        let (Some(schema), Some(condition)) = (self.schema, condition) else { return Rc::clone(active) };
        let fits =
            |type_name: &&str| *type_name == condition.as_str() || schema.compiled().is_subtype(condition, type_name);
        Rc::new(active.iter().copied().filter(fits).collect())
    }

    fn field(
        &mut self,
        place: &Place<'a>,
        field: &'a Node<Field>,
        active: &[&'a str],
        keys: &mut IndexMap<&'a str, Key<'a>>,
    ) -> Result<(), Stop> {
        let name = field.name.as_str();
        for type_name in active {
            let depends = place.types.get(type_name).copied().unwrap_or_default();
            let definition = self.schema.and_then(|schema| schema.field(type_name, name));
            let is_introspection =
                name == "__typename" || (matches!(name, "__schema" | "__type") && place.key.is_none());
            if definition.is_none() && self.schema.is_some() && !is_introspection {
                continue;
            }
            let key = keys.entry(field.response_name().as_str()).or_default();
            key.entries.entry((type_name, name)).or_insert((field, depends));
            let (Some(schema), Some(definition)) = (self.schema, definition) else { continue };
            if field.selection_set.is_empty() || name.starts_with("__") {
                continue;
            }
            let address: *const Field = &raw const **field;
            let returned = definition.ty.inner_named_type().as_str();
            if !key.returned.insert((address, returned, depends)) {
                continue;
            }
            let possible = schema.possible_object_types(returned);
            let depends = depends || possible.len() > 1;
            let (_, below) = key.below.entry(address).or_insert_with(|| (&field.selection_set, IndexSet::default()));
            below.extend(possible.iter().map(String::as_str));
            for type_name in possible {
                key.types.entry(type_name).and_modify(|earlier| *earlier &= depends).or_insert(depends);
            }
            self.step(place, possible.len())?;
        }
        Ok(())
    }

    /// Whether `@skip(if: true)` or `@include(if: false)` leaves a selection away.
    fn is_left_away(&self, directives: &DirectiveList) -> bool {
        let decided = |name: &str| {
            let value = directives.get(name)?.specified_argument_by_name("if")?;
            match value.as_ref() {
                Value::Boolean(decided) => Some(*decided),
                Value::Variable(variable) => self.variable(variable),
                _ => None,
            }
        };
        decided("skip") == Some(true) || decided("include") == Some(false)
    }

    fn variable(&self, name: &Name) -> Option<bool> {
        if let Some(given) = self.variables.get(name.as_str()) {
            return given.as_bool();
        }
        let definition = self.operation.definition.variables.iter().find(|each| each.name == *name)?;
        definition.default_value.as_ref()?.to_bool()
    }
}

fn directives_of(selection: &Selection) -> &DirectiveList {
    match selection {
        Selection::Field(field) => &field.directives,
        Selection::InlineFragment(fragment) => &fragment.directives,
        Selection::FragmentSpread(spread) => &spread.directives,
    }
}

/// Fragments that the operation needs and that are missing or contain themselves.
pub(super) fn fragment_errors(operation: &Operation) -> Vec<Diagnostic> {
    let document = &operation.document;
    let mut errors = Vec::new();
    let mut is_done: HashMap<&Name, bool> = HashMap::new();
    let mut missing: HashSet<&Name> = HashSet::new();
    let mut open = vec![(None, spreads(&operation.definition.selection_set).into_iter())];
    while let Some((fragment, spreads_left)) = open.last_mut() {
        let Some(spread) = spreads_left.next() else {
            is_done.extend(fragment.map(|name| (name, true)));
            open.pop();
            continue;
        };
        let name = &spread.fragment_name;
        match (document.fragments.get(name), is_done.get(name)) {
            (None, _) if missing.insert(name) => {
                errors.push(problem(document, spread.location(), format!("the fragment `{name}` is not defined")));
            }
            (Some(_), Some(false)) => {
                errors.push(problem(document, spread.location(), format!("the fragment `{name}` contains itself")));
            }
            (Some(fragment), None) => {
                is_done.insert(name, false);
                open.push((Some(name), spreads(&fragment.selection_set).into_iter()));
            }
            _ => {}
        }
    }
    errors
}

/// The fragment spreads of a selection set at any depth, without following them.
fn spreads(set: &[Selection]) -> Vec<&Node<FragmentSpread>> {
    let mut found = Vec::new();
    let mut open = vec![set.iter()];
    while let Some(selections) = open.last_mut() {
        match selections.next() {
            None => {
                open.pop();
            }
            Some(Selection::Field(field)) => open.push(field.selection_set.iter()),
            Some(Selection::InlineFragment(fragment)) => open.push(fragment.selection_set.iter()),
            Some(Selection::FragmentSpread(spread)) => found.push(spread),
        }
    }
    found
}
