//! The bundled example: this project's own component, released by its own tools, and three ways to be denied.
//!
//! The artefact is `wasm/dist/countersign.component.wasm`; the release record names the last commit that changed what the
//! component is built from. Keys come from seeds, so the files are the same on every machine.

use std::collections::BTreeMap;

use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use serde_json::{Value, json};

use crate::key::Key;
use crate::scenario::{Anchoring, Scenario, Signed, seconds};

/// Where the example lies in the repository.
pub const FOLDER: &str = "fixtures/example";

const NOW: &str = "2026-11-21T12:00:00Z";
const COMPONENT: &str = "../../wasm/dist/countersign.component.wasm";

/// The example's files, by their path in the repository. `component` are the component's bytes, `commit` is the
/// commit of its source.
pub fn files(component: &[u8], commit: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = Files(BTreeMap::new());
    let scenario = released(component, commit);
    let inputs = scenario.build();
    files.add("policy.yml", inputs.policy);
    files.add("roster.yml", inputs.roster);
    files.add("root.pub", Key::of("root").pem.into_bytes());
    for (name, signature) in ["policy.yml.sig.json", "roster.yml.sig.json"].into_iter().zip(inputs.anchors.signatures) {
        files.add(name, signature);
    }
    files.add_records("records", &scenario);
    files.add_json(
        "question.json",
        &json!({
            "service": "countersign", "version": "0.1.0", "environment": "production",
            "deployer": "deploy-pipeline", "now": NOW, "artefact": COMPONENT,
        }),
    );
    another_file(&mut files);
    revoked_approval(&mut files, &scenario);
    own_work(&mut files, &scenario);
    files.0
}

/// The component, approved for production.
pub fn released(component: &[u8], commit: &str) -> Scenario {
    let release = json!({
        "service": "countersign", "version": "0.1.0",
        "repository": "https://git.countersign.example/countersign", "commit": commit,
        "authors": ["email:ines@countersign.example"],
        "reviewers": [{"who": "github:noor-reads", "commit": commit}],
        "builder": "github:countersign-build",
        "changeRequest": "https://git.countersign.example/countersign/pulls/1",
        "tickets": ["CS-1"],
        "change": {"kind": "feature", "reversibility": "reversible"},
        "notes": "The first gate.",
        "requestedAt": "2026-11-21T08:00:00Z",
    });
    let register = json!({
        "sequence": 17, "issuedAt": "2026-11-21T11:00:00Z", "nextUpdate": "2026-11-22T11:00:00Z",
    });
    let mut scenario = Scenario::allowed();
    scenario.policy = include_str!("example/policy.yml").to_owned();
    scenario.roster = include_str!("example/roster.yml").to_owned();
    scenario.anchoring = Anchoring::Signed;
    scenario.artefacts = vec![Sha256::of(component)];
    scenario.releases = vec![Signed::new(&["build-pipeline"], release)];
    scenario.decisions = vec![
        approval("jonas", "release-manager", "2026-11-21T09:10:00Z"),
        approval("mira", "security", "2026-11-21T09:40:00Z"),
    ];
    scenario.registers = vec![Signed::new(&["records-register"], register)];
    scenario.question.service = "countersign".to_owned();
    scenario.question.version = "0.1.0".to_owned();
    scenario.question.deployer = Some("deploy-pipeline".to_owned());
    scenario.question.now = seconds(NOW);
    scenario
}

fn approval(by: &str, role: &str, at: &str) -> Signed {
    let predicate = json!({
        "decision": "approved", "role": role, "environments": ["production"], "ticket": "CS-1", "signedAt": at,
    });
    Signed::new(&[by], predicate)
}

fn another_file(files: &mut Files) {
    let folder = "denials/1-another-file";
    files.add(&format!("{folder}/patched.wasm"), b"not the bytes that were approved\n".to_vec());
    let why = "Another file is deployed than the one that was approved.";
    files.add_json(&format!("{folder}/question.json"), &json!({"why": why, "artefact": "patched.wasm"}));
}

fn revoked_approval(files: &mut Files, scenario: &Scenario) {
    let folder = "denials/2-revoked-approval";
    let revoked = json!({
        "records": [scenario.decision_id(1)],
        "reason": "A dependency turned out to be vulnerable an hour after I approved.",
        "signedAt": "2026-11-21T10:40:00Z",
    });
    let mut only = scenario.clone();
    only.revocations = vec![Signed::new(&["mira"], revoked)];
    let (_, revocation) =
        only.records().into_iter().find(|(kind, _)| *kind == Kind::Revocation).expect("one revocation");
    files.add(&format!("{folder}/records/01-revocation.json"), revocation);
    let why = "Security takes the approval back.";
    files.add_json(&format!("{folder}/question.json"), &json!({"why": why, "records": ["../../records", "records"]}));
}

fn own_work(files: &mut Files, scenario: &Scenario) {
    let folder = "denials/3-own-work";
    let mut own = scenario.clone();
    own.decisions[0] = approval("ines", "release-manager", "2026-11-21T09:10:00Z");
    files.add_records(&format!("{folder}/records"), &own);
    let why = "The author, who is a release manager too, approves their own work.";
    files.add_json(&format!("{folder}/question.json"), &json!({"why": why, "records": "records"}));
}

struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    fn add(&mut self, path: &str, bytes: Vec<u8>) {
        self.0.insert(format!("{FOLDER}/{path}"), bytes);
    }

    fn add_json(&mut self, path: &str, value: &Value) {
        let text = serde_json::to_string_pretty(value).expect("a value is JSON");
        self.add(path, format!("{text}\n").into_bytes());
    }

    fn add_records(&mut self, folder: &str, scenario: &Scenario) {
        for (index, (kind, bytes)) in scenario.records().into_iter().enumerate() {
            self.add(&format!("{folder}/{:02}-{}.json", index + 1, kind.name()), bytes);
        }
    }
}
