//! Cases **vulnerabilities**: what scans find, what follows from it, and what VEX says of it.

mod vex;

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use serde_json::{Value, json};

use super::evidence::{PLACE, VULNS, asked, carry, said, say, scan, trivy};
use super::say::{approval, other_bytes, rejection, revocation};
use super::{Area, Case, Due};
use crate::scenario::Scenario;

const SCANS: &str = "evidence/vulnerabilities";
const MISSING: Due = (SCANS, Code::EvidenceMissing);
const BLOCKED: Due = (SCANS, Code::VulnerabilityBlocked);
const ESCALATED: Due = (SCANS, Code::VulnerabilityEscalated);
const RECORDED: Due = (SCANS, Code::VulnerabilityRecorded);
const LOWERED: Due = (SCANS, Code::VulnerabilityNotAffected);
const SECURITY: Due = ("approvals/security", Code::ApprovalsMissing);

const TRIVY: &str = "pkg:github/aquasecurity/trivy@0.66.0";
const GRYPE: &str = "pkg:github/anchore/grype@0.90.0";
pub(super) const MORNING: &str = "2026-11-20T08:30:00Z";
const LATER: &str = "2026-11-20T08:40:00Z";
pub(super) const VEX: &str = "https://openvex.dev/ns/v0.2.0";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("vulnerabilities");
    let mut cases = found(&area);
    cases.extend(shapes(&area));
    cases.extend(standing(&area));
    cases.extend(escalated(&area));
    cases.extend(vex(&area));
    cases.extend(vex::cases(&area));
    cases
}

/// The class asks for scans; what is critical or unknown is not said, and so blocks.
pub(super) fn asks(scenario: &mut Scenario) {
    asked(
        scenario,
        "vulnerabilities:\n          by: [builder]\n          maxAge: 24h\n          \
         severities: { high: escalate, medium: record, low: record, negligible: record }\n          \
         escalateTo: security\n          exceptions: { by: [security], maxDuration: 90d }\n          \
         vex: { by: [security] }",
    );
}

fn scanned(scenario: &mut Scenario, found: &[(&str, &str)]) {
    asks(scenario);
    say(scenario, "ci-builder", VULNS, scan(TRIVY, MORNING, found));
}

fn found(area: &Area) -> Vec<Case> {
    vec![
        area.allows("nothing-found", "A scan found nothing.", &[], |s| scanned(s, &[])),
        area.allows("recorded", "What is recorded is shown.", &[RECORDED], |s| scanned(s, &[("CVE-2026-1", "medium")])),
        area.denies("missing", "There is no scan.", &[MISSING], asks),
        area.denies("blocked", "Something critical was found.", &[BLOCKED], |s| {
            scanned(s, &[("CVE-2026-1", "critical"), ("CVE-2026-2", "9.8")]);
        }),
        area.denies("severity-unknown", "Nobody knows how bad it is.", &[BLOCKED], |s| {
            scanned(s, &[("CVE-2026-1", "?")])
        }),
        area.denies("severity-missing", "Nobody says how bad it is.", &[BLOCKED], |s| {
            asks(s);
            let mut predicate = scan(TRIVY, MORNING, &[("CVE-2026-1", "low")]);
            predicate["scanner"]["result"][0]["severity"] = json!([]);
            say(s, "ci-builder", VULNS, predicate);
        }),
        area.denies(
            "two-scanners-disagree",
            "One scanner calls it low, another critical: the stricter counts.",
            &[BLOCKED, RECORDED],
            |s| {
                scanned(s, &[("CVE-2026-1", "low")]);
                say(s, "ci-builder", VULNS, scan(GRYPE, LATER, &[("CVE-2026-1", "critical")]));
            },
        ),
        area.allows("newer-scan-is-clean", "What was found was repaired, and is gone from the newer scan.", &[], |s| {
            scanned(s, &[("CVE-2026-1", "critical")]);
            say(s, "ci-builder", VULNS, scan(TRIVY, LATER, &[]));
        }),
        area.denies("newer-scan-is-not", "A newer scan finds what the older did not know.", &[BLOCKED], |s| {
            scanned(s, &[]);
            say(s, "ci-builder", VULNS, scan(TRIVY, LATER, &[("CVE-2026-1", "critical")]));
        }),
        area.denies("newer-scan-of-another", "A clean scan by another scanner hides nothing.", &[BLOCKED], |s| {
            scanned(s, &[("CVE-2026-1", "critical")]);
            say(s, "ci-builder", VULNS, scan(GRYPE, LATER, &[]));
        }),
        area.refuses(
            "escalates-to-automations",
            "What escalates is for people, and automations fill that role's places.",
            &[("policy", Code::PolicyInvalid)],
            |s| {
                s.policy("{ role: security, count: 1 }", "{ role: security, count: 1, by: automations }");
                asks(s);
            },
        ),
        area.refuses(
            "escalates-to-nobody",
            "Something escalates, and the policy does not say to whom.",
            &[("policy", Code::PolicyInvalid)],
            |s| asked(s, "vulnerabilities: { by: [builder], severities: { high: escalate } }"),
        ),
    ]
}

fn shapes(area: &Area) -> Vec<Case> {
    let unreadable: &[Due] = &[MISSING, (SCANS, Code::EvidenceUnreadable), ("records", Code::EvidenceInvalid)];
    vec![
        area.denies("trivy", "Trivy's report lies beside a reference.", &[BLOCKED], |s| {
            asks(s);
            carry(s, "ci-builder", trivy(MORNING, &[("CVE-2026-1", "zlib", "CRITICAL")]));
        }),
        area.denies("cosign", "Cosign's type, with Trivy's report inside.", &[BLOCKED], |s| {
            asks(s);
            let report: Value = serde_json::from_slice(&trivy(MORNING, &[("CVE-2026-1", "zlib", "CRITICAL")])).expect("JSON");
            let predicate = json!({
                "invocation": {}, "scanner": {"uri": TRIVY, "version": "0.66.0", "result": report},
                "metadata": {"scanFinishedOn": LATER},
            });
            say(s, "ci-builder", "https://cosign.sigstore.dev/attestation/vuln/v1", predicate);
        }),
        area.denies("grype", "Grype's report in place of the predicate.", &[BLOCKED], |s| {
            asks(s);
            let found = json!({"vulnerability": {"id": "CVE-2026-1", "severity": "Critical"}, PLACE: {"name": "zlib", "version": "1"}});
            let report = json!({"matches": [found], "descriptor": {"name": "grype", "timestamp": MORNING}});
            say(s, "ci-builder", "https://in-toto.io/attestation/vulns/v0.1", report);
        }),
        area.denies(
            "severity-unclear",
            "Somebody says critical, and somebody else what is not read here: the stricter of the two.",
            &[BLOCKED],
            |s| {
                asks(s);
                let severity = json!([{"method": "nvd", "score": "critical"}, {"method": "vendor", "score": "urgent"}]);
                let mut predicate = scan(TRIVY, MORNING, &[("CVE-2026-1", "low")]);
                predicate["scanner"]["result"][0]["severity"] = severity;
                say(s, "ci-builder", VULNS, predicate);
            },
        ),
        area.denies("result-missing", "A scan without a result is no clean scan.", unreadable, |s| {
            asks(s);
            let mut predicate = scan(TRIVY, MORNING, &[]);
            predicate["scanner"]["result"] = json!(null);
            say(s, "ci-builder", VULNS, predicate);
        }),
        area.denies(
            "nothing-scanned",
            "A scan for secrets found no vulnerability, for it looked for none.",
            &[MISSING, (SCANS, Code::VulnerabilityNothingScanned)],
            |s| {
                asks(s);
                let report = json!({"SchemaVersion": 2, "CreatedAt": MORNING, "Results": [{"Target": "a", "Class": "secret"}]});
                carry(s, "ci-builder", report.to_string().into_bytes());
            },
        ),
        area.denies("scanner-missing", "The policy names two scanners, and one has scanned.", &[MISSING], |s| {
            asked(s, "vulnerabilities: { by: [builder], scanners: [\"pkg:github/aquasecurity/trivy\", \"pkg:github/anchore/*\"] }");
            say(s, "ci-builder", VULNS, scan(TRIVY, MORNING, &[]));
        }),
        area.denies("one-artefact-uncovered", "Every artefact needs a scan: one of two has none.", &[MISSING], |s| {
            scanned(s, &[]);
            s.artefacts.push(other_bytes());
        }),
    ]
}

fn standing(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "too-old",
            "Older than the class allows, to the second.",
            &[MISSING, (SCANS, Code::EvidenceTooOld)],
            |s| {
                asks(s);
                say(s, "ci-builder", VULNS, scan(TRIVY, "2026-11-19T12:00:00Z", &[]));
            },
        ),
        area.denies(
            "too-old-and-bad",
            "Waiting does not make a finding go away, and another scanner's clean scan does not hide it.",
            &[BLOCKED, (SCANS, Code::EvidenceTooOld)],
            |s| {
                asks(s);
                say(s, "ci-builder", VULNS, scan(TRIVY, "2026-11-18T12:00:00Z", &[("CVE-2026-1", "critical")]));
                say(s, "ci-builder", VULNS, scan(GRYPE, MORNING, &[]));
            },
        ),
        area.allows(
            "newer-is-revoked",
            "The newer of two clean scans was revoked; the older stands.",
            &[(SCANS, Code::EvidenceRevoked)],
            |s| {
                scanned(s, &[]);
                say(s, "ci-builder", VULNS, scan(TRIVY, LATER, &[]));
                let id = said(s, VULNS, scan(TRIVY, LATER, &[]));
                s.revocations.push(revocation("dave", &[id], &[]));
            },
        ),
        area.denies(
            "revoked-and-bad",
            "Revoking a scan does not make a finding go away.",
            &[BLOCKED, (SCANS, Code::EvidenceRevoked)],
            |s| {
                scanned(s, &[("CVE-2026-1", "critical")]);
                say(s, "ci-builder", VULNS, scan(GRYPE, MORNING, &[]));
                let id = said(s, VULNS, scan(TRIVY, MORNING, &[("CVE-2026-1", "critical")]));
                s.revocations.push(revocation("dave", &[id], &[]));
            },
        ),
        area.denies(
            "by-somebody-else",
            "A release manager does not scan.",
            &[MISSING, (SCANS, Code::EvidenceProducerUnauthorised)],
            |s| {
                asks(s);
                say(s, "carol", VULNS, scan(TRIVY, MORNING, &[]));
            },
        ),
    ]
}

fn escalated(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "escalated-by-an-undated-scan",
            "Nobody says when it was scanned: no approval is known to be newer.",
            &[(SCANS, Code::VulnerabilityUndated), MISSING, (SCANS, Code::EvidenceTooOld)],
            |s| {
                asks(s);
                let mut predicate = scan(TRIVY, MORNING, &[("CVE-2026-1", "high")]);
                predicate["metadata"] = json!({});
                say(s, "ci-builder", VULNS, predicate);
                s.decisions.push(approval("erin", "security", "2026-11-20T10:30:00Z"));
            },
        ),
        area.denies("escalated", "One more has to approve, and nobody has.", &[ESCALATED, SECURITY], |s| {
            scanned(s, &[("CVE-2026-1", "high")]);
        }),
        area.allows("escalated-and-approved", "One more has approved, after the scan.", &[ESCALATED], |s| {
            scanned(s, &[("CVE-2026-1", "high")]);
            s.decisions.push(approval("erin", "security", "2026-11-20T10:30:00Z"));
        }),
        area.denies(
            "escalation-takes-nothing-back",
            "Erin rejected as builder, which she is not; that a scan now asks for her role as security takes nothing back.",
            &[ESCALATED, ("approvals", Code::ApprovalsRejected)],
            |s| {
                s.policy("        - { role: security, count: 1 }\n", "");
                scanned(s, &[("CVE-2026-1", "high")]);
                s.decisions.pop();
                s.decisions.push(rejection("erin", "builder", "2026-11-20T10:20:00Z"));
                s.decisions.push(approval("erin", "security", "2026-11-20T10:30:00Z"));
            },
        ),
        area.denies(
            "escalated-by-a-later-scan",
            "What was approved before the scan was something else.",
            &[ESCALATED, SECURITY],
            |s| {
                asks(s);
                say(s, "ci-builder", VULNS, scan(TRIVY, "2026-11-20T11:00:00Z", &[("CVE-2026-1", "high")]));
                s.decisions.push(approval("erin", "security", "2026-11-20T10:30:00Z"));
            },
        ),
    ]
}

/// A VEX document with one statement about CVE-2026-1 in zlib of the artefact.
pub(super) fn openvex(artefact: Sha256, at: &str, status: &str) -> Value {
    let digest = artefact.to_string().replace(':', "%3A");
    let mut statement = json!({
        "vulnerability": {"name": "CVE-2026-1"}, "status": status,
        "products": [{"@id": format!("pkg:oci/app@{digest}"), "subcomponents": [{"@id": "pkg:deb/debian/zlib@1.2"}]}],
    });
    if status == "not_affected" {
        statement["justification"] = json!("vulnerable_code_not_in_execute_path");
    }
    json!({"@context": VEX, "@id": "x", "author": "dave", "version": 1, "timestamp": at, "statements": [statement]})
}

fn vex(area: &Area) -> Vec<Case> {
    let with = |name, about, due: &[Due], change: &dyn Fn(&mut Scenario, Value)| {
        let make = |s: &mut Scenario| {
            asks(s);
            carry(s, "ci-builder", trivy(MORNING, &[("CVE-2026-1", "zlib", "CRITICAL")]));
            let document = openvex(s.artefacts[0], "2026-11-20T09:00:00Z", "not_affected");
            change(s, document);
        };
        match due.contains(&BLOCKED) {
            true => area.denies(name, about, due, make),
            false => area.allows(name, about, due, make),
        }
    };
    let changed = |pointer: &'static str, value: Value| {
        move |s: &mut Scenario, mut document: Value| {
            *document.pointer_mut(pointer).expect("a field of the document") = value.clone();
            say(s, "dave", VEX, document);
        }
    };
    let then = |at: &'static str, status: &'static str| {
        move |s: &mut Scenario, document: Value| {
            say(s, "dave", VEX, document);
            let other = openvex(s.artefacts[0], at, status);
            say(s, "erin", VEX, other);
        }
    };
    vec![
        with("vex", "Security says that it is not affected.", &[LOWERED], &|s, d| say(s, "dave", VEX, d)),
        with("vex-carried", "The same, beside a reference.", &[LOWERED], &|s, d| {
            carry(s, "dave", d.to_string().into_bytes())
        }),
        with(
            "vex-fixed",
            "Security says that it is fixed.",
            &[LOWERED],
            &changed("/statements/0/status", json!("fixed")),
        ),
        with(
            "vex-affected",
            "Security says that it is affected.",
            &[BLOCKED],
            &changed("/statements/0/status", json!("affected")),
        ),
        with(
            "vex-unfounded",
            "Nobody says why.",
            &[BLOCKED],
            &changed("/statements/0/justification", json!("because")),
        ),
        with(
            "vex-other-product",
            "It is about another image.",
            &[BLOCKED],
            &changed("/statements/0/products/0/@id", json!(format!("pkg:oci/app@{}", other_bytes()))),
        ),
        with(
            "vex-unbound-product",
            "A name without a digest may be anything's.",
            &[BLOCKED],
            &changed("/statements/0/products/0/@id", json!("pkg:oci/app")),
        ),
        with(
            "vex-other-package",
            "It is about another package.",
            &[BLOCKED],
            &changed("/statements/0/products/0/subcomponents/0/@id", json!("pkg:deb/debian/zlib1g")),
        ),
        with(
            "vex-other-vulnerability",
            "It is about another vulnerability.",
            &[BLOCKED],
            &changed("/statements/0/vulnerability/name", json!("CVE-2026-2")),
        ),
        with(
            "vex-not-yet",
            "It says that it was made in an hour.",
            &[BLOCKED],
            &changed("/timestamp", json!("2026-11-20T13:00:00Z")),
        ),
        with("vex-by-an-author", "An author judges their own work.", &[BLOCKED], &|s, d| {
            s.releases[0].predicate["authors"] = json!(["email:alice@acme.example", "github:erin"]);
            say(s, "erin", VEX, d);
        }),
        with("vex-young-enough", "It is three hours old, and may be four.", &[LOWERED], &|s, d| {
            s.policy("vex: { by: [security] }", "vex: { by: [security], maxAge: 4h }");
            say(s, "dave", VEX, d);
        }),
        with("vex-too-old", "It is three hours old, and may be three.", &[BLOCKED], &|s, d| {
            s.policy("vex: { by: [security] }", "vex: { by: [security], maxAge: 3h }");
            say(s, "dave", VEX, d);
        }),
        with("vex-by-somebody-else", "The builder does not judge.", &[BLOCKED], &|s, d| say(s, "ci-builder", VEX, d)),
        with("vex-revoked", "It was revoked.", &[BLOCKED], &|s, d| {
            let id = said(s, VEX, d.clone());
            say(s, "dave", VEX, d);
            s.revocations.push(revocation("erin", &[id], &[]));
        }),
        with(
            "vex-newer-says-no",
            "A newer word takes it back.",
            &[BLOCKED],
            &then("2026-11-20T09:30:00Z", "under_investigation"),
        ),
        with(
            "vex-equally-new-says-no",
            "Two at the same time: the stricter.",
            &[BLOCKED],
            &then("2026-11-20T09:00:00Z", "affected"),
        ),
        with(
            "vex-older-said-no",
            "It was affected, and no longer is.",
            &[LOWERED],
            &then("2026-11-20T08:45:00Z", "affected"),
        ),
        with(
            "vex-malformed",
            "A word that cannot be read may be a no.",
            &[BLOCKED, (SCANS, Code::EvidenceUnreadable), ("records", Code::EvidenceInvalid)],
            &changed("/statements/0/status", json!("maybe")),
        ),
    ]
}
