//! Reading a schema: from texts to a [`Schema`], with everything that is wrong or odd about them.

use apollo_compiler::ast::Document;
use apollo_compiler::parser::Parser;
use apollo_compiler::validation::{Valid, WithErrors};

use super::diagnostic::{Diagnostic, Severity};
use super::introspection;
use super::leniency;
use super::lexical::{self, Refusal};
use super::place::{Lines, SourceText, Sources};
use super::prelude::{self, WidenedUse};
use super::schema::Schema;

/// How much a schema may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Leniency {
    /// For files: what GraphQL's rules forbid is an error.
    Strict,
    /// For the schema of a running API, which the service has accepted: what GraphQL's rules forbid is a warning.
    Live,
}

/// A schema with what is odd about it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The schema.
    pub schema: Schema,
    /// What somebody should look at; none of it keeps the schema from being used.
    pub warnings: Vec<Diagnostic>,
}

/// The compiler's words for a schema without `Query`; we say it ourselves, with what to do.
const NO_QUERY: &str = "missing query root operation type in schema definition";

impl Schema {
    /// Reads a schema from one or several texts, each in GraphQL's own language or introspection JSON.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, in the order of the texts.
    pub fn load(sources: &[SourceText], leniency: Leniency) -> Result<Loaded, Vec<Diagnostic>> {
        let mut loader = Loader { sources: Sources::new(sources), errors: Vec::new(), warnings: Vec::new() };
        let mut documents = loader.parse(sources);
        if !loader.errors.is_empty() {
            return Err(loader.errors);
        }
        loader.warnings.extend(leniency::drop_repeats(&mut documents, &loader.sources));
        loader.build(&mut documents, leniency)
    }
}

struct Loader {
    sources: Sources,
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
}

impl Loader {
    fn parse(&mut self, sources: &[SourceText]) -> Vec<Document> {
        let mut documents = Vec::new();
        for (number, source) in sources.iter().enumerate() {
            match self.parse_one(number, source) {
                Ok(document) => documents.push(document),
                // Among several files an empty one says nothing, but it stops nothing either.
                Err(refusal) if refusal.offset.is_none() && sources.len() > 1 => {
                    self.warnings.push(refused(source, &refusal).as_warning());
                }
                Err(refusal) => self.errors.push(refused(source, &refusal)),
            }
        }
        let is_empty = documents.iter().all(|document| document.definitions.is_empty());
        if is_empty && self.errors.is_empty() {
            let message = if sources.is_empty() { "no schema was given" } else { "the schema has no definitions" };
            let diagnostic = Diagnostic::error(self.sources.first_name(), message);
            self.errors.push(diagnostic.help("give a schema in GraphQL's own language or introspection JSON"));
        }
        documents
    }

    fn parse_one(&mut self, number: usize, source: &SourceText) -> Result<Document, Refusal> {
        let text = lexical::readable(source)?;
        if introspection::is_json(&text) {
            let read = introspection::read(source);
            return Ok(match read {
                Ok((document, warnings)) => {
                    self.warnings.extend(warnings);
                    document
                }
                Err(errors) => {
                    self.errors.extend(errors);
                    Document::new()
                }
            });
        }
        lexical::check_size(&text, false)?;
        let text = lexical::rewrite_legacy_implements(&text);
        let (document, errors) = match Parser::new().parse_ast(text, &source.name) {
            Ok(document) => (document, None),
            Err(WithErrors { partial, errors }) => (partial, Some(errors)),
        };
        self.sources.identify(number, document.sources.keys().copied());
        if let Some(errors) = errors {
            self.errors.extend(Diagnostic::from_compiler(&errors, &self.sources));
        }
        Ok(document)
    }

    fn build(mut self, documents: &mut [Document], leniency: Leniency) -> Result<Loaded, Vec<Diagnostic>> {
        let prelude = prelude::prelude();
        let widened = widened_uses(documents, &prelude, &self.sources);
        let missing = prelude::complete(&prelude, documents);
        let (synthetic, unknown) = leniency::declare_unknown_directives(documents, &missing, &self.sources);
        self.warnings.extend(unknown);

        let mut builder = apollo_compiler::Schema::builder()
            .adopt_orphan_extensions()
            .ignore_builtin_redefinitions()
            .add_ast(&missing);
        for document in documents.iter() {
            builder = builder.add_ast(document);
        }
        let (partial, mut findings) = match builder.add_ast(&synthetic).build() {
            Ok(schema) => (schema, Vec::new()),
            Err(WithErrors { partial, errors }) => (partial, Diagnostic::from_compiler(&errors, &self.sources)),
        };
        if partial.schema_definition.query.is_none() {
            findings.push(no_query(&self.sources, leniency::is_amplify_model(documents)));
        }
        let mut schema = match partial.validate() {
            Ok(schema) => schema.into_inner(),
            Err(WithErrors { partial, errors }) => {
                let found = Diagnostic::from_compiler(&errors, &self.sources);
                findings.extend(found.into_iter().filter(|each| each.message != NO_QUERY));
                partial
            }
        };
        remove(&mut schema, &synthetic);
        let is_valid = findings.is_empty();
        self.judge(findings, &schema, leniency)?;
        let schema = Schema::new(Valid::assume_valid(schema), self.sources, &missing, widened, is_valid);
        Ok(Loaded { schema, warnings: self.warnings })
    }

    /// Errors stop files; what a service accepted is only odd.
    fn judge(
        &mut self,
        mut findings: Vec<Diagnostic>,
        schema: &apollo_compiler::Schema,
        leniency: Leniency,
    ) -> Result<(), Vec<Diagnostic>> {
        for finding in &mut findings {
            suggest_type(finding, schema);
        }
        self.sort(&mut findings);
        findings.dedup_by(|left, right| left.place == right.place && left.message == right.message);
        let (errors, warnings): (Vec<_>, Vec<_>) =
            findings.into_iter().partition(|each| each.severity == Severity::Error && leniency == Leniency::Strict);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut all = std::mem::take(&mut self.warnings);
        all.extend(warnings.into_iter().map(Diagnostic::as_warning));
        self.sort(&mut all);
        self.warnings = all;
        Ok(())
    }

    /// In the order of the texts; what is about a whole schema comes last.
    fn sort(&self, findings: &mut [Diagnostic]) {
        findings.sort_by_key(|each| match &each.place {
            Some(place) => (0, self.sources.number(&each.source), place.span.start),
            None => (1, self.sources.number(&each.source), 0),
        });
    }
}

fn refused(source: &SourceText, refusal: &Refusal) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(&source.name, refusal.message.clone()).help(refusal.help);
    diagnostic.place =
        refusal.offset.map(|offset| Lines::new(&source.text).place(&source.text, offset..offset.saturating_add(1)));
    diagnostic
}

fn no_query(sources: &Sources, is_amplify_model: bool) -> Diagnostic {
    let diagnostic = Diagnostic::error(sources.first_name(), "the schema has no `Query` type");
    if is_amplify_model {
        return diagnostic.as_warning().help("Amplify adds one; use the schema that it builds from this model");
    }
    diagnostic.help("add `type Query { … }`, or name its type with `schema { query: … }`")
}

fn widened_uses(documents: &[Document], prelude: &Document, sources: &Sources) -> Vec<WidenedUse> {
    let mut found = Vec::new();
    for document in documents {
        prelude::for_each_use(document, &mut |each| {
            if prelude::is_widened(prelude, &each) {
                found.push(WidenedUse {
                    directive: each.directive.name.to_string(),
                    location: each.location.name(),
                    target: each.target(),
                    span: sources.span(each.directive.location()),
                });
            }
        });
    }
    found
}

/// Takes away what was only declared to let a schema pass; the uses stay.
fn remove(schema: &mut apollo_compiler::Schema, synthetic: &Document) {
    for definition in &synthetic.definitions {
        if let Some(directive) = definition.as_directive_definition() {
            schema.directive_definitions.shift_remove(directive.name.as_str());
        }
    }
    schema.types.shift_remove(leniency::ANY.as_str());
}

/// Adds `did you mean` to a type that does not exist.
fn suggest_type(finding: &mut Diagnostic, schema: &apollo_compiler::Schema) {
    let Some(wanted) = finding.message.strip_prefix("cannot find type `").and_then(|rest| rest.split('`').next())
    else {
        return;
    };
    let closest = schema.types.keys().filter(|name| name.len().abs_diff(wanted.len()) <= 3 && wanted.len() < 100);
    let closest = closest.map(|name| (strsim::damerau_levenshtein(name, wanted), name.as_str())).min();
    match closest {
        Some((distance, name)) if distance <= wanted.len().div_ceil(4) => {
            finding.help = Some(format!("did you mean `{name}`?"));
        }
        _ => finding.help = Some(format!("define `{wanted}`, or remove its use")),
    }
}
