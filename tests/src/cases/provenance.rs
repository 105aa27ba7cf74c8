//! Cases **provenance**: who built the artefacts, from what, and whose word for it counts.

use countersign_core::base::code::Code;
use serde_json::{Value, json};

use super::say::{automation, other_bytes, revocation};
use super::{Area, Case, Due};
use crate::scenario::{COMMIT, Scenario, envelope, statement};

const PROVENANCE: &str = "evidence/provenance";
const MISSING: Due = (PROVENANCE, Code::EvidenceMissing);
const V1: &str = "https://slsa.dev/provenance/v1";
const V02: &str = "https://slsa.dev/provenance/v0.2";
const BUILDER: &str = "https://builds.acme.example/runner";
const SOURCE: &str = "git+https://git.acme.example/checkout-api@refs/heads/main";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("provenance");
    let mut cases = accepted(&area);
    cases.extend(refused(&area));
    cases.extend(standing(&area));
    cases
}

/// What an honest builder says.
fn honest() -> Value {
    json!({
        "buildDefinition": {
            "buildType": "https://builds.acme.example/types/container",
            "resolvedDependencies": [{"uri": SOURCE, "digest": {"gitCommit": COMMIT}}],
        },
        "runDetails": {"builder": {"id": BUILDER}, "metadata": {"finishedOn": "2026-11-20T08:30:00Z"}},
    })
}

/// The class asks for provenance.
fn asked(scenario: &mut Scenario) {
    scenario.policy(
        "      peerReview: 1\n",
        "      peerReview: 1\n      evidence:\n        provenance:\n          by: [builder]\n          maxAge: 7d\n          \
         builders: [\"https://builds.acme.example/*\"]\n          refs: [refs/heads/main]\n          \
         buildTypes: [\"https://builds.acme.example/types/*\"]\n",
    );
}

/// Hands in a provenance by `by`.
fn say(scenario: &mut Scenario, by: &str, predicate: Value) {
    let payload = statement(V1, &scenario.artefacts, predicate);
    scenario.documents.push(envelope(&payload, &[by.to_owned()]));
}

/// The honest provenance with one value changed.
fn but(pointer: &str, value: Value) -> Value {
    let mut predicate = honest();
    *predicate.pointer_mut(pointer).expect("a field of the provenance") = value;
    predicate
}

/// Two checkouts of the repository: the released commit from the right ref, and another; and what the build was called with.
fn beside(called_with: Value) -> Value {
    let source = |uri: String, commit: &str| json!({"uri": uri, "digest": {"gitCommit": commit}});
    let dependencies = [source(SOURCE.replace("main", "next"), &"0".repeat(40)), source(SOURCE.to_owned(), COMMIT)];
    let mut predicate = but("/buildDefinition/resolvedDependencies", json!(dependencies));
    predicate["buildDefinition"]["externalParameters"] = called_with;
    predicate
}

fn accepted(area: &Area) -> Vec<Case> {
    vec![
        area.allows("accepted", "The builder's provenance is as the class asks.", &[], |s| {
            asked(s);
            say(s, "ci-builder", honest());
        }),
        area.allows("version-0-2", "An older statement and predicate say the same.", &[], |s| {
            asked(s);
            let predicate = json!({
                "builder": {"id": BUILDER}, "buildType": "https://builds.acme.example/types/container",
                "invocation": {"configSource": {"uri": SOURCE, "digest": {"sha1": COMMIT}}},
                "metadata": {"buildFinishedOn": "2026-11-20T08:30:00Z"},
            });
            let payload = statement(V02, &s.artefacts, predicate);
            let old = String::from_utf8(payload).expect("a statement").replace("Statement/v1", "Statement/v0.1");
            s.documents.push(envelope(old.as_bytes(), &["ci-builder".to_owned()]));
        }),
        area.allows(
            "called-with-our-ref",
            "Called with the ref that the class asks for; another was merely resolved.",
            &[],
            |s| {
                asked(s);
                say(s, "ci-builder", beside(json!({"source": {"uri": SOURCE}})));
            },
        ),
        area.allows("not-asked-for", "Provenance that nobody asks for does nothing.", &[], |s| {
            say(s, "ci-builder", honest());
        }),
        area.allows(
            "newest-is-good",
            "The builder's newest provenance counts; an older one from another ref does not matter.",
            &[],
            |s| {
                asked(s);
                let mut old = but("/buildDefinition/resolvedDependencies/0/uri", json!(SOURCE.replace("main", "next")));
                old["runDetails"]["metadata"]["finishedOn"] = json!("2026-11-20T08:00:00Z");
                say(s, "ci-builder", old);
                say(s, "ci-builder", honest());
            },
        ),
    ]
}

fn refused(area: &Area) -> Vec<Case> {
    let denies = |name, about, code: Code, predicate: Value| {
        area.denies(name, about, &[MISSING, (PROVENANCE, code)], |s| {
            asked(s);
            say(s, "ci-builder", predicate);
        })
    };
    let uri = "/buildDefinition/resolvedDependencies/0/uri";
    vec![
        area.denies("missing", "There is no provenance.", &[MISSING], asked),
        area.denies(
            "of-two-refs",
            "The released commit was built from another ref; from the ref that the class asks for, another commit.",
            &[MISSING, (PROVENANCE, Code::ProvenanceCommit)],
            |s| {
                asked(s);
                let source = |uri: String, commit: &str| json!({"uri": uri, "digest": {"gitCommit": commit}});
                let dependencies =
                    [source(SOURCE.replace("main", "next"), COMMIT), source(SOURCE.to_owned(), &"0".repeat(40))];
                let mut predicate = but("/buildDefinition/resolvedDependencies", json!(dependencies));
                predicate["buildDefinition"]["externalParameters"] = json!({"source": {"uri": SOURCE}});
                say(s, "ci-builder", predicate);
            },
        ),
        denies(
            "of-another-ref-beside-ours",
            "Called with another ref; the one that the class asks for was merely resolved.",
            Code::ProvenanceRef,
            beside(json!({"source": {"uri": SOURCE.replace("main", "next")}})),
        ),
        denies(
            "of-another-ref-of-a-workflow",
            "The same, as a workflow has it.",
            Code::ProvenanceRef,
            beside(
                json!({"workflow": {"repository": "https://git.acme.example/checkout-api", "ref": "refs/heads/next"}}),
            ),
        ),
        denies(
            "of-two-commits",
            "Two commits of the repository, and no ref says which of them was built.",
            Code::ProvenanceRepository,
            beside(json!({"source": {"uri": "git+https://git.acme.example/checkout-api"}})),
        ),
        denies(
            "another-builder",
            "A builder that only looks alike.",
            Code::ProvenanceBuilder,
            but("/runDetails/builder/id", json!("https://builds.acme.example.evil/runner")),
        ),
        denies(
            "another-build-type",
            "A build of another type.",
            Code::ProvenanceBuildType,
            but("/buildDefinition/buildType", json!("https://elsewhere.example/types/script")),
        ),
        denies(
            "another-repository",
            "Built from a fork.",
            Code::ProvenanceRepository,
            but(uri, json!("git+https://git.acme.example/forks/checkout-api@refs/heads/main")),
        ),
        denies(
            "another-ref",
            "Built from a branch.",
            Code::ProvenanceRef,
            but(uri, json!(SOURCE.replace("main", "main2"))),
        ),
        denies(
            "another-commit",
            "Built from another commit than the released one.",
            Code::ProvenanceCommit,
            but("/buildDefinition/resolvedDependencies/0/digest/gitCommit", json!("0".repeat(40))),
        ),
        denies("no-source", "Names no source.", Code::ProvenanceRepository, {
            but("/buildDefinition/resolvedDependencies", json!([]))
        }),
        denies(
            "too-old",
            "Older than the class allows, to the second.",
            Code::EvidenceTooOld,
            but("/runDetails/metadata/finishedOn", json!("2026-11-13T12:00:00Z")),
        ),
        denies("without-time", "Does not say how old it is.", Code::EvidenceTooOld, {
            but("/runDetails/metadata", json!({}))
        }),
        denies(
            "not-yet",
            "Says that the build ends in an hour.",
            Code::EvidenceNotYet,
            but("/runDetails/metadata/finishedOn", json!("2026-11-20T13:00:00Z")),
        ),
    ]
}

fn standing(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "by-somebody-else",
            "A release manager is no builder.",
            &[MISSING, (PROVENANCE, Code::EvidenceProducerUnauthorised)],
            |s| {
                asked(s);
                say(s, "carol", honest());
            },
        ),
        area.denies(
            "by-an-ended-role",
            "A builder whose role has ended since says something that can only be a no.",
            &[MISSING, (PROVENANCE, Code::EvidenceProducerUnauthorised)],
            |s| {
                asked(s);
                automation(s, "bench", "role: builder, from: 2026-01-01T00:00:00Z, until: 2026-11-20T11:00:00Z", "");
                say(s, "bench", honest());
            },
        ),
        area.denies(
            "newest-is-bad",
            "A newer provenance from another ref: the older good one does not help.",
            &[MISSING, (PROVENANCE, Code::ProvenanceRef)],
            |s| {
                asked(s);
                say(s, "ci-builder", honest());
                let mut new = but("/buildDefinition/resolvedDependencies/0/uri", json!(SOURCE.replace("main", "next")));
                new["runDetails"]["metadata"]["finishedOn"] = json!("2026-11-20T08:40:00Z");
                say(s, "ci-builder", new);
            },
        ),
        area.denies(
            "malformed",
            "A provenance without a builder is named, and counts for nothing.",
            &[MISSING, ("records", Code::EvidenceInvalid)],
            |s| {
                asked(s);
                say(s, "ci-builder", but("/runDetails", json!({})));
            },
        ),
        area.denies("one-artefact-uncovered", "Every artefact needs it: one of two has none.", &[MISSING], |s| {
            asked(s);
            say(s, "ci-builder", honest());
            s.artefacts.push(other_bytes());
        }),
        area.denies("revoked", "The provenance was revoked.", &[MISSING, (PROVENANCE, Code::EvidenceRevoked)], |s| {
            asked(s);
            let id = countersign_core::base::digest::Sha256::of(&statement(V1, &s.artefacts, honest()));
            say(s, "ci-builder", honest());
            s.revocations.push(revocation("dave", &[id], &[]));
        }),
    ]
}
