//! What holds for one operation: the bounds of all, and what is said of it alone.

use super::super::bounds::Bounds;
use crate::settings::{DepthMode, Fragments, NestedArguments};

/// The bounds of one operation's selection.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rules {
    /// Whether Amplify's statements are wanted.
    pub(super) is_amplify: bool,
    pub(super) depth: u32,
    pub(super) depth_mode: DepthMode,
    pub(super) nested_arguments: NestedArguments,
    pub(super) fragments: Fragments,
    pub(super) max_fields: Option<u32>,
    pub(super) lift: Vec<String>,
    pub(super) include: Vec<String>,
    pub(super) exclude: Vec<String>,
    pub(super) typename: bool,
    pub(super) exclude_deprecated: bool,
}

impl Rules {
    /// The rules for the operation of a root field, which is called by its name or, where several kinds of operations have the
    /// field, by that of its type too. Its own `include` and `lift` replace those of all operations, its `exclude` is added: what
    /// nobody shall select stays out.
    pub(super) fn of(bounds: &Bounds, root: &str, root_field: &str) -> Self {
        let mut rules = Self {
            is_amplify: bounds.is_amplify,
            depth: bounds.depth,
            depth_mode: bounds.depth_mode,
            nested_arguments: bounds.nested_arguments,
            fragments: bounds.fragments,
            max_fields: bounds.max_fields,
            lift: bounds.lift.clone(),
            include: bounds.include.clone(),
            exclude: bounds.exclude.clone(),
            typename: bounds.typename,
            exclude_deprecated: bounds.exclude_deprecated,
        };
        let exact = bounds.operations.get(&format!("{root}.{root_field}"));
        if let Some(own) = exact.or_else(|| bounds.operations.get(root_field)) {
            rules.depth = own.depth.unwrap_or(rules.depth);
            rules.depth_mode = own.depth_mode.unwrap_or(rules.depth_mode);
            rules.nested_arguments = own.nested_arguments.unwrap_or(rules.nested_arguments);
            rules.fragments = own.fragments.unwrap_or(rules.fragments);
            rules.typename = own.typename.unwrap_or(rules.typename);
            rules.exclude_deprecated = own.exclude_deprecated.unwrap_or(rules.exclude_deprecated);
            rules.max_fields = own.max_fields.or(rules.max_fields);
            rules.lift = own.lift.clone().unwrap_or(rules.lift);
            rules.include = own.include.clone().unwrap_or(rules.include);
            rules.exclude.extend(own.exclude.iter().flatten().cloned());
        }
        rules
    }

    /// Whether a text repeats what is selected twice, so that it grows with the expansion.
    pub(super) fn repeats(&self) -> bool {
        self.fragments == Fragments::Never
    }
}
