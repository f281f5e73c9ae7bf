//! A CloudFormation template in YAML.
//!
//! Source of the names: AWS CloudFormation template reference, `AWS::AppSync::GraphQLApi` and `AWS::Lambda::Permission`.

use serde_json::{Map, Value};

use super::format::Declared;
use crate::plan::policy::{APPSYNC_PRINCIPAL, INVOKE_ACTION};

/// The template of an API with these settings.
pub(super) fn text(settings: &Map<String, Value>, permission: Option<&Declared>) -> String {
    let mut out = String::from("AWSTemplateFormatVersion: \"2010-09-09\"\nResources:\n");
    out.push_str("  GraphQLApi:\n    Type: AWS::AppSync::GraphQLApi\n    Properties:\n");
    for (name, value) in settings {
        let value = if name == "tags" { tags(value) } else { value.clone() };
        member(&capitalised(name), &value, 6, &mut out);
    }
    if let Some(Declared { function, scoped, .. }) = permission {
        out.push_str("  AppSyncInvokesAuthorizer:\n    Type: AWS::Lambda::Permission\n    Properties:\n");
        for (name, value) in [
            ("Action", INVOKE_ACTION.to_owned()),
            ("FunctionName", function.to_string()),
            ("Principal", APPSYNC_PRINCIPAL.to_owned()),
        ] {
            member(name, &Value::from(value), 6, &mut out);
        }
        if *scoped {
            out.push_str("      SourceArn: !GetAtt GraphQLApi.Arn\n");
        }
    }
    out
}

/// The names of CloudFormation's properties are those of the API with a capital letter.
fn capitalised(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect()
}

/// Tags are a list of pairs here.
fn tags(value: &Value) -> Value {
    let pairs = value.as_object().into_iter().flatten();
    pairs.map(|(key, value)| serde_json::json!({ "key": key, "value": value })).collect()
}

pub(super) fn member(name: &str, value: &Value, indent: usize, out: &mut String) {
    let margin = " ".repeat(indent);
    match value {
        Value::Object(members) if !members.is_empty() => {
            out.push_str(&format!("{margin}{name}:\n"));
            for (name, value) in members {
                member(&capitalised(name), value, indent + 2, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            out.push_str(&format!("{margin}{name}:\n"));
            items.iter().for_each(|each| item(each, indent + 2, out));
        }
        // Every scalar of JSON is one of YAML, and a text in JSON's quotes is never read as anything else.
        // Source: YAML 1.2.2, 1.3 and 7.3.1.
        scalar => out.push_str(&format!("{margin}{name}: {scalar}\n")),
    }
}

fn item(value: &Value, indent: usize, out: &mut String) {
    let margin = " ".repeat(indent);
    match value {
        Value::Object(members) if !members.is_empty() => {
            let mut inner = String::new();
            for (name, value) in members {
                member(&capitalised(name), value, indent + 2, &mut inner);
            }
            // The first member stands on the line of the dash.
            out.push_str(&format!("{margin}- {}", inner.trim_start()));
        }
        other => out.push_str(&format!("{margin}- {other}\n")),
    }
}
