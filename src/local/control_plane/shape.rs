//! Members of a JSON body, held against a model: types, required members, enums, ranges.

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// What a member may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// Text of so many characters at most.
    Text(usize),
    /// A truth value.
    Boolean,
    /// A whole number.
    Integer,
    /// A whole number from one to another.
    Range(i64, i64),
    /// One of these texts.
    Enum(&'static [&'static str]),
    /// An object with these members.
    Struct(&'static [Member]),
    /// A list of such objects.
    List(&'static [Member]),
    /// Text by name.
    Map,
}

/// The longest text where the model says no length: what a request may have at all keeps it in bounds.
pub(super) const ANY_LENGTH: usize = 1 << 20;

/// A member of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
}

/// A member that may be missing.
pub(super) const fn optional(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, required: false }
}

/// A member that may not be missing.
pub(super) const fn required(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, required: true }
}

/// The members that the model has, in its order. Others are left away, as AWS's services do, and so is null, which is a
/// member that is not there.
pub(super) fn checked(
    given: &Map<String, Value>,
    members: &[Member],
    path: &str,
) -> Result<Map<String, Value>, Refusal> {
    let mut kept = Map::new();
    for member in members {
        let place = format!("{path}{}", member.name);
        match given.get(member.name).filter(|value| !value.is_null()) {
            Some(value) => {
                kept.insert(member.name.to_owned(), check(value, member.shape, &place)?);
            }
            None if member.required => {
                return Err(Refusal::bad_request(Refusal::constraint("null", &place, "Member must not be null")));
            }
            None => {}
        }
    }
    Ok(kept)
}

fn check(value: &Value, shape: Shape, place: &str) -> Result<Value, Refusal> {
    // Assumed: the words.
    let wrong = |what: &str| Refusal::bad_request(format!("'{place}' is not {what}."));
    let failed = |value: &str, constraint: &str| Refusal::bad_request(Refusal::constraint(value, place, constraint));
    match shape {
        Shape::Text(most) => {
            let text = value.as_str().ok_or_else(|| wrong("a string"))?;
            if text.chars().count() > most {
                return Err(failed("...", &format!("Member must have length less than or equal to {most}")));
            }
        }
        Shape::Boolean if !value.is_boolean() => return Err(wrong("a boolean")),
        Shape::Integer | Shape::Range(..) if value.as_i64().is_none() => return Err(wrong("an integer")),
        Shape::Boolean | Shape::Integer => {}
        Shape::Range(least, most) => {
            let number = value.as_i64().unwrap_or_default();
            if number < least {
                let constraint = format!("Member must have value greater than or equal to {least}");
                return Err(failed(&number.to_string(), &constraint));
            }
            if number > most {
                let constraint = format!("Member must have value less than or equal to {most}");
                return Err(failed(&number.to_string(), &constraint));
            }
        }
        Shape::Enum(values) => {
            let text = value.as_str().ok_or_else(|| wrong("a string"))?;
            if !values.contains(&text) {
                let constraint = format!("Member must satisfy enum value set: [{}]", values.join(", "));
                return Err(failed(text, &constraint));
            }
        }
        Shape::Struct(members) => {
            let given = value.as_object().ok_or_else(|| wrong("an object"))?;
            return checked(given, members, &format!("{place}.")).map(Value::Object);
        }
        Shape::List(members) => return list(value.as_array().ok_or_else(|| wrong("a list"))?, members, place),
        Shape::Map => {
            let map = value.as_object().ok_or_else(|| wrong("an object"))?;
            if !map.values().all(Value::is_string) {
                return Err(wrong("an object of strings"));
            }
        }
    }
    Ok(value.clone())
}

fn list(entries: &[Value], members: &'static [Member], place: &str) -> Result<Value, Refusal> {
    let entries = entries.iter().enumerate().map(|(index, entry)| {
        // Positions are counted from 1, as AWS's framework counts them.
        let place = format!("{place}.{}.member", index + 1);
        check(entry, Shape::Struct(members), &place)
    });
    entries.collect::<Result<Vec<_>, _>>().map(Value::Array)
}
