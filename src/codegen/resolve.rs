//! From statements to the operation IR: which fields an answer has, for each object type that can stand at a place.

use std::collections::{BTreeSet, HashMap, HashSet};

use apollo_compiler::Node;
use apollo_compiler::ast::{self, Value};
use apollo_compiler::collections::IndexMap;
use apollo_compiler::executable::{ExecutableDocument, Field as ExecutableField, Selection, SelectionSet};
use apollo_compiler::schema::{ExtendedType, FieldDefinition};
use apollo_compiler::validation::Valid;

use super::deprecation::deprecated;
use super::ir::{Abstract, Field, Fragment, Ir, Member, Object, Operation, Selected, Variable};
use super::presence::{self, Conditions};
use super::statement::{Origin, Statement};
use super::validity::executable;
use crate::error::{Error, Result};
use crate::graphql::Schema;
use crate::settings::Order;

/// The most fields of one operation's answer, over all types that it can have; only a text made to be large has more.
const FIELDS_AT_MOST: usize = 1_000_000;

/// Resolves operations against the schema that they were generated or validated for.
///
/// # Errors
///
/// A generated operation is not valid, which is a fault of this program; an operation of the user's own expands to more than a
/// million fields.
pub fn resolve(schema: &Schema, statements: Vec<Statement>, order: Order) -> Result<Ir> {
    let mut ir = Ir { operations: Vec::new(), fragments: Vec::new() };
    let mut fragments: IndexMap<String, Fragment> = IndexMap::default();
    for statement in statements {
        let operation = resolve_statement(schema, statement, order, &mut fragments)?;
        ir.operations.push(operation);
    }
    ir.fragments = fragments.into_values().collect();
    Ok(ir)
}

fn resolve_statement(
    schema: &Schema,
    statement: Statement,
    order: Order,
    fragments: &mut IndexMap<String, Fragment>,
) -> Result<Operation> {
    let document = executable(schema, &statement)
        .map_err(|fault| Error::bug(format!("the operation `{}` is not valid: {fault}", statement.name())))?;
    let Some(operation) = document.operations.iter().next() else {
        return Err(Error::bug(format!("the operation `{}` was lost", statement.name())));
    };
    let mut resolver = Resolver { schema, document: &document, order, fields: 0 };
    let set = [Occurrence { set: &operation.selection_set, when: Conditions::new() }];
    let root = operation.selection_set.ty.as_str();
    let shape = resolver.object_shape(root, &set);
    let mut of_statement = Vec::new();
    for (name, fragment) in &document.fragments {
        let is_generated = matches!(statement.origin, Origin::Generated { .. });
        if fragments.contains_key(name.as_str()) {
            continue;
        }
        let set = [Occurrence { set: &fragment.selection_set, when: Conditions::new() }];
        of_statement.push(Fragment {
            name: name.to_string(),
            type_name: fragment.selection_set.ty.to_string(),
            description: resolver.description(&fragment.selection_set.ty),
            selected: resolver.composite(fragment.selection_set.ty.as_str(), &set),
            operation: is_generated.then(|| statement.name().to_owned()),
        });
    }
    if resolver.fields > FIELDS_AT_MOST {
        let message = format!(
            "the answer of the operation `{}` has more than {FIELDS_AT_MOST} fields, over all types that it can have",
            statement.name()
        );
        return Err(Error::input("operation-too-large", message).help("split the operation"));
    }
    fragments.extend(of_statement.into_iter().map(|fragment| (fragment.name.clone(), fragment)));
    let variables = variables(&document, operation);
    let only = match shape.fields.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    let description = only.and_then(|field| field.description.clone());
    let deprecated = only.and_then(|field| field.deprecated.clone());
    Ok(Operation { statement, variables, shape, description, deprecated })
}

fn variables(document: &ExecutableDocument, operation: &apollo_compiler::executable::Operation) -> Vec<Variable> {
    /// A description, and why something is deprecated.
    type Docs = (Option<Node<str>>, Option<String>);
    let mut docs: HashMap<&str, Docs> = HashMap::new();
    for field in operation.all_fields(document) {
        for argument in &field.arguments {
            if let Value::Variable(name) = argument.value.as_ref() {
                let definition = field.definition.argument_by_name(&argument.name);
                let deprecated = definition.and_then(|definition| deprecated(&definition.directives));
                let (_, known) = docs.entry(name).or_insert_with(|| {
                    let description = definition.and_then(|definition| definition.description.clone());
                    (description, deprecated.map(str::to_owned))
                });
                if deprecated.is_none() {
                    *known = None;
                }
            }
        }
        if docs.len() == operation.variables.len() && docs.values().all(|(_, deprecated)| deprecated.is_none()) {
            break;
        }
    }
    let variable = |definition: &ast::VariableDefinition| {
        let (description, deprecated) = docs.get(definition.name.as_str()).cloned().unwrap_or_default();
        Variable {
            name: definition.name.to_string(),
            ty: definition.ty.as_ref().clone(),
            has_default: definition.default_value.is_some(),
            description,
            deprecated,
        }
    };
    operation.variables.iter().map(|definition| variable(definition)).collect()
}

/// A selection set that counts at a place, and when.
#[derive(Clone)]
struct Occurrence<'a> {
    set: &'a SelectionSet,
    when: Conditions<'a>,
}

/// What is selected under one response key of one object type.
struct Collected<'a> {
    field: &'a ExecutableField,
    /// Every selection of it: the selection sets below, and when each is there.
    occurrences: Vec<Occurrence<'a>>,
}

type Keys<'a> = IndexMap<&'a str, Collected<'a>>;

struct Resolver<'a> {
    schema: &'a Schema,
    document: &'a Valid<ExecutableDocument>,
    order: Order,
    /// How many fields were resolved.
    fields: usize,
}

/// For whom a selection is collected.
#[derive(Clone, Copy)]
enum Holder<'n> {
    /// An object of this type.
    Object(&'n str),
    /// An object of some type that this interface or union will have one day.
    Other(&'n str),
}

impl<'a> Resolver<'a> {
    /// What is selected of one object type.
    fn object_shape(&mut self, type_name: &str, sets: &[Occurrence<'a>]) -> Object {
        let description = self.description(type_name);
        Object { type_name: type_name.to_owned(), description, fields: self.object(type_name, sets) }
    }

    /// The description of a type.
    fn description(&self, type_name: &str) -> Option<Node<str>> {
        self.schema.compiled().types.get(type_name)?.description().cloned()
    }

    /// The fields of one object type.
    fn object(&mut self, type_name: &str, sets: &[Occurrence<'a>]) -> Vec<Field> {
        let keys = self.collected(Holder::Object(type_name), sets);
        self.resolved(type_name, &keys, sets)
    }

    /// What is selected of a type that has fields or members.
    fn composite(&mut self, type_name: &str, sets: &[Occurrence<'a>]) -> Selected {
        if self.schema.compiled().get_object(type_name).is_some() {
            return Selected::Object(self.object_shape(type_name, sets));
        }
        let mut possible: Vec<&str> = self.schema.possible_object_types(type_name).iter().map(String::as_str).collect();
        if self.order == Order::Name {
            possible.sort_unstable();
        }
        let mut groups: Vec<(Vec<String>, &str, Keys<'a>)> = Vec::new();
        let mut known: HashMap<Signature<'_>, usize> = HashMap::new();
        for object in possible {
            let keys = self.collected(Holder::Object(object), sets);
            let signature = self.signature(object, &keys);
            match known.get(&signature) {
                Some(group) => {
                    if let Some((names, ..)) = groups.get_mut(*group) {
                        names.push(object.to_owned());
                    }
                }
                None => {
                    known.insert(signature, groups.len());
                    groups.push((vec![object.to_owned()], object, keys));
                }
            }
        }
        let members = groups
            .into_iter()
            .map(|(type_names, object, keys)| {
                let description = if type_names.len() == 1 { self.description(object) } else { None };
                let mut fields = self.resolved(object, &keys, sets);
                self.keep_common(&mut fields, type_names.get(1..).unwrap_or_default());
                Member { type_names, description, fields }
            })
            .collect();
        let keys = self.collected(Holder::Other(type_name), sets);
        let other = self.resolved(type_name, &keys, sets);
        let description = self.description(type_name);
        Selected::Abstract(Abstract { type_name: type_name.to_owned(), description, members, other })
    }

    /// Keeps of fields' descriptions and deprecations what is so in these types too.
    fn keep_common(&self, fields: &mut [Field], others: &[String]) {
        for field in fields {
            for definition in others.iter().filter_map(|other| self.schema.field(other, &field.name)) {
                field.description.take_if(|description| Some(&*description) != definition.description.as_ref());
                field.deprecated.take_if(|_| deprecated(&definition.directives).is_none());
            }
        }
    }

    /// Every response key that counts for a holder, in the order of the text.
    fn collected(&self, holder: Holder<'_>, sets: &[Occurrence<'a>]) -> Keys<'a> {
        let mut keys = Keys::default();
        // A fragment counts once under the same conditions, however many ways lead to it.
        let mut visited: HashSet<(&'a str, Conditions<'a>)> = HashSet::new();
        for occurrence in sets {
            let mut open = vec![(occurrence.set.selections.iter(), occurrence.when.clone())];
            while let Some((selections, when)) = open.last_mut() {
                let Some(selection) = selections.next() else {
                    open.pop();
                    continue;
                };
                let Some(narrowed) = presence::narrowed(when, selection.directives()) else { continue };
                match selection {
                    Selection::Field(field) => {
                        let key = keys.entry(field.response_key().as_str());
                        let collected = key.or_insert_with(|| Collected { field, occurrences: Vec::new() });
                        let occurrence = Occurrence { set: &field.selection_set, when: narrowed };
                        let is_known = |each: &Occurrence<'a>| {
                            std::ptr::eq(each.set, occurrence.set) && each.when == occurrence.when
                        };
                        if !collected.occurrences.iter().any(is_known) {
                            collected.occurrences.push(occurrence);
                        }
                    }
                    Selection::InlineFragment(fragment) => {
                        let condition = fragment.type_condition.as_ref().map(|name| name.as_str());
                        if condition.is_none_or(|condition| self.fits(holder, condition)) {
                            open.push((fragment.selection_set.selections.iter(), narrowed));
                        }
                    }
                    Selection::FragmentSpread(spread) => {
                        let fragment = self.document.fragments.get(&spread.fragment_name);
                        let fits = |set: &SelectionSet| self.fits(holder, set.ty.as_str());
                        let set = fragment.map(|fragment| &fragment.selection_set).filter(|set| fits(set));
                        let name = spread.fragment_name.as_str();
                        if let Some(set) = set.filter(|_| visited.insert((name, narrowed.clone()))) {
                            open.push((set.selections.iter(), narrowed));
                        }
                    }
                }
            }
        }
        keys
    }

    /// Whether a type condition lets a holder through.
    fn fits(&self, holder: Holder<'_>, condition: &str) -> bool {
        let (Holder::Object(name) | Holder::Other(name)) = holder;
        name == condition || self.schema.compiled().is_subtype(condition, name)
    }

    /// What decides whether two object types have the same fields.
    fn signature(&self, object: &str, keys: &Keys<'a>) -> Signature<'a> {
        keys.iter()
            .map(|(key, collected)| {
                let ty = self.definition(object, collected.field).map(|definition| definition.ty.to_string());
                let below = collected.occurrences.iter();
                let below = below.map(|each| (std::ptr::from_ref(each.set), each.when.clone())).collect();
                (*key, collected.field.name.as_str(), ty, below)
            })
            .collect()
    }

    /// The field as the type itself defines it, which can promise more than its interface does.
    fn definition(&self, type_name: &str, field: &'a ExecutableField) -> Option<&FieldDefinition> {
        self.schema.field(type_name, &field.name)
    }

    fn resolved(&mut self, type_name: &str, keys: &Keys<'a>, around: &[Occurrence<'a>]) -> Vec<Field> {
        let outer: Vec<Conditions<'a>> = around.iter().map(|each| each.when.clone()).collect();
        let mut fields = Vec::with_capacity(keys.len());
        let Some(parent) = self.schema.compiled().types.get(type_name).map(ExtendedType::name) else { return fields };
        for collected in keys.values() {
            self.fields += 1;
            if self.fields > FIELDS_AT_MOST {
                break;
            }
            let inner: Vec<Conditions<'a>> = collected.occurrences.iter().map(|each| each.when.clone()).collect();
            let own = self.definition(type_name, collected.field);
            let definition: &FieldDefinition = own.unwrap_or(&collected.field.definition);
            let deprecated = deprecated(&definition.directives).map(str::to_owned);
            let is_leaf = collected.field.selection_set.is_empty();
            let (ty, description) = (definition.ty.clone(), definition.description.clone());
            let selected =
                if is_leaf { None } else { Some(self.below(ty.inner_named_type().as_str(), &collected.occurrences)) };
            fields.push(Field {
                key: collected.field.response_key().clone(),
                name: collected.field.name.clone(),
                parent: parent.clone(),
                ty,
                may_be_absent: !presence::follows(&outer, &inner),
                selected,
                description: description.filter(|_| collected.field.name != "__typename"),
                deprecated,
            });
        }
        fields
    }

    /// What stands below a field: the shape of a fragment, when nothing but that fragment is selected.
    fn below(&mut self, type_name: &str, occurrences: &[Occurrence<'a>]) -> Selected {
        let lone = |occurrence: &Occurrence<'a>| match occurrence.set.selections.as_slice() {
            [Selection::FragmentSpread(spread)] if spread.directives.is_empty() => Some(&spread.fragment_name),
            _ => None,
        };
        let names: BTreeSet<_> = occurrences.iter().map(lone).collect();
        if let (1, Some(Some(name))) = (names.len(), names.first()) {
            let fragment = self.document.fragments.get(*name);
            if fragment.is_some_and(|fragment| fragment.selection_set.ty == type_name) {
                return Selected::Fragment(name.to_string());
            }
        }
        self.composite(type_name, occurrences)
    }
}

/// The keys of an object type: each with its field, its type, and the selections below with their conditions.
type Signature<'a> = Vec<(&'a str, &'a str, Option<String>, Vec<(*const SelectionSet, Conditions<'a>)>)>;
