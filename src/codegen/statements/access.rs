//! What a caller reaches, asked of the engine once for each field.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::bounds::{Bounds, Reach};
use crate::appsync::{AuthenticationType, Coordinate};
use crate::engine::directives::{self, Asker};
use crate::engine::trace::{Outcome, Step};
use crate::engine::{Code, iam};
use crate::graphql::Schema;

/// Why a field is not simply selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Barrier {
    /// The caller does not reach it.
    Closed(Code),
    /// It depends on something that is not known.
    Unknown(Code),
}

/// What a caller reaches.
#[derive(Debug)]
pub(super) struct Access<'s> {
    schema: &'s Schema,
    reach: Option<&'s Reach>,
    denied: HashSet<&'s Coordinate>,
    /// The barriers below the root, by type and field.
    barriers: HashMap<String, BTreeMap<String, Barrier>>,
}

impl<'s> Access<'s> {
    pub(super) fn new(schema: &'s Schema, bounds: &'s Bounds) -> Self {
        let denied = bounds.denied_fields.iter().collect();
        let mut access = Self { schema, reach: bounds.reach.as_ref(), denied, barriers: HashMap::new() };
        if access.is_bounded() {
            for coordinate in schema.coordinates() {
                if let Some(barrier) = access.judge(&coordinate, false) {
                    access.barriers.entry(coordinate.type_name).or_default().insert(coordinate.field_name, barrier);
                }
            }
        }
        access
    }

    /// Whether anything can be closed.
    pub(super) fn is_bounded(&self) -> bool {
        self.reach.is_some() || !self.denied.is_empty()
    }

    /// What stands before a field of an object type below the root.
    pub(super) fn barrier(&self, type_name: &str, field: &str) -> Option<Barrier> {
        self.barriers.get(type_name)?.get(field).copied()
    }

    /// What stands before an operation.
    pub(super) fn barrier_at_root(&self, root: &str, field: &str) -> Option<Barrier> {
        if self.is_bounded() { self.judge(&Coordinate::new(root, field), true) } else { None }
    }

    fn judge(&self, coordinate: &Coordinate, is_root: bool) -> Option<Barrier> {
        let mut steps = match self.reach {
            Some(reach) => steps(self.schema, reach, coordinate, is_root),
            None => Vec::new(),
        };
        if self.denied.contains(coordinate) {
            steps.push(Step::denied(Code::F201));
        }
        let with = |outcome: Outcome| steps.iter().find(|step| step.outcome == outcome).map(|step| step.code);
        with(Outcome::Denied).map(Barrier::Closed).or_else(|| with(Outcome::Unknown).map(Barrier::Unknown))
    }
}

/// What directives say, and policies where they are known.
fn steps(schema: &Schema, reach: &Reach, coordinate: &Coordinate, is_root: bool) -> Vec<Step> {
    let asker = Asker { api: &reach.api, mode: reach.mode, caller: &reach.caller };
    let mut steps = directives::judge_field(schema, asker, coordinate, is_root);
    let policies = reach.caller.policies.as_deref();
    if reach.mode == AuthenticationType::AwsIam && policies.is_some() {
        steps.extend(iam::judge_field(policies, &reach.api.identity, coordinate, is_root));
    }
    steps
}
