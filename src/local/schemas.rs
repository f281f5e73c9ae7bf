//! The schemas of APIs, compiled: however often an API changes, a text is compiled once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Result};
use crate::graphql::{Leniency, Schema, SourceText};

/// The schema of each API as it was compiled last, by the API's id.
#[derive(Debug, Default)]
pub(super) struct Schemas(Mutex<HashMap<String, Compiled>>);

#[derive(Debug)]
struct Compiled {
    text: String,
    schema: Arc<Schema>,
}

impl Schemas {
    /// What the text of an API's schema means. It is compiled when it is not the one that the API had last.
    ///
    /// # Errors
    /// A fault of the program: what an API has was found good before.
    pub(super) fn of(&self, api_id: &str, text: &str) -> Result<Arc<Schema>> {
        if let Some(known) = self.lock().get(api_id).filter(|known| known.text == text) {
            return Ok(Arc::clone(&known.schema));
        }
        let loaded = Schema::load(&[SourceText::new(format!("schema of API {api_id}"), text)], Leniency::Live);
        let loaded = loaded.map_err(|_| Error::bug(format!("the schema of API {api_id} was kept and is not valid")))?;
        let schema = Arc::new(loaded.schema);
        self.keep(api_id, text.to_owned(), Arc::clone(&schema));
        Ok(schema)
    }

    /// Keeps a schema that was compiled elsewhere of this text.
    pub(super) fn keep(&self, api_id: &str, text: String, schema: Arc<Schema>) {
        self.lock().insert(api_id.to_owned(), Compiled { text, schema });
    }

    /// Forgets the schema of an API that is gone.
    pub(super) fn forget(&self, api_id: &str) {
        self.lock().remove(api_id);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Compiled>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "type Query { one: Int }";

    #[test]
    fn a_text_is_compiled_once_and_another_text_anew() {
        let schemas = Schemas::default();
        let first = schemas.of("a", TEXT).unwrap();
        assert!(Arc::ptr_eq(&schemas.of("a", TEXT).unwrap(), &first));
        let other = schemas.of("a", "type Query { two: Int }").unwrap();
        assert_eq!([&first, &other].map(|schema| schema.field("Query", "two").is_some()), [false, true]);
        assert!(!Arc::ptr_eq(&schemas.of("a", TEXT).unwrap(), &first), "only the last one is kept");
        let last = schemas.of("a", TEXT).unwrap();
        schemas.forget("a");
        assert!(!Arc::ptr_eq(&schemas.of("a", TEXT).unwrap(), &last));
    }

    #[test]
    fn a_schema_that_is_known_is_not_compiled_again() {
        let schemas = Schemas::default();
        let compiled = Schema::load(&[SourceText::new("schema.graphql", TEXT)], Leniency::Strict).unwrap().schema;
        let known = Arc::new(compiled);
        schemas.keep("a", TEXT.to_owned(), Arc::clone(&known));
        assert!(Arc::ptr_eq(&schemas.of("a", TEXT).unwrap(), &known));
        assert!(!Arc::ptr_eq(&schemas.of("b", TEXT).unwrap(), &known));
    }
}
