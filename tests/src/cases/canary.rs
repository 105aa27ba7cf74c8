//! Cases **canary**: how a canary of the artefacts fared, and what the policy makes of it.

mod rules;

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use serde_json::{Value, json};

use super::say::{automation, other_bytes, revocation};
use super::{Area, Case, Due};
use crate::scenario::{Scenario, envelope, statement};

const CANARY: &str = "evidence/canary";
const MISSING: Due = (CANARY, Code::EvidenceMissing);
const SAMPLES: &str = "https://countersign.dev/attestation/canary/v1";
const RUN: &str = "https://countersign.dev/attestation/argo-analysis-run/v1";
const FLAGGER: &str = "https://countersign.dev/attestation/flagger-canary/v1";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("canary");
    let mut cases = accepted(&area);
    cases.extend(disagreed(&area));
    cases.extend(refused(&area));
    cases.extend(judged(&area));
    cases.extend(runs(&area));
    cases.extend(statuses(&area));
    cases.extend(standing(&area));
    cases.extend(rules::cases(&area));
    cases
}

/// The class asks for a canary, with more lines of its rule.
fn asked_with(scenario: &mut Scenario, more: &str) {
    let rule = format!(
        "      peerReview: 1\n      evidence:\n        canary:\n          by: [builder]\n          maxAge: 24h\n          \
         minDuration: 30m\n          minSamples: 20\n          pass: 95\n          marginal: 50\n{more}",
    );
    scenario.policy("      peerReview: 1\n", &rule);
}

const METRICS: &str = "          metrics: { errors: { critical: true, direction: increase }, latency: {} }\n";

fn asked(scenario: &mut Scenario) {
    asked_with(scenario, METRICS);
}

/// Twenty-four samples around `mean`, the same every time.
fn around(mean: f64) -> Value {
    (0..24_u32).map(|step| json!(mean + f64::from(step * 7 % 24) / 24.0)).collect()
}

/// What an honest pipeline measured: no difference.
fn honest() -> Value {
    json!({
        "baseline": {"version": "2.4.0", "digest": Sha256::of(b"checkout-api 2.4.0")},
        "start": "2026-11-20T08:00:00Z", "end": "2026-11-20T08:45:00Z", "signedAt": "2026-11-20T08:46:00Z",
        "metrics": [
            {"name": "errors", "group": "errors", "control": around(1.0), "experiment": around(1.01)},
            {"name": "latency", "group": "latency", "control": around(80.0), "experiment": around(80.01)},
        ],
    })
}

/// Hands in an analysis of any type by `by`.
fn attest(scenario: &mut Scenario, by: &str, predicate_type: &str, predicate: Value) {
    let payload = statement(predicate_type, &scenario.artefacts, predicate);
    scenario.documents.push(envelope(&payload, &[by.to_owned()]));
}

fn say(scenario: &mut Scenario, predicate: Value) {
    attest(scenario, "ci-builder", SAMPLES, predicate);
}

/// The honest analysis with some values changed.
fn but<const N: usize>(changes: [(&str, Value); N]) -> Value {
    let mut predicate = honest();
    for (pointer, value) in changes {
        *predicate.pointer_mut(pointer).expect("a field of the analysis") = value;
    }
    predicate
}

/// More latency than the baseline has.
fn slow() -> Value {
    but([("/metrics/1/experiment", around(160.0))])
}

fn accepted(area: &Area) -> Vec<Case> {
    vec![
        area.allows("signed-later", "Signed an hour after it was measured, it is as old as that.", &[], |s| {
            asked(s);
            say(s, yesterday("2026-11-20T11:00:00Z"));
        }),
        area.allows("accepted", "The canary is no worse than its baseline.", &[], |s| {
            asked(s);
            say(s, honest());
        }),
        area.allows("not-asked-for", "A canary that failed and that nobody asks for does nothing.", &[], |s| {
            say(s, slow());
        }),
        area.allows("groups", "Groups weigh what the policy says.", &[(CANARY, Code::CanaryMarginalAccepted)], |s| {
            asked_with(
                s,
                "          onMarginal: pass\n          groups: { errors: 80, latency: 20 }\n          metrics: { errors: { group: errors }, latency: { group: latency } }\n",
            );
            say(s, slow());
        }),
        area.allows("larger-than-allowed", "A difference counts from the size on that the policy says.", &[], |s| {
            asked_with(
                s,
                "          metrics: { errors: {}, latency: { effectSize: { allowedIncrease: \"3.0\" } } }\n",
            );
            say(s, slow());
        }),
        area.allows("newest-is-good", "The newest canary counts; an older one that failed does not matter.", &[], |s| {
            asked(s);
            let mut old = slow();
            old["end"] = json!("2026-11-20T08:40:00Z");
            say(s, old);
            say(s, honest());
        }),
    ]
}

/// Two producers watched a canary, and to one of them it went wrong.
fn disagreed(area: &Area) -> Vec<Case> {
    let denies = |name, about, due: &[Due], more: &dyn Fn(&mut Scenario)| {
        area.denies(name, about, due, |s| {
            asked(s);
            automation(s, "bench", "role: builder, from: 2026-01-01T00:00:00Z", "");
            say(s, honest());
            more(s);
        })
    };
    let failed = ("evidence/canary", Code::CanaryFailed);
    let wrong = || but([("/metrics/0/experiment", around(9.0))]);
    let mut early = wrong();
    early["end"] = json!("2026-11-20T08:10:00Z");
    let mut older = wrong();
    older["end"] = json!("2026-11-20T08:40:00Z");
    let mut short = honest();
    short["start"] = json!("2026-11-20T08:44:00Z");
    vec![
        area.denies(
            "signed-again",
            "This morning's canary failed; yesterday's, signed again since, is no newer than it was.",
            &[MISSING, failed],
            |s| {
                asked(s);
                say(s, wrong());
                say(s, yesterday("2026-11-20T11:00:00Z"));
            },
        ),
        denies("failed-early", "One went wrong, and was ended after ten minutes.", &[failed], &|s| {
            attest(s, "bench", SAMPLES, early.clone());
        }),
        denies(
            "failed-behind-a-short-one",
            "One went wrong; its producer then watched for a minute, which replaces nothing.",
            &[failed, (CANARY, Code::CanaryTooShort), (CANARY, Code::EvidenceReplaced)],
            &|s| {
                attest(s, "bench", SAMPLES, older.clone());
                attest(s, "bench", SAMPLES, short.clone());
            },
        ),
        denies("failed-and-went-down", "One went wrong, and took one of its metrics down with it.", &[failed], &|s| {
            let mut down = wrong();
            down["metrics"][1]["experiment"] = (0..24).map(|_| Value::Null).collect();
            attest(s, "bench", SAMPLES, down);
        }),
        denies(
            "short-after-a-good-one",
            "What came after the good one is not what the class asks for: the good one is not the newest any more.",
            &[MISSING, (CANARY, Code::CanaryTooShort), (CANARY, Code::EvidenceReplaced)],
            &|s| {
                let mut later = short.clone();
                for (field, at) in [("start", "09:29"), ("end", "09:30"), ("signedAt", "09:31")] {
                    later[field] = json!(format!("2026-11-20T{at}:00Z"));
                }
                say(s, later);
            },
        ),
        denies(
            "failed-behind-another-source",
            "One went wrong; its producer then hands in what the class does not accept.",
            &[failed, (CANARY, Code::CanarySourceUnaccepted)],
            &|s| {
                attest(s, "bench", SAMPLES, older.clone());
                let mut status = status();
                status["signedAt"] = json!("2026-11-20T09:30:00Z");
                attest(s, "bench", FLAGGER, status);
            },
        ),
    ]
}

/// An honest analysis of five minutes later.
fn newer() -> Value {
    but([("/end", json!("2026-11-20T08:50:00Z")), ("/signedAt", json!("2026-11-20T08:51:00Z"))])
}

/// What was measured the evening before, signed at `at`.
fn yesterday(at: &str) -> Value {
    but([("/start", json!("2026-11-19T20:00:00Z")), ("/end", json!("2026-11-19T20:45:00Z")), ("/signedAt", json!(at))])
}

fn refused(area: &Area) -> Vec<Case> {
    let denies = |name, about, code: Code, predicate: Value| {
        area.denies(name, about, &[MISSING, (CANARY, code)], |s| {
            asked(s);
            say(s, predicate);
        })
    };
    let few = json!([
        1.0, 2.0, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null, null, null
    ]);
    vec![
        area.denies("missing", "There is no canary.", &[MISSING], asked),
        denies(
            "metric-left-out",
            "A metric that the policy names is not there.",
            Code::CanaryMetricMissing,
            but([("/metrics/1/name", json!("p99"))]),
        ),
        denies(
            "too-few-samples",
            "Samples that are not there do not count.",
            Code::CanaryTooFewSamples,
            but([("/metrics/0/experiment", few)]),
        ),
        denies(
            "no-samples",
            "A metric without any samples.",
            Code::CanaryTooFewSamples,
            but([("/metrics/0/control", json!([])), ("/metrics/0/experiment", json!([]))]),
        ),
        denies(
            "too-short",
            "Observed for a second less than the class asks for.",
            Code::CanaryTooShort,
            but([("/start", json!("2026-11-20T08:15:01Z"))]),
        ),
        denies(
            "signed-before-it-ended",
            "Signed a second before what it observed had ended.",
            Code::CanaryWindowAfterSigning,
            but([("/signedAt", json!("2026-11-20T08:44:59Z"))]),
        ),
        denies(
            "too-old",
            "What was measured is too old, however late it was signed.",
            Code::EvidenceTooOld,
            but([("/start", json!("2026-11-19T11:00:00Z")), ("/end", json!("2026-11-19T12:00:00Z"))]),
        ),
        denies(
            "not-yet",
            "Says that it was signed in an hour.",
            Code::EvidenceNotYet,
            but([("/signedAt", json!("2026-11-20T13:00:00Z"))]),
        ),
        area.denies(
            "own-baseline",
            "The canary was compared with itself.",
            &[MISSING, (CANARY, Code::CanaryOwnBaseline)],
            |s| {
                asked(s);
                let own = json!(s.artefacts[0]);
                say(s, but([("/baseline/digest", own)]));
            },
        ),
        area.denies(
            "group-that-weighs-nothing",
            "A metric in a group that the policy does not weigh.",
            &[MISSING, (CANARY, Code::CanaryGroupUnknown)],
            |s| {
                asked_with(s, "          groups: { errors: 100 }\n          metrics: { errors: { group: errors } }\n");
                say(s, honest());
            },
        ),
        area.denies(
            "malformed",
            "Infinity is no sample, and a canary with one counts for nothing.",
            &[MISSING, ("records", Code::RecordInvalidDenies)],
            |s| {
                asked(s);
                say(s, but([("/metrics/0/control/0", json!("Infinity"))]));
            },
        ),
        area.denies(
            "mark-of-its-own",
            "A field that no canary has, such as a mark of its own.",
            &[MISSING, ("records", Code::RecordInvalidDenies)],
            |s| {
                asked(s);
                let mut predicate = honest();
                predicate["pass"] = json!(0);
                say(s, predicate);
            },
        ),
    ]
}

/// The builder's canary passes; that of another producer whom the class asks for, too, failed.
fn watched(scenario: &mut Scenario) {
    scenario.policy("  builder: ", "  watcher: Watches canaries.\n  builder: ");
    scenario.roster(
        "  - id: ci-deployer\n    aliases: [\"github:acme-deploy\"]\n",
        "  - id: ci-deployer\n    aliases: [\"github:acme-deploy\"]\n    roles: [{ role: watcher, from: 2026-01-01T00:00:00Z }]\n    keys: [{ pem: \"KEY ci-deployer\" }]\n",
    );
    asked(scenario);
    scenario.policy("canary:\n          by: [builder]", "canary:\n          by: [builder, watcher]");
    say(scenario, honest());
    attest(scenario, "ci-deployer", SAMPLES, but([("/metrics/0/experiment", around(2.0))]));
}

fn judged(area: &Area) -> Vec<Case> {
    let failed: [Due; 2] = [MISSING, (CANARY, Code::CanaryFailed)];
    vec![
        area.denies(
            "marginal",
            "One of two metrics is worse, and the class wants more.",
            &[MISSING, (CANARY, Code::CanaryMarginal)],
            |s| {
                asked(s);
                say(s, slow());
            },
        ),
        area.denies("critical-metric", "A metric that the policy calls critical is worse.", &failed, |s| {
            asked(s);
            say(s, but([("/metrics/0/experiment", around(2.0))]));
        }),
        area.denies(
            "direction-of-its-own",
            "The record says that more errors are no worse; the policy says that they are.",
            &failed,
            |s| {
                asked(s);
                let mut predicate = but([("/metrics/0/experiment", around(2.0))]);
                predicate["metrics"][0]["direction"] = json!("decrease");
                say(s, predicate);
            },
        ),
        area.denies(
            "hidden-by-an-outlier",
            "One outlier of the baseline raises its mean above the canary's, which is slower all the same.",
            &[MISSING, (CANARY, Code::CanaryMarginal)],
            |s| {
                asked(s);
                let mut predicate = slow();
                predicate["metrics"][1]["control"][0] = json!(1_000_000);
                say(s, predicate);
            },
        ),
        area.denies(
            "padded",
            "Metrics that nobody asked for, and that are sure to pass, do not raise the score.",
            &[MISSING, (CANARY, Code::CanaryMarginal)],
            |s| {
                asked(s);
                let mut predicate = slow();
                let metrics = predicate["metrics"].as_array_mut().expect("metrics");
                for number in 0..40 {
                    let name = format!("spare {number}");
                    metrics.push(json!({"name": name, "group": "g", "control": around(1.0), "experiment": around(1.0)}));
                }
                say(s, predicate);
            },
        ),
        area.denies(
            "somebody-elses-no",
            "Another producer's canary failed: a better one does not outvote it.",
            &[(CANARY, Code::CanaryFailed)],
            watched,
        ),
        area.denies(
            "no-behind-one-revoked",
            "Another producer's canary failed, and a newer one of theirs is revoked: it hides nothing.",
            &[(CANARY, Code::CanaryFailed), (CANARY, Code::EvidenceRevoked)],
            |s| {
                watched(s);
                let newer = newer();
                let id = Sha256::of(&statement(SAMPLES, &s.artefacts, newer.clone()));
                attest(s, "ci-deployer", SAMPLES, newer);
                s.revocations.push(revocation("dave", &[id], &[]));
            },
        ),
        area.denies(
            "no-behind-one-of-tomorrow",
            "Another producer's canary failed, and a newer one of theirs says that it was signed in an hour: it hides nothing.",
            &[(CANARY, Code::CanaryFailed), (CANARY, Code::EvidenceNotYet)],
            |s| {
                watched(s);
                attest(s, "ci-deployer", SAMPLES, but([("/signedAt", json!("2026-11-20T13:00:00Z"))]));
            },
        ),
        area.allows(
            "no-behind-a-newer-yes",
            "Another producer's canary failed, and a newer one of theirs passes: that takes it back.",
            &[],
            |s| {
                watched(s);
                attest(s, "ci-deployer", SAMPLES, newer());
            },
        ),
    ]
}

/// The class accepts analysis runs, too.
fn asked_for_runs(scenario: &mut Scenario) {
    asked_with(
        scenario,
        "          accept: [canary, argo-analysis-run]\n          minMeasurements: 3\n          metrics: { errors: {} }\n",
    );
}

/// A run of Argo Rollouts that succeeded.
fn run() -> Value {
    let measurement = |minute: u32| json!({"phase": "Successful", "finishedAt": format!("2026-11-20T08:{minute}:00Z")});
    json!({
        "signedAt": "2026-11-20T08:46:00Z",
        "analysisRun": {
            "apiVersion": "argoproj.io/v1alpha1", "kind": "AnalysisRun", "metadata": {"name": "checkout-api-2"},
            "spec": {"metrics": [{"name": "errors", "interval": "15m", "count": 3, "successCondition": "result < 0.01",
                "provider": {"prometheus": {"query": "errors"}}}]},
            "status": {"phase": "Successful", "startedAt": "2026-11-20T08:00:00Z", "metricResults": [
                {"name": "errors", "phase": "Successful", "count": 3, "successful": 3,
                 "measurements": [measurement(15), measurement(30), measurement(45)]}]},
        },
    })
}

fn runs(area: &Area) -> Vec<Case> {
    let denies = |name, about, due: &[Due], pointer: &str, value: Value| {
        area.denies(name, about, due, |s| {
            asked_for_runs(s);
            let mut predicate = run();
            *predicate.pointer_mut(pointer).expect("a field of the run") = value;
            attest(s, "ci-builder", RUN, predicate);
        })
    };
    let result = "/analysisRun/status/metricResults/0";
    let due = |code| [MISSING, (CANARY, code)];
    vec![
        area.allows("analysis-run", "The counters of an analysis run say that it succeeded.", &[], |s| {
            asked_for_runs(s);
            attest(s, "ci-builder", RUN, run());
        }),
        area.denies(
            "analysis-run-unaccepted",
            "The class accepts samples alone.",
            &due(Code::CanarySourceUnaccepted),
            |s| {
                asked(s);
                attest(s, "ci-builder", RUN, run());
            },
        ),
        denies(
            "analysis-run-without-measurements",
            "It says that it succeeded, and measured nothing.",
            &due(Code::CanaryNotMeasured),
            result,
            json!({"name": "errors", "phase": "Successful"}),
        ),
        denies(
            "analysis-run-failed",
            "It says that it succeeded, and counts a failure that is not allowed.",
            &due(Code::CanaryFailed),
            result,
            json!({"name": "errors", "phase": "Successful", "count": 3, "successful": 2, "failed": 1, "measurements": [
                {"phase": "Failed", "finishedAt": "2026-11-20T08:45:00Z"}]}),
        ),
        denies(
            "analysis-run-contradictory",
            "It counts more successes than measurements.",
            &due(Code::CanaryContradictory),
            &format!("{result}/successful"),
            json!(9),
        ),
        denies(
            "analysis-run-negative",
            "It counts fewer failures than none.",
            &[MISSING, ("records", Code::RecordInvalidDenies)],
            result,
            json!({"name": "errors", "phase": "Successful", "count": 3, "successful": 4, "failed": -1}),
        ),
        denies(
            "analysis-run-without-an-end",
            "It does not say when it began.",
            &due(Code::CanaryTooShort),
            "/analysisRun/status/startedAt",
            json!(null),
        ),
    ]
}

/// Flagger's word for a success.
fn status() -> Value {
    json!({
        "signedAt": "2026-11-20T08:46:00Z",
        "canary": {
            "apiVersion": "flagger.app/v1beta1", "kind": "Canary", "metadata": {"name": "checkout-api"},
            "spec": {"analysis": {"interval": "1m", "threshold": 5, "iterations": 45}},
            "status": {"phase": "Succeeded", "failedChecks": 1, "lastAppliedSpec": "5f", "lastPromotedSpec": "5f"},
        },
    })
}

fn statuses(area: &Area) -> Vec<Case> {
    let weak = |s: &mut Scenario| {
        asked_with(
            s,
            "          accept: [canary, flagger-canary]\n          weak: true\n          metrics: { errors: {} }\n",
        );
    };
    vec![
        area.allows(
            "flagger",
            "The policy takes Flagger's word, and the report says how little that is.",
            &[(CANARY, Code::CanaryWeak)],
            |s| {
                weak(s);
                attest(s, "ci-builder", FLAGGER, status());
            },
        ),
        area.denies(
            "flagger-unaccepted",
            "Nobody takes Flagger's word without saying so.",
            &[MISSING, (CANARY, Code::CanarySourceUnaccepted)],
            |s| {
                asked(s);
                attest(s, "ci-builder", FLAGGER, status());
            },
        ),
        area.denies("flagger-failed", "Flagger rolled it back.", &[MISSING, (CANARY, Code::CanaryFailed)], |s| {
            weak(s);
            let mut predicate = status();
            predicate["canary"]["status"]["phase"] = json!("Failed");
            attest(s, "ci-builder", FLAGGER, predicate);
        }),
        area.refuses(
            "weak-by-accident",
            "A policy that lists Flagger and does not say that it is weak does not load.",
            &[("policy", Code::PolicyInvalid)],
            |s| {
                asked_with(s, "          accept: [flagger-canary]\n          metrics: { errors: {} }\n");
            },
        ),
    ]
}

fn standing(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "by-somebody-else",
            "A release manager runs no canaries.",
            &[MISSING, (CANARY, Code::EvidenceProducerUnauthorised)],
            |s| {
                asked(s);
                attest(s, "carol", SAMPLES, honest());
            },
        ),
        area.denies(
            "newest-is-bad",
            "A newer canary failed: the older good one does not help.",
            &[MISSING, (CANARY, Code::CanaryFailed)],
            |s| {
                asked(s);
                say(s, honest());
                let mut new = but([("/metrics/0/experiment", around(2.0))]);
                (new["end"], new["signedAt"]) = (newer()["end"].clone(), newer()["signedAt"].clone());
                say(s, new);
            },
        ),
        area.denies("one-artefact-uncovered", "Every artefact needs it: one of two has none.", &[MISSING], |s| {
            asked(s);
            say(s, honest());
            s.artefacts.push(other_bytes());
        }),
        area.denies("revoked", "The canary was revoked.", &[MISSING, (CANARY, Code::EvidenceRevoked)], |s| {
            asked(s);
            let id = Sha256::of(&statement(SAMPLES, &s.artefacts, honest()));
            say(s, honest());
            s.revocations.push(revocation("dave", &[id], &[]));
        }),
    ]
}
