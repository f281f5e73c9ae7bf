//! What is granted, and the policy that says so.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::appsync::{ApiIdentity, Coordinate};
use crate::engine::iam::GRAPHQL_ACTION;
use crate::error::{Error, Result};
use crate::graphql::{OperationKind, Schema};

/// A kind of operations, in Amplify's word.
///
/// Source: aws-amplify/amplify-backend, `app_sync_policy_generator.ts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GrantWord {
    /// Queries.
    Query,
    /// Mutations.
    Mutate,
    /// Subscriptions.
    Listen,
}

impl GrantWord {
    /// Every word, in Amplify's order.
    pub const ALL: [Self; 3] = [Self::Query, Self::Mutate, Self::Listen];

    /// The word itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutate => "mutate",
            Self::Listen => "listen",
        }
    }

    /// The operations that it stands for.
    #[must_use]
    pub const fn kind(self) -> OperationKind {
        match self {
            Self::Query => OperationKind::Query,
            Self::Mutate => OperationKind::Mutation,
            Self::Listen => OperationKind::Subscription,
        }
    }

    /// The type that such operations start from, where no schema says another.
    #[must_use]
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Query => "Query",
            Self::Mutate => "Mutation",
            Self::Listen => "Subscription",
        }
    }
}

impl fmt::Display for GrantWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One resource of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// All fields of a type that operations start from.
    Operations {
        /// The word that asks for it.
        word: GrantWord,
        /// The type.
        type_name: String,
    },
    /// One field.
    Field(Coordinate),
}

impl Target {
    /// The resource as a policy names it.
    #[must_use]
    pub fn resource(&self, api: &ApiIdentity) -> String {
        format!("{api}/{}", self.path())
    }

    /// The part of the resource behind the API's ARN.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Operations { type_name, .. } => format!("types/{type_name}/*"),
            Self::Field(Coordinate { type_name, field_name }) => format!("types/{type_name}/fields/{field_name}"),
        }
    }
}

/// What is granted on an API: each target once, in the order in which it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The API.
    pub api: ApiIdentity,
    /// The targets; at least one.
    pub targets: Vec<Target>,
}

impl Grant {
    /// The grant of these words and fields; without either, of all words, as Amplify's `allow.resource(fn)` is.
    ///
    /// With the schema, the words stand for the types that it starts operations from.
    ///
    /// # Errors
    ///
    /// Usage: the schema has no such field; the one that was probably meant is named.
    pub fn new(api: ApiIdentity, words: &[GrantWord], fields: &[Coordinate], schema: Option<&Schema>) -> Result<Self> {
        if let Some(schema) = schema
            && let Some(unknown) = fields.iter().find(|field| !schema.contains(field))
        {
            return Err(unknown_field(schema, unknown));
        }
        let words = if words.is_empty() && fields.is_empty() { &GrantWord::ALL } else { words };
        let type_of = |word: GrantWord| {
            schema.and_then(|schema| schema.root_type(word.kind())).unwrap_or(word.type_name()).to_owned()
        };
        let wanted = words
            .iter()
            .map(|word| Target::Operations { word: *word, type_name: type_of(*word) })
            .chain(fields.iter().cloned().map(Target::Field));
        let mut targets: Vec<Target> = Vec::new();
        for target in wanted {
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        Ok(Self { api, targets })
    }

    /// The policy document: one statement, its resources in order, as Amplify writes it.
    #[must_use]
    pub fn policy(&self) -> Value {
        json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Sid": "AppSyncGraphQL",
                "Effect": "Allow",
                "Action": GRAPHQL_ACTION,
                "Resource": self.resources(),
            }],
        })
    }

    /// The resources.
    #[must_use]
    pub fn resources(&self) -> Vec<String> {
        self.targets.iter().map(|target| target.resource(&self.api)).collect()
    }

    /// The name of the inline policy: the same for every grant on this API.
    #[must_use]
    pub fn policy_name(&self) -> String {
        format!("appsync-auth-{}", self.api.api_id)
    }

    /// The words, in order.
    pub fn words(&self) -> impl Iterator<Item = GrantWord> + '_ {
        self.targets.iter().filter_map(|target| match target {
            Target::Operations { word, .. } => Some(*word),
            Target::Field(_) => None,
        })
    }

    /// The single fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Coordinate> {
        self.targets.iter().filter_map(|target| match target {
            Target::Operations { .. } => None,
            Target::Field(field) => Some(field),
        })
    }

    /// The words for which the schema has no operations.
    #[must_use]
    pub fn words_without_operations(&self, schema: &Schema) -> Vec<GrantWord> {
        self.words().filter(|word| schema.root_type(word.kind()).is_none()).collect()
    }

    /// The fields that a target stands for in a schema.
    #[must_use]
    pub fn fields_of(target: &Target, schema: &Schema) -> Vec<Coordinate> {
        match target {
            Target::Field(field) => vec![field.clone()],
            Target::Operations { word, .. } => {
                let root = schema.root_type(word.kind());
                schema.coordinates().filter(|field| root == Some(field.type_name.as_str())).collect()
            }
        }
    }

    /// What differs between the policy that a role has under our name and this one: each line with `-` of what goes, `+`
    /// of what comes and a blank of what stays. Resources are compared as such where nothing else differs.
    #[must_use]
    pub fn difference(&self, before: Option<&Value>) -> Vec<(char, String)> {
        let wanted = self.policy();
        let resources = self.resources();
        let Some(before) = before else { return all('+', &resources) };
        match resources_if_alike(before, &wanted) {
            Some(had) => {
                let gone = had.iter().filter(|each| !resources.contains(each)).map(|each| ('-', each.clone()));
                let mark = |each: &String| if had.contains(each) { ' ' } else { '+' };
                gone.chain(resources.iter().map(|each| (mark(each), each.clone()))).collect()
            }
            None => all('-', &lines(before)).into_iter().chain(all('+', &lines(&wanted))).collect(),
        }
    }
}

/// What goes with a policy that is taken away: its resources where it is one as we write it, else all of it.
#[must_use]
pub fn policy_removed(grant: &Grant, held: &Value) -> Vec<(char, String)> {
    all('-', &resources_if_alike(held, &grant.policy()).unwrap_or_else(|| lines(held)))
}

/// Whether a schema's type is one that operations start from.
pub(super) fn is_root(schema: &Schema, type_name: &str) -> bool {
    GrantWord::ALL.iter().any(|word| schema.root_type(word.kind()) == Some(type_name))
}

fn all(mark: char, lines: &[String]) -> Vec<(char, String)> {
    lines.iter().map(|line| (mark, line.clone())).collect()
}

fn lines(document: &Value) -> Vec<String> {
    format!("{document:#}").lines().map(str::to_owned).collect()
}

/// The resources of a document that is else the same as another.
fn resources_if_alike(document: &Value, other: &Value) -> Option<Vec<String>> {
    let without = |document: &Value| -> Option<(Value, Vec<String>)> {
        let mut document = document.clone();
        let statement: &mut Map<String, Value> = document.pointer_mut("/Statement/0")?.as_object_mut()?;
        let resources = match statement.remove("Resource")? {
            Value::String(one) => vec![one],
            Value::Array(several) => {
                several.iter().map(|each| each.as_str().map(str::to_owned)).collect::<Option<_>>()?
            }
            _ => return None,
        };
        Some((document, resources))
    };
    let ((rest, resources), (other, _)) = (without(document)?, without(other)?);
    (rest == other).then_some(resources)
}

fn unknown_field(schema: &Schema, field: &Coordinate) -> Error {
    let message = format!("the API's schema has no field `{field}` on an object type");
    let error = Error::usage("unknown-field", message);
    match schema.suggest(field) {
        Some(meant) => error.help(format!("did you mean `{meant}`?")),
        None => error.help("name a field as `Type.field`, such as one of `appsync-auth access --api API`"),
    }
}
