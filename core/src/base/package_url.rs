//! Package URLs (purl-spec, ECMA-427): `pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS#SUBPATH`.
//!
//! Nothing but the type is normalised, so that two spellings of one package are two packages: whoever accepts a risk writes
//! the package as the scan does. Whoever bans one means it in every spelling: that is `base/package.rs`.

use std::collections::BTreeSet;

use purl::GenericPurl;

/// A package URL, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageUrl {
    /// The type, in lower case.
    pub kind: String,
    /// The namespace, where there is one.
    pub namespace: Option<String>,
    /// The name.
    pub name: String,
    /// The version, where there is one.
    pub version: Option<String>,
    qualifiers: BTreeSet<(String, String)>,
    subpath: Option<String>,
}

impl PackageUrl {
    /// Takes a package URL apart; `None` for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let purl: GenericPurl<String> = text.parse().ok()?;
        Some(Self {
            kind: purl.package_type().to_ascii_lowercase(),
            namespace: purl.namespace().map(str::to_owned),
            name: purl.name().to_owned(),
            version: purl.version().map(str::to_owned),
            qualifiers: purl.qualifiers().iter().map(|(key, value)| (key.to_string(), value.to_owned())).collect(),
            subpath: purl.subpath().map(str::to_owned),
        })
    }

    /// Whether `other` is what this names: the same package, at the same version where this names one, with the qualifiers that this
    /// names, and the part that this names.
    pub fn covers(&self, other: &Self) -> bool {
        self.touches(other) && (self.subpath.is_none() || self.subpath == other.subpath)
    }

    /// The same, but for the part: what this names may be in `other`.
    pub fn touches(&self, other: &Self) -> bool {
        (&self.kind, &self.namespace, &self.name) == (&other.kind, &other.namespace, &other.name)
            && (self.version.is_none() || self.version == other.version)
            && self.qualifiers.is_subset(&other.qualifiers)
    }
}

/// Whether the package URL `scope` covers the package URL `found`.
pub fn covers(scope: &str, found: &str) -> bool {
    PackageUrl::parse(scope).zip(PackageUrl::parse(found)).is_some_and(|(scope, found)| scope.covers(&found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_covered_by_what_names_it() {
        let found = "pkg:npm/%40acme/parser@1.2.3?arch=x86_64&distro=debian-12";
        for scope in [
            found,
            "pkg:npm/%40acme/parser",
            "pkg:npm/@acme/parser@1.2.3",
            "pkg:NPM/%40acme/parser@1.2.3",
            "pkg:npm/%40acme/parser?arch=x86_64",
        ] {
            assert!(covers(scope, found), "{scope}");
        }
        for scope in [
            "pkg:npm/%40acme/parser@1.2.4",
            "pkg:npm/%40acme/parse",
            "pkg:npm/%40acme/parser@1.2.3?arch=arm64",
            "pkg:pypi/%40acme/parser@1.2.3",
            "pkg:npm",
            "parser",
            "pkg:npm/%4",
            "",
        ] {
            assert!(!covers(scope, found), "{scope}");
        }
        assert!(!covers("pkg:npm/a@1", "pkg:npm/a"));
        let part = "pkg:golang/x/crypto@1#ssh";
        assert!(covers("pkg:golang/x/crypto@1", part) && covers(part, part) && !covers(part, "pkg:golang/x/crypto@1"));
        assert!(!covers(part, "pkg:golang/x/crypto@1#openpgp") && !covers(part, "pkg:golang/x/crypto@1#ssh/agent"));
        assert_eq!(PackageUrl::parse("pkg:oci/app@sha256%3Aab").unwrap().version.as_deref(), Some("sha256:ab"));
    }
}
