//! Sigstore identities of a roster: which are too wide to name anybody.
//!
//! A person's identity is exact: whoever else fitted it could approve in their name. An automation's may be a pattern that
//! names at least a host and an owner, such as `https://github.com/acme/*/.github/workflows/release.yml@refs/heads/main`.

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::policy::roster::{Identity, Principal};

/// The claims of Fulcio certificates that an identity may ask for (Fulcio, `docs/oid-info.md`).
pub const CLAIMS: [&str; 20] = [
    "buildConfigDigest",
    "buildConfigUri",
    "buildSignerDigest",
    "buildSignerUri",
    "buildTrigger",
    "deploymentEnvironment",
    "githubWorkflowName",
    "githubWorkflowRef",
    "githubWorkflowRepository",
    "githubWorkflowSha",
    "githubWorkflowTrigger",
    "runInvocationUri",
    "runnerEnvironment",
    "sourceRepositoryDigest",
    "sourceRepositoryIdentifier",
    "sourceRepositoryOwnerIdentifier",
    "sourceRepositoryOwnerUri",
    "sourceRepositoryRef",
    "sourceRepositoryUri",
    "sourceRepositoryVisibility",
];

/// What is wrong with the identities of a principal.
pub fn check(principal: &Principal) -> Vec<Finding> {
    principal.identities.iter().filter_map(|identity| wrong(principal, identity)).collect()
}

fn wrong(principal: &Principal, identity: &Identity) -> Option<Finding> {
    let finding = |expected: &str, found: String| {
        let found = format!("{found}, of `{}`", principal.id);
        Some(Finding::new(Requirement::Roster, Code::RosterIdentityInvalid, expected, found))
    };
    let (issuer, subject) = (&identity.issuer, &identity.subject);
    if !issuer.starts_with("https://") || !issuer.bytes().all(|b| b.is_ascii_graphic() && b != b'*') {
        return finding("an issuer that starts with `https://`, exactly", format!("`{}`", issuer.escape_default()));
    }
    if principal.is_person && !subject.is_exact() {
        return finding("a person's subject, exactly", format!("the pattern `{subject}`"));
    }
    if !subject.is_exact() && !names_an_owner(subject.literal_start()) && !names_a_domain(subject.as_str()) {
        let expected = "a pattern that begins with a host and an owner, or ends with a mail domain";
        return finding(expected, format!("`{subject}`"));
    }
    let unknown = identity.claims.keys().find(|name| !CLAIMS.contains(&name.as_str()));
    unknown.and_then(|name| finding("a claim of `docs/policy.md`", format!("`{}`", name.escape_default())))
}

/// `https://host/owner/`, with nothing left open in it.
fn names_an_owner(start: &str) -> bool {
    let path = start.strip_prefix("https://").unwrap_or_default();
    let mut segments = path.split('/');
    let closed: Vec<&str> = segments.by_ref().take(2).collect();
    closed.len() == 2 && closed.iter().all(|segment| !segment.is_empty()) && segments.next().is_some()
}

/// `*@example.com`: a mail address whose domain is not left open, and nothing that only ends like one.
fn names_a_domain(pattern: &str) -> bool {
    let Some((mailbox, domain)) = pattern.split_once('@') else { return false };
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_mail = !mailbox.contains(['/', ':']) && domain.split('.').count() >= 2;
    is_mail && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_a_closed_second_segment() {
        assert!(names_an_owner("https://github.com/acme/"));
        for open in ["https://github.com/acme", "https://github.com//", "https:///acme/", "https://github.com/", ""] {
            assert!(!names_an_owner(open), "{open}");
        }
    }

    #[test]
    fn a_domain_ends_a_mail_address() {
        assert!(names_a_domain("*@acme.example") && names_a_domain("ci-*@a-b.acme.example"));
        let open =
            ["*@acme", "*@*.example", "*@acme.", "*@.example", "a/*@acme.example", "a:*@acme.example", "*acme.example"];
        for open in open {
            assert!(!names_a_domain(open), "{open}");
        }
        assert!(!names_a_domain("a/*@acme"));
    }
}
