//! Plays the scenes.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::args::Args;
use super::sample;
use super::scenes::{Scene, scenes};
use super::stage::Stage;
use crate::commands::context::{Context, RunProgram};
use crate::error::{Error, Result};
use crate::outside::{Console, signal};
use crate::report::{DemoReport, DemoStep};
use crate::status::Status;

/// What a user may want next.
const NEXT: [(&str, &str); 3] = [
    ("appsync-auth init --language typescript authorizer", "an authorizer to start from, with its suite"),
    ("appsync-auth local --schema schema.graphql", "your own API on this machine"),
    ("appsync-auth help", "all commands"),
];

/// Variables that say how to write, and no others: what is shown must not depend on where it is shown.
const VARIABLES: [&str; 3] = ["TERM", "HOME", "LANG"];

/// Runs `demo`.
///
/// # Errors
/// The sample cannot be written, or no port be had; interrupted.
pub async fn run(args: Args, context: &Context<'_>) -> Result<Status> {
    if args.keep && context.json {
        return Err(Error::usage("keep-and-json", "`--keep` serves until Ctrl-C, and `--json` prints one result")
            .help("leave one of them away; `appsync-auth local --json` tells programs where it serves"));
    }
    let folder = tempfile::Builder::new()
        .prefix("appsync-auth-demo-")
        .tempdir()
        .map_err(|error| Error::outside("no-folder", format!("a folder for the sample cannot be made: {error}")))?;
    let port = tokio::select! {
        // First, so that Ctrl-C is heard from the beginning.
        biased;
        () = signal::interrupted() => {
            return Err(Error::interrupted("the sample is removed"));
        }
        played = play(folder.path(), args, context) => played?,
    };
    if args.keep { keep(folder, port, context).await } else { Ok(Status::Yes) }
}

/// Plays every scene and gives them as one result; and the port on which the emulator was.
async fn play(folder: &Path, args: Args, context: &Context<'_>) -> Result<u16> {
    sample::write(folder)?;
    let stage = Stage::open().await?;
    let origin = format!("http://127.0.0.1:{}", stage.port);
    let player = Player { folder, context };
    let mut steps = Vec::new();
    for scene in scenes(&origin) {
        steps.push(player.play(scene).await?);
    }
    let port = stage.port;
    stage.close().await;
    let folder = folder.display().to_string();
    context.give(&DemoReport { folder, kept: args.keep.then_some(port), steps, next: NEXT.to_vec() })?;
    Ok(port)
}

/// Where scenes are played.
struct Player<'a> {
    folder: &'a Path,
    context: &'a Context<'a>,
}

impl Player<'_> {
    async fn play(&self, scene: Scene) -> Result<DemoStep> {
        let (status, output) = self.command(&scene.pieces).await?;
        Ok(DemoStep { says: scene.says, pieces: scene.pieces, status, output })
    }

    /// Runs one of our commands in the sample's folder. It has a thread of its own, because it waits for its own work as the
    /// program does when it is started.
    async fn command(&self, pieces: &[String]) -> Result<(Status, String)> {
        let words = shell_words::split(&pieces.join(" "))
            .map_err(|error| Error::bug(format!("a command of the demo cannot be split: {error}")))?;
        let (run, folder, mut variables) = (self.context.run, self.folder.to_owned(), self.variables());
        let assigned = words.iter().map_while(|word| word.split_once('='));
        let argv: Vec<OsString> = words[assigned.clone().count()..].iter().map(OsString::from).collect();
        variables.extend(assigned.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let is_terminal = self.context.style.terminal && !self.context.json;
        let done = tokio::task::spawn_blocking(move || captured(run, argv, folder, variables, is_terminal));
        done.await.map_err(|error| Error::bug(format!("a command of the demo did not end: {error}")))
    }

    /// The environment of a command.
    fn variables(&self) -> BTreeMap<String, String> {
        let style = &self.context.style;
        let mut variables = shared_variables(self.context.console);
        variables.insert("COLUMNS".to_owned(), style.width.to_string());
        let color = if style.color && !self.context.json { "CLICOLOR_FORCE" } else { "NO_COLOR" };
        variables.insert(color.to_owned(), "1".to_owned());
        variables
    }
}

fn shared_variables(console: &Console) -> BTreeMap<String, String> {
    let shared = VARIABLES.iter().filter_map(|name| Some(((*name).to_owned(), console.variable(name)?.to_owned())));
    shared.collect()
}

fn captured(
    run: RunProgram,
    argv: Vec<OsString>,
    folder: PathBuf,
    variables: BTreeMap<String, String>,
    is_terminal: bool,
) -> (Status, String) {
    let (console, written) = Console::captured(folder, variables, is_terminal);
    let status = run(argv, &console);
    (status, written.text())
}

/// Leaves the sample where it is and serves it, on the same port, until the user wants it to end.
async fn keep(folder: TempDir, port: u16, context: &Context<'_>) -> Result<Status> {
    let folder = folder.keep();
    let words = ["appsync-auth", "local", "--port", &port.to_string()].map(OsString::from);
    let (run, mut variables) = (context.run, shared_variables(context.console));
    for name in ["NO_COLOR", "CLICOLOR_FORCE"] {
        variables.extend(context.console.variable(name).map(|value| (name.to_owned(), value.to_owned())));
    }
    let serving = tokio::task::spawn_blocking(move || {
        let mut console = Console::of_process()?;
        (console.current_dir, console.environment) = (folder, variables);
        Ok(run(words.to_vec(), &console))
    });
    serving.await.map_err(|error| Error::bug(format!("the emulator of the demo did not end: {error}")))?
}
