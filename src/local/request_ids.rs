//! The ids of requests: UUIDs that differ, without asking the system for chance at each request.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Builder;

/// Makes ids. The keys of the hash are chance, once; what is hashed is a number that is never used again.
#[derive(Debug, Default)]
pub(super) struct RequestIds {
    chance: RandomState,
    number: AtomicU64,
}

impl RequestIds {
    /// A new id, in the form of a random UUID.
    pub(super) fn next(&self) -> String {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let (high, low) = (self.chance.hash_one((number, 0_u8)), self.chance.hash_one((number, 1_u8)));
        let bytes = (u128::from(high) << 64 | u128::from(low)).to_be_bytes();
        Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_differ_and_have_the_form_of_random_uuids() {
        let ids = RequestIds::default();
        let made: HashSet<String> = (0..10_000).map(|_| ids.next()).collect();
        assert_eq!(made.len(), 10_000);
        for id in made {
            assert_eq!(uuid::Uuid::parse_str(&id).unwrap().get_version_num(), 4, "{id}");
        }
    }
}
