//! Why one of Sigstore's documents cannot be read: a code for machines, and what was found for people.

use core::fmt;

use crate::base::code::Code;

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Which rule it breaks.
    pub code: Code,
    /// Where, and what stands there: `verificationMaterial.tlogEntries[0].logIndex: negative`.
    pub found: String,
}

impl Wrong {
    /// A rule, and what was found instead.
    pub fn new(code: Code, found: impl Into<String>) -> Self {
        Self { code, found: found.into() }
    }

    /// A count that is past its bound.
    pub(super) fn beyond(code: Code, limit: usize, what: &str) -> Self {
        Self::new(code, format!("{what}: more than {limit}"))
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.found)
    }
}
