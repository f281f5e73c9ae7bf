//! What the name of a mutation says.

/// What a mutation does to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Makes one.
    Create,
    /// Makes one or replaces it.
    Put,
    /// Replaces some members.
    Update,
    /// Removes it.
    Delete,
}

const VERBS: [(&str, Verb); 13] = [
    ("create", Verb::Create),
    ("add", Verb::Create),
    ("insert", Verb::Create),
    ("new", Verb::Create),
    ("put", Verb::Put),
    ("save", Verb::Put),
    ("upsert", Verb::Put),
    ("update", Verb::Update),
    ("edit", Verb::Update),
    ("patch", Verb::Update),
    ("set", Verb::Update),
    ("delete", Verb::Delete),
    ("remove", Verb::Delete),
];

/// The verb that a name begins with, and what follows it: `createEvent` is `Create` and `Event`.
pub(super) fn read(name: &str) -> Option<(Verb, &str)> {
    VERBS.iter().find_map(|(word, verb)| {
        let rest = name.strip_prefix(word)?;
        let is_whole = rest.chars().next().is_none_or(|next| next.is_uppercase() || next == '_');
        is_whole.then(|| (*verb, rest.trim_start_matches('_')))
    })
}
