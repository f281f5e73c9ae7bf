//! Documents that a client sends: parsing them, picking the operation, checking it against a schema.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use apollo_compiler::ast::{self, FragmentDefinition, OperationDefinition, OperationType};
use apollo_compiler::parser::Parser;
use apollo_compiler::validation::WithErrors;
use apollo_compiler::{Name, Node};

use super::diagnostic::Diagnostic;
use super::lexical;
use super::place::{Lines, SourceText, Sources};
use super::schema::Schema;
use crate::error::Error;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OperationKind {
    /// Reads.
    Query,
    /// Writes, then reads.
    Mutation,
    /// Waits for mutations.
    Subscription,
}

impl OperationKind {
    /// The keyword.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }

    /// The name that the root type has unless a schema says otherwise.
    #[must_use]
    pub const fn conventional_root_type(self) -> &'static str {
        match self {
            Self::Query => "Query",
            Self::Mutation => "Mutation",
            Self::Subscription => "Subscription",
        }
    }
}

impl fmt::Display for OperationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<OperationType> for OperationKind {
    fn from(operation: OperationType) -> Self {
        match operation {
            OperationType::Query => Self::Query,
            OperationType::Mutation => Self::Mutation,
            OperationType::Subscription => Self::Subscription,
        }
    }
}

/// Why there is no one operation to run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PickError {
    /// The document has only fragments, or nothing.
    #[error("the document has no operation")]
    NoOperation,
    /// Several operations, and none was named.
    #[error("the document has several operations and none was named: {}", listed(names))]
    SeveralOperations {
        /// The names of the operations, in the order of the document.
        names: Vec<String>,
    },
    /// No operation has the name.
    #[error("the document has no operation `{wanted}`")]
    NoSuchOperation {
        /// The name that was asked for.
        wanted: String,
        /// The names of the operations, in the order of the document.
        names: Vec<String>,
    },
}

impl PickError {
    /// One thing to do.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::NoOperation => "add an operation, such as `query { … }`".to_owned(),
            Self::SeveralOperations { .. } => "name one with `--operation-name`".to_owned(),
            Self::NoSuchOperation { wanted, names } => {
                let closest = names.iter().map(|name| (strsim::damerau_levenshtein(name, wanted), name)).min();
                match closest {
                    Some((distance, name)) if distance <= wanted.len().div_ceil(3) => format!("did you mean `{name}`?"),
                    Some(_) => format!("it has {}", listed(names)),
                    None => "its operations have no names: leave the name away".to_owned(),
                }
            }
        }
    }

    /// The same as an error of the program: exit 3.
    #[must_use]
    pub fn into_error(self) -> Error {
        let help = self.help();
        Error::input("operation-not-found", self.to_string()).help(help)
    }
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A document of operations and fragments that has been parsed, but not checked against a schema.
#[derive(Debug, Clone)]
pub struct Document(Arc<Parsed>);

#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) source: SourceText,
    pub(super) sources: Sources,
    ast: ast::Document,
    pub(super) fragments: HashMap<Name, Node<FragmentDefinition>>,
}

impl Document {
    /// Parses a document. Its size and nesting are bounded, so that no text costs much time.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with its syntax.
    pub fn parse(name: impl Into<String>, text: impl Into<String>) -> Result<Self, Vec<Diagnostic>> {
        let source = SourceText::new(name, text);
        let parsed = lexical::readable(&source)
            .and_then(|text| lexical::check_size(&text, true).map(|()| text))
            .map_err(|refusal| vec![refused(&source, refusal)])?;
        let (ast, errors) = match Parser::new().parse_ast(parsed, &source.name) {
            Ok(ast) => (ast, None),
            Err(WithErrors { partial, errors }) => (partial, Some(errors)),
        };
        let mut sources = Sources::new(std::slice::from_ref(&source));
        sources.identify(0, ast.sources.keys().copied());
        if let Some(errors) = errors {
            return Err(Diagnostic::from_compiler(&errors, &sources));
        }
        let fragments = ast.definitions.iter().filter_map(|each| each.as_fragment_definition());
        let fragments = fragments.map(|each| (each.name.clone(), each.clone())).collect();
        Ok(Self(Arc::new(Parsed { source, sources, ast, fragments })))
    }

    /// The text.
    #[must_use]
    pub fn source(&self) -> &SourceText {
        &self.0.source
    }

    /// Every operation, in the order of the document.
    pub fn operations(&self) -> impl Iterator<Item = Operation> + '_ {
        self.definitions().map(|definition| self.operation(definition))
    }

    fn definitions(&self) -> impl Iterator<Item = &Node<OperationDefinition>> {
        self.0.ast.definitions.iter().filter_map(|each| each.as_operation_definition())
    }

    fn operation(&self, definition: &Node<OperationDefinition>) -> Operation {
        Operation {
            name: definition.name.as_ref().map(ToString::to_string),
            kind: definition.operation_type.into(),
            definition: definition.clone(),
            document: Arc::clone(&self.0),
        }
    }

    /// The operation to run: the only one, or the one that is named. An empty name is no name, as in graphql-java.
    ///
    /// # Errors
    ///
    /// No operation at all, several without a name to choose by, or none of the name.
    pub fn pick(&self, operation_name: Option<&str>) -> Result<Operation, PickError> {
        let names = || self.definitions().filter_map(|each| each.name.as_ref()).map(ToString::to_string).collect();
        let mut definitions = self.definitions();
        let Some(first) = definitions.next() else { return Err(PickError::NoOperation) };
        match operation_name.filter(|name| !name.is_empty()) {
            None if definitions.next().is_some() => Err(PickError::SeveralOperations { names: names() }),
            None => Ok(self.operation(first)),
            Some(wanted) => {
                let found = self.definitions().find(|each| each.name.as_ref().is_some_and(|name| name == wanted));
                let missing = || PickError::NoSuchOperation { wanted: wanted.to_owned(), names: names() };
                found.map(|definition| self.operation(definition)).ok_or_else(missing)
            }
        }
    }
}

pub(super) fn refused(source: &SourceText, refusal: lexical::Refusal) -> Diagnostic {
    let message = match refusal.offset {
        None => "the document is empty".to_owned(),
        Some(_) => refusal.message,
    };
    let help = if refusal.offset.is_none() { "give an operation, such as `query { … }`" } else { refusal.help };
    let mut diagnostic = Diagnostic::error(&source.name, message).help(help);
    diagnostic.place =
        refusal.offset.map(|offset| Lines::new(&source.text).place(&source.text, offset..offset.saturating_add(1)));
    diagnostic
}

/// One operation with the fragments of its document.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// What it does.
    pub kind: OperationKind,
    pub(super) definition: Node<OperationDefinition>,
    pub(super) document: Arc<Parsed>,
}

impl Operation {
    /// Whether every fragment that it needs is in its document.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        super::selection::fragment_errors(self).is_empty()
    }

    pub(super) fn ast(&self) -> &ast::Document {
        &self.document.ast
    }

    /// Everything in the operation's document that GraphQL's rules forbid with this schema, in the order of the text.
    ///
    /// It is about the whole document, as services refuse a request for another operation's fault too.
    #[must_use]
    pub fn validate(&self, schema: &Schema) -> Vec<Diagnostic> {
        match self.document.ast.to_executable_validate(schema.compiled()) {
            Ok(_) => Vec::new(),
            Err(WithErrors { errors, .. }) => {
                let mut found = Diagnostic::from_compiler(&errors, &self.document.sources);
                found.retain(|diagnostic| !is_follow_up(diagnostic, &self.document.source.text));
                found.iter_mut().for_each(|diagnostic| suggest_field(diagnostic, schema));
                found
            }
        }
    }
}

/// Whether a finding only follows from another one: the compiler drops selections that it does not know, and then misses
/// a selection set that is there.
pub(super) fn is_follow_up(diagnostic: &Diagnostic, text: &str) -> bool {
    let place = diagnostic.place.as_ref().and_then(|place| text.get(place.span.clone()));
    diagnostic.message.ends_with("must have a subselection set") && place.is_some_and(|field| field.ends_with('}'))
}

/// Adds `did you mean` to a field that does not exist.
pub(super) fn suggest_field(diagnostic: &mut Diagnostic, schema: &Schema) {
    let words: Vec<&str> = diagnostic.message.split('`').collect();
    let ["type ", type_name, " does not have a field ", field_name, ""] = words.as_slice() else { return };
    if let Some(meant) = schema.suggest_field(type_name, field_name) {
        diagnostic.help = Some(format!("did you mean `{meant}`?"));
    }
}
