//! What can go wrong in a call, apart from the verdict.
//!
//! A denied release is no error, and neither is a policy that does not load: those are decisions.

use std::fmt;

/// Why a call gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The verifier refused what it was given, with a stable code and what to do next.
    Refused {
        /// A code of `docs/codes.md`.
        code: String,
        /// What was found, and what to do next.
        message: String,
    },
    /// The verifier itself failed: it trapped, or spent its memory or work. There is no verdict, so nothing may be
    /// deployed; a host exits with 3.
    Tool(String),
}

impl Error {
    /// From whatever the engine says, on one line.
    pub(crate) fn tool(error: &wasmtime::Error) -> Self {
        let said = format!("{error:#}");
        let reason = match error.downcast_ref::<wasmtime::Trap>() {
            Some(wasmtime::Trap::OutOfFuel) => {
                "the verifier spent its bound of work: hand in the records of this release only".to_owned()
            }
            Some(trap) => format!("the verifier trapped ({trap})"),
            None if said.contains("forcing trap when growing memory") => {
                "the verifier spent its bound of memory: hand in the records of this release only".to_owned()
            }
            None => format!("the verifier failed ({})", said.replace('\n', " ")),
        };
        Self::Tool(reason)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { code, message } => write!(f, "{message} ({code})"),
            Self::Tool(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Error {}
