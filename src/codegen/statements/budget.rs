//! How deep a selection goes: what may be entered with what is left.

use apollo_compiler::Name;

use super::classes::{Classes, is_list_name};

/// How depth is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Counting {
    /// Levels, value objects for nothing.
    Completed,
    /// Levels, every object alike.
    Levels,
    /// Hops between entities.
    Entities,
    /// Levels as Amplify's generator counts them.
    Amplify,
}

/// How many objects in a row can be entered for nothing, so that nothing nests without end.
const FREE: u8 = 24;

/// What is left at one place of a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Budget {
    counting: Counting,
    /// How many levels or hops can still be entered below this place.
    pub(super) left: u32,
    /// How many objects can still be entered for nothing.
    free: u8,
    /// Which types of the cycle that the place is on have been entered.
    entered: u8,
    /// Whether the place is the connection that the root field returns, or an edge of it.
    at_root_connection: bool,
}

/// A step from an object to what one of its fields returns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Descent<'a> {
    /// The type that the object is known to have: what the selection is of.
    pub(super) place: &'a Name,
    /// The type that has the field: that of the place, or a member of it.
    pub(super) parent: &'a Name,
    /// The field's name.
    pub(super) field: &'a Name,
    /// What it returns.
    pub(super) target: &'a Name,
}

impl Descent<'_> {
    /// Whether the field is selected of a member of an interface or union.
    fn is_of_member(self) -> bool {
        self.place != self.parent
    }
}

impl Budget {
    /// What is left at the object that the root field returns; none when there is no depth at all.
    pub(super) fn at_root(counting: Counting, depth: u32, classes: &Classes, returned: &Name) -> Option<Self> {
        let wraps = counting == Counting::Entities && classes.is_wrapper(returned);
        Some(Self {
            counting,
            left: if wraps { depth } else { depth.checked_sub(1)? },
            free: FREE,
            entered: classes.bit(returned),
            at_root_connection: counting == Counting::Completed && classes.is_connection(returned),
        })
    }

    /// What is left below a field; none when it cannot be entered.
    pub(super) fn descend(self, classes: &Classes, descent: Descent<'_>) -> Option<Self> {
        match self.counting {
            Counting::Completed => self.at_member(classes, descent).completed(classes, descent),
            Counting::Entities => self.at_member(classes, descent).entities(classes, descent),
            Counting::Levels => self.one_less(),
            Counting::Amplify => self.amplify(descent),
        }
    }

    /// What is left where the field is selected of a member: the member has been entered, and on another cycle than that of the
    /// interface or union nothing else has.
    fn at_member(self, classes: &Classes, descent: Descent<'_>) -> Self {
        if !descent.is_of_member() {
            return self;
        }
        let stays = classes.share_a_cycle(descent.place, descent.parent);
        let entered = if stays { self.entered } else { 0 };
        Self { entered: entered | classes.bit(descent.parent), ..self }
    }

    fn one_less(self) -> Option<Self> {
        Some(Self { left: self.left.checked_sub(1)?, at_root_connection: false, ..self })
    }

    fn for_nothing(self) -> Option<Self> {
        Some(Self { free: self.free.checked_sub(1)?, at_root_connection: false, ..self })
    }

    /// What is left where a level is taken; on a cycle it is known which types were entered.
    fn for_a_level(self, classes: &Classes, descent: Descent<'_>) -> Option<Self> {
        let stays = classes.share_a_cycle(descent.parent, descent.target);
        let entered = if stays { self.entered } else { 0 };
        Some(Self { entered: entered | classes.bit(descent.target), ..self.one_less()? })
    }

    /// What is left where nothing is taken: that needs a type that was not entered before on its cycle.
    fn within_a_cycle(self, classes: &Classes, descent: Descent<'_>) -> Option<Self> {
        let bit = classes.bit(descent.target);
        if !classes.share_a_cycle(descent.parent, descent.target) {
            return Some(Self { entered: bit, ..self.for_nothing()? });
        }
        let is_new = bit != 0 && self.entered & bit == 0;
        if is_new { Some(Self { entered: self.entered | bit, ..self.for_nothing()? }) } else { None }
    }

    /// A connection at the root lists its items with their value objects, whatever is left.
    fn completed(self, classes: &Classes, descent: Descent<'_>) -> Option<Self> {
        let Descent { parent, field, target, .. } = descent;
        if self.at_root_connection && (is_list_name(field) || (field == "node" && classes.is_edge(parent))) {
            let within = Self { left: self.left.saturating_sub(1), ..self }.for_nothing()?;
            return Some(Self {
                at_root_connection: field == "edges" && classes.is_edge(target),
                entered: classes.bit(target),
                ..within
            });
        }
        let free = classes.is_embedded(target).then(|| self.within_a_cycle(classes, descent)).flatten();
        free.or_else(|| self.for_a_level(classes, descent))
    }

    /// What only leads to entities is entered where an entity below it can be entered.
    fn entities(self, classes: &Classes, descent: Descent<'_>) -> Option<Self> {
        let (embedded, wrapper) = (classes.is_embedded(descent.target), classes.is_wrapper(descent.target));
        let free = embedded || (wrapper && self.left > 0);
        let free = free.then(|| self.within_a_cycle(classes, descent)).flatten();
        free.or_else(|| self.for_a_level(classes, descent))
    }

    /// `aggregateItems` adds a level, where it is not selected of a member.
    fn amplify(self, descent: Descent<'_>) -> Option<Self> {
        let adds = descent.field == "aggregateItems" && descent.target == "SearchableAggregateResult";
        if adds && !descent.is_of_member() && self.free > 0 {
            return Some(Self { left: self.left + 1, free: self.free - 1, ..self });
        }
        self.one_less()
    }
}
