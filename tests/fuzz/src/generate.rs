//! Code from a random schema, which apollo-smith writes: every operation is valid, whatever bounds it, and the same input gives
//! the same files.

use std::collections::HashSet;

use apollo_compiler::ast::{Definition, Document};
use apollo_smith::DocumentBuilder;
use appsync_auth::codegen::{self, Bounds, GeneratedFile, Ir, Style, amplify, typescript};
use appsync_auth::graphql::{Leniency, Schema, SourceText};
use appsync_auth::settings::{DepthMode, Fragments, NestedArguments, Order, Selection};
use arbitrary::Unstructured;

pub(crate) const WORDS: &[&str] = &["a", "b", "\u{1}", "\u{7f}", "0000", "zzzz"];

/// The bytes that one schema is made of.
const BYTES: usize = 24_576;

/// No schema gives an invalid operation or two different outputs.
pub fn generate(data: &[u8]) -> u64 {
    let mut chance = Chance::new(data);
    let Some(sdl) = schema(&mut chance) else { eprintln!("nothing"); return crate::way("nothing") };
    let sources = [SourceText::new("schema.graphql", sdl)];
    // What apollo-smith writes is not always a schema.
    let loaded = match Schema::load(&sources, Leniency::Strict) { Ok(l) => l, Err(f) => { eprintln!("{}", f[0]); return crate::way("no schema") } };
    let bounds = bounds(&mut chance);
    let generated = codegen::generate(&loaded.schema, &bounds);
    let roots = generated.statements.len();
    assert_eq!(generated, codegen::generate(&loaded.schema, &bounds), "two runs differ");
    // It is refused as a fault of this program when one operation is not valid.
    let ir = codegen::resolve(&loaded.schema, generated.statements, bounds.order).expect("every operation is valid");
    let files = files(&ir, &loaded.schema, bounds.order);
    assert_eq!(files, self::files(&ir, &loaded.schema, bounds.order), "two prints differ");
    for file in &files {
        assert!(file.text.ends_with('\n') && !file.text.ends_with("\n\n") && !file.text.contains('\r'), "{}", file.path);
    }
    crate::way((roots.min(20), ir.fragments.len().min(10), generated.notes.len().min(10)))
}

/// A schema by apollo-smith; the operations that it writes too are left away.
fn schema(chance: &mut Chance) -> Option<String> {
    let bytes: Vec<u8> = (0..BYTES).map(|_| chance.next() as u8).collect();
    let mut bytes = Unstructured::new(&bytes);
    let text = String::from(DocumentBuilder::new(&mut bytes).ok()?.finish());
    let mut document = Document::parse(text, "smith.graphql").ok()?;
    let mut names = HashSet::new();
    document.definitions.retain(|each| {
        // It does not look whether a name is free.
        let is_free = each.is_extension_definition()
            || each.name().is_none_or(|name| names.insert((matches!(each, Definition::DirectiveDefinition(_)), name.clone())));
        is_free && !each.is_executable_definition()
    });
    for definition in &mut document.definitions {
        // It likes to give two kinds of operations the same type, which no schema may.
        if let Definition::SchemaDefinition(definition) = definition {
            let mut types = HashSet::new();
            definition.make_mut().root_operations.retain(|root| types.insert(root.1.clone()));
        }
    }
    Some(document.to_string())
}

fn bounds(chance: &mut Chance) -> Bounds {
    let depth_mode = *chance.one_of(&[DepthMode::Levels, DepthMode::Entity, DepthMode::Amplify]);
    let selection = Selection {
        depth: Some(*chance.one_of(&[0, 1, 2, 3, 5])),
        depth_mode: Some(depth_mode),
        nested_arguments: Some(*chance.one_of(&[NestedArguments::Skip, NestedArguments::Lift])),
        fragments: Some(*chance.one_of(&[Fragments::Auto, Fragments::Never, Fragments::Always])),
        order: Some(*chance.one_of(&[Order::Name, Order::Schema])),
        max_fields: Some(*chance.one_of(&[1, 50, 2000])),
        ..Selection::default()
    };
    Bounds::of(&selection, depth_mode == DepthMode::Amplify)
}

fn files(ir: &Ir, schema: &Schema, order: Order) -> Vec<GeneratedFile> {
    let style = Style { order, scalars: Default::default(), functions: true };
    let mut files = typescript::files(ir, schema, &style).files;
    files.extend(amplify::files(schema, ir, amplify::Target::Typescript, true, &style).0);
    files.extend(codegen::javascript_files(ir).0);
    files.extend(codegen::graphql_files(ir));
    files.extend(codegen::manifest_files(ir));
    files.extend(codegen::schema_files(schema, order));
    files.extend(codegen::introspection_files(schema, order).expect("a schema says what it is"));
    files
}

/// Numbers by chance (xorshift64*), the same for the same input.
struct Chance(u64);

impl Chance {
    fn new(data: &[u8]) -> Self {
        Self(crate::way(data) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32
    }

    fn one_of<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[(self.next() % values.len() as u64) as usize]
    }
}
