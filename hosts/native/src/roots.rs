//! The trusted roots of Sigstore that this library carries: whose word is believed where nobody names another root.
//!
//! They are data, with a date (`roots/README.md` says where each comes from). What is in them is read by the component.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// A trusted root, as its instance publishes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustedRoot {
    /// The instance: `public-good`, `github` or `staging`.
    pub name: &'static str,
    /// The day on which it was published, as `2026-10-23`.
    pub date: &'static str,
    /// `trusted_root.json`.
    pub json: &'static [u8],
}

impl TrustedRoot {
    /// `sha256:` and 64 lower-case hexadecimal digits, as reports name it.
    pub fn digest(&self) -> String {
        let mut digest = String::from("sha256:");
        for byte in Sha256::digest(self.json) {
            let _ = write!(digest, "{byte:02x}");
        }
        digest
    }
}

/// The public good instance.
pub const PUBLIC_GOOD: TrustedRoot =
    TrustedRoot { name: "public-good", date: "2026-10-23", json: include_bytes!("../roots/public-good.json") };

/// GitHub's own instance: it has no logs, and timestamps every signature.
pub const GITHUB: TrustedRoot =
    TrustedRoot { name: "github", date: "2026-10-23", json: include_bytes!("../roots/github.json") };

/// The public staging instance: anyone may ask its operators for anything, so it proves nothing outside of tests.
pub const STAGING: TrustedRoot =
    TrustedRoot { name: "staging", date: "2026-10-23", json: include_bytes!("../roots/staging.json") };

/// Every root that is carried.
pub const BUILT_IN: [TrustedRoot; 3] = [PUBLIC_GOOD, GITHUB, STAGING];

/// What the command line believes unless `--trusted-root` names something else: the public good instance and GitHub's.
pub fn default() -> Vec<Vec<u8>> {
    vec![PUBLIC_GOOD.json.to_vec(), GITHUB.json.to_vec()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roots_are_those_that_the_readme_names() {
        let readme = include_str!("../roots/README.md");
        for root in BUILT_IN {
            let digest = root.digest();
            let hex = digest.strip_prefix("sha256:").unwrap();
            let row = readme.lines().find(|line| line.contains(&format!("`{hex}`"))).expect("a row with the digest");
            assert!(row.contains(&format!("`{}.json`", root.name)) && row.contains(root.date), "{row}");
        }
    }

    #[test]
    fn staging_is_never_believed_by_default() {
        assert_eq!(default(), [PUBLIC_GOOD.json, GITHUB.json]);
    }
}
