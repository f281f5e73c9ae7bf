//! The course of an execution: what is done at once, what waits for resolvers, and the end.

use std::collections::VecDeque;
use std::future::Future;

use apollo_compiler::response::serde_json_bytes::{self, ByteString};
use apollo_compiler::validation::Valid;
use apollo_compiler::{introspection, response};
use futures_util::future::join_all;
use serde_json::{Map, Value};

use super::collect::{Collector, Group};
use super::entry::{Fault, ResolverError};
use super::request::Request;
use super::resolver_event::Call;
use super::respond::{self, Outcome, Response};
use super::slot::{Content, Key, ROOT, Slot, Slots};
use crate::graphql::{OperationKind, ValidationError};
use crate::local::data::ROOT_SEED;

/// Where a field stands: what completing its value needs to know.
#[derive(Debug, Clone)]
pub(super) struct Field<'a> {
    pub(super) slot: usize,
    pub(super) parent_type: &'a str,
    pub(super) group: Group<'a>,
    /// The level, from 1.
    pub(super) level: usize,
}

/// An operation while it is executed.
#[derive(Debug)]
pub struct Execution<'a> {
    pub(super) request: Request<'a>,
    pub(super) variables: Map<String, Value>,
    pub(super) slots: Slots<'a>,
    pub(super) errors: Vec<(usize, Fault)>,
    /// Calls that nobody has asked for yet.
    pub(super) calls: Vec<Call>,
    /// The fields that wait for those calls, and for the ones that were handed out, in the same order.
    pub(super) waiting: Vec<Field<'a>>,
    /// The fields of a mutation that wait for the ones before them.
    roots: VecDeque<Field<'a>>,
    /// How many resolvers were called, and fields of data resolved to objects.
    pub(super) resolved: usize,
    /// The body of an answer that takes the place of everything.
    pub(super) refused: Option<String>,
}

/// Executes an operation, calling `invoke` for each Lambda resolver; resolvers that do not depend on each other are called
/// at the same time, those of a mutation's fields one after the other.
///
/// # Errors
///
/// What AppSync answers to variables that do not fit, and to introspection that is switched off.
pub async fn execute<F, R>(request: Request<'_>, invoke: F) -> Result<Outcome, Vec<ValidationError>>
where
    F: Fn(Call) -> R,
    R: Future<Output = Result<Value, ResolverError>>,
{
    let mut execution = Execution::start(request)?;
    loop {
        let calls = execution.calls();
        if calls.is_empty() {
            return Ok(execution.finish());
        }
        let answers = join_all(calls.into_iter().map(&invoke)).await;
        execution.supply(answers);
    }
}

impl<'a> Execution<'a> {
    /// Begins, and does everything that needs no resolver.
    ///
    /// # Errors
    ///
    /// What AppSync answers to variables that do not fit, and to introspection that is switched off.
    pub fn start(request: Request<'a>) -> Result<Self, Vec<ValidationError>> {
        if !request.introspection {
            let refusals = request.executable.introspection_refusals();
            if !refusals.is_empty() {
                return Err(refusals);
            }
        }
        let variables = request.executable.variables(request.schema, request.variables).map_err(|error| vec![error])?;
        let mut execution = Self {
            request,
            variables,
            slots: Slots::new(),
            errors: Vec::new(),
            calls: Vec::new(),
            waiting: Vec::new(),
            roots: VecDeque::new(),
            resolved: 0,
            refused: None,
        };
        execution.begin();
        execution.advance();
        Ok(execution)
    }

    pub(super) fn collector(&self) -> Collector<'a, '_> {
        Collector { schema: self.request.schema, executable: self.request.executable, variables: &self.variables }
    }

    /// The resolvers to call now, all of them at the same time if one likes. Empty when the execution is complete.
    pub fn calls(&mut self) -> Vec<Call> {
        std::mem::take(&mut self.calls)
    }

    /// Takes the answers to the calls that [`Execution::calls`] handed out last, in the same order, and goes on.
    pub fn supply(&mut self, answers: Vec<Result<Value, ResolverError>>) {
        let waiting = std::mem::take(&mut self.waiting);
        for (field, answer) in waiting.into_iter().zip(answers) {
            match answer {
                Ok(value) => self.complete_field(&field, &value, None),
                Err(error) => self.fail(field.slot, Fault::Resolver(error)),
            }
        }
        self.advance();
    }

    /// Lays out the fields of the root and executes them, those of a mutation one after the other.
    fn begin(&mut self) {
        let request = self.request;
        let definition = request.executable.definition();
        let root_type = definition.object_type().as_str();
        let groups = self.collector().collect(root_type, [&definition.selection_set]);
        let mut members = Vec::with_capacity(groups.len());
        for (key, group) in groups {
            let Some(first) = group.first() else { continue };
            let slot = self.slots.add(Slot {
                key: Key::Field(key),
                name: &first.name,
                parent: ROOT,
                non_null: first.definition.ty.is_non_null(),
                location: first.location(),
                content: Content::Null,
            });
            members.push(slot);
            self.roots.push_back(Field { slot, parent_type: root_type, group, level: 1 });
        }
        self.slots.fill(ROOT, Content::Object(members));
        if request.executable.kind() != OperationKind::Mutation {
            for field in std::mem::take(&mut self.roots) {
                self.root_field(field);
            }
        }
    }

    fn advance(&mut self) {
        while self.waiting.is_empty() {
            let Some(field) = self.roots.pop_front() else { return };
            self.root_field(field);
        }
    }

    fn root_field(&mut self, field: Field<'a>) {
        match field.group.first().map(|first| first.name.as_str()) {
            Some("__schema" | "__type") => self.introspect(&field),
            _ => self.field(field, None, Some(ROOT_SEED)),
        }
    }

    /// Answers `__schema` or `__type` out of the compiler's own introspection.
    fn introspect(&mut self, field: &Field<'a>) {
        let Some(Slot { key: Key::Field(key), .. }) = self.slots.get(field.slot) else { return };
        let key = *key;
        let variables: response::JsonMap = self
            .variables
            .iter()
            .filter_map(|(name, value)| {
                Some((ByteString::from(name.as_str()), serde_json_bytes::to_value(value).ok()?))
            })
            .collect();
        let schema = self.request.schema.compiled();
        let executable = self.request.executable;
        let answer = introspection::partial_execute(
            schema,
            &schema.implementers_map(),
            executable.document(),
            executable.definition(),
            &Valid::assume_valid(variables),
        );
        let data = answer.ok().and_then(|answer| answer.data);
        let value = data.as_ref().and_then(|data| data.get(key)).and_then(|value| serde_json::to_value(value).ok());
        if let Some(value) = value.filter(|value| !value.is_null()) {
            self.slots.fill(field.slot, Content::Leaf(value));
        }
    }

    pub(super) fn fail(&mut self, slot: usize, fault: Fault) {
        self.errors.push((slot, fault));
    }

    /// The answer. Calls that nobody answered leave null.
    #[must_use]
    pub fn finish(mut self) -> Outcome {
        if let Some(body) = self.refused {
            return Outcome::BadRequest { body };
        }
        self.slots.settle(ROOT);
        let executable = self.request.executable;
        let entries: Vec<Value> = self
            .errors
            .iter()
            .map(|(slot, fault)| {
                let location = self.slots.get(*slot).and_then(|slot| executable.location(slot.location));
                fault.entry(self.slots.path(*slot), location)
            })
            .collect();
        let body = respond::body(&self.slots, &entries);
        let roots = match executable.kind() {
            OperationKind::Mutation => respond::roots(&self.slots),
            _ => Vec::new(),
        };
        Outcome::Response(Response { body, errors: entries.len(), roots })
    }
}
