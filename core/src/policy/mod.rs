//! Layer 6: the rules and the people, read strictly.

pub mod class;
pub mod load;
pub mod model;
pub mod roster;
