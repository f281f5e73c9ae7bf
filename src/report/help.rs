//! One thing to do about a rule that denied, or that leaves the verdict open: one line each.

use serde_json::{Map, Value};

use super::wording::{facts as fact_words, json_line, shown};
use crate::appsync::AuthenticationType;
use crate::engine::Code;

/// One line of help for a rule that fired with these facts. `None` for rules that need nothing done.
///
/// `facts` may name the field as `coordinate`, where the rule fired for a field.
#[must_use]
pub fn help_for(code: Code, facts: &Map<String, Value>) -> Option<String> {
    let told = Told { facts };
    of_request(code)
        .or_else(|| of_token(code, told))
        .or_else(|| of_authorizer(code))
        .or_else(|| of_answer(code, told))
        .or_else(|| of_field(code, told))
}

/// The facts of a rule, for putting into a sentence.
#[derive(Clone, Copy)]
struct Told<'a> {
    facts: &'a Map<String, Value>,
}

impl Told<'_> {
    /// The fact in backticks, or `otherwise` as it stands.
    fn quoted(self, name: &str, otherwise: &str) -> String {
        match self.facts.get(name) {
            None | Some(Value::Null) => otherwise.to_owned(),
            Some(value) => format!("`{}`", shown(value)),
        }
    }

    /// The texts of a list, in backticks.
    fn listed(self, name: &str, otherwise: &str) -> String {
        let texts = self.facts.get(name).and_then(Value::as_array).filter(|list| !list.is_empty());
        texts.map_or_else(
            || otherwise.to_owned(),
            |list| list.iter().map(|value| format!("`{}`", shown(value))).collect::<Vec<_>>().join(" or "),
        )
    }

    /// The directive that opens a field to the mode.
    fn directive(self) -> String {
        let mode = self.facts.get("mode").and_then(Value::as_str).and_then(|name| name.parse().ok());
        mode.map_or_else(
            || "the directive of the mode".to_owned(),
            |mode: AuthenticationType| format!("`@{}`", mode.directive()),
        )
    }

    fn field(self) -> String {
        self.quoted("coordinate", "the field")
    }
}

/// Stages request, mode and credential: what was sent.
fn of_request(code: Code) -> Option<String> {
    let help = match code {
        Code::Q201 => "send a JSON body such as {\"query\": \"{ __typename }\"}",
        Code::Q202 => "send JSON with the GraphQL document as a text in `query`",
        Code::Q203 => "look up the GRAPHQL address among the API's `uris`",
        Code::Q204 => "say which operation to run with --operation-name",
        Code::M106 => {
            "put a prefix before the token on the client and take it off in the function, so that it is no JWT for the other provider"
        }
        Code::M107 | Code::M108 => "send only one of x-api-key and Authorization",
        Code::M201 => "send an Authorization or an x-api-key header",
        Code::M202 => "send a credential of a mode that the API has, or add that mode to the API",
        Code::M203 => "send the JWT itself in Authorization, or add AWS_LAMBDA to the API for other tokens",
        Code::M204 => {
            "use a JWT of a configured user pool or issuer, or put a prefix before it so that it goes to the Lambda authorizer"
        }
        Code::M205 => "write the app client pattern without look-around, back references and other rare constructs",
        Code::K201 => "use a key that `aws appsync list-api-keys` shows",
        Code::K202 => "make a new key with `aws appsync create-api-key`, or prolong this one",
        Code::K203 => "get a fresh token",
        Code::K204 => "use the token as the issuer signed it, and compare its key id with the issuer's JWKS",
        Code::K205 => "use a token of an accepted client, or change `clientId` of the provider",
        Code::K206 => "get a fresh token, or raise iatTTL or authTTL of the provider",
        Code::K207 => "check which access key is used: `aws sts get-caller-identity`",
        Code::K208 => "sign exactly the bytes that are sent, for service `appsync` in the API's region",
        Code::K209 => "set the clock of the machine that signs",
        Code::K210 => "send the ID token or the access token of the sign-in",
        Code::K211 => "wait until `nbf`, or set the clock of the issuer",
        _ => return None,
    };
    Some(help.to_owned())
}

/// Stage gate: the token and the expression.
fn of_token(code: Code, told: Told<'_>) -> Option<String> {
    let expression = told.quoted("expression", "the expression");
    Some(match code {
        Code::G103 => {
            format!("make {expression} say it: begin with ^ and end with $ for a whole match, or with .* to search")
        }
        Code::G201 => {
            format!("send a token that matches {expression}, or change identityValidationExpression")
        }
        Code::G202 => {
            let limit = told.facts.get("limit").map_or_else(|| "2048".to_owned(), json_line);
            format!("shorten the token to {limit} characters: move what it carries into the authorizer")
        }
        Code::G203 => "send a token: an empty one never reaches the function".to_owned(),
        Code::G204 => "take the line break out of the token; a file often ends in one".to_owned(),
        Code::G205 => {
            format!("write {expression} without constructs that only Java has, or look at the result on AWS")
        }
        Code::G206 => format!("correct {expression}: Java must be able to compile it"),
        _ => return None,
    })
}

/// Stages cache and authorizer: the call of the function.
fn of_authorizer(code: Code) -> Option<String> {
    let help = match code {
        Code::C106 => "set authorizerResultTtlInSeconds, with --ttl here and on the API",
        Code::C107 => "answer `ttlOverride: 0` together with `isAuthorized: false` to keep denials out of the cache",
        Code::C108 => "set the TTL to 0 if the authorizer decides by the operation",
        Code::A102 => "say which authorizer to ask with --authorizer",
        Code::A201 => {
            "answer `isAuthorized: false` to deny; an error reaches the client as a 500 with its message, and is never cached"
        }
        Code::A202 => "answer within 10 seconds: look at cold starts and at calls that the function makes",
        Code::A203 => "allow `appsync.amazonaws.com` to invoke the function: `aws lambda add-permission`",
        _ => return None,
    };
    Some(help.to_owned())
}

/// Stages contract and deniedFields: what the function answered.
fn of_answer(code: Code, told: Told<'_>) -> Option<String> {
    let meant = |entry: &str| match told.facts.get("didYouMean") {
        Some(meant) => format!("write `{}` instead of {}", shown(meant), told.quoted(entry, "it")),
        None => String::new(),
    };
    Some(match code {
        Code::R101 => "answer a resolverContext with at least one key".to_owned(),
        Code::R102 => format!("turn {} into text, for example with JSON.stringify", told.quoted("key", "the value")),
        Code::R103 => format!("answer ttlOverride as a number without quotes and fraction{}", given(told, "ttlOverride")),
        Code::R104 => "answer a ttlOverride from 0 to 3600; 0 does not cache".to_owned(),
        Code::R105 => "answer a ttlOverride from 0 to 3600".to_owned(),
        Code::R106 if told.facts.contains_key("didYouMean") => meant("member"),
        Code::R106 => format!("remove {} from the answer, or put it into resolverContext", told.quoted("member", "it")),
        Code::R201 => {
            "use a token that the authorizer accepts; if this one should pass, look at the function's output with --logs"
                .to_owned()
        }
        Code::R202 | Code::R203 => {
            "return an object such as {\"isAuthorized\": true, \"resolverContext\": {}}, and await it in an async handler"
                .to_owned()
        }
        Code::R204 => "add isAuthorized: true or false to what the function returns".to_owned(),
        Code::R205 => format!("return isAuthorized as true or false{}", given(told, "isAuthorized")),
        Code::R206 => "return deniedFields as a list of texts such as [\"Event.comments\"]".to_owned(),
        Code::R207 => "return resolverContext as an object of texts, such as {\"userid\": \"1\"}".to_owned(),
        Code::R208 => "pass a key in resolverContext and let resolvers read the rest themselves".to_owned(),
        Code::R209 => "make the answer smaller; it is the function's answer as a whole that counts".to_owned(),
        Code::F102 => "name one field each: `Type.field`, or the field's ARN; there are no wildcards".to_owned(),
        Code::F103 => "write the ARN of this API, or the short form `Type.field`, which fits any API".to_owned(),
        Code::F104 if told.facts.contains_key("didYouMean") => meant("entry"),
        Code::F104 => format!("remove {} from deniedFields, or correct its name", told.quoted("entry", "the entry")),
        Code::F105 => "make the field nullable if its parent should survive the denial".to_owned(),
        _ => return None,
    })
}

/// Stages deniedFields, directives and IAM: one field.
fn of_field(code: Code, told: Told<'_>) -> Option<String> {
    let field = told.field();
    let directive = told.directive();
    Some(match code {
        Code::F201 => {
            let entry = told.quoted("entry", "it");
            format!("remove {entry} from deniedFields for this caller, or drop the field from the query")
        }
        Code::D106 => "give the schema with --schema".to_owned(),
        Code::D201 => format!("add {directive} to {field}"),
        Code::D202 => format!("add {directive} to the type, or to {field}"),
        Code::D203 => {
            format!("add {directive} to {field} or to its type: without one only the default mode passes")
        }
        Code::D204 | Code::D205 => {
            format!("put the user into the group {}, or list the user's group", told.listed("groups", "that is listed"))
        }
        Code::D206 => format!("add @aws_cognito_user_pools to {field}, or set defaultAction to ALLOW"),
        Code::I102 => "give the caller's policies with --policy".to_owned(),
        Code::I201 => "allow appsync:GraphQL on the selected root fields in a policy of the caller".to_owned(),
        Code::I202 => format!("allow appsync:GraphQL on {field} in a policy of the caller"),
        Code::I203 => format!("remove the Deny statement for {field}"),
        Code::I204 => "look at the Condition or the policy variable of the statement".to_owned(),
        _ => return None,
    })
}

/// The value that was answered instead, in brackets.
fn given(told: Told<'_>, name: &str) -> String {
    let mut only = Map::new();
    if let Some(value) = told.facts.get(name) {
        only.insert("it is".to_owned(), value.clone());
    }
    if only.is_empty() { String::new() } else { format!(" ({})", fact_words(&only).replacen("it is:", "it is", 1)) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::rules::RULES;
    use crate::engine::{Severity, Stage};

    fn help(code: Code, facts: &Value) -> Option<String> {
        help_for(code, facts.as_object().unwrap())
    }

    #[test]
    fn every_rule_that_denies_a_request_or_a_field_has_help() {
        // What is judged of a configuration brings its help with its finding.
        for rule in RULES.iter().filter(|rule| !matches!(rule.stage, Stage::Providers | Stage::Lint)) {
            let help = help(rule.code, &json!({}));
            let denies = rule.severity == Severity::Error;
            assert!(help.is_some() || !denies, "{} has no help", rule.code);
        }
    }

    #[test]
    fn every_rule_that_warns_of_an_answer_has_help() {
        for rule in RULES.iter().filter(|rule| matches!(rule.stage, Stage::Contract | Stage::DeniedFields)) {
            let help = help(rule.code, &json!({}));
            assert!(help.is_some() || rule.severity == Severity::Info, "{} has no help", rule.code);
        }
    }

    #[test]
    fn help_is_one_line_without_a_final_period() {
        for rule in RULES {
            if let Some(help) = help(rule.code, &json!({ "reason": "a\nb", "entry": "a\nb", "expression": "a\nb" })) {
                assert!(!help.contains('\n') && !help.ends_with('.') && !help.is_empty(), "{}: {help}", rule.code);
            }
        }
    }

    #[test]
    fn help_names_what_it_speaks_of() {
        let cases = [
            (
                Code::F201,
                json!({ "entry": "Event.comments" }),
                "remove `Event.comments` from deniedFields for this caller, or drop the field from the query",
            ),
            (
                Code::D203,
                json!({ "coordinate": "Event.id", "mode": "AWS_LAMBDA" }),
                "add `@aws_lambda` to `Event.id` or to its type: without one only the default mode passes",
            ),
            (
                Code::R106,
                json!({ "member": "isAuthorised", "didYouMean": "isAuthorized" }),
                "write `isAuthorized` instead of `isAuthorised`",
            ),
            (Code::R205, json!({ "isAuthorized": "true" }), "return isAuthorized as true or false (it is \"true\")"),
            (
                Code::D204,
                json!({ "groups": ["Admin", "Staff"] }),
                "put the user into the group `Admin` or `Staff`, or list the user's group",
            ),
            (
                Code::G202,
                json!({ "characters": 3000, "limit": 2048 }),
                "shorten the token to 2048 characters: move what it carries into the authorizer",
            ),
        ];
        for (code, facts, expected) in cases {
            assert_eq!(help(code, &facts).as_deref(), Some(expected));
        }
    }
}
