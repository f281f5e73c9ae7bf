//! The configuration: providers, `identityValidationExpression`, TTL, and what `deniedFields` names.

use super::finding::{Finding, LintInputs, Target};
use super::setting::Setting;
use crate::appsync::{LambdaAuthorizerConfig, Provider};
use crate::engine::denied_fields::struck_field;
use crate::engine::java_regex::{JavaRegex, PatternError, PatternFinding, pattern_findings};
use crate::engine::providers::provider_faults;
use crate::engine::rules::Code;
use crate::engine::subject::Api;

/// Providers in conflict or duplicated, as the rules of stage P say.
pub(super) fn providers(api: &Api) -> Vec<Finding> {
    let faults = provider_faults(&api.authentication);
    faults
        .iter()
        .map(|step| {
            let facts: Vec<String> = step.facts.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            let message = format!("{} ({})", step.code.rule().title, facts.join(", "));
            Finding::new(step.code, message).help(provider_help(step.code))
        })
        .collect()
}

fn provider_help(code: Code) -> &'static str {
    match code {
        Code::P101 | Code::P104 => "remove one of the two providers",
        Code::P102 => "put lambdaAuthorizerConfig into the provider's own entry",
        Code::P103 => "set defaultAction to ALLOW, or remove the additional modes",
        Code::P105 => "remove providers",
        Code::P106 => "set authorizerResultTtlInSeconds from 0 to 3600",
        _ => "remove defaultAction from the additional user pool",
    }
}

/// The Lambda authorizer's own settings.
pub(super) fn lambda(api: &Api, inputs: &LintInputs) -> Vec<Finding> {
    let Some(config) = api.authentication.lambda() else { return Vec::new() };
    let mut found =
        config.identity_validation_expression.as_deref().map(|text| expression(text, api, inputs)).unwrap_or_default();
    found.extend(ttl(config, inputs));
    found
}

fn ttl(config: &LambdaAuthorizerConfig, inputs: &LintInputs) -> Vec<Finding> {
    let mut found = Vec::new();
    if config.authorizer_result_ttl_seconds.is_none() {
        let finding = Finding::new(Code::C106, Code::C106.rule().title);
        found.push(finding.help("set authorizerResultTtlInSeconds; 0 does not cache"));
    }
    if inputs.query_aware && config.authorizer_result_ttl_seconds.is_none_or(|seconds| seconds > 0) {
        let lives = match config.authorizer_result_ttl_seconds {
            Some(seconds) => format!("for {seconds} s"),
            None => "for as long as the unknown default says".to_owned(),
        };
        let message = format!(
            "the authorizer looks at the query, but its answer to one query serves all queries with the same token {lives}"
        );
        found.push(
            Finding::new(Code::L207, message).help("set authorizerResultTtlInSeconds to 0, or answer ttlOverride 0"),
        );
    }
    found
}

fn expression(pattern: &str, api: &Api, inputs: &LintInputs) -> Vec<Finding> {
    match JavaRegex::new(pattern) {
        Err(PatternError::NotJudged { .. }) => {
            let message = format!("`{pattern}` uses a construct whose Java meaning cannot be given here");
            return vec![Finding::new(Code::L206, message).help("write it without constructs that only Java has")];
        }
        Err(error) => {
            let message = format!("`{pattern}` is not a valid Java regular expression: {error}");
            return vec![Finding::new(Code::G206, message).help("correct it: AppSync could not compile it")];
        }
        Ok(_) => {}
    }
    let takes_jwts =
        api.authentication.providers().any(|each| matches!(each, Provider::UserPool(_) | Provider::OpenIdConnect(_)));
    pattern_findings(pattern).into_iter().filter_map(|finding| {
        let (code, message, help) = match finding {
            PatternFinding::AdmitsEverything => (Code::L201, format!("`{pattern}` admits every token"), "remove it, or make it say what a token looks like"),
            PatternFinding::AdmitsNothing => (Code::L202, format!("`{pattern}` admits no token: every request is refused before the function"), "correct it: no text can match it"),
            PatternFinding::SearchAndWholeDiffer if inputs.regex_reading_is_chosen => return None,
            PatternFinding::SearchAndWholeDiffer => (Code::L203, format!("`{pattern}` means one thing as a whole match and another as a search; which one AppSync does is not documented"), "begin it with ^ and end it with $, or with .* where anything may follow"),
            PatternFinding::CatastrophicBacktracking => (Code::L205, format!("the time to refuse a token by `{pattern}` can grow exponentially with its length"), "take the loop within a loop apart"),
            PatternFinding::RejectsJwts if takes_jwts => (Code::L204, format!("`{pattern}` rejects JWTs; those of the API's other providers never get here, so this does no harm"), "nothing to do"),
            PatternFinding::RejectsJwts => return None,
        };
        Some(Finding::new(code, message).help(help))
    }).collect()
}

/// Entries of `deniedFields` that strike nothing.
pub(super) fn denied_fields(setting: &Setting<'_>, inputs: &LintInputs) -> Vec<Finding> {
    let identity = &setting.api.identity;
    let mut found = Vec::new();
    for (number, denied) in inputs.denied.iter().enumerate() {
        let entry = &denied.entry;
        let finding = match struck_field(entry, Some(identity)) {
            // Without an API no ARN can be that of this API.
            Err(step) if step.code == Code::F103 && !setting.is_known => continue,
            Err(step) if step.code == Code::F103 => {
                Finding::new(Code::F103, format!("`{entry}` is the ARN of another API, and strikes nothing"))
                    .help("write it as Type.field, which is the same for every API")
            }
            Err(_) => Finding::new(
                Code::F102,
                format!("`{entry}` is neither Type.field nor the ARN of a field, and strikes nothing"),
            )
            .help("name each field; there are no wildcards"),
            Ok(coordinate) if !setting.schema.contains(&coordinate) => {
                let help = match setting.schema.suggest(&coordinate) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "name a field that the schema has".to_owned(),
                };
                let finding = Finding::new(
                    Code::F104,
                    format!("`{entry}` names a field that the schema does not have, and strikes nothing"),
                );
                finding.on(Target::Field(coordinate), None).help(help)
            }
            Ok(_) => continue,
        };
        found.push(Finding { denied: Some(number), ..finding });
    }
    found
}
