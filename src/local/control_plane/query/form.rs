//! The form.

use std::collections::BTreeMap;

use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::ControlRequest;

/// The members of a form, and of the query, which AWS Query takes as well.
#[derive(Debug)]
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    pub(super) fn of(request: &ControlRequest) -> Self {
        let query = url::form_urlencoded::parse(request.query.as_bytes());
        let body = url::form_urlencoded::parse(&request.body);
        Self(query.chain(body).map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A required text of so many characters at most.
    ///
    /// Source: the words are those of IAM for a value that does not fit its model.
    pub(super) fn text(&self, name: &str, most: usize) -> Result<&str, Refusal> {
        let wire = wire(name);
        let refused = |value: &str, constraint: &str| {
            Err(Refusal::new(400, "ValidationError", Refusal::constraint(value, &wire, constraint)))
        };
        match self.get(name) {
            None => refused("null", "Member must not be null"),
            Some("") => refused("", "Member must have length greater than or equal to 1"),
            Some(value) if value.chars().count() > most => {
                refused(value, &format!("Member must have length less than or equal to {most}"))
            }
            Some(value) => Ok(value),
        }
    }

    /// The name of a role or a policy.
    pub(super) fn name(&self, name: &str, most: usize) -> Result<&str, Refusal> {
        let value = self.text(name, most)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
        if value.bytes().all(plain) {
            return Ok(value);
        }
        let message = format!(
            "The specified value for {} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
            wire(name)
        );
        Err(Refusal::new(400, "ValidationError", message))
    }

    /// The items that a page begins with and how many it has, by `Marker` and `MaxItems`.
    ///
    /// Source: `maxItemsType` of IAM's service model; 100 when nobody says, as its reference does.
    pub(super) fn page(&self) -> Result<(Option<&str>, usize), Refusal> {
        let size = match self.get("MaxItems") {
            None => 100,
            Some(text) => match text.parse::<usize>() {
                Ok(size) if (1..=1_000).contains(&size) => size,
                _ => {
                    let constraint = "Member must have value between 1 and 1000";
                    return Err(Refusal::new(
                        400,
                        "ValidationError",
                        Refusal::constraint(text, "maxItems", constraint),
                    ));
                }
            },
        };
        Ok((self.get("Marker"), size))
    }
}

/// A member's name as IAM writes it in messages: `roleName` for `RoleName`.
fn wire(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}
