//! `man`: a manual page for the program and one for each command, from the clap tree.

use std::path::{Path, PathBuf};

use super::context::Context;
use crate::error::Error;
use crate::outside::files;
use crate::status::Status;

/// The options of `man`.
#[derive(Debug, clap::Args)]
#[command(before_help = "Examples:
  appsync-auth man ~/.local/share/man/man1
  appsync-auth man . && man ./appsync-auth-test-token.1
")]
pub struct Args {
    /// The folder to write into; it is made when it does not exist
    folder: PathBuf,
}

/// Writes the pages.
///
/// # Errors
/// The folder cannot be made or written.
pub fn run(args: Args, context: &Context<'_>) -> Result<Status, Error> {
    let folder = context.console.current_dir.join(&args.folder);
    std::fs::create_dir_all(&folder).map_err(|error| {
        let message = format!("the folder `{}` cannot be made: {error}", args.folder.display());
        Error::outside("output-failed", message).help("name a folder that can be written")
    })?;
    let tree = crate::cli::tree();
    write_page(&tree, "appsync-auth", &folder)?;
    for command in tree.get_subcommands() {
        write_page(command, &format!("appsync-auth-{}", command.get_name()), &folder)?;
    }
    Ok(Status::Yes)
}

/// Writes one page.
fn write_page(command: &clap::Command, name: &str, folder: &Path) -> Result<(), Error> {
    let mut page = Vec::new();
    // clap wants names that live as long as the program; a page is written once per run.
    let command = command.clone().name(name.to_owned()).disable_help_subcommand(true);
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|error| Error::bug(format!("the page of {name} cannot be made: {error}")))?;
    files::write_atomically(&folder.join(format!("{name}.1")), &page)
}
