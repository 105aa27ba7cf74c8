//! Why a bundle is refused: a code, what was expected and what was found.

use crate::base::code::Code;

/// The first thing that is wrong with a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The code.
    pub code: Code,
    /// What the step asks for.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl Failure {
    /// A failure with its code.
    pub fn new(code: Code, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self { code, expected: expected.into(), found: found.into() }
    }
}
