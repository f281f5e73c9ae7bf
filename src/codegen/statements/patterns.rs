//! `include`, `exclude` and `lift`: patterns such as `Query.list*`, `Todo.secret` and `Subscription`.

use std::collections::BTreeSet;

pub(super) use super::super::kinds::KINDS;
use crate::engine::iam::wildcard_matches;
use crate::graphql::Schema;

/// The patterns of `include` and `exclude`.
///
/// What `include` says nothing about, it does not bound: patterns that name a root type choose operations, patterns with
/// a field of another type choose that type's fields, and patterns that are the name of another type choose the types that
/// are entered.
#[derive(Debug)]
pub(super) struct Patterns {
    include: Vec<Pattern>,
    exclude: Vec<Pattern>,
    lift: Vec<Pattern>,
    roots: Vec<String>,
    chooses_operations: bool,
    chooses_types: bool,
}

#[derive(Debug)]
struct Pattern {
    type_name: String,
    field_name: Option<String>,
    names_a_root: bool,
}

impl Pattern {
    fn new(text: &str, roots: &[String]) -> Self {
        let (type_name, field_name) = text.split_once('.').map_or((text, None), |(left, right)| (left, Some(right)));
        let names_a_root = roots.iter().any(|root| wildcard_matches(type_name, root, false));
        Self { type_name: type_name.to_owned(), field_name: field_name.map(str::to_owned), names_a_root }
    }

    fn fits_type(&self, type_name: &str) -> bool {
        wildcard_matches(&self.type_name, type_name, false)
    }

    /// Whether it is a field's pattern that fits this field.
    fn fits_field(&self, type_name: &str, field_name: &str) -> bool {
        let field = self.field_name.as_ref();
        field.is_some_and(|field| wildcard_matches(field, field_name, false)) && self.fits_type(type_name)
    }

    /// Whether it fits a field, by the field or by the whole type.
    fn fits_field_or_type(&self, type_name: &str, field_name: &str) -> bool {
        self.fits_field(type_name, field_name) || (self.field_name.is_none() && self.fits_type(type_name))
    }
}

impl Patterns {
    pub(super) fn new(schema: &Schema, include: &[String], exclude: &[String], lift: &[String]) -> Self {
        let roots: Vec<String> =
            KINDS.into_iter().filter_map(|kind| schema.root_type(kind)).map(str::to_owned).collect();
        let read = |texts: &[String]| texts.iter().map(|text| Pattern::new(text, &roots)).collect::<Vec<_>>();
        let (include, exclude, lift) = (read(include), read(exclude), read(lift));
        let chooses_operations = include.iter().any(|pattern| pattern.names_a_root);
        let others = |pattern: &Pattern| {
            let composite = schema.compiled().types.values().filter(|each| {
                (each.is_object() || each.is_interface() || each.is_union())
                    && !roots.iter().any(|root| each.name() == root.as_str())
            });
            pattern.field_name.is_none() && composite.into_iter().any(|each| pattern.fits_type(each.name()))
        };
        let chooses_types = include.iter().any(others);
        Self { include, exclude, lift, roots, chooses_operations, chooses_types }
    }

    /// Whether nothing is left out.
    pub(super) fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// Whether there is an operation for a root field.
    pub(super) fn keeps_operation(&self, root: &str, field: &str) -> bool {
        let included =
            !self.chooses_operations || self.include.iter().any(|pattern| pattern.fits_field_or_type(root, field));
        included && !self.exclude.iter().any(|pattern| pattern.fits_field_or_type(root, field))
    }

    /// Whether all arguments of a field below the root become variables.
    pub(super) fn lifts(&self, type_name: &str, field: &str) -> bool {
        self.lift.iter().any(|pattern| pattern.fits_field_or_type(type_name, field))
    }

    /// Whether a field below the root may be selected.
    pub(super) fn keeps_field(&self, type_name: &str, field: &str) -> bool {
        if self.exclude.iter().any(|pattern| pattern.fits_field(type_name, field)) {
            return false;
        }
        let is_root = self.roots.iter().any(|root| root == type_name);
        let mut bounding = self.include.iter().filter(|pattern| {
            !is_root && !pattern.names_a_root && pattern.field_name.is_some() && pattern.fits_type(type_name)
        });
        let Some(first) = bounding.next() else { return true };
        std::iter::once(first).chain(bounding).any(|pattern| pattern.fits_field(type_name, field))
    }

    /// Whether objects of a type may be entered.
    pub(super) fn keeps_type(&self, type_name: &str) -> bool {
        let fits = |pattern: &Pattern| pattern.field_name.is_none() && pattern.fits_type(type_name);
        let is_root = self.roots.iter().any(|root| root == type_name);
        let included = is_root || !self.chooses_types || self.include.iter().any(fits);
        included && !self.exclude.iter().any(fits)
    }
}

/// The patterns of `include`, `exclude` or `lift` that fit nothing in the schema, each once.
pub fn unused_patterns<'p>(schema: &Schema, patterns: impl IntoIterator<Item = &'p String>) -> BTreeSet<&'p str> {
    let fits = |text: &str| {
        let pattern = Pattern::new(text, &[]);
        schema.compiled().types.values().any(|each| {
            let fields = each.as_object().map(|object| &object.fields);
            let fields = fields.or_else(|| each.as_interface().map(|interface| &interface.fields));
            pattern.fits_type(each.name())
                && match &pattern.field_name {
                    None => each.is_object() || each.is_interface() || each.is_union(),
                    Some(name) => {
                        fields.is_some_and(|fields| fields.keys().any(|field| wildcard_matches(name, field, false)))
                    }
                }
        })
    };
    patterns.into_iter().map(String::as_str).filter(|text| !fits(text)).collect()
}
