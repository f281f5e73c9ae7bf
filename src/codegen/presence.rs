//! When a selection is there: what `@include`, `@skip` and `@defer` say, put together.

use std::collections::BTreeSet;

use apollo_compiler::ast::{Directive, DirectiveList, Value};

/// The variables beyond which "always there" is not proven by trying all their values.
const TRIED_VARIABLES: usize = 10;

/// What decides whether a selection is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Decider<'a> {
    /// A variable.
    Variable(&'a str),
    /// Whether what is below this `@defer` has arrived: nobody knows, and what is below another one arrives at another time.
    Deferred(*const Directive),
}

/// What must all be so for a selection to be there: what decides, each with the value that it needs. Empty: always.
pub(super) type Conditions<'a> = BTreeSet<(Decider<'a>, bool)>;

/// The conditions with those that the directives of a selection add; none when it is never there.
pub(super) fn narrowed<'a>(conditions: &Conditions<'a>, directives: &'a DirectiveList) -> Option<Conditions<'a>> {
    let mut narrowed = conditions.clone();
    for directive in directives.iter() {
        let wanted = match directive.name.as_str() {
            "include" => true,
            "skip" => false,
            "defer" => {
                let condition = directive.specified_argument_by_name("if");
                if condition.is_none_or(|condition| condition.to_bool() != Some(false)) {
                    narrowed.insert((Decider::Deferred(std::ptr::from_ref(&**directive)), true));
                }
                continue;
            }
            _ => continue,
        };
        match directive.specified_argument_by_name("if").map(AsRef::as_ref) {
            Some(Value::Boolean(decided)) if *decided != wanted => return None,
            Some(Value::Variable(name)) => {
                narrowed.insert((Decider::Variable(name.as_str()), wanted));
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
    let deciders: BTreeSet<Decider<'_>> = outer.iter().chain(inner).flatten().map(|(decider, _)| *decider).collect();
    if deciders.len() > TRIED_VARIABLES {
        return false;
    }
    let holds = |alternatives: &[Conditions<'_>], values: usize| {
        let value = |decider: &Decider<'_>| {
            let bit = deciders.iter().position(|each| each == decider).unwrap_or_default();
            values >> bit & 1 == 1
        };
        alternatives.iter().any(|all| all.iter().all(|(decider, wanted)| value(decider) == *wanted))
    };
    (0..1_usize << deciders.len()).all(|values| !holds(outer, values) || holds(inner, values))
}

#[cfg(test)]
mod tests {
    use super::{Conditions, Decider, follows};

    fn when<'a>(conditions: &[(&'a str, bool)]) -> Conditions<'a> {
        conditions.iter().map(|(name, value)| (Decider::Variable(name), *value)).collect()
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
