//! The policy that lets a function call an API, as infrastructure code.
//!
//! Source of the names: AWS CloudFormation template reference, `AWS::IAM::RolePolicy`; the AWS provider's
//! `aws_iam_role_policy`; aws-cdk-lib, `CfnRolePolicy`; Amplify's documentation, "Grant Lambda function access to API".

use serde_json::{Value, json};

use super::cli::command;
use super::cloudformation::member;
use super::format::InfrastructureFormat;
use super::terraform::quoted;
use super::typescript::{literal, text};
use crate::appsync::Coordinate;
use crate::engine::iam::GRAPHQL_ACTION;
use crate::plan::grant::{ENDPOINT_VARIABLE, Grant};

/// The function that a grant is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grantee {
    /// Its name.
    pub function: String,
    /// The name of its execution role.
    pub role: String,
    /// The endpoint variable that it shall have, and its value.
    pub variable: Option<(String, String)>,
}

/// A grant in a format, with a line break at its end. What the format cannot say, such as a variable of a function that
/// is declared elsewhere, is said in a comment.
#[must_use]
pub fn grant_infrastructure(grant: &Grant, grantee: &Grantee, format: InfrastructureFormat) -> String {
    match format {
        InfrastructureFormat::CloudFormation => cloudformation(grant, grantee),
        InfrastructureFormat::Terraform => terraform(grant, grantee),
        InfrastructureFormat::Cdk => cdk(grant, grantee),
        InfrastructureFormat::Amplify => amplify(grant, grantee),
        InfrastructureFormat::Cli => cli(grant, grantee),
    }
}

fn cloudformation(grant: &Grant, grantee: &Grantee) -> String {
    let mut out = String::from("AWSTemplateFormatVersion: \"2010-09-09\"\nResources:\n");
    out.push_str("  FunctionCallsApi:\n    Type: AWS::IAM::RolePolicy\n    Properties:\n");
    for (name, value) in [
        ("PolicyName", Value::from(grant.policy_name())),
        ("RoleName", Value::from(grantee.role.as_str())),
        ("PolicyDocument", grant.policy()),
    ] {
        member(name, &value, 6, &mut out);
    }
    if let Some((name, value)) = &grantee.variable {
        out.push_str(&format!(
            "# And in the function, which is declared elsewhere:\n#   Environment:\n#     Variables:\n#       {name}: {}\n",
            Value::from(value.as_str())
        ));
    }
    out
}

fn terraform(grant: &Grant, grantee: &Grantee) -> String {
    let resources: String =
        grant.resources().iter().map(|resource| format!("        {},\n", quoted(resource))).collect();
    let mut out = format!(
        "resource \"aws_iam_role_policy\" \"function_calls_api\" {{\n  name = {}\n  role = {}\n\n  policy = jsonencode({{\n    \
         Version = \"2012-10-17\"\n    Statement = [{{\n      Sid    = \"AppSyncGraphQL\"\n      Effect = \"Allow\"\n      \
         Action = {}\n      Resource = [\n{resources}      ]\n    }}]\n  }})\n}}\n",
        quoted(&grant.policy_name()),
        quoted(&grantee.role),
        quoted(GRAPHQL_ACTION),
    );
    if let Some((name, value)) = &grantee.variable {
        out.push_str(&format!(
            "\n# And in the aws_lambda_function, which is declared elsewhere:\n#   environment {{\n#     variables = {{\n#       \
             {name} = {}\n#     }}\n#   }}\n",
            quoted(value)
        ));
    }
    out
}

fn cdk(grant: &Grant, grantee: &Grantee) -> String {
    let properties = json!({
        "policyName": grant.policy_name(), "roleName": grantee.role, "policyDocument": grant.policy(),
    });
    let mut out = String::from("import { aws_iam as iam } from 'aws-cdk-lib';\n\n// In the constructor of a stack:\n");
    out.push_str(&format!("new iam.CfnRolePolicy(this, 'FunctionCallsApi', {});\n", literal(&properties, 0)));
    if let Some((name, value)) = &grantee.variable {
        out.push_str(&format!(
            "\n// And on the function, where it is made:\n// {}.addEnvironment({}, {});\n",
            identifier(&grantee.function),
            text(name),
            text(value)
        ));
    }
    out
}

fn amplify(grant: &Grant, grantee: &Grantee) -> String {
    let function = identifier(&grantee.function);
    let words: Vec<String> = grant.words().map(|word| text(word.name())).collect();
    let fields: Vec<&Coordinate> = grant.fields().collect();
    let mut parts = Vec::new();
    if !words.is_empty() {
        parts.push(format!(
            "// In amplify/data/resource.ts, with `import {{ {function} }} from '…'` of the function's own resource.ts:\n\
             const schema = a\n  .schema({{ /* … */ }})\n  .authorization((allow) => [allow.resource({function}).to([{}])]);\n",
            words.join(", ")
        ));
    }
    let mut backend = String::new();
    if !fields.is_empty() {
        backend.push_str("// Amplify's allow.resource() knows no single fields; this is the same policy by CDK.\n");
        backend
            .push_str(&format!("backend.{function}.resources.lambda.addToRolePolicy(\n  new iam.PolicyStatement({{\n"));
        backend.push_str(&format!("    actions: [{}],\n    resources: [\n", text(GRAPHQL_ACTION)));
        for Coordinate { type_name, field_name } in &fields {
            backend.push_str(&format!(
                "      `${{backend.data.resources.graphqlApi.arn}}/types/{type_name}/fields/{field_name}`,\n"
            ));
        }
        backend.push_str("    ],\n  }),\n);\n");
    }
    // Amplify itself sets its own variable, but only for what `allow.resource()` says.
    let own = |name: &str| name == ENDPOINT_VARIABLE && !words.is_empty();
    if let Some((name, _)) = grantee.variable.as_ref().filter(|(name, _)| !own(name)) {
        backend.push_str(&format!(
            "backend.{function}.addEnvironment({}, backend.data.resources.cfnResources.cfnGraphqlApi.attrGraphQlUrl);\n",
            text(name)
        ));
    }
    if !backend.is_empty() {
        let import = if fields.is_empty() { "" } else { "import { aws_iam as iam } from 'aws-cdk-lib';\n" };
        parts.push(format!(
            "// In amplify/backend.ts, below `const backend = defineBackend({{ {function}, … }})`:\n{import}{backend}"
        ));
    }
    parts.join("\n")
}

fn cli(grant: &Grant, grantee: &Grantee) -> String {
    let document = format!("{:#}", grant.policy());
    let mut out = command(
        "aws iam put-role-policy",
        &[("--role-name", &grantee.role), ("--policy-name", &grant.policy_name()), ("--policy-document", &document)],
    );
    if let Some((name, value)) = &grantee.variable {
        // The command replaces all variables: written out here it would lose the others.
        out.push_str(&format!(
            "\n# {name}={value} is not set by this: `aws lambda update-function-configuration --environment` replaces all\n\
             # variables of the function. `appsync-auth grant --apply --endpoint-variable {name}` keeps the others.\n"
        ));
    }
    out
}

/// A function's name as one of TypeScript.
fn identifier(name: &str) -> String {
    let mut out = String::new();
    let mut raise = false;
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            out.push(if raise { character.to_ascii_uppercase() } else { character });
            raise = false;
        } else {
            raise = !out.is_empty();
        }
    }
    if out.starts_with(|first: char| first.is_ascii_alphabetic()) { out } else { format!("function{out}") }
}
