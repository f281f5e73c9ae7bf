//! What the answers of operations and fragments are made of: one interface for each object, one union for each place where
//! objects of several types can stand.

use crate::codegen::ir::{Abstract, Field, Ir, Object, Selected};
use crate::codegen::names::{Scope, Wish};

/// How many types are named in the name of the interface that they share.
const NAMED_MEMBERS: usize = 3;

/// A shape: its place in [`Shapes::names`].
pub(super) type ShapeId = usize;

/// What is declared for the shapes of some operations and fragments.
#[derive(Debug, Default)]
pub(super) struct Shapes<'a> {
    /// The declarations of each operation, then of each fragment; what stands inside follows what it stands in.
    pub roots: Vec<Vec<Declaration<'a>>>,
    /// The names of all shapes.
    pub names: Vec<String>,
}

/// A declaration.
#[derive(Debug)]
pub(super) enum Declaration<'a> {
    /// The answer's object of some types.
    Interface {
        /// Its name.
        shape: ShapeId,
        /// What `__typename` can be.
        types: TypeNames<'a>,
        /// The members.
        members: Vec<Member<'a>>,
        /// The description of the type that it is for.
        description: Option<&'a str>,
    },
    /// One of several interfaces.
    Union {
        /// Its name.
        shape: ShapeId,
        /// The interfaces.
        alternatives: Vec<ShapeId>,
        /// The description of the interface or union that it is for.
        description: Option<&'a str>,
    },
    /// Another name for a fragment.
    Alias {
        /// Its name.
        shape: ShapeId,
        /// The fragment.
        fragment: &'a str,
    },
}

impl<'a> Declaration<'a> {
    /// The description of the type that it is for.
    pub(super) fn description(&self) -> Option<&'a str> {
        match self {
            Self::Interface { description, .. } | Self::Union { description, .. } => *description,
            Self::Alias { .. } => None,
        }
    }
}

/// The object types that an interface is for.
#[derive(Debug, Clone, Default)]
pub(super) struct TypeNames<'a> {
    /// The ones of the schema.
    pub known: Vec<&'a str>,
    /// Whether there are those too that the schema does not have yet.
    pub future: bool,
}

/// A member of an interface.
#[derive(Debug)]
pub(super) struct Member<'a> {
    /// The field.
    pub field: &'a Field,
    /// What it holds.
    pub holds: Holds<'a>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holds<'a> {
    /// A scalar or an enum.
    Leaf,
    /// A shape.
    Shape(ShapeId),
    /// What a fragment selects.
    Fragment(&'a str),
}

impl<'a> Shapes<'a> {
    /// The shapes of all operations and fragments. `roots` are the names of their own shapes, in order; the others are taken
    /// from the scope.
    pub(super) fn new(ir: &'a Ir, roots: &[String], scope: &mut Scope) -> Self {
        let mut planner = Planner::default();
        let mut shapes = Self::default();
        let operations = ir.operations.iter().map(|each| (each.name(), Root::Object(&each.shape)));
        let fragments = ir.fragments.iter().map(|each| (each.name.as_str(), Root::Selected(&each.selected)));
        for ((original, root), name) in operations.chain(fragments).zip(roots) {
            let shape = planner.wish(Wish::new(original, name.as_str()));
            planner.roots.push(shape);
            match root {
                Root::Object(object) => planner.object(shape, object),
                Root::Selected(selected) => planner.selected(shape, selected),
            }
            shapes.roots.push(std::mem::take(&mut planner.declarations));
        }
        shapes.names = planner.names(scope);
        shapes
    }
}

enum Root<'a> {
    Object(&'a Object),
    Selected(&'a Selected),
}

#[derive(Default)]
struct Planner<'a> {
    wishes: Vec<Wish>,
    roots: Vec<ShapeId>,
    declarations: Vec<Declaration<'a>>,
}

impl<'a> Planner<'a> {
    fn wish(&mut self, wish: Wish) -> ShapeId {
        self.wishes.push(wish);
        self.wishes.len() - 1
    }

    /// A shape below another one.
    fn below(&mut self, shape: ShapeId, step: &str) -> ShapeId {
        let above = &self.wishes[shape];
        let wish = Wish::new(format!("{}.{step}", above.original), format!("{}_{step}", above.wanted));
        self.wish(wish)
    }

    fn selected(&mut self, shape: ShapeId, selected: &'a Selected) {
        match selected {
            Selected::Fragment(name) => self.declarations.push(Declaration::Alias { shape, fragment: name }),
            Selected::Object(object) => self.object(shape, object),
            Selected::Abstract(open) => self.open(shape, open),
        }
    }

    fn object(&mut self, shape: ShapeId, object: &'a Object) {
        let types = TypeNames { known: vec![&object.type_name], future: false };
        self.interface(shape, types, &object.fields, object.description.as_deref());
    }

    fn open(&mut self, shape: ShapeId, open: &'a Abstract) {
        let description = open.description.as_deref();
        let mut groups: Vec<(TypeNames<'a>, &'a [Field], Option<&'a str>)> = Vec::new();
        let mut other = TypeNames { known: Vec::new(), future: true };
        for member in &open.members {
            let names = member.type_names.iter().map(String::as_str);
            if is_same(&member.fields, &open.other) {
                other.known.extend(names);
            } else {
                let types = TypeNames { known: names.collect(), future: false };
                groups.push((types, &member.fields, member.description.as_deref()));
            }
        }
        if groups.is_empty() {
            return self.interface(shape, other, &open.other, description);
        }
        groups.push((other, &open.other, None));
        let alternatives: Vec<ShapeId> = groups.iter().map(|(types, ..)| self.below(shape, &step(types))).collect();
        self.declarations.push(Declaration::Union { shape, alternatives: alternatives.clone(), description });
        for (shape, (types, fields, description)) in alternatives.into_iter().zip(groups) {
            self.interface(shape, types, fields, description);
        }
    }

    fn interface(&mut self, shape: ShapeId, types: TypeNames<'a>, fields: &'a [Field], description: Option<&'a str>) {
        let members: Vec<Member<'a>> = fields
            .iter()
            .map(|field| {
                let holds = match &field.selected {
                    None => Holds::Leaf,
                    Some(Selected::Fragment(name)) => Holds::Fragment(name),
                    Some(_) => Holds::Shape(self.below(shape, &field.key)),
                };
                Member { field, holds }
            })
            .collect();
        let inside: Vec<(ShapeId, &'a Selected)> = members
            .iter()
            .filter_map(|member| match member.holds {
                Holds::Shape(id) => Some((id, member.field.selected.as_ref()?)),
                Holds::Leaf | Holds::Fragment(_) => None,
            })
            .collect();
        self.declarations.push(Declaration::Interface { shape, types, members, description });
        for (shape, selected) in inside {
            self.selected(shape, selected);
        }
    }

    fn names(mut self, scope: &mut Scope) -> Vec<String> {
        let mut named = vec![false; self.wishes.len()];
        for root in &self.roots {
            named[*root] = true;
        }
        let wishes = std::mem::take(&mut self.wishes);
        let (mut names, mut open) = (Vec::with_capacity(wishes.len()), Vec::new());
        for (wish, is_named) in wishes.into_iter().zip(&named) {
            if *is_named {
                names.push(wish.wanted);
            } else {
                names.push(String::new());
                open.push(wish);
            }
        }
        let places = (0..named.len()).filter(|at| !named[*at]);
        for (at, name) in places.zip(scope.name(&open)) {
            names[at] = name;
        }
        names
    }
}

/// Whether the members of two interfaces are the same, whoever declares and describes them.
fn is_same(a: &[Field], b: &[Field]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| {
            (&a.key, &a.name, &a.ty, a.may_be_absent) == (&b.key, &b.name, &b.ty, b.may_be_absent)
                && match (&a.selected, &b.selected) {
                    (Some(a), Some(b)) => is_same_selected(a, b),
                    (a, b) => a.is_none() && b.is_none(),
                }
        })
}

fn is_same_selected(a: &Selected, b: &Selected) -> bool {
    match (a, b) {
        (Selected::Fragment(a), Selected::Fragment(b)) => a == b,
        (Selected::Object(a), Selected::Object(b)) => a.type_name == b.type_name && is_same(&a.fields, &b.fields),
        (Selected::Abstract(a), Selected::Abstract(b)) => {
            a.members.len() == b.members.len()
                && is_same(&a.other, &b.other)
                && a.members
                    .iter()
                    .zip(&b.members)
                    .all(|(a, b)| a.type_names == b.type_names && is_same(&a.fields, &b.fields))
        }
        _ => false,
    }
}

/// What the interface of some types is called, after the place where it stands.
fn step(types: &TypeNames<'_>) -> String {
    match types.known.as_slice() {
        _ if types.future => "other".to_owned(),
        known if known.len() <= NAMED_MEMBERS => known.join("_"),
        known => format!("{}_etc", known[0]),
    }
}
