//! Whose schema it is: the API, or what the directives let one suppose of it.

use std::collections::{BTreeSet, HashSet};

use super::graph::Graph;
use crate::appsync::{ApiAuthentication, ApiIdentity, AuthenticationType, Provider};
use crate::engine::directives::mode_of;
use crate::engine::rules::Code;
use crate::engine::subject::Api;
use crate::graphql::{Schema, Span};

use super::finding::Target;

/// The schema, its graph, and the API that it belongs to.
#[derive(Debug)]
pub(super) struct Setting<'s> {
    pub(super) schema: &'s Schema,
    pub(super) graph: Graph<'s>,
    /// The API. When it is not known, its default is a mode that no directive names, and stands for the unknown one.
    pub(super) api: Api,
    pub(super) is_known: bool,
    /// All modes, each once, the default first.
    pub(super) modes: Vec<AuthenticationType>,
    /// What must not be mended: rules that the user allows, and types of which a comment in the schema allows it.
    pub(super) allowed: Vec<Code>,
    pub(super) kept: HashSet<(Code, String)>,
}

impl<'s> Setting<'s> {
    pub(super) fn new(schema: &'s Schema, api: Option<&Api>) -> Self {
        let is_known = api.is_some();
        let api = api.cloned().unwrap_or_else(|| supposed(schema));
        let mut modes: Vec<AuthenticationType> = Vec::new();
        for mode in api.authentication.providers().map(Provider::authentication_type) {
            if !modes.contains(&mode) {
                modes.push(mode);
            }
        }
        let (allowed, kept) = (Vec::new(), HashSet::new());
        Self { schema, graph: Graph::new(schema), api, is_known, modes, allowed, kept }
    }

    pub(super) fn default_mode(&self) -> AuthenticationType {
        self.api.authentication.default.authentication_type()
    }

    /// The modes of which something can be said: not the one that stands for an unknown default.
    pub(super) fn judged_modes(&self) -> &[AuthenticationType] {
        if self.is_known { &self.modes } else { self.modes.get(1..).unwrap_or_default() }
    }

    /// Where the name of a type or the definition of a field stands.
    pub(super) fn span(&self, target: &Target) -> Option<Span> {
        match target {
            Target::Type(name) => self.schema.span_of_type(name),
            Target::Field(coordinate) => self.schema.span_of_field_name(coordinate),
        }
    }
}

/// The modes that the schema's directives name.
pub(super) fn named_modes(schema: &Schema) -> BTreeSet<AuthenticationType> {
    let mut found = BTreeSet::new();
    let types = schema.compiled().types.values().filter(|each| !each.is_built_in());
    for object in types.filter_map(|each| each.as_object()) {
        let on_type = schema.type_auth_directives(&object.name);
        let on_fields = object.fields.keys().flat_map(|field| schema.field_auth_directives(&object.name, field));
        found.extend(on_type.iter().chain(on_fields).filter_map(|directive| mode_of(&directive.kind)));
    }
    found
}

/// An API with the modes that the directives name, behind a default that stands for the unknown one.
fn supposed(schema: &Schema) -> Api {
    let named = named_modes(schema);
    let unnamed = AuthenticationType::ALL.into_iter().find(|mode| !named.contains(mode));
    let default = unnamed.unwrap_or(AuthenticationType::ApiKey);
    let additional = named.into_iter().filter(|mode| *mode != default).map(Provider::bare).collect();
    let authentication = ApiAuthentication { default: Provider::bare(default), additional };
    Api { identity: ApiIdentity::default(), authentication }
}
