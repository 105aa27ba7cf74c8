//! The component's own bill of materials, as evidence: the gate reads it, and allows what it lists under the licences that
//! `docs/supply-chain.md` speaks of, and under no fewer. `cargo xtask sbom` writes it; that it is current is a step of the suite.

use std::path::Path;

use countersign_core::base::digest::Sha256;
use countersign_core::gate::{Decision, Verdict};
use countersign_tests::scenario::{Scenario, envelope, statement};
use serde_json::Value;

/// Licences of which one is enough for each crate in the component, and of those that only run while it is compiled.
const LICENCES: [&str; 6] = ["MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "Unicode-3.0", "Zlib"];

fn bill() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wasm/dist/countersign.cdx.json");
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}: run `cargo xtask sbom`", path.display()))
}

/// The release of the virtual organisation, with the bill as its own, under these licences and without this package.
fn decide(licences: &[&str], banned: &str) -> Decision {
    let mut scenario = Scenario::allowed();
    let allow = licences.join(", ");
    let rule =
        format!("sbom: {{ by: [builder], licences: {{ allow: [{allow}] }}, packages: {{ deny: [\"{banned}\"] }} }}");
    scenario.policy("      peerReview: 1\n", &format!("      peerReview: 1\n      evidence:\n        {rule}\n"));
    let bill: Value = serde_json::from_slice(&bill()).expect("the bill is JSON");
    let payload = statement("https://cyclonedx.org/bom/v1.6", &scenario.artefacts, bill);
    scenario.documents.push(envelope(&payload, &["ci-builder".to_owned()]));
    scenario.build().decide()
}

fn codes(decision: &Decision) -> Vec<String> {
    let report: Value = serde_json::from_slice(&decision.report).expect("a report is JSON");
    let findings = report["findings"].as_array().expect("a report has findings");
    let failed = findings.iter().filter(|finding| finding["outcome"] == "fail");
    failed.filter_map(|finding| finding["code"].as_str().map(str::to_owned)).collect()
}

/// A bill that does not count is missing, and why it does not count is said beside.
fn denied_for(code: &str) -> (Verdict, Vec<String>) {
    (Verdict::Deny, vec!["evidence.missing".to_owned(), code.to_owned()])
}

#[test]
fn the_gate_accepts_the_components_own_bill() {
    let decision = decide(&LICENCES, "pkg:cargo/openssl-sys");
    assert_eq!(decision.verdict, Verdict::Allow, "{:?}", codes(&decision));
}

#[test]
fn the_gate_reads_every_licence_and_package_in_it() {
    for without in LICENCES {
        let fewer: Vec<&str> = LICENCES.into_iter().filter(|licence| *licence != without).collect();
        let decision = decide(&fewer, "pkg:cargo/openssl-sys");
        assert_eq!((decision.verdict, codes(&decision)), denied_for("sbom.licence"), "without {without}");
    }
    let banned = decide(&LICENCES, "pkg:cargo/serde_json");
    assert_eq!((banned.verdict, codes(&banned)), denied_for("sbom.package"));
}

/// It is about the component that is committed.
#[test]
fn the_bill_names_the_committed_component() {
    let bill: Value = serde_json::from_slice(&bill()).expect("the bill is JSON");
    let component = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wasm/dist/countersign.component.wasm");
    let digest = Sha256::of(&std::fs::read(component).expect("the component is committed")).to_hex();
    assert_eq!(bill["metadata"]["component"]["hashes"][0]["content"], digest);
    let components = bill["components"].as_array().expect("components");
    assert!(components.iter().any(|c| c["name"] == "sha2" && c["scope"] == "required" && c["hashes"].is_array()));
    assert!(components.iter().any(|c| c["name"] == "serde_derive" && c["scope"] == "excluded"));
}
