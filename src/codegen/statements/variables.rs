//! The variables of an operation: the arguments of its root field, and those of fields below it.

use apollo_compiler::ast::{Argument, FieldDefinition, InputValueDefinition, Type, Value, VariableDefinition};
use apollo_compiler::{Name, Node};

use super::super::note::Note;
use super::names::{free, upper_first};
use super::rules::Rules;
use crate::graphql::Schema;
use crate::settings::Order;

/// The most characters of a literal that a note repeats.
const SHOWN: usize = 60;

/// The variables of one operation.
#[derive(Debug)]
pub(super) struct Variables<'s> {
    schema: &'s Schema,
    /// Whether arguments that are deprecated are left out.
    exclude_deprecated: bool,
    declared: Vec<Node<VariableDefinition>>,
    /// What somebody should know of them.
    pub(super) notes: Vec<Note>,
}

impl<'s> Variables<'s> {
    pub(super) fn new(schema: &'s Schema, rules: &Rules) -> Self {
        Self { schema, exclude_deprecated: rules.exclude_deprecated, declared: Vec::new(), notes: Vec::new() }
    }

    /// Passes every argument of the root field under its own name.
    pub(super) fn pass(
        &mut self,
        root: &str,
        field: &FieldDefinition,
        rules: &Rules,
        order: Order,
    ) -> Vec<Node<Argument>> {
        let schema = self.schema;
        let mut arguments: Vec<&Node<InputValueDefinition>> =
            field.arguments.iter().filter(|argument| !self.leaves_out(argument)).collect();
        if order == Order::Name {
            arguments.sort_by(|one, other| one.name.cmp(&other.name));
        }
        let passed = arguments.into_iter().map(|argument| {
            let default = argument.default_value.as_ref().filter(|value| writes(value, &argument.ty, rules));
            let fitting = default.filter(|value| schema.takes(&argument.ty, value));
            if let (Some(default), None) = (default, fitting) {
                self.notes.push(invalid_default(root, field, argument, default));
            }
            self.declare(argument.name.clone(), argument.ty.clone(), fitting.cloned());
            passed(&argument.name, argument.name.clone())
        });
        passed.collect()
    }

    /// Passes the arguments that a field below the root needs, or all, under names made of the path to it.
    pub(super) fn lift(
        &mut self,
        field: &FieldDefinition,
        path: &[&Name],
        all: bool,
        order: Order,
    ) -> Vec<Node<Argument>> {
        let lifts = |argument: &&Node<InputValueDefinition>| {
            self.schema.must_be_given(argument) || (all && !self.leaves_out(argument))
        };
        let mut arguments: Vec<&Node<InputValueDefinition>> = field.arguments.iter().filter(lifts).collect();
        if order == Order::Name {
            arguments.sort_by(|one, other| one.name.cmp(&other.name));
        }
        let lifted = arguments.into_iter().map(|argument| {
            let mut words = path.iter().copied().chain([&argument.name]);
            let first = words.next().map_or_else(String::new, ToString::to_string);
            let wanted = words.fold(first, |name, word| name + &upper_first(word));
            let default = argument.default_value.as_ref().filter(|value| argument.ty.is_non_null() && !value.is_null());
            let default = default.filter(|value| self.schema.takes(&argument.ty, value));
            let variable = self.variable(&wanted, &argument.ty, default);
            passed(&argument.name, variable)
        });
        lifted.collect()
    }

    /// The variable of a name and type; fields of different types that stand at one place share one.
    fn variable(&mut self, wanted: &str, ty: &Node<Type>, default: Option<&Node<Value>>) -> Name {
        let is_same = |each: &VariableDefinition| each.ty == *ty && each.default_value.as_ref() == default;
        let fits = |name: &str| self.declared.iter().find(|each| each.name == name).is_none_or(|each| is_same(each));
        let name = Name::new_unchecked(&free(wanted, fits));
        if !self.declared.iter().any(|each| each.name == name) {
            self.declare(name.clone(), ty.clone(), default.cloned());
        }
        name
    }

    /// Whether an argument is left out because it is deprecated.
    fn leaves_out(&self, argument: &InputValueDefinition) -> bool {
        self.exclude_deprecated && argument.directives.has("deprecated") && !self.schema.must_be_given(argument)
    }

    fn declare(&mut self, name: Name, ty: Node<Type>, default_value: Option<Node<Value>>) {
        self.declared.push(Node::new(VariableDefinition { name, ty, default_value, directives: <_>::default() }));
    }

    pub(super) fn into_definitions(self) -> Vec<Node<VariableDefinition>> {
        self.declared
    }
}

fn passed(argument: &Name, variable: Name) -> Node<Argument> {
    Node::new(Argument { name: argument.clone(), value: Node::new(Value::Variable(variable)) })
}

/// A default that cannot be written. Left to the server, a variable that can be null would be refused where the argument
/// cannot be: graphql-js reads such a schema as if there were no default, and older servers look at the type alone.
fn invalid_default(root: &str, field: &FieldDefinition, argument: &InputValueDefinition, default: &Value) -> Note {
    let (coordinate, ty) = (format!("{root}.{}({}:)", field.name, argument.name), &argument.ty);
    let literal = default.serialize().no_indent().to_string();
    let shown = match literal.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &literal[..end]),
        None => literal,
    };
    let outcome = if ty.is_non_null() { "it must be given" } else { "it is left to the server" };
    let message = format!("the default `{shown}` of `{coordinate}` does not fit `{ty}`: {outcome}");
    Note::new("default-invalid", coordinate, message)
}

/// Whether the default of an argument is written: only where the variable could not be left away without it. Amplify's
/// generator also writes numbers, `true` and enum values of others.
fn writes(value: &Value, ty: &Type, rules: &Rules) -> bool {
    if value.is_null() {
        return false;
    }
    let truthy = match value {
        Value::Int(_) | Value::Float(_) => value.to_f64().is_some_and(|number| number != 0.0),
        Value::Boolean(value) => *value,
        Value::Enum(_) => true,
        _ => false,
    };
    ty.is_non_null() || (rules.is_amplify && truthy && !ty.is_list())
}
