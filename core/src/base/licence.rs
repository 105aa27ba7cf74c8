//! Licences as SPDX expressions (SPDX 2.3, annex D), and what a policy says of them.
//!
//! One allowed alternative of `OR` is enough, `AND` needs all. An exception (`WITH`) makes another licence of it. The
//! parser is `spdx` with the list of SPDX; what it does not know is unknown here, near misses (`Apache 2`) too.

use spdx::{AdditionItem, Expression, LicenseItem, LicenseReq, ParseMode};

use crate::base::limits::LICENCE_BYTES;

/// The specification's own grammar, with the identifiers that the list once had (`GPL-2.0`, `GPL-2.0+`).
const MODE: ParseMode = ParseMode { allow_deprecated: true, allow_postfix_plus_on_gpl: true, ..ParseMode::STRICT };

/// Words of SPDX that stand where a licence would, and are none; the parser takes one of them for a licence.
const NOTHING: [&str; 2] = ["NOASSERTION", "NONE"];

/// Identifiers that the list once had for a licence with an exception: the licence, whether later versions of it are meant, and
/// the exception (SPDX license list, "Deprecated License Identifiers").
const OLD_NAMES: [(&str, &str, bool, &str); 9] = [
    ("GPL-2.0-with-GCC-exception", "GPL-2.0", false, "GCC-exception-2.0"),
    ("GPL-2.0-with-autoconf-exception", "GPL-2.0", false, "Autoconf-exception-2.0"),
    ("GPL-2.0-with-bison-exception", "GPL-2.0", false, "Bison-exception-2.2"),
    ("GPL-2.0-with-classpath-exception", "GPL-2.0", false, "Classpath-exception-2.0"),
    ("GPL-2.0-with-font-exception", "GPL-2.0", false, "Font-exception-2.0"),
    ("GPL-3.0-with-GCC-exception", "GPL-3.0", false, "GCC-exception-3.1"),
    ("GPL-3.0-with-autoconf-exception", "GPL-3.0", false, "Autoconf-exception-3.0"),
    ("eCos-2.0", "GPL-2.0", true, "eCos-exception-2.0"),
    ("wxWindows", "LGPL-2.0", true, "WxWindows-exception-3.1"),
];

/// An expression of licences.
#[derive(Clone, Debug)]
pub struct Licences(Expression);

/// One licence, as expressions and policies name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Licence {
    /// Its identifier; without `-only` and `-or-later`, where the list has both.
    base: String,
    or_later: bool,
    exception: Option<String>,
    /// Whether licence or exception is somebody's own (`LicenseRef-…`, `AdditionRef-…`): SPDX does not say what it says.
    is_own: bool,
}

impl Licences {
    /// Reads an expression; `None` for what is none, or names a licence that SPDX does not list.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let expression = (text.len() <= LICENCE_BYTES).then(|| Expression::parse_mode(text, MODE).ok()).flatten()?;
        let nothing =
            expression.requirements().any(|one| one.req.license.id().is_some_and(|id| NOTHING.contains(&id.name)));
        (!nothing).then_some(Self(expression))
    }

    /// Whether the licences can be chosen so that `accepts` accepts each that is needed.
    pub fn are_met(&self, accepts: impl Fn(&Licence) -> bool) -> bool {
        self.0.evaluate(|requirement| accepts(&Licence::of(requirement)))
    }
}

impl Licence {
    /// Reads one licence: an expression without `AND` and `OR`.
    pub fn parse(text: &str) -> Option<Self> {
        let Licences(expression) = Licences::parse(text)?;
        let mut requirements = expression.requirements();
        let only = requirements.next()?;
        requirements.next().is_none().then(|| Self::of(&only.req))
    }

    /// Whether whoever allows `self` allows `other`: the same licence with the same exception. Under `or later` the
    /// version itself can be chosen.
    pub fn allows(&self, other: &Self) -> bool {
        self.base == other.base && self.exception == other.exception && (other.or_later || !self.or_later)
    }

    /// Whether whoever denies `self` denies `other`: the same licence, later versions or not; with any exception, unless
    /// `self` names one.
    pub fn denies(&self, other: &Self) -> bool {
        self.base == other.base && (self.exception.is_none() || self.exception == other.exception)
    }

    /// Whether only whoever coined its name knows what it says.
    pub fn is_own(&self) -> bool {
        self.is_own
    }

    fn of(requirement: &LicenseReq) -> Self {
        let is_own = matches!(requirement.license, LicenseItem::Other(_))
            || matches!(requirement.addition, Some(AdditionItem::Other(_)));
        let added = requirement.addition.as_ref().map(ToString::to_string);
        let (base, or_later, own) = Self::base(&requirement.license);
        // Two exceptions are neither of them.
        let exception = own.map(str::to_owned).into_iter().chain(added).reduce(|own, added| format!("{own} {added}"));
        Self { base, or_later, exception, is_own }
    }

    /// The licence itself, whether its later versions are meant, too, and the exception that its name has.
    fn base(license: &LicenseItem) -> (String, bool, Option<&'static str>) {
        let (id, or_later) = match license {
            LicenseItem::Spdx { id, or_later } => (id, *or_later),
            LicenseItem::Other(reference) => return (reference.to_string(), false, None),
        };
        if let Some((_, base, later, exception)) = OLD_NAMES.iter().find(|(old, ..)| *old == id.name) {
            return ((*base).to_owned(), or_later || *later, Some(exception));
        }
        if !id.is_gnu() {
            return (id.name.to_owned(), or_later, None);
        }
        let later = id.name.strip_suffix("-or-later");
        let base = later.or_else(|| id.name.strip_suffix("-only")).unwrap_or(id.name);
        (base.to_owned(), or_later || later.is_some(), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(list: &[&str], expression: &str) -> bool {
        let list: Vec<Licence> = list.iter().map(|one| Licence::parse(one).unwrap()).collect();
        Licences::parse(expression).unwrap().are_met(|one| list.iter().any(|own| own.allows(one)))
    }

    fn denied(list: &[&str], expression: &str) -> bool {
        let list: Vec<Licence> = list.iter().map(|one| Licence::parse(one).unwrap()).collect();
        !Licences::parse(expression).unwrap().are_met(|one| !list.iter().any(|own| own.denies(one)))
    }

    #[test]
    fn one_alternative_is_enough_and_of_what_is_joined_all() {
        assert!(allowed(&["MIT"], "MIT OR GPL-3.0-only") && allowed(&["MIT"], "(GPL-3.0-only OR MIT)"));
        assert!(!allowed(&["MIT"], "MIT AND GPL-3.0-only") && !allowed(&["MIT"], "Apache-2.0"));
        // `AND` binds tighter than `OR`.
        assert!(allowed(&["MIT"], "MIT OR Apache-2.0 AND ISC") && !allowed(&["MIT"], "(MIT OR Apache-2.0) AND ISC"));
        assert!(allowed(&["LicenseRef-acme"], "LicenseRef-acme"));
        assert!(!allowed(&["LicenseRef-acme"], "DocumentRef-other:LicenseRef-acme"));
    }

    #[test]
    fn an_exception_makes_another_licence_to_allow_and_none_to_deny() {
        let with = "GPL-2.0-only WITH Classpath-exception-2.0";
        assert!(!allowed(&["GPL-2.0-only"], with) && allowed(&[with], with) && !allowed(&[with], "GPL-2.0-only"));
        assert!(denied(&["GPL-2.0-only"], with) && denied(&[with], with) && !denied(&[with], "GPL-2.0-only"));
    }

    #[test]
    fn an_old_name_with_an_exception_is_what_it_stands_for() {
        for (old, base, later, exception) in OLD_NAMES {
            let suffix = if later { "-or-later" } else { "-only" };
            let new = format!("{base}{suffix} WITH {exception}");
            assert_eq!(Licence::parse(old), Licence::parse(&new), "{old}");
            assert!(denied(&[&format!("{base}-only")], old) && denied(&[old], &new) && allowed(&[old], &new), "{old}");
            assert!(!allowed(&[&format!("{base}-only")], old), "{old}");
        }
        let two = "GPL-2.0-with-GCC-exception WITH Bison-exception-2.2";
        assert!(denied(&["GPL-2.0-only"], two) && !allowed(&["GPL-2.0-with-GCC-exception"], two));
    }

    #[test]
    fn versions_and_old_names_are_told_apart() {
        assert!(allowed(&["GPL-2.0-only"], "GPL-2.0") && allowed(&["GPL-2.0-only"], "GPL-2.0-or-later"));
        assert!(allowed(&["GPL-2.0-or-later"], "GPL-2.0+") && !allowed(&["GPL-2.0-or-later"], "GPL-2.0-only"));
        assert!(allowed(&["Apache-2.0"], "Apache-2.0+") && !allowed(&["Apache-1.1"], "Apache-2.0"));
        assert!(denied(&["GPL-3.0-only"], "GPL-3.0-or-later") && denied(&["GPL-3.0-or-later"], "GPL-3.0"));
        assert!(!denied(&["GPL-3.0-only"], "MIT OR GPL-3.0-only") && denied(&["GPL-3.0-only"], "MIT AND GPL-3.0-only"));
    }

    #[test]
    fn what_spdx_does_not_know_is_unknown() {
        for text in [
            "",
            "NOASSERTION",
            "NONE",
            "Apache 2",
            "mit",
            "MIT OR",
            "MIT/ISC",
            "MIT Apache-2.0",
            "(MIT",
            "MIT OR NOASSERTION",
            "UNLICENSED",
            "See LICENSE",
        ] {
            assert!(Licences::parse(text).is_none(), "{text}");
        }
        assert!(Licences::parse(&"(".repeat(100_000)).is_none());
        assert!(Licences::parse(&vec!["MIT"; 5_000].join(" OR ")).is_none());
        assert!(Licence::parse("MIT OR ISC").is_none());
    }
}
