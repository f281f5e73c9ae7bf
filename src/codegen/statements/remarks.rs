//! What is told of fields that are left out or renamed.

use apollo_compiler::Name;

use super::super::note::Note;
use super::access::Barrier;
use crate::engine::Code;

/// What members of an open type disagree about.
pub(super) fn aliased_note(open: &Name, field: &Name) -> Note {
    let message = format!(
        "`{field}` has different types in the types of `{open}`: each is selected under an alias with its type's name"
    );
    Note::new("field-aliased", format!("{open}.{field}"), message)
}

fn rule(code: Code) -> String {
    format!("{code}, {}", code.rule().name)
}

/// What stands before a field.
pub(super) fn barrier_note(barrier: Barrier, coordinate: &str) -> Note {
    match barrier {
        Barrier::Closed(code) => {
            let message = format!("`{coordinate}` is left out: the caller does not reach it ({})", rule(code));
            Note::new("field-not-reached", coordinate, message)
        }
        Barrier::Unknown(code) => {
            let message =
                format!("`{coordinate}` is selected, and whether the caller reaches it is not known ({})", rule(code));
            Note::new("field-access-unknown", coordinate, message)
        }
    }
}

/// What becomes of a field whose type is none that an answer can hold.
pub(super) fn unanswered_note(code: &'static str, target: &Name, coordinate: &str, outcome: &str) -> Note {
    let message = format!("`{coordinate}` {outcome}: `{target}` is no type that an answer can hold");
    Note::new(code, coordinate, message)
}

/// Nothing is left of what a field returns.
pub(super) fn emptied_note(target: &Name, coordinate: &str) -> Note {
    let message = format!("`{coordinate}` is left out: nothing is left to select of `{target}`");
    Note::new("type-not-reached", coordinate, message)
}

/// Why there is no operation for a root field, if there is none.
pub(super) fn operation_note(barrier: Barrier, coordinate: &str) -> Note {
    match barrier {
        Barrier::Closed(code) => {
            let message =
                format!("there is no operation for `{coordinate}`: the caller does not reach it ({})", rule(code));
            Note::new("operation-not-reached", coordinate, message)
        }
        Barrier::Unknown(code) => {
            let message = format!("whether the caller reaches `{coordinate}` is not known ({})", rule(code));
            Note::new("operation-access-unknown", coordinate, message)
        }
    }
}
