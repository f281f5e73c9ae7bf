//! `generate`: client code.

use super::choices::{DepthMode, Fragments, Imports, NestedArguments, Order, Statements};
use super::shapes;
use super::wanted::mode;
use crate::appsync::{AuthenticationType, Coordinate};
use crate::document::{Fault, Fields, Kind, Node, Reader};

/// The client code to generate. Paths are as they were written, relative to the folder of the configuration file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Generate {
    /// `schema`: files or patterns of files; several are joined.
    pub schema: Vec<String>,
    /// `documents`: patterns of files with operations of the user's own.
    pub documents: DocumentPatterns,
    /// `save-schema`: where to keep the schema that was fetched.
    pub save_schema: Option<String>,
    /// `lenient`: whether a schema may break GraphQL's rules.
    pub lenient: bool,
    /// `report`: whether to say how large each operation is.
    pub report: bool,
    /// `prune`: whether to delete generated files that are not generated any more.
    pub prune: bool,
    /// What every output selects, unless it says otherwise.
    pub selection: Selection,
    /// `outputs`, or `target` and `out`.
    pub outputs: Vec<GenerateOutput>,
    /// `operations`: what single operations select otherwise, by the root field: `todo`, or `Query.todo`.
    pub operations: Vec<(String, Selection)>,
}

/// Patterns of files with operations of the user's own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentPatterns {
    /// The files.
    pub named: Vec<String>,
    /// The files among them that are left out, whichever pattern names them; without the `!` before each.
    pub left_out: Vec<String>,
}

impl DocumentPatterns {
    /// Reads patterns, of which those that begin with `!` leave files out.
    ///
    /// # Errors
    /// What is wrong and what to do, for people: all of them leave out, or one leaves out nothing.
    pub fn new(texts: &[String]) -> Result<Self, (String, &'static str)> {
        let mut patterns = Self::default();
        for text in texts {
            match text.strip_prefix('!') {
                Some("") => {
                    let message = "`!` does not say what is left out".to_owned();
                    return Err((message, "write a pattern after it, such as `!src/old/**`"));
                }
                Some(pattern) => patterns.left_out.push(pattern.to_owned()),
                None => patterns.named.push(text.clone()),
            }
        }
        match patterns.left_out.first().filter(|_| patterns.named.is_empty()) {
            Some(first) => Err((
                format!("`!{first}` leaves files out, and no pattern names any"),
                "name the files too, such as `src/**/*.graphql`",
            )),
            None => Ok(patterns),
        }
    }

    fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        match Self::new(&shapes::names(reader, node)?) {
            Ok(patterns) => Some(patterns),
            Err((message, help)) => reader.wrong_value(&node.span, message, Some(help)),
        }
    }
}

/// A target and the folder it is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenerateOutput {
    /// What is written.
    pub target: GenerateTarget,
    /// `preset: amplify`: files as Amplify's generator writes them.
    pub amplify: bool,
    /// The folder.
    pub out: Option<String>,
    /// What this output selects otherwise.
    pub selection: Selection,
}

/// What is generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GenerateTarget {
    /// TypeScript types, operations and client.
    Typescript,
    /// JavaScript operations.
    Javascript,
    /// GraphQL documents.
    Graphql,
    /// JavaScript operations with Flow's comment; only with `preset: amplify`.
    Flow,
    /// The schema as SDL.
    Schema,
    /// The schema as introspection JSON.
    Introspection,
    /// A list of the operations with their hashes.
    Manifest,
    /// A Rust module.
    Rust,
    /// A Python package.
    Python,
    /// A Go package.
    Go,
}

/// What an operation selects. What is `None` is said elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// `depth`: in what `depth-mode` counts.
    pub depth: Option<u32>,
    /// `depth-mode`.
    pub depth_mode: Option<DepthMode>,
    /// `nested-args`: fields below the root that need an argument.
    pub nested_arguments: Option<NestedArguments>,
    /// `lift`: patterns of fields below the root all of whose arguments become variables.
    pub lift: Option<Vec<String>>,
    /// `include`: patterns of types and coordinates.
    pub include: Option<Vec<String>>,
    /// `exclude`: patterns of types and coordinates.
    pub exclude: Option<Vec<String>>,
    /// `auth-mode`: only what this mode reaches.
    pub auth_mode: Option<AuthenticationType>,
    /// `cognito-group`: only what these groups reach.
    pub cognito_groups: Option<Vec<String>>,
    /// `denied-fields`: what an authorizer strikes out.
    pub denied_fields: Option<DeniedFields>,
    /// `fragments`.
    pub fragments: Option<Fragments>,
    /// `order`.
    pub order: Option<Order>,
    /// `scalar`: the target's type for scalars, in the order of the file.
    pub scalars: Option<Vec<(String, String)>>,
    /// `max-fields`: the most leaf fields of one operation.
    pub max_fields: Option<u32>,
    /// `statements`: which operations are generated from the schema.
    pub statements: Option<Statements>,
    /// `exclude-deprecated`: whether deprecated fields are left out.
    pub exclude_deprecated: Option<bool>,
    /// `typename`: whether `__typename` is selected in every object.
    pub typename: Option<bool>,
    /// `ts-functions`: whether each operation has a function, in TypeScript.
    pub functions: Option<bool>,
    /// `ts-imports`: how files import each other, in TypeScript.
    pub imports: Option<Imports>,
}

/// Where the denied fields are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeniedFields {
    /// In this file.
    File(String),
    /// Here.
    List(Vec<Coordinate>),
}

/// The words for targets.
const TARGETS: [(&str, GenerateTarget); 10] = [
    ("typescript", GenerateTarget::Typescript),
    ("javascript", GenerateTarget::Javascript),
    ("graphql", GenerateTarget::Graphql),
    ("flow", GenerateTarget::Flow),
    ("schema", GenerateTarget::Schema),
    ("introspection", GenerateTarget::Introspection),
    ("manifest", GenerateTarget::Manifest),
    ("rust", GenerateTarget::Rust),
    ("python", GenerateTarget::Python),
    ("go", GenerateTarget::Go),
];

impl GenerateTarget {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        TARGETS.iter().find(|(_, target)| *target == self).map_or("", |(word, _)| word)
    }

    /// The target of a word.
    #[must_use]
    pub fn find(word: &str) -> Option<Self> {
        TARGETS.iter().find(|(known, _)| *known == word).map(|(_, target)| *target)
    }

    /// Why the target and the preset do not go together, if they do not.
    #[must_use]
    pub const fn against_preset(self, amplify: bool) -> Option<&'static str> {
        use GenerateTarget::{Flow, Graphql, Javascript, Typescript};
        match (self, amplify) {
            (Flow, false) => Some("the target `flow` needs `preset: amplify`"),
            (Flow | Graphql | Javascript | Typescript, _) | (_, false) => None,
            (_, true) => Some("`preset: amplify` is for the targets `typescript`, `javascript`, `graphql` and `flow`"),
        }
    }
}

impl Selection {
    /// What is said here, and what is not said here as another says it.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let scalars = other.scalars.iter().chain(&self.scalars).flatten().cloned().collect::<Vec<_>>();
        Self {
            depth: self.depth.or(other.depth),
            depth_mode: self.depth_mode.or(other.depth_mode),
            nested_arguments: self.nested_arguments.or(other.nested_arguments),
            lift: self.lift.clone().or_else(|| other.lift.clone()),
            include: self.include.clone().or_else(|| other.include.clone()),
            exclude: self.exclude.clone().or_else(|| other.exclude.clone()),
            auth_mode: self.auth_mode.or(other.auth_mode),
            cognito_groups: self.cognito_groups.clone().or_else(|| other.cognito_groups.clone()),
            denied_fields: self.denied_fields.clone().or_else(|| other.denied_fields.clone()),
            fragments: self.fragments.or(other.fragments),
            order: self.order.or(other.order),
            scalars: Some(scalars).filter(|scalars| !scalars.is_empty()),
            max_fields: self.max_fields.or(other.max_fields),
            statements: self.statements.or(other.statements),
            exclude_deprecated: self.exclude_deprecated.or(other.exclude_deprecated),
            typename: self.typename.or(other.typename),
            functions: self.functions.or(other.functions),
            imports: self.imports.or(other.imports),
        }
    }
}

/// Whether a text is a pattern of types or fields, such as `Query.list*`, `Todo.secret` or `Subscription`.
#[must_use]
pub fn is_selection_pattern(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'*' | b'?'))
    };
    text.split('.').all(is_part) && text.matches('.').count() <= 1
}

impl Generate {
    pub(super) fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, |fields| {
            let schema = fields.optional("schema", shapes::names).unwrap_or_default();
            let documents = fields.optional("documents", DocumentPatterns::read).unwrap_or_default();
            let save_schema = fields.optional("save-schema", shapes::name);
            let lenient = fields.optional("lenient", Reader::boolean).unwrap_or_default();
            let report = fields.optional("report", Reader::boolean).unwrap_or_default();
            let prune = fields.optional("prune", Reader::boolean).unwrap_or_default();
            let selection = Selection::read(fields);
            let single = GenerateOutput::single(fields);
            let outputs = fields.optional("outputs", |reader, node| reader.list(node, GenerateOutput::read));
            for key in ["target", "out", "preset"] {
                fields.at_most_one(&[key, "outputs"]);
            }
            let operations = fields.optional("operations", operations).unwrap_or_default();
            let outputs = outputs.unwrap_or(single);
            Some(Self { schema, documents, save_schema, lenient, report, prune, selection, outputs, operations })
        })
    }
}

impl GenerateOutput {
    /// The folder when nobody says one.
    pub const FOLDER: &str = "generated";

    fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, |fields| {
            let target = fields.required("target", |reader, node| reader.word(node, &TARGETS));
            let out = fields.optional("out", shapes::name);
            let amplify = fields.optional("preset", preset).is_some();
            let selection = Selection::read(fields);
            let target = target?;
            check_preset(fields, target, amplify);
            Some(Self { target, amplify, out, selection })
        })
    }

    /// `target: T[=DIR]`, one or several, beside `out` and `preset`.
    fn single(fields: &Fields<'_, '_>) -> Vec<Self> {
        let out = fields.optional("out", shapes::name);
        let amplify = fields.optional("preset", preset).is_some();
        let targets = fields.optional("target", |reader, node| match &node.kind {
            Kind::List(_) => reader.list(node, target),
            _ => target(reader, node).map(|target| vec![target]),
        });
        let output = |(target, folder): (GenerateTarget, Option<String>)| {
            check_preset(fields, target, amplify);
            Self { target, amplify, out: folder.or_else(|| out.clone()), selection: Selection::default() }
        };
        targets.unwrap_or_default().into_iter().map(output).collect()
    }
}

/// Notes a target that does not go with the preset.
fn check_preset(fields: &Fields<'_, '_>, target: GenerateTarget, amplify: bool) {
    let Some(message) = target.against_preset(amplify) else { return };
    let span = fields.entry("target").map_or_else(|| fields.span(), |entry| entry.node.span.clone());
    fields.reader().wrong_value::<()>(&span, message, None);
}

fn preset(reader: &Reader<'_>, node: &Node) -> Option<()> {
    reader.word(node, &[("amplify", ())])
}

fn target(reader: &Reader<'_>, node: &Node) -> Option<(GenerateTarget, Option<String>)> {
    let text = shapes::name(reader, node)?;
    let (word, folder) = text.split_once('=').map_or((text.as_str(), None), |(word, folder)| (word, Some(folder)));
    if folder == Some("") {
        return reader.wrong_value(
            &node.span,
            format!("`{text}` names no folder"),
            Some("write `TARGET` or `TARGET=FOLDER`"),
        );
    }
    let word = Node { span: node.span.clone(), kind: Kind::Text(word.to_owned()) };
    Some((reader.word(&word, &TARGETS)?, folder.map(str::to_owned)))
}

fn operations<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Vec<(String, Selection)>> {
    let pairs = reader.map(node, |reader, node| {
        reader.fields(node, |fields| {
            Some(Selection {
                depth: fields.optional("depth", depth),
                depth_mode: fields.optional("depth-mode", |reader, node| reader.word(node, &DepthMode::WORDS)),
                nested_arguments: fields
                    .optional("nested-args", |reader, node| reader.word(node, &NestedArguments::WORDS)),
                lift: fields.optional("lift", patterns),
                include: fields.optional("include", patterns),
                exclude: fields.optional("exclude", patterns),
                fragments: fields.optional("fragments", |reader, node| reader.word(node, &Fragments::WORDS)),
                max_fields: fields.optional("max-fields", max_fields),
                exclude_deprecated: fields.optional("exclude-deprecated", Reader::boolean),
                typename: fields.optional("typename", Reader::boolean),
                ..Selection::default()
            })
        })
    })?;
    Some(pairs.into_iter().map(|(name, selection)| (name.value, selection)).collect())
}

impl Selection {
    fn read(fields: &Fields<'_, '_>) -> Self {
        Self {
            depth: fields.optional("depth", depth),
            depth_mode: fields.optional("depth-mode", |reader, node| reader.word(node, &DepthMode::WORDS)),
            nested_arguments: fields.optional("nested-args", |reader, node| reader.word(node, &NestedArguments::WORDS)),
            lift: fields.optional("lift", patterns),
            include: fields.optional("include", patterns),
            exclude: fields.optional("exclude", patterns),
            auth_mode: fields.optional("auth-mode", mode),
            cognito_groups: fields.optional("cognito-group", shapes::names),
            denied_fields: fields.optional("denied-fields", denied_fields),
            fragments: fields.optional("fragments", |reader, node| reader.word(node, &Fragments::WORDS)),
            order: fields.optional("order", |reader, node| reader.word(node, &Order::WORDS)),
            scalars: fields.optional("scalar", scalars),
            max_fields: fields.optional("max-fields", max_fields),
            statements: fields.optional("statements", |reader, node| reader.word(node, &Statements::WORDS)),
            exclude_deprecated: fields.optional("exclude-deprecated", Reader::boolean),
            typename: fields.optional("typename", Reader::boolean),
            functions: fields.optional("ts-functions", Reader::boolean),
            imports: fields.optional("ts-imports", |reader, node| reader.word(node, &Imports::WORDS)),
        }
    }
}

/// The deepest that can be asked for: enough for any schema, and `--max-fields` bounds the size.
const DEPTH_MAX: i64 = 100;

fn depth(reader: &Reader<'_>, node: &Node) -> Option<u32> {
    reader.integer_in(node, 0..=DEPTH_MAX).and_then(|depth| u32::try_from(depth).ok())
}

fn max_fields(reader: &Reader<'_>, node: &Node) -> Option<u32> {
    reader.integer_in(node, 1..=1_000_000).and_then(|fields| u32::try_from(fields).ok())
}

/// Patterns such as `Query.list*`, `Todo.secret`, `Subscription`.
fn patterns<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Vec<String>> {
    let pattern = |reader: &Reader<'_>, node: &Node| {
        shapes::checked(reader, node, "write it as `Query.list*`, `Todo.secret` or `Subscription`", |text| {
            if is_selection_pattern(text) {
                Ok(())
            } else {
                Err(format!("`{text}` is not a pattern of types or fields"))
            }
        })
    };
    match &node.kind {
        Kind::List(_) => reader.list(node, pattern),
        _ => pattern(reader, node).map(|one| vec![one]),
    }
}

fn denied_fields<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<DeniedFields> {
    match &node.kind {
        Kind::List(_) => reader.list(node, Reader::parsed).map(DeniedFields::List),
        _ => shapes::name(reader, node).map(DeniedFields::File),
    }
}

fn scalars<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Vec<(String, String)>> {
    let pairs = reader.map(node, shapes::name)?;
    let read: Vec<Option<_>> = pairs
        .into_iter()
        .map(|(name, written)| {
            if crate::appsync::coordinate::is_name(&name.value) {
                return Some((name.value, written));
            }
            let message = format!("`{}` is not the name of a scalar", name.value);
            reader.fault(Fault::new("wrong-value", name.span, message, "here"))
        })
        .collect();
    read.into_iter().collect()
}
