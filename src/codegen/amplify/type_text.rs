//! Types of TypeScript as text, laid out as prettier 3 lays them out at 80 columns.

use std::borrow::Cow;

use crate::codegen::typescript::comment;

const WIDTH: usize = 80;

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TypeText<'a> {
    /// `string`, `null` or a literal.
    Word(Cow<'a, str>),
    /// The name of a type.
    Name(Cow<'a, str>),
    /// A list, with the name that lists have.
    Array(&'static str, Box<TypeText<'a>>),
    /// An object.
    Object(Vec<Property<'a>>),
    /// One of several.
    Union(Vec<TypeText<'a>>),
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Property<'a> {
    /// What is said of it.
    pub description: Option<&'a str>,
    /// Why it is deprecated, if it is; the reason may be empty.
    pub deprecated: Option<&'a str>,
    /// The key: the name of a GraphQL field, which needs no quotes.
    pub key: &'a str,
    /// Whether it may be absent.
    pub optional: bool,
    /// Its type.
    pub ty: TypeText<'a>,
}

impl TypeText<'_> {
    /// This, or null.
    pub(super) fn or_null(self) -> Self {
        let null = Self::Word("null".into());
        match self {
            Self::Union(mut members) => {
                members.push(null);
                Self::Union(members)
            }
            other => Self::Union(vec![other, null]),
        }
    }

    /// One of these; `never` when there is none.
    pub(super) fn one_of(mut members: Vec<Self>) -> Self {
        match (members.len(), members.pop()) {
            (1, Some(only)) => only,
            (_, Some(last)) => {
                members.push(last);
                Self::Union(members)
            }
            (_, None) => Self::Word("never".into()),
        }
    }

    fn is_null(&self) -> bool {
        matches!(self, Self::Word(word) if word == "null")
    }

    /// Whether prettier keeps it on the line that it begins on: a name or an object, or either or null.
    fn hugs(&self) -> bool {
        match self {
            Self::Union(members) => {
                let mut others = members.iter().filter(|member| !member.is_null());
                match (others.next(), others.next()) {
                    (Some(Self::Word(_) | Self::Union(_)) | None, _) | (_, Some(_)) => false,
                    (Some(Self::Name(_) | Self::Object(_) | Self::Array(..)), None) => true,
                }
            }
            Self::Array(..) => false,
            Self::Word(_) | Self::Name(_) | Self::Object(_) => true,
        }
    }

    /// The text on one line, when it can stand on one.
    fn flat(&self) -> Option<String> {
        match self {
            Self::Word(text) | Self::Name(text) => Some(text.to_string()),
            Self::Array(name, item) => Some(format!("{name}<{}>", item.flat()?)),
            Self::Object(properties) => properties.is_empty().then(|| "{}".to_owned()),
            Self::Union(members) => {
                let members: Option<Vec<String>> = members.iter().map(Self::flat).collect();
                Some(members?.join(" | "))
            }
        }
    }
}

/// Writes `export type NAME = TYPE;`.
pub(super) fn declaration(out: &mut String, name: &str, ty: &TypeText<'_>) {
    let mut writer = Writer::new(out);
    writer.out.push_str(&format!("export type {name} ="));
    writer.value(ty, 0, true);
    out.push_str(";\n");
}

struct Writer<'o> {
    out: &'o mut String,
    /// Where the line that is written begins.
    line: usize,
}

impl<'o> Writer<'o> {
    fn new(out: &'o mut String) -> Self {
        let line = out.len();
        Self { out, line }
    }

    fn newline(&mut self, indent: usize) {
        self.out.push('\n');
        self.line = self.out.len();
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn fits(&self, text: &str, after: usize) -> bool {
        let written = self.out.get(self.line..).unwrap_or_default();
        written.chars().count() + text.chars().count() + after <= WIDTH
    }

    /// What stands after `:` or `=`, with a blank or a line break before it. After `=` anything goes to the next line when its
    /// first line does not fit, after `:` only several types do.
    fn value(&mut self, ty: &TypeText<'_>, indent: usize, is_declaration: bool) {
        let (may_break, first_line) = match ty {
            TypeText::Union(_) => (!ty.hugs(), ty.flat()),
            TypeText::Object(properties) if !properties.is_empty() => (is_declaration, Some("{".to_owned())),
            _ => (is_declaration, ty.flat()),
        };
        let end = if matches!(ty, TypeText::Object(properties) if !properties.is_empty()) { " " } else { " ;" };
        if may_break && !first_line.is_some_and(|line| self.fits(&line, end.len())) {
            self.newline(indent + 2);
            self.ty(ty, indent + 2, 1);
        } else {
            self.out.push(' ');
            self.ty(ty, indent, 1);
        }
    }

    /// A type from here on; `after` is the width of what must follow on its last line.
    fn ty(&mut self, ty: &TypeText<'_>, indent: usize, after: usize) {
        match ty {
            TypeText::Word(text) | TypeText::Name(text) => self.out.push_str(text),
            TypeText::Object(properties) => self.object(properties, indent),
            TypeText::Array(name, item) => self.array(ty, name, item, indent, after),
            TypeText::Union(members) if ty.hugs() => {
                for (number, member) in members.iter().enumerate() {
                    self.out.push_str(if number == 0 { "" } else { " | " });
                    let left = " | null".len() * (members.len() - number - 1);
                    self.ty(member, indent, after + left);
                }
            }
            TypeText::Union(members) => match ty.flat().filter(|flat| self.fits(flat, after)) {
                Some(flat) => self.out.push_str(&flat),
                None => {
                    for (number, member) in members.iter().enumerate() {
                        if number > 0 {
                            self.newline(indent);
                        }
                        self.out.push_str("| ");
                        self.ty(member, indent + 2, 0);
                    }
                }
            },
        }
    }

    fn array(&mut self, whole: &TypeText<'_>, name: &str, item: &TypeText<'_>, indent: usize, after: usize) {
        if !item.hugs()
            && let Some(flat) = whole.flat().filter(|flat| self.fits(flat, after))
        {
            self.out.push_str(&flat);
            return;
        }
        self.out.push_str(name);
        self.out.push('<');
        if item.hugs() {
            self.ty(item, indent, after + 1);
        } else {
            self.newline(indent + 2);
            self.ty(item, indent + 2, 0);
            self.newline(indent);
        }
        self.out.push('>');
    }

    fn object(&mut self, properties: &[Property<'_>], indent: usize) {
        if properties.is_empty() {
            self.out.push_str("{}");
            return;
        }
        self.out.push_str("{\n");
        for property in properties {
            comment(self.out, indent + 2, property.description, property.deprecated);
            self.line = self.out.len();
            self.out.extend(std::iter::repeat_n(' ', indent + 2));
            self.out.push_str(property.key);
            self.out.push_str(if property.optional { "?:" } else { ":" });
            self.value(&property.ty, indent + 2, false);
            self.out.push_str(";\n");
        }
        self.line = self.out.len();
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.out.push('}');
    }
}

#[cfg(test)]
mod tests {
    use super::{Property, TypeText, declaration};

    fn word(text: &str) -> TypeText<'static> {
        TypeText::Word(text.to_owned().into())
    }

    fn name(text: &str) -> TypeText<'static> {
        TypeText::Name(text.to_owned().into())
    }

    fn array(item: TypeText<'_>) -> TypeText<'_> {
        TypeText::Array("Array", Box::new(item))
    }

    fn object<'a>(properties: Vec<(&'a str, TypeText<'a>)>) -> TypeText<'a> {
        let property = |(key, ty): (&'a str, TypeText<'a>)| Property {
            description: None,
            deprecated: None,
            key,
            optional: true,
            ty,
        };
        TypeText::Object(properties.into_iter().map(property).collect())
    }

    fn declared(name: &str, ty: &TypeText<'_>) -> String {
        let mut out = String::new();
        declaration(&mut out, name, ty);
        out
    }

    #[test]
    fn long_members_break_where_prettier_breaks_them() {
        let key = "anExtraordinarilyLongNameOfAFieldThatAloneIsLongAndEvenMoreThanThatSoThatNothing";
        let literals = ["AnObjectTypeName", "AnotherObjectTypeName", "YetAnotherObjectTypeName", "Last"];
        let literals = TypeText::one_of(literals.iter().map(|text| word(&format!("\"{text}\""))).collect());
        let ty = object(vec![
            (key, word("string")),
            (key, word("string").or_null()),
            (key, name("Thing").or_null()),
            (key, array(name("Thing").or_null()).or_null()),
            (key, array(word("string").or_null()).or_null()),
            (key, array(array(word("string").or_null()).or_null())),
            (key, array(array(word("string")))),
            ("kind", literals.clone()),
            ("kinds", array(literals.or_null()).or_null()),
            ("short", array(array(word("string").or_null()))),
        ]);
        let expected = format!(
            "export type X = {{
  {key}?: string;
  {key}?:
    string | null;
  {key}?: Thing | null;
  {key}?: Array<Thing | null> | null;
  {key}?: Array<
    string | null
  > | null;
  {key}?: Array<Array<
    string | null
  > | null>;
  {key}?: Array<
    Array<string>
  >;
  kind?:
    | \"AnObjectTypeName\"
    | \"AnotherObjectTypeName\"
    | \"YetAnotherObjectTypeName\"
    | \"Last\";
  kinds?: Array<
    | \"AnObjectTypeName\"
    | \"AnotherObjectTypeName\"
    | \"YetAnotherObjectTypeName\"
    | \"Last\"
    | null
  > | null;
  short?: Array<Array<string | null>>;
}};
"
        );
        assert_eq!(declared("X", &ty), expected);
    }

    #[test]
    fn objects_stay_where_they_begin_and_several_have_lines_of_their_own() {
        let one = || object(vec![("a", word("string"))]);
        let two = || TypeText::one_of(vec![one(), object(Vec::new())]);
        let ty = object(vec![
            ("one", array(one().or_null()).or_null()),
            ("deep", array(array(one()))),
            ("two", array(array(two().or_null()).or_null())),
            ("empty", array(object(Vec::new()))),
        ]);
        let expected = "export type X = {
  one?: Array<{
    a?: string;
  } | null> | null;
  deep?: Array<
    Array<{
      a?: string;
    }>
  >;
  two?: Array<Array<
    | {
        a?: string;
      }
    | {}
    | null
  > | null>;
  empty?: Array<{}>;
};
";
        assert_eq!(declared("X", &ty), expected);
        assert_eq!(declared("Y", &two()), "export type Y =\n  | {\n      a?: string;\n    }\n  | {};\n");
    }

    #[test]
    fn what_a_long_name_leaves_no_room_for_stands_on_the_next_line() {
        let one = object(vec![("a", word("string"))]);
        let long = "A".repeat(64);
        assert_eq!(declared(&long, &one), format!("export type {long} = {{\n  a?: string;\n}};\n"));
        let long = "A".repeat(65);
        assert_eq!(declared(&long, &one), format!("export type {long} =\n  {{\n    a?: string;\n  }};\n"));
        assert_eq!(declared(&long, &object(Vec::new())), format!("export type {long} =\n  {{}};\n"));
        assert_eq!(declared(&long, &name("B")), format!("export type {long} =\n  B;\n"));
        let either = TypeText::one_of(vec![name("B"), name("C")]);
        assert_eq!(declared(&long, &either), format!("export type {long} =\n  B | C;\n"));
        assert_eq!(declared("N", &TypeText::one_of(Vec::new())), "export type N = never;\n");
    }
}
