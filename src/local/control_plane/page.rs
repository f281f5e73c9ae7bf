//! Lists in pages.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::request::ControlRequest;

/// The most that AppSync puts on a page; also what it does when nobody says how many, which is assumed.
///
/// Source: `MaxResults` of the service model.
const RESULTS_AT_MOST: usize = 25;

/// One page of AppSync's lists: the items after the token's place, and the next token.
pub(super) fn page<T>(
    request: &ControlRequest,
    items: Vec<T>,
    place: impl Fn(&T) -> u64,
) -> Result<(Vec<T>, Option<String>), Refusal> {
    let size = match request.parameter("maxResults") {
        None => RESULTS_AT_MOST,
        Some(text) => match text.parse::<usize>() {
            Ok(0) => RESULTS_AT_MOST,
            Ok(size) if size <= RESULTS_AT_MOST => size,
            Ok(_) => {
                let message = "Member must have value less than or equal to 25";
                return Err(Refusal::bad_request(Refusal::constraint(&text, "maxResults", message)));
            }
            Err(_) => return Err(Refusal::bad_request("maxResults is not a number from 0 to 25.")),
        },
    };
    let after = match request.parameter("nextToken") {
        None => 0,
        // Assumed: the words.
        Some(token) => opened(&token).ok_or_else(|| Refusal::bad_request("Invalid pagination token."))?,
    };
    let mut rest = items.into_iter().filter(|item| place(item) > after).peekable();
    let taken: Vec<T> = rest.by_ref().take(size).collect();
    let next = taken.last().filter(|_| rest.peek().is_some()).map(|last| sealed(place(last)));
    Ok((taken, next))
}

/// A list and, when there is more, the next token.
pub(super) fn listed(name: &str, items: Vec<Value>, next: Option<String>) -> Value {
    let mut body = json!({ name: items });
    if let Some(next) = next {
        body["nextToken"] = next.into();
    }
    body
}

/// A token is opaque to clients.
fn sealed(place: u64) -> String {
    URL_SAFE_NO_PAD.encode(format!("after:{place}"))
}

fn opened(token: &str) -> Option<u64> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    std::str::from_utf8(&bytes).ok()?.strip_prefix("after:")?.parse().ok()
}
