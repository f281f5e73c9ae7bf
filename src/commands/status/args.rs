//! What a user can say to `status`.

use std::time::Duration;

use crate::commands::gather::{self, EnvironmentArgs};

/// Nobody reads faster, and AWS throttles who asks faster.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(100);

/// The options of `status`.
#[derive(Debug, Clone, clap::Args)]
#[command(before_help = "Examples:
  appsync-auth status --api events
  appsync-auth status --env staging --json
  appsync-auth status --all --region eu-west-1
  appsync-auth status --api events --watch
")]
pub struct Args {
    /// Every API of the account in the region
    #[arg(long, conflicts_with = "api")]
    pub all: bool,
    /// Look again and again, and show what changed, until Ctrl-C
    #[arg(long)]
    pub watch: bool,
    /// How long to wait before each new look
    #[arg(long, value_name = "DURATION", default_value = "2s", value_parser = interval)]
    pub interval: Duration,

    /// The environment
    #[command(flatten)]
    pub environment: EnvironmentArgs,
}

/// A duration that is not too short for AWS.
fn interval(text: &str) -> Result<Duration, String> {
    match gather::duration(text)? {
        short if short < SHORTEST_INTERVAL => {
            Err(format!("it must be {} or more", humantime::format_duration(SHORTEST_INTERVAL)))
        }
        duration => Ok(duration),
    }
}
