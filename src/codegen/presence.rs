//! When a selection is there: what `@include`, `@skip` and `@defer` say, put together.

use std::collections::BTreeSet;

use apollo_compiler::ast::{DirectiveList, Value};

/// The variables beyond which "always there" is not proven by trying all their values.
const TRIED_VARIABLES: usize = 10;

/// What stands for `@defer`: nobody knows whether the field comes with the first answer.
const DEFERRED: &str = "@defer";

/// What must all be so for a selection to be there: variables, each with the value that it needs. Empty: always.
pub(super) type Conditions<'a> = BTreeSet<(&'a str, bool)>;

/// The conditions with those that the directives of a selection add; none when it is never there.
pub(super) fn narrowed<'a>(conditions: &Conditions<'a>, directives: &'a DirectiveList) -> Option<Conditions<'a>> {
    let mut narrowed = conditions.clone();
    for directive in directives.iter() {
        let wanted = match directive.name.as_str() {
            "include" => true,
            "skip" => false,
            "defer" => {
                narrowed.insert((DEFERRED, true));
                continue;
            }
            _ => continue,
        };
        match directive.specified_argument_by_name("if").map(AsRef::as_ref) {
            Some(Value::Boolean(decided)) if *decided != wanted => return None,
            Some(Value::Variable(name)) => {
                narrowed.insert((name.as_str(), wanted));
            }
            _ => {}
        }
    }
    let is_impossible = narrowed.iter().any(|(name, value)| narrowed.contains(&(*name, !value)));
    (!is_impossible).then_some(narrowed)
}

/// Whether something with the one alternatives is there whenever something with the other alternatives is.
pub(super) fn follows(outer: &[Conditions<'_>], inner: &[Conditions<'_>]) -> bool {
    if outer.iter().all(|outer| inner.iter().any(|inner| inner.is_subset(outer))) {
        return true;
    }
    let names: BTreeSet<&str> = outer.iter().chain(inner).flatten().map(|(name, _)| *name).collect();
    if names.len() > TRIED_VARIABLES {
        return false;
    }
    let holds = |alternatives: &[Conditions<'_>], values: usize| {
        let value = |name: &str| {
            let bit = names.iter().position(|each| *each == name).unwrap_or_default();
            values >> bit & 1 == 1
        };
        alternatives.iter().any(|all| all.iter().all(|(name, wanted)| value(name) == *wanted))
    };
    (0..1_usize << names.len()).all(|values| !holds(outer, values) || holds(inner, values))
}

#[cfg(test)]
mod tests {
    use super::{Conditions, follows};

    fn when<'a>(conditions: &[(&'a str, bool)]) -> Conditions<'a> {
        conditions.iter().copied().collect()
    }

    #[test]
    fn what_is_selected_under_both_values_is_always_there() {
        assert!(follows(&[when(&[])], &[when(&[("a", true)]), when(&[("a", false)])]));
        assert!(!follows(&[when(&[])], &[when(&[("a", true)]), when(&[("b", false)])]));
    }

    #[test]
    fn what_shares_its_parents_condition_is_there_when_the_parent_is() {
        assert!(follows(&[when(&[("a", true)])], &[when(&[("a", true)])]));
        assert!(!follows(&[when(&[("a", true)]), when(&[("b", true)])], &[when(&[("a", true)])]));
    }

    #[test]
    fn with_very_many_variables_nothing_is_tried() {
        let names: Vec<String> = (0..12).map(|number| format!("v{number}")).collect();
        let alternatives: Vec<Conditions<'_>> =
            names.iter().flat_map(|name| [when(&[(name, true)]), when(&[(name, false)])]).collect();
        assert!(!follows(&[when(&[])], &alternatives));
    }
}
