//! Names as types: what a policy declares, what a release is called, and who did something.
//!
//! Every name is plain ASCII without spaces, so that no two names look alike, and none can break out of a line,
//! a table or a shell word that shows it.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::base::limits::{LABEL_CHARS, NAME_CHARS};

fn is_slug(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
    let starts = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    starts && text.len() <= NAME_CHARS && text.bytes().all(inner)
}

fn is_label(text: &str) -> bool {
    !text.is_empty() && text.len() <= LABEL_CHARS && text.bytes().all(|b| b.is_ascii_graphic())
}

fn slug(text: &str, what: &str) -> Result<String, String> {
    if is_slug(text) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "`{}` is not {what}: 1–{NAME_CHARS} of `a-z`, `0-9`, `.`, `_`, `-`, starting with a letter or digit",
        text.escape_default()
    ))
}

/// A string type whose values are checked once, where they are read.
macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $read:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $type(String);

        impl $type {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                $read(text).map(Self)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

name!(
    /// A service that the policy declares.
    Service, |text| slug(text, "a service name")
);
name!(
    /// An environment that the policy declares.
    Environment, |text| slug(text, "an environment name")
);
name!(
    /// A role that the policy declares.
    Role, |text| slug(text, "a role name")
);
name!(
    /// A release class of the policy.
    Class, |text| slug(text, "a class name")
);
name!(
    /// A window or a freeze of the policy.
    Period, |text| slug(text, "the name of a window or a freeze")
);
name!(
    /// What is assessed of a service, such as `threat-model`.
    Assessed, |text| slug(text, "a kind of assessment")
);
name!(
    /// A person or an automation of the roster.
    PrincipalId, |text| slug(text, "a principal id")
);
name!(
    /// A word that a policy declares, such as the name of a platform.
    Slug, |text| slug(text, "a name")
);
name!(
    /// The label of a release; it never identifies bytes by itself.
    Version, |text: &str| {
        let refuse = || format!("`{}` is not a version label: 1–{LABEL_CHARS} printable ASCII characters, no space", text.escape_default());
        is_label(text).then(|| text.to_owned()).ok_or_else(refuse)
    }
);
name!(
    /// A name under which a principal is known elsewhere, `kind:value`; ASCII letters are folded to lower case.
    Alias, |text: &str| {
        let refuse = || format!("`{}` is not an alias such as `github:alice`", text.escape_default());
        let (kind, value) = text.split_once(':').ok_or_else(refuse)?;
        let fits = is_slug(kind) && is_label(value) && text.len() <= LABEL_CHARS;
        fits.then(|| text.to_ascii_lowercase()).ok_or_else(refuse)
    }
);
name!(
    /// Who did something: a principal id, or an [`Alias`].
    Actor, |text: &str| {
        if text.contains(':') { text.parse::<Alias>().map(|alias| alias.0) } else { slug(text, "a principal id or an alias such as `github:alice`") }
    }
);
name!(
    /// The hexadecimal SHA-256 of a public key's SPKI DER.
    KeyId, |text: &str| {
        let fits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'));
        fits.then(|| text.to_owned()).ok_or_else(|| "not a key id: 64 lower-case hexadecimal digits".to_owned())
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain() {
        assert!("checkout-api".parse::<Service>().is_ok());
        for bad in ["", "-x", "Checkout", "a b", "a\u{202e}b", "a/b", "ａ", &"a".repeat(65), "a\n"] {
            assert!(bad.parse::<Service>().is_err(), "{bad}");
        }
    }

    #[test]
    fn versions_are_printable() {
        for good in ["2.4.1", "2026-11-21+build.7", "v1@main"] {
            assert!(good.parse::<Version>().is_ok(), "{good}");
        }
        for bad in ["", "1 2", "1\u{a0}2", "1\u{200b}", &"1".repeat(129)] {
            assert!(bad.parse::<Version>().is_err(), "{bad}");
        }
    }

    #[test]
    fn aliases_fold_ascii_case() {
        assert_eq!("email:Alice@Acme.example".parse::<Alias>(), "email:alice@acme.example".parse());
        assert_eq!("github:Alice".parse::<Actor>().unwrap().as_str(), "github:alice");
        for bad in ["alice", ":x", "github:", "Git hub:x", "github:ali ce", "github:аlice"] {
            assert!(bad.parse::<Alias>().is_err(), "{bad}");
        }
    }
}
