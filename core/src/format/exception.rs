//! Predicate `exception`: a risk accepted for a while (`docs/records.md`).
//!
//! It may be decided before the artefact exists, and holds for all artefacts of its services. So it is bound to no artefact:
//! its one subject is what was decided, the digest of the predicate itself.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::base::digest::Sha256;
use crate::base::json::present;
use crate::base::name::{Role, Service};
use crate::base::package_url;
use crate::base::time::Time;
use crate::format::field::require_text;
use crate::format::vulnerability::Package;

/// An exception, as its record says.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "an `exception` predicate", deny_unknown_fields, rename_all = "camelCase")]
pub struct Exception {
    /// The ids of what is accepted, such as CVEs; at least one.
    pub findings: Vec<String>,
    /// In which package: its package URL, or its name as the scan has it. Without one it covers only what the scan places in
    /// no package.
    #[serde(default, deserialize_with = "present")]
    pub package: Option<String>,
    /// In which version of it; without one, in any.
    #[serde(default, deserialize_with = "present")]
    pub version: Option<String>,
    /// For which services; at least one.
    pub services: Vec<Service>,
    /// Why the risk can be borne.
    pub reason: String,
    /// What is done instead.
    #[serde(default, deserialize_with = "present")]
    pub controls: Option<String>,
    /// In which role.
    pub role: Role,
    /// When, as the signer wrote it.
    pub signed_at: Time,
    /// The first instant at which it no longer counts.
    pub expires_at: Time,
}

impl Exception {
    /// What the types alone do not say. `canonical` is the digest of the predicate's canonical JSON.
    pub fn check(&self, subjects: &BTreeSet<Sha256>, canonical: Sha256) -> Result<(), String> {
        if self.findings.is_empty() {
            return Err("predicate.findings: name at least one".to_owned());
        }
        self.findings.iter().try_for_each(|id| require_text(id, "predicate.findings"))?;
        if self.services.is_empty() {
            return Err("predicate.services: name at least one".to_owned());
        }
        let optional = [
            (&self.package, "predicate.package"),
            (&self.version, "predicate.version"),
            (&self.controls, "predicate.controls"),
        ];
        optional
            .into_iter()
            .try_for_each(|(text, field)| text.iter().try_for_each(|text| require_text(text, field)))?;
        require_text(&self.reason, "predicate.reason")?;
        if self.version.is_some() && self.package.is_none() {
            return Err("predicate.version: of no `package`".to_owned());
        }
        if self.expires_at <= self.signed_at {
            return Err("predicate.expiresAt: not after `signedAt`".to_owned());
        }
        if *subjects != BTreeSet::from([canonical]) {
            return Err("subject: not the digest of the predicate".to_owned());
        }
        Ok(())
    }

    /// Whether it is about this package. That it names the finding's id, or an alias, is for whoever asks to know.
    pub fn covers(&self, found: &Package) -> bool {
        let Some(package) = &self.package else { return *found == Package::default() };
        let is_it = match package.starts_with("pkg:") {
            true => found.purl.as_ref().is_some_and(|purl| package_url::covers(package, purl)),
            false => found.name.as_ref() == Some(package),
        };
        is_it && (self.version.is_none() || self.version == found.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn exception(fields: Value) -> Exception {
        let mut all = json!({"findings": ["CVE-1"], "services": ["shop"], "reason": "r", "role": "security",
            "signedAt": "2026-11-20T10:00:00Z", "expiresAt": "2026-12-20T10:00:00Z"});
        all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        serde_json::from_value(all).unwrap()
    }

    #[test]
    fn an_exception_is_for_one_package() {
        let package = |name: Option<&str>, version: Option<&str>, purl: Option<&str>| Package {
            name: name.map(str::to_owned),
            version: version.map(str::to_owned),
            purl: purl.map(str::to_owned),
        };
        let zlib = package(Some("zlib"), Some("1.2"), Some("pkg:deb/debian/zlib@1.2?arch=x"));
        let nothing = Package::default();
        for (fields, covered) in [
            (json!({"package": "zlib"}), true),
            (json!({"package": "zlib", "version": "1.2"}), true),
            (json!({"package": "pkg:deb/debian/zlib"}), true),
            (json!({"package": "pkg:deb/debian/zlib@1.2"}), true),
            (json!({"package": "zlib", "version": "1.3"}), false),
            (json!({"package": "zli"}), false),
            (json!({"package": "pkg:deb/debian/zlib@1.3"}), false),
            (json!({"package": "pkg:apk/debian/zlib"}), false),
            (json!({}), false),
        ] {
            assert_eq!(exception(fields.clone()).covers(&zlib), covered, "{fields}");
        }
        assert!(exception(json!({})).covers(&nothing));
        assert!(!exception(json!({"package": "zlib"})).covers(&nothing));
    }

    #[test]
    fn what_an_exception_must_say() {
        let digest = Sha256::of(b"the predicate");
        let check = |fields: Value| exception(fields).check(&BTreeSet::from([digest]), digest);
        assert_eq!(check(json!({"package": "zlib"})), Ok(()));
        for (fields, why) in [
            (json!({"findings": []}), "findings"),
            (json!({"findings": [" "]}), "findings"),
            (json!({"services": []}), "services"),
            (json!({"reason": ""}), "reason"),
            (json!({"package": ""}), "package"),
            (json!({"version": "1"}), "version"),
            (json!({"expiresAt": "2026-11-20T10:00:00Z"}), "expiresAt"),
        ] {
            assert!(check(fields.clone()).unwrap_err().contains(why), "{fields}");
        }
        assert!(exception(json!({})).check(&BTreeSet::from([Sha256::of(b"another")]), digest).is_err());
    }
}
