//! The result of `init`: the files that were written, and what to do next.

use std::io;

use serde_json::{Value, json};

use super::Report;
use super::style::Style;
use super::wording::one_line;
use crate::status::Status;

/// What `init` wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitReport {
    /// The language of the authorizer, as `--language` takes it.
    pub language: &'static str,
    /// The folder, as the user typed it.
    pub folder: String,
    /// The files, in the order in which a reader wants them.
    pub files: Vec<InitFile>,
    /// The commands to type next, in order, from where the program was started.
    pub next: Vec<String>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitFile {
    /// Relative to the folder, with slashes.
    pub path: String,
    /// What it is, in a few words.
    pub purpose: &'static str,
}

impl Report for InitReport {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let folder = one_line(&self.folder);
        if !style.terminal {
            writeln!(out, "language\t{}\ndirectory\t{folder}", self.language)?;
            for file in &self.files {
                writeln!(out, "file\t{}", one_line(&file.path))?;
            }
            return self.next.iter().try_for_each(|command| writeln!(out, "next\t{}", one_line(command)));
        }
        writeln!(out, "{} in `{folder}`, written in {}\n", style.good("an authorizer"), self.language)?;
        let width = self.files.iter().map(|file| console::measure_text_width(&file.path)).max().unwrap_or_default();
        for file in &self.files {
            let path = one_line(&file.path);
            writeln!(
                out,
                "  {path}{}  {}",
                " ".repeat(width - console::measure_text_width(&path).min(width)),
                style.faint(file.purpose)
            )?;
        }
        writeln!(out, "\n{}", style.strong("next"))?;
        self.next.iter().try_for_each(|command| writeln!(out, "  {}", one_line(command)))
    }

    fn json(&self) -> Value {
        let files: Vec<&str> = self.files.iter().map(|file| file.path.as_str()).collect();
        json!({ "language": self.language, "directory": self.folder, "files": files, "next": self.next })
    }

    fn status(&self) -> Status {
        Status::Yes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{TERMINAL, text_of};

    fn report() -> InitReport {
        let file = |path: &str, purpose| InitFile { path: path.to_owned(), purpose };
        InitReport {
            language: "python",
            folder: "auth".to_owned(),
            files: vec![file("authorizer.py", "the authorizer"), file("schema.graphql", "the schema")],
            next: vec!["cd auth && appsync-auth test-token".to_owned(), "appsync-auth local".to_owned()],
        }
    }

    #[test]
    fn people_see_each_file_with_its_purpose_and_the_next_commands() {
        insta::assert_snapshot!(text_of(&report(), &TERMINAL), @r"
        an authorizer in `auth`, written in python

          authorizer.py   the authorizer
          schema.graphql  the schema

        next
          cd auth && appsync-auth test-token
          appsync-auth local
        ");
    }

    #[test]
    fn a_pipe_gets_a_key_and_a_value_a_line() {
        assert_eq!(
            text_of(&report(), &Style::PLAIN),
            "language\tpython\ndirectory\tauth\nfile\tauthorizer.py\nfile\tschema.graphql\n\
             next\tcd auth && appsync-auth test-token\nnext\tappsync-auth local\n"
        );
    }
}
