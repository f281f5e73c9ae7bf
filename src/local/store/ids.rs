//! Ids as AppSync makes them; the one place where the emulator's control plane takes chance from.

use uuid::Uuid;

/// The characters of an id.
const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// How many characters an API's id has.
///
/// Source: the pattern of `ResourceArn` in AppSync's service model.
const ID_CHARACTERS: usize = 26;

/// A new id for an API: 26 lower-case letters and digits.
#[must_use]
pub fn new_api_id() -> String {
    let mut bytes = Vec::with_capacity(ID_CHARACTERS + 6);
    while bytes.len() < ID_CHARACTERS {
        // Bytes 6 and 8 of a random UUID are not random throughout.
        let uuid = Uuid::new_v4();
        bytes.extend(uuid.as_bytes().iter().enumerate().filter(|(at, _)| !matches!(at, 6 | 8)).map(|(_, byte)| *byte));
    }
    let letter = |byte: &u8| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]);
    bytes.iter().take(ID_CHARACTERS).map(letter).collect()
}

/// A new API key: `da2-` and 26 lower-case letters and digits.
///
/// Source: the keys that the service makes.
#[must_use]
pub fn new_api_key() -> String {
    format!("da2-{}", new_api_id())
}

/// A new id of a request or a revision: a random UUID.
#[must_use]
pub fn new_request_id() -> String {
    Uuid::new_v4().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_form_of_appsyncs_and_differ() {
        let one = new_api_id();
        assert_eq!(one.len(), 26, "{one}");
        assert!(one.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{one}");
        assert_ne!(one, new_api_id());
        let key = new_api_key();
        assert_eq!((key.get(..4), key.len()), (Some("da2-"), 30), "{key}");
    }
}
