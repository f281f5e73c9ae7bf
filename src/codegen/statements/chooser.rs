//! What is selected of a type with a budget.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use apollo_compiler::Name;
use apollo_compiler::ast::FieldDefinition;

use super::super::note::Note;
use super::budget::{Budget, Counting, Descent};
use super::merging::{Answer, Merging};
use super::plan::{Candidate, Plan, Selectable};
use super::remarks::aliased_note;
use super::shapes::{Part, Pick, ShapeId, Shapes};
use crate::graphql::Schema;
use crate::settings::{DepthMode, NestedArguments};

/// The most leaf fields, and the most objects, of a text that repeats what is selected twice, where the user set no bound: no
/// service takes a request that is larger.
const EXPANDED: u64 = 100_000;

/// The most fragments that are used in each other: the compiler, and some servers, look no deeper than 100.
const NESTED: u32 = 90;

/// Chooses selections under one set of rules.
#[derive(Debug)]
pub(super) struct Chooser<'s> {
    pub(super) selectable: Selectable<'s>,
    pub(super) shapes: Shapes,
    pub(super) notes: BTreeSet<Note>,
    plans: HashMap<Name, Rc<Plan<'s>>>,
    chosen: HashMap<(Name, Budget), Option<ShapeId>>,
    merging: Merging,
}

/// What was chosen for an operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    /// What is selected of what the root field returns.
    pub(super) shape: ShapeId,
    /// What became of the depth.
    pub(super) lowered: Lowered,
}

/// What became of the depth that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lowered {
    /// It is as it was asked for.
    No,
    /// This is what it would have been, and what it is; `to` can be as it was when value objects came to count as levels.
    To { excess: Excess, to: u32 },
    /// Even the smallest selection has more fields than there may be.
    TooLarge { fields: u64 },
}

/// What is too large about a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    /// It has this many scalars and enums.
    Fields(u64),
    /// It has this many objects.
    Objects(u64),
    /// Objects stand in each other this deep.
    Nesting(u32),
}

impl<'s> Chooser<'s> {
    pub(super) fn new(selectable: Selectable<'s>) -> Self {
        Self {
            selectable,
            shapes: Shapes::default(),
            notes: BTreeSet::new(),
            plans: HashMap::new(),
            chosen: HashMap::new(),
            merging: Merging::default(),
        }
    }

    /// What is selected of what a root field returns: as deep as it was asked for, and less deep where it is too large.
    pub(super) fn choose(&mut self, returned: &Name) -> Choice {
        let depth = self.selectable.rules.depth;
        let mut first = None;
        let mut smallest = None;
        for (counting, depth) in self.attempts(depth) {
            let shape = self.at_root(returned, counting, depth);
            let excess = self.excess(shape);
            let first = *first.get_or_insert(excess);
            match (excess, first) {
                (None, Some(excess)) => return Choice { shape, lowered: Lowered::To { excess, to: depth } },
                (None, None) => return Choice { shape, lowered: Lowered::No },
                (Some(_), _) => smallest = Some((shape, self.shapes.get(shape).leaves)),
            }
        }
        match smallest {
            Some((shape, fields)) => Choice { shape, lowered: Lowered::TooLarge { fields } },
            None => Choice { shape: self.only_typename(returned), lowered: Lowered::No },
        }
    }

    /// The depths to try, from the one that was asked for.
    fn attempts(&self, depth: u32) -> Vec<(Counting, u32)> {
        let depths = || (1..=depth).rev();
        if depth == 0 {
            return Vec::new();
        }
        match self.selectable.rules.depth_mode {
            DepthMode::Amplify => depths().map(|depth| (Counting::Amplify, depth)).collect(),
            DepthMode::Levels => {
                depths().flat_map(|depth| [(Counting::Completed, depth), (Counting::Levels, depth)]).collect()
            }
            DepthMode::Entity => {
                let hops = depths().map(|depth| (Counting::Entities, depth));
                hops.chain(depths().filter(|depth| *depth <= 2).map(|depth| (Counting::Levels, depth))).collect()
            }
        }
    }

    /// What is too large about a shape, if anything is.
    fn excess(&self, shape: ShapeId) -> Option<Excess> {
        let rules = &self.selectable.rules;
        let shape = self.shapes.get(shape);
        let most = rules.max_fields.map(u64::from);
        let expands = rules.repeats() || shape.lifts;
        let most = if expands { Some(most.unwrap_or(EXPANDED)) } else { most };
        if most.is_some_and(|most| shape.leaves > most) {
            Some(Excess::Fields(shape.leaves))
        } else if expands && shape.composites > EXPANDED {
            Some(Excess::Objects(shape.composites))
        } else if !rules.repeats() && shape.height > NESTED {
            Some(Excess::Nesting(shape.height))
        } else {
            None
        }
    }

    fn at_root(&mut self, returned: &Name, counting: Counting, depth: u32) -> ShapeId {
        let budget = Budget::at_root(counting, depth, &self.selectable.ground.classes, returned);
        let shape = budget.and_then(|budget| self.shape(returned, budget));
        shape.unwrap_or_else(|| self.only_typename(returned))
    }

    fn only_typename(&mut self, returned: &Name) -> ShapeId {
        self.shapes.add(returned, vec![Part::Typename], 0)
    }

    fn plan(&mut self, name: &Name) -> Rc<Plan<'s>> {
        if let Some(plan) = self.plans.get(name) {
            return Rc::clone(plan);
        }
        let plan = Rc::new(self.selectable.plan(name, &mut self.notes));
        self.plans.insert(name.clone(), Rc::clone(&plan));
        plan
    }

    /// What is selected of a type; none when there is nothing and the field that returns it is left out.
    fn shape(&mut self, name: &Name, budget: Budget) -> Option<ShapeId> {
        let key = (name.clone(), budget);
        if let Some(known) = self.chosen.get(&key) {
            return *known;
        }
        let plan = self.plan(name);
        let own = self.picks(name, name, &plan.own, budget);
        let mut members = Vec::with_capacity(plan.members.len());
        for (member, candidates) in &plan.members {
            members.push((*member, self.picks(name, member, candidates, budget)));
        }
        if self.selectable.rules.is_amplify {
            self.settle(name, &own, &mut members);
        }
        let parts = self.parts(plan.is_open, own, members);
        let shape = (!parts.is_empty()).then(|| self.shapes.add(name, parts, budget.left));
        self.chosen.insert(key, shape);
        shape
    }

    /// The parts in the order of the text, with `__typename` where it belongs.
    fn parts(&self, is_open: bool, own: Vec<Pick>, members: Vec<(&'s Name, Vec<Pick>)>) -> Vec<Part> {
        let rules = &self.selectable.rules;
        let mut parts = Vec::with_capacity(own.len() + members.len() + 1);
        if is_open && !rules.is_amplify {
            parts.push(Part::Typename);
        }
        parts.extend(own.into_iter().map(Part::Field));
        if !is_open && (rules.typename || (parts.is_empty() && !rules.is_amplify)) {
            parts.push(Part::Typename);
        }
        let members = members.into_iter().filter(|(_, picks)| !picks.is_empty());
        parts.extend(members.map(|(member, picks)| Part::Member(member.clone(), picks)));
        parts
    }

    fn picks(&mut self, place: &Name, parent: &Name, candidates: &[Candidate<'s>], budget: Budget) -> Vec<Pick> {
        candidates.iter().filter_map(|candidate| self.pick(place, parent, candidate, budget)).collect()
    }

    fn pick(&mut self, place: &Name, parent: &Name, candidate: &Candidate<'s>, budget: Budget) -> Option<Pick> {
        let field = candidate.definition;
        let below = match candidate.target {
            None => None,
            Some(target) => {
                let descent = Descent { place, parent, field: &field.name, target };
                Some((target, budget.descend(&self.selectable.ground.classes, descent)?))
            }
        };
        let lifts_all = candidate.lifts_all;
        let lifts = candidate.needs_argument || lifts_all;
        if candidate.needs_argument && !lifts_all && self.selectable.rules.nested_arguments == NestedArguments::Skip {
            self.notes.insert(needs_argument(self.selectable.ground.schema, parent, field));
            return None;
        }
        let child = match below {
            None => None,
            Some((target, budget)) => Some(self.shape(target, budget)?),
        };
        Some(Pick { alias: candidate.alias.clone(), name: field.name.clone(), child, lifts, lifts_all })
    }

    /// Amplify's generator selects of members what it did not select of their interface, under the fields' own names. Where
    /// GraphQL forbids that, there are aliases.
    fn settle(&mut self, open: &Name, own: &[Pick], members: &mut [(&'s Name, Vec<Pick>)]) {
        let selected: BTreeSet<&Name> = own.iter().map(|pick| &pick.name).collect();
        members.iter_mut().for_each(|(_, picks)| picks.retain(|pick| !selected.contains(&pick.name)));
        let schema = self.selectable.ground.schema;
        let mut answers: BTreeMap<&Name, Vec<Answer<'s>>> = BTreeMap::new();
        for (member, pick) in members.iter().flat_map(|(member, picks)| picks.iter().map(move |pick| (*member, pick))) {
            let Some(definition) = schema.field(member, &pick.name) else { continue };
            let under = answers.entry(&pick.name).or_default();
            if !under.contains(&(&definition.ty, pick.child)) {
                under.push((&definition.ty, pick.child));
            }
        }
        let mut disagreed = BTreeSet::new();
        for (name, answers) in &answers {
            let pairs = answers
                .iter()
                .enumerate()
                .flat_map(|(at, one)| answers[at + 1..].iter().map(move |other| (*one, *other)));
            if pairs.into_iter().any(|(one, other)| !self.merging.fit(schema, &self.shapes, one, other)) {
                disagreed.insert((*name).clone());
            }
        }
        if disagreed.is_empty() {
            return;
        }
        let aliases = self.selectable.aliases(open, &disagreed.iter().collect());
        self.notes.extend(disagreed.iter().map(|field| aliased_note(open, field)));
        for (member, picks) in members {
            for pick in picks.iter_mut().filter(|pick| disagreed.contains(&pick.name)) {
                pick.alias = aliases.get(&(*member, &pick.name)).cloned();
            }
        }
    }
}

fn needs_argument(schema: &Schema, parent: &Name, field: &FieldDefinition) -> Note {
    let coordinate = format!("{parent}.{}", field.name);
    let needed = field.arguments.iter().filter(|argument| schema.must_be_given(argument));
    let mut required: Vec<String> = needed.map(|argument| format!("`{}`", argument.name)).collect();
    // As they are told, whatever the order of the schema.
    required.sort_unstable();
    let message = format!("`{coordinate}` is left out: it needs {}", required.join(", "));
    Note::new("field-needs-argument", coordinate, message)
}
