//! What a caller reaches, asked of the engine once for each field.

use std::collections::{BTreeMap, HashMap};

use super::super::bounds::{Bounds, Reach};
use crate::appsync::Coordinate;
use crate::engine::denied_fields::DeniedFields;
use crate::engine::directives::Asker;
use crate::engine::trace::{Outcome, Step};
use crate::engine::{Code, fields};
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
    denied: &'s DeniedFields,
    /// The barriers below the root, by type and field.
    barriers: HashMap<String, BTreeMap<String, Barrier>>,
}

impl<'s> Access<'s> {
    pub(super) fn new(schema: &'s Schema, bounds: &'s Bounds) -> Self {
        let (reach, denied) = (bounds.reach.as_ref(), &bounds.denied_fields);
        let mut access = Self { schema, reach, denied, barriers: HashMap::new() };
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
        let judged = self.reach.map(|reach| {
            let asker = Asker { api: &reach.api, mode: reach.mode, caller: &reach.caller };
            fields::judge_field(self.schema, asker, coordinate, is_root)
        });
        let mut steps: Vec<Step> = judged.unwrap_or_default();
        // Where nobody gives policies, every operation would be in doubt.
        steps.retain(|step| step.code != Code::I102);
        steps.extend(fields::struck(self.denied, coordinate));
        let step = fields::decisive(&steps).and_then(|place| steps.get(place))?;
        match step.outcome {
            Outcome::Denied => Some(Barrier::Closed(step.code)),
            Outcome::Unknown => Some(Barrier::Unknown(step.code)),
            Outcome::Passed | Outcome::Noted => None,
        }
    }
}
