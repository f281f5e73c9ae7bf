//! From a handler file or a command to a command line and its environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Command;

use super::FunctionConfiguration;
use crate::appsync::limits::AUTHORIZER_TIMEOUT;
use crate::appsync::{ApiIdentity, AuthorizerTarget};
use crate::error::Error;

/// How long a function may take to start.
///
/// Source: AWS Lambda developer guide, "Lambda execution environment lifecycle", init phase.
const START_TIMEOUT: Duration = Duration::from_secs(10);

const NODE_BOOTSTRAP: &str = include_str!("bootstrap.cjs");
const PYTHON_BOOTSTRAP: &str = include_str!("bootstrap.py");

/// What to run as an authorizer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Program {
    /// A handler file for Node.js or Python and the name of its export, `handler` when none is given.
    Handler {
        /// The file.
        path: PathBuf,
        /// The name of the export.
        export: Option<String>,
    },
    /// A command that speaks the Lambda Runtime API: the program and its arguments.
    Command(Vec<String>),
    /// An executable file that speaks the Lambda Runtime API.
    Executable(PathBuf),
}

impl Program {
    /// What a target says to run; `None` when it is no program. Relative paths start at `base`.
    #[must_use]
    pub fn of_target(target: &AuthorizerTarget, base: &Path) -> Option<Self> {
        match target {
            AuthorizerTarget::Handler { path, export } => {
                Some(Self::Handler { path: base.join(path), export: export.clone() })
            }
            AuthorizerTarget::Command(words) => Some(Self::Command(words.clone())),
            AuthorizerTarget::Executable(path) => Some(Self::Executable(base.join(path))),
            AuthorizerTarget::Function(_) | AuthorizerTarget::Url(_) | AuthorizerTarget::Rules(_) => None,
        }
    }
}

/// How to run an authorizer as child processes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessSpec {
    /// What to run.
    pub program: Program,
    /// Partition, region and account for the function's ARN and `AWS_REGION`.
    pub api: ApiIdentity,
    /// The most processes at one time; each takes one event at a time. At least 1.
    pub workers: usize,
    /// How long an invocation may take.
    pub authorizer_timeout: Duration,
    /// How long a process may take to start.
    pub start_timeout: Duration,
    /// Environment variables for the process, over the ones that it gets from us.
    pub handler_env: Vec<(String, String)>,
    /// Our environment variables that the process does not get, such as the one that the token came from.
    pub remove_env: Vec<String>,
    /// Lambda's own configuration of the function.
    pub configuration: FunctionConfiguration,
}

impl ProcessSpec {
    /// One process, with AppSync's and Lambda's limits.
    #[must_use]
    pub fn new(program: Program) -> Self {
        Self {
            program,
            api: ApiIdentity::default(),
            workers: 1,
            authorizer_timeout: AUTHORIZER_TIMEOUT,
            start_timeout: START_TIMEOUT,
            handler_env: Vec::new(),
            remove_env: Vec::new(),
            configuration: FunctionConfiguration::default(),
        }
    }

    /// How long an invocation may take at last.
    pub(super) fn limit(&self) -> Duration {
        self.configuration.limit(self.authorizer_timeout)
    }

    /// The authorizer as the user calls it, for messages.
    pub(super) fn name(&self) -> String {
        match &self.program {
            Program::Handler { path, .. } | Program::Executable(path) => path.display().to_string(),
            Program::Command(words) => format!("exec:{}", shell_words::join(words)),
        }
    }

    pub(super) fn is_handler(&self) -> bool {
        matches!(self.program, Program::Handler { .. })
    }

    pub(super) fn export(&self) -> &str {
        match &self.program {
            Program::Handler { export: Some(export), .. } => export,
            _ => "handler",
        }
    }
}

/// A command line that is ready to be started.
#[derive(Debug, Clone)]
pub(super) struct Launch {
    pub(super) program: OsString,
    arguments: Vec<OsString>,
    /// What the program reads on standard input.
    pub(super) script: Option<&'static str>,
    task_root: PathBuf,
    function_name: String,
    pub(super) function_arn: String,
}

impl Launch {
    /// Finds out what to start.
    ///
    /// # Errors
    ///
    /// [`crate::error::ErrorKind::Input`] when the file is missing or is no file.
    pub(super) fn new(spec: &ProcessSpec) -> Result<Self, Error> {
        let folder = |path: &Path| path.parent().map(Path::to_owned).unwrap_or_default();
        let (program, arguments, script, task_root, stem) = match &spec.program {
            Program::Handler { path, .. } => {
                let path = existing_file(path)?;
                let is_python = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("py"));
                let (program, script) =
                    if is_python { ("python3", PYTHON_BOOTSTRAP) } else { ("node", NODE_BOOTSTRAP) };
                let arguments = vec!["-".into(), path.clone().into(), spec.export().into()];
                let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
                (program.into(), arguments, Some(script), folder(&path), stem)
            }
            Program::Executable(path) => {
                let path = existing_file(path)?;
                let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
                (path.into(), Vec::new(), None, current_folder()?, stem)
            }
            Program::Command(words) => {
                let [program, arguments @ ..] = &words[..] else {
                    return Err(Error::input("authorizer-not-found", "`exec:` says no command"));
                };
                let stem = Path::new(program).file_stem().map(|stem| stem.to_string_lossy().into_owned());
                (program.into(), arguments.iter().map(OsString::from).collect(), None, current_folder()?, stem)
            }
        };
        let function_name = function_name(&stem.unwrap_or_default());
        let ApiIdentity { partition, region, account_id, .. } = &spec.api;
        let function_arn = format!("arn:{partition}:lambda:{region}:{account_id}:function:{function_name}");
        Ok(Self { program, arguments, script, task_root, function_name, function_arn })
    }

    /// The command for one child, whose Runtime API is at this address.
    ///
    /// Source of the variables: AWS Lambda developer guide, "Defined runtime environment variables".
    pub(super) fn command(&self, spec: &ProcessSpec, runtime_api: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).current_dir(&self.task_root);
        for name in &spec.remove_env {
            command.env_remove(name);
        }
        command
            .env("AWS_REGION", &spec.api.region)
            .env("AWS_DEFAULT_REGION", &spec.api.region)
            .env("AWS_LAMBDA_FUNCTION_NAME", &self.function_name)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", spec.configuration.memory_mb.to_string())
            .env("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{}", self.function_name))
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "local/[$LATEST]00000000000000000000000000000000")
            .env("LAMBDA_TASK_ROOT", &self.task_root)
            .env("TZ", ":UTC");
        if spec.is_handler() {
            let file = self.arguments.get(1).map(Path::new).and_then(Path::file_stem).unwrap_or_default();
            let mut handler = file.to_owned();
            handler.push(".");
            handler.push(spec.export());
            command.env("_HANDLER", handler);
        } else if std::env::var_os("_HANDLER").is_none() {
            command.env("_HANDLER", "bootstrap.handler");
        }
        let variables = spec.handler_env.iter().chain(&spec.configuration.variables);
        command.envs(variables.map(|(name, value)| (name, value)));
        command.env("AWS_LAMBDA_RUNTIME_API", runtime_api);
        command
    }
}

fn current_folder() -> Result<PathBuf, Error> {
    std::env::current_dir()
        .map_err(|error| Error::outside("authorizer-not-started", format!("the current folder is not there: {error}")))
}

fn existing_file(path: &Path) -> Result<PathBuf, Error> {
    let name = path.display();
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => std::path::absolute(path)
            .map_err(|error| Error::input("authorizer-not-found", format!("`{name}` cannot be found: {error}"))),
        Ok(_) => Err(Error::input("authorizer-not-found", format!("the authorizer `{name}` is not a file"))
            .help("name the handler file itself, such as `authorizer/index.mjs`")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(Error::input("authorizer-not-found", format!("the authorizer `{name}` does not exist"))
                .help("give a handler file, `exec:COMMAND`, a function (`lambda:NAME`), a URL or a rules file"))
        }
        Err(error) => {
            Err(Error::input("authorizer-not-found", format!("the authorizer `{name}` cannot be read: {error}")))
        }
    }
}

/// A name that Lambda would accept: what else there is becomes `-`.
fn function_name(stem: &str) -> String {
    let name: String =
        stem.chars().take(64).map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    if name.is_empty() { "authorizer".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_named_after_its_file() {
        assert_eq!(function_name("my authorizer.v2"), "my-authorizer-v2");
        assert_eq!(function_name("autorisé"), "autoris-");
        assert_eq!(function_name(""), "authorizer");
    }

    #[test]
    fn only_targets_that_run_here_are_programs() {
        let base = Path::new("suites");
        let program = |text: &str| text.parse().ok().and_then(|target| Program::of_target(&target, base));
        assert_eq!(
            program("a.mjs#check"),
            Some(Program::Handler { path: PathBuf::from("suites/a.mjs"), export: Some("check".to_owned()) })
        );
        assert_eq!(program("bootstrap"), Some(Program::Executable(PathBuf::from("suites/bootstrap"))));
        assert_eq!(program("exec:a b"), Some(Program::Command(vec!["a".to_owned(), "b".to_owned()])));
        assert_eq!(program("lambda:a"), None);
        assert_eq!(program("http://localhost:9000"), None);
        assert_eq!(program("rules.yaml"), None);
    }
}
