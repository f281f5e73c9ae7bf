//! The policies of a role, read and judged.

use serde_json::Value;

use super::args::Args;
use super::read::Known;
use crate::commands::context::Context;
use crate::engine::iam::Policy;
use crate::error::{Error, Result};
use crate::outside::iam_api::{IamApi, RoleFacts};
use crate::plan::{PolicySource, RolePolicy, judge};
use crate::report::GrantCheckReport;
use crate::status::Status;

/// Says whether the role may already.
pub(super) async fn check(args: &Args, known: Known, context: &Context<'_>) -> Result<Status> {
    // Which fields there are, and which of them operations start from, is in the schema alone.
    let schema = known.schema.clone()?;
    let role = known.iam.role(&known.execution.role).await?;
    let policies = policies(&known.iam, &role, context).await?;
    let check = judge(&known.subject.grant, &schema, &policies);
    let variable = known.endpoint_variable(args);
    context.give(&GrantCheckReport { subject: known.subject, check, policies, variable })
}

/// Every policy of a role: inline ones, managed ones, the boundary.
async fn policies(iam: &IamApi, role: &RoleFacts, context: &Context<'_>) -> Result<Vec<RolePolicy>> {
    let mut found = Vec::new();
    for name in iam.inline_policies(role).await? {
        // It can be gone since it was listed.
        if let Some(text) = iam.inline_policy(role, &name).await? {
            let policy = parsed(&name, &text)?;
            found.push(RolePolicy { name, source: PolicySource::Inline, policy });
        }
    }
    for attached in iam.attached_policies(role).await? {
        let policy = parsed(&attached.arn, &iam.managed_policy(&attached.arn).await?)?;
        found.push(RolePolicy { name: attached.name, source: PolicySource::Managed(attached.arn), policy });
    }
    if let Some(arn) = &role.boundary {
        let policy = parsed(arn, &iam.managed_policy(arn).await?)?.into_boundary();
        let name = arn.rsplit('/').next().unwrap_or(arn).to_owned();
        found.push(RolePolicy { name, source: PolicySource::Boundary(arn.clone()), policy });
    }
    context.console.step(&format!("role {}: {} policies", role.name, found.len()));
    Ok(found)
}

fn parsed(name: &str, text: &str) -> Result<Policy> {
    let fault = |why: String| {
        Error::outside("unexpected-answer", format!("the policy `{name}` cannot be judged: {why}"))
            .help("look at it in IAM, or ask `aws iam simulate-principal-policy`")
    };
    let document: Value = serde_json::from_str(text).map_err(|error| fault(format!("it is not JSON: {error}")))?;
    Policy::from_json(&document).map_err(|error| fault(error.to_string()))
}
