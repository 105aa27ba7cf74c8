//! Layer 7: the rules and the people, read strictly.

pub mod canary;
pub mod class;
pub mod evidence;
pub mod identity;
pub mod load;
pub mod model;
pub mod roster;
