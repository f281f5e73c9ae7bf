//! What the engine makes of a denial, for people on standard error, and as JSON.

use std::io;

use serde_json::{Map, Value, json};

use super::help::help_for;
use super::style::{Style, Tone};
use super::wording::{cut, one_line, rule};
use crate::engine::diagnosis::Diagnosis;

/// The width of the labels, those of errors included.
const LABEL: usize = 6;

/// Writes what can be said of a denial: the cause that is most likely, what else is known, each with one thing to do, and
/// where to read on. Nothing where nothing can be said.
///
/// # Errors
/// The writer fails.
pub fn write_diagnosis(found: &[Diagnosis], out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    for (at, diagnosis) in found.iter().enumerate() {
        let (label, tone) = if at == 0 { ("why:", Tone::Bad) } else { ("also:", Tone::Strong) };
        let code = diagnosis.code.map(|code| format!("{}: ", rule(code)));
        let says = format!("{}{}", code.unwrap_or_default(), cut(&one_line(&diagnosis.says)));
        writeln!(out, "{}", style.hang(label, tone, LABEL, &says))?;
        if let Some(help) = help_of(diagnosis) {
            writeln!(out, "{}", style.hang("help:", Tone::Hint, LABEL, &cut(&one_line(&help))))?;
        }
    }
    if let Some(code) = found.iter().find_map(|diagnosis| diagnosis.code) {
        writeln!(out, "{}", style.hang("more:", Tone::Hint, LABEL, &format!("appsync-auth explain {code}")))?;
    }
    Ok(())
}

/// Each diagnosis as `{rule, name, message, help, facts}`; `rule` and `name` are null for what is no rule.
#[must_use]
pub fn to_json(found: &[Diagnosis]) -> Value {
    let entry = |diagnosis: &Diagnosis| {
        let mut object = Map::new();
        object.insert("rule".to_owned(), json!(diagnosis.code.map(|code| code.to_string())));
        object.insert("name".to_owned(), json!(diagnosis.code.map(|code| code.rule().name)));
        object.insert("message".to_owned(), json!(diagnosis.says));
        object.insert("help".to_owned(), json!(help_of(diagnosis)));
        object.insert("facts".to_owned(), Value::Object(diagnosis.facts.clone()));
        Value::Object(object)
    };
    found.iter().map(entry).collect()
}

/// The diagnosis' own help, or that of its rule.
fn help_of(diagnosis: &Diagnosis) -> Option<String> {
    let of_rule = || diagnosis.code.and_then(|code| help_for(code, &diagnosis.facts));
    diagnosis.help.clone().or_else(of_rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Code;

    const TERMINAL: Style = Style { color: false, terminal: true, width: 80 };

    fn found() -> Vec<Diagnosis> {
        let facts = |value: Value| value.as_object().cloned().unwrap();
        vec![
            Diagnosis {
                code: Some(Code::K203),
                says: "the JWT expired 3 h ago".to_owned(),
                help: None,
                facts: facts(json!({ "exp": 1_772_589_967.0 })),
            },
            Diagnosis {
                code: Some(Code::A203),
                says: "AppSync may not invoke `arn:aws:lambda:eu-west-1:111122223333:function:authz`, or the function does not exist".to_owned(),
                help: Some("add the permission: aws lambda add-permission --function-name authz --source-arn arn:aws:appsync:eu-west-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz".to_owned()),
                facts: Map::new(),
            },
            Diagnosis {
                code: None,
                says: "the token is a JWT that says: issuer `https://i.example\u{1b}[31m`, expired 3 h ago".to_owned(),
                help: None,
                facts: facts(json!({ "iss": "https://i.example" })),
            },
        ]
    }

    fn written(found: &[Diagnosis], style: Style) -> String {
        let mut out = Vec::new();
        write_diagnosis(found, &mut out, &style).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_terminal_gets_wrapped_lines() {
        insta::assert_snapshot!(written(&found(), TERMINAL), @r"
        why:  K203 jwt-expired: the JWT expired 3 h ago
        help: get a fresh token
        also: A203 authorizer-not-invocable: AppSync may not invoke
              `arn:aws:lambda:eu-west-1:111122223333:function:authz`, or the function
              does not exist
        help: add the permission: aws lambda add-permission --function-name authz
              --source-arn
              arn:aws:appsync:eu-west-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz
        also: the token is a JWT that says: issuer `https://i.example\u001b[31m`,
              expired 3 h ago
        more: appsync-auth explain K203
        ");
    }

    #[test]
    fn a_pipe_gets_one_line_for_each_thing() {
        insta::assert_snapshot!(written(&found(), Style::PLAIN), @r"
        why:  K203 jwt-expired: the JWT expired 3 h ago
        help: get a fresh token
        also: A203 authorizer-not-invocable: AppSync may not invoke `arn:aws:lambda:eu-west-1:111122223333:function:authz`, or the function does not exist
        help: add the permission: aws lambda add-permission --function-name authz --source-arn arn:aws:appsync:eu-west-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz
        also: the token is a JWT that says: issuer `https://i.example\u001b[31m`, expired 3 h ago
        more: appsync-auth explain K203
        ");
    }

    #[test]
    fn colour_is_only_added_and_nothing_is_written_of_nothing() {
        let color = written(&found(), Style { color: true, ..TERMINAL });
        assert_eq!(console::strip_ansi_codes(&color), written(&found(), TERMINAL));
        assert!(color.starts_with("\u{1b}[31m\u{1b}[1mwhy:\u{1b}[0m  K203"), "{color:?}");
        assert_eq!(written(&[], TERMINAL), "");
    }

    #[test]
    fn what_is_no_rule_has_nowhere_to_read_on() {
        assert_eq!(
            written(&found()[2..], Style::PLAIN),
            "why:  the token is a JWT that says: issuer `https://i.example\\u001b[31m`, expired 3 h ago\n"
        );
    }

    #[test]
    fn the_json_has_rule_name_message_help_and_facts() {
        let found = found();
        assert_eq!(
            to_json(&[found[0].clone(), found[2].clone()]),
            json!([
                {
                    "rule": "K203",
                    "name": "jwt-expired",
                    "message": "the JWT expired 3 h ago",
                    "help": "get a fresh token",
                    "facts": { "exp": 1_772_589_967.0 },
                },
                {
                    "rule": null,
                    "name": null,
                    "message": "the token is a JWT that says: issuer `https://i.example\u{1b}[31m`, expired 3 h ago",
                    "help": null,
                    "facts": { "iss": "https://i.example" },
                },
            ])
        );
    }
}
