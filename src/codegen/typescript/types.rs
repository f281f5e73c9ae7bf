//! Types as TypeScript writes them.

use std::borrow::Cow;

use apollo_compiler::ast::Type;

use super::layout::{self, Doc, WIDTH};

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TypeText<'a> {
    /// The name of a type that is declared somewhere.
    Reference(&'a str),
    /// A type of the language: `string`, `null`, `"A"`.
    Keyword(Cow<'a, str>),
    /// One of several, at least two.
    Union(Vec<TypeText<'a>>),
    /// A list.
    List(Box<TypeText<'a>>),
    /// A generic type of the language with its arguments, at least two: `Record<string, never>`.
    Generic(&'static str, Vec<TypeText<'a>>),
}

impl<'a> TypeText<'a> {
    /// A type of the language.
    pub(super) fn keyword(word: impl Into<Cow<'a, str>>) -> Self {
        Self::Keyword(word.into())
    }

    /// The one text that a string can be.
    pub(super) fn literal(text: &str) -> Self {
        Self::Keyword(Cow::Owned(format!("\"{text}\"")))
    }

    /// One of some types; a single one is that type.
    pub(super) fn one_of(mut types: Vec<Self>) -> Self {
        if types.len() == 1 { types.swap_remove(0) } else { Self::Union(types) }
    }

    /// A GraphQL type around the type that its name stands for.
    pub(super) fn of(ty: &Type, named: Self) -> Self {
        match ty {
            Type::NonNullNamed(_) => named,
            Type::Named(_) => named.or_null(),
            Type::NonNullList(item) => Self::List(Box::new(Self::of(item, named))),
            Type::List(item) => Self::List(Box::new(Self::of(item, named))).or_null(),
        }
    }

    /// The same without `null`, whatever the type says of itself.
    pub(super) fn of_given(ty: &Type, named: Self) -> Self {
        match Self::of(ty, named) {
            Self::Union(mut types) if !ty.is_non_null() => {
                types.pop();
                Self::one_of(types)
            }
            other => other,
        }
    }

    fn or_null(self) -> Self {
        let null = Self::Keyword(Cow::Borrowed("null"));
        match self {
            Self::Union(mut types) => {
                types.push(null);
                Self::Union(types)
            }
            other => Self::Union(vec![other, null]),
        }
    }

    /// On one line.
    pub(super) fn flat(&self, out: &mut String) {
        match self {
            Self::Reference(name) => out.push_str(name),
            Self::Keyword(word) => out.push_str(word),
            Self::Union(types) => {
                for (at, each) in types.iter().enumerate() {
                    if at > 0 {
                        out.push_str(" | ");
                    }
                    each.flat(out);
                }
            }
            Self::List(item) if matches!(**item, Self::Union(_)) => {
                out.push('(');
                item.flat(out);
                out.push_str(")[]");
            }
            Self::List(item) => {
                item.flat(out);
                out.push_str("[]");
            }
            Self::Generic(name, arguments) => {
                out.extend([*name, "<"]);
                for (at, each) in arguments.iter().enumerate() {
                    if at > 0 {
                        out.push_str(", ");
                    }
                    each.flat(out);
                }
                out.push('>');
            }
        }
    }

    /// Whether a union stays on its line: a declared type that may be null.
    fn hugs(types: &[Self]) -> bool {
        let references = types.iter().filter(|each| matches!(each, Self::Reference(_))).count();
        let nulls = types.iter().filter(|each| matches!(each, Self::Keyword(word) if word == "null")).count();
        references == 1 && references + nulls == types.len()
    }

    /// As the parts of a line; `around` is what stands around a union that may break.
    fn parts(&self, around: fn(Doc) -> Doc) -> Vec<Doc> {
        match self {
            Self::Reference(name) => vec![Doc::text(*name)],
            Self::Keyword(word) => vec![Doc::text(word.as_ref())],
            Self::Union(types) if Self::hugs(types) => {
                let mut text = String::new();
                self.flat(&mut text);
                vec![Doc::Text(text)]
            }
            Self::Union(types) => vec![around(alternatives(types))],
            Self::List(item) if matches!(**item, Self::Union(_)) => {
                let mut parts = vec![Doc::text("(")];
                parts.extend(
                    item.parts(|items| Doc::Group(vec![Doc::Indent(vec![Doc::Softline, items]), Doc::Softline])),
                );
                parts.push(Doc::text(")[]"));
                parts
            }
            Self::List(item) => {
                let mut parts = item.parts(around);
                parts.push(Doc::text("[]"));
                parts
            }
            Self::Generic(name, arguments) => {
                let arguments = layout::list(arguments.iter().map(|each| each.parts(|items| items)), false);
                vec![Doc::text(format!("{name}<")), arguments, Doc::text(">")]
            }
        }
    }
}

fn alternatives(types: &[TypeText<'_>]) -> Doc {
    let mut parts = vec![Doc::IfBroken("| ")];
    for (at, each) in types.iter().enumerate() {
        if at > 0 {
            parts.extend([Doc::Line, Doc::text("| ")]);
        }
        parts.push(Doc::Indent(each.parts(|items| items)));
    }
    Doc::Group(parts)
}

/// Writes a member: `head` (`key:` or `key?:`), the type and a semicolon. The line begins at the end of `out`.
pub(super) fn member(out: &mut String, indent: usize, head: &str, ty: &TypeText<'_>) {
    let start = out.len();
    layout::spaces(out, indent);
    out.extend([head, " "]);
    ty.flat(out);
    out.push_str(";\n");
    // Names are ASCII, so a byte is a column; the newline takes none.
    if out.len() - start > WIDTH + 1 {
        out.truncate(start);
        let mut parts = vec![Doc::text(format!("{head} "))];
        parts.extend(ty.parts(|items| Doc::Group(vec![Doc::Indent(vec![Doc::Softline, items])])));
        parts.push(Doc::text(";"));
        layout::line(out, indent, &parts);
    }
}

/// Writes `export type NAME = TYPE;`. The line begins at the end of `out`.
pub(super) fn alias(out: &mut String, name: &str, ty: &TypeText<'_>) {
    let mut parts = vec![Doc::text(format!("export type {name} ="))];
    let right = ty.parts(|items| items);
    if matches!(ty, TypeText::Generic(..)) {
        // The arguments have lines of their own before the whole type has: only what precedes them must fit beside the name.
        // On the next line there is always room for them.
        parts.push(Doc::Group(vec![Doc::Indent(vec![Doc::Line])]));
        parts.extend(right);
    } else {
        parts.push(Doc::Group(vec![Doc::Indent([vec![Doc::Line], right].concat())]));
    }
    parts.push(Doc::text(";"));
    layout::line(out, 0, &parts);
}
