//! Where a token comes from: the one shape that suites and the configuration share.

use super::fields::Fields;
use super::node::{Kind, Node};
use super::reader::Reader;
use crate::appsync::TokenSource;

impl<'d> Reader<'d> {
    /// A token as text, or a map that says where it is: `{ env: NAME }`, `{ file: PATH }`, `{ command: [WORD, …] }`.
    pub fn token_source(&self, node: &'d Node) -> Option<TokenSource> {
        match node.kind {
            Kind::Map(_) => self.fields(node, source),
            _ => self.secret(node).map(TokenSource::Value),
        }
    }

    /// A list of at least one text: a program and its arguments.
    fn command(&self, node: &'d Node) -> Option<Vec<String>> {
        let words = self.list(node, Self::text)?;
        if words.is_empty() {
            self.wrong_value(&node.span, "the command is empty", Some("write the program and its arguments"))
        } else {
            Some(words)
        }
    }
}

fn source(fields: &Fields<'_, '_>) -> Option<TokenSource> {
    const KEYS: [&str; 3] = ["env", "file", "command"];
    let env = fields.optional("env", Reader::name);
    let file = fields.optional("file", Reader::name);
    let command = fields.optional("command", Reader::command);
    fields.at_most_one(&KEYS);
    if KEYS.iter().all(|key| fields.entry(key).is_none()) {
        fields.missing(&KEYS);
    }
    env.map(TokenSource::Env).or(file.map(TokenSource::File)).or(command.map(TokenSource::Command))
}
