//! Whether a role's policies allow a grant already.

use super::wanted::{Grant, Target, is_root};
use crate::appsync::Coordinate;
use crate::engine::iam::{self, DecidedBy, Policy};
use crate::engine::trace::Outcome;
use crate::engine::{Access, Code};
use crate::graphql::Schema;

/// Where a policy of a role stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicySource {
    /// In the role itself, under a name.
    Inline,
    /// On its own, with an ARN.
    Managed(String),
    /// On its own, with an ARN, as the role's permissions boundary.
    Boundary(String),
}

/// A policy of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolePolicy {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub source: PolicySource,
    /// What it says; a boundary's is one ([`Policy::into_boundary`]).
    pub policy: Policy,
}

/// What decided on a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decisive {
    /// The policy's place among the role's.
    pub policy: usize,
    /// The statement, from 1; `None` where a boundary allows it in none.
    pub statement: Option<usize>,
}

/// One field, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedField {
    /// The field.
    pub coordinate: Coordinate,
    /// Whether the role may.
    pub access: Access,
    /// The rule that decided; `None` where an Allow stands below the root, which no rule needs.
    pub rule: Option<Code>,
    /// What decided; `None` where no policy speaks of the field.
    pub by: Option<Decisive>,
}

/// One target of the grant, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedTarget {
    /// The target.
    pub target: Target,
    /// Its fields in the order of the schema; none where the schema has no such operations.
    pub fields: Vec<JudgedField>,
}

impl JudgedTarget {
    /// Whether the role may use all of it.
    #[must_use]
    pub fn access(&self) -> Access {
        worst(self.fields.iter().map(|field| field.access))
    }
}

/// Whether a role may what a grant says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The targets, in order.
    pub targets: Vec<JudgedTarget>,
}

impl Check {
    /// Whether the role may all of it.
    #[must_use]
    pub fn access(&self) -> Access {
        worst(self.targets.iter().map(JudgedTarget::access))
    }
}

/// A denial outweighs what is not known, and that what is reached.
fn worst(all: impl Iterator<Item = Access>) -> Access {
    all.fold(Access::Reached, |worst, each| match (worst, each) {
        (Access::Denied, _) | (_, Access::Denied) => Access::Denied,
        (Access::Unknown, _) | (_, Access::Unknown) => Access::Unknown,
        (Access::Reached, Access::Reached) => Access::Reached,
    })
}

/// Judges a grant by a role's policies, as AppSync does for a request of the role.
#[must_use]
pub fn judge(grant: &Grant, schema: &Schema, policies: &[RolePolicy]) -> Check {
    let plain: Vec<Policy> = policies.iter().map(|each| each.policy.clone()).collect();
    let field = |coordinate: Coordinate| {
        let root = is_root(schema, &coordinate.type_name);
        let step = iam::judge_field(Some(&plain), &grant.api, &coordinate, root);
        let access = match step.as_ref().map(|step| step.outcome) {
            Some(Outcome::Denied) => Access::Denied,
            Some(Outcome::Unknown) => Access::Unknown,
            Some(Outcome::Passed | Outcome::Noted) | None => Access::Reached,
        };
        let by = match iam::decide(&plain, &grant.api, &coordinate).by {
            DecidedBy::Statement { policy, statement } => Some(Decisive { policy, statement: Some(statement) }),
            DecidedBy::Boundary(policy) => Some(Decisive { policy, statement: None }),
            DecidedBy::Nothing => None,
        };
        JudgedField { coordinate, access, rule: step.map(|step| step.code), by }
    };
    let targets = grant.targets.iter().map(|target| JudgedTarget {
        target: target.clone(),
        fields: Grant::fields_of(target, schema).into_iter().map(field).collect(),
    });
    Check { targets: targets.collect() }
}
