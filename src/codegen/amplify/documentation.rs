//! Descriptions and deprecations as comments that editors show.

/// The lines of a comment; none when there is nothing to say.
pub(super) fn lines(description: Option<&str>, deprecated: Option<&str>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(description) = description {
        lines.extend(split(description));
    }
    if let Some(reason) = deprecated {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let reason = split(reason).join(" ");
        lines.push(format!("@deprecated {reason}").trim_end().to_owned());
    }
    lines
}

/// The lines of a text, without empty ones around it, and without what would end a comment.
fn split(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace("*/", "*\\/");
    text.trim().lines().map(|line| line.trim_end().to_owned()).collect()
}

/// Writes the comment with each line indented.
pub(super) fn write(out: &mut String, lines: &[String], indent: usize) {
    let indent = " ".repeat(indent);
    match lines {
        [] => {}
        [line] => out.push_str(&format!("{indent}/** {line} */\n")),
        lines => {
            out.push_str(&format!("{indent}/**\n"));
            for line in lines {
                out.push_str(format!("{indent} * {line}").trim_end());
                out.push('\n');
            }
            out.push_str(&format!("{indent} */\n"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{lines, write};

    fn written(description: Option<&str>, deprecated: Option<&str>) -> String {
        let mut out = String::new();
        write(&mut out, &lines(description, deprecated), 2);
        out
    }

    #[test]
    fn one_line_stays_one_and_nothing_ends_the_comment() {
        assert_eq!(written(Some("a */ `b` ${c} \\"), None), "  /** a *\\/ `b` ${c} \\ */\n");
        assert_eq!(written(None, None), "");
        assert_eq!(written(Some(" \n "), Some("")), "  /** @deprecated */\n");
    }

    #[test]
    fn lines_and_the_deprecation_stand_apart() {
        assert_eq!(
            written(Some("a\r\n\n  b  \rc"), Some("use\n`d`")),
            "  /**\n   * a\n   *\n   *   b\n   * c\n   *\n   * @deprecated use `d`\n   */\n"
        );
    }
}
