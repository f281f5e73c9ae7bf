//! What the body of an answer says of its own success.

use serde_json::Value;
use serde_json::value::RawValue;

use super::json_text;
use crate::document::raw_json::{self, member};
use crate::engine::diagnosis::AnswerError;

/// The body is no JSON, or nests so deep that nothing reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body is no JSON")]
pub struct NotJson;

/// The body as JSON; none if it is none. Nesting of more than 128 levels is none either: every reader refuses it.
#[must_use]
pub fn json_of(body: &[u8]) -> Option<&RawValue> {
    raw_json::of_bytes(body).filter(|value| json_text::can_be_laid_out(value))
}

/// The entries of `errors` in a body; none where it has no such list. AppSync answers refusals in the same shape as the
/// errors of fields.
///
/// # Errors
/// The body is no JSON.
pub fn graphql_errors(body: &[u8]) -> Result<Vec<AnswerError>, NotJson> {
    let answer = json_of(body).ok_or(NotJson)?;
    let entries = member(answer, "errors").and_then(raw_json::items).unwrap_or_default();
    Ok(entries.into_iter().map(entry).collect())
}

fn entry(entry: &RawValue) -> AnswerError {
    let text = |name| member(entry, name).and_then(raw_json::text);
    let path = member(entry, "path").and_then(|path| serde_json::from_str::<Value>(path.get()).ok());
    AnswerError { error_type: text("errorType"), message: text("message"), path: path.filter(|path| !path.is_null()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_entry_is_read_and_what_is_of_another_kind_is_left_away() {
        let body = br#"{"data":null,"errors":[{"path":["a",0,"b"],"data":null,"errorType":"Unauthorized","message":"Not Authorized to access b on type A"},{"message":"x","path":null},7]}"#;
        let denied = AnswerError {
            error_type: Some("Unauthorized".to_owned()),
            message: Some("Not Authorized to access b on type A".to_owned()),
            path: Some(json!(["a", 0, "b"])),
        };
        let other = AnswerError { message: Some("x".to_owned()), ..AnswerError::default() };
        assert_eq!(graphql_errors(body), Ok(vec![denied, other, AnswerError::default()]));
    }

    #[test]
    fn a_body_without_errors_has_none_and_one_that_is_no_json_is_told_apart() {
        for body in ["{}", r#"{"errors":null}"#, r#"{"errors":[]}"#, r#"{"errors":{}}"#, "[]", "1"] {
            assert_eq!(graphql_errors(body.as_bytes()), Ok(Vec::new()), "{body}");
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for body in ["", "<html>", "{", deep.as_str()] {
            assert_eq!(graphql_errors(body.as_bytes()), Err(NotJson));
        }
    }
}
