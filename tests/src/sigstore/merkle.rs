//! Merkle trees of RFC 6962 §2.1, computed as the RFC defines them, from all leaves.

use super::key::Hash;

/// MTH(D[n]).
pub fn root(leaves: &[Vec<u8>]) -> Vec<u8> {
    match leaves {
        [] => Hash::Sha256.of(&[]),
        [leaf] => Hash::Sha256.of(&[&[0], leaf.as_slice()].concat()),
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            Hash::Sha256.of(&[&[1], root(left).as_slice(), &root(right)].concat())
        }
    }
}

/// PATH(m, D[n]): from the leaf upwards.
pub fn path(index: usize, leaves: &[Vec<u8>]) -> Vec<Vec<u8>> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let at = split(leaves.len());
    let (left, right) = leaves.split_at(at);
    if index < at {
        [path(index, left), vec![root(right)]].concat()
    } else {
        [path(index - at, right), vec![root(left)]].concat()
    }
}

/// The largest power of two below `n`, which is at least two.
fn split(n: usize) -> usize {
    n.next_power_of_two() / 2
}
