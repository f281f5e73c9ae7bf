//! A value that must not be seen: a token, a key, a signature.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// A text of fewer characters than this is no secret, and masking it would take letters out of every message.
const MASKED_CHARACTERS: usize = 4;

/// A secret of fewer characters than this is masked only where it stands as a word of its own: a test token such as `guest`
/// would else be taken out of `guests`.
const WORD_CHARACTERS: usize = 6;

/// Text that never reaches a log, a report, an error or a file.
///
/// `Debug` and `Display` print `***`, there is no `Serialize`, and the one door to the text is [`Secret::expose`], so that
/// a search for that word lists every place where a secret leaves.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The length in Unicode characters, which is not secret: limits are stated in it.
    #[must_use]
    pub fn characters(&self) -> usize {
        self.0.chars().count()
    }

    /// The text with `***` in place of this secret: as it is, without its scheme (`Bearer `), the signature in it, as
    /// JSON writes it, and in base64. `None` when it does not stand in the text.
    #[must_use]
    pub fn masked_in(&self, text: &str) -> Option<String> {
        let mut masked: Option<String> = None;
        for form in self.forms() {
            let current = masked.as_deref().unwrap_or(text);
            if current.contains(form.as_str()) {
                masked = Some(replaced(current, &form));
            }
        }
        masked.filter(|masked| masked != text)
    }

    /// The forms in which a secret is recognised, the longest first: one can be a part of another.
    fn forms(&self) -> Vec<String> {
        let mut forms = vec![self.0.clone()];
        if let Some((_, credentials)) = self.0.split_once(' ') {
            forms.push(credentials.trim().to_owned());
        }
        // Who has the signature of a request can send it again for minutes; its scope is no secret.
        forms.extend(self.0.split_once("Signature=").map(|(_, signature)| signature.to_owned()));
        for plain in forms.clone() {
            let quoted = serde_json::Value::from(plain.as_str()).to_string();
            forms.push(quoted.trim_matches('"').to_owned());
            for encoding in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
                forms.push(encoding.encode(&plain));
            }
        }
        forms.retain(|form| form.chars().count() >= MASKED_CHARACTERS);
        forms.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
        forms.dedup();
        forms
    }
}

/// Replaces a form by `***`: everywhere, or where it stands as a word when it is short.
fn replaced(text: &str, form: &str) -> String {
    if form.chars().count() >= WORD_CHARACTERS {
        return text.replace(form, "***");
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(form) {
        let (before, after) = (&rest[..at], &rest[at + form.len()..]);
        let joined = |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let last = before.chars().next_back().or_else(|| out.chars().next_back());
        out.push_str(before);
        out.push_str(if joined(last) || joined(after.chars().next()) { form } else { "***" });
        rest = after;
    }
    out.push_str(rest);
    out
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_masked_plain_in_json_and_in_base64() {
        let token = Secret::new("Bearer s3cr\"et-token");
        for text in [
            "Bearer s3cr\"et-token",
            "s3cr\"et-token",
            "s3cr\\\"et-token",
            "QmVhcmVyIHMzY3IiZXQtdG9rZW4=",
            "czNjciJldC10b2tlbg",
        ] {
            assert_eq!(token.masked_in(&format!("<{text}>")), Some("<***>".to_owned()), "{text}");
        }
        assert_eq!(token.masked_in("nothing of it"), None);
    }

    #[test]
    fn the_signature_of_a_request_is_a_secret_of_its_own() {
        let header =
            Secret::new("AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-west-1/appsync/aws4_request, Signature=0a1b2c3d");
        assert_eq!(header.masked_in("got 0a1b2c3d of AKIA"), Some("got *** of AKIA".to_owned()));
        assert_eq!(header.masked_in("MGExYjJjM2Q="), Some("***".to_owned()));
    }

    #[test]
    fn a_short_secret_is_masked_only_as_a_word() {
        let token = Secret::new("cats");
        assert_eq!(token.masked_in("cats, cats-b (cats) scats cats2"), Some("***, ***-b (***) scats cats2".to_owned()));
        assert_eq!(token.masked_in("scats"), None);
        assert_eq!(Secret::new("a").masked_in("a cat"), None);
        assert_eq!(Secret::default().masked_in("a cat"), None);
    }

    #[test]
    fn a_secret_shows_itself_neither_in_debug_nor_in_display() {
        let token = Secret::new("t0p");
        assert_eq!(format!("{token} {token:?}"), "*** ***");
    }
}
