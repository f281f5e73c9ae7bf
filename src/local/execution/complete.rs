//! One field: may it be had, where does its value come from, and what does its type make of the value?

use std::sync::Arc;

use apollo_compiler::ast::Type;
use apollo_compiler::schema::ExtendedType;
use serde_json::{Map, Value};

use super::collect::Group;
use super::entry::Fault;
use super::resolver_event::{self, Call};
use super::respond;
use super::run::{Execution, Field};
use super::slot::{Content, Key, Slot};
use crate::appsync::Coordinate;
use crate::graphql::{self, Executable};
use crate::local::data::{self, Parent};

/// The most resolvers of one request.
///
/// Source: AWS general reference, quotas of AppSync, "Number of resolvers that can be executed in a single request".
const RESOLVERS_PER_REQUEST: usize = 10_000;

/// The fields that a type of object is asked for, kept from one item of a list to the next.
type Selected<'a> = Option<(&'a str, Arc<Vec<(&'a str, Group<'a>)>>)>;

/// The object that a field is asked of: its members, and what makes up those that it lacks. None is the root.
type Source<'v> = Option<&'v Map<String, Value>>;

impl<'a> Execution<'a> {
    /// Executes a field. `seed` is that of its object if what is missing is made up.
    pub(super) fn field(&mut self, field: Field<'a>, source: Source<'_>, seed: Option<u64>) {
        let request = self.request;
        let Some(first) = field.group.first().copied() else { return };
        let (type_name, field_name) = (field.parent_type, first.name.as_str());
        if field_name == "__typename" {
            return self.slots.fill(field.slot, Content::Name(type_name));
        }
        let is_root = field.level == 1;
        if request.depth_limit > 0 && field.level > request.depth_limit {
            return self.fail(field.slot, Fault::TooDeep);
        }
        if request.denied.contains(type_name, field_name, is_root) {
            let fault = Fault::Denied { type_name: type_name.to_owned(), field_name: field_name.to_owned() };
            return self.fail(field.slot, fault);
        }
        if let Some(published) = request.published {
            let value = if is_root { Some(published) } else { source.and_then(|members| members.get(field_name)) };
            return self.complete_field(&field, value.unwrap_or(&Value::Null), None);
        }
        if let Some(target) = request.resolvers.get(type_name, field_name) {
            if self.is_over_the_limit() {
                return self.fail(field.slot, Fault::TooManyResolvers);
            }
            let arguments = Executable::arguments(request.schema, first, &self.variables);
            let payload =
                resolver_event::event(&request, &self.collector(), (type_name, source), &field.group, arguments);
            let coordinate = Coordinate::new(type_name, field_name);
            self.calls.push(Call { target: *target, coordinate, payload });
            self.waiting.push(field);
            return;
        }
        let member = source.and_then(|members| members.get(field_name));
        // What the file says of a field holds for the objects of resolvers, too.
        let seed = seed.or_else(|| request.data.gives(type_name, field_name).then_some(data::ROOT_SEED));
        match (member, seed) {
            (Some(value), _) => self.complete_field(&field, value, seed.map(|seed| data::below(seed, field_name))),
            (None, None) => self.complete_field(&field, &Value::Null, None),
            (None, Some(_)) if !first.selection_set.is_empty() && self.is_over_the_limit() => {
                self.fail(field.slot, Fault::TooManyResolvers);
            }
            (None, Some(seed)) => {
                let arguments = Executable::arguments(request.schema, first, &self.variables);
                let members = source;
                let parent = Parent { type_name, members, seed };
                match request.data.value(request.schema, parent, &first.definition, &arguments) {
                    Ok(value) => self.complete_field(&field, &value, Some(data::below(seed, field_name))),
                    Err(error) => self.fail(field.slot, Fault::Resolver(error.into())),
                }
            }
        }
    }

    /// Counts a resolver, or what stands for one, and says whether the API allows it. It also bounds what is made up.
    fn is_over_the_limit(&mut self) -> bool {
        self.resolved += 1;
        let limit = match self.request.resolver_limit {
            0 => RESOLVERS_PER_REQUEST,
            limit => limit,
        };
        self.resolved > limit
    }

    /// Puts the value of a field in its place.
    pub(super) fn complete_field(&mut self, field: &Field<'a>, value: &Value, seed: Option<u64>) {
        let Some(first) = field.group.first().copied() else { return };
        self.complete(field, field.slot, (&first.definition.ty, field.parent_type), value, seed, &mut None);
    }

    /// Puts a value in a place, as its type has it. `types` are the type and what graphql-java calls the one around it.
    fn complete(
        &mut self,
        field: &Field<'a>,
        slot: usize,
        types: (&'a Type, &str),
        value: &Value,
        seed: Option<u64>,
        selected: &mut Selected<'a>,
    ) {
        let (ty, parent) = types;
        if value.is_null() {
            if ty.is_non_null() {
                let type_name = java_name(ty).to_owned();
                self.fail(slot, Fault::Null { type_name, parent: parent.to_owned() });
            }
            return;
        }
        match ty {
            Type::List(item) | Type::NonNullList(item) => match value.as_array() {
                Some(items) => self.list(field, slot, item, items, seed),
                None => self.fail(slot, Fault::Mismatch("LIST")),
            },
            Type::Named(name) | Type::NonNullNamed(name) => {
                let definition = self.request.schema.compiled().types.get(name);
                if definition.is_none_or(ExtendedType::is_leaf) {
                    match graphql::serialize(self.request.schema, name, value) {
                        Ok(value) => self.slots.fill(slot, Content::Leaf(value)),
                        Err(reason) => self.fail(slot, Fault::Serialize(reason)),
                    }
                } else {
                    self.object(field, slot, name, value, seed, selected);
                }
            }
        }
    }

    fn list(&mut self, field: &Field<'a>, slot: usize, ty: &'a Type, items: &[Value], seed: Option<u64>) {
        let Some(list) = self.slots.get(slot) else { return };
        let (name, location) = (list.name, list.location);
        let non_null = ty.is_non_null();
        let mut selected = None;
        let mut children = Vec::with_capacity(items.len());
        for (index, value) in items.iter().enumerate() {
            let key = Key::Index(index);
            let child = self.slots.add(Slot { key, name, parent: slot, non_null, location, content: Content::Null });
            children.push(child);
            let seed = seed.map(|seed| data::item(seed, index));
            // A list has no name in graphql-java, and an item's parent is its list.
            self.complete(field, child, (ty, "null"), value, seed, &mut selected);
        }
        self.slots.fill(slot, Content::List(children));
    }

    fn object(
        &mut self,
        field: &Field<'a>,
        slot: usize,
        declared: &'a str,
        value: &Value,
        seed: Option<u64>,
        selected: &mut Selected<'a>,
    ) {
        let Some(members) = value.as_object() else { return self.fail(slot, Fault::Mismatch("OBJECT")) };
        let Some(type_name) = self.type_of(declared, members) else {
            self.refused.get_or_insert_with(|| respond::missing_type_name(declared));
            return;
        };
        let groups = match selected {
            Some((kept, groups)) if *kept == type_name => Arc::clone(groups),
            _ => {
                let sets = field.group.iter().map(|field| &field.selection_set);
                let groups = Arc::new(self.collector().collect(type_name, sets));
                *selected = Some((type_name, Arc::clone(&groups)));
                groups
            }
        };
        let seed = seed.map(|seed| data::object(type_name, members).unwrap_or(seed));
        let mut children = Vec::with_capacity(groups.len());
        let mut fields = Vec::with_capacity(groups.len());
        for (key, group) in groups.iter() {
            let Some(first) = group.first() else { continue };
            let child = self.slots.add(Slot {
                key: Key::Field(key),
                name: &first.name,
                parent: slot,
                non_null: first.definition.ty.is_non_null(),
                location: first.location(),
                content: Content::Null,
            });
            children.push(child);
            fields.push(Field { slot: child, parent_type: type_name, group: group.clone(), level: field.level + 1 });
        }
        self.slots.fill(slot, Content::Object(children));
        for field in fields {
            self.field(field, Some(members), seed);
        }
    }

    /// The type of an object: the declared one, or for an interface or union what the object's `__typename` says.
    fn type_of(&self, declared: &'a str, members: &Map<String, Value>) -> Option<&'a str> {
        let types = &self.request.schema.compiled().types;
        if types.get(declared).is_some_and(ExtendedType::is_object) {
            return Some(declared);
        }
        let name = members.get("__typename")?.as_str()?;
        let possible = self.request.schema.possible_object_types(declared);
        possible.iter().find(|possible| *possible == name).map(String::as_str)
    }
}

/// What graphql-java calls a type in a message about a null: lists have no name (`SubSelectionRequired` says `type null` of
/// a list in aws-amplify/amplify-cli#4409).
fn java_name(ty: &Type) -> &str {
    match ty {
        Type::Named(name) | Type::NonNullNamed(name) => name,
        Type::List(_) | Type::NonNullList(_) => "null",
    }
}
