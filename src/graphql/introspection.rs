//! Introspection JSON to the same syntax tree that a schema text gives.

use apollo_compiler::ast::{
    Argument, Definition, Directive, DirectiveDefinition, DirectiveList, DirectiveLocation, Document,
    EnumTypeDefinition, EnumValueDefinition, FieldDefinition, InputObjectTypeDefinition, InputValueDefinition,
    InterfaceTypeDefinition, ObjectTypeDefinition, OperationType, ScalarTypeDefinition, SchemaDefinition, Type,
    UnionTypeDefinition, Value as GraphqlValue,
};
use apollo_compiler::{Name, Node, name};
use serde_json::{Map, Value};

use super::diagnostic::Diagnostic;
use super::lexical;
use super::place::{Lines, SourceText};

const BUILT_IN_SCALARS: [&str; 5] = ["Int", "Float", "String", "Boolean", "ID"];
const BUILT_IN_DIRECTIVES: [&str; 4] = ["skip", "include", "deprecated", "specifiedBy"];
const NO_ANSWER: &str = "give the answer to an introspection query, or a schema in GraphQL's own language";

/// Whether a text is JSON and not a schema: a brace with a string, a closing brace or nothing after it, or a list.
pub(super) fn is_json(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.strip_prefix('{') {
        Some(rest) => rest.trim_start().is_empty() || rest.trim_start().starts_with(['"', '}']),
        None => text.starts_with('['),
    }
}

/// Reads `{"data": {"__schema": …}}` or `{"__schema": …}`.
pub(super) fn read(source: &SourceText) -> Result<(Document, Vec<Diagnostic>), Vec<Diagnostic>> {
    let text = source.text.trim_start_matches('\u{feff}');
    let value: Value = serde_json::from_str(text).map_err(|error| vec![syntax(source, &error)])?;
    let fail = |message: String| vec![Diagnostic::error(&source.name, message).help(NO_ANSWER)];
    let schema = match value.pointer("/data/__schema").or_else(|| value.get("__schema")) {
        Some(Value::Object(schema)) => schema,
        _ => match value.pointer("/errors/0/message").and_then(Value::as_str) {
            Some(message) => return Err(fail(format!("the introspection answer is an error: {message}"))),
            None => return Err(fail("the JSON has no `__schema`".to_owned())),
        },
    };
    let mut reader = Reader { source: &source.name, errors: Vec::new(), warnings: Vec::new() };
    let definitions = reader.schema(schema);
    if reader.errors.is_empty() {
        let mut document = Document::new();
        document.definitions = definitions;
        Ok((document, reader.warnings))
    } else {
        Err(reader.errors)
    }
}

/// serde_json counts columns in bytes, from 1.
fn syntax(source: &SourceText, error: &serde_json::Error) -> Diagnostic {
    let mark = source.text.len() - source.text.trim_start_matches('\u{feff}').len();
    let line_start = match error.line() {
        0 | 1 => mark,
        line => source.text.match_indices('\n').nth(line - 2).map_or(0, |(index, _)| index + 1),
    };
    let offset = line_start + error.column().saturating_sub(1);
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let mut diagnostic = Diagnostic::error(&source.name, format!("the JSON is not valid: {message}"));
    diagnostic.place = Some(Lines::new(&source.text).place(&source.text, offset..offset));
    diagnostic
}

/// Collects everything that is wrong instead of stopping at the first.
struct Reader<'s> {
    source: &'s str,
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn error(&mut self, path: &str, message: &str) {
        self.errors.push(Diagnostic::error(self.source, format!("`{path}`: {message}")).help(NO_ANSWER));
    }

    fn schema(&mut self, schema: &Map<String, Value>) -> Vec<Definition> {
        let mut definitions = Vec::new();
        let mut root_operations = Vec::new();
        for (key, operation) in [
            ("queryType", OperationType::Query),
            ("mutationType", OperationType::Mutation),
            ("subscriptionType", OperationType::Subscription),
        ] {
            if let Some(Value::Object(root)) = schema.get(key)
                && let Some(name) = self.name(root, key)
            {
                root_operations.push(Node::new((operation, name)));
            }
        }
        if !root_operations.is_empty() {
            let description = description(schema);
            let schema = SchemaDefinition { description, directives: DirectiveList::default(), root_operations };
            definitions.push(Definition::SchemaDefinition(Node::new(schema)));
        }
        let types = self.each(schema, "types", "__schema", |reader, each, path| reader.named_type(each, path));
        if types.is_empty() && self.errors.is_empty() {
            self.error("__schema.types", "there are no types");
        }
        definitions.extend(types);
        definitions
            .extend(self.each(schema, "directives", "__schema", |reader, each, path| reader.directive(each, path)));
        definitions
    }

    /// Reads each object of a list; null and a missing list are empty ones.
    fn each<T>(
        &mut self,
        of: &Map<String, Value>,
        key: &str,
        path: &str,
        mut read: impl FnMut(&mut Self, &Map<String, Value>, &str) -> Option<T>,
    ) -> Vec<T> {
        let list = match of.get(key) {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(list)) => list,
            Some(_) => {
                self.error(&format!("{path}.{key}"), "this is not a list");
                return Vec::new();
            }
        };
        let mut found = Vec::new();
        for (index, item) in list.iter().enumerate() {
            let path = format!("{path}.{key}[{index}]");
            match item {
                Value::Object(item) => found.extend(read(self, item, &path)),
                _ => self.error(&path, "this is not an object"),
            }
        }
        found
    }

    fn name(&mut self, of: &Map<String, Value>, path: &str) -> Option<Name> {
        let name = of.get("name").and_then(Value::as_str);
        let valid = name.and_then(|name| Name::new(name).ok());
        if valid.is_none() {
            match name {
                Some(name) => self.error(path, &format!("`{name}` is not a GraphQL name")),
                None => self.error(path, "there is no `name`"),
            }
        }
        valid
    }

    fn named_type(&mut self, of: &Map<String, Value>, path: &str) -> Option<Definition> {
        let name = self.name(of, path)?;
        if name.starts_with("__") || BUILT_IN_SCALARS.contains(&name.as_str()) {
            return None;
        }
        let description = description(of);
        let mut directives = DirectiveList::default();
        Some(match of.get("kind").and_then(Value::as_str) {
            Some("SCALAR") => {
                let url = of.get("specifiedByURL").or_else(|| of.get("specifiedByUrl")).and_then(Value::as_str);
                directives.0.extend(url.map(|url| directive(name!("specifiedBy"), Some((name!("url"), url)))));
                Definition::ScalarTypeDefinition(Node::new(ScalarTypeDefinition { description, name, directives }))
            }
            Some("OBJECT") => Definition::ObjectTypeDefinition(Node::new(ObjectTypeDefinition {
                description,
                name,
                directives,
                implements_interfaces: self.each(of, "interfaces", path, Self::name),
                fields: self.each(of, "fields", path, Self::field),
            })),
            Some("INTERFACE") => Definition::InterfaceTypeDefinition(Node::new(InterfaceTypeDefinition {
                description,
                name,
                directives,
                implements_interfaces: self.each(of, "interfaces", path, Self::name),
                fields: self.each(of, "fields", path, Self::field),
            })),
            Some("UNION") => Definition::UnionTypeDefinition(Node::new(UnionTypeDefinition {
                description,
                name,
                directives,
                members: self.each(of, "possibleTypes", path, Self::name),
            })),
            Some("ENUM") => Definition::EnumTypeDefinition(Node::new(EnumTypeDefinition {
                description,
                name,
                directives,
                values: self.each(of, "enumValues", path, Self::enum_value),
            })),
            Some("INPUT_OBJECT") => {
                if of.get("isOneOf") == Some(&Value::Bool(true)) {
                    directives.0.push(directive(name!("oneOf"), None));
                }
                let fields = self.each(of, "inputFields", path, Self::input);
                let input = InputObjectTypeDefinition { description, name, directives, fields };
                Definition::InputObjectTypeDefinition(Node::new(input))
            }
            _ => {
                self.error(path, &format!("`{name}` has no known `kind`"));
                return None;
            }
        })
    }

    fn field(&mut self, of: &Map<String, Value>, path: &str) -> Option<Node<FieldDefinition>> {
        Some(Node::new(FieldDefinition {
            name: self.name(of, path)?,
            ty: self.type_reference(of.get("type"), path)?,
            arguments: self.each(of, "args", path, Self::input),
            description: description(of),
            directives: deprecation(of),
        }))
    }

    fn input(&mut self, of: &Map<String, Value>, path: &str) -> Option<Node<InputValueDefinition>> {
        Some(Node::new(InputValueDefinition {
            name: self.name(of, path)?,
            ty: Node::new(self.type_reference(of.get("type"), path)?),
            default_value: of.get("defaultValue").and_then(Value::as_str).and_then(|text| self.default(text, path)),
            description: description(of),
            directives: deprecation(of),
        }))
    }

    fn enum_value(&mut self, of: &Map<String, Value>, path: &str) -> Option<Node<EnumValueDefinition>> {
        let value = self.name(of, path)?;
        Some(Node::new(EnumValueDefinition { value, description: description(of), directives: deprecation(of) }))
    }

    /// The depth is bounded by that of the JSON, which its parser bounds.
    fn type_reference(&mut self, of: Option<&Value>, path: &str) -> Option<Type> {
        let Some(Value::Object(reference)) = of else {
            self.error(path, "there is no `type`");
            return None;
        };
        match reference.get("kind").and_then(Value::as_str) {
            Some("NON_NULL") => Some(self.type_reference(reference.get("ofType"), path)?.non_null()),
            Some("LIST") => Some(self.type_reference(reference.get("ofType"), path)?.list()),
            _ => Some(Type::Named(self.name(reference, path)?)),
        }
    }

    /// A default value is GraphQL text inside the JSON: it is read as that of an argument of a directive.
    fn default(&mut self, text: &str, path: &str) -> Option<Node<GraphqlValue>> {
        let read = || {
            lexical::check_size(text, false).ok()?;
            let document = Document::parse(format!("extend schema @default(value: {text}\n)"), "default").ok()?;
            let [Definition::SchemaExtension(extension)] = document.definitions.as_slice() else { return None };
            match extension.directives.0.as_slice() {
                [only] => match only.arguments.as_slice() {
                    [value] => Some(value.value.clone()),
                    _ => None,
                },
                _ => None,
            }
        };
        let value = read().map(|value| without_places(&value));
        if value.is_none() {
            let message = format!("`{path}`: the default value `{text}` is not valid and is left away");
            self.warnings.push(Diagnostic::error(self.source, message).as_warning());
        }
        value
    }

    fn directive(&mut self, of: &Map<String, Value>, path: &str) -> Option<Definition> {
        let name = self.name(of, path)?;
        if BUILT_IN_DIRECTIVES.contains(&name.as_str()) {
            return None;
        }
        let locations = of.get("locations").and_then(Value::as_array).into_iter().flatten();
        let locations: Vec<_> = locations.filter_map(Value::as_str).filter_map(location).collect();
        Some(Definition::DirectiveDefinition(Node::new(DirectiveDefinition {
            name,
            description: description(of),
            arguments: self.each(of, "args", path, Self::input),
            repeatable: of.get("isRepeatable") == Some(&Value::Bool(true)),
            // Answers of very old servers have `onField` and its like instead.
            locations: if locations.is_empty() { vec![DirectiveLocation::Field] } else { locations },
        })))
    }
}

/// The same value without places: they would point into a text that the user has never seen.
fn without_places(value: &Node<GraphqlValue>) -> Node<GraphqlValue> {
    Node::new(match value.as_ref() {
        GraphqlValue::List(items) => GraphqlValue::List(items.iter().map(without_places).collect()),
        GraphqlValue::Object(fields) => GraphqlValue::Object(
            fields.iter().map(|(name, value)| (Name::new_unchecked(name), without_places(value))).collect(),
        ),
        GraphqlValue::Enum(name) => GraphqlValue::Enum(Name::new_unchecked(name)),
        other => other.clone(),
    })
}

fn description(of: &Map<String, Value>) -> Option<Node<str>> {
    of.get("description").and_then(Value::as_str).map(Node::new_str)
}

fn deprecation(of: &Map<String, Value>) -> DirectiveList {
    let reason = of.get("deprecationReason").and_then(Value::as_str);
    if of.get("isDeprecated") != Some(&Value::Bool(true)) {
        return DirectiveList::default();
    }
    DirectiveList(vec![directive(name!("deprecated"), reason.map(|reason| (name!("reason"), reason)))])
}

fn directive(name: Name, argument: Option<(Name, &str)>) -> Node<Directive> {
    let argument = argument
        .map(|(name, text)| Node::new(Argument { name, value: Node::new(GraphqlValue::String(text.to_owned())) }));
    Node::new(Directive { name, arguments: argument.into_iter().collect() })
}

fn location(name: &str) -> Option<DirectiveLocation> {
    use DirectiveLocation as Location;
    let all = [
        Location::Query,
        Location::Mutation,
        Location::Subscription,
        Location::Field,
        Location::FragmentDefinition,
        Location::FragmentSpread,
        Location::InlineFragment,
        Location::VariableDefinition,
        Location::Schema,
        Location::Scalar,
        Location::Object,
        Location::FieldDefinition,
        Location::ArgumentDefinition,
        Location::Interface,
        Location::Union,
        Location::Enum,
        Location::EnumValue,
        Location::InputObject,
        Location::InputFieldDefinition,
    ];
    all.into_iter().find(|each| each.name() == name)
}
