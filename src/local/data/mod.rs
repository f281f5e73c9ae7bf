//! The data of the emulator: values for fields that have no resolver.
//!
//! Values are **made up** by type and name, the same ones for the same place every time, unless `--data FILE` gives them.
//!
//! The file is a map. A key is a field (`Query.listEvents`) and its value that of the field, or a type (`Event`) and its
//! value a list of objects of that type. Objects of types that have a field `id` are kept by type and id:
//!
//! - A field of a list, or of a connection (`{items, nextToken}`), gives the objects that the file lists for it, or all of
//!   its type. An argument named like a scalar member of the objects keeps those with an equal value; a connection is cut
//!   by `limit` (100 when absent) and goes on at `nextToken`.
//!   Other arguments, such as Amplify's `filter`, have no effect.
//! - A field of one object gives the one whose members equal the arguments, such as `id`; or null.
//! - A member that an object of the file lacks is null where it is a scalar or enum that may be null; everything else that
//!   is missing is made up. Where everything is made up, objects have the values that were asked for by arguments.
//!
//! A key `Event.comments` also serves the events that a Lambda resolver returned without `comments`.
//!
//! Mutations are remembered, by a convention on their names. What they write is an object of the type that they return,
//! or that follows the verb (`deleteEvent: Boolean`); its members are the arguments, those of input objects among them.
//!
//! | name begins with | effect |
//! | --- | --- |
//! | `create`, `add`, `insert`, `new` | a new object; its id is made up if it is not given |
//! | `put`, `save`, `upsert` | the same, or the object of that id is replaced |
//! | `update`, `edit`, `patch`, `set` | the members that are given are replaced; null if there is no such object |
//! | `delete`, `remove` | the object is gone; it is the result |
//!
//! Any other mutation changes nothing and has a made-up result with the values of its arguments. In a list below an
//! object, `Event.comments`, a created `Comment` appears when its `eventId` is the object's id.

mod convention;
mod file;
mod memory;
mod mock;
mod page;
mod shape;
mod source;
mod write;

#[cfg(test)]
mod tests;

pub use mock::{ROOT_SEED, below, item, object};
pub use source::{Data, Parent, Refusal};
