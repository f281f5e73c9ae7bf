//! What can be selected of a type at all, whatever the budget: the same wherever the type stands, so that selections of
//! different depth at one place of an answer still fit together.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use apollo_compiler::Name;
use apollo_compiler::ast::{FieldDefinition, Type};
use apollo_compiler::schema::ExtendedType;

use super::super::note::Note;
use super::access::{Access, Barrier};
use super::classes::{Classes, fields_of, is_composite};
use super::patterns::Patterns;
use super::remarks::{aliased_note, barrier_note, emptied_note, unanswered_note};
use super::rules::Rules;
use crate::graphql::Schema;
use crate::settings::Order;

/// What is the same for every operation.
#[derive(Debug)]
pub(super) struct Ground<'s> {
    pub(super) schema: &'s Schema,
    pub(super) order: Order,
    pub(super) classes: Classes,
    pub(super) access: Access<'s>,
}

/// A field that can be selected.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'s> {
    pub(super) definition: &'s FieldDefinition,
    pub(super) alias: Option<Name>,
    /// What it returns, if that has fields or members.
    pub(super) target: Option<&'s Name>,
    /// Whether it cannot be selected without an argument.
    pub(super) needs_argument: bool,
    /// Whether all its arguments become variables.
    pub(super) lifts_all: bool,
}

/// What can be selected of a type.
#[derive(Debug)]
pub(super) struct Plan<'s> {
    /// Whether objects of several types can stand where the type stands.
    pub(super) is_open: bool,
    /// The fields of the type itself.
    pub(super) own: Vec<Candidate<'s>>,
    /// The fields of its possible types beyond those.
    pub(super) members: Vec<(&'s Name, Vec<Candidate<'s>>)>,
}

/// What was decided of fields of an interface, for its possible types.
#[derive(Debug, Default)]
struct Above<'s> {
    /// They are selected of the interface, or of none.
    settled: HashSet<&'s Name>,
    /// Patterns name the interface's field, so that arguments of the types' fields become variables too.
    lifted: HashSet<&'s Name>,
}

/// What the rules of an operation leave of the schema.
#[derive(Debug)]
pub(super) struct Selectable<'s> {
    pub(super) ground: &'s Ground<'s>,
    pub(super) rules: Rules,
    patterns: Patterns,
    /// The types of which nothing is left; those that had nothing to begin with are not among them.
    emptied: HashSet<&'s Name>,
}

impl<'s> Selectable<'s> {
    pub(super) fn new(ground: &'s Ground<'s>, rules: Rules) -> Self {
        let patterns = Patterns::new(ground.schema, &rules.include, &rules.exclude, &rules.lift);
        let mut selectable = Self { ground, rules, patterns, emptied: HashSet::new() };
        if ground.access.is_bounded() || !selectable.patterns.is_empty() {
            let before = selectable.types_with_fields(|_, _| true);
            let after = selectable.types_with_fields(|parent, field| selectable.keeps(parent, field));
            selectable.emptied = before.difference(&after).copied().collect();
        }
        selectable
    }

    /// The composite types that have something to select: the least set such that each has a kept field that is a scalar or
    /// whose type is in the set.
    fn types_with_fields(&self, keeps: impl Fn(&Name, &FieldDefinition) -> bool) -> HashSet<&'s Name> {
        let types = &self.ground.schema.compiled().types;
        let mut found: HashSet<&'s Name> = HashSet::new();
        loop {
            let before = found.len();
            for each in types.values().filter(|each| is_composite(each) && !each.is_built_in()) {
                if found.contains(each.name()) {
                    continue;
                }
                let leads = |target: &Name| {
                    types.get(target).is_none_or(|target| !is_composite(target)) || found.contains(target)
                };
                let has = if each.is_object() {
                    fields_of(each).any(|field| keeps(each.name(), field) && leads(field.ty.inner_named_type()))
                } else {
                    let mut members = self.members(each.name()).peekable();
                    members.peek().is_none() || members.any(|member| found.contains(member))
                };
                if has {
                    found.insert(each.name());
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    /// Whether patterns and the caller's access leave a field of an object type.
    fn keeps(&self, parent: &Name, field: &FieldDefinition) -> bool {
        let closed = matches!(self.ground.access.barrier(parent, &field.name), Some(Barrier::Closed(_)));
        !closed && self.patterns.keeps_field(parent, &field.name) && self.enters(field.ty.inner_named_type())
    }

    /// Whether fields of a type are selected: patterns leave it, with which scalars and enums are no concern of theirs, and it is
    /// there.
    fn enters(&self, target: &Name) -> bool {
        let is_composite = self.ground.schema.compiled().types.get(target).is_some_and(is_composite);
        self.is_answered(target) && (!is_composite || self.patterns.keeps_type(target))
    }

    /// Whether an answer can hold values of a type. In a schema without faults it always can.
    pub(super) fn is_answered(&self, target: &Name) -> bool {
        self.ground.schema.compiled().types.get(target).is_some_and(ExtendedType::is_output_type)
    }

    /// Whether there is an operation for a root field, as far as patterns say.
    pub(super) fn keeps_operation(&self, root: &str, field: &FieldDefinition) -> bool {
        self.patterns.keeps_operation(root, &field.name) && self.enters(field.ty.inner_named_type())
    }

    /// Whether nothing is left of a type.
    pub(super) fn is_emptied(&self, name: &Name) -> bool {
        self.emptied.contains(name)
    }

    /// Whether a field is left out because it is deprecated. A type of which everything is keeps its fields.
    fn is_outdated(&self, parent: &ExtendedType, field: &FieldDefinition) -> bool {
        self.rules.exclude_deprecated && is_deprecated(field) && fields_of(parent).any(|other| !is_deprecated(other))
    }

    /// The object types that can stand where a type stands, those that patterns leave out left away.
    fn members(&self, name: &str) -> impl Iterator<Item = &'s Name> {
        let types = &self.ground.schema.compiled().types;
        let possible = self.ground.schema.possible_object_types(name).iter();
        let names = possible.filter_map(|each| types.get_key_value(each.as_str()).map(|(name, _)| name));
        names.filter(|name| self.patterns.keeps_type(name))
    }

    /// What can be selected of a type; notes say what was left out.
    pub(super) fn plan(&self, name: &Name, notes: &mut BTreeSet<Note>) -> Plan<'s> {
        let Some(each) = self.ground.schema.compiled().types.get(name) else {
            return Plan { is_open: false, own: Vec::new(), members: Vec::new() };
        };
        let mut plan = if each.is_object() {
            Plan { is_open: false, own: self.of_object(each, &Above::default(), notes), members: Vec::new() }
        } else {
            self.of_open(each, notes)
        };
        if self.ground.order == Order::Name {
            plan.own.sort_by(|one, other| one.definition.name.cmp(&other.definition.name));
            plan.members.iter_mut().for_each(|(_, fields)| {
                fields.sort_by(|one, other| one.definition.name.cmp(&other.definition.name));
            });
            plan.members.sort_by_key(|(member, _)| *member);
        }
        if !self.rules.is_amplify {
            self.alias_disagreements(name, &mut plan, notes);
        }
        plan
    }

    fn of_object(&self, object: &'s ExtendedType, above: &Above<'_>, notes: &mut BTreeSet<Note>) -> Vec<Candidate<'s>> {
        let fields = fields_of(object).filter(|field| !above.settled.contains(&field.name));
        let kept = fields.filter(|field| self.keeps_noting(object, field, notes));
        let lifts = |field: &FieldDefinition| {
            above.lifted.contains(&field.name) || self.patterns.lifts(object.name(), &field.name)
        };
        kept.map(|field| self.candidate(field, lifts(field))).collect()
    }

    fn keeps_noting(&self, object: &ExtendedType, field: &FieldDefinition, notes: &mut BTreeSet<Note>) -> bool {
        let (parent, target) = (object.name(), field.ty.inner_named_type());
        if self.is_outdated(object, field) {
            return false;
        }
        let coordinate = format!("{parent}.{}", field.name);
        let barrier = self.ground.access.barrier(parent, &field.name);
        if self.patterns.keeps_field(parent, &field.name) {
            notes.extend(barrier.map(|barrier| barrier_note(barrier, &coordinate)));
        }
        if !self.is_answered(target) {
            notes.insert(unanswered_note("field-invalid", target, &coordinate, "is left out"));
        }
        if !self.keeps(parent, field) {
            return false;
        }
        if self.is_emptied(target) {
            notes.insert(emptied_note(target, &coordinate));
            return false;
        }
        true
    }

    fn candidate(&self, definition: &'s FieldDefinition, lifts: bool) -> Candidate<'s> {
        let types = &self.ground.schema.compiled().types;
        let target = types.get_key_value(definition.ty.inner_named_type());
        let target = target.filter(|(_, target)| is_composite(target)).map(|(name, _)| name);
        let needs_argument = definition.arguments.iter().any(|argument| self.ground.schema.must_be_given(argument));
        let lifts_all = !definition.arguments.is_empty() && lifts;
        Candidate { definition, alias: None, target, needs_argument, lifts_all }
    }

    /// Of an interface or union. A field of an interface is selected of the interface where every possible type has it open,
    /// and the same arguments of it become variables for all of them; else of the types that have it open.
    fn of_open(&self, open: &'s ExtendedType, notes: &mut BTreeSet<Note>) -> Plan<'s> {
        let types = &self.ground.schema.compiled().types;
        let members: Vec<&'s ExtendedType> = self.members(open.name()).filter_map(|name| types.get(name)).collect();
        let mut own = Vec::new();
        let mut above = Above::default();
        for field in fields_of(open) {
            let target = field.ty.inner_named_type();
            if !self.patterns.keeps_field(open.name(), &field.name) {
                above.settled.insert(&field.name);
                continue;
            }
            let open_in = |member: &&ExtendedType| {
                fields_of(member).all(|own| own.name != field.name || self.keeps(member.name(), own))
            };
            let is_kept = self.enters(target) && !self.is_emptied(target) && !self.is_outdated(open, field);
            let names_it = self.patterns.lifts(open.name(), &field.name);
            let lifted = self.lifted(&members, &field.name);
            let lifts_all = names_it || (!lifted.is_empty() && lifted.len() == members.len());
            let is_apart = lifted.iter().any(|own| !lifts_all || takes_more(own, field));
            if names_it {
                above.lifted.insert(&field.name);
            }
            if is_kept && !is_apart && members.iter().all(open_in) {
                above.settled.insert(&field.name);
                own.push(self.candidate(field, lifts_all));
            }
        }
        let mut chosen = Vec::new();
        for member in members {
            let fields = self.of_object(member, &above, notes);
            chosen.push((member.name(), fields));
        }
        Plan { is_open: true, own, members: chosen }
    }

    /// The fields of one name that patterns lift of these types.
    fn lifted(&self, members: &[&'s ExtendedType], field: &Name) -> Vec<&'s FieldDefinition> {
        let lifting = members.iter().filter(|member| self.patterns.lifts(member.name(), field));
        let fields = lifting.flat_map(|member| fields_of(member)).map(|own| &***own);
        fields.filter(|own| own.name == *field && !own.arguments.is_empty()).collect()
    }

    /// Where members have a field of one name and different types, GraphQL forbids to select both under that name. Then each
    /// has an alias, so that another member will rename nothing.
    fn alias_disagreements(&self, name: &Name, plan: &mut Plan<'s>, notes: &mut BTreeSet<Note>) {
        let mut types: BTreeMap<&Name, BTreeSet<String>> = BTreeMap::new();
        for candidate in plan.members.iter().flat_map(|(_, fields)| fields) {
            types.entry(&candidate.definition.name).or_default().insert(candidate.definition.ty.to_string());
        }
        let disagreed: BTreeSet<&Name> =
            types.iter().filter(|(_, types)| types.len() > 1).map(|(name, _)| *name).collect();
        if disagreed.is_empty() {
            return;
        }
        let aliases = self.aliases(name, &disagreed);
        for field in &disagreed {
            notes.insert(aliased_note(name, field));
        }
        for (member, fields) in &mut plan.members {
            for candidate in fields {
                candidate.alias = aliases.get(&(*member, &candidate.definition.name)).cloned();
            }
        }
    }

    /// An alias for each possible type's field of these names, unlike everything else that can stand there.
    pub(super) fn aliases(&self, open: &Name, fields: &BTreeSet<&Name>) -> BTreeMap<(&'s Name, &'s Name), Name> {
        let types = &self.ground.schema.compiled().types;
        let members = || self.members(open).filter_map(|name| types.get(name));
        let names = types.get(open).into_iter().chain(members()).flat_map(fields_of).map(|field| field.name.clone());
        let mut taken: HashSet<Name> = names.collect();
        let mut wanted: Vec<(&'s Name, &'s Name)> = members()
            .flat_map(|member| fields_of(member).map(move |field| (member.name(), &field.name)))
            .filter(|(_, field)| fields.contains(field))
            .collect();
        wanted.sort();
        let alias = |(member, field): (&'s Name, &'s Name)| {
            let mut text = format!("{}_{field}", lower_first(member));
            while taken.contains(text.as_str()) {
                text.push('_');
            }
            let alias = Name::new_unchecked(&text);
            taken.insert(alias.clone());
            ((member, field), alias)
        };
        wanted.into_iter().map(alias).collect()
    }
}

/// Whether a type's field has arguments that the interface's does not have.
fn takes_more(own: &FieldDefinition, of_interface: &FieldDefinition) -> bool {
    own.arguments.iter().any(|argument| of_interface.argument_by_name(&argument.name).is_none())
}

/// A text with its first letter in lower case.
fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}

pub(super) fn is_deprecated(field: &FieldDefinition) -> bool {
    field.directives.has("deprecated")
}

/// How many non-null and list wrappers two types share, and whether they agree in all: what GraphQL wants of two fields under
/// one name before it looks at what they return.
pub(super) fn same_wrappers(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::Named(_), Type::Named(_)) | (Type::NonNullNamed(_), Type::NonNullNamed(_)) => true,
        (Type::List(one), Type::List(other)) | (Type::NonNullList(one), Type::NonNullList(other)) => {
            same_wrappers(one, other)
        }
        _ => false,
    }
}
