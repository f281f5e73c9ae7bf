//! Cases that cover every pair of values that can occur together, chosen by a seed.

use std::collections::BTreeMap;

use super::case::{Case, PARAMETERS};

/// How many cases are made up, of which as few as need be are chosen.
const MADE_UP: usize = 8_000;

/// Among how many cases that cover something new the best one is chosen.
const COMPARED: usize = 24;

/// Numbers that look random and are the same in every run.
///
/// Source: D. Knuth, MMIX.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// What a case covers: pairs of values, by number, and its set of modes.
fn items(case: &Case, modes: &mut BTreeMap<String, usize>) -> Vec<usize> {
    let widths = PARAMETERS.iter().map(|(_, values)| values.len());
    let starts: Vec<usize> = widths.scan(0, |next, width| Some(std::mem::replace(next, *next + width))).collect();
    let all: usize = PARAMETERS.iter().map(|(_, values)| values.len()).sum();
    let values: Vec<usize> = case.0.iter().zip(starts).map(|(value, start)| start + value).collect();
    let mut items = Vec::new();
    for (place, one) in values.iter().enumerate() {
        items.extend(values[place + 1..].iter().map(|other| one * all + other));
    }
    let next = all * all + modes.len();
    items.push(*modes.entry(case.modes()).or_insert(next));
    items
}

/// What was chosen.
pub(super) struct Covering {
    pub(super) cases: Vec<Case>,
    /// How many pairs of values they cover.
    pub(super) pairs: usize,
    /// The sets of modes, the default first.
    pub(super) modes: Vec<String>,
}

/// Cases that cover each pair of values that occurs in any case that was made up, and each set of modes.
pub(super) fn covering(seed: u64) -> Covering {
    let mut numbers = Numbers(seed);
    let mut modes = BTreeMap::new();
    let made_up: Vec<(Case, Vec<usize>)> = (0..MADE_UP)
        .map(|_| {
            let case = Case(PARAMETERS.map(|(_, values)| numbers.below(values.len()))).possible();
            let items = items(&case, &mut modes);
            (case, items)
        })
        .collect();
    let mut holders: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, (_, items)) in made_up.iter().enumerate() {
        for item in items {
            holders.entry(*item).or_default().push(place);
        }
    }
    let count = holders.len();
    let mut covered = vec![false; holders.keys().max().unwrap() + 1];
    // What is rare comes first: what is frequent is covered along the way.
    let mut wanted: Vec<(&usize, &Vec<usize>)> = holders.iter().collect();
    wanted.sort_by_key(|(_, places)| places.len());
    let mut cases = Vec::new();
    for (item, places) in wanted {
        if covered[*item] {
            continue;
        }
        let gain = |place: &usize| made_up[*place].1.iter().filter(|item| !covered[**item]).count();
        let best = *places.iter().take(COMPARED).max_by_key(|place| gain(place)).unwrap();
        let (case, items) = &made_up[best];
        items.iter().for_each(|item| covered[*item] = true);
        cases.push(case.clone());
    }
    Covering { cases, pairs: count - modes.len(), modes: modes.into_keys().collect() }
}
