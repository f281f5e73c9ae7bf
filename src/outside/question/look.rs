//! How questions look: the words of the library, with a prompt that fits on its line.

use std::fmt;

use dialoguer::console::Style;
use dialoguer::theme::Theme;

use super::line::window;

/// The look of one question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Whether the prompt is bold.
    pub(super) color: bool,
    /// The width of the terminal.
    pub(super) columns: usize,
}

impl Look {
    /// The prompt as it is written.
    pub(super) fn prompt(&self, prompt: &str) -> String {
        // Forced either way, so that nothing asks the environment.
        Style::new().bold().force_styling(self.color).apply_to(prompt).to_string()
    }
}

impl Theme for Look {
    fn format_prompt(&self, f: &mut dyn fmt::Write, prompt: &str) -> fmt::Result {
        write!(f, "{}", self.prompt(prompt))
    }

    fn format_fuzzy_select_prompt(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        search_term: &str,
        bytes_pos: usize,
    ) -> fmt::Result {
        let (before, after) = search_term.split_at_checked(bytes_pos).unwrap_or((search_term, ""));
        // The library clears one line for the prompt, so that it must not wrap.
        let shown = window(before, after, self.columns, prompt);
        write!(f, "{} {}|{}", self.prompt(prompt), shown.before, shown.after)
    }
}
