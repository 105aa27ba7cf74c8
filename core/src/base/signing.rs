//! When something was signed, and whether its signer may sign such things.
//!
//! A proved time is an upper bound: a timestamp or a log entry shows that a signature existed by then, and anybody can have
//! an old signature logged again. So what says yes is as old as it can be, and what says no as new as it can be: nobody
//! gains by dating again what somebody else has signed.

use crate::base::time::Time;

/// Between which instants a signature was made, as somebody other than the signer proves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proof {
    /// Not before this: the beginning of a certificate, or of time for a key.
    pub from: Time,
    /// By then it existed.
    pub by: Time,
}

/// When something was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SignedAt {
    claimed: Time,
    proof: Option<Proof>,
}

impl SignedAt {
    /// What the signer claims, and what somebody else proves.
    pub fn new(claimed: Time, proof: Option<Proof>) -> Self {
        Self { claimed, proof }
    }

    /// Whether somebody other than the signer proves it.
    pub fn is_proved(self) -> bool {
        self.proof.is_some()
    }

    /// The earliest instant that it can have been signed at: how old a yes is.
    pub fn earliest(self) -> Time {
        self.proof.map_or(self.claimed, |proof| self.claimed.min(proof.by).max(proof.from))
    }

    /// The latest instant at which what it tells of can have happened, which makes evidence old: a certificate says when somebody
    /// signed, and not when they looked.
    pub fn happened(self) -> Time {
        self.proof.map_or(self.claimed, |proof| self.claimed.min(proof.by))
    }

    /// Whether somebody other than the signer proves since when it can have been signed.
    pub fn has_beginning(self) -> bool {
        self.proof.is_some_and(|proof| proof.from > Time::EPOCH)
    }

    /// The latest instant that it can have been signed at: how new a no is.
    pub fn latest(self) -> Time {
        self.proof.map_or(self.claimed, |proof| self.claimed.max(proof.by))
    }

    /// The instant to show: the one by which it is proved to have existed, or the claimed one.
    pub fn shown(self) -> Time {
        self.proof.map_or(self.claimed, |proof| proof.by)
    }

    /// The word that reports have for the instant that they show.
    pub fn word(self) -> &'static str {
        if self.is_proved() { "observed" } else { "claimed" }
    }

    /// The instants at which a signer must have held a role for it to be proved that they held it when they signed.
    pub fn bounds(self) -> [Time; 2] {
        [self.earliest(), self.shown()]
    }
}

/// Whether a principal may sign something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// When they signed; and now, where nobody else proves when that was.
    Full,
    /// Then or now: enough to say no.
    Doubtful,
    /// Never.
    None,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_is_as_old_and_a_no_as_new_as_it_can_be() {
        let at = |seconds| Time::from_seconds(seconds).unwrap();
        let dated = |claimed, proof: Option<(u64, u64)>| {
            let proof = proof.map(|(from, by)| Proof { from: at(from), by: at(by) });
            let signed = SignedAt::new(at(claimed), proof);
            [signed.earliest(), signed.happened(), signed.latest(), signed.shown()].map(Time::seconds)
        };
        assert_eq!(dated(100, None), [100, 100, 100, 100]);
        // Logged again later: no newer for that.
        assert_eq!(dated(100, Some((0, 200))), [100, 100, 200, 200]);
        // Postdated: it existed by then.
        assert_eq!(dated(300, Some((0, 200))), [200, 200, 300, 200]);
        // Backdated to before the certificate; or of something that was seen before.
        assert_eq!(dated(50, Some((100, 200))), [100, 50, 200, 200]);
    }
}
