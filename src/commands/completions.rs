//! `completions`: the completions of a shell, from the clap tree.

use clap_complete::Shell;

use super::context::Context;
use crate::error::Error;
use crate::status::Status;

/// The options of `completions`.
#[derive(Debug, clap::Args)]
#[command(before_help = "Examples:
  appsync-auth completions bash > /etc/bash_completion.d/appsync-auth
  appsync-auth completions zsh > ~/.zfunc/_appsync-auth
  appsync-auth completions fish > ~/.config/fish/completions/appsync-auth.fish
")]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Prints the completions.
///
/// # Errors
/// Standard output cannot be written.
pub fn run(args: Args, context: &Context<'_>) -> Result<Status, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut crate::cli::tree(), "appsync-auth", &mut script);
    context.console.write_out(|out| out.write_all(&script))?;
    Ok(Status::Yes)
}
