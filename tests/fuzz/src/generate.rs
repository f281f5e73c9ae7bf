//! Code from a random schema, which apollo-smith writes: every operation is valid, whatever bounds it, and the same input gives
//! the same files.

use appsync_auth::codegen::{self, Bounds, GeneratedFile, Ir, Style, amplify, typescript};
use appsync_auth::graphql::{Leniency, Schema, SourceText};
use appsync_auth::settings::{DepthMode, Fragments, Imports, NestedArguments, Order, Selection};

use crate::random_schema::{Chance, schema};

pub(crate) const WORDS: &[&str] = &["a", "b", "\u{1}", "\u{7f}", "0000", "zzzz"];

/// No schema gives an invalid operation or two different outputs.
pub fn generate(data: &[u8]) -> u64 {
    let mut chance = Chance::new(crate::way(data));
    let Some(sdl) = schema(&mut chance) else { return crate::way("nothing") };
    let sources = [SourceText::new("schema.graphql", sdl)];
    // What apollo-smith writes is not always a schema.
    let Ok(loaded) = Schema::load(&sources, Leniency::Strict) else { return crate::way("no schema") };
    let bounds = bounds(&mut chance);
    let generated = codegen::generate(&loaded.schema, &bounds);
    let roots = generated.statements.len();
    assert_eq!(generated, codegen::generate(&loaded.schema, &bounds), "two runs differ");
    // It is refused as a fault of this program when one operation is not valid.
    let ir = codegen::resolve(&loaded.schema, generated.statements, bounds.order).expect("every operation is valid");
    let files = files(&ir, &loaded.schema, bounds.order);
    assert_eq!(files, self::files(&ir, &loaded.schema, bounds.order), "two prints differ");
    for file in &files {
        assert!(
            file.text.ends_with('\n') && !file.text.ends_with("\n\n") && !file.text.contains('\r'),
            "{}",
            file.path
        );
    }
    crate::way((roots.min(20), ir.fragments.len().min(10), generated.notes.len().min(10)))
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
    let style = Style { order, scalars: Default::default(), functions: true, imports: Imports::Js };
    let mut files = typescript::files(ir, schema, &style).files;
    files.extend(amplify::files(schema, ir, amplify::Target::Typescript, true, &style).0);
    files.extend(codegen::javascript_files(ir).0);
    files.extend(codegen::graphql_files(ir));
    files.extend(codegen::manifest_files(ir, str::to_owned));
    files.extend(codegen::schema_files(schema, order));
    files.extend(codegen::introspection_files(schema, order).expect("a schema says what it is"));
    files
}
