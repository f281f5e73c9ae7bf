//! The command line: what all commands share, the list of commands, and how each run ends.

use std::ffi::OsString;

use clap::error::ErrorKind as ClapErrorKind;
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::commands::{self, Context};
use crate::error::Error;
use crate::outside::{Console, Verbosity, signal};
use crate::report::wording::one_line;
use crate::report::{Style, envelope, failure};
use crate::status::Status;

/// What is said when the program itself is at fault.
pub const BUG_MESSAGE: &str =
    "error: appsync-auth has a fault and had to stop; nothing that it started is still running
help: please report what you ran (without tokens) and this version, so that it can be mended
";

/// How help is laid out: what it does, examples, usage, options.
const HELP: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "appsync-auth",
    version,
    about = "Test and set up AWS AppSync authorization: Lambda authorizers, TTL, directives",
    before_help = "Examples:
  appsync-auth demo
  appsync-auth test-token --authorizer authorizer.mjs --token custom-authorized
  appsync-auth test-token auth.suite.yaml --report junit=report.xml
  appsync-auth explain R103
  appsync-auth help configure
",
    after_help = "Exit codes: 0 yes, 1 no, 2 usage, 3 input, 4 credentials, 5 outside, 6 unknown;\nwhat they mean: appsync-auth help exit-codes",
    help_template = HELP,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// What all commands share.
    #[command(flatten)]
    pub globals: Globals,
    /// The verb.
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command has.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Output")]
pub struct Globals {
    /// Print one JSON envelope instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// Print no notes
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say each step; -vv also what goes over the wire
    ///
    /// Secrets are left out.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// When to colour; `NO_COLOR` and `CLICOLOR_FORCE` are heeded
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_short_help = true)]
    pub color: ColorWhen,
    /// Never ask; what is missing is an error
    #[arg(long, global = true, hide_short_help = true)]
    pub no_input: bool,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, and where `CLICOLOR_FORCE` is set.
    Auto,
    /// In files and pipes too.
    Always,
    /// Not at all.
    Never,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask an authorizer about a token, or run suites of cases in CI
    TestToken(Box<commands::test_token::Args>),
    /// Send GraphQL with a token, a signature, an API key or a JWT; subscriptions too
    Query(Box<commands::query::Args>),
    /// Give an API a Lambda authorizer, change or remove it, and lose nothing else
    Configure(Box<commands::configure::Args>),
    /// Show what an API's authorization is: modes, authorizer, permission, findings; or of every API
    Status(Box<commands::status::Args>),
    /// Let a Lambda function call the API by AWS_IAM: the policy, put on its role, checked, taken back
    Grant(Box<commands::grant::Args>),
    /// Show who can reach which field, and keep it in a snapshot that a review can check
    Access(Box<commands::access::Args>),
    /// Say step by step why a request is denied, or print the page of a rule
    Explain(Box<commands::explain::Args>),
    /// Serve AppSync's authorization on this machine: for clients, the AWS CLI and tests
    Local(Box<commands::local::Args>),
    /// Check a schema's and an API's multi-auth set-up, and write missing directives
    Lint(Box<commands::lint::Args>),
    /// Write client code for a schema, and keep it right
    Generate(Box<commands::generate::Args>),
    /// Write an authorizer to start from, with its suite, configuration and CI workflow
    Init(commands::init::Args),
    /// Show what the other commands do, on a sample API: no account, no network, nothing else installed
    Demo(commands::demo::Args),
    /// Print the completions of a shell
    Completions(commands::completions::Args),
    /// Write the manual pages into a folder
    Man(commands::man::Args),
}

impl Command {
    /// The verb as it is typed.
    const fn name(&self) -> &'static str {
        match self {
            Self::TestToken(_) => "test-token",
            Self::Query(_) => "query",
            Self::Configure(_) => "configure",
            Self::Access(_) => "access",
            Self::Explain(_) => "explain",
            Self::Lint(_) => "lint",
            Self::Local(_) => "local",
            Self::Status(_) => "status",
            Self::Grant(_) => "grant",
            Self::Generate(_) => "generate",
            Self::Init(_) => "init",
            Self::Demo(_) => "demo",
            Self::Completions(_) => "completions",
            Self::Man(_) => "man",
        }
    }
}

/// The clap tree, for completions and manual pages.
#[must_use]
pub fn tree() -> clap::Command {
    with_layout(Cli::command())
}

/// Gives every command the same layout of help.
fn with_layout(command: clap::Command) -> clap::Command {
    command.help_template(HELP).mut_subcommands(|command| with_layout(command).disable_help_subcommand(true))
}

/// Runs the program and says how it ends.
#[must_use]
pub fn run(argv: impl IntoIterator<Item = OsString>, console: &Console) -> Status {
    let argv: Vec<OsString> = argv.into_iter().collect();
    let parsed = tree().try_get_matches_from(&argv).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return end_unparsed(&error, &argv, console),
    };
    console.verbosity.set(match (cli.globals.quiet, cli.globals.verbose) {
        (true, _) => Verbosity::Quiet,
        (false, 0) => Verbosity::Normal,
        (false, 1) => Verbosity::Steps,
        (false, _) => Verbosity::Wire,
    });
    let context = Context {
        command: cli.command.name(),
        console,
        json: cli.globals.json,
        may_ask: !cli.globals.no_input && console.stdin_is_terminal && console.stderr_is_terminal,
        style: style(cli.globals.color, console, console.stdout_is_terminal),
        error_style: style(cli.globals.color, console, console.stderr_is_for_people()),
        run: |argv, console| run(argv, console),
    };
    let ended = match cli.command {
        Command::TestToken(args) => run_async(commands::test_token::run(*args, &context)),
        Command::Query(args) => run_async(commands::query::run(*args, &context)),
        Command::Configure(args) => run_async(commands::configure::run(*args, &context)),
        Command::Access(args) => run_async(until_interrupted(commands::access::run(*args, &context))),
        Command::Explain(args) => run_async(until_interrupted(commands::explain::run(*args, &context))),
        Command::Lint(args) => run_async(until_interrupted(commands::lint::run(*args, &context))),
        Command::Status(args) => run_async(commands::status::run(*args, &context)),
        Command::Grant(args) => run_async(commands::grant::run(*args, &context)),
        Command::Generate(args) => run_async(commands::generate::run(*args, &context)),
        Command::Init(args) => run_async(until_interrupted(commands::init::run(args, &context))),
        Command::Demo(args) => run_async(commands::demo::run(args, &context)),
        Command::Local(args) => run_async(commands::local::run(*args, &context)),
        Command::Completions(args) => commands::completions::run(args, &context),
        Command::Man(args) => commands::man::run(args, &context),
    };
    ended.unwrap_or_else(|error| end_with_error(context.command, &error, context.json, console, &context.error_style))
}

/// Says why there is not even a console.
#[must_use]
pub fn end_without_console(error: &Error) -> Status {
    // Nothing can be told to anybody when standard error is gone.
    let _ = failure::write_error(error, &mut std::io::stderr(), &Style::PLAIN);
    error.status()
}

/// Runs a command that leaves nothing half done until the user presses Ctrl-C.
async fn until_interrupted<T>(command: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    tokio::select! {
        // First, so that Ctrl-C is heard from the beginning.
        biased;
        () = signal::interrupted() => Err(Error::interrupted("nothing was changed")),
        result = command => result,
    }
}

/// Runs a command on one thread: what it starts lives as long as this thread, and pings and pongs stay on one core.
fn run_async<T>(command: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::outside("no-runtime", format!("the system gives no event queue: {error}")))?;
    let result = runtime.block_on(command);
    // A name look-up that never ends must not keep the program.
    runtime.shutdown_background();
    result
}

/// Writes an error for people on standard error, or in the envelope on standard output.
fn end_with_error(command: &str, error: &Error, json: bool, console: &Console, style: &Style) -> Status {
    let in_envelope = json && {
        let envelope = envelope::of_error(command, error);
        console.write_out(|out| envelope::write(&envelope, out)).is_ok()
    };
    if !in_envelope {
        let mut text = Vec::new();
        // Writing into memory does not fail.
        let _ = failure::write_error(error, &mut text, style);
        console.write_err(&String::from_utf8_lossy(&text));
    }
    error.status()
}

/// Help and version, which are answers, and faults of usage, which are not.
fn end_unparsed(error: &clap::Error, argv: &[OsString], console: &Console) -> Status {
    if asks_for_exit_codes(argv) {
        return answer(verb(argv), &exit_codes(), argv, console);
    }
    let when = color_said(argv);
    let render = |is_terminal: bool| {
        let rendered = error.render();
        if style(when, console, is_terminal).color {
            return rendered.ansi().to_string();
        }
        // The user's words are repeated, and can hold anything.
        rendered.to_string().split_inclusive('\n').map(safe_line).collect()
    };
    let shows_help = error.kind() == ClapErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if !error.use_stderr() && !shows_help {
        return answer(verb(argv), &render(console.stdout_is_terminal), argv, console);
    }
    if argv.iter().any(|word| word == "--json") {
        return end_with_error(verb(argv), &bad_arguments(error), true, console, &Style::PLAIN);
    }
    console.write_err(&render(console.stderr_is_terminal));
    Status::Usage
}

/// A line without characters that would steer a terminal.
fn safe_line(line: &str) -> String {
    match line.strip_suffix('\n') {
        Some(text) => format!("{}\n", one_line(text)),
        None => one_line(line).into_owned(),
    }
}

/// The fault of arguments that could not be parsed: its first paragraph, and the tip when there is one.
fn bad_arguments(error: &clap::Error) -> Error {
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n").map(|paragraph| {
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        words.join(" ")
    });
    let first = paragraphs.next().unwrap_or_default();
    let message = first.strip_prefix("error: ").unwrap_or(&first).to_owned();
    let tip = paragraphs.find_map(|paragraph| paragraph.strip_prefix("tip: ").map(str::to_owned));
    Error::usage("bad-arguments", message).help(tip.unwrap_or_else(|| "see `appsync-auth --help`".to_owned()))
}

/// Writes help or the version, which people asked for.
fn answer(verb: &str, text: &str, argv: &[OsString], console: &Console) -> Status {
    match console.write_out(|out| out.write_all(text.as_bytes())) {
        Ok(()) => Status::Yes,
        Err(error) => {
            let style = style(color_said(argv), console, console.stderr_is_terminal);
            end_with_error(verb, &error, false, console, &style)
        }
    }
}

/// `help exit-codes`, a topic that is no command.
fn asks_for_exit_codes(argv: &[OsString]) -> bool {
    argv.windows(2).any(|words| words[0] == "help" && words[1] == "exit-codes")
}

/// The exit codes, one a line.
fn exit_codes() -> String {
    let line = |status: Status| format!("{:>3}  {}\n", status.code(), status.meaning());
    Status::ALL.map(line).concat()
}

/// What `--color` says in arguments that could not be parsed.
fn color_said(argv: &[OsString]) -> ColorWhen {
    let words: Vec<_> = argv.iter().map(|word| word.to_string_lossy()).collect();
    let separate = words.windows(2).filter(|pair| pair[0] == "--color").map(|pair| &*pair[1]);
    let joined = words.iter().filter_map(|word| word.strip_prefix("--color="));
    let said = separate.chain(joined).find_map(|value| ColorWhen::from_str(value, false).ok());
    said.unwrap_or(ColorWhen::Auto)
}

/// The verb of arguments that could not be parsed; the program's name when there is none.
fn verb(argv: &[OsString]) -> &'static str {
    let tree = tree();
    let known = tree.get_subcommands().map(clap::Command::get_name);
    let typed = |name: &&str| argv.iter().any(|word| word == *name);
    match known.into_iter().find(typed) {
        Some("test-token") => "test-token",
        Some("query") => "query",
        Some("configure") => "configure",
        Some("access") => "access",
        Some("explain") => "explain",
        Some("lint") => "lint",
        Some("local") => "local",
        Some("status") => "status",
        Some("grant") => "grant",
        Some("generate") => "generate",
        Some("init") => "init",
        Some("demo") => "demo",
        Some("completions") => "completions",
        Some("man") => "man",
        _ => "appsync-auth",
    }
}

/// Colour or not, from the flag, the environment and the terminal.
fn style(when: ColorWhen, console: &Console, is_terminal: bool) -> Style {
    let color = match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto if console.variable("NO_COLOR").is_some() => false,
        ColorWhen::Auto if console.variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        ColorWhen::Auto => is_terminal && console.variable("TERM") != Some("dumb"),
    };
    Style { color, terminal: is_terminal, width: console.width() }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_sound() {
        super::tree().debug_assert();
    }
}
