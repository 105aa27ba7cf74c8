//! The packages that a policy bans by their package URLs.
//!
//! A ban is a purl; `*` stands for any characters but `/`, in name and version. Without a version it bans all. Letters are
//! compared without case, and in PyPI's names any run of `_`, `.` and `-` is one `-` (PEP 503): whoever bans a package means it in every spelling.

use std::collections::BTreeMap;

use serde::de::value::{Error, StringDeserializer};
use serde::de::{self, IntoDeserializer};
use serde::{Deserialize, Deserializer};

use crate::base::package_url::PackageUrl;
use crate::base::pattern::Pattern;

/// A package, in one spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Package {
    /// `type/namespace/name`.
    name: String,
    version: Option<String>,
}

impl Package {
    fn parse(text: &str) -> Option<Self> {
        let PackageUrl { kind, namespace, name, version, .. } = PackageUrl::parse(text)?;
        let mut name = name.to_lowercase();
        if kind == "pypi" {
            name = separated(&name);
        }
        let name = match namespace {
            Some(namespace) => format!("{kind}/{}/{name}", namespace.to_lowercase()),
            None => format!("{kind}/{name}"),
        };
        Some(Self { name, version: version.map(|version| version.to_lowercase()) })
    }
}

/// A name of PyPI with one `-` for every run of separators.
fn separated(name: &str) -> String {
    let mut one = String::with_capacity(name.len());
    for letter in name.chars().map(|letter| if matches!(letter, '_' | '.') { '-' } else { letter }) {
        if letter != '-' || !one.ends_with('-') {
            one.push(letter);
        }
    }
    one
}

/// A text that names no package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPackage;

/// A package that is banned.
#[derive(Clone, Debug)]
pub struct Ban {
    text: String,
    name: Pattern,
    version: Option<Pattern>,
}

impl Ban {
    /// Whether it is about one package by its name.
    pub fn is_exact(&self) -> bool {
        self.name.is_exact()
    }

    /// The ban as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// A package whose version nobody states may be the banned one.
    fn bans(&self, package: &Package) -> bool {
        let fits = |pattern: &Pattern| package.version.as_ref().is_none_or(|version| pattern.fits(version));
        self.name.fits(&package.name) && self.version.as_ref().is_none_or(fits)
    }
}

impl<'de> Deserialize<'de> for Ban {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let plain = !text.contains(['?', '#']);
        let read = || {
            let Package { name, version } = Package::parse(&text).filter(|_| plain)?;
            let pattern = |text: String| {
                let text: StringDeserializer<Error> = text.into_deserializer();
                Pattern::deserialize(text).ok()
            };
            Some((pattern(name)?, version.map(pattern)))
        };
        match read() {
            Some((name, None)) => Ok(Self { text, name, version: None }),
            Some((name, Some(Some(version)))) => Ok(Self { text, name, version: Some(version) }),
            _ => Err(de::Error::custom(format!(
                "`{}` is no package URL such as `pkg:npm/left-pad@1.3.0` or `pkg:pypi/acme-*`",
                text.escape_default()
            ))),
        }
    }
}

/// Bans, ready to be held against many packages.
#[derive(Debug)]
pub struct Bans<'a> {
    exact: BTreeMap<&'a str, Vec<&'a Ban>>,
    patterns: Vec<&'a Ban>,
}

impl<'a> Bans<'a> {
    /// Sorts them, so that most packages are held against few.
    pub fn of(bans: &'a [Ban]) -> Self {
        let mut exact: BTreeMap<&str, Vec<&Ban>> = BTreeMap::new();
        for ban in bans.iter().filter(|ban| ban.is_exact()) {
            exact.entry(ban.name.as_str()).or_default().push(ban);
        }
        Self { exact, patterns: bans.iter().filter(|ban| !ban.is_exact()).collect() }
    }

    /// The ban that a package falls under. Of what is no package URL nobody knows.
    pub fn find(&self, purl: &str) -> Result<Option<&'a Ban>, NoPackage> {
        let package = Package::parse(purl).ok_or(NoPackage)?;
        let exact = self.exact.get(package.name.as_str()).into_iter().flatten();
        Ok(exact.chain(&self.patterns).find(|ban| ban.bans(&package)).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bans(text: &str, purl: &str) -> bool {
        let bans: Vec<Ban> = vec![serde_json::from_value(text.into()).unwrap()];
        Bans::of(&bans).find(purl).unwrap().is_some()
    }

    #[test]
    fn a_ban_is_about_a_package_in_every_spelling() {
        assert!(bans("pkg:npm/event-stream@3.3.6", "pkg:npm/event-stream@3.3.6?vcs_url=x#lib"));
        assert!(!bans("pkg:npm/event-stream@3.3.6", "pkg:npm/event-stream@3.3.5"));
        assert!(bans("pkg:npm/event-stream@3.3.6", "pkg:npm/event-stream"));
        assert!(
            bans("pkg:npm/event-stream", "pkg:NPM/event-stream@1") && !bans("pkg:npm/event", "pkg:npm/event-stream@1")
        );
        assert!(bans("pkg:pypi/Acme_Tools", "pkg:pypi/acme.tools@2") && !bans("pkg:pypi/acme", "pkg:npm/acme@2"));
        for spelling in ["acme__tools", "acme-_tools", "acme.-tools", "ACME---tools"] {
            assert!(bans("pkg:pypi/acme-tools", &format!("pkg:pypi/{spelling}@1")), "{spelling}");
            assert!(bans(&format!("pkg:pypi/{spelling}"), "pkg:pypi/acme-tools@1"), "{spelling}");
        }
        assert!(!bans("pkg:npm/acme-tools", "pkg:npm/acme--tools@1"));
        assert!(bans("pkg:npm/%40evil/*", "pkg:npm/%40evil/left-pad@1"));
        assert!(!bans("pkg:npm/*", "pkg:npm/%40evil/left-pad@1") && bans("pkg:npm/a@1.*", "pkg:npm/a@1.2.3"));
        assert!(!bans("pkg:npm/a@1.*", "pkg:npm/a@2.1.0"));
    }

    #[test]
    fn what_names_no_package_is_no_ban() {
        for bad in ["", "npm/a", "pkg:npm", "pkg:npm/", "pkg:npm/a?x=y", "pkg:npm/a#b", "pkg:npm/a**", "pkg:npm/é"] {
            assert!(serde_json::from_value::<Ban>(bad.into()).is_err(), "{bad}");
        }
        assert!(matches!(Bans::of(&[]).find("left-pad@1.3.0"), Err(NoPackage)));
        assert!(matches!(Bans::of(&[]).find("pkg:npm/left-pad@1.3.0"), Ok(None)));
    }
}
