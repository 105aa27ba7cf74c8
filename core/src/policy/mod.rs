//! Layer 7: the rules and the people, read strictly.

pub mod calendar;
pub mod canary;
pub mod chain;
pub mod class;
pub mod emergency;
pub mod evidence;
pub mod fact;
pub mod identity;
pub mod load;
pub mod model;
pub mod required;
pub mod roster;
