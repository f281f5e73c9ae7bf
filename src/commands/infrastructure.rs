//! The formats of `--print`, which several commands have.

use clap::ValueEnum;

use crate::plan::InfrastructureFormat;

/// A form of infrastructure code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Print {
    /// A template in YAML.
    #[value(name = "cloudformation")]
    CloudFormation,
    /// For the AWS provider.
    Terraform,
    /// TypeScript.
    Cdk,
    /// Gen 2.
    Amplify,
    /// Commands of the AWS CLI.
    Cli,
}

impl From<Print> for InfrastructureFormat {
    fn from(print: Print) -> Self {
        match print {
            Print::CloudFormation => Self::CloudFormation,
            Print::Terraform => Self::Terraform,
            Print::Cdk => Self::Cdk,
            Print::Amplify => Self::Amplify,
            Print::Cli => Self::Cli,
        }
    }
}
