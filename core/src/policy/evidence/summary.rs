//! Which verification summaries of other verifiers a class relies on (`docs/evidence-tools.md`).

use serde::Deserialize;

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::json::present;
use crate::base::name::Role;
use crate::base::pattern::Pattern;
use crate::base::shown::list;
use crate::base::time::Duration;
use crate::policy::evidence::Wrong;

/// Which verdicts are accepted.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rule for verification summaries", deny_unknown_fields, rename_all = "camelCase")]
pub struct SummaryRule {
    /// Roles whose holders' summaries count.
    pub by: Vec<Role>,
    /// One this old no longer counts.
    #[serde(default, deserialize_with = "present")]
    pub max_age: Option<Duration>,
    /// Which verifiers may have verified, by their ids.
    pub verifiers: Vec<Pattern>,
    /// Under which policies, by their addresses; by default any.
    #[serde(default)]
    pub policies: Vec<Pattern>,
    /// Under which policies, by their digests; by default any.
    #[serde(default)]
    pub policy_digests: Vec<Sha256>,
    /// What must have been verified, by its address; by default anything.
    #[serde(default)]
    pub resources: Vec<Pattern>,
    /// Levels that must be reached, each by itself or by a higher one of its track.
    #[serde(default)]
    pub levels: Vec<String>,
}

/// What a summary says of itself, as far as it decides whether the class relies on it.
#[derive(Clone, Copy, Debug)]
pub struct Stated<'a> {
    /// The verifier's id.
    pub verifier: &'a str,
    /// The policy's address.
    pub policy: &'a str,
    /// The policy's SHA-256, in hexadecimal digits.
    pub policy_digest: Option<&'a str>,
    /// The address of what was verified.
    pub resource: &'a str,
}

impl SummaryRule {
    /// Why a summary is none that the class relies on.
    pub fn aside(&self, stated: Stated<'_>) -> Option<(Code, String, String)> {
        let unlike = |code, patterns: &[Pattern], text: &str| {
            let fits = patterns.iter().any(|pattern| pattern.fits(text));
            (!fits).then(|| (code, list(patterns), text.escape_default().to_string()))
        };
        let any = |code, patterns: &[Pattern], text: &str| {
            if patterns.is_empty() { None } else { unlike(code, patterns, text) }
        };
        let digest = stated.policy_digest.unwrap_or("no digest");
        let pinned = self.policy_digests.is_empty() || self.policy_digests.iter().any(|pin| pin.to_hex() == digest);
        unlike(Code::SummaryVerifier, &self.verifiers, stated.verifier)
            .or_else(|| any(Code::SummaryPolicy, &self.policies, stated.policy))
            .or_else(|| {
                let found = || (Code::SummaryPolicy, list(&self.policy_digests), digest.escape_default().to_string());
                (!pinned).then(found)
            })
            .or_else(|| any(Code::SummaryResource, &self.resources, stated.resource))
    }

    /// The first level that the verified ones do not reach.
    pub fn unreached(&self, verified: &[String]) -> Option<&str> {
        let reached = |due: &&String| verified.iter().any(|level| reaches(level, due));
        self.levels.iter().find(|due| !reached(due)).map(String::as_str)
    }

    /// What is wrong with it: place and what was expected there.
    pub(in crate::policy) fn wrong(&self) -> Option<Wrong> {
        if self.by.is_empty() {
            return Some(("require.evidence.vsa.by", "at least one role"));
        }
        let open = self.verifiers.iter().any(|pattern| pattern.literal_start().is_empty());
        if self.verifiers.is_empty() || open {
            return Some(("require.evidence.vsa.verifiers", "at least one verifier, none that begins with `*`"));
        }
        let blank = self.levels.iter().any(|level| level.trim().is_empty());
        blank.then_some(("require.evidence.vsa.levels", "names of levels"))
    }
}

/// Whether a level is the one that is due, or a higher one of the same track (`SLSA_BUILD_LEVEL_3` and `…_2`).
fn reaches(level: &str, due: &str) -> bool {
    let track = |text: &str| {
        let (track, number) = text.rsplit_once("_LEVEL_")?;
        Some((track.to_owned(), number.parse::<u8>().ok()?))
    };
    level == due
        || track(level).zip(track(due)).is_some_and(|((own, reached), (other, due))| own == other && reached >= due)
}

#[cfg(test)]
mod tests {
    use super::reaches;

    #[test]
    fn a_higher_level_of_the_same_track_reaches() {
        assert!(reaches("SLSA_BUILD_LEVEL_3", "SLSA_BUILD_LEVEL_2") && reaches("ACME:OK", "ACME:OK"));
        assert!(!reaches("SLSA_BUILD_LEVEL_1", "SLSA_BUILD_LEVEL_2"));
        assert!(!reaches("SLSA_SOURCE_LEVEL_3", "SLSA_BUILD_LEVEL_2") && !reaches("FAILED", "SLSA_BUILD_LEVEL_1"));
    }
}
