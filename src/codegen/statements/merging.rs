//! Whether two selections can stand at one place of an answer.
//!
//! Source: GraphQL specification, 5.3.2 "Field Selection Merging", `SameResponseShape`. The objects are of different types
//! here, so that arguments need not agree.

use std::collections::{BTreeMap, HashMap};

use apollo_compiler::Name;
use apollo_compiler::ast::Type;

use super::plan::same_wrappers;
use super::shapes::{ShapeId, Shapes};
use crate::graphql::Schema;

/// A field's type with what is selected of it.
pub(super) type Answer<'s> = (&'s Type, Option<ShapeId>);

/// Answers to whether shapes fit together, each found once.
#[derive(Debug, Default)]
pub(super) struct Merging {
    known: HashMap<(ShapeId, ShapeId), bool>,
}

impl Merging {
    /// Whether two fields can stand under one key.
    pub(super) fn fit<'s>(&mut self, schema: &'s Schema, shapes: &Shapes, one: Answer<'s>, other: Answer<'s>) -> bool {
        if !same_wrappers(one.0, other.0) {
            return false;
        }
        match (one.1, other.1) {
            (None, None) => one.0.inner_named_type() == other.0.inner_named_type(),
            (Some(one), Some(other)) => self.shapes_fit(schema, shapes, one, other),
            _ => false,
        }
    }

    fn shapes_fit(&mut self, schema: &Schema, shapes: &Shapes, one: ShapeId, other: ShapeId) -> bool {
        if one == other {
            return true;
        }
        let pair = (one.min(other), one.max(other));
        if let Some(known) = self.known.get(&pair) {
            return *known;
        }
        let (left, right) = (answers(schema, shapes, one), answers(schema, shapes, other));
        let mut fit = true;
        for (key, ones) in &left {
            let others = right.get(key).map_or([].as_slice(), Vec::as_slice);
            for (one, other) in ones.iter().flat_map(|one| others.iter().map(move |other| (*one, *other))) {
                fit = fit && self.fit(schema, shapes, one, other);
            }
        }
        self.known.insert(pair, fit);
        fit
    }
}

/// The fields of a shape by their keys; those that agree, once.
fn answers<'s, 'a>(schema: &'s Schema, shapes: &'a Shapes, id: ShapeId) -> BTreeMap<&'a Name, Vec<Answer<'s>>> {
    let mut answers: BTreeMap<&Name, Vec<Answer<'s>>> = BTreeMap::new();
    for (parent, pick) in shapes.get(id).picks() {
        let Some(definition) = schema.field(parent, &pick.name) else { continue };
        let under = answers.entry(pick.key()).or_default();
        let answer = (&definition.ty, pick.child);
        if !under.contains(&answer) {
            under.push(answer);
        }
    }
    answers
}
