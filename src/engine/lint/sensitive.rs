//! Fields with the names of secrets.

/// Words that together name something secret.
const SECRETS: [&[&str]; 19] = [
    &["password"],
    &["passwd"],
    &["passphrase"],
    &["passcode"],
    &["secret"],
    &["secrets"],
    &["token"],
    &["tokens"],
    &["ssn"],
    &["social", "security"],
    &["api", "key"],
    &["private", "key"],
    &["access", "key"],
    &["signing", "key"],
    &["encryption", "key"],
    &["credit", "card"],
    &["card", "number"],
    &["cvv"],
    &["iban"],
];

/// Words before `token` that make it a position in a list.
const POSITIONS: [&str; 8] = ["next", "previous", "prev", "page", "start", "continuation", "pagination", "sync"];

/// Whether a field's name says that its value is secret. `nextToken` and its like are not.
pub(super) fn is_sensitive(name: &str) -> bool {
    let words = words(name);
    SECRETS.iter().any(|secret| {
        let found = words.windows(secret.len()).position(|window| window == *secret);
        found.is_some_and(|at| {
            let before = at.checked_sub(1).and_then(|before| words.get(before));
            !(secret[0] == "token" && before.is_some_and(|before| POSITIONS.contains(&before.as_str())))
        })
    })
}

/// The words of a name in camel or snake case, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = '_';
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        let is_upper = character.is_ascii_uppercase();
        let ends_capitals =
            is_upper && previous.is_ascii_uppercase() && characters.peek().is_some_and(char::is_ascii_lowercase);
        if previous == '_' || (is_upper && !previous.is_ascii_uppercase()) || ends_capitals {
            words.push(String::new());
        }
        if character != '_'
            && let Some(word) = words.last_mut()
        {
            word.push(character.to_ascii_lowercase());
        }
        previous = character;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_told_from_names_that_only_look_like_them() {
        let secret =
            ["password", "passwordHash", "clientSecret", "api_key", "APIKey", "userSSN", "refreshToken", "card_number"];
        let open = ["nextToken", "pageToken", "tokenize", "secretary", "keyApi", "compass", "passive", "key", "_", ""];
        assert_eq!(secret.map(is_sensitive), [true; 8]);
        assert_eq!(open.map(is_sensitive), [false; 10]);
    }
}
