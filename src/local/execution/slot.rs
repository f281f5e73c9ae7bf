//! The answer while it grows: places that know their parents, so that errors find their paths and nulls their way up.

use apollo_compiler::parser::SourceSpan;
use serde_json::Value;

use super::entry::Path;

/// What a place is called in its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key<'a> {
    /// A response key of an object.
    Field(&'a str),
    /// A number in a list.
    Index(usize),
}

/// What stands at a place.
#[derive(Debug)]
pub(super) enum Content<'a> {
    /// Null; also what is not there yet.
    Null,
    /// A name, such as that of a type.
    Name(&'a str),
    /// A scalar or enum, or the whole answer of introspection.
    Leaf(Value),
    /// An object; its members, in order.
    Object(Vec<usize>),
    /// A list; its items, in order.
    List(Vec<usize>),
}

/// A place of the answer.
#[derive(Debug)]
pub(super) struct Slot<'a> {
    pub(super) key: Key<'a>,
    /// The name of the field, whatever its alias is; that of the list's field for items.
    pub(super) name: &'a str,
    pub(super) parent: usize,
    pub(super) non_null: bool,
    /// Where the field is selected first.
    pub(super) location: Option<SourceSpan>,
    pub(super) content: Content<'a>,
}

/// The places of an answer. The first one is the root.
#[derive(Debug)]
pub(super) struct Slots<'a>(Vec<Slot<'a>>);

/// The place of the whole answer.
pub(super) const ROOT: usize = 0;

impl<'a> Slots<'a> {
    pub(super) fn new() -> Self {
        let mut slots = Vec::with_capacity(16);
        slots.push(Slot {
            key: Key::Field("data"),
            name: "",
            parent: ROOT,
            non_null: false,
            location: None,
            content: Content::Null,
        });
        Self(slots)
    }

    pub(super) fn add(&mut self, slot: Slot<'a>) -> usize {
        self.0.push(slot);
        self.0.len() - 1
    }

    pub(super) fn get(&self, index: usize) -> Option<&Slot<'a>> {
        self.0.get(index)
    }

    pub(super) fn fill(&mut self, index: usize, content: Content<'a>) {
        if let Some(slot) = self.0.get_mut(index) {
            slot.content = content;
        }
    }

    /// The path from the root of the answer.
    pub(super) fn path(&self, mut index: usize) -> Path {
        let mut path = Vec::new();
        while let Some(slot) = self.get(index).filter(|_| index != ROOT) {
            path.push(match slot.key {
                Key::Field(name) => Value::from(name),
                Key::Index(number) => Value::from(number),
            });
            index = slot.parent;
        }
        path.reverse();
        path
    }

    /// Lets each null that may not be take the object or list around it away. Answers whether the place itself is null.
    pub(super) fn settle(&mut self, index: usize) -> bool {
        let children = match self.0.get_mut(index).map(|slot| &mut slot.content) {
            None | Some(Content::Null) => return true,
            Some(Content::Object(children) | Content::List(children)) => std::mem::take(children),
            Some(_) => return false,
        };
        let mut is_null = false;
        for child in &children {
            let is_taken = self.settle(*child) && self.get(*child).is_some_and(|child| child.non_null);
            is_null |= is_taken;
        }
        match self.0.get_mut(index).map(|slot| &mut slot.content) {
            Some(content) if is_null => *content = Content::Null,
            Some(Content::Object(place) | Content::List(place)) => *place = children,
            _ => {}
        }
        is_null
    }
}
