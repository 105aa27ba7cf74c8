//! Layer 6: what is known after verification, by type, in an order that no host can influence.

pub mod coverage;
pub mod decisions;
pub mod index;
pub mod produced;
pub mod registers;
pub mod releases;
pub mod revocations;
