//! The policy, or infrastructure code in its place.

use std::io;

use serde_json::{Value, json};

use super::subject::GrantSubject;
use crate::plan::InfrastructureFormat;
use crate::report::Report;
use crate::report::style::Style;
use crate::status::Status;

/// What `grant` prints when it changes and checks nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantPolicyReport {
    /// What it is about.
    pub subject: GrantSubject,
    /// Infrastructure code that is printed in place of the policy.
    pub code: Option<(InfrastructureFormat, String)>,
}

impl Report for GrantPolicyReport {
    /// Nothing but the document, so that it can go where it is wanted.
    fn text(&self, out: &mut dyn io::Write, _: &Style) -> io::Result<()> {
        match &self.code {
            Some((_, text)) => write!(out, "{text}"),
            None => writeln!(out, "{:#}", self.subject.grant.policy()),
        }
    }

    fn json(&self) -> Value {
        let mut members = self.subject.json("print");
        members.insert("policy".to_owned(), self.subject.grant.policy());
        if let Some((format, text)) = &self.code {
            members.insert("code".to_owned(), json!({ "format": format.name(), "text": text }));
        }
        Value::Object(members)
    }

    fn status(&self) -> Status {
        Status::Yes
    }
}
