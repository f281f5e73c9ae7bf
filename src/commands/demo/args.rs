//! The options of `demo`.

/// The options of `demo`.
#[derive(Debug, Clone, Copy, clap::Args)]
#[command(before_help = "Examples:
  appsync-auth demo
  appsync-auth demo --json
")]
pub struct Args {
    /// Leave the sample where it is, and go on serving it until Ctrl-C
    ///
    /// Its files are read again when they change.
    #[arg(long)]
    pub keep: bool,
}
