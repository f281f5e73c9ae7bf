//! Who reaches which field: a table for people, a line a cell for pipes, JSON; and what changed since a snapshot.

use std::io;

use serde_json::{Map, Value, json};

use super::Report;
use super::style::{Style, Tone};
use super::table::Table;
use super::wording::{count, one_line};
use crate::appsync::AuthenticationType;
use crate::engine::access::{Change, ChangeKind, Column, ColumnChange, Matrix, MatrixDifference, Reach, Who};
use crate::status::Status;

/// The matrix, or what changed in it.
#[derive(Debug, Clone)]
pub struct AccessReport {
    /// What is shown.
    pub matrix: Matrix,
    /// What changed since a snapshot, when one was named.
    pub comparison: Option<Comparison>,
    /// Whether a page was written that shows the matrix, so that the text need not.
    pub page_written: bool,
}

/// What changed since a snapshot.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The file, as the user gave it.
    pub file: String,
    /// What was asked.
    pub purpose: Purpose,
    /// What changed; `None` when there was no snapshot before.
    pub difference: Option<MatrixDifference>,
}

/// What a snapshot is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To see what changed.
    Show,
    /// `--check`: a difference is exit 1.
    Check,
    /// `--update`: it was written again.
    Update,
}

impl Report for AccessReport {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        match &self.comparison {
            Some(comparison) => comparison.text(out, style),
            None if self.page_written => Ok(()),
            None if style.terminal => on_terminal(&self.matrix, out, style),
            None => for_pipe(&self.matrix, out),
        }
    }

    fn json(&self) -> Value {
        let matrix = &self.matrix;
        let mut result = Map::new();
        let modes: Vec<&str> = matrix.columns.iter().filter(|each| each.who == Who::Anyone).map(mode_name).collect();
        result.insert("modes".to_owned(), json!(modes));
        result.insert("default".to_owned(), json!(matrix.default.name()));
        result.insert("columns".to_owned(), matrix.columns.iter().map(column_json).collect());
        let fields = matrix.rows.iter().map(|row| {
            let cells = matrix.columns.iter().zip(&row.cells).map(|(column, cell)| {
                (column.to_string(), json!({ "access": cell.reach.name(), "rule": cell.rule.to_string() }))
            });
            json!({ "coordinate": row.coordinate.to_string(), "access": cells.collect::<Map<_, _>>() })
        });
        result.insert("fields".to_owned(), fields.collect());
        if let Some(comparison) = &self.comparison {
            let written = comparison.purpose == Purpose::Update;
            result.insert("snapshot".to_owned(), json!({ "file": comparison.file, "written": written }));
            let difference = comparison.difference.as_ref().map_or(Value::Null, difference_json);
            result.insert("difference".to_owned(), difference);
        }
        Value::Object(result)
    }

    fn status(&self) -> Status {
        match &self.comparison {
            Some(Comparison { purpose: Purpose::Check, difference, .. })
                if difference.as_ref().is_none_or(|difference| !difference.is_empty()) =>
            {
                Status::No
            }
            _ => Status::Yes,
        }
    }
}

fn mode_name(column: &Column) -> &'static str {
    column.mode.name()
}

fn column_json(column: &Column) -> Value {
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(column.to_string()));
    object.insert("mode".to_owned(), json!(column.mode.name()));
    match &column.who {
        Who::Anyone => {}
        Who::Group(name) => drop(object.insert("group".to_owned(), json!(name))),
        Who::Policy(name) => drop(object.insert("policy".to_owned(), json!(name))),
    }
    Value::Object(object)
}

fn difference_json(difference: &MatrixDifference) -> Value {
    let names = |columns: &[Column]| columns.iter().map(Column::to_string).collect::<Vec<_>>();
    let changes = difference.changes.iter().map(|change| {
        let columns = change.columns.iter().map(|moved| {
            json!({ "column": moved.column.to_string(), "before": moved.before.name(), "after": moved.after.name() })
        });
        json!({
            "coordinate": change.coordinate.to_string(),
            "change": change.kind.name(),
            "columns": columns.collect::<Vec<_>>(),
        })
    });
    json!({
        "default": difference.default.map(|(before, after)| json!({ "before": before.name(), "after": after.name() })),
        "newColumns": names(&difference.new_columns),
        "goneColumns": names(&difference.gone_columns),
        "changes": changes.collect::<Vec<_>>(),
    })
}

impl Comparison {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let file = one_line(&self.file);
        let Some(difference) = &self.difference else {
            return writeln!(out, "wrote `{file}`");
        };
        if difference.is_empty() {
            let word = if self.purpose == Purpose::Update { "nothing to update" } else { "no difference" };
            return writeln!(out, "{}: access is as `{file}` says", style.good(word));
        }
        changes_table(difference).write(out, style)?;
        let told = summary(difference);
        match self.purpose {
            Purpose::Update => writeln!(out, "wrote `{file}`: {told}"),
            Purpose::Show => writeln!(out, "access is not as `{file}` says: {told}"),
            Purpose::Check => {
                writeln!(out, "{}: access is not as `{file}` says: {told}", style.bad("failed"))?;
                let help =
                    "if this is meant, run the same command with --update in place of --check, and commit the file";
                writeln!(out, "{}", style.hang("help:", Tone::Hint, 6, help))
            }
        }
    }
}

/// A row for each change, the API's own first.
fn changes_table(difference: &MatrixDifference) -> Table {
    let mut table = Table::new(&["change", "field", "callers"]);
    if let Some((before, after)) = difference.default {
        let told = format!("{before} -> {after}");
        table.row([(Tone::Warning, "default".to_owned()), (Tone::Plain, String::new()), (Tone::Plain, told)]);
    }
    for (sign, columns) in [("+", &difference.new_columns), ("-", &difference.gone_columns)] {
        for column in columns {
            let told = format!("{sign} {column}");
            table.row([(Tone::Warning, "column".to_owned()), (Tone::Plain, String::new()), (Tone::Plain, told)]);
        }
    }
    for change in &difference.changes {
        let tone = match change.kind {
            ChangeKind::Widened => Tone::Bad,
            ChangeKind::Narrowed => Tone::Warning,
            ChangeKind::Appeared | ChangeKind::Disappeared => Tone::Plain,
        };
        table.row([
            (tone, change.kind.name().to_owned()),
            (Tone::Strong, change.coordinate.to_string()),
            (Tone::Plain, callers(change)),
        ]);
    }
    table
}

/// The columns of a change: `+ API_KEY AWS_IAM (denied -> unknown)`.
fn callers(change: &Change) -> String {
    let sign = match change.kind {
        ChangeKind::Widened | ChangeKind::Appeared => "+",
        ChangeKind::Narrowed | ChangeKind::Disappeared => "-",
    };
    if change.columns.is_empty() {
        return "nobody".to_owned();
    }
    let told = change.columns.iter().map(|ColumnChange { column, before, after }| match (change.kind, before, after) {
        (_, Reach::Denied, Reach::Reached) | (_, Reach::Reached, Reach::Denied) => column.to_string(),
        (ChangeKind::Appeared, _, state) | (ChangeKind::Disappeared, state, _) => {
            format!("{column} ({})", state.name())
        }
        _ => format!("{column} ({} -> {})", before.name(), after.name()),
    });
    format!("{sign} {}", told.collect::<Vec<_>>().join(", "))
}

/// The counts of a difference: `1 field widened, 2 fields appeared`.
fn summary(difference: &MatrixDifference) -> String {
    let mut told = Vec::new();
    if difference.default.is_some() {
        told.push("another default mode".to_owned());
    }
    let columns = difference.new_columns.len() + difference.gone_columns.len();
    if columns > 0 {
        told.push(format!("{} changed", count(columns, "column")));
    }
    for kind in [ChangeKind::Widened, ChangeKind::Narrowed, ChangeKind::Appeared, ChangeKind::Disappeared] {
        let number = difference.count(kind);
        if number > 0 {
            told.push(format!("{} {}", count(number, "field"), kind.name()));
        }
    }
    told.join(", ")
}

/// A line for each cell: field, column, access, rule.
fn for_pipe(matrix: &Matrix, out: &mut dyn io::Write) -> io::Result<()> {
    let columns: Vec<String> = matrix.columns.iter().map(|column| one_line(&column.to_string()).into_owned()).collect();
    for row in &matrix.rows {
        for (column, cell) in columns.iter().zip(&row.cells) {
            writeln!(out, "{}\t{column}\t{}\t{}", row.coordinate, cell.reach.name(), cell.rule)?;
        }
    }
    Ok(())
}

/// The table, with what its headings and words mean above it.
fn on_terminal(matrix: &Matrix, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    if matrix.rows.is_empty() || matrix.columns.is_empty() {
        return writeln!(out, "the schema has no fields to show");
    }
    let words = Words::fitting(matrix, style.columns());
    let headings: Vec<String> =
        matrix.columns.iter().enumerate().map(|(index, column)| words.heading(index, column)).collect();
    let widest = headings.iter().map(|heading| console::measure_text_width(heading)).max().unwrap_or_default();
    for (heading, column) in headings.iter().zip(&matrix.columns) {
        let told = one_line(&meaning(column, matrix.default)).into_owned();
        writeln!(out, "{}", style.hang(&one_line(heading), Tone::Strong, widest + 2, &told))?;
    }
    let used = |reach: &Reach| matrix.rows.iter().any(|row| row.cells.iter().any(|cell| cell.reach == *reach));
    let legend: Vec<String> = Reach::ALL
        .into_iter()
        .rev()
        .filter(used)
        .map(|reach| format!("{}: {}", words.cell(reach), explanation(reach)))
        .collect();
    writeln!(out, "\n{}\n", style.hang("", Tone::Plain, 0, &legend.join(" · ")))?;
    let mut titles = vec!["field"];
    titles.extend(headings.iter().map(String::as_str));
    let mut table = Table::new(&titles);
    let mut last_type = None;
    for row in &matrix.rows {
        let type_name = &row.coordinate.type_name;
        if last_type != Some(type_name) {
            last_type = Some(type_name);
            table.row([(Tone::Strong, type_name.clone())]);
        }
        let field = (Tone::Plain, format!("  {}", row.coordinate.field_name));
        let cells = row.cells.iter().map(|cell| (tone(cell.reach), words.cell(cell.reach).to_owned()));
        table.row(std::iter::once(field).chain(cells));
    }
    table.write(out, style)
}

/// How columns and cells are named: in words where they fit, else by numbers and signs.
#[derive(Clone, Copy)]
enum Words {
    Full,
    Short,
}

impl Words {
    fn fitting(matrix: &Matrix, width: usize) -> Self {
        let name = matrix.rows.iter().map(|row| row.coordinate.field_name.len() + 4).max().unwrap_or_default();
        let of_columns = matrix.columns.iter().map(|column| short_name(column).chars().count().max(7) + 2);
        if name + of_columns.sum::<usize>() <= width { Self::Full } else { Self::Short }
    }

    fn heading(self, index: usize, column: &Column) -> String {
        match self {
            Self::Full => short_name(column),
            Self::Short => (index + 1).to_string(),
        }
    }

    const fn cell(self, reach: Reach) -> &'static str {
        match (self, reach) {
            (Self::Full, Reach::Reached) => "yes",
            (Self::Full, Reach::Unknown) => "unknown",
            (Self::Full, Reach::Unreached) => "no way",
            (Self::Full, Reach::Denied) => "no",
            (Self::Short, Reach::Reached) => "+",
            (Self::Short, Reach::Unknown) => "?",
            (Self::Short, Reach::Unreached) => "~",
            (Self::Short, Reach::Denied) => "-",
        }
    }
}

/// What a word or sign of a cell means.
pub(super) const fn explanation(reach: Reach) -> &'static str {
    match reach {
        Reach::Reached => "reached",
        Reach::Unknown => "depends on policies or conditions that are not known",
        Reach::Unreached => "open, but no open field leads there",
        Reach::Denied => "denied",
    }
}

const fn tone(reach: Reach) -> Tone {
    match reach {
        Reach::Reached => Tone::Good,
        Reach::Unknown => Tone::Warning,
        Reach::Unreached => Tone::Hint,
        Reach::Denied => Tone::Plain,
    }
}

/// A name of a column that is short enough for a heading.
pub(super) fn short_name(column: &Column) -> String {
    match &column.who {
        Who::Anyone => match column.mode {
            AuthenticationType::ApiKey => "key",
            AuthenticationType::AwsIam => "iam",
            AuthenticationType::AmazonCognitoUserPools => "cognito",
            AuthenticationType::OpenIdConnect => "oidc",
            AuthenticationType::AwsLambda => "lambda",
        }
        .to_owned(),
        Who::Group(name) | Who::Policy(name) => one_line(name).into_owned(),
    }
}

/// A column in words.
pub(super) fn meaning(column: &Column, default: AuthenticationType) -> String {
    let mode = column.mode;
    let told = match (&column.who, mode) {
        (Who::Group(name), _) => return format!("{mode}, a user in the group {name}"),
        (Who::Policy(name), _) => return format!("{mode}, a caller with the policy {name}"),
        (Who::Anyone, AuthenticationType::AmazonCognitoUserPools) => format!("{mode}, a user in no group"),
        (Who::Anyone, AuthenticationType::AwsIam) => format!("{mode}, a caller whose policies are not known"),
        (Who::Anyone, _) => mode.to_string(),
    };
    if mode == default { format!("{told} (default mode)") } else { told }
}
