//! Reading a snapshot back, with an error that says where and what, as people edit it and merges break it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::column::{Column, Reach, Who};
use super::snapshot::{NOBODY, Snapshot, VERSION};
use crate::appsync::authentication::AuthenticationTypeError;
use crate::appsync::{AuthenticationType, Coordinate};

/// Why a text is not a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SnapshotError {
    /// The place, in bytes of the text.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
}

/// A line with its place.
#[derive(Clone, Copy)]
struct Line<'t> {
    start: usize,
    text: &'t str,
}

impl Line<'_> {
    fn fault(self, message: impl Into<String>) -> SnapshotError {
        SnapshotError { span: self.start..self.start + self.text.len(), message: message.into() }
    }
}

/// One word of a line, such as `API_KEY` or `AMAZON_COGNITO_USER_POOLS(group admins):unknown`.
struct Entry {
    column: Column,
    reach: Reach,
}

/// The lines of a header, each at most once.
#[derive(Default)]
struct Header<'t> {
    lines: BTreeMap<&'static str, (Line<'t>, &'t str)>,
}

/// The keys of a header.
const KEYS: [&str; 5] = ["version", "modes", "default", "groups", "policies"];

impl Snapshot {
    /// Reads the text of a snapshot. The order of lines, blank lines, comments and the kind of line breaks do not matter.
    ///
    /// # Errors
    /// The first line that is not one of a snapshot; a missing line of the header.
    pub fn parse(text: &str) -> Result<Self, SnapshotError> {
        let mut header = Header::default();
        let mut fields: Vec<(Line<'_>, Coordinate, &str)> = Vec::new();
        for line in lines(text) {
            if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.text.starts_with(mark)) {
                return Err(line.fault("the snapshot has a merge conflict"));
            }
            if line.text.is_empty() || line.text.starts_with('#') {
                continue;
            }
            let Some((key, rest)) = line.text.split_once(':') else {
                return Err(line.fault("the line is neither a field with its columns nor one of the header"));
            };
            if let Some(key) = KEYS.into_iter().find(|known| *known == key) {
                if header.lines.insert(key, (line, rest.trim())).is_some() {
                    return Err(line.fault(format!("`{key}` stands twice")));
                }
                continue;
            }
            let coordinate = key.parse::<Coordinate>().map_err(|error| line.fault(error.to_string()))?;
            fields.push((line, coordinate, rest.trim()));
        }
        let (default, columns) = header.columns(text)?;
        let places: BTreeMap<&Column, usize> = columns.iter().enumerate().map(|(index, each)| (each, index)).collect();
        let mut read = BTreeMap::new();
        for (line, coordinate, rest) in fields {
            let reaches = reaches(line, rest, &columns, &places)?;
            if read.insert(coordinate.clone(), reaches).is_some() {
                return Err(line.fault(format!("`{coordinate}` stands twice")));
            }
        }
        Ok(Self { default, columns, fields: read })
    }
}

/// The lines of a text, without spaces around them.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split('\n').map(move |raw| {
        let trimmed = raw.trim();
        let line = Line { start: start + (raw.len() - raw.trim_start().len()), text: trimmed };
        start += raw.len() + 1;
        line
    })
}

impl<'t> Header<'t> {
    /// A line of the header that must be there.
    fn needed(&self, key: &'static str, text: &str) -> Result<(Line<'t>, &'t str), SnapshotError> {
        let end = text.find('\n').unwrap_or(text.len());
        let missing = || SnapshotError { span: 0..end, message: format!("the snapshot has no line `{key}: …`") };
        self.lines.get(key).copied().ok_or_else(missing)
    }

    /// The default mode and the columns.
    fn columns(&self, text: &str) -> Result<(AuthenticationType, Vec<Column>), SnapshotError> {
        let (line, version) = self.needed("version", text)?;
        if version != VERSION {
            let message = format!("this program reads version {VERSION} of the format, and this is `{version}`");
            return Err(line.fault(message));
        }
        let mode = |line: Line<'_>, word: &str| {
            word.parse::<AuthenticationType>().map_err(|error| line.fault(error.to_string()))
        };
        let (line, words) = self.needed("modes", text)?;
        let modes: Vec<AuthenticationType> =
            words.split_whitespace().map(|word| mode(line, word)).collect::<Result<_, _>>()?;
        let (default_line, word) = self.needed("default", text)?;
        let default = mode(default_line, word)?;
        if !modes.contains(&default) {
            return Err(default_line.fault(format!("`{default}` is not among the modes")));
        }
        let mut columns: Vec<Column> = modes.iter().copied().map(Column::of_mode).collect();
        for (key, mode, who) in [
            ("groups", AuthenticationType::AmazonCognitoUserPools, Who::Group as fn(String) -> Who),
            ("policies", AuthenticationType::AwsIam, Who::Policy as fn(String) -> Who),
        ] {
            let Some((line, rest)) = self.lines.get(key).copied() else { continue };
            if !modes.contains(&mode) {
                return Err(line.fault(format!("there are `{key}` without the mode {mode}")));
            }
            let mut rest = rest;
            while !rest.is_empty() {
                let (name, after) = name(rest).ok_or_else(|| line.fault(format!("`{key}` has no name at `{rest}`")))?;
                columns.push(Column { mode, who: who(name) });
                rest = after.trim_start();
            }
        }
        columns.sort();
        if columns.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(line.fault("a mode, group or policy stands twice"));
        }
        Ok((default, columns))
    }
}

/// What a field says to each column.
fn reaches(
    line: Line<'_>,
    rest: &str,
    columns: &[Column],
    places: &BTreeMap<&Column, usize>,
) -> Result<Vec<Reach>, SnapshotError> {
    let mut said: Vec<Option<Reach>> = vec![None; columns.len()];
    let mut rest = if rest == NOBODY { "" } else { rest };
    if rest.is_empty() && !line.text.ends_with(NOBODY) {
        return Err(line.fault(format!("no column is named; a field that nobody reaches says `{NOBODY}`")));
    }
    while !rest.is_empty() {
        let (entry, after) = entry(rest).map_err(|message| line.fault(message))?;
        let place = places.get(&entry.column).and_then(|place| said.get_mut(*place));
        let Some(place) = place else {
            return Err(line.fault(format!("`{}` is not a column of the header", entry.column)));
        };
        if place.replace(entry.reach).is_some() {
            return Err(line.fault(format!("`{}` stands twice", entry.column)));
        }
        rest = after.trim_start();
    }
    let mut of_mode = Reach::Denied;
    let filled = columns.iter().zip(said).map(|(column, said)| match column.who {
        Who::Anyone => {
            of_mode = said.unwrap_or(Reach::Denied);
            of_mode
        }
        Who::Group(_) => said.unwrap_or(of_mode),
        Who::Policy(_) => said.unwrap_or(Reach::Denied),
    });
    Ok(filled.collect())
}

/// One entry, and what stands after it.
fn entry(text: &str) -> Result<(Entry, &str), String> {
    let is_upper = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let (mode, mut rest) = text.split_at(text.find(|character| !is_upper(character)).unwrap_or(text.len()));
    let mode: AuthenticationType = match mode {
        "" => return Err(format!("a column is expected at `{text}`")),
        word => word.parse().map_err(|error: AuthenticationTypeError| error.to_string())?,
    };
    let mut who = Who::Anyone;
    if let Some(inside) = rest.strip_prefix('(') {
        let (make, named) = match (inside.strip_prefix("group "), inside.strip_prefix("policy ")) {
            (Some(named), _) => (Who::Group as fn(String) -> Who, named),
            (_, Some(named)) => (Who::Policy as fn(String) -> Who, named),
            _ => return Err(format!("`(group …)` or `(policy …)` is expected at `{rest}`")),
        };
        let (name, after) = name(named).ok_or_else(|| format!("a name is expected at `{named}`"))?;
        rest = after.strip_prefix(')').ok_or_else(|| format!("`)` is expected after `{name}`"))?;
        who = make(name);
    }
    let mut reach = Reach::Reached;
    if let Some(word) = rest.strip_prefix(':') {
        let end = word.find(char::is_whitespace).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        reach = Reach::ALL
            .into_iter()
            .find(|each| each.name() == word)
            .ok_or_else(|| format!("`{word}` is none of denied, unreached, unknown and reached"))?;
        rest = after;
    }
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return Err(format!("a space is expected at `{rest}`"));
    }
    Ok((Entry { column: Column { mode, who }, reach }, rest))
}

/// A name, plain or a JSON string, and what stands after it.
fn name(text: &str) -> Option<(String, &str)> {
    if text.starts_with('"') {
        let mut stream = serde_json::Deserializer::from_str(text).into_iter::<String>();
        let name = stream.next()?.ok()?;
        return Some((name, text.get(stream.byte_offset()..)?));
    }
    let end = text.find(|character: char| character.is_whitespace() || "():".contains(character)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    (!name.is_empty()).then(|| (name.to_owned(), rest))
}
