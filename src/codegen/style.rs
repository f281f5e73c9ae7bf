//! How an output is written.

use std::collections::BTreeMap;

use crate::settings::{Imports, Order};

/// How an output is written, beyond what its operations select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// The order of types and operations.
    pub order: Order,
    /// The target's types for scalars, by the scalar's name; they go before the target's own table.
    pub scalars: BTreeMap<String, String>,
    /// Whether each operation has a plain function beside its constant.
    pub functions: bool,
    /// How files of TypeScript import each other.
    pub imports: Imports,
}
