//! Comments and texts that end where they should.

use super::layout::spaces;

/// Writes a JSDoc comment, or nothing when there is nothing to say. The line begins at the end of `out`.
///
/// `deprecated` is the reason; an empty one means that there is none.
pub(in crate::codegen) fn comment(
    out: &mut String,
    indent: usize,
    description: Option<&str>,
    deprecated: Option<&str>,
) {
    let mut lines = description.map(lines).unwrap_or_default();
    if let Some(reason) = deprecated {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let text = format!("@deprecated {reason}");
        lines.extend(self::lines(&text));
    }
    match lines.as_slice() {
        [] => {}
        [line] => {
            spaces(out, indent);
            out.extend(["/** ", line, " */\n"]);
        }
        lines => {
            spaces(out, indent);
            out.push_str("/**\n");
            for line in lines {
                spaces(out, indent);
                out.push_str(if line.is_empty() { " *" } else { " * " });
                out.push_str(line);
                out.push('\n');
            }
            spaces(out, indent);
            out.push_str(" */\n");
        }
    }
}

/// The lines of a text without empty ones around it, without spaces at their ends, and without ends of comments.
fn lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let blank = |end: char| end.is_whitespace() || end == '\u{feff}';
    let mut lines: Vec<String> =
        text.split('\n').map(|line| line.trim_end_matches(blank).replace("*/", "*\\/")).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let empty = lines.iter().take_while(|line| line.is_empty()).count();
    lines.drain(..empty);
    if let [line] = lines.as_mut_slice() {
        *line = line.trim_start_matches(blank).to_owned();
    }
    lines
}

/// Writes a text so that it means itself between backticks.
pub(in crate::codegen) fn template(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['`', '\\', '$', '\r']) {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        let mut characters = found.chars();
        match characters.next() {
            Some('\r') => out.push_str("\\r"),
            Some('$') if !characters.as_str().starts_with('{') => out.push('$'),
            Some(special) => out.extend(['\\', special]),
            None => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(indent: usize, description: Option<&str>, deprecated: Option<&str>) -> String {
        let mut out = String::new();
        comment(&mut out, indent, description, deprecated);
        out
    }

    #[test]
    fn nothing_to_say_is_no_comment() {
        assert_eq!(said(2, None, None), "");
        assert_eq!(said(2, Some(" \n\r\n"), None), "");
    }

    #[test]
    fn one_line_stays_one_line() {
        assert_eq!(said(2, Some("\n  A todo.  \n"), None), "  /** A todo. */\n");
        assert_eq!(said(0, None, Some("")), "/** @deprecated */\n");
        assert_eq!(said(0, None, Some("use `b`")), "/** @deprecated use `b` */\n");
    }

    #[test]
    fn more_lines_are_a_block() {
        let expected = "  /**\n   * A\n   *\n   *   b\n   *\n   * @deprecated c\n   * d\n   */\n";
        assert_eq!(said(2, Some("A\r\n\r  b\t\n"), Some("c\nd")), expected);
    }

    #[test]
    fn no_text_ends_the_comment() {
        assert_eq!(said(0, Some("a */ b **/"), Some("*/")), "/**\n * a *\\/ b **\\/\n *\n * @deprecated *\\/\n */\n");
    }

    #[test]
    fn templates_are_escaped() {
        let mut out = String::new();
        template(&mut out, "a `b` \\n ${c} $d $$ $");
        assert_eq!(out, "a \\`b\\` \\\\n \\${c} $d $$ $");
        out.clear();
        template(&mut out, "$${a}\r");
        assert_eq!(out, "$\\${a}\\r");
    }
}
