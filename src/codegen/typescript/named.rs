//! What everything is called: no type is called like another, and no constant like a type or another constant, as `index.ts`
//! exports them together.

use std::collections::{BTreeMap, HashMap};

use super::scalars::{self, ScalarType};
use super::usage::Usage;
use super::words;
use crate::codegen::ir::{Ir, Operation};
use crate::codegen::kinds::kind_name;
use crate::codegen::names::{Scope, Wish, upper_first};
use crate::codegen::note::Note;
use crate::codegen::statement::Origin;
use crate::codegen::style::Style;

/// The names of an output, those of shapes below the roots aside.
#[derive(Debug)]
pub(super) struct Names<'a> {
    /// The enums, inputs and scalars that are declared, by their names in the schema.
    schema: HashMap<&'a str, String>,
    /// The fragments' types, by the fragments' names.
    fragments: HashMap<&'a str, String>,
    /// The operations, in their order.
    pub operations: Vec<OperationNames>,
    /// The types of operations, then of fragments.
    pub roots: Vec<String>,
    /// The types that are taken.
    pub types: Scope,
    /// What was renamed.
    pub notes: Vec<Note>,
}

/// The names of an operation.
#[derive(Debug)]
pub(super) struct OperationNames {
    /// The constant, and the function.
    pub constant: String,
    /// The type of its variables.
    pub variables: String,
    /// The type of its result.
    pub result: String,
}

impl<'a> Names<'a> {
    /// Names everything.
    pub(super) fn new(ir: &'a Ir, usage: &Usage<'a>, style: &Style) -> Self {
        let is_enum = |word: &&&str| usage.enums.iter().any(|each| each.name == **word);
        let mut types = Scope::new(words::types().chain(words::VALUES.iter().filter(is_enum).copied()));
        let mut wishes = Vec::new();
        let declared: Vec<&'a str> = usage.declared(style);
        wishes.extend(declared.iter().map(|name| Wish::new(*name, *name)));
        for operation in &ir.operations {
            let result = format!("{}{}", upper_first(operation.name()), kind_name(operation.statement.kind));
            wishes.push(Wish::new(operation.name(), format!("{result}Variables")));
            wishes.push(Wish::new(operation.name(), result));
        }
        wishes.extend(ir.fragments.iter().map(|each| {
            let is_clear = each.operation.is_some() || each.name.ends_with("Fragment");
            let wanted = if is_clear { each.name.clone() } else { format!("{}Fragment", each.name) };
            Wish::new(each.name.as_str(), upper_first(&wanted))
        }));
        let names = types.name(&wishes);
        let mut notes: Vec<Note> = wishes
            .iter()
            .zip(&names)
            .filter(|(wish, name)| wish.wanted != **name)
            .map(|(wish, name)| renamed(&wish.original, &format!("the type `{}`", wish.wanted), name))
            .collect();
        // `index.ts` exports types and constants together, so that a name stands for one of them.
        let constants = constants(&ir.operations, names.iter(), &mut notes);
        types.take(&constants);
        let mut names = names.into_iter();
        let schema: HashMap<&'a str, String> = declared.iter().copied().zip(names.by_ref()).collect();
        let results: Vec<(String, String)> =
            ir.operations.iter().filter_map(|_| Some((names.next()?, names.next()?))).collect();
        let of_fragments: Vec<String> = names.collect();
        let roots = results.iter().map(|(_, result)| result).chain(&of_fragments).cloned().collect();
        let fragments = ir.fragments.iter().map(|each| each.name.as_str()).zip(of_fragments).collect();
        let operations = results
            .into_iter()
            .zip(constants)
            .map(|((variables, result), constant)| OperationNames { constant, variables, result })
            .collect();
        Self { schema, fragments, operations, roots, types, notes }
    }

    /// The name of a declared enum, input or scalar.
    pub(super) fn declared(&self, name: &str) -> Option<&str> {
        self.schema.get(name).map(String::as_str)
    }

    /// Whether an enum, input or scalar is declared under this name.
    pub(super) fn is_declared(&self, name: &str) -> bool {
        self.schema.values().any(|declared| declared == name)
    }

    /// The name of a fragment's type.
    pub(super) fn fragment(&self, name: &str) -> &str {
        self.fragments.get(name).map_or("unknown", String::as_str)
    }
}

/// Whether a scalar is declared in the schema's file; the others are written as what they are.
pub(super) fn is_declared(scalar: &str, overrides: &BTreeMap<String, String>) -> bool {
    overrides.contains_key(scalar) || matches!(scalars::known(scalar), None | Some(ScalarType::Alias(..)))
}

/// The names of the operations' constants, which give way to the names of types.
pub(in crate::codegen) fn constants<'n>(
    operations: &[Operation],
    types: impl Iterator<Item = &'n String>,
    notes: &mut Vec<Note>,
) -> Vec<String> {
    let mut scope = Scope::new(words::values().map(str::to_owned).chain(types.cloned()));
    let bases: Vec<String> = operations.iter().map(base).collect();
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, base) in bases.iter().enumerate() {
        groups.entry(base).or_default().push(at);
    }
    let mut wanted = bases.clone();
    for members in groups.into_values().filter(|members| members.len() > 1) {
        let rank = |at: &usize| {
            let operation = &operations[*at];
            (!is_written(operation), operation.statement.kind, operation.name())
        };
        let Some(keeper) = members.iter().copied().min_by(|a, b| rank(a).cmp(&rank(b))) else { continue };
        let keeper = &operations[keeper];
        for at in members {
            let operation = &operations[at];
            let steps_aside = is_written(keeper) && !is_written(operation);
            if steps_aside || operation.statement.kind != keeper.statement.kind {
                wanted[at].push_str(kind_name(operation.statement.kind));
            }
        }
    }
    let names = named(&mut scope, operations.iter().zip(wanted).collect());
    for ((operation, base), name) in operations.iter().zip(&bases).zip(&names) {
        if base != name {
            notes.push(renamed(operation.name(), &format!("the constant `{base}`"), name));
        }
    }
    names
}

/// A name for each operation. The user's own choose first, so that a field that joins the schema renames none of them.
pub(in crate::codegen) fn named(scope: &mut Scope, wanted: Vec<(&Operation, String)>) -> Vec<String> {
    let mut names = vec![String::new(); wanted.len()];
    let (own, others): (Vec<usize>, Vec<usize>) = (0..wanted.len()).partition(|at| is_written(wanted[*at].0));
    for places in [own, others] {
        let wish = |at: &usize| Wish::new(spelling(wanted[*at].0), wanted[*at].1.as_str());
        let given = scope.name(&places.iter().map(wish).collect::<Vec<_>>());
        for (at, name) in places.into_iter().zip(given) {
            names[at] = name;
        }
    }
    names
}

fn is_written(operation: &Operation) -> bool {
    matches!(operation.statement.origin, Origin::Written { .. })
}

/// How the operation is spelled where it comes from.
fn spelling(operation: &Operation) -> &str {
    match &operation.statement.origin {
        Origin::Generated { field } => field,
        Origin::Written { .. } => operation.name(),
    }
}

/// What an operation's constant is called when nothing else is: the root field as it is spelled, or the name of the user's
/// operation with a small letter first.
pub(in crate::codegen) fn base(operation: &Operation) -> String {
    match &operation.statement.origin {
        Origin::Generated { field } => field.clone(),
        Origin::Written { .. } => lower_first(operation.name()),
    }
}

fn renamed(about: &str, what: &str, name: &str) -> Note {
    Note::new("name-changed", about, format!("{what} is called `{name}`, as its name is taken"))
}

/// The name in lower camel case: capitals at its beginning become small, but for the one that begins the second word.
fn lower_first(name: &str) -> String {
    let capitals = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let begins_a_word = name.as_bytes().get(capitals).is_some_and(u8::is_ascii_lowercase);
    let lowered = if begins_a_word && capitals > 1 { capitals - 1 } else { capitals };
    let (head, tail) = name.split_at(lowered);
    format!("{}{tail}", head.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_with_a_small_letter() {
        let cases = [
            ("GetTodo", "getTodo"),
            ("getTodo", "getTodo"),
            ("TODOList", "todoList"),
            ("ID", "id"),
            ("ID2", "id2"),
            ("A", "a"),
            ("A_B", "a_B"),
            ("_Get", "_Get"),
        ];
        for (name, expected) in cases {
            assert_eq!(lower_first(name), expected);
        }
    }
}
