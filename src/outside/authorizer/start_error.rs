//! Why an authorizer did not start, in the user's words.

use std::io;
use std::process::ExitStatus;

use super::function_error::FunctionError;
use super::handler::{Launch, ProcessSpec};
use crate::error::{Error, ErrorKind};

/// How many lines of a stack or of output an error shows.
const SHOWN_LINES: usize = 40;

/// The program could not be run.
pub(super) fn not_run(spec: &ProcessSpec, launch: &Launch, error: &io::Error) -> Error {
    let (name, program) = (spec.name(), launch.program.to_string_lossy());
    let is_runtime = spec.is_handler();
    let reason = match error.kind() {
        io::ErrorKind::NotFound if is_runtime => format!("`{program}` is not on the PATH"),
        io::ErrorKind::NotFound => format!("`{program}` was not found"),
        io::ErrorKind::PermissionDenied => "it may not be executed".to_owned(),
        _ => format!("`{program}`: {error}"),
    };
    let help = match (&*program, error.kind()) {
        ("node", _) => "install Node.js 18 or newer, or run the handler another way with `exec:COMMAND`".to_owned(),
        ("python3", _) => "install Python 3.8 or newer, or run the handler another way with `exec:COMMAND`".to_owned(),
        (_, io::ErrorKind::PermissionDenied) => {
            format!("name a handler file (.js .mjs .cjs .ts .py), or make a program executable: `chmod +x {name}`")
        }
        (_, io::ErrorKind::NotFound) => {
            "an authorizer runs as a program that speaks the Lambda Runtime API; check the \
             name, and the interpreter in its first line if it is a script"
                .to_owned()
        }
        _ => "it must be a program for this machine, or a script whose first line names its interpreter (`#!`)"
            .to_owned(),
    };
    Error::outside("authorizer-not-started", format!("cannot start the authorizer `{name}`: {reason}")).help(help)
}

/// The child ended before it asked for an event.
pub(super) fn ended(spec: &ProcessSpec, status: ExitStatus, output: &str) -> Error {
    let name = spec.name();
    let how = how_it_ended(status);
    let error = if spec.is_handler() {
        // The runtime itself works, so it is the file that ends the process; unless something killed it.
        let kind = if status.code().is_some() { ErrorKind::Input } else { ErrorKind::Outside };
        Error::new(kind, "authorizer-unloadable", format!("the authorizer `{name}` ended while it was loaded ({how})"))
            .help("a handler file must not end the process: run it by itself to see what it does")
    } else {
        Error::outside(
            "authorizer-not-started",
            format!("the authorizer `{name}` ended before it asked for an event ({how})"),
        )
        .help("the program must speak the Lambda Runtime API at `$AWS_LAMBDA_RUNTIME_API`")
    };
    with_output(error, output)
}

/// The child did not ask for an event in time.
pub(super) fn too_slow(spec: &ProcessSpec, output: &str) -> Error {
    let (name, limit) = (spec.name(), spec.start_timeout);
    let error = Error::outside(
        "authorizer-start-timeout",
        format!("the authorizer `{name}` did not start within {}", humantime::format_duration(limit)),
    );
    let help = if spec.is_handler() {
        "look for work outside the handler function that waits, such as a connection to a database"
    } else {
        "the program must ask `http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next` for events"
    };
    with_output(error.help(help), output)
}

/// The child said why the function cannot be loaded.
pub(super) fn unloadable(spec: &ProcessSpec, reason: &FunctionError, output: &str) -> Error {
    let name = spec.name();
    let FunctionError { error_type, error_message, stack_trace, exports } = reason;
    match error_type.as_str() {
        "Runtime.HandlerNotFound" if spec.is_handler() => return export_missing(spec, reason),
        "AppsyncAuth.NoTypeScript" => return no_typescript(&name, error_message),
        _ => {}
    }
    debug_assert!(exports.is_empty());
    let what = match error_type.as_str() {
        "Runtime.ImportModuleError" | "Runtime.UserCodeSyntaxError" => first_line(error_message).to_owned(),
        _ => format!("{error_type}: {}", first_line(error_message)),
    };
    let help = match error_type.as_str() {
        "Runtime.ImportModuleError" => "install what the handler imports, beside it, as it is in the deployed function",
        "Runtime.UserCodeSyntaxError" => {
            "correct the syntax, or check that the file has the ending that fits its module system"
        }
        _ => {
            "the error was thrown while the file was loaded; `--handler-env NAME=VALUE` gives it the variables that it needs"
        }
    };
    let mut error =
        Error::input("authorizer-unloadable", format!("cannot load the authorizer `{name}`: {what}")).help(help);
    let details = if stack_trace.is_empty() {
        error_message.lines().skip(1).map(str::to_owned).collect()
    } else {
        stack_trace.clone()
    };
    if !details.is_empty() {
        error = error.note(details.into_iter().take(SHOWN_LINES).collect::<Vec<_>>().join("\n"));
    }
    with_output(error, output)
}

fn export_missing(spec: &ProcessSpec, reason: &FunctionError) -> Error {
    let (name, export) = (spec.name(), spec.export());
    let error =
        Error::input("authorizer-export-missing", format!("the authorizer `{name}` has no function `{export}`"));
    let nearest = reason
        .exports
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&candidate.to_lowercase(), &export.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= export.len().max(6) / 3)
        .min();
    let error = match (nearest, &reason.exports[..]) {
        (Some((_, candidate)), _) => error.help(format!("did you mean `{name}#{candidate}`?")),
        (None, [only]) => error.help(format!("name the function that it has: `{name}#{only}`")),
        (None, []) => error.help(format!("export a function `{export}` from it")),
        (None, [first, ..]) => error.help(format!("name one of its functions, such as `{name}#{first}`")),
    };
    if reason.exports.is_empty() {
        return error;
    }
    let names: Vec<String> = reason.exports.iter().take(SHOWN_LINES).map(|name| format!("`{name}`")).collect();
    error.note(format!("its functions: {}", names.join(", ")))
}

fn no_typescript(name: &str, version: &str) -> Error {
    Error::input(
        "authorizer-typescript",
        format!("`{name}` is TypeScript, which Node.js {version} does not run by itself"),
    )
    .help(
        "install `esbuild` or `tsx` in the project of the handler (`npm install --save-dev esbuild`), or use Node.js \
             22.18 or newer",
    )
}

/// `exit status 1`, or the name of the signal.
pub(super) fn how_it_ended(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        // Go's names, which Lambda shows.
        return match signal {
            4 => "signal: illegal instruction".to_owned(),
            6 => "signal: aborted".to_owned(),
            9 => "signal: killed".to_owned(),
            11 => "signal: segmentation fault".to_owned(),
            15 => "signal: terminated".to_owned(),
            other => format!("signal {other}"),
        };
    }
    format!("exit status {}", status.code().unwrap_or_default())
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn with_output(error: Error, output: &str) -> Error {
    let lines: Vec<&str> = output.trim_end().lines().collect();
    if lines.is_empty() {
        return error;
    }
    let shown = lines.len().saturating_sub(SHOWN_LINES);
    error.note(format!("it printed:\n{}", lines.get(shown..).unwrap_or_default().join("\n")))
}
