//! Operations and fragments of several files, which know each other.

use std::collections::HashMap;

use apollo_compiler::Node;
use apollo_compiler::ast::{self, Definition, FragmentDefinition, OperationDefinition};
use apollo_compiler::parser::{Parser, SourceSpan};
use apollo_compiler::validation::WithErrors;

use super::diagnostic::Diagnostic;
use super::lexical;
use super::operation::{is_follow_up, refused, suggest_field};
use super::place::{SourceText, Sources};
use super::schema::Schema;

/// How the compiler says that no operation uses a fragment. Among the files of a project that is no fault.
const UNUSED_FRAGMENT: &str = "must be used in an operation";

/// The operations and fragments of several files: a fragment of one can be used in another, and names are unique over all.
#[derive(Debug, Clone)]
pub struct DocumentSet {
    ast: ast::Document,
    sources: Sources,
}

impl DocumentSet {
    /// Parses the files and validates them together. Fragments that no operation uses are let be.
    ///
    /// # Errors
    ///
    /// Everything that is wrong: syntax, names that stand twice (each place), operations without a name, what GraphQL's rules
    /// forbid with this schema.
    pub fn read(texts: &[SourceText], schema: &Schema) -> Result<Self, Vec<Diagnostic>> {
        let set = Self::parse(texts)?;
        let faults = set.rule_faults(texts, schema);
        if faults.is_empty() { Ok(set) } else { Err(faults) }
    }

    /// The same where no schema is known.
    ///
    /// # Errors
    ///
    /// Syntax, names that stand twice, operations without a name.
    pub fn parse(texts: &[SourceText]) -> Result<Self, Vec<Diagnostic>> {
        let mut set = Self { ast: ast::Document::new(), sources: Sources::new(texts) };
        let mut faults = Vec::new();
        for (number, text) in texts.iter().enumerate() {
            set.add(number, text).unwrap_or_else(|found| faults.extend(found));
        }
        faults.extend(set.name_faults());
        if faults.is_empty() { Ok(set) } else { Err(faults) }
    }

    /// Every operation with the name of its file, in the order of the texts.
    pub fn operations(&self) -> impl Iterator<Item = (&Node<OperationDefinition>, &str)> {
        self.ast.definitions.iter().filter_map(|definition| {
            let operation = definition.as_operation_definition()?;
            let source = self.sources.span(operation.location()).map_or("", |span| self.sources.name(span.source));
            Some((operation, source))
        })
    }

    /// Every fragment, in the order of the texts.
    pub fn fragments(&self) -> impl Iterator<Item = &Node<FragmentDefinition>> {
        self.ast.definitions.iter().filter_map(Definition::as_fragment_definition)
    }

    fn add(&mut self, number: usize, source: &SourceText) -> Result<(), Vec<Diagnostic>> {
        let read = lexical::readable(source).and_then(|text| lexical::check_size(&text, false).map(|()| text));
        let text = match read {
            Ok(text) => text,
            // A file whose operations are commented out, among others.
            Err(refusal) if refusal.offset.is_none() => return Ok(()),
            Err(refusal) => return Err(vec![refused(source, refusal)]),
        };
        let (ast, errors) = match Parser::new().parse_ast(text, &source.name) {
            Ok(ast) => (ast, None),
            Err(WithErrors { partial, errors }) => (partial, Some(errors)),
        };
        self.sources.identify(number, ast.sources.keys().copied());
        if let Some(errors) = errors {
            return Err(Diagnostic::from_compiler(&errors, &self.sources));
        }
        self.ast.definitions.extend(ast.definitions);
        let files = std::sync::Arc::make_mut(&mut self.ast.sources);
        files.extend(ast.sources.iter().map(|(id, file)| (*id, file.clone())));
        Ok(())
    }

    fn fault(&self, location: Option<SourceSpan>, message: String) -> Diagnostic {
        Diagnostic::at(&self.sources, self.sources.span(location), message)
    }

    /// Operations without a name, and names that stand twice.
    fn name_faults(&self) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        let mut named: HashMap<(&str, &str), Vec<Option<SourceSpan>>> = HashMap::new();
        for definition in &self.ast.definitions {
            let (what, name) = match definition {
                Definition::OperationDefinition(operation) => ("operation", operation.name.as_ref()),
                Definition::FragmentDefinition(fragment) => ("fragment", Some(&fragment.name)),
                _ => continue,
            };
            match name {
                Some(name) => named.entry((what, name)).or_default().push(name.location()),
                None => faults.push(
                    self.fault(definition.location(), "the operation has no name".to_owned())
                        .help("name it, as its types and its constant are named after it"),
                ),
            }
        }
        let twice = named.into_iter().filter(|(_, places)| places.len() > 1);
        for ((what, name), places) in twice {
            faults.extend(places.into_iter().map(|place| {
                self.fault(place, format!("there are several {what}s `{name}`"))
                    .help(format!("give each {what} a name of its own"))
            }));
        }
        faults.sort_by(|left, right| {
            let key = |each: &Diagnostic| {
                (self.sources.number(&each.source), each.place.as_ref().map(|place| place.span.start))
            };
            key(left).cmp(&key(right))
        });
        faults
    }

    fn rule_faults(&self, texts: &[SourceText], schema: &Schema) -> Vec<Diagnostic> {
        let Err(WithErrors { errors, .. }) = self.ast.to_executable_validate(schema.compiled()) else {
            return Vec::new();
        };
        let mut found = Diagnostic::from_compiler(&errors, &self.sources);
        found.retain(|each| {
            let text = texts.iter().find(|text| text.name == each.source).map_or("", |text| text.text.as_str());
            !is_follow_up(each, text) && !each.message.ends_with(UNUSED_FRAGMENT)
        });
        found.iter_mut().for_each(|diagnostic| suggest_field(diagnostic, schema));
        found
    }
}
