//! What others say, as a part of what we say.

/// The most characters that are repeated.
const CHARACTERS: usize = 400;

/// The text on one line, without what would steer a terminal, at most 400 characters.
pub(super) fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_others_take_one_line_and_steer_no_terminal() {
        assert_eq!(one_line("  no\r\n\tsuch \u{1b}[31mkey\u{7f} "), "no such [31mkey");
        assert_eq!(one_line(&"é".repeat(500)), "é".repeat(400));
    }
}
