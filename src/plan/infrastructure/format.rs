//! The formats, and what goes into each of them.

use std::fmt;

use serde_json::{Map, Value};

use super::{cli, cloudformation, terraform, typescript};
use crate::plan::function_arn::FunctionArn;
use crate::plan::members::{ADDITIONAL, known_only, unknown_members};
use crate::plan::permission::OPEN_STATEMENT_ID;
use crate::plan::planned::Plan;
use crate::plan::policy::statement_id;
use crate::settings::PermissionChoice;

/// A form of infrastructure code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InfrastructureFormat {
    /// A CloudFormation template in YAML.
    CloudFormation,
    /// Terraform's own language, for the AWS provider.
    Terraform,
    /// CDK, TypeScript: the constructs that are CloudFormation's resources.
    Cdk,
    /// Amplify Gen 2: lines for `amplify/backend.ts`.
    Amplify,
    /// Commands of the AWS CLI.
    Cli,
}

impl InfrastructureFormat {
    /// Every format, in the order in which help lists them.
    pub const ALL: [Self; 5] = [Self::CloudFormation, Self::Terraform, Self::Cdk, Self::Amplify, Self::Cli];

    /// The word of `--print`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CloudFormation => "cloudformation",
            Self::Terraform => "terraform",
            Self::Cdk => "cdk",
            Self::Amplify => "amplify",
            Self::Cli => "cli",
        }
    }
}

impl fmt::Display for InfrastructureFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Infrastructure code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Infrastructure {
    /// The text, with a line break at its end.
    pub text: String,
    /// The paths of the settings that the format cannot say.
    pub left_out: Vec<String>,
}

/// The permission that infrastructure declares: it does not matter whether the function has an equivalent one now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Declared {
    /// The function, on the qualifier that has the policy.
    pub(super) function: FunctionArn,
    /// The statement's id, where the format has one.
    pub(super) id: String,
    /// Whether it is for this API alone.
    pub(super) scoped: bool,
}

impl Plan {
    /// The wanted configuration in a format. `current` is the document that the plan was made of: from it come the
    /// settings that are fixed when an API is created (`apiType`, `visibility`) and its tags.
    ///
    /// Amplify's text holds only the authorization; the rest of the API is Amplify's to make.
    #[must_use]
    pub fn infrastructure(&self, current: &Map<String, Value>, format: InfrastructureFormat) -> Infrastructure {
        let mut left_out = unknown_members(&self.after);
        let wanted = known_only(&self.after);
        let permission = self.declared();
        let text = match format {
            InfrastructureFormat::CloudFormation => {
                cloudformation::text(&with_fixed(wanted, current), permission.as_ref())
            }
            InfrastructureFormat::Terraform => {
                let wanted = with_fixed(wanted, current);
                left_out.extend(wanted.keys().filter(|name| terraform::cannot_say(name)).cloned());
                terraform::text(&wanted, permission.as_ref())
            }
            InfrastructureFormat::Cdk => typescript::cdk(&with_fixed(wanted, current), permission.as_ref()),
            InfrastructureFormat::Amplify => typescript::amplify(&wanted, permission.as_ref()),
            InfrastructureFormat::Cli => cli::text(self, wanted),
        };
        Infrastructure { text, left_out }
    }

    fn declared(&self) -> Option<Declared> {
        let function = self.permission.function.as_ref()?.policy_arn();
        match self.permission.choice {
            PermissionChoice::Scoped => Some(Declared { function, id: statement_id(&self.api), scoped: true }),
            PermissionChoice::Open => Some(Declared { function, id: OPEN_STATEMENT_ID.to_owned(), scoped: false }),
            PermissionChoice::Skip => None,
        }
    }
}

/// The wanted settings with those that only the creation of an API takes. A declaration without additional providers
/// leaves their list away.
fn with_fixed(mut wanted: Map<String, Value>, current: &Map<String, Value>) -> Map<String, Value> {
    if wanted.get(ADDITIONAL).and_then(Value::as_array).is_some_and(Vec::is_empty) {
        wanted.shift_remove(ADDITIONAL);
    }
    for name in ["apiType", "visibility"] {
        wanted.extend(current.get(name).filter(|value| !value.is_null()).map(|value| (name.to_owned(), value.clone())));
    }
    // Tags of this prefix are AWS's own, and nobody may set them.
    // Source: Tagging AWS resources user guide, "Tag naming limits and requirements".
    let tags = current.get("tags").and_then(Value::as_object).into_iter().flatten();
    let own: Map<String, Value> = tags
        .filter(|(key, _)| !key.to_ascii_lowercase().starts_with("aws:"))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if !own.is_empty() {
        wanted.insert("tags".to_owned(), Value::Object(own));
    }
    wanted
}
