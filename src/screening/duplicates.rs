//! Respondents who occur twice.

use std::collections::HashMap;
use std::hash::Hash;

/// For each row the first row with the same key, if that is an earlier one; rows without a key repeat nothing.
pub fn repeats<K: Hash + Eq>(keys: impl IntoIterator<Item = Option<K>>) -> Vec<Option<usize>> {
    let mut first: HashMap<K, usize> = HashMap::new();
    keys.into_iter()
        .enumerate()
        .map(|(row, key)| {
            let at = *first.entry(key?).or_insert(row);
            (at != row).then_some(at)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_later_row_points_to_the_first() {
        let keys = [Some(7), Some(8), Some(7), None, None, Some(7)];
        assert_eq!(repeats(keys), [None, None, Some(0), None, None, Some(0)]);
    }
}
