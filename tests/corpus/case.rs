//! What a case is, once it has been read.

use std::collections::BTreeSet;
use std::time::SystemTime;

use appsync_auth::appsync::AuthorizerOutcome;
use appsync_auth::engine::lint::{AuthorizerInvocation, LintInputs};
use appsync_auth::engine::{Api, Arrival, CredentialFacts, ModeChoice};
use appsync_auth::graphql::Schema;
use serde_json::Value;

use super::observed::ObservedFinding;

/// One file of the corpus.
#[derive(Debug)]
pub(crate) struct Case {
    /// The file, from `tests/cases`.
    pub(crate) file: String,
    /// What it shows.
    pub(crate) title: String,
    /// The API.
    pub(crate) api: Api,
    /// The schema; none where the case is about not knowing it.
    pub(crate) schema: Option<Schema>,
    /// The text of the schema.
    pub(crate) schema_text: Option<String>,
    /// `NAME=VALUE`, also those that are the default.
    pub(crate) readings: Vec<String>,
    /// How the mode is found.
    pub(crate) mode: ModeChoice,
    /// The rules that the API's providers break, exactly.
    pub(crate) faults: Vec<String>,
    /// What happens, in the order of time.
    pub(crate) requests: Vec<Request>,
    /// What is found without a request, if the case is about that.
    pub(crate) lint: Option<Lint>,
}

/// What lint is told besides schema and API, and what it must find.
#[derive(Debug)]
pub(crate) struct Lint {
    /// Whether lint is told the API.
    pub(crate) api_is_known: bool,
    /// What it is told.
    pub(crate) inputs: LintInputs,
    /// What is known of the authorizer's function, if the case is about that.
    pub(crate) function: Option<AuthorizerInvocation>,
    /// All findings in their order.
    pub(crate) findings: Vec<ObservedFinding>,
    /// How many comments take back; not compared when absent.
    pub(crate) suppressed: Option<i64>,
    /// What `--fix` would write: target and directives; not compared when absent.
    pub(crate) fixes: Option<Vec<String>>,
}

/// One request of a case, with what must come of it.
#[derive(Debug)]
pub(crate) struct Request {
    /// When it arrives.
    pub(crate) at: SystemTime,
    /// Names and values of the headers.
    pub(crate) headers: Vec<(String, String)>,
    /// What arrives.
    pub(crate) arrival: Arrival,
    /// What is known of the credential.
    pub(crate) credential: CredentialFacts,
    /// The policies of the credential, as they are written.
    pub(crate) policy_documents: Vec<Value>,
    /// What the authorizer would answer.
    pub(crate) answer: AuthorizerOutcome,
    /// What must come of it.
    pub(crate) expect: Expect,
}

/// What must come of a request. What a case leaves out is not compared, but for `assumptions`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expect {
    /// `allowed`, `denied` or `unknown`.
    pub(crate) request: String,
    /// The selected mode; `Some(None)` is none.
    pub(crate) mode: Option<Option<String>>,
    /// The rule that decided.
    pub(crate) rule: Option<String>,
    /// Rules that must fire.
    pub(crate) fires: Vec<String>,
    /// Rules that must not.
    pub(crate) silent: Vec<String>,
    /// The whole event of the authorizer.
    pub(crate) event: Option<Value>,
    /// `{status, errorType, message}` of a refused request.
    pub(crate) response: Option<Value>,
    /// What resolvers see.
    pub(crate) identity: Option<Value>,
    /// `{seconds, source}`, or null.
    pub(crate) ttl: Option<Value>,
    /// What `deniedFields` strikes, in the order of the alphabet.
    pub(crate) denied_fields: Option<Vec<String>>,
    /// Response path or coordinate, and `reached D101` or the like; together all selected fields.
    pub(crate) fields: Option<Vec<(String, String)>>,
    /// The messages of the denied fields, in the order of the selection.
    pub(crate) messages: Option<Vec<String>>,
    /// Every assumption that the verdict rests on, in the order of the alphabet.
    pub(crate) assumptions: Vec<String>,
    /// Whether the authorizer is called.
    pub(crate) called: Option<bool>,
}

impl Case {
    /// Whether the case says that a rule fires.
    pub(crate) fn names(&self, code: &str) -> bool {
        self.faults.iter().any(|fault| fault == code)
            || self.lint.iter().flat_map(|lint| &lint.findings).any(|finding| finding.code == code)
            || self.requests.iter().any(|request| request.expect.names().contains(code))
    }

    /// Whether the case says that a rule does not fire.
    pub(crate) fn expects_silence_of(&self, code: &str) -> bool {
        self.requests.iter().any(|request| request.expect.silent.iter().any(|silent| silent == code))
    }
}

impl Expect {
    /// The rules that must fire, wherever it is said.
    pub(crate) fn names(&self) -> BTreeSet<&str> {
        let of_fields = self.fields.iter().flatten().filter_map(|(_, access)| access.split(' ').nth(1));
        let listed = self.fires.iter().chain(&self.assumptions).chain(&self.rule).map(String::as_str);
        listed.chain(of_fields).collect()
    }
}
