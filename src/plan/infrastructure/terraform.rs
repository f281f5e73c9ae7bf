//! Terraform's own language, laid out as `terraform fmt` does.
//!
//! Source of the names: the AWS provider's `aws_appsync_graphql_api` and `aws_lambda_permission`.

use serde_json::{Map, Value};

use super::format::Declared;
use crate::plan::members::ADDITIONAL;
use crate::plan::policy::{APPSYNC_PRINCIPAL, INVOKE_ACTION};

/// Whether the provider's resource has no such argument.
pub(super) fn cannot_say(name: &str) -> bool {
    name == "ownerContact"
}

/// The resources of an API with these settings.
pub(super) fn text(settings: &Map<String, Value>, permission: Option<&Declared>) -> String {
    let said: Map<String, Value> = settings
        .iter()
        .filter(|(name, _)| !cannot_say(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let mut out = String::from("resource \"aws_appsync_graphql_api\" \"api\" {\n");
    body(&said, 2, &mut out);
    out.push_str("}\n");
    let Some(Declared { function, id, scoped }) = permission else { return out };
    let mut arguments = vec![
        ("statement_id", quoted(id)),
        ("action", quoted(INVOKE_ACTION)),
        ("function_name", quoted(&function.unqualified())),
    ];
    arguments.extend(function.qualifier.as_ref().map(|qualifier| ("qualifier", quoted(qualifier))));
    arguments.push(("principal", quoted(APPSYNC_PRINCIPAL)));
    if *scoped {
        arguments.push(("source_arn", "aws_appsync_graphql_api.api.arn".to_owned()));
    }
    out.push_str("\nresource \"aws_lambda_permission\" \"appsync\" {\n");
    aligned(arguments.into_iter().map(|(name, value)| (name.to_owned(), value)), 2, &mut out);
    out.push_str("}\n");
    out
}

/// Arguments first, then blocks, then tags, which are a map.
fn body(members: &Map<String, Value>, indent: usize, out: &mut String) {
    let margin = " ".repeat(indent);
    let plain = members.iter().filter(|(_, value)| !value.is_object() && !value.is_array());
    aligned(plain.map(|(name, value)| (argument(name), scalar(value))), indent, out);
    let mut block = |name: String, equals: &str, write: &dyn Fn(&mut String)| {
        if !out.ends_with("{\n") {
            out.push('\n');
        }
        out.push_str(&format!("{margin}{name} {equals}{{\n"));
        write(out);
        out.push_str(&format!("{margin}}}\n"));
    };
    for (name, value) in members {
        match value {
            Value::Object(tags) if name == "tags" => {
                let pairs = || tags.iter().map(|(key, value)| (quoted(key), scalar(value)));
                block(argument(name), "= ", &|out| aligned(pairs(), indent + 2, out));
            }
            Value::Object(inner) => block(argument(name), "", &|out| body(inner, indent + 2, out)),
            Value::Array(items) if name == ADDITIONAL => {
                for inner in items.iter().filter_map(Value::as_object) {
                    block(argument(name), "", &|out| body(inner, indent + 2, out));
                }
            }
            _ => {}
        }
    }
}

/// Arguments with their equals signs below each other.
fn aligned(arguments: impl Iterator<Item = (String, String)>, indent: usize, out: &mut String) {
    let arguments: Vec<(String, String)> = arguments.collect();
    let width = arguments.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    for (name, value) in arguments {
        out.push_str(&format!("{}{name:<width$} = {value}\n", " ".repeat(indent)));
    }
}

/// The provider's name of a setting: snake case, with its own ways for some words.
fn argument(name: &str) -> String {
    match name {
        ADDITIONAL => return "additional_authentication_provider".to_owned(),
        "openIDConnectConfig" => return "openid_connect_config".to_owned(),
        "cloudWatchLogsRoleArn" => return "cloudwatch_logs_role_arn".to_owned(),
        "iatTTL" => return "iat_ttl".to_owned(),
        "authTTL" => return "auth_ttl".to_owned(),
        _ => {}
    }
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), quoted)
}

/// A text in quotes. `${` and `%{` begin a template unless they are doubled.
///
/// Source: Terraform language, "Strings and templates", escape sequences.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
    out.replace("${", "$${").replace("%{", "%%{")
}
