//! Questions at the terminal, on standard error.
//!
//! While one is asked, another thread waits for the keys, so that Ctrl-C is heard; whatever happens, the terminal and the
//! cursor are as before afterwards. `Esc` leaves any question, and so does `q` where nothing is typed.
//!
//! - `ask`: the questions: a choice, one of many that are searched, a line of text, yes or no.
//! - `choice`: what is offered, fitted to the terminal's width.
//! - `line`: a line of text as it is typed and changed.
//! - `keys`: one question's time with the terminal.
//! - `look`: marks and colours.

mod ask;
mod choice;
mod keys;
mod line;
mod look;

pub use ask::{Line, Selection, ask_line, choose, confirm, pick, say_answer};
pub use choice::Choice;
