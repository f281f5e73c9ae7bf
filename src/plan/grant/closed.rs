//! The fields that directives keep closed to AWS_IAM.

use std::collections::{HashSet, VecDeque};

use super::wanted::{Grant, is_root};
use crate::appsync::{AuthenticationType, Coordinate};
use crate::engine::trace::Outcome;
use crate::engine::{Api, directives};
use crate::graphql::Schema;

impl Grant {
    /// The fields that a caller with this grant cannot read since the directives do not reach them: of those that are
    /// granted, and of the types that these lead to. In the order in which a request would come to them.
    #[must_use]
    pub fn closed(&self, schema: &Schema, api: &Api) -> Vec<Coordinate> {
        let mut waiting: VecDeque<Coordinate> = VecDeque::new();
        let mut seen: HashSet<Coordinate> = HashSet::new();
        let mut entered: HashSet<String> = HashSet::new();
        let mut closed = Vec::new();
        for field in self.targets.iter().flat_map(|target| Self::fields_of(target, schema)) {
            if seen.insert(field.clone()) {
                waiting.push_back(field);
            }
        }
        while let Some(field) = waiting.pop_front() {
            let root = is_root(schema, &field.type_name);
            let step = directives::judge_mode(schema, api, AuthenticationType::AwsIam, &field, root);
            if step.is_some_and(|step| step.outcome == Outcome::Denied) {
                closed.push(field);
                continue;
            }
            let Some(definition) = schema.field(&field.type_name, &field.field_name) else { continue };
            for object in schema.possible_object_types(definition.ty.inner_named_type().as_str()) {
                if !entered.insert(object.clone()) {
                    continue;
                }
                let fields = schema.coordinates().filter(|each| each.type_name == *object);
                waiting.extend(fields.filter(|each| seen.insert(each.clone())));
            }
        }
        closed
    }
}
