//! The wanted configuration as infrastructure code: the code itself on standard output, so that it can go into a file.

use std::io;

use serde_json::{Value, json};

use crate::plan::{Infrastructure, InfrastructureFormat};
use crate::report::Report;
use crate::report::style::Style;
use crate::status::Status;

/// What `configure --print` gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InfrastructureReport {
    /// The format.
    pub format: InfrastructureFormat,
    /// The code, and what it cannot say.
    pub infrastructure: Infrastructure,
}

impl InfrastructureReport {
    /// What the code does not say, in a sentence; `None` when it says all.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        let left_out = &self.infrastructure.left_out;
        (!left_out.is_empty()).then(|| {
            format!("note: {} cannot say these settings, which are left out: {}", self.format, left_out.join(", "))
        })
    }
}

impl Report for InfrastructureReport {
    fn text(&self, out: &mut dyn io::Write, _: &Style) -> io::Result<()> {
        out.write_all(self.infrastructure.text.as_bytes())
    }

    fn json(&self) -> Value {
        let Infrastructure { text, left_out } = &self.infrastructure;
        json!({ "format": self.format.name(), "text": text, "leftOut": left_out })
    }

    fn status(&self) -> Status {
        Status::Yes
    }
}
