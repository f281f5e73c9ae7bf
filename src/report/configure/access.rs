//! What a plan means for fields: which mode or group reaches which of them no longer, or from now on.

use std::collections::BTreeMap;

use serde_json::json;

use super::changes::providers_change;
use super::warnings::{PlanWarning, denies_by_default, named};
use crate::appsync::{AuthenticationType, Coordinate};
use crate::engine::access::{Column, MatrixDifference, Reach};
use crate::engine::{Code, Severity};
use crate::plan::{Clients, Plan};
use crate::report::wording::count;

/// A column, and what its fields said and say to it.
type Move = (Column, Reach, Reach);

/// A sentence for each column and each kind of change.
pub(super) fn warnings(clients: &Clients, plan: &Plan) -> Vec<PlanWarning> {
    let Some(difference) = &clients.access else {
        return without_schema(clients, plan).into_iter().collect();
    };
    let mut moves: BTreeMap<Move, Vec<&Coordinate>> = BTreeMap::new();
    for change in &difference.changes {
        for moved in &change.columns {
            let key = (moved.column.clone(), moved.before, moved.after);
            moves.entry(key).or_default().push(&change.coordinate);
        }
    }
    let hands = clients.default_change.as_ref().and_then(|change| change.fields.as_deref()).unwrap_or_default();
    moves.iter().map(|(moved, fields)| sentence(moved, fields, hands, difference, plan)).collect()
}

/// That the fields cannot be told; a change of the default says so by itself.
fn without_schema(clients: &Clients, plan: &Plan) -> Option<PlanWarning> {
    let is_to_tell = clients.default_change.is_none() && providers_change(plan);
    is_to_tell.then(|| {
        let message = "which fields each mode reaches from now on is not known without a schema";
        PlanWarning::new("fields-not-known", Severity::Info, message).help("name the schema with `--schema FILE`")
    })
}

fn sentence(
    moved: &Move,
    fields: &[&Coordinate],
    hands: &[Coordinate],
    difference: &MatrixDifference,
    plan: &Plan,
) -> PlanWarning {
    let (column, before, after) = moved;
    let gained = after > before;
    let is_new = difference.new_columns.contains(&column.anyone()) || difference.new_columns.contains(column);
    let severity = match (gained, before, after) {
        // What nobody reached, nobody misses; and that a new mode reaches fields is what it is for.
        (false, Reach::Unreached, _) | (true, _, Reach::Unreached) => Severity::Info,
        (true, _, _) if is_new => Severity::Info,
        _ => Severity::Warning,
    };
    let number = count(fields.len(), "field");
    let (are, stay) = if fields.len() == 1 { ("is", "stays") } else { ("are", "stay") };
    let told = match (before, after) {
        (_, Reach::Reached) => format!("{column} reaches {number} from now on"),
        (Reach::Reached, Reach::Unknown) => {
            format!("{column} may no longer reach {number}, which depends on policies that are not known")
        }
        (_, Reach::Unknown) => {
            format!("{column} may reach {number} from now on, which depends on policies that are not known")
        }
        (Reach::Denied, Reach::Unreached) => {
            format!("{number} {are} open to {column} from now on, but no open field leads there")
        }
        (_, Reach::Unreached) => format!("{number} {stay} open to {column}, but no open field leads there any more"),
        (Reach::Unreached, Reach::Denied) => {
            format!("{number} to which no open field led {are} closed to {column} from now on")
        }
        (Reach::Unknown, Reach::Denied) => {
            format!("{column} does not reach {number} any more, which depended on policies that are not known")
        }
        (_, Reach::Denied) => format!("{column} no longer reaches {number}"),
    };
    let names: Vec<String> = fields.iter().map(ToString::to_string).collect();
    let those = if !hands.is_empty() && fields.iter().copied().eq(hands) {
        if hands.len() == 1 { "the one that changes hands" } else { "those that change hands" }.to_owned()
    } else {
        named(&names)
    };
    let code = if gained { "fields-gained" } else { "fields-lost" };
    let warning = PlanWarning::new(code, severity, format!("{told}: {those}"))
        .fact("column", column.to_string())
        .fact("before", before.name())
        .fact("after", after.name())
        .fact("fields", json!(names));
    match assumption(moved, plan) {
        Some(rule) => warning.by(rule),
        None => warning,
    }
}

/// The reading that a sentence about a column rests on, where it rests on one: the difference has no rules.
fn assumption((column, before, after): &Move, plan: &Plan) -> Option<Code> {
    match column.mode {
        AuthenticationType::AmazonCognitoUserPools
            if denies_by_default(&plan.before) || denies_by_default(&plan.after) =>
        {
            Some(Code::D206)
        }
        // Of root fields it is not known what policies say; below them it is taken that they need not say anything.
        AuthenticationType::AwsIam if [before, after].contains(&&Reach::Reached) => Some(Code::I103),
        _ => None,
    }
}
