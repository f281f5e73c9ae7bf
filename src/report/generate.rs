//! The result of `generate`: what became of each file, and how large each operation is.

use std::io;

use serde_json::{Value, json};

use super::Report;
use super::style::{Style, Tone};
use super::table::Table;
use super::wording::{count, one_line};
use crate::codegen::{GeneratedFile, Note};
use crate::status::Status;

/// What `generate` did.
#[derive(Debug, Clone, Default)]
pub struct GenerateReport {
    /// What was done.
    pub done: GenerateDone,
    /// The files, by folder and path.
    pub files: Vec<GeneratedFileRow>,
    /// The operations with their sizes.
    pub operations: Vec<OperationSize>,
    /// Whether people see the sizes too.
    pub shows_sizes: bool,
    /// What somebody should know of what was generated.
    pub notes: Vec<Note>,
}

/// What was done with what was generated.
#[derive(Debug, Clone, Default)]
pub enum GenerateDone {
    /// It was written where it was new.
    #[default]
    Written,
    /// It was compared.
    Checked {
        /// Whether all files are as they should be.
        is_equal: bool,
        /// The difference, cut.
        difference: String,
        /// How many lines of it were cut.
        left_out: usize,
    },
    /// It is printed: the files, with their paths from where the user is.
    Printed(Vec<GeneratedFile>),
}

/// A file with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GeneratedFileRow {
    /// The path from where the user is.
    pub path: String,
    /// What became of it.
    pub state: FileState,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileState {
    /// It was written, or would be.
    Written,
    /// It held its text already.
    Unchanged,
    /// It was deleted, or would be.
    Pruned,
    /// It is not generated any more, and stays.
    Left,
    /// It is not as it was generated, and may not be written over.
    Refused,
}

impl FileState {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Unchanged => "unchanged",
            Self::Pruned => "pruned",
            Self::Left => "left",
            Self::Refused => "refused",
        }
    }
}

/// How large an operation is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperationSize {
    /// The target that it was generated for.
    pub target: &'static str,
    /// `query`, `mutation` or `subscription`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Leaf fields, fragments expanded.
    pub fields: u64,
    /// Fields below the root that have fields of their own: about as many resolvers may run.
    pub objects: u64,
    /// The size of its text in bytes, fragments included.
    pub bytes: usize,
}

impl Report for GenerateReport {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        match &self.done {
            GenerateDone::Printed(files) => print(files, out)?,
            GenerateDone::Checked { is_equal, difference, left_out } => {
                self.checked(*is_equal, difference, *left_out, out, style)?;
            }
            GenerateDone::Written => self.written(out, style)?,
        }
        match self.done {
            // What is printed may go into a file, where sizes have no place.
            GenerateDone::Printed(_) => Ok(()),
            _ if self.shows_sizes => self.sizes(out, style),
            _ => Ok(()),
        }
    }

    fn json(&self) -> Value {
        let files: Vec<Value> = match &self.done {
            GenerateDone::Printed(files) => {
                files.iter().map(|file| json!({ "path": file.path, "state": "printed", "text": file.text })).collect()
            }
            _ => self.files.iter().map(|row| json!({ "path": row.path, "state": row.state.name() })).collect(),
        };
        let operations: Vec<Value> = self.operations.iter().map(OperationSize::to_json).collect();
        let mut result = json!({ "files": files, "operations": operations });
        if let GenerateDone::Checked { is_equal, difference, left_out } = &self.done {
            result["upToDate"] = json!(is_equal);
            result["difference"] = json!(difference);
            result["differenceLinesLeftOut"] = json!(left_out);
        }
        result
    }

    fn findings(&self) -> Vec<Value> {
        let finding = |note: &Note| {
            json!({
                "code": note.code,
                "name": note.code,
                "severity": note.weight.name(),
                "message": note.message,
                "coordinate": note.about,
                "file": null,
                "line": null,
                "column": null,
                "endLine": null,
                "endColumn": null,
                "help": null,
                "evidence": null,
            })
        };
        self.notes.iter().map(finding).collect()
    }

    fn status(&self) -> Status {
        match &self.done {
            GenerateDone::Checked { is_equal: false, .. } => Status::No,
            _ => Status::Yes,
        }
    }
}

impl GenerateReport {
    /// The number of files of a state.
    #[must_use]
    pub fn number_of(&self, state: FileState) -> usize {
        self.files.iter().filter(|row| row.state == state).count()
    }

    /// All of it in one line: `2 files written, 1 unchanged`.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut told = Vec::new();
        for state in [FileState::Written, FileState::Pruned, FileState::Unchanged, FileState::Left, FileState::Refused]
        {
            match self.number_of(state) {
                0 => {}
                number if told.is_empty() => told.push(format!("{} {}", count(number, "file"), state.name())),
                number => told.push(format!("{number} {}", state.name())),
            }
        }
        told.join(", ")
    }

    fn written(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        for GeneratedFileRow { path, state } in &self.files {
            let path = one_line(path);
            if style.terminal {
                let tone = match state {
                    FileState::Written => Tone::Good,
                    FileState::Pruned | FileState::Refused => Tone::Warning,
                    FileState::Unchanged | FileState::Left => Tone::Hint,
                };
                writeln!(out, "{}  {path}", style.paint(tone, format!("{:<9}", state.name())))?;
            } else {
                writeln!(out, "{}\t{path}", state.name())?;
            }
        }
        Ok(())
    }

    fn checked(
        &self,
        is_equal: bool,
        difference: &str,
        left_out: usize,
        out: &mut dyn io::Write,
        style: &Style,
    ) -> io::Result<()> {
        if is_equal {
            let files = self.files.iter().filter(|row| row.state == FileState::Unchanged).count();
            return writeln!(out, "{}: {}", style.good("no difference"), count(files, "file"));
        }
        for line in difference.lines() {
            let tone = match line.bytes().next() {
                Some(b'+') => Tone::Good,
                Some(b'-') => Tone::Bad,
                Some(b'@') => Tone::Hint,
                _ => Tone::Plain,
            };
            writeln!(out, "{}", style.paint(tone, one_line(line).into_owned()))?;
        }
        if left_out > 0 {
            writeln!(out, "… {} more", count(left_out, "line"))?;
        }
        Ok(())
    }

    /// Writes how large each operation is, and what somebody should know.
    ///
    /// # Errors
    /// What the output says.
    pub fn sizes(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let targets: std::collections::BTreeSet<&str> = self.operations.iter().map(|each| each.target).collect();
        let mut headings = vec!["operation", "kind", "fields", "objects", "bytes"];
        if targets.len() > 1 {
            headings.insert(0, "target");
        }
        let mut table = Table::new(&headings);
        let first_number = headings.len() - 3;
        (first_number..headings.len()).for_each(|column| table.align_right(column));
        for each in &self.operations {
            let target = (targets.len() > 1).then(|| (Tone::Plain, each.target.to_owned()));
            table.row(target.into_iter().chain([
                (Tone::Strong, each.name.clone()),
                (Tone::Plain, each.kind.to_owned()),
                (Tone::Plain, each.fields.to_string()),
                (Tone::Plain, each.objects.to_string()),
                (Tone::Plain, each.bytes.to_string()),
            ]));
        }
        if !table.is_empty() {
            table.write(out, style)?;
        }
        self.remarks(out, style)
    }

    /// The notes, so that what was left out stands in the report.
    fn remarks(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        for (index, note) in self.notes.iter().enumerate() {
            let message = one_line(&note.message);
            if !style.terminal {
                writeln!(out, "note\t{}\t{message}", one_line(&note.about))?;
                continue;
            }
            if index == 0 {
                writeln!(out)?;
            }
            writeln!(out, "{}", style.hang("note:", Tone::Hint, 6, &message))?;
        }
        Ok(())
    }
}

impl OperationSize {
    fn to_json(&self) -> Value {
        json!({
            "target": self.target,
            "kind": self.kind,
            "name": self.name,
            "fields": self.fields,
            "objects": self.objects,
            "bytes": self.bytes,
        })
    }
}

/// What `generate init` wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenerateInitReport {
    /// The configuration file, from where the user is.
    pub file: String,
    /// Whether it was not there before.
    pub is_new: bool,
    /// The section.
    pub section: String,
    /// The file of Amplify's tools that was taken over.
    pub imported_from: Option<String>,
    /// What of it was not.
    pub left: Vec<String>,
}

impl Report for GenerateInitReport {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let file = one_line(&self.file);
        if !style.terminal {
            writeln!(out, "file\t{file}")?;
            if let Some(from) = &self.imported_from {
                writeln!(out, "imported\t{}", one_line(from))?;
            }
            for left in &self.left {
                writeln!(out, "not imported\t{}", one_line(left))?;
            }
            return Ok(());
        }
        let word = if self.is_new { "wrote" } else { "appended" };
        writeln!(out, "{} a `generate` section to `{file}`\n", style.good(word))?;
        self.section.lines().try_for_each(|line| writeln!(out, "  {}", one_line(line)))?;
        if let Some(from) = &self.imported_from {
            writeln!(out, "\ntaken over from `{}`", one_line(from))?;
        }
        for left in &self.left {
            writeln!(out, "{}", style.hang("not taken over:", Tone::Warning, 16, &one_line(left)))?;
        }
        writeln!(out, "\n{}\n  appsync-auth generate", style.strong("next"))
    }

    fn json(&self) -> Value {
        json!({
            "file": self.file,
            "created": self.is_new,
            "section": self.section,
            "importedFrom": self.imported_from,
            "notImported": self.left,
        })
    }

    fn status(&self) -> Status {
        Status::Yes
    }
}

/// Prints files; several each with a comment that names it.
fn print(files: &[GeneratedFile], out: &mut dyn io::Write) -> io::Result<()> {
    for (index, file) in files.iter().enumerate() {
        if files.len() > 1 {
            let sign = if file.path.ends_with(".graphql") { "#" } else { "//" };
            let gap = if index == 0 { "" } else { "\n" };
            writeln!(out, "{gap}{sign} {}", one_line(&file.path))?;
        }
        out.write_all(file.text.as_bytes())?;
    }
    Ok(())
}
