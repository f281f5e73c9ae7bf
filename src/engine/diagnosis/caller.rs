//! What an IAM caller may do.

use super::super::fields::root_fields;
use super::super::iam::GRAPHQL_ACTION;
use super::super::rules::Code;
use super::known::Known;
use super::sent::{Diagnosis, cut_at};
use crate::appsync::{Arn, Coordinate};

/// The most fields that help names.
const FIELDS: usize = 4;

/// The most characters that are kept of IAM's message, which ends with ARNs.
const MESSAGE_CHARACTERS: usize = 600;

/// No policy allows anything of what was selected.
pub(super) fn permission_denied(known: &Known<'_>) -> Diagnosis {
    let says = format!("no policy of the caller allows `{GRAPHQL_ACTION}` on what the request selects");
    let told = Diagnosis::new(Code::I201, says);
    match allow(known, &root_fields(known.sent.selected)) {
        Some(help) => told.help(help),
        None => told,
    }
}

/// IAM says itself whom it denies what.
pub(super) fn access_denied(known: &Known<'_>, message: Option<&str>) -> Diagnosis {
    let told = permission_denied(known);
    match message {
        Some(message) => told.fact("message", cut_at(message, MESSAGE_CHARACTERS)),
        None => told,
    }
}

/// What to allow, where the API's ARN is known: the fields, or the whole API where none is known or they are many.
pub(super) fn allow(known: &Known<'_>, fields: &[Coordinate]) -> Option<String> {
    let api = known.identity()?;
    let arn =
        |coordinate: &Coordinate| format!("`{}`", Arn::Field { api: api.clone(), coordinate: coordinate.clone() });
    let resources = match fields {
        [] => format!("`{api}/*`"),
        many if many.len() > FIELDS => format!("`{api}/*`"),
        few => few.iter().map(arn).collect::<Vec<_>>().join(", "),
    };
    Some(format!("allow `{GRAPHQL_ACTION}` on {resources} in a policy of the caller"))
}
