//! Package URLs (package-url/purl-spec), as far as telling packages apart needs: `pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS`.
//!
//! Nothing is normalised by type, so that two spellings of one package are two packages: whoever accepts a risk writes the
//! package as the scan does.

use std::collections::BTreeSet;

/// A package URL, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageUrl {
    /// Type, namespace and name.
    base: String,
    /// The version, where there is one.
    pub version: Option<String>,
    qualifiers: BTreeSet<String>,
}

impl PackageUrl {
    /// Takes a package URL apart; `None` for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("pkg:")?.trim_start_matches('/');
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, qualifiers) = rest.split_once('?').unwrap_or((rest, ""));
        let (base, version) = match path.rsplit_once('@') {
            // An `@` that begins a segment is a scope's, which somebody forgot to encode.
            Some((base, version)) if !version.contains('/') && !base.ends_with('/') => (base, Some(version)),
            _ => (path, None),
        };
        let (kind, name) = base.split_once('/')?;
        if kind.is_empty() || name.is_empty() {
            return None;
        }
        Some(Self {
            base: format!("{}/{}", kind.to_ascii_lowercase(), decoded(name)?),
            version: version.map(decoded).map(|version| version.ok_or(())).transpose().ok()?,
            qualifiers: qualifiers.split('&').filter(|q| !q.is_empty()).map(decoded).collect::<Option<_>>()?,
        })
    }

    /// Whether `other` is what this names: the same package, at the same version where this names one, and with the
    /// qualifiers that this names.
    pub fn covers(&self, other: &Self) -> bool {
        self.base == other.base
            && (self.version.is_none() || self.version == other.version)
            && self.qualifiers.is_subset(&other.qualifiers)
    }
}

/// Whether the package URL `scope` covers the package URL `found`.
pub fn covers(scope: &str, found: &str) -> bool {
    PackageUrl::parse(scope).zip(PackageUrl::parse(found)).is_some_and(|(scope, found)| scope.covers(&found))
}

/// Percent-encoding undone (RFC 3986 §2.1).
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (high, low) = (digit(rest.next())?, digit(rest.next())?);
        bytes.push((high << 4) | low);
    }
    String::from_utf8(bytes).ok()
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
        assert_eq!(PackageUrl::parse("pkg:oci/app@sha256%3Aab").unwrap().version.as_deref(), Some("sha256:ab"));
    }
}
