//! Operations as text, laid out as prettier lays GraphQL out at 80 columns.
//!
//! A list in parentheses, brackets or braces stands on one line when it fits, together with what follows it up to the next
//! place where a line may end; otherwise each of its items has a line of its own.

use apollo_compiler::ast::{
    Argument, Directive, DirectiveList, Field, FragmentDefinition, InlineFragment, OperationDefinition, Selection,
    Value, VariableDefinition,
};
use textwrap::core::display_width;

use super::statement::Statement;

/// The width that a line should have at most, in columns.
const WIDTH: usize = 80;

/// How an operation's text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Layout {
    /// The columns that every line is indented by.
    pub indent: usize,
    /// Whether an empty line stands between the last field and the first inline fragment of a selection.
    pub blank_before_inline_fragments: bool,
}

/// An operation with its fragments, an empty line between them, without a newline at the end.
#[must_use]
pub fn statement(statement: &Statement, layout: Layout) -> String {
    let mut printer = Printer::new(layout);
    printer.operation(&statement.operation);
    for fragment in &statement.fragments {
        printer.out.push_str("\n\n");
        printer.fragment(fragment);
    }
    printer.out
}

/// An operation without its fragments.
#[must_use]
pub fn operation(operation: &OperationDefinition, layout: Layout) -> String {
    let mut printer = Printer::new(layout);
    printer.operation(operation);
    printer.out
}

/// A fragment.
#[must_use]
pub fn fragment(fragment: &FragmentDefinition, layout: Layout) -> String {
    let mut printer = Printer::new(layout);
    printer.fragment(fragment);
    printer.out
}

struct Printer {
    layout: Layout,
    out: String,
    /// Where the line that is written began.
    line: usize,
}

/// An item of a list: a text, perhaps a value that can be broken, and what stands after it.
struct Item<'a> {
    before: String,
    value: Option<&'a Value>,
    after: String,
}

impl Item<'_> {
    fn flat(&self, out: &mut String) {
        out.push_str(&self.before);
        if let Some(value) = self.value {
            flat(value, out);
        }
        out.push_str(&self.after);
    }
}

impl Printer {
    fn new(layout: Layout) -> Self {
        Self { layout, out: " ".repeat(layout.indent), line: 0 }
    }

    fn newline(&mut self, indent: usize) {
        self.out.push('\n');
        self.line = self.out.len();
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn begin(&mut self) {
        if self.out.ends_with('\n') {
            self.line = self.out.len();
            self.out.extend(std::iter::repeat_n(' ', self.layout.indent));
        }
    }

    fn column(&self) -> usize {
        display_width(self.out.get(self.line..).unwrap_or_default())
    }

    fn operation(&mut self, operation: &OperationDefinition) {
        self.begin();
        self.out.push_str(operation.operation_type.name());
        if let Some(name) = &operation.name {
            self.out.push(' ');
            self.out.push_str(name);
        }
        let items: Vec<Item<'_>> = operation.variables.iter().map(|each| variable(each)).collect();
        if !items.is_empty() {
            self.list(("(", ")"), &items, self.layout.indent, after_list(&operation.directives, " {", true));
        }
        self.definition_directives(&operation.directives);
        self.selections(&operation.selection_set, self.layout.indent);
    }

    fn fragment(&mut self, fragment: &FragmentDefinition) {
        self.begin();
        self.out.push_str("fragment ");
        self.out.push_str(&fragment.name);
        self.out.push_str(" on ");
        self.out.push_str(&fragment.type_condition);
        self.definition_directives(&fragment.directives);
        self.selections(&fragment.selection_set, self.layout.indent);
    }

    fn selections(&mut self, set: &[Selection], indent: usize) {
        self.out.push_str(" {");
        let mut after_field = false;
        for selection in set {
            let is_inline = matches!(selection, Selection::InlineFragment(_));
            if self.layout.blank_before_inline_fragments && is_inline && after_field {
                self.out.push('\n');
            }
            after_field = !is_inline;
            self.newline(indent + 2);
            match selection {
                Selection::Field(field) => self.field(field, indent + 2),
                Selection::InlineFragment(fragment) => self.inline_fragment(fragment, indent + 2),
                Selection::FragmentSpread(spread) => {
                    self.out.push_str("...");
                    self.out.push_str(&spread.fragment_name);
                    self.directives(&spread.directives, indent + 2, "");
                }
            }
        }
        self.newline(indent);
        self.out.push('}');
    }

    fn field(&mut self, field: &Field, indent: usize) {
        if let Some(alias) = &field.alias {
            self.out.push_str(alias);
            self.out.push_str(": ");
        }
        self.out.push_str(&field.name);
        let end = if field.selection_set.is_empty() { "" } else { " {" };
        self.arguments(&field.arguments, indent, after_list(&field.directives, end, false));
        self.directives(&field.directives, indent, end);
        if !field.selection_set.is_empty() {
            self.selections(&field.selection_set, indent);
        }
    }

    fn inline_fragment(&mut self, fragment: &InlineFragment, indent: usize) {
        self.out.push_str("...");
        if let Some(condition) = &fragment.type_condition {
            self.out.push_str(" on ");
            self.out.push_str(condition);
        }
        self.directives(&fragment.directives, indent, " {");
        self.selections(&fragment.selection_set, indent);
    }

    /// The directives of an operation or fragment: a line for each when they do not fit one.
    fn definition_directives(&mut self, directives: &DirectiveList) {
        if directives.is_empty() {
            return;
        }
        let text = directives.iter().map(|each| flat_directive(each)).collect::<Vec<_>>().join(" ");
        let fits = self.column() + 1 + display_width(&text) + " {".len() <= WIDTH;
        for (number, directive) in directives.iter().enumerate() {
            if fits {
                self.out.push(' ');
            } else {
                self.newline(self.layout.indent);
            }
            let end = if fits || number + 1 < directives.len() { "" } else { " {" };
            self.directive(directive, self.layout.indent, end.len());
        }
    }

    /// The directives of a selection: one indented line for each when they do not fit the line.
    fn directives(&mut self, directives: &DirectiveList, indent: usize, end: &str) {
        if directives.is_empty() {
            return;
        }
        self.out.push(' ');
        let text = directives.iter().map(|each| flat_directive(each)).collect::<Vec<_>>().join(" ");
        let fits = self.column() + display_width(&text) + end.len() <= WIDTH;
        for (number, directive) in directives.iter().enumerate() {
            let is_last = number + 1 == directives.len();
            match (fits, number) {
                (true, 0) => {}
                (true, _) => self.out.push(' '),
                (false, _) => {
                    // The blank before a line's end goes away with the line.
                    self.out.truncate(self.out.trim_end_matches(' ').len());
                    self.newline(indent + 2);
                }
            }
            self.directive(directive, indent + 2, if is_last { end.len() } else { 0 });
        }
    }

    fn directive(&mut self, directive: &Directive, indent: usize, after: usize) {
        self.out.push('@');
        self.out.push_str(&directive.name);
        self.arguments(&directive.arguments, indent, after);
    }

    fn arguments(&mut self, arguments: &[apollo_compiler::Node<Argument>], indent: usize, after: usize) {
        let item = |argument: &'_ apollo_compiler::Node<Argument>| format!("{}: ", argument.name);
        let items: Vec<Item<'_>> = arguments
            .iter()
            .map(|argument| Item { before: item(argument), value: Some(&argument.value), after: String::new() })
            .collect();
        if !items.is_empty() {
            self.list(("(", ")"), &items, indent, after);
        }
    }

    /// A list between two marks; `after` is the width of what must stand on the same line as the closing mark.
    fn list(&mut self, (open, close): (&str, &str), items: &[Item<'_>], indent: usize, after: usize) {
        let mut text = open.to_owned();
        join_flat(items, &mut text);
        text.push_str(close);
        if self.column() + display_width(&text) + after <= WIDTH {
            self.out.push_str(&text);
            return;
        }
        self.out.push_str(open.trim_end());
        for item in items {
            self.newline(indent + 2);
            self.out.push_str(&item.before);
            if let Some(value) = item.value {
                self.value(value, indent + 2, display_width(&item.after));
            }
            self.out.push_str(&item.after);
        }
        self.newline(indent);
        self.out.push_str(close.trim_start());
    }

    fn value(&mut self, value: &Value, indent: usize, after: usize) {
        let items: Vec<Item<'_>> = match value {
            Value::List(values) => values
                .iter()
                .map(|value| Item { before: String::new(), value: Some(value), after: String::new() })
                .collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(name, value)| Item { before: format!("{name}: "), value: Some(value), after: String::new() })
                .collect(),
            _ => Vec::new(),
        };
        match value {
            Value::List(_) if !items.is_empty() => self.list(("[", "]"), &items, indent, after),
            Value::Object(_) if !items.is_empty() => self.list(("{ ", " }"), &items, indent, after),
            _ => flat(value, &mut self.out),
        }
    }
}

/// The width of what follows a list on its line: up to the first directive, where the line may end.
fn after_list(directives: &DirectiveList, end: &str, is_definition: bool) -> usize {
    match (directives.is_empty(), is_definition) {
        (true, _) => end.len(),
        (false, true) => 0,
        (false, false) => 1,
    }
}

fn variable(definition: &VariableDefinition) -> Item<'_> {
    let mut before = format!("${}: {}", definition.name, definition.ty);
    if definition.default_value.is_some() {
        before.push_str(" = ");
    }
    let after = definition.directives.iter().map(|each| format!(" {}", flat_directive(each))).collect();
    Item { before, value: definition.default_value.as_deref(), after }
}

fn flat_directive(directive: &Directive) -> String {
    let mut text = format!("@{}", directive.name);
    if !directive.arguments.is_empty() {
        text.push('(');
        for (number, argument) in directive.arguments.iter().enumerate() {
            text.push_str(if number == 0 { "" } else { ", " });
            text.push_str(&argument.name);
            text.push_str(": ");
            flat(&argument.value, &mut text);
        }
        text.push(')');
    }
    text
}

fn join_flat(items: &[Item<'_>], out: &mut String) {
    for (number, item) in items.iter().enumerate() {
        out.push_str(if number == 0 { "" } else { ", " });
        item.flat(out);
    }
}

/// A value on one line.
fn flat(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Enum(name) => out.push_str(name),
        Value::Variable(name) => {
            out.push('$');
            out.push_str(name);
        }
        Value::String(text) => string(text, out),
        Value::Float(number) => out.push_str(number.as_str()),
        Value::Int(number) => out.push_str(number.as_str()),
        Value::Boolean(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::List(values) => {
            out.push('[');
            for (number, value) in values.iter().enumerate() {
                out.push_str(if number == 0 { "" } else { ", " });
                flat(value, out);
            }
            out.push(']');
        }
        Value::Object(fields) if fields.is_empty() => out.push_str("{}"),
        Value::Object(fields) => {
            out.push_str("{ ");
            for (number, (name, value)) in fields.iter().enumerate() {
                out.push_str(if number == 0 { "" } else { ", " });
                out.push_str(name);
                out.push_str(": ");
                flat(value, out);
            }
            out.push_str(" }");
        }
    }
}

/// A string in quotes. A tab stays one, as prettier leaves it; other control characters cannot.
fn string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push('\t'),
            control if control.is_control() => {
                use std::fmt::Write as _;
                // Writing to a text cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}
