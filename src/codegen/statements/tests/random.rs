//! Schemas at random: every operation is valid in every mode, whatever the order of the schema.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::Given;
use crate::appsync::Coordinate;
use crate::codegen::{Bounds, Cost, subscription_findings};
use crate::settings::{DepthMode, Fragments, NestedArguments, Order};

/// Choices, taken from bytes; when they run out every choice is the first.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn below(&mut self, bound: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or_default()) % bound
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn flip(&mut self) -> bool {
        self.below(2) == 1
    }
}

const COMPOSITE: [&str; 9] = ["A", "B", "C", "D", "I", "J", "U", "V", "Query"];
const LEAVES: [&str; 5] = ["Int", "String", "ID", "E", "AWSJSON"];
const NAMES: [&str; 10] = ["a", "b", "c", "items", "nodes", "edges", "node", "id", "a_b", "aggregateItems"];

/// A definition: its head, and its fields.
type Definition = (String, Vec<String>);

fn wrapped(choices: &mut Choices<'_>, name: &str) -> String {
    choices.of(&["{}", "{}!", "[{}]", "[{}!]!", "[[{}]!]"]).replace("{}", name)
}

fn argument(choices: &mut Choices<'_>) -> &'static str {
    choices.of(&["", "", "(x: Int)", "(x: Int!)", "(x: [In!]! = [{p: 1}], y: E = X)", "(id: ID!, z: [[Int!]!]!)"])
}

fn own_fields(choices: &mut Choices<'_>, least: usize) -> Vec<String> {
    let count = least + choices.below(4);
    let start = choices.below(NAMES.len());
    let field = |number: usize, choices: &mut Choices<'_>| {
        let name = NAMES[(start + number) % NAMES.len()];
        let target = if choices.flip() { choices.of(&COMPOSITE) } else { choices.of(&LEAVES) };
        let (arguments, ty) = (argument(choices), wrapped(choices, target));
        let deprecated = if choices.below(6) == 5 { " @deprecated" } else { "" };
        let open = choices.of(&["", "", "", " @aws_iam", " @aws_api_key"]);
        format!("{name}{arguments}: {ty}{deprecated}{open}")
    };
    (0..count).map(|number| field(number, choices)).collect()
}

fn schema(choices: &mut Choices<'_>) -> Vec<Definition> {
    let of_j = wrapped(choices, choices_target(choices.0.len()));
    let arguments = [choices.of(&["", "(n: Int)", "(n: Int!)"]), choices.of(&["", "(n: Int, m: E! = X)"])];
    let with = |field: &str| {
        let (name, rest) = field.split_once(':').unwrap();
        let own = arguments[usize::from(name == "up")];
        format!("{name}{own}:{rest}")
    };
    let interface = |implements: &str| (implements.to_owned(), vec![with("x: Int"), with("up: I")]);
    let (head, mut fields) = interface("interface J implements I");
    fields.push(format!("j: {of_j}"));
    let mut definitions = vec![interface("interface I"), (head, fields.clone())];
    for name in ["A", "B", "C", "D"] {
        let mut own = own_fields(choices, 1);
        let implements = match choices.below(3) {
            0 => "",
            1 => {
                let (x, up) = (choices.of(&["x: Int", "x: Int!"]), choices.of(&["up: I", "up: J", "up: I!"]));
                own.extend([with(x), with(up)].map(|field| if choices.flip() { taking_more(&field) } else { field }));
                " implements I"
            }
            _ => {
                own.extend(fields.iter().cloned());
                " implements I & J"
            }
        };
        let open = choices.of(&["", " @aws_iam", " @aws_iam @aws_api_key"]);
        definitions.push((format!("type {name}{implements}{open}"), own));
    }
    for (root, least) in [("Query", 1), ("Mutation", 1), ("Subscription", 1)] {
        definitions.push((format!("type {root}"), own_fields(choices, least)));
    }
    // A pair of which the one must cover the other.
    let (delivered, last) = (choices.of(&COMPOSITE), definitions.len() - 1);
    definitions[last - 1].1.push(format!("change: {delivered} @aws_iam"));
    definitions[last].1.push(format!("onChange: {delivered} @aws_iam @aws_subscribe(mutations: [\"change\"])"));
    definitions
}

/// A field with one argument more.
fn taking_more(field: &str) -> String {
    match field.split_once('(') {
        Some((name, rest)) => format!("{name}(l: [Int!], {rest}"),
        None => field.replacen(':', "(l: Int):", 1),
    }
}

/// A type for the field of the second interface, fixed by how many choices are left.
fn choices_target(left: usize) -> &'static str {
    COMPOSITE[left % COMPOSITE.len()]
}

fn text(definitions: &[Definition], unions: [&str; 2], backwards: bool) -> String {
    let mut text =
        format!("enum E {{ X Y }} input In {{ p: Int! q: In }} union U = {} union V = {} ", unions[0], unions[1]);
    let mut definitions = definitions.to_vec();
    if backwards {
        definitions.reverse();
        definitions.iter_mut().for_each(|(_, fields)| fields.reverse());
    }
    for (head, fields) in definitions {
        writeln!(text, "{head} {{ {} }}", fields.join(" ")).unwrap();
    }
    text
}

fn bounds(choices: &mut Choices<'_>) -> Bounds {
    let mut bounds = super::bounds();
    bounds.depth_mode = choices.of(&[DepthMode::Levels, DepthMode::Entity, DepthMode::Amplify]);
    bounds.is_amplify = choices.flip();
    bounds.fragments = choices.of(&[Fragments::Auto, Fragments::Never, Fragments::Always]);
    bounds.nested_arguments = choices.of(&[NestedArguments::Skip, NestedArguments::Lift]);
    for pattern in ["A.*", "I.x", "*.a", "B.up", "?.x", "C"] {
        if choices.below(4) == 3 {
            bounds.lift.push(pattern.to_owned());
        }
    }
    bounds.order = choices.of(&[Order::Schema, Order::Name]);
    bounds.depth = choices.of(&[2, 0, 1, 3, 4, 5]);
    bounds.max_fields = choices.of(&[Some(300), Some(10)]);
    bounds.typename = choices.flip();
    bounds.exclude_deprecated = choices.flip();
    for pattern in ["Query.?", "A.a", "I.x", "B", "*.items", "J", "Query.a"] {
        if choices.below(5) == 4 {
            bounds.exclude.push(pattern.to_owned());
        }
    }
    let mut denied = Vec::new();
    for field in ["x", "a", "b", "up"] {
        if choices.below(4) == 3 {
            denied.push(Coordinate::new(choices.of(&["A", "B", "C", "D"]), field));
        }
    }
    bounds.denied_fields = denied.into_iter().collect();
    if choices.below(3) == 2 {
        bounds.reach = Some(super::access::iam());
    }
    bounds
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_operation_is_valid(bytes in proptest::collection::vec(any::<u8>(), 0..220)) {
        let mut choices = Choices(bytes.iter());
        let bounds = bounds(&mut choices);
        let unions = choices.of(&[["A | B", "C"], ["C | A | D", "B | A"], ["D", "A | B | C | D"]]);
        let definitions = schema(&mut choices);
        let given = Given::new(&text(&definitions, unions, false), &bounds);
        let counted: Vec<Cost> = given.generated.statements.iter().map(Cost::of).collect();
        prop_assert_eq!(&given.generated.costs, &counted);
        for cost in &counted {
            let noted = given.generated.notes.iter().any(|note| note.code == "fields-beyond-limit" && note.about == cost.operation);
            prop_assert!(noted || cost.leaf_fields <= u64::from(bounds.max_fields.unwrap()), "{:?}", cost);
        }
        let found = subscription_findings(&given.schema, &given.generated.statements);
        prop_assert_eq!(found, []);
        if bounds.order == Order::Name {
            let backwards = Given::new(&text(&definitions, unions, true), &bounds);
            prop_assert_eq!(given.lines(), backwards.lines());
            prop_assert_eq!(given.notes(), backwards.notes());
        }
    }
}
