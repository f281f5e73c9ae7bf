//! Lines that break where prettier breaks them.
//!
//! A [`Doc`] is text with places where a line may end, in groups: a group stands on one line when it fits, together with what
//! follows it on that line, and otherwise each of its own places ends a line. This is how prettier decides, so whoever builds
//! the same groups gets the same lines.

use textwrap::core::display_width;

/// The width that a line should have at most, in columns.
pub(super) const WIDTH: usize = 80;

/// The columns that a level is indented by.
const INDENT: usize = 2;

/// Text that can be laid out in more than one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Doc {
    /// As it stands.
    Text(String),
    /// A space, or the end of a line.
    Line,
    /// Nothing, or the end of a line.
    Softline,
    /// Only where its group is broken.
    IfBroken(&'static str),
    /// Broken as a whole, or not at all.
    Group(Vec<Doc>),
    /// Lines that begin inside are indented by a level more.
    Indent(Vec<Doc>),
}

impl Doc {
    /// Text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

#[derive(Clone, Copy)]
struct Place<'a> {
    indent: usize,
    broken: bool,
    doc: &'a Doc,
}

/// Writes the parts, then ends the line. The line begins at the end of `out`, and is indented by so many columns.
pub(super) fn line(out: &mut String, indent: usize, parts: &[Doc]) {
    spaces(out, indent);
    let mut column = indent;
    let mut todo: Vec<Place<'_>> = Vec::new();
    push(&mut todo, parts, indent, true);
    while let Some(Place { indent, broken, doc }) = todo.pop() {
        match doc {
            Doc::Text(text) => {
                out.push_str(text);
                column += display_width(text);
            }
            Doc::Line | Doc::Softline if broken => {
                out.truncate(out.trim_end_matches(' ').len());
                out.push('\n');
                spaces(out, indent);
                column = indent;
            }
            Doc::Line => {
                out.push(' ');
                column += 1;
            }
            Doc::Softline => {}
            Doc::IfBroken(text) => {
                if broken {
                    out.push_str(text);
                    column += text.len();
                }
            }
            Doc::Indent(inner) => push(&mut todo, inner, indent + INDENT, broken),
            Doc::Group(inner) => {
                let breaks = broken && !fits(inner, &todo, column);
                push(&mut todo, inner, indent, breaks);
            }
        }
    }
    out.push('\n');
}

fn push<'a>(todo: &mut Vec<Place<'a>>, parts: &'a [Doc], indent: usize, broken: bool) {
    todo.extend(parts.iter().rev().map(|doc| Place { indent, broken, doc }));
}

/// Whether the parts fit on the line when none of them breaks, with what follows up to the next place that may end the line.
fn fits(parts: &[Doc], after: &[Place<'_>], mut column: usize) -> bool {
    let mut todo: Vec<Place<'_>> = Vec::new();
    push(&mut todo, parts, 0, false);
    let mut after = after.iter().rev();
    while column <= WIDTH {
        let Some(Place { indent, broken, doc }) = todo.pop().or_else(|| after.next().copied()) else { return true };
        match doc {
            Doc::Text(text) => column += display_width(text),
            Doc::Line | Doc::Softline if broken => return true,
            Doc::Line => column += 1,
            Doc::Softline => {}
            Doc::IfBroken(text) => column += if broken { text.len() } else { 0 },
            Doc::Indent(inner) | Doc::Group(inner) => push(&mut todo, inner, indent, broken),
        }
    }
    false
}

/// So many spaces.
pub(super) fn spaces(out: &mut String, columns: usize) {
    out.extend(std::iter::repeat_n(' ', columns));
}

/// Items with commas between them, on one line or each on a line of its own; the last one then has a comma too if
/// `last_comma`.
pub(super) fn list(items: impl IntoIterator<Item = Vec<Doc>>, last_comma: bool) -> Doc {
    let mut inner = vec![Doc::Softline];
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            inner.extend([Doc::text(","), Doc::Line]);
        }
        inner.extend(item);
    }
    if last_comma {
        inner.push(Doc::IfBroken(","));
    }
    Doc::Group(vec![Doc::Indent(inner), Doc::Softline])
}

/// An import or export of names: `head { a, b } tail`. A single name stays on its line, however long.
pub(super) fn braced(out: &mut String, head: &str, names: &[&str], tail: &str) {
    if let [name] = names {
        line(out, 0, &[Doc::text(format!("{head} {{ {name} }} {tail}"))]);
        return;
    }
    let mut inner = vec![Doc::Line];
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            inner.extend([Doc::text(","), Doc::Line]);
        }
        inner.push(Doc::text(*name));
    }
    inner.push(Doc::IfBroken(","));
    let group = Doc::Group(vec![Doc::text("{"), Doc::Indent(inner), Doc::Line, Doc::text("}")]);
    line(out, 0, &[Doc::text(format!("{head} ")), group, Doc::text(format!(" {tail}"))]);
}
