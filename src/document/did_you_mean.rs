//! The known name that a user probably meant.

/// The known name nearest to `name`, if one is near enough to be a slip of the finger.
///
/// Near is measured in edits, two neighbours swapped counting as one: one edit for names of up to four characters, two
/// up to eight, three beyond. A name that only differs in case or in `_` for `-` is always near.
pub fn did_you_mean<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let plain = |text: &str| text.to_lowercase().replace('_', "-");
    let wanted = plain(name);
    let allowed = match wanted.chars().count() {
        0..=1 => return None,
        2..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &plain(candidate)), candidate))
        .filter(|(edits, _)| *edits <= allowed)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_and_a_far_one_is_not() {
        let known = ["token", "token-matches", "otherwise", "ttl"];
        let suggest = |name| did_you_mean(name, known);
        assert_eq!(suggest("tokne"), Some("token"));
        assert_eq!(suggest("token_matches"), Some("token-matches"));
        assert_eq!(suggest("Otherwise"), Some("otherwise"));
        assert_eq!(suggest("tll"), Some("ttl"));
        assert_eq!(suggest("respond"), None);
        assert_eq!(suggest(""), None);
    }
}
