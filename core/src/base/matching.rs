//! Maximum bipartite matching: people to places.
//!
//! Greedy assignment would put a person with two roles into the wrong place and deny falsely. Each
//! place looks for an augmenting path (Kuhn's algorithm); places are few (`limits::PLACES`).

use std::collections::BTreeMap;

/// Gives every place at most one candidate and every candidate at most one place, filling as many
/// places as can be filled. `choices[p]` are the candidates of place `p`; the result has the
/// candidate of each place. Deterministic: earlier places and smaller candidates come first.
pub fn assign<C: Ord + Clone>(choices: &[Vec<C>]) -> Vec<Option<C>> {
    let mut holder: BTreeMap<C, usize> = BTreeMap::new();
    for place in 0..choices.len() {
        augment(choices, place, &mut holder, &mut BTreeMap::new());
    }
    let mut places = vec![None; choices.len()];
    for (candidate, place) in holder {
        if let Some(slot) = places.get_mut(place) {
            *slot = Some(candidate);
        }
    }
    places
}

/// Finds a candidate for `place`, moving others along where that frees one.
///
/// INVARIANT: `seen` grows by every candidate tried, and recursion only goes to the place of a new
/// one, so it is at most `choices.len()` deep.
fn augment<C: Ord + Clone>(
    choices: &[Vec<C>],
    place: usize,
    holder: &mut BTreeMap<C, usize>,
    seen: &mut BTreeMap<C, ()>,
) -> bool {
    let Some(candidates) = choices.get(place) else { return false };
    for candidate in candidates {
        if seen.insert(candidate.clone(), ()).is_some() {
            continue;
        }
        let current = holder.get(candidate).copied();
        let free = current.is_none_or(|other| augment(choices, other, holder, seen));
        if free {
            holder.insert(candidate.clone(), place);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_the_one_with_two_roles() {
        // Greedy would give place 0 to `a` and leave place 1 empty.
        assert_eq!(assign(&[vec!["a", "b"], vec!["a"]]), vec![Some("b"), Some("a")]);
    }

    #[test]
    fn one_person_fills_one_place() {
        assert_eq!(assign(&[vec!["a"], vec!["a"]]).iter().flatten().count(), 1);
    }

    #[test]
    fn chains_of_moves_are_found() {
        let places = [vec![1, 2], vec![2, 3], vec![1], vec![3, 4], vec![4, 5]];
        assert_eq!(assign(&places).iter().flatten().count(), 5);
    }
}
