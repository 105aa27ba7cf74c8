//! Cases **sbom**: what the artefacts consist of, under which licences.

use countersign_core::base::code::Code;
use serde_json::{Value, json};

use super::say::{ask_for, attest, carry};
use super::{Area, Case, Due};
use crate::scenario::Scenario;

const SBOM: &str = "evidence/sbom";
const MISSING: Due = (SBOM, Code::EvidenceMissing);
const MADE: &str = "2026-11-20T08:30:00Z";
const ALLOW: &str = "sbom: { by: [builder], maxAge: 7d, licences: { allow: [MIT, Apache-2.0, \"GPL-2.0-only WITH Classpath-exception-2.0\"] } }";
const DENY: &str = "sbom: { by: [builder], licences: { deny: [GPL-3.0-only] } }";
const BAN: &str =
    "sbom: { by: [builder], packages: { deny: [\"pkg:npm/event-stream@3.3.6\", \"pkg:npm/%40evil/*\"] } }";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("sbom");
    let mut cases = accepted(&area);
    cases.extend(licences(&area));
    cases.extend(packages(&area));
    cases.extend(standing(&area));
    cases.extend(rules(&area));
    cases
}

/// A CycloneDX document with one component under these licences.
fn cyclonedx(licenses: Value, purl: Option<&str>) -> Value {
    let mut component = json!({"type": "library", "name": "left-pad", "version": "1.3.0", "licenses": licenses});
    if let Some(purl) = purl {
        component["purl"] = json!(purl);
    }
    json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"timestamp": MADE}, "components": [component]})
}

fn spdx(concluded: &str, declared: &str) -> Value {
    let purl = json!({"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:npm/left-pad@1.3.0"});
    json!({"spdxVersion": "SPDX-2.3", "name": "checkout-api", "creationInfo": {"created": MADE}, "packages": [{
        "name": "left-pad", "versionInfo": "1.3.0", "licenseConcluded": concluded, "licenseDeclared": declared,
        "externalRefs": [purl]}]})
}

fn say(scenario: &mut Scenario, sbom: &Value) {
    carry(scenario, "ci-builder", sbom.to_string().as_bytes());
}

fn expression(text: &str) -> Value {
    json!([{"expression": text}])
}

fn accepted(area: &Area) -> Vec<Case> {
    let allows = |name, about, rule: &'static str, sbom: Value| {
        area.allows(name, about, &[], move |s| {
            ask_for(s, rule);
            say(s, &sbom);
        })
    };
    vec![
        allows("cyclonedx", "Every licence is allowed.", ALLOW, cyclonedx(json!([{"license": {"id": "MIT"}}]), None)),
        allows("spdx", "Every licence is allowed.", ALLOW, spdx("NOASSERTION", "MIT")),
        allows(
            "one-alternative",
            "One of two licences can be chosen.",
            ALLOW,
            cyclonedx(expression("GPL-3.0-only OR MIT"), None),
        ),
        allows(
            "exception-allowed",
            "The licence is allowed with this exception.",
            ALLOW,
            cyclonedx(expression("GPL-2.0-only WITH Classpath-exception-2.0"), None),
        ),
        allows(
            "one-alternative-known",
            "One of two licences is known, and not denied.",
            DENY,
            cyclonedx(expression("LicenseRef-acme OR MIT"), None),
        ),
        allows(
            "not-denied",
            "The licence is none of the denied ones.",
            DENY,
            cyclonedx(expression("BSD-3-Clause"), None),
        ),
        allows(
            "not-banned",
            "The package is none of the banned ones.",
            BAN,
            cyclonedx(json!([]), Some("pkg:npm/event-stream@4.0.1")),
        ),
        area.allows("as-predicates", "Both formats as predicates of statements.", &[], |s| {
            ask_for(s, ALLOW);
            attest(s, "ci-builder", "https://spdx.dev/Document/v2.3", spdx("MIT", "NOASSERTION"));
            attest(s, "ci-builder", "https://cyclonedx.org/bom/v1.6", cyclonedx(expression("MIT"), None));
        }),
        area.allows(
            "unknown-recorded",
            "Nobody knows the licence, and the class only records that.",
            &[(SBOM, Code::SbomLicenceRecorded)],
            |s| {
                ask_for(s, "sbom: { by: [builder], licences: { allow: [MIT], unknown: record } }");
                say(s, &cyclonedx(json!([{"license": {"name": "see LICENSE"}}]), None));
            },
        ),
        area.allows(
            "unidentified-recorded",
            "A package without a URL, and the class only records that.",
            &[(SBOM, Code::SbomPackageRecorded)],
            |s| {
                ask_for(
                    s,
                    "sbom: { by: [builder], packages: { deny: [\"pkg:npm/event-stream\"], unidentified: record } }",
                );
                say(s, &cyclonedx(json!([]), None));
            },
        ),
    ]
}

fn licences(area: &Area) -> Vec<Case> {
    let denies = |name, about, rule: &'static str, code: Code, sbom: Value| {
        area.denies(name, about, &[MISSING, (SBOM, code)], move |s| {
            ask_for(s, rule);
            say(s, &sbom);
        })
    };
    let (refused, unknown) = (Code::SbomLicence, Code::SbomLicenceUnknown);
    vec![
        denies(
            "not-allowed",
            "A licence that is not allowed.",
            ALLOW,
            refused,
            cyclonedx(expression("GPL-3.0-only"), None),
        ),
        denies(
            "joined",
            "One of two licences that both apply is not allowed.",
            ALLOW,
            refused,
            cyclonedx(expression("MIT AND GPL-3.0-only"), None),
        ),
        denies("listed-twice", "Two licences without a word between them both apply.", ALLOW, refused, {
            cyclonedx(json!([{"license": {"id": "MIT"}}, {"license": {"id": "GPL-3.0-only"}}]), None)
        }),
        denies(
            "without-exception",
            "Allowed with an exception, and there is none.",
            ALLOW,
            refused,
            cyclonedx(expression("GPL-2.0-only"), None),
        ),
        denies(
            "denied",
            "A later version of the denied licence.",
            DENY,
            refused,
            cyclonedx(expression("GPL-3.0-or-later"), None),
        ),
        denies(
            "denied-by-an-old-name",
            "The denied licence with an exception, as the list once called it.",
            "sbom: { by: [builder], licences: { deny: [GPL-2.0-only] } }",
            refused,
            cyclonedx(expression("GPL-2.0-with-classpath-exception"), None),
        ),
        denies(
            "concluded",
            "Declared as MIT, and concluded to be another.",
            ALLOW,
            refused,
            spdx("GPL-3.0-only", "MIT"),
        ),
        denies("nested", "A component within a component.", ALLOW, refused, {
            let mut outer = cyclonedx(expression("MIT"), None);
            outer["components"][0]["components"] = cyclonedx(expression("GPL-3.0-only"), None)["components"].clone();
            outer
        }),
        denies(
            "of-ones-own",
            "A licence that only its scanner knows may be the denied one.",
            DENY,
            unknown,
            cyclonedx(expression("LicenseRef-GPL-3.0-plus"), None),
        ),
        denies(
            "with-an-exception-of-ones-own",
            "An exception that SPDX does not know may say anything.",
            DENY,
            unknown,
            cyclonedx(expression("MIT WITH AdditionRef-acme"), None),
        ),
        denies("no-licence", "The package states no licence.", ALLOW, unknown, cyclonedx(json!([]), None)),
        denies("no-assertion", "Nobody asserts anything.", DENY, unknown, spdx("NOASSERTION", "NONE")),
        denies(
            "no-expression",
            "A name that SPDX does not know.",
            ALLOW,
            unknown,
            cyclonedx(json!([{"license": {"name": "Apache 2"}}]), None),
        ),
        denies(
            "long-name",
            "A name that SPDX does not know, and that goes on for long: its beginning is shown.",
            ALLOW,
            unknown,
            cyclonedx(json!([{"license": {"name": "Permission is hereby granted, ".repeat(4)}}]), None),
        ),
        denies(
            "unclosed",
            "An expression that does not end.",
            DENY,
            unknown,
            cyclonedx(expression("(MIT OR Apache-2.0"), None),
        ),
    ]
}

fn packages(area: &Area) -> Vec<Case> {
    let denies = |name, about, code: Code, purl: Option<&'static str>| {
        area.denies(name, about, &[MISSING, (SBOM, code)], move |s| {
            ask_for(s, BAN);
            say(s, &cyclonedx(json!([]), purl));
        })
    };
    vec![
        denies("banned", "The very version.", Code::SbomPackage, Some("pkg:npm/event-stream@3.3.6")),
        denies(
            "banned-in-other-letters",
            "The same package.",
            Code::SbomPackage,
            Some("pkg:NPM/Event-Stream@3.3.6?arch=any"),
        ),
        denies(
            "banned-version-unknown",
            "Nobody says which version it is.",
            Code::SbomPackage,
            Some("pkg:npm/event-stream"),
        ),
        denies(
            "banned-by-pattern",
            "A package of a banned scope.",
            Code::SbomPackage,
            Some("pkg:npm/%40evil/left-pad@1.0.0"),
        ),
        denies("unidentified", "A package without a URL may be a banned one.", Code::SbomPackageUnidentified, None),
        denies("no-purl", "A URL that is none of a package.", Code::SbomPackageUnidentified, Some("left-pad@1.3.0")),
        area.denies(
            "many-unidentified",
            "More packages without a URL than are named.",
            &[MISSING, (SBOM, Code::SbomPackageUnidentified)],
            |s| {
                ask_for(s, BAN);
                let mut sbom = cyclonedx(json!([]), None);
                let package = |at: u32| json!({"type": "library", "name": format!("package {at}"), "version": "1"});
                sbom["components"] = (0..40).map(package).collect();
                say(s, &sbom);
            },
        ),
        area.denies("empty", "Lists nothing at all.", &[MISSING, (SBOM, Code::SbomEmpty)], |s| {
            ask_for(s, ALLOW);
            say(s, &json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"timestamp": MADE}}));
        }),
    ]
}

fn standing(area: &Area) -> Vec<Case> {
    let clean = || cyclonedx(expression("MIT"), None);
    vec![
        area.denies("missing", "There is none.", &[MISSING], |s| ask_for(s, ALLOW)),
        area.denies("too-old", "Does not say when it was made.", &[MISSING, (SBOM, Code::EvidenceTooOld)], |s| {
            ask_for(s, ALLOW);
            let mut sbom = clean();
            sbom["metadata"]["timestamp"] = json!("2026-11-20T08:30:00");
            say(s, &sbom);
        }),
        area.denies(
            "by-somebody-else",
            "A release manager is no builder.",
            &[MISSING, (SBOM, Code::EvidenceProducerUnauthorised)],
            |s| {
                ask_for(s, ALLOW);
                carry(s, "carol", clean().to_string().as_bytes());
            },
        ),
        area.denies(
            "another-version",
            "A version that is not read.",
            &[MISSING, ("records", Code::EvidenceInvalid), (SBOM, Code::EvidenceUnreadable)],
            |s| {
                ask_for(s, ALLOW);
                let mut sbom = clean();
                sbom["specVersion"] = json!("1.3");
                say(s, &sbom);
            },
        ),
        area.denies("two-disagree", "One format has what the other leaves out.", &[(SBOM, Code::SbomLicence)], |s| {
            ask_for(s, ALLOW);
            say(s, &clean());
            say(s, &spdx("GPL-3.0-only", "NOASSERTION"));
        }),
    ]
}

fn rules(area: &Area) -> Vec<Case> {
    let refuses = |name, about, rule: &'static str| {
        area.refuses(name, about, &[("policy", Code::PolicyInvalid)], move |s| ask_for(s, rule))
    };
    vec![
        refuses(
            "rule-both-lists",
            "Nobody knows what both lists together mean.",
            "sbom: { by: [builder], licences: { allow: [MIT], deny: [ISC] } }",
        ),
        refuses(
            "rule-no-licence",
            "A licence that SPDX does not know.",
            "sbom: { by: [builder], licences: { allow: [Apache 2] } }",
        ),
        refuses(
            "rule-no-package",
            "A package that is no URL.",
            "sbom: { by: [builder], packages: { deny: [left-pad] } }",
        ),
    ]
}
