//! When nobody deploys, and which days count (`docs/calendar.md`).
//!
//! Local times are instants only through a zone, and twice a year not even then. **What permits shrinks, what prohibits
//! grows**: a window is open where every reading of its hours says so, a freeze is on where any reading does.
//!
//! Nothing here knows what time it is: spans and intervals are handed out, and [`crate::base::moment`] compares.

pub mod business;
pub mod clock;
pub mod freeze;
pub mod holiday;
mod load;
pub mod scope;
pub mod window;
pub mod zone;
