//! The only place where `now` is compared with anything.
//!
//! A decision depends on `now` through the answers of [`Moment::has_come`] alone. While none of the
//! instants that were asked about and lie ahead is reached, every answer stays as it is, and so does
//! the decision: the earliest of them is the decision's `validUntil` (law 5).

use core::cell::Cell;

use crate::base::time::{Interval, Time};

/// The instant of the decision, and the next instant at which an answer would differ.
#[derive(Debug)]
pub struct Moment {
    now: Time,
    next: Cell<Option<Time>>,
}

impl Moment {
    /// The moment `now`, before any question.
    pub fn new(now: Time) -> Self {
        Self { now, next: Cell::new(None) }
    }

    /// Whether `instant` has come: true from `instant` on.
    pub fn has_come(&self, instant: Time) -> bool {
        let come = instant <= self.now;
        if !come {
            let earliest = self.next.get().map_or(instant, |next| next.min(instant));
            self.next.set(Some(earliest));
        }
        come
    }

    /// Whether the moment lies inside `interval`.
    pub fn is_within(&self, interval: Interval) -> bool {
        self.has_come(interval.from) && !interval.until.is_some_and(|until| self.has_come(until))
    }

    /// The earliest instant asked about that is still ahead.
    pub fn valid_until(&self) -> Option<Time> {
        self.next.get()
    }

    /// The instant itself, to be shown and counted from. Never compare it: ask [`Moment::has_come`].
    pub fn shown(&self) -> Time {
        self.now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_the_earliest_instant_ahead() {
        let at = |s| Time::from_seconds(s).unwrap();
        let moment = Moment::new(at(10));
        assert!(moment.has_come(at(10)) && moment.has_come(at(3)));
        assert_eq!(moment.valid_until(), None);
        assert!(!moment.has_come(at(30)) && !moment.has_come(at(20)) && !moment.has_come(at(25)));
        assert_eq!(moment.valid_until(), Some(at(20)));
    }
}
