//! What VEX says of a finding: of which product, which package, and when. A word that lowers has to be about all of it; one
//! that does not may be about any of it.

use countersign_core::base::code::Code;
use serde_json::{Value, json};

use super::super::{Area, Case};
use super::{BLOCKED, LOWERED, MORNING, TRIVY, VEX, VULNS, asks, openvex};
use crate::cases::evidence::{carry, said, say, scan, trivy};
use crate::cases::say::{other_bytes, revocation};
use crate::scenario::Scenario;

const ZLIB: &str = "pkg:deb/debian/zlib@1.2";
const DAVE: &str = "2026-11-20T09:00:00Z";
const ERIN: &str = "2026-11-20T09:30:00Z";

pub(super) fn cases(area: &Area) -> Vec<Case> {
    let mut cases = about(area);
    cases.extend(perhaps(area));
    cases
}

/// A word about the whole artefact.
fn whole(s: &Scenario, at: &str, status: &str) -> Value {
    let mut document = openvex(s.artefacts[0], at, status);
    document["statements"][0]["products"][0].as_object_mut().expect("a product").remove("subcomponents");
    document
}

/// Trivy finds something critical in zlib, and dave says that the artefact is not affected.
fn found(s: &mut Scenario) {
    asks(s);
    carry(s, "ci-builder", trivy(MORNING, &[("CVE-2026-1", "zlib", "CRITICAL")]));
    let document = whole(s, DAVE, "not_affected");
    say(s, "dave", VEX, document);
}

/// Trivy finds something critical in zlib, and dave says that a product is not affected.
fn lowered(s: &mut Scenario, product: Value) {
    asks(s);
    carry(s, "ci-builder", trivy(MORNING, &[("CVE-2026-1", "zlib", "CRITICAL")]));
    let mut document = openvex(s.artefacts[0], DAVE, "not_affected");
    document["statements"][0]["products"] = json!([product]);
    say(s, "dave", VEX, document);
}

/// Then erin says that it is, with something changed.
fn affected(s: &mut Scenario, pointer: &str, value: Value) {
    let mut document = openvex(s.artefacts[0], ERIN, "affected");
    *document.pointer_mut(pointer).expect("a field of the document") = value;
    say(s, "erin", VEX, document);
}

fn about(area: &Area) -> Vec<Case> {
    const PACKAGE: &str = "/statements/0/products/0/subcomponents/0/@id";
    const PRODUCT: &str = "/statements/0/products/0/@id";
    vec![
        area.allows("vex-of-the-whole", "It names no package: it is about all of the artefact.", &[LOWERED], found),
        area.allows("vex-no-of-another-package", "What is affected is another package.", &[LOWERED], |s| {
            found(s);
            affected(s, PACKAGE, json!("pkg:deb/debian/zlib1g@1.2"));
        }),
        area.allows("vex-no-of-another-product", "What is affected is another image.", &[LOWERED], |s| {
            found(s);
            let digest = other_bytes().to_string().replace(':', "%3A");
            affected(s, PRODUCT, json!(format!("pkg:oci/app@{digest}")));
        }),
        area.allows("vex-of-the-package", "It is about the package, in whatever artefact.", &[LOWERED], |s| {
            lowered(s, json!({"@id": ZLIB}));
        }),
        area.denies("vex-of-a-part-of-the-package", "It is about something else in the package.", &[BLOCKED], |s| {
            lowered(s, json!({"@id": ZLIB, "subcomponents": [{"@id": "pkg:deb/debian/openssl@3"}]}));
        }),
        area.denies("vex-of-a-subpath", "It is about one part of the package, by its path.", &[BLOCKED], |s| {
            lowered(s, json!({"@id": format!("{ZLIB}#contrib/minizip")}));
        }),
        area.denies("vex-no-of-a-subpath", "A part of the package is affected: it may be that.", &[BLOCKED], |s| {
            found(s);
            affected(s, PACKAGE, json!(format!("{ZLIB}#contrib/minizip")));
        }),
        area.denies(
            "vex-no-under-another-name",
            "Dave speaks of the finding under two names; since then, of one of them, otherwise.",
            &[BLOCKED],
            |s| {
                asks(s);
                carry(s, "ci-builder", trivy(MORNING, &[("GHSA-1", "zlib", "CRITICAL")]));
                let mut document = whole(s, DAVE, "not_affected");
                document["statements"][0]["vulnerability"] = json!({"name": "CVE-2026-1", "aliases": ["GHSA-1"]});
                say(s, "dave", VEX, document);
                let document = whole(s, ERIN, "affected");
                say(s, "dave", VEX, document);
            },
        ),
        area.denies(
            "vex-of-the-package-in-another-image",
            "By its package URL it is the package, by its digest another image.",
            &[BLOCKED],
            |s| {
                let digest = other_bytes().to_string().replace(':', "%3A");
                let product = json!({"@id": format!("pkg:oci/app@{digest}"), "identifiers": {"purl": ZLIB}});
                lowered(s, product);
            },
        ),
        area.denies(
            "vex-no-of-a-name",
            "What is affected is a package that has a name alone: it may be this.",
            &[BLOCKED],
            |s| {
                found(s);
                affected(s, PACKAGE, json!("zlib"));
            },
        ),
        area.denies(
            "vex-no-of-a-product-without-digest",
            "What is affected is an image of that name: it may be this.",
            &[BLOCKED],
            |s| {
                found(s);
                affected(s, PRODUCT, json!("pkg:oci/app"));
            },
        ),
    ]
}

/// The scan does not say in which package it found something.
fn perhaps(area: &Area) -> Vec<Case> {
    let unnamed = |s: &mut Scenario| {
        asks(s);
        say(s, "ci-builder", VULNS, scan(TRIVY, MORNING, &[("CVE-2026-1", "critical")]));
        let document = whole(s, DAVE, "not_affected");
        say(s, "dave", VEX, document);
    };
    vec![
        area.allows(
            "vex-of-the-whole-for-no-package",
            "The finding names no package, and none of the artefact is affected.",
            &[LOWERED],
            unnamed,
        ),
        area.denies(
            "vex-no-for-no-package",
            "One package is affected, and the finding names none: it may be that.",
            &[BLOCKED],
            |s| {
                unnamed(s);
                let document = openvex(s.artefacts[0], ERIN, "affected");
                say(s, "erin", VEX, document);
            },
        ),
        area.denies(
            "vex-of-a-package-for-no-package",
            "One package is not affected, and the finding names none.",
            &[BLOCKED],
            |s| {
                asks(s);
                say(s, "ci-builder", VULNS, scan(TRIVY, MORNING, &[("CVE-2026-1", "critical")]));
                let document = openvex(s.artefacts[0], DAVE, "not_affected");
                say(s, "dave", VEX, document);
            },
        ),
        area.denies(
            "newer-taken-back",
            "Its producer revoked the newer scan: what has a time is replaced by a newer one, and not taken back.",
            &[BLOCKED, ("evidence/vulnerabilities", Code::EvidenceRevoked)],
            |s| {
                asks(s);
                let newer = scan(TRIVY, "2026-11-20T08:40:00Z", &[("CVE-2026-1", "critical")]);
                say(s, "ci-builder", VULNS, scan(TRIVY, MORNING, &[]));
                let id = said(s, VULNS, newer.clone());
                say(s, "ci-builder", VULNS, newer);
                s.revocations.push(revocation("ci-builder", &[id], &[]));
            },
        ),
    ]
}
