//! Law 2 for evidence: taking passing evidence, an exception or a lowering VEX away never turns deny into allow; adding
//! newer failing evidence, a VEX that says no, or a revocation of anything never does. And law 7: what scans find is bounded
//! in the report, however much that is.

use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use countersign_core::gate::Gate;
use countersign_tests::scenario::{NOW, Scenario, Signed, envelope, statement};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::report::allows;
use crate::said::{self, Trial, after, carried, time};

const RULES: &str = "      peerReview: 1
      evidence:
        tests: { by: [builder], suites: [unit] }
        vulnerabilities:
          by: [builder]
          maxAge: 24h
          severities: { high: escalate, medium: record }
          escalateTo: security
          exceptions: { by: [security], maxDuration: 30d }
          vex: { by: [security] }
";
/// What there is to be found: id, package, severity.
const FINDINGS: [(&str, &str, &str); 4] = [
    ("CVE-2026-0", "zlib", "CRITICAL"),
    ("CVE-2026-1", "zlib", "HIGH"),
    ("CVE-2026-2", "openssl", "MEDIUM"),
    ("CVE-2026-3", "openssl", "CRITICAL"),
];
/// Where Grype names the package: spelt so by Grype.
const PLACE: &str = concat!("arti", "fact");
const VEX: &str = "https://openvex.dev/ns/v0.2.0";

/// Something that lies among the records.
#[derive(Clone, Debug)]
enum Piece {
    /// A scan: whether by another scanner, how many minutes ago, what it found.
    Scan { other: bool, ago: u64, found: Vec<usize> },
    /// A run of the suite.
    Tests { ago: u64, failed: bool },
    /// An accepted risk.
    Exception { who: u8, finding: usize, ago: u64, hours: u64, ours: bool },
    /// A word on a finding.
    Vex { who: u8, finding: usize, ago: u64, status: usize, bound: bool },
}

const STATUSES: [&str; 4] = ["not_affected", "fixed", "affected", "under_investigation"];
const SIGNERS: [&str; 4] = ["dave", "erin", "dave", "carol"];

fn piece() -> impl Strategy<Value = Piece> {
    let ago = || prop_oneof![3 => 0..180_u64, 1 => 0..2_000_u64];
    let finding = || 0..FINDINGS.len();
    prop_oneof![
        4 => (any::<bool>(), ago(), prop::collection::vec(finding(), 0..=2))
            .prop_map(|(other, ago, found)| Piece::Scan { other, ago, found }),
        1 => (ago(), prop::bool::weighted(0.2)).prop_map(|(ago, failed)| Piece::Tests { ago, failed }),
        4 => (any::<u8>(), finding(), ago(), 1..800_u64, prop::bool::weighted(0.9))
            .prop_map(|(who, finding, ago, hours, ours)| Piece::Exception { who, finding, ago, hours, ours }),
        4 => (any::<u8>(), finding(), ago(), 0..STATUSES.len(), prop::bool::weighted(0.9))
            .prop_map(|(who, finding, ago, status, bound)| Piece::Vex { who, finding, ago, status, bound }),
    ]
}

impl said::Piece for Piece {
    fn is_positive(&self) -> bool {
        match self {
            Self::Scan { found, .. } => found.is_empty(),
            Self::Tests { failed, .. } => !failed,
            Self::Exception { .. } => true,
            Self::Vex { status, .. } => *status < 2,
        }
    }

    fn documents(&self, world: &Scenario) -> (Vec<Vec<u8>>, Sha256) {
        match self {
            Self::Scan { other, ago, found } => carried(world, &scan(*other, &time(*ago), found)),
            Self::Tests { ago, failed } => {
                let mark = if *failed { "<failure/>" } else { "" };
                let report = format!(
                    r#"<testsuite name="unit" timestamp="{}"><testcase name="a">{mark}</testcase></testsuite>"#,
                    time(*ago)
                );
                carried(world, report.as_bytes())
            }
            Self::Exception { who, finding, ago, hours, ours } => {
                let (id, package, _) = FINDINGS[*finding];
                let predicate = json!({
                    "findings": [id], "package": package, "services": [if *ours { "checkout-api" } else { "brochure" }],
                    "reason": "Drawn so.", "role": "security", "signedAt": time(*ago), "expiresAt": after(*ago, *hours),
                });
                let signed = Signed::new(&[SIGNERS[usize::from(*who) % SIGNERS.len()]], predicate);
                let payload = world.payload(Kind::Exception, &signed);
                (vec![envelope(&payload, &signed.by)], Sha256::of(&payload))
            }
            Self::Vex { who, finding, ago, status, bound } => {
                let (id, package, _) = FINDINGS[*finding];
                let artefact = if *bound { world.artefacts[0] } else { Sha256::of(b"another") };
                let product = json!({
                    "hashes": {"sha-256": artefact.to_hex()}, "subcomponents": [{"@id": format!("pkg:deb/debian/{package}")}],
                });
                let said = json!({
                    "vulnerability": {"name": id}, "products": [product], "status": STATUSES[*status],
                    "justification": "component_not_present",
                });
                let predicate = json!({"@context": VEX, "timestamp": time(*ago), "statements": [said]});
                let payload = statement(VEX, &world.artefacts, predicate);
                let by = SIGNERS[usize::from(*who) % SIGNERS.len()].to_owned();
                (vec![envelope(&payload, &[by])], Sha256::of(&payload))
            }
        }
    }
}

fn scan(other: bool, at: &str, found: &[usize]) -> Vec<u8> {
    let all = found.iter().map(|index| FINDINGS[*index]);
    if other {
        let one = |(id, package, severity): (&str, &str, &str)| {
            let purl = format!("pkg:deb/debian/{package}@1.2");
            json!({"vulnerability": {"id": id, "severity": severity}, PLACE: {"name": package, "version": "1.2", "purl": purl}})
        };
        let matches: Vec<Value> = all.map(one).collect();
        return json!({"matches": matches, "descriptor": {"name": "grype", "timestamp": at}}).to_string().into_bytes();
    }
    let one = |(id, package, severity): (&str, &str, &str)| {
        let purl = format!("pkg:deb/debian/{package}@1.2");
        json!({"VulnerabilityID": id, "PkgName": package, "PkgIdentifier": {"PURL": purl}, "Severity": severity})
    };
    let found: Vec<Value> = all.map(one).collect();
    let results = json!([{"Class": "os-pkgs", "Vulnerabilities": found}]);
    json!({"SchemaVersion": 2, "CreatedAt": at, "Results": results}).to_string().into_bytes()
}

/// A release that is allowed but for evidence, with one more approval by security than the class asks for.
fn world() -> Scenario {
    let mut world = Scenario::allowed();
    world.policy("      peerReview: 1\n", RULES);
    world.policy("      register: { maxAge: 24h, complete: true }\n", "");
    let mut second = world.decisions[1].clone();
    second.by = vec!["erin".to_owned()];
    second.predicate["signedAt"] = json!(NOW);
    world.decisions.push(second);
    world
}

fn trial() -> Trial<Piece> {
    let given =
        vec![Piece::Scan { other: false, ago: 700, found: Vec::new() }, Piece::Tests { ago: 700, failed: false }];
    Trial { world: world(), given }
}

#[test]
fn taking_passing_evidence_away_never_helps() {
    trial().removing_never_helps("law 2, evidence removed", piece());
}

#[test]
fn adding_what_says_no_never_helps() {
    trial().adding_never_helps("law 2, evidence added", piece(), |probe| {
        let finding = usize::try_from(probe % 4).unwrap_or_default();
        let who = u8::try_from(probe >> 8 & 3).unwrap_or_default();
        let ago = probe >> 16 & 1_023;
        vec![
            Piece::Scan { other: probe & 16 == 0, ago: 0, found: vec![3, 0, finding] },
            Piece::Tests { ago: 0, failed: true },
            Piece::Vex { who, finding, ago, status: 2, bound: true },
            Piece::Vex { who, finding, ago, status: 3, bound: true },
        ]
    });
}

/// 100,000 findings: every one is counted, and the report names a dozen.
#[test]
fn a_report_does_not_grow_with_what_is_found() {
    let world = world();
    let inputs = world.build();
    let gate = Gate::open(&inputs.policy, &inputs.roster, &inputs.anchors);
    let found: Vec<Value> = (0..100_000)
        .map(|n| json!({"VulnerabilityID": format!("CVE-2026-{n}"), "PkgName": format!("package-{}", n % 977), "Severity": "CRITICAL"}))
        .collect();
    let report =
        json!({"SchemaVersion": 2, "CreatedAt": NOW, "Results": [{"Class": "lang-pkgs", "Vulnerabilities": found}]});
    let mut request = inputs.request.clone();
    request.records.extend(carried(&world, report.to_string().as_bytes()).0);
    for n in 0..1_000 {
        let exception = Piece::Exception {
            who: 0,
            finding: n % 4,
            ago: 60 + u64::try_from(n).expect("small"),
            hours: 24,
            ours: true,
        };
        request.records.extend(said::Piece::documents(&exception, &world).0);
    }
    let decision = gate.decide(&request);
    let text = String::from_utf8(decision.report.clone()).expect("a report is JSON");
    assert!(!allows(&decision));
    assert!(text.contains("100000 critical"), "not all are counted");
    assert!(text.contains("and 99988 more"), "more than a dozen are named");
}
