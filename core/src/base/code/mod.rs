//! Every finding code: its outcome, what it means, and what to do next, in one table, a file for each area.
//!
//! `docs/codes.md` is generated from this table, and a test holds the two together. A code never changes its meaning;
//! one that is no longer given stays reserved.

#[macro_use]
mod calendar;
#[macro_use]
mod canary;
#[macro_use]
mod decision;
#[macro_use]
mod emergency;
#[macro_use]
mod scan;
#[macro_use]
mod sigstore;
#[macro_use]
mod tools;

use core::fmt;

use serde::{Serialize, Serializer};

/// What a finding does to the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Denies.
    Fail,
    /// Would deny; an emergency waives it.
    Waived,
    /// Worth knowing; does not deny by itself.
    Warn,
    /// The requirement is met.
    Pass,
}

/// Declares [`Code`] from the table below.
macro_rules! codes {
    ($($variant:ident $id:literal $outcome:ident $answered:ident: $meaning:literal, $next:literal;)+) => {
        /// A stable finding code, `area.what`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the reference page.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as it stands in reports.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ }
            }

            /// What a finding with this code does to the verdict.
            pub fn outcome(self) -> Outcome {
                match self { $(Self::$variant => Outcome::$outcome,)+ }
            }

            /// Whether the question could not even be put (exit 2).
            pub fn is_malformed(self) -> bool {
                match self { $(Self::$variant => codes!(@$answered),)+ }
            }

            /// What it means, in one sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)+ }
            }

            /// What to do next; empty where there is nothing to do.
            pub fn next(self) -> &'static str {
                match self { $(Self::$variant => $next,)+ }
            }
        }
    };
    (@malformed) => { true };
    (@answered) => { false };
}

/// Joins the rows of every area, in order, into one table.
macro_rules! chain {
    ([] $($rows:tt)*) => { codes! { $($rows)* } };
    ([$first:ident $($rest:ident)*] $($rows:tt)*) => { $first!([$($rest)*] $($rows)*); };
}

chain!([decision emergency calendar scan tools canary sigstore]);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_say_what_to_do() {
        let ids: BTreeSet<_> = Code::ALL.iter().map(|code| code.id()).collect();
        assert_eq!(ids.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(code.id().split('.').count(), 2, "{code}");
            assert!(code.outcome() != Outcome::Fail || !code.next().is_empty(), "{code} has no next step");
            assert!(!code.is_malformed() || code.outcome() == Outcome::Fail, "{code} must deny");
        }
    }
}
