//! CDK and Amplify Gen 2: TypeScript with the constructs that are CloudFormation's resources, so that every setting has
//! its own name and a TTL of 0 is one.
//!
//! Source of the names: aws-cdk-lib, `CfnGraphQLApi` and `CfnPermission`; Amplify's documentation, "Override
//! Amplify-generated AppSync resources".

use serde_json::{Map, Value};

use super::format::Declared;
use crate::plan::members::{ADDITIONAL, LAMBDA_CONFIG, MODE, OIDC_CONFIG, POOL_CONFIG};
use crate::plan::policy::{APPSYNC_PRINCIPAL, INVOKE_ACTION};

/// Lines for the constructor of a CDK stack.
pub(super) fn cdk(settings: &Map<String, Value>, permission: Option<&Declared>) -> String {
    let mut settings = settings.clone();
    if let Some(Value::Object(tags)) = settings.get("tags") {
        let tags = tags.iter().map(|(key, value)| serde_json::json!({ "key": key, "value": value })).collect();
        settings.insert("tags".to_owned(), tags);
    }
    let imports = if permission.is_some() { ", aws_lambda as lambda" } else { "" };
    let mut out = format!("import {{ aws_appsync as appsync{imports} }} from 'aws-cdk-lib';\n\n");
    out.push_str("// In the constructor of a stack:\n");
    let properties = literal(&Value::Object(settings), 0);
    out.push_str(&format!("const api = new appsync.CfnGraphQLApi(this, 'GraphQLApi', {properties});\n"));
    out.push_str(&permission.map(|declared| invocable(declared, "this", "api")).unwrap_or_default());
    out
}

/// Lines for Amplify's `amplify/backend.ts`.
pub(super) fn amplify(settings: &Map<String, Value>, permission: Option<&Declared>) -> String {
    let mut out = String::new();
    if permission.is_some() {
        out.push_str("import { aws_lambda as lambda } from 'aws-cdk-lib';\n\n");
    }
    out.push_str("// In amplify/backend.ts, below `const backend = defineBackend({ … })`:\n");
    out.push_str("const { cfnGraphqlApi } = backend.data.resources.cfnResources;\n");
    // A block that the mode no longer has is taken away: Amplify has made one for its own default mode.
    for name in [MODE, LAMBDA_CONFIG, POOL_CONFIG, OIDC_CONFIG, ADDITIONAL] {
        let none = if name == ADDITIONAL { "[]" } else { "undefined" };
        let value = settings.get(name).map_or_else(|| none.to_owned(), |value| literal(value, 0));
        out.push_str(&format!("cfnGraphqlApi.{} = {value};\n", property(name)));
    }
    out.push_str(
        &permission.map(|declared| invocable(declared, "backend.data.stack", "cfnGraphqlApi")).unwrap_or_default(),
    );
    out
}

fn invocable(declared: &Declared, scope: &str, api: &str) -> String {
    let Declared { function, scoped, .. } = declared;
    let mut out = format!("\nnew lambda.CfnPermission({scope}, 'AppSyncInvokesAuthorizer', {{\n");
    for (name, value) in
        [("action", INVOKE_ACTION), ("functionName", &function.to_string()), ("principal", APPSYNC_PRINCIPAL)]
    {
        out.push_str(&format!("  {name}: {},\n", text(value)));
    }
    if *scoped {
        out.push_str(&format!("  sourceArn: {api}.attrArn,\n"));
    }
    out.push_str("});\n");
    out
}

/// The name of a property: that of the API, but for its capitals.
fn property(name: &str) -> &str {
    match name {
        "openIDConnectConfig" => "openIdConnectConfig",
        "iatTTL" => "iatTtl",
        "authTTL" => "authTtl",
        other => other,
    }
}

/// A value as TypeScript writes it.
pub(super) fn literal(value: &Value, indent: usize) -> String {
    let margin = " ".repeat(indent);
    match value {
        Value::Object(members) if !members.is_empty() => {
            let lines: String = members
                .iter()
                .map(|(name, value)| format!("{margin}  {}: {},\n", property(name), literal(value, indent + 2)))
                .collect();
            format!("{{\n{lines}{margin}}}")
        }
        Value::Array(items) if !items.is_empty() => {
            let lines: String =
                items.iter().map(|each| format!("{margin}  {},\n", literal(each, indent + 2))).collect();
            format!("[\n{lines}{margin}]")
        }
        Value::String(each) => text(each),
        other => other.to_string(),
    }
}

/// A text in single quotes.
pub(super) fn text(text: &str) -> String {
    let mut out = String::from("'");
    for character in text.chars() {
        match character {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            control if control.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('\'');
    out
}
