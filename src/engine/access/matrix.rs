//! The matrix itself: every field against every column.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use super::column::{Column, Reach, Who};
use crate::appsync::{AuthenticationType, Coordinate};
use crate::engine::directives::Asker;
use crate::engine::fields::{decisive, judge_field};
use crate::engine::iam::Policy;
use crate::engine::rules::Code;
use crate::engine::subject::{Api, Caller};
use crate::engine::trace::Outcome;
use crate::graphql::{AuthDirectiveKind, OperationKind, Schema};

/// Whom to ask for, beyond the modes of the API.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Callers {
    /// Groups of the user pool; each gets a column, if the API has AMAZON_COGNITO_USER_POOLS.
    pub groups: BTreeSet<String>,
    /// Policies with their names; each gets a column, if the API has AWS_IAM.
    pub policies: Vec<(String, Policy)>,
}

/// One field against one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Whether it is reached.
    pub reach: Reach,
    /// The rule that decided whether it is open.
    pub rule: Code,
}

/// One field against all columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The field.
    pub coordinate: Coordinate,
    /// In the order of the columns.
    pub cells: Vec<Cell>,
}

/// Every field of every object type against every column, both in their own order whatever the order of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The default mode of the API.
    pub default: AuthenticationType,
    /// The columns.
    pub columns: Vec<Column>,
    /// The fields; those of introspection are left away.
    pub rows: Vec<Row>,
}

impl Matrix {
    /// Judges every field for every column. The work grows with the number of fields times that of columns.
    #[must_use]
    pub fn new(schema: &Schema, api: &Api, callers: &Callers) -> Self {
        let mut coordinates: Vec<Coordinate> = schema.coordinates().collect();
        coordinates.sort();
        let roots = root_types(schema);
        let mut columns = columns(api, callers);
        columns.sort_by(|left, right| left.0.cmp(&right.0));
        let mut rows: Vec<Row> =
            coordinates.into_iter().map(|coordinate| Row { coordinate, cells: Vec::new() }).collect();
        for (column, caller) in &columns {
            let asker = Asker { api, mode: column.mode, caller };
            for row in &mut rows {
                let is_root = roots.contains(row.coordinate.type_name.as_str());
                row.cells.push(judge(schema, asker, &row.coordinate, is_root));
            }
            mark_unreached(schema, &roots, &mut rows);
        }
        Self {
            default: api.authentication.default.authentication_type(),
            columns: columns.into_iter().map(|(column, _)| column).collect(),
            rows,
        }
    }

    /// The same matrix with fewer columns and types.
    #[must_use]
    pub fn only(&self, keep_column: impl Fn(&Column) -> bool, keep_type: impl Fn(&str) -> bool) -> Self {
        let kept: Vec<bool> = self.columns.iter().map(keep_column).collect();
        let pick = |row: &Row| Row {
            coordinate: row.coordinate.clone(),
            cells: row.cells.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(cell, _)| *cell).collect(),
        };
        let columns = self.columns.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(column, _)| column.clone());
        Self {
            default: self.default,
            columns: columns.collect(),
            rows: self.rows.iter().filter(|row| keep_type(&row.coordinate.type_name)).map(pick).collect(),
        }
    }
}

/// The groups that the directives of a schema name.
#[must_use]
pub fn groups_of(schema: &Schema) -> BTreeSet<String> {
    let mut groups = BTreeSet::new();
    for coordinate in schema.coordinates() {
        let on_type = schema.type_auth_directives(&coordinate.type_name);
        let on_field = schema.field_auth_directives(&coordinate.type_name, &coordinate.field_name);
        for directive in on_type.iter().chain(on_field) {
            if let AuthDirectiveKind::CognitoUserPools { groups: Some(named) }
            | AuthDirectiveKind::AwsAuth { groups: Some(named) } = &directive.kind
            {
                groups.extend(named.iter().cloned());
            }
        }
    }
    groups
}

/// The types that operations start from.
fn root_types(schema: &Schema) -> HashSet<&str> {
    [OperationKind::Query, OperationKind::Mutation, OperationKind::Subscription]
        .into_iter()
        .filter_map(|kind| schema.root_type(kind))
        .collect()
}

/// The columns with the callers that stand for them; a mode that two providers share has one.
fn columns(api: &Api, callers: &Callers) -> Vec<(Column, Caller)> {
    let mut columns = Vec::new();
    for mode in AuthenticationType::ALL.into_iter().filter(|mode| api.authentication.has(*mode)) {
        columns.push((Column::of_mode(mode), Caller::default()));
        match mode {
            AuthenticationType::AmazonCognitoUserPools => {
                columns.extend(callers.groups.iter().map(|group| {
                    let caller = Caller { cognito_groups: vec![group.clone()], ..Caller::default() };
                    (Column { mode, who: Who::Group(group.clone()) }, caller)
                }));
            }
            AuthenticationType::AwsIam => {
                columns.extend(callers.policies.iter().map(|(name, policy)| {
                    let caller = Caller { policies: Some(vec![policy.clone()]), ..Caller::default() };
                    (Column { mode, who: Who::Policy(name.clone()) }, caller)
                }));
            }
            _ => {}
        }
    }
    columns
}

/// Asks the rules on fields as a request of this caller would.
fn judge(schema: &Schema, asker: Asker<'_>, coordinate: &Coordinate, is_root: bool) -> Cell {
    let steps = judge_field(schema, asker, coordinate, is_root);
    let step = decisive(&steps).and_then(|index| steps.get(index));
    let reach = match step.map(|step| step.outcome) {
        Some(Outcome::Denied) => Reach::Denied,
        Some(Outcome::Passed | Outcome::Noted) => Reach::Reached,
        Some(Outcome::Unknown) | None => Reach::Unknown,
    };
    Cell { reach, rule: step.map_or(Code::D106, |step| step.code) }
}

/// Marks the open fields of the last column that no way of open fields leads to. Every type is entered once, an
/// interface or union too, so that a union of many members costs no more than its members.
fn mark_unreached(schema: &Schema, roots: &HashSet<&str>, rows: &mut [Row]) {
    let mut of_type: HashMap<&str, std::ops::Range<usize>> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        of_type.entry(row.coordinate.type_name.as_str()).or_insert(index..index).end = index + 1;
    }
    let mut entered: HashSet<&str> = roots.clone();
    let mut waiting: VecDeque<&str> = roots.iter().copied().collect();
    while let Some(type_name) = waiting.pop_front() {
        for row in of_type.remove(type_name).and_then(|range| rows.get(range)).into_iter().flatten() {
            if row.cells.last().is_none_or(|cell| cell.reach == Reach::Denied) {
                continue;
            }
            let field = schema.field(&row.coordinate.type_name, &row.coordinate.field_name);
            let Some(returned) = field.map(|field| field.ty.inner_named_type().as_str()) else { continue };
            if !entered.insert(returned) {
                continue;
            }
            for object in schema.possible_object_types(returned) {
                if object == returned || entered.insert(object) {
                    waiting.push_back(object);
                }
            }
        }
    }
    let never_entered: Vec<std::ops::Range<usize>> = of_type.into_values().collect();
    for row in never_entered.into_iter().flatten() {
        if let Some(cell) = rows.get_mut(row).and_then(|row| row.cells.last_mut())
            && cell.reach != Reach::Denied
        {
            cell.reach = Reach::Unreached;
        }
    }
}
