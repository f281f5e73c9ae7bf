//! Texts that would be unreadable if they were written out: long ones, and JWTs.

use appsync_auth::document::{Kind, Node, Reader};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

/// A text, a piece, or a list of texts and pieces to be joined.
pub(crate) fn text<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<String> {
    match &node.kind {
        Kind::List(_) => Some(reader.list(node, piece)?.concat()),
        _ => piece(reader, node),
    }
}

fn piece<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<String> {
    if !matches!(node.kind, Kind::Map(_)) {
        return reader.text(node);
    }
    reader.fields(node, |fields| {
        let claims = fields.optional("jwt", Reader::json_map);
        let repeat = fields.optional("repeat", Reader::text);
        let times = fields.optional("times", Reader::integer);
        match (claims, repeat, times) {
            (Some(claims), None, None) => Some(unsigned_jwt(&claims)),
            (None, Some(text), Some(times)) => Some(text.repeat(usize::try_from(times).ok()?)),
            _ => reader.wrong_value(&fields.span(), "write either `jwt` or `repeat` and `times`", None),
        }
    })
}

/// A token with these claims and a signature that nobody made.
pub(crate) fn unsigned_jwt(claims: &Map<String, Value>) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = json!({ "alg": "RS256", "kid": "k", "typ": "JWT" });
    format!("{}.{}.c2lnbmF0dXJl", part(&header), part(&Value::Object(claims.clone())))
}
