//! The result of `demo`: commands and what they printed.

use std::io;

use serde_json::{Value, json};

use super::Report;
use super::style::Style;
use crate::status::Status;

/// What `demo` showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoReport {
    /// The folder of the sample.
    pub folder: String,
    /// The port on which the sample goes on to be served; without one the folder is removed.
    pub kept: Option<u16>,
    /// What was done, in order.
    pub steps: Vec<DemoStep>,
    /// Commands that a user may want next, each with what it is for.
    pub next: Vec<(&'static str, &'static str)>,
}

/// A command and what it printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoStep {
    /// What is seen, in a sentence.
    pub says: &'static str,
    /// The command line, in pieces that belong on one line each.
    pub pieces: Vec<String>,
    /// How it ended.
    pub status: Status,
    /// What it wrote to both streams.
    pub output: String,
}

impl DemoStep {
    /// The command as a user types it: on one line, or at a terminal on as many as it takes.
    fn typed(&self, style: &Style) -> String {
        let mut text = String::new();
        let mut column = "$ ".len();
        for piece in &self.pieces {
            let width = console::measure_text_width(piece);
            // Behind each piece must be room for a backslash.
            if text.is_empty() {
                column += width;
            } else if style.terminal && column + 1 + width + 2 > style.columns() {
                text.push_str(" \\\n    ");
                column = 4 + width;
            } else {
                text.push(' ');
                column += 1 + width;
            }
            text.push_str(piece);
        }
        text
    }

    fn write(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        writeln!(out, "\n{}\n", style.strong(style.hang("", super::Tone::Plain, 0, self.says)))?;
        writeln!(out, "{} {}", style.faint("$"), style.hint(self.typed(style)))?;
        write!(out, "{}", self.output)?;
        if self.status != Status::Yes {
            writeln!(out, "{}", style.faint(format_args!("exit code {}", self.status.code())))?;
        }
        Ok(())
    }
}

impl Report for DemoReport {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let opening = "A sample Event API and its authorizer, on this machine alone: no AWS account is asked.";
        writeln!(out, "{}", style.hang("", super::Tone::Plain, 0, opening))?;
        self.steps.iter().try_for_each(|step| step.write(out, style))?;
        writeln!(out, "\n{}\n", style.strong("Next:"))?;
        let width = self.next.iter().map(|(command, _)| command.len()).max().unwrap_or_default();
        for (command, purpose) in &self.next {
            writeln!(out, "  {command:<width$}  {}", style.faint(purpose))?;
        }
        if let Some(port) = self.kept {
            let closing = format!("The sample stays in {}; its files are read again when they change.", self.folder);
            writeln!(out, "\n{}\n", style.hang("", super::Tone::Plain, 0, &closing))?;
            let command = format!("cd {} && appsync-auth local --port {port}", self.folder);
            writeln!(out, "{} {}", style.faint("$"), style.hint(command))?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let step = |step: &DemoStep| {
            let command = step.pieces.join(" ");
            json!({ "command": command, "exitCode": step.status.code(), "output": step.output })
        };
        let next: Vec<&str> = self.next.iter().map(|(command, _)| *command).collect();
        json!({ "steps": self.steps.iter().map(step).collect::<Vec<_>>(), "next": next })
    }

    fn status(&self) -> Status {
        Status::Yes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{TERMINAL, text_of};

    fn report() -> DemoReport {
        let step = DemoStep {
            says: "A stranger is refused.",
            pieces: [
                "appsync-auth test-token --authorizer rules.yaml",
                "--token stranger",
                "--query '{ listEvents { id name } }'",
            ]
            .map(str::to_owned)
            .to_vec(),
            status: Status::No,
            output: "denied\n".to_owned(),
        };
        DemoReport {
            folder: "/tmp/demo".to_owned(),
            kept: Some(4000),
            steps: vec![step],
            next: vec![("appsync-auth help", "all commands")],
        }
    }

    #[test]
    fn a_command_is_broken_where_it_does_not_fit_a_terminal() {
        insta::assert_snapshot!(text_of(&report(), &TERMINAL), @r"
        A sample Event API and its authorizer, on this machine alone: no AWS account is asked.

        A stranger is refused.

        $ appsync-auth test-token --authorizer rules.yaml --token stranger \
            --query '{ listEvents { id name } }'
        denied
        exit code 1

        Next:

          appsync-auth help  all commands

        The sample stays in /tmp/demo; its files are read again when they change.

        $ cd /tmp/demo && appsync-auth local --port 4000
        ");
        assert_eq!(
            report().steps[0].typed(&Style::PLAIN),
            "appsync-auth test-token --authorizer rules.yaml --token stranger --query '{ listEvents { id name } }'"
        );
    }

    #[test]
    fn programs_get_each_command_with_its_exit_code_and_output() {
        assert_eq!(
            report().json(),
            json!({
                "steps": [{
                    "command": "appsync-auth test-token --authorizer rules.yaml --token stranger --query '{ listEvents { id name } }'",
                    "exitCode": 1,
                    "output": "denied\n",
                }],
                "next": ["appsync-auth help"],
            })
        );
    }
}
