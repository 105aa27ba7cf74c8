//! Law 2 for the rest of governance: emergencies, what is told of people's decisions on a platform, canaries, analyses and
//! bills of materials. Taking what says yes away never turns deny into allow; adding what says no never does.

use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use countersign_tests::scenario::{Scenario, Signed, envelope, statement};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::said::{self, Trial, after, carried, time};

const RULES: &str = "      peerReview: 1
      relays: { platforms: [github], by: [builder] }
      evidence:
        analysis: [{ kind: static, tools: [lint], by: [builder], block: warning }]
        vulnerabilities: { by: [builder], sarif: [scan], severities: { high: escalate }, escalateTo: security }
        sbom: { by: [builder], packages: { deny: [\"pkg:npm/event-stream\"] } }
        canary: { by: [builder, watcher], minDuration: 10m, minSamples: 4, pass: 95, metrics: { errors: { critical: true, direction: increase } } }
";
const EMERGENCY: &str = "emergency:
  by: [security, release-manager]
  maxDuration: 4h
  bypass: [approvals/security, evidence/canary, evidence/static, evidence/sbom]
  review: { by: [release-manager], businessDays: 2 }
escalation:
";
/// What an emergency can list.
const BYPASSES: [&str; 4] = ["approvals/security", "evidence/canary", "evidence/static", "evidence/sbom"];
const DECLARERS: [&str; 4] = ["dave", "erin", "carol", "alice"];

/// Something that lies among the records.
#[derive(Clone, Debug)]
enum Piece {
    /// The log of a tool, as an analysis or as a scan for vulnerabilities.
    Sarif { scan: bool, ago: u64, found: bool, category: bool },
    /// What the artefact consists of.
    Sbom { ago: u64, banned: bool },
    /// A canary, by one of two producers.
    Canary { watcher: bool, ago: u64, worse: bool },
    /// A decision of dave's on a platform.
    Told { ago: u64, no: bool },
    /// A broken glass; of today, so that nobody owes a review yet.
    Emergency { who: u8, ago: u64, hours: u64, waives: u8 },
}

fn piece() -> impl Strategy<Value = Piece> {
    let ago = || 0..600_u64;
    let rarely = || prop::bool::weighted(0.25);
    prop_oneof![
        2 => (any::<bool>(), ago(), rarely(), rarely())
            .prop_map(|(scan, ago, found, category)| Piece::Sarif { scan, ago, found, category }),
        1 => (ago(), rarely()).prop_map(|(ago, banned)| Piece::Sbom { ago, banned }),
        2 => (any::<bool>(), ago(), rarely()).prop_map(|(watcher, ago, worse)| Piece::Canary { watcher, ago, worse }),
        2 => (0..170_u64, rarely()).prop_map(|(ago, no)| Piece::Told { ago, no }),
        3 => (any::<u8>(), 0..170_u64, 1..=4_u64, any::<u8>())
            .prop_map(|(who, ago, hours, waives)| Piece::Emergency { who, ago, hours, waives }),
    ]
}

impl said::Piece for Piece {
    fn is_positive(&self) -> bool {
        match self {
            Self::Sarif { found, .. } => !found,
            Self::Sbom { banned, .. } => !banned,
            Self::Canary { worse, .. } => !worse,
            Self::Told { no, .. } => !no,
            Self::Emergency { .. } => true,
        }
    }

    fn documents(&self, world: &Scenario) -> (Vec<Vec<u8>>, Sha256) {
        match self {
            Self::Sarif { scan, ago, found, category } => {
                carried(world, sarif(*scan, &time(*ago), *found, *category).to_string().as_bytes())
            }
            Self::Sbom { ago, banned } => carried(world, bill(&time(*ago), *banned).to_string().as_bytes()),
            Self::Canary { watcher, ago, worse } => {
                let by = if *watcher { "ci-deployer" } else { "ci-builder" };
                let kind = "https://countersign.dev/attestation/canary/v1";
                signed(&statement(kind, &world.artefacts, canary(*ago, *worse)), by)
            }
            Self::Told { ago, no } => {
                let mut predicate = json!({
                    "decision": if *no { "rejected" } else { "approved" }, "role": "security", "reason": "Drawn so.",
                    "environments": ["production"], "signedAt": time(*ago), "release": world.release_id(),
                    "relay": {"platform": "github", "login": "dave", "id": "4711", "environment": "production"},
                });
                if !no {
                    predicate.as_object_mut().expect("an object").remove("reason");
                }
                signed(&world.payload(Kind::Approval, &Signed::new(&[], predicate)), "ci-builder")
            }
            Self::Emergency { who, ago, hours, waives } => {
                let who = DECLARERS[usize::from(*who) % DECLARERS.len()];
                let role = if ["dave", "erin"].contains(&who) { "security" } else { "release-manager" };
                let waived =
                    |index: &usize| index % BYPASSES.len() == usize::from(waives % 4) || waives >> (4 + index) & 1 == 1;
                let bypasses: Vec<&str> = (0..BYPASSES.len()).filter(waived).map(|index| BYPASSES[index]).collect();
                let predicate = json!({
                    "service": "checkout-api", "release": world.release_id(), "environment": "production", "role": role,
                    "reason": "Drawn so.", "incident": "INC-1", "bypasses": bypasses, "signedAt": time(*ago),
                    "expiresAt": after(*ago, *hours),
                });
                signed(&statement(&Kind::Emergency.predicate_type(), &world.artefacts, predicate), who)
            }
        }
    }
}

fn signed(payload: &[u8], by: &str) -> (Vec<Vec<u8>>, Sha256) {
    (vec![envelope(payload, &[by.to_owned()])], Sha256::of(payload))
}

fn sarif(scan: bool, at: &str, found: bool, category: bool) -> Value {
    let (tool, rule, score) = if scan { ("scan", "CVE-2026-1", "7.5") } else { ("lint", "shell", "0.0") };
    let result = json!({"ruleId": rule, "level": "error"});
    json!({"version": "2.1.0", "runs": [{
        "tool": {"driver": {"name": tool, "rules": [{"id": rule, "properties": {"security-severity": score}}]}},
        "automationDetails": {"id": if category { "other/1" } else { "main/1" }},
        "invocations": [{"executionSuccessful": true, "endTimeUtc": at}],
        "results": if found { vec![result] } else { Vec::new() },
    }]})
}

fn bill(at: &str, banned: bool) -> Value {
    let name = if banned { "event-stream" } else { "left-pad" };
    let component =
        json!({"type": "library", "name": name, "version": "1.3.0", "purl": format!("pkg:npm/{name}@1.3.0")});
    json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"timestamp": at}, "components": [component]})
}

fn canary(ago: u64, worse: bool) -> Value {
    let around =
        |mean: f64| -> Value { (0..24_u32).map(|step| json!(mean + f64::from(step * 7 % 24) / 24.0)).collect() };
    json!({
        "baseline": {"version": "2.4.0", "digest": Sha256::of(b"checkout-api 2.4.0")},
        "start": time(ago + 30), "end": time(ago), "signedAt": time(ago),
        "metrics": [{
            "name": "errors", "group": "errors", "control": around(1.0), "experiment": around(if worse { 3.0 } else { 1.0 }),
        }],
    })
}

/// A release that is allowed but for evidence. Security's place is filled by dave's own approval, before anything is told.
fn trial() -> Trial<Piece> {
    let mut world = Scenario::allowed();
    world.policy("      peerReview: 1\n", RULES);
    world.policy("      register: { maxAge: 24h, complete: true }\n", "");
    world.policy("escalation:\n", EMERGENCY);
    world.policy("  builder: ", "  watcher: Watches canaries.\n  builder: ");
    world.roster("aliases: [\"github:dave\"]", "aliases: [\"github:dave\", \"github-id:4711\"]");
    world.roster(
        "    aliases: [\"github:acme-deploy\"]\n",
        "    aliases: [\"github:acme-deploy\"]\n    roles: [{ role: watcher, from: 2026-01-01T00:00:00Z }]\n    keys: [{ pem: \"KEY ci-deployer\" }]\n",
    );
    let sarif = |scan| Piece::Sarif { scan, ago: 610, found: false, category: false };
    let given = vec![
        sarif(false),
        sarif(true),
        Piece::Sbom { ago: 610, banned: false },
        Piece::Canary { watcher: false, ago: 610, worse: false },
    ];
    Trial { world, given }
}

#[test]
fn taking_what_says_yes_away_never_helps() {
    trial().removing_never_helps("law 2, governance removed", piece());
}

#[test]
fn adding_what_says_no_never_helps() {
    trial().adding_never_helps("law 2, governance added", piece(), |probe| {
        let ago = probe >> 16 & 127;
        let flag = |bit: u32| probe >> bit & 1 == 1;
        vec![
            Piece::Sarif { scan: flag(1), ago: 0, found: true, category: flag(2) },
            Piece::Sarif { scan: flag(3), ago, found: true, category: flag(4) },
            Piece::Sbom { ago: 0, banned: true },
            Piece::Canary { watcher: flag(5), ago, worse: true },
            Piece::Told { ago, no: true },
        ]
    });
}
