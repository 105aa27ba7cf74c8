//! What a class asks of a bill of materials: licences and packages (`docs/evidence-tools.md`).

use serde::{Deserialize, Deserializer, de};

use crate::base::json::present;
use crate::base::licence::{Licence, Licences};
use crate::base::limits::BAN_PATTERNS;
use crate::base::name::Role;
use crate::base::package::Ban;
use crate::base::time::Duration;
use crate::policy::evidence::Wrong;

/// Which bills of materials are accepted.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rule for bills of materials", deny_unknown_fields, rename_all = "camelCase")]
pub struct SbomRule {
    /// Roles whose holders' bills of materials count.
    pub by: Vec<Role>,
    /// One this old no longer counts.
    #[serde(default, deserialize_with = "present")]
    pub max_age: Option<Duration>,
    /// Which licences are let through.
    #[serde(default, deserialize_with = "present")]
    pub licences: Option<LicenceRule>,
    /// Which packages are not.
    #[serde(default, deserialize_with = "present")]
    pub packages: Option<PackageRule>,
}

/// Which licences are let through: those of one list, or all but those of the other.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "`allow` or `deny`", deny_unknown_fields)]
pub struct LicenceRule {
    /// No others than these.
    #[serde(default, deserialize_with = "licences")]
    allow: Option<Vec<Licence>>,
    /// All but these.
    #[serde(default, deserialize_with = "licences")]
    deny: Option<Vec<Licence>>,
    /// What becomes of packages whose licence nobody knows.
    #[serde(default)]
    pub unknown: Unknown,
}

/// Which packages are not let through.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "`deny`", deny_unknown_fields)]
pub struct PackageRule {
    /// The banned ones.
    pub deny: Vec<Ban>,
    /// What becomes of packages without a package URL.
    #[serde(default)]
    pub unidentified: Unknown,
}

/// What becomes of what nobody knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(expecting = "`block` or `record`", rename_all = "lowercase")]
pub enum Unknown {
    /// It denies.
    #[default]
    Block,
    /// It is only recorded.
    Record,
}

fn licences<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Licence>>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let licence = |text: &String| {
        Licence::parse(text).ok_or_else(|| {
            let text = text.escape_default();
            de::Error::custom(format!("`{text}` is no single licence of SPDX, nor `LicenseRef-…`"))
        })
    };
    texts.iter().map(licence).collect::<Result<_, _>>().map(Some)
}

/// What a rule says of the licences of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Let {
    /// They are let through.
    Through,
    /// Nobody knows whether they are.
    Unknown,
    /// They are not.
    Not,
}

impl LicenceRule {
    /// Whether a package under these licences is let through. What a list of denied ones does not name may be one of them under
    /// another name, where SPDX does not say what it is.
    pub fn lets(&self, licences: &Licences) -> Let {
        let allowed = |one: &Licence| self.allow.as_ref().is_none_or(|list| list.iter().any(|own| own.allows(one)));
        let denied = |one: &Licence| self.deny.iter().flatten().any(|own| own.denies(one));
        let is_known = |one: &Licence| self.deny.is_none() || !one.is_own();
        if licences.are_met(|one| allowed(one) && !denied(one) && is_known(one)) {
            return Let::Through;
        }
        if licences.are_met(|one| allowed(one) && !denied(one)) { Let::Unknown } else { Let::Not }
    }
}

impl SbomRule {
    /// What is wrong with it: place and what was expected there.
    pub(in crate::policy) fn wrong(&self) -> Option<Wrong> {
        let filled = |list: &Option<Vec<Licence>>| list.as_ref().is_some_and(|list| !list.is_empty());
        if self.by.is_empty() {
            return Some(("require.evidence.sbom.by", "at least one role"));
        }
        if self.licences.as_ref().is_some_and(|rule| rule.allow.is_some() == rule.deny.is_some()) {
            return Some(("require.evidence.sbom.licences", "either `allow` or `deny`"));
        }
        if self.licences.as_ref().is_some_and(|rule| !filled(&rule.allow) && !filled(&rule.deny)) {
            return Some(("require.evidence.sbom.licences", "at least one licence"));
        }
        let bans = self.packages.as_ref().map(|rule| rule.deny.as_slice());
        if bans.is_some_and(<[Ban]>::is_empty) {
            return Some(("require.evidence.sbom.packages.deny", "at least one package"));
        }
        let patterns = bans.unwrap_or_default().iter().filter(|ban| !ban.is_exact()).count();
        (patterns > BAN_PATTERNS).then_some(("require.evidence.sbom.packages.deny", "at most 64 packages with `*`"))
    }
}
