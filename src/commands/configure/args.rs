//! What a user can say to `configure`.

use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;

use crate::appsync::DefaultAction;
use crate::commands::gather::EnvironmentArgs;
use crate::commands::infrastructure::Print;
use crate::settings::{NewDefault, PermissionChoice, PreviousDefault};

/// The options of `configure`.
#[derive(Debug, Clone, clap::Args)]
#[command(before_help = "Examples:
  appsync-auth configure
  appsync-auth configure --api events --additional --function events-authorizer:live --ttl 300
  appsync-auth configure --api events --ttl 0 --dry-run
  appsync-auth configure --env staging --check
  appsync-auth configure --api events --remove --yes
")]
pub struct Args {
    /// Make AWS_LAMBDA the default mode
    #[arg(long, help_heading = "Authorizer", conflicts_with_all = ["additional", "remove", "restore"])]
    pub default: bool,
    /// Make AWS_LAMBDA an additional mode
    #[arg(long, help_heading = "Authorizer", conflicts_with_all = ["remove", "restore"])]
    pub additional: bool,
    /// The authorizer's function: NAME, NAME:QUALIFIER or ARN; a qualifier is an alias or a version
    #[arg(
        long, value_name = "FUNCTION", help_heading = "Authorizer",
        value_parser = NonEmptyStringValueParser::new(), conflicts_with_all = ["remove", "restore"]
    )]
    pub function: Option<String>,
    /// How long AppSync keeps an answer, 0 to 3600 seconds; 0 keeps none
    #[arg(
        long, value_name = "SECONDS", help_heading = "Authorizer", value_parser = seconds,
        allow_negative_numbers = true, conflicts_with_all = ["remove", "restore"]
    )]
    pub ttl: Option<i64>,
    /// A Java regex that a token must match before the function is called
    #[arg(
        long, value_name = "RE", help_heading = "Authorizer", allow_hyphen_values = true,
        conflicts_with_all = ["no_identity_regex", "remove", "restore"]
    )]
    pub identity_regex: Option<String>,
    /// Take the regex away
    #[arg(long, help_heading = "Authorizer", conflicts_with_all = ["remove", "restore"])]
    pub no_identity_regex: bool,
    /// Take the AWS_LAMBDA mode away
    #[arg(long, help_heading = "Authorizer", conflicts_with = "restore")]
    pub remove: bool,

    /// Whether the default mode that AWS_LAMBDA replaces becomes an additional one [default: keep]
    #[arg(long, value_name = "WHAT", help_heading = "Other modes", conflicts_with_all = ["remove", "restore"])]
    pub previous_default: Option<Previous>,
    /// The mode that becomes the default when AWS_LAMBDA is it no longer
    ///
    /// Where the API has several pools or issuers, MODE=POOL_ID or MODE=ISSUER.
    #[arg(long, value_name = "MODE[=WHICH]", help_heading = "Other modes", conflicts_with = "restore")]
    pub new_default: Option<NewDefault>,
    /// `defaultAction` of a user pool that is or becomes the default
    #[arg(
        long,
        value_name = "ACTION",
        help_heading = "Other modes",
        conflicts_with = "restore",
        hide_short_help = true
    )]
    pub default_action: Option<Action>,

    /// Let AppSync invoke the function for this API, for every API, or see to it yourself [default: scoped]
    #[arg(long, value_name = "WHICH", help_heading = "Permission")]
    pub permission: Option<Permission>,
    /// Leave the permission to invoke a function that the API calls no longer
    #[arg(long, help_heading = "Permission", hide_short_help = true)]
    pub keep_permission: bool,

    /// Show the plan and send nothing; exit 1 if it changes anything
    #[arg(long, help_heading = "Running", conflicts_with = "dry_run")]
    pub check: bool,
    /// Show the plan and send nothing
    #[arg(long, help_heading = "Running")]
    pub dry_run: bool,
    /// Apply the plan without asking
    #[arg(short, long, help_heading = "Running")]
    pub yes: bool,
    /// Print what is wanted as infrastructure code and send nothing
    #[arg(long, value_name = "FORMAT", help_heading = "Running", conflicts_with_all = ["check", "dry_run", "yes", "all_environments"])]
    pub print: Option<Print>,
    /// Bring a saved configuration back; `-` is standard input
    ///
    /// Such as one of .appsync-auth/backup, or what `aws appsync get-graphql-api` prints. The file says which API it is of.
    #[arg(long, value_name = "FILE", help_heading = "Running")]
    pub restore: Option<String>,
    /// Do it for every environment that says what is `wanted`
    #[arg(
        long, help_heading = "Running",
        conflicts_with_all = [
            "env", "api", "default", "additional", "function", "ttl", "identity_regex", "no_identity_regex", "remove",
            "previous_default", "new_default", "default_action", "permission", "keep_permission", "restore"
        ]
    )]
    pub all_environments: bool,
    /// Send no setting that this program does not know, for a service that refuses one
    #[arg(long, help_heading = "Running", hide_short_help = true)]
    pub known_settings_only: bool,
    /// The API's schema, instead of asking AWS for it: SDL or introspection JSON [default: that of the environment]
    #[arg(long, value_name = "FILE", help_heading = "Running", hide_short_help = true)]
    pub schema: Option<String>,

    /// The environment
    #[command(flatten)]
    pub environment: EnvironmentArgs,
}

/// What becomes of the default mode before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Previous {
    /// It becomes an additional mode.
    Keep,
    /// It goes.
    Drop,
}

impl From<Previous> for PreviousDefault {
    fn from(previous: Previous) -> Self {
        match previous {
            Previous::Keep => Self::Keep,
            Previous::Drop => Self::Drop,
        }
    }
}

/// `defaultAction`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "UPPER")]
pub enum Action {
    /// Fields without directives are reached.
    Allow,
    /// They are not.
    Deny,
}

impl From<Action> for DefaultAction {
    fn from(action: Action) -> Self {
        match action {
            Action::Allow => Self::Allow,
            Action::Deny => Self::Deny,
        }
    }
}

/// Which permission AppSync gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Permission {
    /// For this API only.
    Scoped,
    /// For every API of every account.
    Open,
    /// Permissions are neither read nor changed.
    Skip,
}

impl From<Permission> for PermissionChoice {
    fn from(permission: Permission) -> Self {
        match permission {
            Permission::Scoped => Self::Scoped,
            Permission::Open => Self::Open,
            Permission::Skip => Self::Skip,
        }
    }
}

/// Whole seconds. Whether AppSync takes so many is said by the plan.
fn seconds(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "write whole seconds, such as 300".to_owned())
}
