//! JSON as it is written: the parts of a text without decoding them, so that numbers, escapes and the order of members
//! stay what they were.
//!
//! A text is read once for every level that is looked into, and whatever lies deeper is only skipped, without recursion.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// The text as one value of JSON; none if it is none, or is no UTF-8.
#[must_use]
pub fn of_bytes(bytes: &[u8]) -> Option<&RawValue> {
    serde_json::from_slice(bytes).ok()
}

/// The members of an object in their order, a name as often as it is written; none of any other value.
#[must_use]
pub fn members(value: &RawValue) -> Option<Vec<(String, &RawValue)>> {
    // Any other value would be refused too, but only after the message for it was made.
    value.get().starts_with('{').then(|| serde_json::from_str::<Members<'_>>(value.get()).ok())?.map(|found| found.0)
}

/// The items of a list; none of any other value.
#[must_use]
pub fn items(value: &RawValue) -> Option<Vec<&RawValue>> {
    value.get().starts_with('[').then(|| serde_json::from_str::<Items<'_>>(value.get()).ok())?.map(|found| found.0)
}

/// A member of an object. Of several with this name the last counts, as in every usual reader of JSON.
#[must_use]
pub fn member<'a>(value: &'a RawValue, name: &str) -> Option<&'a RawValue> {
    members(value)?.into_iter().rev().find(|(other, _)| other == name).map(|(_, value)| value)
}

/// A text as it reads, without its quotes and escapes; none of any other value, and of half a surrogate pair.
#[must_use]
pub fn text(value: &RawValue) -> Option<String> {
    value.get().starts_with('"').then(|| serde_json::from_str(value.get()).ok())?
}

/// Where a part stands in the text that it was taken from, in bytes; none if it was not taken from there.
#[must_use]
pub fn place(whole: &str, part: &RawValue) -> Option<Range<usize>> {
    let start = part.get().as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let end = start.checked_add(part.get().len())?;
    (end <= whole.len()).then_some(start..end)
}

struct Members<'a>(Vec<(String, &'a RawValue)>);

struct Items<'a>(Vec<&'a RawValue>);

struct Parts<T>(PhantomData<T>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Parts::<Self>(PhantomData))
    }
}

impl<'de: 'a, 'a> Visitor<'de> for Parts<Members<'a>> {
    type Value = Members<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        while let Some(member) = map.next_entry()? {
            found.push(member);
        }
        Ok(Members(found))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Items<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Parts::<Self>(PhantomData))
    }
}

impl<'de: 'a, 'a> Visitor<'de> for Parts<Items<'a>> {
    type Value = Items<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        while let Some(item) = list.next_element()? {
            found.push(item);
        }
        Ok(Items(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written<'a>(parts: impl IntoIterator<Item = &'a RawValue>) -> Vec<&'a str> {
        parts.into_iter().map(RawValue::get).collect()
    }

    #[test]
    fn parts_keep_every_byte_and_their_order() {
        let text = r#" {"b": 1.0, "a" : [-0, 1e3,12345678901234567890123 ,"\u00e9"], "b":{"x": null}} "#;
        let whole = of_bytes(text.as_bytes()).unwrap();
        let names: Vec<String> = members(whole).unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["b", "a", "b"]);
        let list = member(whole, "a").unwrap();
        assert_eq!(written(items(list).unwrap()), ["-0", "1e3", "12345678901234567890123", r#""\u00e9""#]);
        assert_eq!(member(whole, "b").unwrap().get(), r#"{"x": null}"#);
        assert_eq!(&text[place(text, list).unwrap()], list.get());
        assert_eq!(super::text(items(list).unwrap()[3]).as_deref(), Some("é"));
    }

    #[test]
    fn what_is_of_another_kind_has_no_parts() {
        let value = |text: &'static str| of_bytes(text.as_bytes()).unwrap();
        assert!(members(value("[]")).is_none() && items(value("{}")).is_none() && super::text(value("1")).is_none());
        assert!(member(value("{}"), "a").is_none() && super::text(value(r#""\ud800""#)).is_none());
        for broken in ["", "{", "01", "\u{feff}{}", "{} {}", "[1,]", "NaN"] {
            assert!(of_bytes(broken.as_bytes()).is_none(), "{broken}");
        }
        assert!(of_bytes(b"\"\xff\"").is_none());
        assert!(place("another text", value("[]")).is_none());
    }

    #[test]
    fn a_hundred_thousand_brackets_do_not_overflow_the_stack() {
        let text = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(items(of_bytes(text.as_bytes()).unwrap()).unwrap()[0].get().len(), text.len() - 2);
        assert!(of_bytes("[".repeat(100_000).as_bytes()).is_none());
    }
}
