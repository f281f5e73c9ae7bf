//! All checks in order.

use super::finding::{Finding, Fix, LintInputs, Linted};
use super::invocation::{self, AuthorizerInvocation};
use super::reach::Reach;
use super::setting::{self, Setting};
use super::{authorizer, returned, subscriptions, suppress, unreachable, usage};
use crate::appsync::AuthenticationType;
use crate::engine::rules::{Code, Severity};
use crate::engine::subject::Api;
use crate::graphql::Schema;

/// Everything that is found in a schema and, when it is known, in the configuration of its API.
///
/// Without an API the modes are those that the directives name, the default mode is unknown, and what needs the API is not
/// asked.
#[must_use]
pub fn lint(schema: &Schema, api: Option<&Api>, inputs: &LintInputs) -> Linted {
    let setting = Setting::new(schema, api);
    let reaches: Vec<Reach> = setting.modes.iter().map(|mode| Reach::new(&setting, *mode, false)).collect();
    let mut findings = returned::closed_types(&setting, &reaches);
    findings.extend(unreachable::unreachable(&setting, &reaches));
    findings.extend(usage::absent_modes(&setting));
    findings.extend(usage::shadowed(&setting));
    findings.extend(usage::ignored(&setting));
    findings.extend(usage::aws_auth(&setting));
    findings.extend(usage::default_decides(&setting));
    findings.extend(usage::open_secrets(&setting, &reaches));
    findings.extend(subscriptions::subscriptions(&setting, &reaches));
    findings.extend(api.map(|api| configuration(api, inputs)).unwrap_or_default());
    findings.extend(authorizer::denied_fields(&setting, inputs));
    let suppressed = suppress::apply(&setting, &mut findings);
    choose(&mut findings, inputs);
    findings.sort_by_key(|finding| {
        let place = finding.span.map(|span| (span.source, span.start));
        (place.is_none(), place, finding.denied, finding.code)
    });
    Linted { findings, suppressed }
}

/// What is found in the configuration of an API alone, when there is no schema to look at.
#[must_use]
pub fn lint_api(api: &Api, inputs: &LintInputs) -> Vec<Finding> {
    let mut findings = configuration(api, inputs);
    choose(&mut findings, inputs);
    findings.sort_by_key(|finding| finding.code);
    findings
}

/// What is found in the function that is the authorizer: whether AppSync may invoke it, and for whom.
#[must_use]
pub fn lint_invocation(function: &AuthorizerInvocation, inputs: &LintInputs) -> Vec<Finding> {
    let mut findings = invocation::findings(function);
    choose(&mut findings, inputs);
    findings
}

fn configuration(api: &Api, inputs: &LintInputs) -> Vec<Finding> {
    let mut findings = authorizer::providers(api);
    findings.extend(authorizer::lambda(api, inputs));
    findings
}

/// Drops what the user allows, and makes errors of what the user denies.
fn choose(findings: &mut Vec<Finding>, inputs: &LintInputs) {
    let is_allowed = |code: Code| inputs.allow.contains(&code) && !inputs.deny.contains(&code);
    findings.retain(|finding| !is_allowed(finding.code));
    for finding in findings.iter_mut().filter(|finding| inputs.deny.contains(&finding.code)) {
        finding.severity = Severity::Error;
    }
}

/// The directives that are missing so that each mode can read what it reaches, those that follow from others included:
/// once they are written, nothing is left to mend. What the user or a comment in the schema allows is left as it is. Each target stands once, in the order of the schema.
#[must_use]
pub fn mend(schema: &Schema, api: &Api, inputs: &LintInputs) -> Vec<Fix> {
    let mut setting = Setting::new(schema, Some(api));
    setting.allowed = inputs.allow.iter().copied().filter(|code| !inputs.deny.contains(code)).collect();
    setting.kept = suppress::kept_types(&setting, &[Code::L101, Code::L102]);
    let reaches: Vec<Reach> = setting.modes.iter().map(|mode| Reach::new(&setting, *mode, true)).collect();
    let mut fixes: Vec<Fix> = Vec::new();
    for (index, _) in setting.graph.objects() {
        let found = reaches.iter().filter_map(|reach| returned::fix(&setting, reach, index));
        // Which fields a type leaves undirected is the same for every mode, and so is the target.
        let merged = found.reduce(|mut one, other| {
            for mode in other.modes {
                if !one.modes.contains(&mode) {
                    one.modes.push(mode);
                }
            }
            one
        });
        fixes.extend(merged);
    }
    fixes
}

/// The modes that the schema's directives name: all that can be said without the API.
#[must_use]
pub fn inferred_modes(schema: &Schema) -> Vec<AuthenticationType> {
    setting::named_modes(schema).into_iter().collect()
}
