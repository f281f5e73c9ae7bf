//! YAML with places: the events of `saphyr-parser` become a tree, plain scalars get their type by the core schema.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span, Tag};

use super::fault::Fault;
use super::json::{duplicate_key, too_deep};
use super::node::{Entry, Kind, Node, Spanned};
use super::scalar::plain;

/// How deep lists and maps may stand in each other; `serde_json` has the same bound.
pub(super) const DEPTH: usize = 128;

/// How much all aliases together may become, in values and in pieces of [`TEXT_PIECE`] bytes of text.
const ALIAS_BUDGET: usize = 100_000;

/// How many bytes of text weigh as much as a value, when aliases repeat them.
const TEXT_PIECE: usize = 32;

/// Reads one document; `None` when there is none, or one without a value.
pub(super) fn read(text: &str) -> Result<Option<Node>, Fault> {
    // The scanner takes a NUL for the end of the text; YAML forbids all of these anyway.
    // Source: YAML 1.2.2, 5.1 "Character Set".
    if let Some(at) = text.find(|c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{7f}')) {
        return Err(Fault::new("syntax", at..at + 1, "not valid YAML: the file has a control character", "here"));
    }
    let offsets = Offsets::new(text);
    let mut tree = Tree::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| syntax(&error, text, &offsets))?;
        let mut span = offsets.span(span);
        if let Event::Scalar(_, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted, ..) = event {
            span.end = quoted_end(text, &span);
        }
        tree.accept(event, span)?;
    }
    let written = |node: &Node| !(node.kind == Kind::Null && node.span.is_empty());
    Ok(tree.root.filter(written))
}

/// From the characters that the scanner counts to bytes.
enum Offsets {
    /// Every character is one byte.
    Ascii(usize),
    /// The byte at which each character begins, and the end.
    Bytes(Vec<usize>),
}

impl Offsets {
    fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self::Ascii(text.len());
        }
        Self::Bytes(text.char_indices().map(|(at, _)| at).chain([text.len()]).collect())
    }

    fn byte(&self, marker: Marker) -> usize {
        match self {
            Self::Ascii(length) => marker.index().min(*length),
            Self::Bytes(starts) => starts.get(marker.index()).or(starts.last()).copied().unwrap_or_default(),
        }
    }

    fn span(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start);
        start..self.byte(span.end).max(start)
    }
}

/// The end of a quoted scalar: the scanner's span goes on over what follows on the line.
fn quoted_end(text: &str, span: &Range<usize>) -> usize {
    let written = text.get(span.clone()).unwrap_or_default();
    let Some(quote) = written.chars().next().filter(|c| matches!(c, '"' | '\'')) else { return span.end };
    let mut escaped = false;
    let mut characters = written.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote == '"' {
            escaped = true;
        } else if c == quote {
            if quote == '\'' && characters.next_if(|(_, next)| *next == quote).is_some() {
                continue;
            }
            return span.start + at + 1;
        }
    }
    span.end
}

fn syntax(error: &ScanError, text: &str, offsets: &Offsets) -> Fault {
    let at = offsets.byte(*error.marker());
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    let length = next.filter(|c| !c.is_control()).map_or(0, char::len_utf8);
    let fault = Fault::new("syntax", at..at + length, format!("not valid YAML: {}", error.info()), "here");
    let line_start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line = text.get(line_start..).unwrap_or_default();
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    if line.get(..indent).is_some_and(|indent| indent.contains('\t')) {
        fault.help("indent with spaces: YAML allows no tabs there")
    } else if error.info().starts_with("mapping values are not allowed") {
        fault.help("put a text that holds `: ` in quotes")
    } else {
        fault
    }
}

/// The tree while it grows.
#[derive(Default)]
struct Tree {
    /// What is open, the outermost first.
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    anchors: BTreeMap<usize, Anchored>,
    /// What aliases have become so far.
    repeated: usize,
}

/// A list or a map that has not ended.
struct Open {
    start: usize,
    /// The end of the last thing in it.
    end: usize,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, keys: HashSet<String>, key: Option<Spanned<String>> },
}

/// What an anchor names.
struct Anchored {
    node: Node,
    weight: usize,
    depth: usize,
}

impl Tree {
    fn accept(&mut self, event: Event<'_>, span: Range<usize>) -> Result<(), Fault> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Fault::new(
                        "several-documents",
                        span,
                        "the file has several documents",
                        "a second one",
                    )
                    .help("keep one document in a file"));
                }
                Ok(())
            }
            Event::Alias(id) => self.alias(id, span),
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), span),
            Event::SequenceStart(anchor, tag) => {
                check_tag(tag.as_deref(), "seq", &span)?;
                self.begin(anchor, Content::List(Vec::new()), span)
            }
            Event::MappingStart(anchor, tag) => {
                check_tag(tag.as_deref(), "map", &span)?;
                let content = Content::Map { entries: Vec::new(), keys: HashSet::new(), key: None };
                self.begin(anchor, content, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
        }
    }

    fn begin(&mut self, anchor: usize, content: Content, span: Range<usize>) -> Result<(), Fault> {
        self.check_not_a_key(&span)?;
        if self.open.len() >= DEPTH {
            return Err(too_deep(span));
        }
        self.open.push(Open { start: span.start, end: span.end, anchor, content });
        Ok(())
    }

    fn end(&mut self, span: Range<usize>) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // Only flow style has a closing character; a block ends with the last thing in it.
        let end = if span.is_empty() { open.end } else { open.end.max(span.start + 1) };
        let kind = match open.content {
            Content::List(items) => Kind::List(items),
            Content::Map { entries, .. } => Kind::Map(entries),
        };
        self.value(Node { span: open.start..end, kind }, open.anchor)
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: Range<usize>,
    ) -> Result<(), Fault> {
        // A value that is not written has the span of whatever comes next.
        let written = !text.is_empty() || style != ScalarStyle::Plain || anchor > 0 || tag.is_some();
        let span = if written { span } else { span.start..span.start };
        if let Some(Open { content: Content::Map { key: key @ None, keys, .. }, .. }) = self.open.last_mut() {
            let found = Spanned { value: text.to_owned(), span };
            if style == ScalarStyle::Plain && text == "<<" {
                return Err(Fault::new("syntax", found.span, "YAML 1.2 has no merge keys", "a merge key")
                    .help("write the keys out, or quote it when the key really is `<<`"));
            }
            if !keys.insert(found.value.clone()) {
                return Err(duplicate_key(&found));
            }
            if anchor > 0 {
                let node = Node { span: found.span.clone(), kind: Kind::Text(found.value.clone()) };
                self.anchors.insert(anchor, Anchored { weight: weight(&node), depth: 0, node });
            }
            *key = Some(found);
            return Ok(());
        }
        let kind = match (tag, style) {
            (None, ScalarStyle::Plain) => plain(text),
            (None, _) => Kind::Text(text.to_owned()),
            (Some(tag), style) => tagged(text, style, tag, &span)?,
        };
        self.value(Node { span, kind }, anchor)
    }

    fn alias(&mut self, id: usize, span: Range<usize>) -> Result<(), Fault> {
        let Some(Anchored { node, weight, depth }) = self.anchors.get(&id) else {
            return Err(Fault::new("syntax", span, "the alias stands within what it repeats", "here"));
        };
        self.repeated += weight;
        if self.repeated > ALIAS_BUDGET {
            return Err(Fault::new(
                "alias-bomb",
                span,
                "the aliases of the file repeat too much",
                "too much from here on",
            ));
        }
        if self.open.len() + depth > DEPTH {
            return Err(too_deep(span));
        }
        let node = Node { span: span.clone(), kind: node.kind.clone() };
        match (self.open.last_mut(), &node.kind) {
            (Some(Open { content: Content::Map { key: None, .. }, .. }), Kind::Text(text)) => {
                let text = text.clone();
                self.scalar(&text, ScalarStyle::DoubleQuoted, 0, None, span)
            }
            _ => {
                self.check_not_a_key(&span)?;
                self.value(node, 0)
            }
        }
    }

    /// Puts a finished value where it belongs.
    fn value(&mut self, mut node: Node, anchor: usize) -> Result<(), Fault> {
        if let Some(Open { content: Content::Map { key: Some(key), .. }, .. }) = self.open.last()
            && node.kind == Kind::Null
            && node.span.is_empty()
        {
            node.span = key.span.clone();
        }
        if anchor > 0 {
            let anchored = Anchored { weight: weight(&node), depth: depth(&node), node: node.clone() };
            self.anchors.insert(anchor, anchored);
        }
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        parent.end = parent.end.max(node.span.end);
        match &mut parent.content {
            Content::List(items) => items.push(node),
            Content::Map { entries, key, .. } => match key.take() {
                Some(key) => entries.push(Entry { key, node }),
                None => return Err(not_a_key(node.span)),
            },
        }
        Ok(())
    }

    /// A list or a map cannot be a key.
    fn check_not_a_key(&self, span: &Range<usize>) -> Result<(), Fault> {
        match self.open.last() {
            Some(Open { content: Content::Map { key: None, .. }, .. }) => Err(not_a_key(span.clone())),
            _ => Ok(()),
        }
    }
}

/// Whether a list or map may have this tag.
fn check_tag(tag: Option<&Tag>, allowed: &str, span: &Range<usize>) -> Result<(), Fault> {
    let fits = |tag: &Tag| is_non_specific(tag) || (is_core(tag) && tag.suffix == allowed);
    tag.filter(|tag| !fits(tag)).map_or(Ok(()), |tag| Err(unknown_tag(tag, span)))
}

/// How many values a node is, with its texts counted by the piece.
fn weight(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::Text(text) => text.len() / TEXT_PIECE,
        Kind::List(items) => items.iter().map(weight).sum(),
        Kind::Map(entries) => {
            entries.iter().map(|entry| entry.key.value.len() / TEXT_PIECE + weight(&entry.node)).sum()
        }
        _ => 0,
    }
}

/// How many lists and maps stand in each other.
fn depth(node: &Node) -> usize {
    match &node.kind {
        Kind::List(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        Kind::Map(entries) => 1 + entries.iter().map(|entry| depth(&entry.node)).max().unwrap_or_default(),
        _ => 0,
    }
}

fn not_a_key(span: Range<usize>) -> Fault {
    Fault::new("syntax", span, "a key must be a text", "used as a key")
        .help("put a text that begins with `{` or `[` in quotes")
}

fn is_core(tag: &Tag) -> bool {
    tag.is_yaml_core_schema()
}

/// A lone `!`: a text, a list or a map, whatever it looks like.
fn is_non_specific(tag: &Tag) -> bool {
    tag.handle.is_empty() && tag.suffix == "!"
}

fn unknown_tag(tag: &Tag, span: &Range<usize>) -> Fault {
    Fault::new("syntax", span.clone(), format!("the tag `{tag}` is not known here"), "tagged").help("remove the tag")
}

/// A scalar with a tag: `!!str` makes a text of anything, the others demand that it looks like one.
fn tagged(text: &str, style: ScalarStyle, tag: &Tag, span: &Range<usize>) -> Result<Kind, Fault> {
    if is_non_specific(tag) || (is_core(tag) && tag.suffix == "str") {
        return Ok(Kind::Text(text.to_owned()));
    }
    let kind = if style == ScalarStyle::Plain || is_core(tag) { plain(text) } else { Kind::Text(text.to_owned()) };
    match (&kind, tag.suffix.as_str()) {
        _ if !is_core(tag) => Err(unknown_tag(tag, span)),
        (Kind::Null, "null") | (Kind::Bool(_), "bool") | (Kind::Integer(_), "int") | (Kind::Float(_), "float") => {
            Ok(kind)
        }
        #[expect(clippy::cast_precision_loss, reason = "the tag asks for a float")]
        (Kind::Integer(whole), "float") => Ok(Kind::Float(*whole as f64)),
        (_, "null" | "bool" | "int" | "float") => {
            Err(Fault::new("syntax", span.clone(), format!("the value is not of its tag `!!{}`", tag.suffix), "tagged"))
        }
        _ => Err(unknown_tag(tag, span)),
    }
}
