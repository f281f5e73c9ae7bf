//! AppSync's words for a document that does not fit its schema.
//!
//! AppSync runs graphql-java of about version 10, and prints its `Validation error of type TYPE: DESCRIPTION @ 'PATH'`.
//! The descriptions are those of graphql-java's rules of that time; that AppSync prints them is seen for FieldUndefined
//! (graphql/graphql-over-http#81), SubSelectionRequired (amplify-android#702), SubSelectionNotAllowed (amplify-cli#1296)
//! and WrongType (aws-mobile-appsync-sdk-js#554). What the compiler finds and graphql-java has no words for keeps the
//! compiler's words behind the nearest type.

use apollo_compiler::ast::{Selection, Value};
use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::validation::DiagnosticList;

use super::operation::Operation;
use super::schema::Schema;
use super::surroundings::{Around, around, inner_value, reference};
use super::validation_error::{Location, ValidationError};

/// The entries for the compiler's findings, in the order of the document, each once.
pub(super) fn worded(operation: &Operation, schema: &Schema, errors: &DiagnosticList) -> Vec<ValidationError> {
    let document = operation.ast();
    let mut found: Vec<(Vec<Location>, String)> = Vec::new();
    for each in errors.iter() {
        let name = each.error.unstable_error_name().unwrap_or_default();
        let message = each.error.to_string();
        let span = each.error.location();
        let around = span.map(|span| around(document, schema, span)).unwrap_or_default();
        if is_follow_up(name, &message, &around, schema) {
            continue;
        }
        let printed = |place: SourceSpan| {
            place.line_column(&document.sources).map(|place| Location { line: place.line, column: place.column })
        };
        if name.starts_with("ConflictingField") {
            let (description, places) = conflict(name, &message, &around, span);
            let above = around.path.split_last().map(|(_, above)| above).unwrap_or_default();
            let message = format!("Validation error of type FieldsConflict: {description}{}", at(above));
            found.push((places.into_iter().filter_map(printed).collect(), message));
            continue;
        }
        let (kind, description, place) = describe(name, &message, &around, schema, span);
        let message = format!("Validation error of type {kind}: {description}{}", at(&around.path));
        found.push((place.and_then(printed).into_iter().collect(), message));
    }
    found.sort();
    // Two fields that conflict are one finding, whatever the ways in which they do.
    found.dedup_by(|later, earlier| later == earlier || later.0 == earlier.0 && are_conflicts(&later.1, &earlier.1));
    found.into_iter().map(|(locations, message)| ValidationError { message, locations }).collect()
}

fn are_conflicts(one: &str, other: &str) -> bool {
    [one, other].iter().all(|message| message.contains(" of type FieldsConflict: "))
}

/// The end of a message: the path, if there is one.
fn at(path: &[&str]) -> String {
    if path.is_empty() { String::new() } else { format!(" @ '{}'", path.join("/")) }
}

/// What conflicts under one response key, and where (graphql-java `OverlappingFieldsCanBeMerged`). The compiler names
/// only the key; the fields are found when they stand in the same selection set.
fn conflict(name: &str, message: &str, around: &Around<'_>, span: Option<SourceSpan>) -> (String, Vec<SourceSpan>) {
    let key = quoted(message).first().copied().unwrap_or_default();
    let fields: Vec<_> = around
        .siblings
        .iter()
        .filter_map(|selection| match selection {
            Selection::Field(field) if field.response_name().as_str() == key => Some(field),
            _ => None,
        })
        .collect();
    let places: Vec<SourceSpan> = fields.iter().filter_map(|field| field.location()).collect();
    let names = match fields.as_slice() {
        [first, .., last] if first.name != last.name => Some((&first.name, &last.name)),
        _ => None,
    };
    let description = match (name, names) {
        (_, Some((first, last))) => format!("{key}: {first} and {last} are different fields"),
        ("ConflictingFieldName", None) => format!("{key}: they are different fields"),
        ("ConflictingFieldArgument", None) => format!("{key}: they have differing arguments"),
        _ => format!("{key}: they return differing types"),
    };
    let places = if places.len() > 1 { places } else { span.into_iter().collect() };
    (description, places)
}

/// Whether a finding only repeats another one: the compiler drops selections that it does not know, and then misses a
/// selection set that is there; and it calls an argument that is written as null missing as well as null.
fn is_follow_up(name: &str, message: &str, around: &Around<'_>, schema: &Schema) -> bool {
    let Some(field) = around.field else { return false };
    match name {
        "MissingSubselection" => !field.selection_set.is_empty(),
        "RequiredArgument" => field.arguments.iter().any(|argument| argument.name == argument_named(message)),
        // graphql-java does not compare a type that does not exist.
        "DisallowedVariableUsage" => {
            let type_name = quoted(message).get(1).map_or("", |ty| ty.trim_matches(['[', ']', '!']));
            !schema.compiled().types.contains_key(type_name)
        }
        _ => false,
    }
}

/// The argument in `the required argument `Type.field(argument:)` is not provided`.
fn argument_named(message: &str) -> &str {
    let coordinate = message.split('`').nth(1).unwrap_or_default();
    coordinate.rsplit_once('(').map_or("", |(_, rest)| rest.trim_end_matches([':', ')']))
}

/// The type of an error, its description, and where it is.
type Described = (&'static str, String, Option<SourceSpan>);

/// What is said of one finding.
fn describe(name: &str, message: &str, around: &Around<'_>, schema: &Schema, span: Option<SourceSpan>) -> Described {
    let words = quoted(message);
    let word = |index: usize| words.get(index).copied().unwrap_or_default();
    let field = || around.field.and_then(|field| field.location()).or(span);
    let field_name = around.field.map_or("", |field| field.name.as_str());
    match name {
        "UndefinedField" => {
            ("FieldUndefined", format!("Field '{}' in type '{}' is undefined", word(1), word(0)), field())
        }
        "UndefinedArgument" => {
            ("UnknownArgument", format!("Unknown field argument {}", word(0)), argument(around, span))
        }
        "RequiredArgument" => {
            let argument = argument_named(message);
            ("MissingFieldArgument", format!("Missing field argument {argument}"), field())
        }
        "MissingSubselection" => {
            let description = format!("Sub selection required for type {} of field {field_name}", around.returned);
            ("SubSelectionRequired", description, field())
        }
        "SubselectionOnScalarType" | "SubselectionOnEnumType" => {
            let type_name = around.returned;
            let description = format!("Sub selection not allowed on leaf type {type_name} of field {field_name}");
            ("SubSelectionNotAllowed", description, field())
        }
        "UnsupportedValueType"
        | "IntCoercionError"
        | "FloatCoercionError"
        | "UndefinedEnumValue"
        | "UndefinedInputValue"
        | "RequiredField" => wrong_type(name, message, &words, around, schema, span),
        _ => describe_other(name, message, around, span),
    }
}

/// The same for what is not about a field or its arguments.
fn describe_other(name: &str, message: &str, around: &Around<'_>, span: Option<SourceSpan>) -> Described {
    let words = quoted(message);
    let word = |index: usize| words.get(index).copied().unwrap_or_default();
    let variable = word(0).trim_start_matches('$');
    match name {
        "UndefinedVariable" => ("UndefinedVariable", format!("Undefined variable {variable}"), span),
        "UnusedVariable" => {
            let place = around.variable.and_then(|variable| variable.location()).or(span);
            ("UnusedVariable", format!("Unused variable {variable}"), place)
        }
        "DisallowedVariableUsage" => {
            let description = format!("Variable type '{}' doesn't match expected type '{}'", word(1), word(3));
            let place = around.argument.and_then(|argument| reference(&argument.value, variable)).or(span);
            ("VariableTypeMismatch", description, place)
        }
        "UndefinedFragment" => ("UndefinedFragment", format!("Undefined fragment {}", word(0)), span),
        "UnusedFragment" => ("UnusedFragment", format!("Unused fragment {}", word(0)), span),
        "RecursiveFragmentDefinition" => ("FragmentCycle", "Fragment cycles not allowed".to_owned(), span),
        "UndefinedDefinition"
        | "UndefinedTypeInNamedFragmentTypeCondition"
        | "UndefinedTypeInInlineFragmentTypeCondition" => {
            let name = around.variable.map(|variable| variable.ty.inner_named_type()).or(around.condition);
            ("UnknownType", format!("Unknown type {}", word(0)), name.and_then(|name| name.location()).or(span))
        }
        "UndefinedDirective" => {
            ("UnknownDirective", format!("Unknown directive {}", word(0).trim_start_matches('@')), span)
        }
        "UnsupportedLocation" => {
            let directive = message.split(' ').next().unwrap_or_default();
            ("MisplacedDirective", format!("Directive {directive} not allowed here"), span)
        }
        "InvalidFragmentTarget" => {
            let description = "Fragment type condition is invalid, must be on Object/Interface/Union";
            ("InlineFragmentTypeConditionInvalid", description.to_owned(), span)
        }
        "VariableInputType" => ("NonInputTypeOnVariable", "Wrong type for a variable".to_owned(), span),
        "InvalidFragmentSpread" => fragment_spread(&words, span),
        "OperationNameCollision" => {
            let description = format!("There can be only one operation named '{}'", word(0));
            ("DuplicateOperationName", description, span)
        }
        "AmbiguousAnonymousOperation" => ("LoneAnonymousOperationViolation", message.to_owned(), span),
        "UniqueDirective" => ("DuplicateDirectiveName", message.to_owned(), span),
        // The words are the compiler's from here on: graphql-java of that time has no such rule, or none that is known.
        _ => ("InvalidSyntax", message.to_owned(), span),
    }
}

/// The words that the compiler puts in backticks.
fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

fn argument(around: &Around<'_>, span: Option<SourceSpan>) -> Option<SourceSpan> {
    around.argument.and_then(|argument| argument.location()).or(span)
}

fn fragment_spread(words: &[&str], span: Option<SourceSpan>) -> Described {
    let description = match words {
        [name, condition, parent] => {
            format!(
                "Fragment {name} cannot be spread here as objects of type {parent} can never be of type {condition}"
            )
        }
        [condition, parent] => {
            format!("Fragment cannot be spread here as objects of type {parent} can never be of type {condition}")
        }
        _ => "Fragment cannot be spread here".to_owned(),
    };
    ("InvalidFragmentType", description, span)
}

/// `argument 'NAME' with value 'VALUE' …` (graphql-java `ArgumentValidationUtil`).
fn wrong_type(
    name: &str,
    message: &str,
    words: &[&str],
    around: &Around<'_>,
    schema: &Schema,
    span: Option<SourceSpan>,
) -> Described {
    if let Some(variable) = around.variable {
        let value = variable.default_value.as_ref().map(|value| java(value)).unwrap_or_default();
        let description = format!("Bad default value {value} for type {}", variable.ty.inner_named_type());
        return ("BadValueForDefaultArg", description, variable.location());
    }
    let (Some(argument), Some(span)) = (around.argument, span) else {
        return ("WrongType", message.to_owned(), span);
    };
    let (mut path, value) = inner_value(argument, span.offset());
    let value = java(value);
    let word = |index: usize| words.get(index).copied().unwrap_or_default();
    // What is wrong with an object as a whole is said of the argument's whole value, though with the path to the object.
    let whole = || java(&argument.value);
    let (value, fault) = match name {
        "UndefinedInputValue" => {
            path.truncate(path.rfind('.').unwrap_or(path.len()));
            (whole(), format!("contains a field not in '{}': '{}'", word(1), word(0)))
        }
        "RequiredField" => {
            let field = word(0).rsplit_once('.').map_or("", |(_, field)| field);
            (whole(), format!("is missing required fields '[{field}]'"))
        }
        "UndefinedEnumValue" => (value, format!("is not a valid '{}'", word(1))),
        "UnsupportedValueType" => {
            let type_name = message.strip_prefix("expected value of type ").unwrap_or_default();
            let type_name = type_name.split(',').next().unwrap_or_default();
            let type_name = type_name.trim_matches(['[', ']', '!']);
            if value == "NullValue{}" {
                (value, "must not be null".to_owned())
            } else if schema.compiled().get_input_object(type_name).is_some() {
                (whole(), "must be an object type".to_owned())
            } else {
                (value, format!("is not a valid '{type_name}'"))
            }
        }
        "FloatCoercionError" => (value, "is not a valid 'Float'".to_owned()),
        _ => (value, "is not a valid 'Int'".to_owned()),
    };
    ("WrongType", format!("argument '{path}' with value '{value}' {fault}"), argument.location())
}

/// A literal as graphql-java's `toString` prints it.
pub(super) fn java(value: &Value) -> String {
    match value {
        Value::Null => "NullValue{}".to_owned(),
        Value::Enum(name) => format!("EnumValue{{name='{name}'}}"),
        Value::Variable(name) => format!("VariableReference{{name='{name}'}}"),
        Value::String(text) => format!("StringValue{{value='{text}'}}"),
        Value::Float(number) => format!("FloatValue{{value={number}}}"),
        Value::Int(number) => format!("IntValue{{value={number}}}"),
        Value::Boolean(flag) => format!("BooleanValue{{value={flag}}}"),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| java(item)).collect();
            format!("ArrayValue{{values=[{}]}}", items.join(", "))
        }
        Value::Object(members) => {
            let member = |(name, value): &(_, apollo_compiler::Node<Value>)| {
                let name: &apollo_compiler::Name = name;
                format!("ObjectField{{name='{name}', value={}}}", java(value))
            };
            let members: Vec<String> = members.iter().map(member).collect();
            format!("ObjectValue{{objectFields=[{}]}}", members.join(", "))
        }
    }
}
