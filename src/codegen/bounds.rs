//! What bounds the selections of generated operations, everything decided.

use std::collections::BTreeMap;

use crate::appsync::AuthenticationType;
use crate::engine::denied_fields::DeniedFields;
use crate::engine::{Api, Caller};
use crate::settings::{DepthMode, Fragments, NestedArguments, Order, Selection};

/// The bounds of what generated operations select.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounds {
    /// Whether operations are those of Amplify's generator, but for what `depth_mode`, `fragments` and the like say: its order,
    /// `__typename` where it has it, its names, and no bound on their size.
    pub is_amplify: bool,
    /// How deep, in what `depth_mode` counts.
    pub depth: u32,
    /// What `depth` counts.
    pub depth_mode: DepthMode,
    /// What becomes of fields below the root that need an argument.
    pub nested_arguments: NestedArguments,
    /// Patterns of fields below the root (`Post.comments`) all of whose arguments become variables.
    pub lift: Vec<String>,
    /// Patterns of types (`Subscription`) and coordinates (`Query.list*`): only root fields, types and fields that fit one.
    /// Empty means everything.
    pub include: Vec<String>,
    /// Patterns of what is left out.
    pub exclude: Vec<String>,
    /// Whose access bounds the selections; without it nothing is left out for authorization.
    pub reach: Option<Reach>,
    /// Fields that an authorizer strikes out.
    pub denied_fields: DeniedFields,
    /// Whether repeated selections become fragments.
    pub fragments: Fragments,
    /// The order of operations, variables and fields.
    pub order: Order,
    /// The most leaf fields of one operation, fragments expanded; none for no bound of the user's.
    pub max_fields: Option<u32>,
    /// Whether `__typename` is selected in objects too, and not only where the type is open.
    pub typename: bool,
    /// Whether fields that are deprecated are left out.
    pub exclude_deprecated: bool,
    /// What single operations select otherwise, by the root field: `todo`, or `Query.todo`. Only what an operation can have is read.
    pub operations: BTreeMap<String, Selection>,
}

impl Bounds {
    /// How deep operations select when nobody says it: as Amplify's do.
    pub const DEPTH: u32 = 2;

    /// The most leaf fields of an operation when nobody says it. Amplify's way has no bound of its own.
    pub const MAX_FIELDS: u32 = 2000;

    /// The bounds that a selection says; what it leaves open is as every user expects it, or, with `is_amplify`, as Amplify's
    /// generator has it. No authorization bounds them.
    #[must_use]
    pub fn of(selection: &Selection, is_amplify: bool) -> Self {
        let either = |amplify, native| if is_amplify { amplify } else { native };
        let depth_mode = selection.depth_mode.unwrap_or(either(DepthMode::Amplify, DepthMode::Levels));
        Self {
            is_amplify,
            depth: selection.depth.unwrap_or(Self::DEPTH),
            depth_mode,
            nested_arguments: selection.nested_arguments.unwrap_or(NestedArguments::Skip),
            lift: selection.lift.clone().unwrap_or_default(),
            include: selection.include.clone().unwrap_or_default(),
            exclude: selection.exclude.clone().unwrap_or_default(),
            reach: None,
            denied_fields: DeniedFields::default(),
            fragments: selection.fragments.unwrap_or(if is_amplify { Fragments::Never } else { Fragments::Auto }),
            order: selection.order.unwrap_or(if is_amplify { Order::Schema } else { Order::Name }),
            max_fields: selection.max_fields.or((!is_amplify).then_some(Self::MAX_FIELDS)),
            typename: selection.typename.unwrap_or(is_amplify),
            exclude_deprecated: selection.exclude_deprecated.unwrap_or(false),
            operations: BTreeMap::new(),
        }
    }
}

/// A caller whose access bounds the selections.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// The API: its modes decide what fields without directives accept.
    pub api: Api,
    /// The mode that the caller uses.
    pub mode: AuthenticationType,
    /// What else is known of the caller, such as Cognito groups.
    pub caller: Caller,
}
