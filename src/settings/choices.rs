//! What `generate` can be told by one of several words.

/// Which operations are generated from the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statements {
    /// One for each field of the root types.
    All,
    /// None: only those of the user's documents.
    None,
}

impl Statements {
    /// The words for them, in flags and in the configuration.
    pub const WORDS: [(&'static str, Self); 2] = [("all", Self::All), ("none", Self::None)];
}

/// What `depth` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DepthMode {
    /// Levels of nested objects.
    Levels,
    /// Hops between entities.
    Entity,
    /// As Amplify's generator counts.
    Amplify,
}

impl DepthMode {
    /// The words for them, in flags and in the configuration.
    pub const WORDS: [(&'static str, Self); 3] =
        [("levels", Self::Levels), ("entity", Self::Entity), ("amplify", Self::Amplify)];
}

/// What becomes of fields below the root that need an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NestedArguments {
    /// They are left out.
    Skip,
    /// Their arguments become variables of the operation.
    Lift,
}

impl NestedArguments {
    /// The words for them, in flags and in the configuration.
    pub const WORDS: [(&'static str, Self); 2] = [("skip", Self::Skip), ("lift", Self::Lift)];
}

/// Whether repeated selections become fragments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fragments {
    /// Where a selection stands twice in an operation.
    Auto,
    /// Never.
    Never,
    /// Always.
    Always,
}

impl Fragments {
    /// The words for them, in flags and in the configuration.
    pub const WORDS: [(&'static str, Self); 3] =
        [("auto", Self::Auto), ("never", Self::Never), ("always", Self::Always)];
}

/// The order of what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By name.
    Name,
    /// As in the schema.
    Schema,
}

impl Order {
    /// The words for them, in flags and in the configuration.
    pub const WORDS: [(&'static str, Self); 2] = [("name", Self::Name), ("schema", Self::Schema)];
}

/// How files of TypeScript import each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imports {
    /// By the name that the file has when it is compiled.
    Js,
    /// By its own name, for what runs TypeScript as it is.
    Ts,
}

impl Imports {
    /// The words for them, in flags and in the configuration.
    pub const WORDS: [(&'static str, Self); 2] = [("js", Self::Js), ("ts", Self::Ts)];
}
