//! What types are for: connections, edges, payloads, value objects and entities.

use std::collections::{HashMap, HashSet};

use apollo_compiler::Name;
use apollo_compiler::schema::{Component, ExtendedType, FieldDefinition};

use super::patterns::KINDS;
use crate::graphql::{OperationKind, Schema};

/// On cycles of no more types than this, each type is entered once for nothing. On larger ones only the first is: which have
/// been entered would be too many sets to choose a selection for each.
const TRACKED: u32 = 6;

/// What each composite type is for.
#[derive(Debug, Default)]
pub(super) struct Classes {
    /// Object types with a list `items`, `nodes` or `edges`.
    connections: HashSet<Name>,
    /// What `edges` are lists of.
    edges: HashSet<Name>,
    /// What only mutations return, and what is no entity itself.
    payloads: HashSet<Name>,
    /// Plain value objects: what no root field returns and no connection lists.
    embedded: HashSet<Name>,
    /// For value objects and for what stands between entities: the cycle that it is on.
    cycles: HashMap<Name, Cycle>,
}

/// Types that can be reached from each other through what is entered for nothing.
#[derive(Debug, Clone, Copy)]
struct Cycle {
    number: usize,
    /// The type's own bit among the types of the cycle; none where there are too many to keep track of.
    bit: u8,
}

/// The fields of an object type or interface.
pub(super) fn fields_of(each: &ExtendedType) -> impl Iterator<Item = &Component<FieldDefinition>> {
    let fields = match each {
        ExtendedType::Object(object) => Some(&object.fields),
        ExtendedType::Interface(interface) => Some(&interface.fields),
        _ => None,
    };
    fields.into_iter().flat_map(|fields| fields.values())
}

/// Whether a type has fields, or members that have some.
pub(super) fn is_composite(each: &ExtendedType) -> bool {
    each.is_object() || each.is_interface() || each.is_union()
}

impl Classes {
    pub(super) fn new(schema: &Schema) -> Self {
        let mut classes = Self::default();
        let types = || schema.compiled().types.values().filter(|each| is_composite(each));
        classes.find_connections(schema);
        let roots: Vec<&str> = KINDS.into_iter().filter_map(|kind| schema.root_type(kind)).collect();
        let returned = classes.returned(schema);
        classes.payloads = payloads(schema);
        let is_value = |name: &Name| {
            !returned.contains(name.as_str())
                && !classes.connections.contains(name)
                && !classes.edges.contains(name)
                && !roots.contains(&name.as_str())
        };
        let all_values = |each: &&ExtendedType| {
            let mut possible = schema.possible_object_types(each.name()).iter().filter_map(|name| known(schema, name));
            is_value(each.name()) && possible.all(is_value)
        };
        let embedded = types().filter(all_values).map(|each| each.name().clone()).collect();
        classes.embedded = embedded;
        classes.find_cycles(schema);
        classes
    }

    /// A list of composite items under one of the names that connections use makes a connection.
    fn find_connections(&mut self, schema: &Schema) {
        let composite = |name: &Name| schema.compiled().types.get(name).is_some_and(is_composite);
        for object in schema.compiled().types.values().filter(|each| each.is_object()) {
            for field in fields_of(object).filter(|field| is_list_name(&field.name) && field.ty.is_list()) {
                let item = field.ty.inner_named_type();
                if composite(item) {
                    self.connections.insert(object.name().clone());
                    if field.name == "edges" {
                        self.edges.insert(item.clone());
                    }
                }
            }
        }
    }

    /// The types that root fields return, connections list and edges point to; of open types their members too.
    fn returned<'s>(&self, schema: &'s Schema) -> HashSet<&'s str> {
        let types = &schema.compiled().types;
        let of_roots = KINDS.into_iter().filter_map(|kind| types.get(schema.root_type(kind)?)).flat_map(fields_of);
        let listing = types.values().filter(|each| self.connections.contains(each.name()));
        let listed = listing.flat_map(fields_of).filter(|field| field.name == "items" || field.name == "nodes");
        let pointing = types.values().filter(|each| self.edges.contains(each.name()));
        let pointed = pointing.flat_map(fields_of).filter(|field| field.name == "node");
        let fields = of_roots.chain(listed).chain(pointed);
        let mut returned = HashSet::new();
        for name in fields.map(|field| field.ty.inner_named_type()) {
            if returned.insert(name.as_str()) {
                returned.extend(schema.possible_object_types(name).iter().map(String::as_str));
            }
        }
        returned
    }

    /// Strongly connected components of what is entered for free, so that no cycle is entered for free.
    fn find_cycles(&mut self, schema: &Schema) {
        let types = &schema.compiled().types;
        let free: Vec<&ExtendedType> = types.values().filter(|each| self.is_free(each.name())).collect();
        let numbers: HashMap<&str, usize> =
            free.iter().enumerate().map(|(number, each)| (each.name().as_str(), number)).collect();
        let next: Vec<Vec<usize>> = free
            .iter()
            .map(|each| {
                let members = if each.is_object() { &[] } else { schema.possible_object_types(each.name()) };
                let fields = fields_of(each).map(|field| field.ty.inner_named_type().as_str());
                fields.chain(members.iter().map(String::as_str)).filter_map(|name| numbers.get(name).copied()).collect()
            })
            .collect();
        let mut sizes: HashMap<usize, u32> = HashMap::new();
        for (each, number) in free.iter().zip(components(&next)) {
            let place = sizes.entry(number).or_default();
            let bit = 1_u8.checked_shl(*place).unwrap_or_default();
            *place += 1;
            self.cycles.insert(each.name().clone(), Cycle { number, bit });
        }
        let small = |number: usize| sizes.get(&number).is_some_and(|size| *size <= TRACKED);
        self.cycles.values_mut().filter(|cycle| !small(cycle.number)).for_each(|cycle| cycle.bit = 0);
    }

    fn is_free(&self, name: &Name) -> bool {
        self.is_embedded(name) || self.is_wrapper(name)
    }

    /// Whether a type is a connection.
    pub(super) fn is_connection(&self, name: &Name) -> bool {
        self.connections.contains(name)
    }

    /// Whether a type stands between a connection and what it lists.
    pub(super) fn is_edge(&self, name: &Name) -> bool {
        self.edges.contains(name)
    }

    /// Whether a type is a plain value object.
    pub(super) fn is_embedded(&self, name: &Name) -> bool {
        self.embedded.contains(name)
    }

    /// Whether a type only leads to entities: a connection, an edge or a payload.
    pub(super) fn is_wrapper(&self, name: &Name) -> bool {
        self.connections.contains(name) || self.edges.contains(name) || self.payloads.contains(name)
    }

    /// The bit of a type among those of its cycle; 0 when it is on none, or on one that is too large.
    pub(super) fn bit(&self, name: &Name) -> u8 {
        self.cycles.get(name).map_or(0, |cycle| cycle.bit)
    }

    /// Whether two types can be reached from each other through what is entered for nothing.
    pub(super) fn share_a_cycle(&self, one: &Name, other: &Name) -> bool {
        let number = |name: &Name| self.cycles.get(name).map(|cycle| cycle.number);
        number(one).is_some() && number(one) == number(other)
    }
}

/// Whether a field of this name lists what its connection connects to.
pub(super) fn is_list_name(name: &str) -> bool {
    matches!(name, "items" | "nodes" | "edges")
}

fn known<'s>(schema: &'s Schema, name: &str) -> Option<&'s Name> {
    schema.compiled().types.get_key_value(name).map(|(name, _)| name)
}

/// Object types without `id` that mutations return and nothing else does.
fn payloads(schema: &Schema) -> HashSet<Name> {
    let types = &schema.compiled().types;
    let mutation = schema.root_type(OperationKind::Mutation);
    let (mut by_mutations, mut by_others) = (HashSet::new(), HashSet::new());
    for each in types.values() {
        let of = if Some(each.name().as_str()) == mutation { &mut by_mutations } else { &mut by_others };
        of.extend(fields_of(each).map(|field| field.ty.inner_named_type()));
    }
    let is_payload = |name: &&Name| {
        let object = types.get(*name).and_then(|each| each.as_object());
        !by_others.contains(*name) && object.is_some_and(|object| !object.fields.contains_key("id"))
    };
    by_mutations.iter().copied().filter(is_payload).cloned().collect()
}

/// For each node of a graph the number of its strongly connected component. Two passes of depth-first search with a stack of
/// our own, so that a long chain of types costs no stack.
///
/// Source: Kosaraju's algorithm.
fn components(next: &[Vec<usize>]) -> Vec<usize> {
    let mut finished = Vec::with_capacity(next.len());
    let mut seen = vec![false; next.len()];
    for start in 0..next.len() {
        let mut stack = vec![(start, 0)];
        while let Some((node, edge)) = stack.pop() {
            if edge == 0 && std::mem::replace(&mut seen[node], true) {
                continue;
            }
            match next[node].get(edge) {
                Some(child) => stack.extend([(node, edge + 1), (*child, 0)]),
                None => finished.push(node),
            }
        }
    }
    let mut back = vec![Vec::new(); next.len()];
    for (node, children) in next.iter().enumerate() {
        children.iter().for_each(|child| back[*child].push(node));
    }
    let mut component = vec![usize::MAX; next.len()];
    for root in finished.into_iter().rev() {
        let mut stack = vec![root];
        while let Some(node) = stack.pop() {
            if component[node] == usize::MAX {
                component[node] = root;
                stack.extend(&back[node]);
            }
        }
    }
    component
}
