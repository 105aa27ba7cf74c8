//! GitHub's own attestations as evidence of a gated release: who built, from which repository and ref, is for the policy to
//! say. One attestation is of the public instance, one of GitHub's.

use countersign_core::base::code::Code;
use countersign_core::gate::Verdict;
use countersign_tests::scenario::{COMMIT, Inputs, Scenario};
use serde_json::{Value, json};

use crate::{conclude, published};

/// An attestation, and what it says.
struct Attested {
    bundle: &'static str,
    /// Which of the trusted roots vouches for it.
    root: &'static str,
    artefact: &'static str,
    /// The workflow that signed.
    workflow: &'static str,
    /// Of whose repository.
    owner: &'static str,
    repository: &'static str,
    commit: &'static str,
}

const ATTESTED: [Attested; 2] = [
    Attested {
        bundle: "reusable-workflow-attestation.sigstore.json",
        root: "public-good.json",
        artefact: "sha256:49a3aa6075e0f49f82843e74b5baa614ad2a588e6675612bf108a0a008c5ac25",
        workflow: "https://github.com/github/artifact-attestations-workflows/.github/workflows/attest.yml@*",
        owner: "https://github.com/malancas",
        repository: "https://github.com/malancas/attest-demo",
        commit: "95baf27389e83e6a5c48f42e190d48d7abcea19e",
    },
    Attested {
        bundle: "github_provenance_demo-0.0.12-py3-none-any-bundle.jsonl",
        root: "github.json",
        artefact: "sha256:ae57936def59bc4c75edd3a837d89bcefc6d3a5e31d55a6fa7a71624f92c3c3b",
        workflow: "https://github.com/actions/attest-demo/.github/workflows/build-python.yml@refs/heads/main",
        owner: "https://github.com/actions",
        repository: "https://github.com/actions/attest-demo",
        commit: "a6c23b9806c593664f68637c8f9d45dfcf98b2db",
    },
];

const RULE: &str = "provenance:
          by: [builder]
          builders: [\"https://github.com/actions/runner/github-hosted\"]
          refs: [refs/heads/main]";

/// The allowed release, whose artefact, source and evidence are the attested ones.
fn scenario(attested: &Attested, rule: &str) -> Option<Scenario> {
    let read = |path: String| published(&path).map(|path| std::fs::read(path).expect("a published file"));
    let bundle = read(format!("real-bundles/github-cli/{}", attested.bundle))?;
    let root = read(format!("trusted-roots/{}", attested.root))?;
    let mut scenario = Scenario::allowed();
    scenario.artefacts = vec![attested.artefact.parse().expect("a digest")];
    scenario.policy("      peerReview: 1\n", &format!("      peerReview: 1\n      evidence:\n        {rule}\n"));
    let identity = json!({
        "issuer": "https://token.actions.githubusercontent.com", "subject": attested.workflow,
        "claims": {"sourceRepositoryOwnerUri": attested.owner, "runnerEnvironment": "github-hosted"},
    });
    let workflow = format!(
        "automations:\n  - id: github\n    roles: [{{ role: builder, from: 2024-01-01T00:00:00Z }}]\n    identities: [{identity}]\n"
    );
    scenario.roster("automations:\n", &workflow);
    let release = &mut scenario.releases[0].predicate;
    release["repository"] = json!(attested.repository);
    release["commit"] = json!(attested.commit);
    release["reviewers"][0]["commit"] = json!(attested.commit);
    scenario.documents = vec![bundle];
    scenario.trusted_roots = vec![root];
    Some(scenario)
}

/// The verdict and the codes of the requirement `evidence/provenance`.
fn decide(inputs: &Inputs) -> (Verdict, Vec<String>) {
    let decision = inputs.decide();
    let report: Value = serde_json::from_slice(&decision.report).expect("a report is JSON");
    let findings = report["findings"].as_array().expect("findings").iter();
    let ours = findings.filter(|finding| finding["requirement"] == "evidence/provenance");
    (decision.verdict, ours.map(|finding| finding["code"].as_str().unwrap_or_default().to_owned()).collect())
}

#[test]
fn attestations_of_both_instances_are_evidence() {
    let mut wrong = Vec::new();
    let mut runs = 0;
    for attested in &ATTESTED {
        let Some(good) = scenario(attested, RULE) else { return };
        let mut expect = |what: &str, scenario: &Scenario, verdict: Verdict, codes: &[Code]| {
            runs += 1;
            let found = decide(&scenario.build());
            let due = (verdict, codes.iter().map(|code| code.id().to_owned()).collect::<Vec<_>>());
            if found != due {
                wrong.push(format!("{}, {what}: {found:?}, not {due:?}", attested.bundle));
            }
        };
        expect("as it is", &good, Verdict::Allow, &[Code::EvidenceAccepted]);
        let denied = |code| [Code::EvidenceMissing, code];
        let ruled = |old: &str, new: &str| scenario(attested, &RULE.replace(old, new)).expect("it is here");
        let other = ruled("github-hosted", "self-hosted");
        expect("another builder", &other, Verdict::Deny, &denied(Code::ProvenanceBuilder));
        let other = ruled("refs/heads/main", "\"refs/tags/*\"");
        expect("another ref", &other, Verdict::Deny, &denied(Code::ProvenanceRef));
        let mut other = good.clone();
        other.releases[0].predicate["repository"] = json!("https://github.com/somebody/else");
        expect("another repository", &other, Verdict::Deny, &denied(Code::ProvenanceRepository));
        let mut other = good.clone();
        other.releases[0].predicate["commit"] = json!(COMMIT);
        other.releases[0].predicate["reviewers"][0]["commit"] = json!(COMMIT);
        expect("another commit", &other, Verdict::Deny, &denied(Code::ProvenanceCommit));
        let mut other = good.clone();
        let owned = |owner: &str| format!("\"sourceRepositoryOwnerUri\":\"{owner}\"");
        other.roster(&owned(attested.owner), &owned("https://github.com/somebody"));
        expect("another owner", &other, Verdict::Deny, &[Code::EvidenceMissing]);
        let mut other = good.clone();
        other.trusted_roots.clear();
        expect("nobody vouches", &other, Verdict::Deny, &[Code::EvidenceMissing]);
    }
    conclude("releases gated by GitHub's attestations", runs, &wrong);
}
