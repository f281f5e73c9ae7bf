//! Random schemas, which apollo-smith writes. The project's own tests make them with this file too.

use std::collections::HashSet;

use apollo_compiler::Name;
use apollo_compiler::ast::{Definition, Document};
use apollo_smith::DocumentBuilder;
use arbitrary::Unstructured;

/// The bytes that one schema is made of.
const BYTES: usize = 65_536;

/// A schema by apollo-smith; the operations that it writes too are left away.
pub(crate) fn schema(chance: &mut Chance) -> Option<String> {
    let bytes: Vec<u8> = (0..BYTES / 4).flat_map(|_| chance.next().to_le_bytes()).collect();
    let mut bytes = Unstructured::new(&bytes);
    let many = *chance.one_of(&[2, 4, 8]);
    let builder = DocumentBuilder::new(&mut bytes)
        .max_object_types(many)
        .max_interface_types(many)
        .max_union_types(many)
        .max_enum_types(many)
        .max_scalar_types(many)
        .max_input_object_types(many)
        .max_directive_definitions(many)
        .max_operation_definitions(2)
        .max_fragment_definitions(2);
    let text = String::from(builder.build().ok()?);
    let mut document = Document::parse(text, "smith.graphql").ok()?;
    let mut names = HashSet::new();
    document.definitions.retain(|each| {
        // It does not look whether a name is free.
        let is_free = each.is_extension_definition()
            || each
                .name()
                .is_none_or(|name| names.insert((matches!(each, Definition::DirectiveDefinition(_)), name.clone())));
        is_free && !each.is_executable_definition()
    });
    let mut implemented = HashSet::new();
    for definition in &mut document.definitions {
        let name = definition.name().cloned();
        let is_new = |interface: &Name| implemented.insert((name.clone(), interface.clone()));
        match definition {
            // It likes to give two kinds of operations the same type, which no schema may.
            Definition::SchemaDefinition(definition) => {
                let mut types = HashSet::new();
                definition.make_mut().root_operations.retain(|root| types.insert(root.1.clone()));
            }
            // And to name an interface twice.
            Definition::ObjectTypeDefinition(each) => each.make_mut().implements_interfaces.retain(is_new),
            Definition::ObjectTypeExtension(each) => each.make_mut().implements_interfaces.retain(is_new),
            Definition::InterfaceTypeDefinition(each) => each.make_mut().implements_interfaces.retain(is_new),
            Definition::InterfaceTypeExtension(each) => each.make_mut().implements_interfaces.retain(is_new),
            _ => {}
        }
    }
    Some(document.to_string())
}

/// Numbers by chance (xorshift64*), the same for the same input.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    fn next(&mut self) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as u32
    }

    pub(crate) fn one_of<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.next() as usize % values.len()]
    }
}
