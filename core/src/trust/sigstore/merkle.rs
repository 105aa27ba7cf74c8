//! Merkle inclusion proofs (RFC 6962 §2.1.1; the algorithm is that of RFC 9162 §2.1.3.2).

use sha2::{Digest as _, Sha256};

/// A node of the tree.
pub type Node = [u8; 32];

/// The hash of a leaf: `SHA-256(0x00 || entry)`.
pub fn leaf(entry: &[u8]) -> Node {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

fn parent(left: &Node, right: &Node) -> Node {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root that `proof` leads to from the leaf at `index` of a tree of `size`; `None` if the proof has not the length
/// that such a leaf has.
pub fn root(leaf: Node, index: u64, size: u64, proof: &[Node]) -> Option<Node> {
    if index >= size {
        return None;
    }
    let (mut node, mut last) = (index, size.checked_sub(1)?);
    let mut hash = leaf;
    for sibling in proof {
        if last == 0 {
            return None;
        }
        if node & 1 == 1 || node == last {
            hash = parent(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            hash = parent(&hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    (last == 0).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6962 §2.1: the root of a list of leaves.
    fn tree(leaves: &[Node]) -> Node {
        match leaves {
            [] => Sha256::digest(b"").into(),
            [only] => *only,
            _ => {
                let half = leaves.len().next_power_of_two() / 2;
                parent(&tree(&leaves[..half]), &tree(&leaves[half..]))
            }
        }
    }

    /// RFC 6962 §2.1.1: the path of leaf `m`.
    fn path(m: usize, leaves: &[Node]) -> Vec<Node> {
        if leaves.len() <= 1 {
            return Vec::new();
        }
        let half = leaves.len().next_power_of_two() / 2;
        if m < half {
            let mut path = path(m, &leaves[..half]);
            path.push(tree(&leaves[half..]));
            path
        } else {
            let mut path = path(m - half, &leaves[half..]);
            path.push(tree(&leaves[..half]));
            path
        }
    }

    #[test]
    fn every_leaf_of_every_small_tree_leads_to_its_root_and_to_no_other() {
        let leaves: Vec<Node> = (0_u8..40).map(|n| leaf(&[n])).collect();
        for size in 1..leaves.len() {
            let all = &leaves[..size];
            for index in 0..size {
                let proof = path(index, all);
                let found = |i: usize, n: usize, p: &[Node]| root(all[index], i as u64, n as u64, p);
                assert_eq!(found(index, size, &proof), Some(tree(all)));
                let mut longer = proof.clone();
                longer.push([0; 32]);
                assert_eq!(found(index, size, &longer), None);
                if let Some((_, shorter)) = proof.split_last() {
                    assert_eq!(found(index, size, shorter), None);
                }
                assert_eq!(found(size, size, &proof), None);
                for other in (0..size).filter(|other| *other != index) {
                    assert_ne!(found(other, size, &proof), Some(tree(all)), "{index} as {other} of {size}");
                }
            }
        }
    }

    #[test]
    fn absurd_numbers_lead_nowhere() {
        assert_eq!(root([0; 32], 0, 0, &[]), None);
        assert_eq!(root([0; 32], u64::MAX, u64::MAX, &[]), None);
        assert_eq!(root([0; 32], 0, u64::MAX, &[[0; 32]; 63]), None);
        assert!(root([0; 32], 0, u64::MAX, &[[0; 32]; 64]).is_some());
    }
}
