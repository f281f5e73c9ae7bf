//! What a plan made again says that the one shown did not: somebody changed the API between reading and writing.

use crate::plan::{Plan, differences};
use crate::report::wording::count;

/// How many members are named in the note.
const NAMED: usize = 5;

/// What is different between the plan that was shown and the plan that was made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meanwhile {
    /// A sentence without its end: what somebody changed, and what that means for the plan.
    pub note: String,
    /// Whether the new plan does or means something else than the one that was confirmed, so that it has to be shown and
    /// confirmed again.
    pub asks_again: bool,
}

/// Compares the plan that was shown with one that was made again after AppSync answered that the API changed; `None`
/// when they are equal.
#[must_use]
pub fn changed_meanwhile(shown: &Plan, now: &Plan) -> Option<Meanwhile> {
    if shown == now {
        return None;
    }
    // With nothing left to change, what was shown is there, and is nobody else's change.
    let known = if now.changes.is_empty() { &shown.after } else { &shown.before };
    let changed: Vec<String> = differences(known, &now.before).into_iter().map(|difference| difference.path).collect();
    let what = match changed.len() {
        0 if shown.permission != now.permission => "the function's policy changed meanwhile".to_owned(),
        0 if now.is_empty() => "the API is as it shall be by now".to_owned(),
        0 => "what is known of the API changed meanwhile".to_owned(),
        more if more > NAMED => {
            let named = changed.get(..NAMED).unwrap_or_default().join(", ");
            format!("the API changed meanwhile ({named} and {} more)", count(more - NAMED, "setting"))
        }
        _ => format!("the API changed meanwhile ({})", changed.join(", ")),
    };
    let asks_again = shown.changes != now.changes || shown.steps() != now.steps() || shown.clients != now.clients;
    let note = if now.is_empty() {
        format!("{what}, and there is nothing left to change")
    } else if asks_again {
        format!("{what}; the plan is now:")
    } else {
        format!("{what}; what is to be done stays the same")
    };
    Some(Meanwhile { note, asks_again: asks_again && !now.is_empty() })
}
