//! What is selected of types: a graph in which equal selections stand once.

use std::collections::HashMap;

use apollo_compiler::Name;

/// The number of a shape.
pub(super) type ShapeId = usize;

/// A selected field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Pick {
    pub(super) alias: Option<Name>,
    pub(super) name: Name,
    /// What is selected of what it returns; none for scalars and enums.
    pub(super) child: Option<ShapeId>,
    /// Whether arguments of it become variables.
    pub(super) lifts: bool,
    /// Whether those that are not needed do too.
    pub(super) lifts_all: bool,
}

impl Pick {
    /// The key in the answer.
    pub(super) fn key(&self) -> &Name {
        self.alias.as_ref().unwrap_or(&self.name)
    }
}

/// One part of a selection, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Typename,
    Field(Pick),
    /// Fields of objects of one type only.
    Member(Name, Vec<Pick>),
}

/// What is selected of a type. Counts saturate.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) type_name: Name,
    pub(super) parts: Vec<Part>,
    /// Scalars and enums, all the way down; `__typename` is not counted.
    pub(super) leaves: u64,
    /// Objects, all the way down.
    pub(super) composites: u64,
    /// How many objects stand in each other at most, this one included.
    pub(super) height: u32,
    /// Whether a field somewhere below takes variables: then the text depends on the path.
    pub(super) lifts: bool,
    /// How many levels or hops were left where it was first chosen; names of fragments carry it.
    pub(super) left: u32,
}

impl Shape {
    /// The selected fields, each with the type that has it.
    pub(super) fn picks(&self) -> impl Iterator<Item = (&Name, &Pick)> {
        self.parts.iter().flat_map(|part| {
            let (parent, picks) = match part {
                Part::Typename => (&self.type_name, [].as_slice()),
                Part::Field(pick) => (&self.type_name, std::slice::from_ref(pick)),
                Part::Member(member, picks) => (member, picks.as_slice()),
            };
            picks.iter().map(move |pick| (parent, pick))
        })
    }
}

/// All shapes. Equal ones are one.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    shapes: Vec<Shape>,
    known: HashMap<(Name, Vec<Part>), ShapeId>,
}

impl Shapes {
    pub(super) fn get(&self, id: ShapeId) -> &Shape {
        &self.shapes[id]
    }

    /// The shape of these parts.
    pub(super) fn add(&mut self, type_name: &Name, parts: Vec<Part>, left: u32) -> ShapeId {
        let key = (type_name.clone(), parts);
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let id = self.shapes.len();
        let mut shape = Shape {
            type_name: key.0.clone(),
            parts: key.1.clone(),
            leaves: 0,
            composites: 0,
            height: 1,
            lifts: false,
            left,
        };
        let (mut leaves, mut composites, mut height, mut lifts) = (0_u64, 0_u64, 1, false);
        for (_, pick) in shape.picks() {
            lifts |= pick.lifts;
            match pick.child {
                None => leaves = leaves.saturating_add(1),
                Some(child) => {
                    let child = self.get(child);
                    leaves = leaves.saturating_add(child.leaves);
                    composites = composites.saturating_add(child.composites).saturating_add(1);
                    height = height.max(child.height.saturating_add(1));
                    lifts |= child.lifts;
                }
            }
        }
        (shape.leaves, shape.composites, shape.height, shape.lifts) = (leaves, composites, height, lifts);
        self.shapes.push(shape);
        self.known.insert(key, id);
        id
    }
}
