//! The operation IR: what a caller gives and gets, in no language.
//!
//! Generated operations and the user's own come out alike. What the fields of an answer are is computed for each object type
//! that can stand at a place, as an execution collects fields, so that a printer needs to know no GraphQL: fragments are
//! merged, aliases applied, conditions turned into "may be absent". Only where a selection is nothing but one fragment, that
//! fragment's own shape is named instead of being repeated, so that the whole grows with the text and not with its expansion.

use apollo_compiler::ast::Type;
use apollo_compiler::{Name, Node};

use super::statement::Statement;

/// Everything that the operations of one output need.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ir {
    /// The operations, in the order in which they are written; names are unique.
    pub operations: Vec<Operation>,
    /// The fragments whose shapes are named, and the user's own, each once; names are unique.
    pub fragments: Vec<Fragment>,
}

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its text, as a tree.
    pub statement: Statement,
    /// The variables, in the order of the operation.
    pub variables: Vec<Variable>,
    /// What `data` holds.
    pub shape: Object,
    /// The description of the root field, when there is one root field.
    pub description: Option<Node<str>>,
    /// Why the root field is deprecated, if it is; the reason may be empty.
    pub deprecated: Option<String>,
}

impl Operation {
    /// The operation's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.statement.name()
    }
}

/// A variable of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// The name, without `$`.
    pub name: String,
    /// The type, as the operation declares it.
    pub ty: Type,
    /// Whether the operation gives it a default, so that a caller may leave it away although its type forbids null.
    pub has_default: bool,
    /// The description of the argument that it is passed to.
    pub description: Option<Node<str>>,
    /// Why it is deprecated, if every argument that it is passed to is; the reason is that of the first and may be empty.
    pub deprecated: Option<String>,
}

impl Variable {
    /// Whether a caller may leave it away.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        self.has_default || !self.ty.is_non_null()
    }
}

/// A fragment with its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Fragment {
    /// The name; that of a generated one begins with its operation's.
    pub name: String,
    /// The type that it is on.
    pub type_name: String,
    /// The type's description.
    pub description: Option<Node<str>>,
    /// What it selects; never [`Selected::Fragment`] of itself.
    pub selected: Selected,
    /// The operation that it was generated for; none for the user's own.
    pub operation: Option<String>,
}

/// What is selected of an object, interface or union.
#[derive(Debug, Clone, PartialEq)]
pub enum Selected {
    /// Exactly what the fragment of this name selects.
    Fragment(String),
    /// Only one object type can stand here.
    Object(Object),
    /// Objects of several types can stand here, or of types that the schema will have one day.
    Abstract(Abstract),
}

/// What is selected of one object type.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// The object type.
    pub type_name: String,
    /// The type's description.
    pub description: Option<Node<str>>,
    /// The fields, by order of first selection; response keys are unique.
    pub fields: Vec<Field>,
}

/// What is selected of an interface or a union.
#[derive(Debug, Clone, PartialEq)]
pub struct Abstract {
    /// The interface or union.
    pub type_name: String,
    /// The type's description.
    pub description: Option<Node<str>>,
    /// The object types that can stand here, those together of which the same is selected; in the order of the schema, or by
    /// name. Empty for an interface that nothing implements. `__typename` is always among the fields, as a plain key.
    pub members: Vec<Member>,
    /// What is there of a type that the schema does not have yet: what is selected whatever the type is.
    pub other: Vec<Field>,
}

/// Object types of which the same is selected.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The object types.
    pub type_names: Vec<String>,
    /// The type's description, where there is one type.
    pub description: Option<Node<str>>,
    /// The fields.
    pub fields: Vec<Field>,
}

/// One member of an answer's object.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The key in the answer: the alias, or the field's name.
    pub key: Name,
    /// The field's name in the schema; `__typename` for the name of the type.
    pub name: Name,
    /// The type that declares the field, for whoever looks it up.
    pub parent: Name,
    /// The field's type.
    pub ty: Type,
    /// Whether it can be absent: `@include`, `@skip` or `@defer` decides.
    pub may_be_absent: bool,
    /// What is selected below; none for scalars and enums.
    pub selected: Option<Selected>,
    /// The field's description, where all types that the field is selected of share it.
    pub description: Option<Node<str>>,
    /// Why it is deprecated, if it is; the reason may be empty.
    pub deprecated: Option<String>,
}
