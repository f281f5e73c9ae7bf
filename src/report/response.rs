//! The answer to a GraphQL request over HTTP: laid out for people, byte for byte for a pipe, as a table, as JSON.

use std::fmt::Write as _;
use std::io;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::answer_errors::{graphql_errors, json_of};
use super::list_table::ListTable;
use super::style::{Style, Tone};
use super::wording::one_line;
use super::{Report, diagnosis, json_text};
use crate::engine::diagnosis::{AnswerError, Diagnosis};
use crate::status::Status;

/// How the body is shown.
#[derive(Debug, Clone, Default)]
pub enum ResponseForm {
    /// JSON with indentation and colours at a terminal; in a pipe byte for byte, with a line break at the end.
    #[default]
    Pretty,
    /// Byte for byte everywhere, without anything added.
    Raw,
    /// A list of the answer as a table.
    Table(ListTable),
}

/// What an API answered over HTTP.
#[derive(Debug, Clone)]
pub struct ResponseReport {
    /// The status.
    pub status: u16,
    /// The version of HTTP, such as `HTTP/2`.
    pub version: &'static str,
    /// Names and values, in the order in which they came; whoever sent the request has taken its secrets out.
    pub headers: Vec<(String, String)>,
    /// The body, decompressed.
    pub body: Bytes,
    /// How the body is shown.
    pub form: ResponseForm,
    /// Whether the status and the headers are shown before the body.
    pub include: bool,
    /// What the engine makes of it when it refuses; only in the JSON, people read it on standard error.
    pub diagnoses: Vec<Diagnosis>,
    /// Every step of the decision, as `explain --json` has it; only in the JSON.
    pub explanation: Option<Value>,
}

impl ResponseReport {
    /// The entries of `errors`; none where the body is no JSON.
    fn errors(&self) -> Vec<AnswerError> {
        graphql_errors(&self.body).unwrap_or_default()
    }

    /// The status line and the headers, and an empty line.
    fn head(&self, out: &mut dyn io::Write, style: &Style, escaped: bool) -> io::Result<()> {
        let reason = http::StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason());
        let line = format!("{} {} {}", self.version, self.status, reason.unwrap_or_default());
        writeln!(out, "{}", style.strong(line.trim_end()))?;
        for (name, value) in &self.headers {
            let [name, value] = [name, value].map(|text| if escaped { one_line(text) } else { text.into() });
            writeln!(out, "{}: {value}", style.hint(name))?;
        }
        writeln!(out)
    }

    /// The body for a terminal.
    fn laid_out(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        if let Some(answer) = json_of(&self.body) {
            json_text::write(answer, out, style, true)?;
            return writeln!(out);
        }
        let text = String::from_utf8_lossy(&self.body);
        text.lines().try_for_each(|line| writeln!(out, "{}", one_line(&line.replace('\t', "    "))))
    }

    /// What a table leaves away: why a part of the answer is not there.
    fn errors_below_table(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        for error in self.errors() {
            writeln!(out, "{}", style.hang("error:", Tone::Bad, 7, &told(&error)))?;
        }
        Ok(())
    }

    /// `headers` of the JSON. Values of a name that came several times are joined as RFC 9110 5.3 joins them, those of
    /// `set-cookie`, which have commas of their own, by line breaks.
    fn headers_json(&self) -> Map<String, Value> {
        let mut joined: Map<String, Value> = Map::new();
        for (name, value) in &self.headers {
            match joined.get_mut(name) {
                Some(Value::String(earlier)) => {
                    earlier.push_str(if name == "set-cookie" { "\n" } else { ", " });
                    earlier.push_str(value);
                }
                _ => {
                    joined.insert(name.clone(), Value::from(value.as_str()));
                }
            }
        }
        joined
    }
}

/// An error of an answer in one line.
fn told(error: &AnswerError) -> String {
    let mut line = error.message.as_deref().map(one_line).unwrap_or("without a message".into()).into_owned();
    if let Some(error_type) = &error.error_type {
        let _ = write!(line, " ({})", one_line(error_type));
    }
    if let Some(Value::Array(path)) = &error.path {
        let keys: Vec<String> =
            path.iter().map(|key| key.as_str().map_or_else(|| key.to_string(), str::to_owned)).collect();
        let _ = write!(line, " at `{}`", one_line(&keys.join(".")));
    }
    line
}

impl Report for ResponseReport {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let is_raw = matches!(self.form, ResponseForm::Raw);
        let dress = if style.terminal && !is_raw { *style } else { Style { color: false, ..*style } };
        if self.include {
            self.head(out, &dress, style.terminal && !is_raw)?;
        }
        match &self.form {
            ResponseForm::Raw => return out.write_all(&self.body),
            ResponseForm::Table(table) => {
                table.write(out, &dress)?;
                if style.terminal {
                    self.errors_below_table(out, &dress)?;
                }
            }
            ResponseForm::Pretty if style.terminal => self.laid_out(out, &dress)?,
            ResponseForm::Pretty => {
                out.write_all(&self.body)?;
                if self.body.last().is_some_and(|last| *last != b'\n') {
                    out.write_all(b"\n")?;
                }
            }
        }
        Ok(())
    }

    fn json(&self) -> Value {
        // What reads this cannot have numbers as they are written; who writes the envelope takes the text below.
        let value = self.json_text().and_then(|text| serde_json::from_str(text.get()).ok());
        value.unwrap_or_else(|| {
            let body = String::from_utf8_lossy(&self.body);
            json!({ "status": self.status, "headers": self.headers_json(), "body": body })
        })
    }

    fn json_text(&self) -> Option<Box<RawValue>> {
        #[derive(Serialize)]
        struct Result<'a, T> {
            status: u16,
            headers: Map<String, Value>,
            body: T,
            #[serde(skip_serializing_if = "Option::is_none")]
            diagnosis: Option<Value>,
            #[serde(skip_serializing_if = "Option::is_none")]
            explanation: Option<&'a Value>,
        }
        let (status, headers, explanation) = (self.status, self.headers_json(), self.explanation.as_ref());
        let diagnosis = (!self.diagnoses.is_empty()).then(|| diagnosis::to_json(&self.diagnoses));
        match json_of(&self.body) {
            Some(body) => {
                serde_json::value::to_raw_value(&Result { status, headers, body, diagnosis, explanation }).ok()
            }
            None => {
                let body = String::from_utf8_lossy(&self.body);
                serde_json::value::to_raw_value(&Result { status, headers, body, diagnosis, explanation }).ok()
            }
        }
    }

    fn status(&self) -> Status {
        match (200..300).contains(&self.status) && graphql_errors(&self.body).is_ok_and(|errors| errors.is_empty()) {
            true => Status::Yes,
            false => Status::No,
        }
    }
}
