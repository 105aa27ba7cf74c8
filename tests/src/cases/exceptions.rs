//! Cases **exceptions**: who may accept the risk of a finding, for what, and for how long.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use serde_json::{Value, json};

use super::evidence::{PLACE, VULNS, asked, carry, say, scan, trivy};
use super::say::{revocation, set};
use super::vulnerabilities::{MORNING, asks};
use super::{Area, Case, Due};
use crate::scenario::{Scenario, Signed, envelope};

const SCANS: &str = "evidence/vulnerabilities";
const BLOCKED: Due = (SCANS, Code::VulnerabilityBlocked);
const EXCEPTED: Due = (SCANS, Code::VulnerabilityExcepted);

pub(super) fn cases() -> Vec<Case> {
    let area = Area("exceptions");
    let mut cases = accepted(&area);
    cases.extend(refused(&area));
    cases
}

/// Dave of security accepts CVE-2026-1 in zlib for a month.
fn exception(by: &str) -> Signed {
    Signed::new(
        &[by],
        json!({
            "findings": ["CVE-2026-1"], "package": "pkg:deb/debian/zlib@1.2", "services": ["checkout-api"],
            "reason": "Only our own data is unpacked.", "controls": "The gateway checks sizes.", "role": "security",
            "signedAt": "2026-11-20T09:00:00Z", "expiresAt": "2026-12-20T09:00:00Z",
        }),
    )
}

/// Hands in an exception; its record id.
fn accept(scenario: &mut Scenario, exception: &Signed) -> Sha256 {
    let payload = scenario.payload(Kind::Exception, exception);
    scenario.documents.push(envelope(&payload, &exception.by));
    Sha256::of(&payload)
}

/// A scan with one critical finding in zlib.
fn scanned(scenario: &mut Scenario) {
    asks(scenario);
    carry(scenario, "ci-builder", trivy(MORNING, &[("CVE-2026-1", "zlib", "CRITICAL")]));
}

/// A scan with one critical advisory of a vendor that is about two vulnerabilities.
fn advisory(scenario: &mut Scenario) {
    asks(scenario);
    let found = json!({
        "vulnerability": {"id": "ELSA-2026-1", "severity": "Critical"},
        "relatedVulnerabilities": [{"id": "CVE-2026-1"}, {"id": "CVE-2026-2"}], PLACE: {"name": "zlib", "version": "1"},
    });
    let report = json!({"matches": [found], "descriptor": {"name": "grype", "timestamp": MORNING}});
    say(scenario, "ci-builder", "https://in-toto.io/attestation/vulns/v0.1", report);
}

fn accepted(area: &Area) -> Vec<Case> {
    let allows = |name, about, field, value: Value| {
        area.allows(name, about, &[EXCEPTED], |s| {
            scanned(s);
            let mut signed = exception("dave");
            set(&mut signed, field, value);
            accept(s, &signed);
        })
    };
    vec![
        allows("accepted", "Security bears the risk for a month.", "controls", json!("Sizes are checked.")),
        allows("by-name", "The package is named as the scan has it.", "package", json!("zlib")),
        allows(
            "longest",
            "For as long as the class allows, to the second.",
            "expiresAt",
            json!("2027-02-18T09:00:00Z"),
        ),
        area.allows("advisory-accepted-whole", "An advisory is about two, and both are accepted.", &[EXCEPTED], |s| {
            advisory(s);
            let mut signed = exception("dave");
            set(&mut signed, "findings", json!(["CVE-2026-1", "CVE-2026-2"]));
            set(&mut signed, "package", json!("zlib"));
            accept(s, &signed);
        }),
        area.denies("advisory-accepted-in-part", "An advisory is about two, and one is accepted.", &[BLOCKED], |s| {
            advisory(s);
            let mut signed = exception("dave");
            set(&mut signed, "package", json!("zlib"));
            accept(s, &signed);
        }),
        area.allows(
            "without-package",
            "The scan places the finding in no package, and so does the exception.",
            &[EXCEPTED],
            |s| {
                asks(s);
                say(s, "ci-builder", VULNS, scan("trivy", MORNING, &[("CVE-2026-1", "critical")]));
                let mut signed = exception("dave");
                set(&mut signed, "package", Value::Null);
                accept(s, &signed);
            },
        ),
    ]
}

fn refused(area: &Area) -> Vec<Case> {
    let denies = |name, about, due: &[Due], field, value: Value| {
        area.denies(name, about, due, |s| {
            scanned(s);
            let mut signed = exception("dave");
            set(&mut signed, field, value);
            accept(s, &signed);
        })
    };
    let because = |code: Code| [BLOCKED, (SCANS, code)];
    let by = |name, about, who: &'static str, code: Code| {
        area.denies(name, about, &because(code), |s| {
            scanned(s);
            accept(s, &exception(who));
        })
    };
    let mut cases = vec![
        denies("another-finding", "It is about another finding.", &[BLOCKED], "findings", json!(["CVE-2026-2"])),
        denies(
            "another-package",
            "It is about another package.",
            &[BLOCKED],
            "package",
            json!("pkg:deb/debian/zlib1g"),
        ),
        denies("another-version", "It is about another version of the package.", &[BLOCKED], "version", json!("1.3")),
        denies(
            "without-package-for-a-package",
            "It names no package, and the scan does.",
            &[BLOCKED],
            "package",
            Value::Null,
        ),
        denies("another-service", "It is about another service.", &[BLOCKED], "services", json!(["brochure"])),
        denies(
            "expired",
            "It has expired, to the second.",
            &because(Code::ExceptionExpired),
            "expiresAt",
            json!("2026-11-20T12:00:00Z"),
        ),
        denies(
            "too-long",
            "It is for a second longer than the class allows.",
            &because(Code::ExceptionTooLong),
            "expiresAt",
            json!("2027-02-18T09:00:01Z"),
        ),
        denies(
            "not-yet",
            "It was signed in an hour.",
            &because(Code::ExceptionNotYet),
            "signedAt",
            json!("2026-11-20T13:00:00Z"),
        ),
        denies(
            "role-may-not",
            "A release manager may not bear it.",
            &because(Code::ExceptionUnauthorised),
            "role",
            json!("release-manager"),
        ),
        denies(
            "expiry-malformed",
            "An expiry that is no time is an error, and not for ever.",
            &[BLOCKED, ("records", Code::RecordInvalidDenies)],
            "expiresAt",
            json!("2027-02-31T00:00:00Z"),
        ),
        denies(
            "expiry-missing",
            "An exception without an end.",
            &[BLOCKED, ("records", Code::RecordInvalidDenies)],
            "expiresAt",
            Value::Null,
        ),
        by("role-not-held", "Carol does not hold the role.", "carol", Code::ExceptionUnauthorised),
        by("by-an-automation", "No automation bears a risk.", "ci-builder", Code::ExceptionUnauthorised),
    ];
    cases.extend([
        area.denies("by-an-author", "An author bears the risk of their own work.", &because(Code::ExceptionByAuthor), |s| {
            scanned(s);
            s.roster(
                "    roles: [{ role: release-manager, from: 2026-01-01T00:00:00Z }]\n    keys: [{ pem: \"KEY alice\" }]",
                "    roles: [{ role: security, from: 2026-01-01T00:00:00Z }]\n    keys: [{ pem: \"KEY alice\" }]",
            );
            accept(s, &exception("alice"));
        }),
        area.denies("revoked", "It was revoked.", &because(Code::ExceptionRevoked), |s| {
            scanned(s);
            let id = accept(s, &exception("dave"));
            s.revocations.push(revocation("dave", &[id], &[]));
        }),
        area.denies("not-accepted", "The class accepts no exceptions.", &because(Code::ExceptionUnauthorised), |s| {
            asked(s, "vulnerabilities: { by: [builder] }");
            carry(s, "ci-builder", trivy(MORNING, &[("CVE-2026-1", "zlib", "CRITICAL")]));
            accept(s, &exception("dave"));
        }),
        area.denies(
            "two-that-lack-something",
            "Of two, one has expired and one is for another package: together they are none.",
            &because(Code::ExceptionExpired),
            |s| {
                scanned(s);
                let (mut expired, mut other) = (exception("dave"), exception("erin"));
                set(&mut expired, "expiresAt", json!("2026-11-20T11:00:00Z"));
                set(&mut other, "package", json!("pkg:deb/debian/openssl"));
                accept(s, &expired);
                accept(s, &other);
            },
        ),
        area.denies("one-of-two-findings", "One finding is accepted, another is not.", &[BLOCKED, EXCEPTED], |s| {
            asks(s);
            let both = [("CVE-2026-1", "zlib", "CRITICAL"), ("CVE-2026-2", "zlib", "CRITICAL")];
            carry(s, "ci-builder", trivy(MORNING, &both));
            accept(s, &exception("dave"));
        }),
    ]);
    cases
}
