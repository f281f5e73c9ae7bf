//! What is forgiven: repeated definitions and directives that nobody declares.

use std::collections::{BTreeMap, HashMap, HashSet};

use apollo_compiler::ast::{
    Definition, DirectiveDefinition, DirectiveLocation, Document, EnumValueDefinition, FieldDefinition,
    InputValueDefinition, ScalarTypeDefinition, Type,
};
use apollo_compiler::{Name, Node, name};

use super::diagnostic::Diagnostic;
use super::place::{Sources, Span};
use super::prelude::{Use, for_each_use};

/// The directives of Amplify's transformer: a schema with them is not what the API runs.
///
/// Source: npm `@aws-amplify/graphql-directives`.
const AMPLIFY_DIRECTIVES: [&str; 22] = [
    "model",
    "auth",
    "function",
    "http",
    "index",
    "primaryKey",
    "hasOne",
    "hasMany",
    "belongsTo",
    "manyToMany",
    "default",
    "searchable",
    "predictions",
    "mapsTo",
    "refersTo",
    "sql",
    "validate",
    "conversation",
    "generation",
    "key",
    "connection",
    "versioned",
];

/// The directives that GraphQL itself has.
const BUILT_IN_DIRECTIVES: [&str; 4] = ["skip", "include", "deprecated", "specifiedBy"];

/// A scalar that no schema can have by accident: the type of the arguments of directives that nobody declares.
pub(super) const ANY: Name = name!("AppsyncAuth__AnyValue");

/// Drops definitions that say again, word for word, what an earlier one says, and parts of types that say it again
/// whatever their descriptions.
///
/// Published schemas have them (GitHub's has a field twice with two descriptions), and they change nothing.
pub(super) fn drop_repeats(documents: &mut [Document], sources: &Sources) -> Vec<Diagnostic> {
    let mut repeats = Repeats { sources, dropped: Vec::new(), members: HashMap::new() };
    let mut definitions: HashSet<Definition> = HashSet::new();
    for document in documents {
        document.definitions.retain(|definition| {
            let is_new = definition.is_extension_definition() || definitions.insert(definition.clone());
            if !is_new {
                let what = match definition.name() {
                    Some(name) => format!("`{name}`"),
                    None => "`schema`".to_owned(),
                };
                let span = sources.span(definition.name().and_then(Name::location).or_else(|| definition.location()));
                repeats.dropped.push(repeated(sources, span, &what));
            }
            is_new
        });
        for definition in &mut document.definitions {
            repeats.drop_from(definition);
        }
    }
    repeats.dropped
}

fn repeated(sources: &Sources, span: Option<Span>, what: &str) -> Diagnostic {
    Diagnostic::at(sources, span, format!("{what} is defined again, and this one is ignored"))
        .as_warning()
        .help("remove one of the two")
}

/// What a type has already, over all its definitions and extensions.
struct Repeats<'s> {
    sources: &'s Sources,
    dropped: Vec<Diagnostic>,
    members: HashMap<(Name, &'static str, Name), Member>,
}

/// A part of a type, to be compared with one of the same name.
#[derive(PartialEq, Eq)]
enum Member {
    Field(Node<FieldDefinition>),
    Input(Node<InputValueDefinition>),
    Value(Node<EnumValueDefinition>),
    Name,
}

impl Member {
    /// The same without descriptions, which change no answer.
    fn without_descriptions(&self) -> Self {
        let undescribed = |input: &Node<InputValueDefinition>| {
            let mut input = input.clone();
            input.make_mut().description = None;
            input
        };
        match self {
            Self::Field(field) => {
                let mut field = field.clone();
                let stripped = field.make_mut();
                stripped.description = None;
                stripped.arguments = stripped.arguments.iter().map(undescribed).collect();
                Self::Field(field)
            }
            Self::Input(input) => Self::Input(undescribed(input)),
            Self::Value(value) => {
                let mut value = value.clone();
                value.make_mut().description = None;
                Self::Value(value)
            }
            Self::Name => Self::Name,
        }
    }
}

impl Repeats<'_> {
    fn drop_from(&mut self, definition: &mut Definition) {
        match definition {
            Definition::ObjectTypeDefinition(each) => {
                let each = each.make_mut();
                self.names(&each.name, "interface", &mut each.implements_interfaces);
                self.fields(&each.name, &mut each.fields);
            }
            Definition::ObjectTypeExtension(each) => {
                let each = each.make_mut();
                self.names(&each.name, "interface", &mut each.implements_interfaces);
                self.fields(&each.name, &mut each.fields);
            }
            Definition::InterfaceTypeDefinition(each) => {
                let each = each.make_mut();
                self.names(&each.name, "interface", &mut each.implements_interfaces);
                self.fields(&each.name, &mut each.fields);
            }
            Definition::InterfaceTypeExtension(each) => {
                let each = each.make_mut();
                self.names(&each.name, "interface", &mut each.implements_interfaces);
                self.fields(&each.name, &mut each.fields);
            }
            Definition::UnionTypeDefinition(each) => {
                let each = each.make_mut();
                self.names(&each.name, "member", &mut each.members);
            }
            Definition::UnionTypeExtension(each) => {
                let each = each.make_mut();
                self.names(&each.name, "member", &mut each.members);
            }
            Definition::EnumTypeDefinition(each) => {
                let each = each.make_mut();
                self.values(&each.name, &mut each.values);
            }
            Definition::EnumTypeExtension(each) => {
                let each = each.make_mut();
                self.values(&each.name, &mut each.values);
            }
            Definition::InputObjectTypeDefinition(each) => {
                let each = each.make_mut();
                self.inputs(&each.name, &mut each.fields);
            }
            Definition::InputObjectTypeExtension(each) => {
                let each = each.make_mut();
                self.inputs(&each.name, &mut each.fields);
            }
            _ => {}
        }
    }

    fn fields(&mut self, of: &Name, fields: &mut Vec<Node<FieldDefinition>>) {
        fields.retain(|each| self.keep(of, "field", &each.name, Member::Field(each.clone())));
    }

    fn inputs(&mut self, of: &Name, fields: &mut Vec<Node<InputValueDefinition>>) {
        fields.retain(|each| self.keep(of, "field", &each.name, Member::Input(each.clone())));
    }

    fn values(&mut self, of: &Name, values: &mut Vec<Node<EnumValueDefinition>>) {
        values.retain(|each| self.keep(of, "value", &each.value, Member::Value(each.clone())));
    }

    fn names(&mut self, of: &Name, kind: &'static str, names: &mut Vec<Name>) {
        names.retain(|each| self.keep(of, kind, each, Member::Name));
    }

    fn keep(&mut self, of: &Name, kind: &'static str, name: &Name, member: Member) -> bool {
        let key = (of.clone(), kind, name.clone());
        match self.members.get(&key) {
            Some(earlier) if earlier.without_descriptions() == member.without_descriptions() => {
                let span = self.sources.span(name.location());
                self.dropped.push(repeated(self.sources, span, &format!("the {kind} `{name}` of `{of}`")));
                false
            }
            // A repeat that says something else is for the compiler to report.
            Some(_) => true,
            None => {
                self.members.insert(key, member);
                true
            }
        }
    }
}

/// Definitions for the directives that nobody declares, which allow every use, and one warning for each.
pub(super) fn declare_unknown_directives(
    documents: &[Document],
    known: &Document,
    sources: &Sources,
) -> (Document, Vec<Diagnostic>) {
    let declared: HashSet<&str> = (documents.iter().chain([known]))
        .flat_map(|document| &document.definitions)
        .filter_map(|definition| definition.as_directive_definition())
        .map(|definition| definition.name.as_str())
        .chain(BUILT_IN_DIRECTIVES)
        .collect();
    let mut unknown: BTreeMap<&str, Vec<Use<'_>>> = BTreeMap::new();
    for document in documents {
        for_each_use(document, &mut |each| {
            if !declared.contains(each.directive.name.as_str()) {
                unknown.entry(each.directive.name.as_str()).or_default().push(each);
            }
        });
    }
    let mut synthetic = Document::new();
    let mut warnings = Vec::new();
    for (directive, uses) in &unknown {
        synthetic.definitions.push(Definition::DirectiveDefinition(Node::new(permissive(directive, uses))));
        warnings.push(unknown_directive(directive, uses, &declared, sources));
    }
    if !unknown.is_empty() {
        let scalar = ScalarTypeDefinition { description: None, name: ANY, directives: Default::default() };
        synthetic.definitions.push(Definition::ScalarTypeDefinition(Node::new(scalar)));
    }
    (synthetic, warnings)
}

fn permissive(directive: &str, uses: &[Use<'_>]) -> DirectiveDefinition {
    let mut locations: Vec<DirectiveLocation> = Vec::new();
    let mut arguments: Vec<&Name> = Vec::new();
    let mut seen: HashSet<&Name> = HashSet::new();
    for each in uses {
        if !locations.contains(&each.location) {
            locations.push(each.location);
        }
        arguments
            .extend(each.directive.arguments.iter().map(|argument| &argument.name).filter(|name| seen.insert(name)));
    }
    let argument = |name: &Name| {
        Node::new(InputValueDefinition {
            description: None,
            name: name.clone(),
            ty: Node::new(Type::Named(ANY)),
            default_value: None,
            directives: Default::default(),
        })
    };
    DirectiveDefinition {
        description: None,
        name: Name::new_unchecked(directive),
        arguments: arguments.into_iter().map(argument).collect(),
        repeatable: true,
        locations,
    }
}

fn unknown_directive(directive: &str, uses: &[Use<'_>], declared: &HashSet<&str>, sources: &Sources) -> Diagnostic {
    let times = if uses.len() == 1 { String::new() } else { format!(" ({} uses)", uses.len()) };
    let span = uses.first().and_then(|first| sources.span(first.directive.location()));
    let warning =
        Diagnostic::at(sources, span, format!("the directive `@{directive}` is not known{times}")).as_warning();
    if AMPLIFY_DIRECTIVES.contains(&directive) {
        return warning.help("this is an Amplify model; the schema that Amplify builds from it is what AppSync runs");
    }
    let closest = (declared.iter().map(|name| (strsim::damerau_levenshtein(name, directive), *name))).min();
    match closest {
        Some((distance, name)) if distance <= directive.len().div_ceil(4) => {
            warning.help(format!("did you mean `@{name}`?"))
        }
        _ => warning.help("declare it with `directive`, or remove it if AppSync does not know it"),
    }
}

/// Whether one of the documents is written for Amplify's transformer, which adds what an API needs.
pub(super) fn is_amplify_model(documents: &[Document]) -> bool {
    documents.iter().flat_map(|document| &document.definitions).any(|each| each.directives().has("model"))
}
