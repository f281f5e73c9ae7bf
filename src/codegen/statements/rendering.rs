//! Shapes as GraphQL.

use std::collections::{HashMap, HashSet, VecDeque};

use apollo_compiler::ast::{Argument, Field, FragmentDefinition, FragmentSpread, InlineFragment, Selection};
use apollo_compiler::{Name, Node};

use super::names::free;
use super::shapes::{Part, Pick, Shape, ShapeId, Shapes};
use super::variables::Variables;
use crate::graphql::Schema;
use crate::settings::{Fragments, Order};

/// Writes the selection of one operation.
#[derive(Debug)]
pub(super) struct Rendering<'a, 's> {
    pub(super) schema: &'a Schema,
    pub(super) shapes: &'a Shapes,
    pub(super) order: Order,
    pub(super) variables: &'a mut Variables<'s>,
    /// The names of the shapes that become fragments.
    fragments: HashMap<ShapeId, Option<Name>>,
    /// The fragments that were used and are not written yet, in the order of their first use.
    waiting: VecDeque<ShapeId>,
    written: HashMap<ShapeId, Vec<Selection>>,
    operation: &'a str,
    /// The names of fragments, in lower case: of all operations, since all may stand in one document.
    taken: &'a mut HashSet<String>,
}

impl<'a, 's> Rendering<'a, 's> {
    pub(super) fn new(
        schema: &'a Schema,
        shapes: &'a Shapes,
        order: Order,
        variables: &'a mut Variables<'s>,
        operation: &'a str,
        taken: &'a mut HashSet<String>,
    ) -> Self {
        let (fragments, waiting, written) = <_>::default();
        Self { schema, shapes, order, variables, fragments, waiting, written, operation, taken }
    }

    /// What the root field selects, and the fragments that this needs in the order of their first use.
    pub(super) fn render(
        mut self,
        root: &Name,
        shape: ShapeId,
        fragments: Fragments,
    ) -> (Vec<Selection>, Vec<Node<FragmentDefinition>>) {
        self.fragments = repeated(self.shapes, shape, fragments).into_iter().map(|id| (id, None)).collect();
        let mut path = vec![root.clone()];
        let selection = self.selection(shape, &mut path);
        let mut definitions = Vec::new();
        while let Some(id) = self.waiting.pop_front() {
            let Some(Some(name)) = self.fragments.get(&id).cloned() else { continue };
            let selection_set = self.body(id, &mut path);
            let type_condition = self.shapes.get(id).type_name.clone();
            definitions.push(Node::new(FragmentDefinition {
                name,
                type_condition,
                directives: <_>::default(),
                selection_set,
            }));
        }
        (selection, definitions)
    }

    fn selection(&mut self, id: ShapeId, path: &mut Vec<Name>) -> Vec<Selection> {
        if let Some(name) = self.fragments.get(&id).cloned() {
            let fragment_name = name.unwrap_or_else(|| self.first_use(id));
            return vec![Selection::FragmentSpread(Node::new(FragmentSpread {
                fragment_name,
                directives: <_>::default(),
            }))];
        }
        if let Some(written) = self.written.get(&id) {
            return written.clone();
        }
        let body = self.body(id, path);
        if !self.shapes.get(id).lifts {
            self.written.insert(id, body.clone());
        }
        body
    }

    fn first_use(&mut self, id: ShapeId) -> Name {
        let Shape { type_name, left, .. } = self.shapes.get(id);
        let wanted = format!("{}_{type_name}_{left}", self.operation);
        let name = Name::new_unchecked(&free(&wanted, |name| self.taken.insert(name.to_ascii_lowercase())));
        self.fragments.insert(id, Some(name.clone()));
        self.waiting.push_back(id);
        name
    }

    fn body(&mut self, id: ShapeId, path: &mut Vec<Name>) -> Vec<Selection> {
        let shape = self.shapes.get(id);
        let mut selections = Vec::with_capacity(shape.parts.len());
        for part in &shape.parts {
            selections.push(match part {
                Part::Typename => field(None, Name::new_unchecked("__typename"), Vec::new(), Vec::new()),
                Part::Field(pick) => self.field(&shape.type_name, pick, path),
                Part::Member(member, picks) => {
                    let selection_set = picks.iter().map(|pick| self.field(member, pick, path)).collect();
                    let type_condition = Some(member.clone());
                    Selection::InlineFragment(Node::new(InlineFragment {
                        type_condition,
                        directives: <_>::default(),
                        selection_set,
                    }))
                }
            });
        }
        selections
    }

    fn field(&mut self, parent: &Name, pick: &Pick, path: &mut Vec<Name>) -> Selection {
        path.push(pick.key().clone());
        let definition = self.schema.field(parent, &pick.name).filter(|_| pick.lifts);
        let arguments = definition.map_or_else(Vec::new, |definition| {
            let path: Vec<&Name> = path.iter().collect();
            self.variables.lift(definition, &path, pick.lifts_all, self.order)
        });
        let selection_set = pick.child.map_or_else(Vec::new, |child| self.selection(child, path));
        path.pop();
        field(pick.alias.clone(), pick.name.clone(), arguments, selection_set)
    }
}

/// A field's selection.
pub(super) fn field(
    alias: Option<Name>,
    name: Name,
    arguments: Vec<Node<Argument>>,
    selection_set: Vec<Selection>,
) -> Selection {
    Selection::Field(Node::new(Field { alias, name, arguments, directives: <_>::default(), selection_set }))
}

/// The shapes that become fragments: those that stand twice in the text when each stands in it once, or all. Not those whose
/// text depends on the path, and none that is one field only.
fn repeated(shapes: &Shapes, root: ShapeId, fragments: Fragments) -> HashSet<ShapeId> {
    let mut uses: HashMap<ShapeId, u32> = HashMap::from([(root, 1)]);
    let mut stack = vec![root];
    while let Some(id) = stack.pop() {
        for child in shapes.get(id).picks().filter_map(|(_, pick)| pick.child) {
            let count = uses.entry(child).or_default();
            *count += 1;
            if *count == 1 {
                stack.push(child);
            }
        }
    }
    let least = match fragments {
        Fragments::Auto => 2,
        Fragments::Always => 1,
        Fragments::Never => u32::MAX,
    };
    let is_worth_it = |id: ShapeId| {
        let shape = shapes.get(id);
        let single = shape.parts.len() == 1 && shape.composites == 0 && shape.leaves <= 1;
        !shape.lifts && !single
    };
    uses.into_iter().filter(|(id, count)| *count >= least && is_worth_it(*id)).map(|(id, _)| id).collect()
}
