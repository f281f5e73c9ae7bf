//! JSON for people: on one line what fits on one, and the rest a member a line.

use serde_json::Value;

/// The text of a value in lines of at most this many columns, where its words let it.
#[must_use]
pub fn text(value: &Value, width: usize) -> String {
    let mut out = String::new();
    write(value, width, 0, 0, &mut out);
    out
}

/// Writes a value that begins behind `before` columns, in lines that are indented by `indent`.
fn write(value: &Value, width: usize, indent: usize, before: usize, out: &mut String) {
    let short = value.to_string();
    let members: Vec<(Option<String>, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (Some(format!("{}: ", Value::from(name.as_str()))), value)).collect()
        }
        Value::Array(items) => items.iter().map(|item| (None, item)).collect(),
        _ => Vec::new(),
    };
    // A comma may follow.
    if members.is_empty() || before + short.len() < width {
        out.push_str(&short);
        return;
    }
    let (open, close) = if value.is_array() { ('[', ']') } else { ('{', '}') };
    out.push(open);
    let pad = " ".repeat(indent + 2);
    for (index, (name, member)) in members.iter().enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        out.push_str(&pad);
        let name = name.as_deref().unwrap_or_default();
        out.push_str(name);
        write(member, width, indent + 2, indent + 2 + name.chars().count(), out);
    }
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push(close);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_fits_stands_on_one_line() {
        let value =
            json!({ "data": { "a": null }, "errors": [{ "path": ["a"], "message": "Not Authorized" }], "e": {} });
        assert_eq!(text(&value, 100), value.to_string());
        assert_eq!(
            text(&value, 40),
            "{\n  \"data\": {\"a\":null},\n  \"errors\": [\n    {\n      \"path\": [\"a\"],\n      \"message\": \"Not Authorized\"\n    }\n  ],\n  \"e\": {}\n}"
        );
        assert_eq!(serde_json::from_str::<Value>(&text(&value, 1)).unwrap(), value);
    }
}
