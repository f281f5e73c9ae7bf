//! The page of a rule, from `docs/rules`.

use std::io;

use include_dir::{Dir, include_dir};
use serde_json::{Value, json};

use super::Report;
use super::style::Style;
use crate::engine::Rule;
use crate::status::Status;

/// The pages, as they are in the repository.
static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs/rules");

/// The page of one rule.
#[derive(Debug, Clone, Copy)]
pub struct RulePage {
    /// The rule.
    pub rule: &'static Rule,
}

impl RulePage {
    /// The page in Markdown; only its title where there is none.
    #[must_use]
    pub fn markdown(&self) -> String {
        let page = PAGES.get_file(format!("{}.md", self.rule.code)).and_then(include_dir::File::contents_utf8);
        page.map_or_else(|| format!("# {} {}\n\n{}.\n", self.rule.code, self.rule.name, self.rule.title), str::to_owned)
    }
}

impl Report for RulePage {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let page = self.markdown();
        if style.terminal { write_readable(&page, out, style) } else { out.write_all(page.as_bytes()) }
    }

    fn json(&self) -> Value {
        let Rule { code, name, stage, severity, evidence, title } = *self.rule;
        json!({
            "code": code.to_string(),
            "name": name,
            "stage": stage.name(),
            "severity": severity.name(),
            "evidence": { "kind": evidence.name(), "text": evidence.text() },
            "title": title,
            "page": self.markdown(),
        })
    }

    fn status(&self) -> Status {
        Status::Yes
    }
}

/// Writes Markdown of the shape that the pages have for people: headings bold, code indented, paragraphs as wide as the
/// terminal. Backticks stay, as they tell names from words.
fn write_readable(page: &str, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let mut paragraph = String::new();
    let mut in_code = false;
    for line in page.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        let heading = line.trim_start_matches('#');
        let is_heading = !in_code && heading.len() < line.len() && heading.starts_with(' ');
        let starts_anew = in_code || is_heading || line.is_empty() || line.starts_with("- ") || line.starts_with('|');
        if starts_anew {
            write_paragraph(&mut paragraph, out, style)?;
        }
        if in_code {
            writeln!(out, "    {line}")?;
        } else if is_heading {
            writeln!(out, "{}", style.strong(heading.trim()))?;
        } else if line.is_empty() || line.starts_with('|') {
            writeln!(out, "{line}")?;
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(&without_angles(line.trim()));
        }
    }
    write_paragraph(&mut paragraph, out, style)
}

fn write_paragraph(paragraph: &mut String, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    if paragraph.is_empty() {
        return Ok(());
    }
    let indent = if paragraph.starts_with("- ") { 2 } else { 0 };
    let (label, text) = paragraph.split_at(indent);
    writeln!(out, "{}", style.hang(label, super::Tone::Plain, indent, text))?;
    paragraph.clear();
    Ok(())
}

/// Addresses in angle brackets, bare.
fn without_angles(line: &str) -> String {
    line.replace("<http", "http").split("http").enumerate().fold(String::new(), |mut text, (index, part)| {
        if index > 0 {
            text.push_str("http");
            text.push_str(&part.replacen('>', "", 1));
        } else {
            text.push_str(part);
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::rules::RULES;
    use crate::report::samples::{COLOR, TERMINAL, text_of};

    #[test]
    fn every_rule_has_its_page_inside_the_program() {
        for rule in RULES {
            let page = RulePage { rule }.markdown();
            assert!(
                page.starts_with(&format!("# {} {}\n", rule.code, rule.name)) && page.lines().count() > 5,
                "{page}"
            );
        }
    }

    #[test]
    fn a_terminal_gets_a_page_without_the_marks_of_markdown() {
        for rule in RULES {
            let page = RulePage { rule };
            let shown = text_of(&page, &TERMINAL);
            assert!(!shown.contains("```") && !shown.contains("\n#") && !shown.contains("<http"), "{shown}");
            assert_eq!(console::strip_ansi_codes(&text_of(&page, &COLOR)), shown);
            let words =
                |text: &str| text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
            let fences = page.markdown().lines().filter(|line| line.starts_with("```") && line.len() > 3).count();
            assert_eq!(words(&shown) + fences, words(&page.markdown()), "{shown}");
        }
    }

    #[test]
    fn a_pipe_gets_the_page_as_it_is() {
        let page = RulePage { rule: crate::engine::Code::R103.rule() };
        assert_eq!(text_of(&page, &Style::PLAIN), page.markdown());
    }
}
