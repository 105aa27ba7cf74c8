//! Ranks of two samples together, ties sharing the mean of theirs (commons-math `NaturalRanking`, `AVERAGE`).
//!
//! Both samples are sorted once; to move one by a constant keeps its order, so a merge finds all ranks in linear time.

/// Samples in ascending order.
pub(super) struct Sorted(Vec<f64>);

impl Sorted {
    pub(super) fn new(samples: &[f64]) -> Self {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        Self(sorted)
    }

    pub(super) fn least(&self) -> Option<f64> {
        self.0.first().copied()
    }

    pub(super) fn greatest(&self) -> Option<f64> {
        self.0.last().copied()
    }

    pub(super) fn len(&self) -> f64 {
        self.0.iter().fold(0.0, |count, _| count + 1.0)
    }

    pub(super) fn values(&self) -> &[f64] {
        &self.0
    }
}

/// What the tests need of the ranks.
pub(super) struct Ranks {
    /// The ranks of the first sample, together.
    pub(super) sum: f64,
    /// t³ − t of every set of t tied values, together.
    pub(super) ties: f64,
}

/// The ranks of `first`, each value less `shift`, among both samples. Halves and cubes of counts within the limits are
/// exact in `f64`, so the order of the sums cannot matter.
pub(super) fn ranks(first: &Sorted, second: &Sorted, shift: f64) -> Ranks {
    let mut first = first.0.iter().map(|value| value - shift).peekable();
    let mut second = second.0.iter().copied().peekable();
    let (mut before, mut sum, mut ties) = (0.0, 0.0, 0.0);
    loop {
        let value = match (first.peek(), second.peek()) {
            (Some(a), Some(b)) => a.min(*b),
            (Some(value), None) | (None, Some(value)) => *value,
            (None, None) => return Ranks { sum, ties },
        };
        let (mut ours, mut tied) = (0.0, 0.0);
        while first.next_if(|next| *next == value).is_some() {
            ours += 1.0;
            tied += 1.0;
        }
        while second.next_if(|next| *next == value).is_some() {
            tied += 1.0;
        }
        sum += ours * (before + (tied + 1.0) / 2.0);
        ties += tied * tied * tied - tied;
        before += tied;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_the_mean_of_their_ranks() {
        let (first, second) = (Sorted::new(&[3.0, 1.0, 2.0]), Sorted::new(&[2.0, 5.0, 2.0]));
        // 1 | 2 2 2 | 3 | 5: ranks 1, 3, 5 for the first.
        let found = ranks(&first, &second, 0.0);
        assert_eq!((found.sum, found.ties), (9.0, 24.0));
        // Moved far away, the first has all the lowest.
        assert_eq!(ranks(&first, &second, 100.0).sum, 6.0);
        assert_eq!(ranks(&first, &second, -100.0).sum, 15.0);
    }
}
