//! Cheap mutations of inputs, the same on every machine: bits, bytes, pieces lost, doubled, or taken from another input.
//! They know nothing of coverage; libFuzzer does.

/// Numbers from a seed (Marsaglia's xorshift, 64 bits).
#[derive(Clone, Debug)]
pub struct Mutator(u64);

/// Bytes on which parsers turn.
const TURNING: &[u8] = b"\"\\{}[]:,-.*@/%+=<>&#|!'?~\n\r\t\0\x7f\x80\xff09aZ";

impl Mutator {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `bound`, which must not be zero.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 11).expect("53 bits") % bound
    }

    /// A mutation of `input`, with pieces of `other`; no longer than `longest`.
    pub fn mutated(&mut self, input: &[u8], other: &[u8], longest: usize) -> Vec<u8> {
        let mut bytes = input.to_vec();
        for _ in 0..=self.below(4) {
            self.mutate(&mut bytes, other);
        }
        bytes.truncate(longest);
        bytes
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let at = self.below(bytes.len() + 1);
        let some = at + self.below((bytes.len() - at).min(32) + 1);
        match self.below(7) {
            0 | 1 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            2 if at < bytes.len() => bytes[at] = TURNING[self.below(TURNING.len())],
            3 => bytes.insert(at, TURNING[self.below(TURNING.len())]),
            4 => drop(bytes.drain(at..some)),
            5 => {
                let piece = bytes[at..some].to_vec();
                bytes.splice(some..some, piece);
            }
            _ if !other.is_empty() => {
                let from = self.below(other.len());
                let piece = other[from..(from + 1 + self.below(64)).min(other.len())].to_vec();
                bytes.splice(at..some, piece);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mutations_are_the_same_from_the_same_seed() {
        let many = |seed| -> Vec<Vec<u8>> {
            let mut mutator = Mutator::new(seed);
            (0..100).map(|_| mutator.mutated(b"{\"a\": [1, 2]}", b"other", 20)).collect()
        };
        assert_eq!(many(1), many(1));
        assert_ne!(many(1), many(2));
        assert!(many(1).iter().all(|bytes| bytes.len() <= 20));
        assert!(many(1).iter().filter(|bytes| bytes.as_slice() != b"{\"a\": [1, 2]}").count() > 80);
    }
}
