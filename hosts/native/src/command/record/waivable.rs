//! What an emergency may say that it waives: requirements, by the names that reports give them.
//!
//! A name that no policy could ever list waives nothing, and nobody would see that before the gate says no. Whether this policy
//! lets emergencies waive it is the gate's to say.

use crate::exit::Failure;
use crate::render::safe;

/// The requirements that a policy can let an emergency waive. What ends with `/` goes on with a name of the policy's.
const WAIVABLE: [&str; 26] = [
    "approvals/",
    "chain",
    "emergency/reviews",
    "evidence/assessment/",
    "evidence/canary",
    "evidence/dynamic",
    "evidence/infrastructure",
    "evidence/provenance",
    "evidence/sbom",
    "evidence/secrets",
    "evidence/static",
    "evidence/tests",
    "evidence/vsa",
    "evidence/vulnerabilities",
    "freezes",
    "peer-review",
    "policy-review",
    "register/completeness",
    "register/freshness",
    "register/reviews",
    "rollback",
    "separation/author-approver",
    "separation/author-deployer",
    "separation/builder-deployer",
    "separation/reviewer-author",
    "windows",
];

/// Letters that may be added, taken away or changed between what somebody wrote and what they meant.
const SLIPS: usize = 2;

/// Refuses a name that nothing waivable has.
pub(super) fn check<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
    for name in names {
        if !WAIVABLE.iter().any(|known| is(name, known)) {
            let meant = meant(name).map(|known| format!("did you mean `{}`? ", safe::text(&known))).unwrap_or_default();
            return Err(Failure::question(format!(
                "`{}` is nothing that an emergency can waive: {meant}It can waive {}",
                safe::text(name),
                list()
            )));
        }
    }
    Ok(())
}

fn is(name: &str, known: &str) -> bool {
    match known.ends_with('/') {
        true => name.strip_prefix(known).is_some_and(|rest| !rest.is_empty() && !rest.contains('/')),
        false => name == known,
    }
}

/// The nearest name, if one is near.
fn meant(name: &str) -> Option<String> {
    let rest = name.rsplit_once('/').map_or(name, |(_, rest)| rest);
    let whole = |known: &&str| if known.ends_with('/') { format!("{known}{rest}") } else { (*known).to_owned() };
    let near = WAIVABLE.iter().map(whole).map(|known| (strsim::levenshtein(name, &known), known));
    near.filter(|(distance, _)| *distance <= SLIPS).min().map(|(_, known)| known)
}

fn list() -> String {
    let shown = |known: &&str| match known.ends_with('/') {
        true => format!("`{known}NAME`"),
        false => format!("`{known}`"),
    };
    WAIVABLE.iter().map(shown).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_a_name() {
        for name in WAIVABLE.iter().filter(|known| !known.ends_with('/')) {
            assert!(check([*name]).is_ok(), "{name}");
        }
        assert!(check(["approvals/security", "evidence/assessment/threat-model"]).is_ok());
        for (wrong, right) in
            [("freeze", "freezes"), ("approval/security", "approvals/security"), ("evidence/test", "evidence/tests")]
        {
            let refused = check(["windows", wrong]).unwrap_err();
            assert!(refused.message().contains(&format!("did you mean `{right}`?")), "{}", refused.message());
        }
        for never in ["signatures", "binding", "approvals", "approvals/", "approvals/a/b", "revocation", ""] {
            let refused = check([never]).unwrap_err();
            assert!(refused.message().contains("nothing that an emergency can waive"), "{}", refused.message());
        }
    }

    #[test]
    fn the_names_are_those_of_the_verifier() {
        let core = include_str!("../../../../../core/src/base/finding.rs");
        let arms = core.split("pub fn can_be_bypassed").nth(1).unwrap();
        let (waivable, never) = arms.split_once("=> true").unwrap();
        let never = never.split_once("=> false").unwrap().0;
        let mut found = 0;
        for line in arms.lines().filter(|line| line.contains("=> f.write_str(\"")) {
            let (variant, name) = line.trim().split_once(" => f.write_str(\"").unwrap();
            let name = name.split('"').next().unwrap();
            let listed = |arms: &str| arms.split([' ', '\n', '|']).any(|word| word == variant);
            assert_ne!(listed(waivable), listed(never), "{variant}");
            assert_eq!(WAIVABLE.contains(&name), listed(waivable), "{name}");
            found += 1;
        }
        assert!(found > 15, "{found}");
    }
}
