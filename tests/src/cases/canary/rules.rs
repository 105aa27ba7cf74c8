//! What the class's rule asks of a canary, to the sample, the second and the check; and metrics that it does not name.

use countersign_core::base::code::Code;
use serde_json::{Value, json};

use super::{
    Area, CANARY, Case, Due, FLAGGER, METRICS, MISSING, RUN, around, asked, asked_for_runs, asked_with, attest, but,
    honest, run, say, slow, status,
};
use crate::scenario::Scenario;

pub(super) fn cases(area: &Area) -> Vec<Case> {
    let mut cases = samples(area);
    cases.extend(metrics(area));
    cases.extend(others(area));
    cases
}

fn samples(area: &Area) -> Vec<Case> {
    vec![
        area.allows("just-enough-samples", "As many samples as the class asks for, and not one more.", &[], |s| {
            asked(s);
            s.policy("minSamples: 20", "minSamples: 24");
            say(s, honest());
        }),
        area.allows("signed-when-it-ended", "Signed in the very second in which it ended.", &[], |s| {
            asked(s);
            say(s, but([("/signedAt", json!("2026-11-20T08:45:00Z"))]));
        }),
        area.denies(
            "marginal-and-short",
            "One of two metrics is worse, in a canary that was too short to say so: that is no answer at all.",
            &[MISSING, (CANARY, Code::CanaryTooShort)],
            |s| {
                asked(s);
                let mut predicate = slow();
                predicate["start"] = json!("2026-11-20T08:44:00Z");
                say(s, predicate);
            },
        ),
        area.allows("missing-counts-as-zero", "The policy counts samples that are not there as none.", &[], |s| {
            let zeros = "          metrics: { errors: { nanStrategy: replace }, latency: {} }\n";
            asked_with(s, zeros);
            say(s, but([("/metrics/0/control", sparse()), ("/metrics/0/experiment", sparse())]));
        }),
        area.denies(
            "missing-counts-as-nothing",
            "The same samples, and the policy does not say so.",
            &[MISSING, (CANARY, Code::CanaryTooFewSamples)],
            |s| {
                asked(s);
                say(s, but([("/metrics/0/control", sparse()), ("/metrics/0/experiment", sparse())]));
            },
        ),
    ]
}

/// A sample every other time.
fn sparse() -> Value {
    (0..24).map(|step| if step % 2 == 0 { json!(1.0) } else { Value::Null }).collect()
}

/// How the metrics are looked at: by the policy those that it names, by the record the others.
fn metrics(area: &Area) -> Vec<Case> {
    let unnamed = |metric: Value| {
        let mut predicate = honest();
        predicate["metrics"].as_array_mut().expect("metrics").push(metric);
        predicate
    };
    let metric = |control: f64, experiment: f64| json!({"name": "spare", "group": "g", "control": around(control), "experiment": around(experiment)});
    vec![
        area.allows("fewer-errors", "Only more errors are worse, as the policy says, and there are fewer.", &[], |s| {
            asked(s);
            say(s, but([("/metrics/0/experiment", around(0.1))]));
        }),
        area.allows(
            "outliers-removed",
            "The policy takes outliers away: without them there is no difference.",
            &[],
            |s| {
                asked_with(s, "          metrics: { errors: { outliers: remove }, latency: {} }\n");
                let mut canary = around(1.0);
                for at in [3, 9, 15, 21] {
                    canary[at] = json!(100_000);
                }
                say(s, but([("/metrics/0/experiment", canary)]));
            },
        ),
        area.allows(
            "unnamed-and-better",
            "A metric of the record's own, of which only less is worse: there is more.",
            &[],
            |s| {
                asked_with(s, &METRICS.replace("latency: {} ", "latency: {}"));
                let mut better = metric(80.0, 160.0);
                better["direction"] = json!("decrease");
                say(s, unnamed(better));
            },
        ),
        area.denies(
            "unnamed-and-critical",
            "A metric that the record itself calls critical is worse.",
            &[MISSING, (CANARY, Code::CanaryFailed)],
            |s| {
                asked(s);
                let mut worse = metric(80.0, 160.0);
                worse["critical"] = json!(true);
                say(s, unnamed(worse));
            },
        ),
    ]
}

/// Analysis runs and Flagger's word: as many measurements and checks as the class asks for.
fn others(area: &Area) -> Vec<Case> {
    let few: &[Due] = &[MISSING, (CANARY, Code::CanaryTooFewSamples)];
    let weak = |s: &mut Scenario, checks: u32| {
        let rule = format!(
            "          accept: [canary, flagger-canary]\n          weak: true\n          minMeasurements: {checks}\n          metrics: {{ errors: {{}} }}\n"
        );
        asked_with(s, &rule);
        attest(s, "ci-builder", FLAGGER, status());
    };
    vec![
        area.denies("analysis-run-of-few", "Three measurements, and the class asks for four.", few, |s| {
            asked_for_runs(s);
            s.policy("minMeasurements: 3", "minMeasurements: 4");
            attest(s, "ci-builder", RUN, run());
        }),
        area.allows("analysis-run-of-more", "Three measurements, and the class asks for two.", &[], |s| {
            asked_for_runs(s);
            s.policy("minMeasurements: 3", "minMeasurements: 2");
            attest(s, "ci-builder", RUN, run());
        }),
        area.allows(
            "flagger-just-enough",
            "Flagger checks 45 times, as the class asks.",
            &[(CANARY, Code::CanaryWeak)],
            |s| {
                weak(s, 45);
            },
        ),
        area.denies("flagger-of-few", "Flagger checks 45 times, and the class asks for 46.", few, |s| weak(s, 46)),
        area.denies(
            "flagger-too-short",
            "Flagger was to take 45 minutes, and the class asks for 46.",
            &[MISSING, (CANARY, Code::CanaryTooShort)],
            |s| {
                weak(s, 3);
                s.policy("minDuration: 30m", "minDuration: 46m");
            },
        ),
    ]
}
