//! An `AnalysisRun` of Argo Rollouts, judged by what it counted (argo-rollouts, `analysis/analysis.go`:
//! `assessMetricStatus`, `assessMetricFailureInconclusiveOrError`, `assessRunStatus`; `EffectiveCount` of
//! `analysis_types.go`).
//!
//! Argo believes a phase that is complete; here the counters are asked again. Stricter than Argo: a metric that was never
//! measured, that never succeeded, or that was stopped before its count, is no success; nor is a run that says of itself
//! that it is none, or in which nothing counts; and counters that contradict one another, or the measurements, are worth
//! nothing.

use serde::Serialize;

use crate::format::canary::analysis_run::{AnalysisRun, DryRun, Metric, MetricResult};

/// How many errors in a row Argo allows where a metric does not say (`DefaultConsecutiveErrorLimit`).
const CONSECUTIVE_ERRORS: u32 = 4;

/// What a metric, or the run, comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Phase {
    /// Within its limits, to the end.
    Successful,
    /// Not measured to the end.
    Running,
    /// Never measured.
    Pending,
    /// Too often neither good nor bad.
    Inconclusive,
    /// Too many errors in a row.
    Error,
    /// Failed too often, or never succeeded.
    Failed,
    /// Counters that contradict one another.
    Contradictory,
}

/// One metric.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Assessed {
    /// Its name.
    pub name: String,
    /// What it comes to.
    pub classification: Phase,
    /// Why, where it is no success.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Whether it is left out of account.
    pub dry_run: bool,
    /// Measurements without an error.
    pub count: u32,
    /// Those that succeeded.
    pub successful: u32,
    /// Those that failed.
    pub failed: u32,
    /// Those that were neither.
    pub inconclusive: u32,
    /// Measurements that erred.
    pub error: u32,
}

/// The run.
#[derive(Clone, Debug, Serialize)]
pub struct Judgement {
    /// What it comes to: the worst of its metrics.
    pub classification: Phase,
    /// Why, where it is no success.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// By name.
    pub metrics: Vec<Assessed>,
}

/// Judges a run.
pub fn judge(run: &AnalysisRun) -> Judgement {
    let assess = |metric: &Metric| {
        let result = run.status.metric_results.iter().find(|result| result.name == metric.name);
        let dry_run = result.is_some_and(|result| result.dry_run) || is_dry(&run.spec.dry_run, &metric.name);
        let none = MetricResult::default();
        let result = result.unwrap_or(&none);
        let (classification, reason) = assess(metric, result);
        let MetricResult { count, successful, failed, inconclusive, error, .. } = *result;
        let name = metric.name.clone();
        Assessed { name, classification, reason, dry_run, count, successful, failed, inconclusive, error }
    };
    let mut metrics: Vec<Assessed> = run.spec.metrics.iter().map(assess).collect();
    metrics.sort_by(|a, b| a.name.cmp(&b.name));
    let worst = metrics.iter().filter(|metric| !metric.dry_run).max_by_key(|metric| metric.classification);
    let (classification, reason) = match worst {
        None => (Phase::Pending, "every metric is a dry run".to_owned()),
        Some(worst) if worst.classification != Phase::Successful => {
            (worst.classification, format!("`{}`: {}", worst.name, worst.reason))
        }
        Some(_) if run.status.phase != "Successful" => {
            let said = if run.status.phase.is_empty() { "nothing" } else { run.status.phase.as_str() };
            (Phase::Failed, format!("it says of itself: {said}"))
        }
        Some(_) => (Phase::Successful, String::new()),
    };
    Judgement { classification, reason, metrics }
}

/// Argo's wildcard: `*` stands for any characters.
fn is_dry(dry_runs: &[DryRun], name: &str) -> bool {
    dry_runs.iter().any(|dry| {
        let mut pieces = dry.metric_name.split('*');
        let Some(mut rest) = pieces.next().and_then(|first| name.strip_prefix(first)) else { return false };
        let Some(last) = pieces.next_back() else { return rest.is_empty() };
        for piece in pieces {
            match rest.split_once(piece) {
                Some((_, behind)) => rest = behind,
                None => return false,
            }
        }
        rest.ends_with(last)
    })
}

fn assess(metric: &Metric, result: &MetricResult) -> (Phase, String) {
    if result.measurements.is_empty() || result.count == 0 && result.error == 0 {
        return (Phase::Pending, "never measured".to_owned());
    }
    if let Some(why) = contradiction(result) {
        return (Phase::Contradictory, why);
    }
    if result.measurements.last().is_some_and(|last| !is_complete(&last.phase)) {
        return (Phase::Running, "the last measurement is not complete".to_owned());
    }
    let over = |what: &str, number: u32, limit: u32| format!("{what} {number} times, and at most {limit} are allowed");
    let failures = metric.failure_limit.unwrap_or(0);
    let inconclusive = metric.inconclusive_limit.unwrap_or(0);
    let errors = metric.consecutive_error_limit.unwrap_or(CONSECUTIVE_ERRORS);
    if result.failed > failures {
        return (Phase::Failed, over("failed", result.failed, failures));
    }
    if result.consecutive_error > errors {
        return (Phase::Error, over("erred in a row", result.consecutive_error, errors));
    }
    if result.inconclusive > inconclusive {
        return (Phase::Inconclusive, over("inconclusive", result.inconclusive, inconclusive));
    }
    if result.successful == 0 {
        return (Phase::Failed, "never succeeded".to_owned());
    }
    if let Some(due) = effective_count(metric).filter(|due| result.count < *due) {
        return (Phase::Running, format!("measured {} of {due} times", result.count));
    }
    if let Some(due) = metric.consecutive_success_limit.filter(|due| result.consecutive_success < *due) {
        return (Phase::Running, format!("succeeded {} of {due} times in a row", result.consecutive_success));
    }
    (Phase::Successful, String::new())
}

/// How often a metric was to be measured; `None` for as long as the run lasts.
fn effective_count(metric: &Metric) -> Option<u32> {
    metric.count.or_else(|| metric.interval.is_empty().then_some(1))
}

fn is_complete(phase: &str) -> bool {
    matches!(phase, "Successful" | "Failed" | "Error" | "Inconclusive")
}

/// Why the counters cannot be what was counted.
fn contradiction(result: &MetricResult) -> Option<String> {
    let parts = result.successful.saturating_add(result.failed).saturating_add(result.inconclusive);
    if parts != result.count {
        return Some(format!("counts {} measurements, and {parts} by outcome", result.count));
    }
    let kept = |phase: &str| result.measurements.iter().filter(|m| m.phase == phase).count();
    let counted = [
        ("Successful", result.successful),
        ("Failed", result.failed),
        ("Inconclusive", result.inconclusive),
        ("Error", result.error),
    ];
    if let Some((phase, counter)) = counted.into_iter().find(|(phase, counter)| kept(phase) > *counter as usize) {
        return Some(format!("keeps {} measurements that are {phase}, and counts {counter}", kept(phase)));
    }
    let row = result.measurements.iter().rev().take_while(|m| m.phase == "Error").count();
    (row > result.consecutive_error as usize)
        .then(|| format!("ends with {row} errors, and counts {} in a row", result.consecutive_error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A run that succeeds, after a change.
    fn judged(change: impl FnOnce(&mut Value)) -> Judgement {
        let done = |phase: &str| json!({"phase": phase, "finishedAt": "2026-11-20T08:30:00Z"});
        let mut run = json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "AnalysisRun",
            "spec": {"metrics": [
                {"name": "errors", "interval": "1m", "count": 3, "failureLimit": 1, "provider": {}}, {"name": "smoke"}]},
            "status": {"phase": "Successful", "startedAt": "2026-11-20T08:00:00Z", "metricResults": [
                {"name": "errors", "phase": "Successful", "count": 3, "successful": 2, "failed": 1, "error": 1,
                 "measurements": [done("Successful"), done("Error"), done("Failed"), done("Successful")]},
                {"name": "smoke", "phase": "Successful", "count": 1, "successful": 1,
                 "measurements": [done("Successful")]}]},
        });
        change(&mut run);
        judge(&AnalysisRun::parse(run.to_string().as_bytes()).unwrap())
    }

    #[test]
    fn counters_within_their_limits_are_a_success() {
        let found = judged(|_| {});
        assert_eq!((found.classification, found.reason.as_str()), (Phase::Successful, ""));
    }

    #[test]
    fn a_phase_alone_proves_nothing() {
        type Change = fn(&mut Value);
        let changes: [(Change, Phase, &str); 14] = [
            (|r| r["status"]["metricResults"] = json!([]), Phase::Pending, "never measured"),
            (|r| r["status"]["metricResults"][1]["measurements"] = json!([]), Phase::Pending, "never measured"),
            (|r| r["spec"]["metrics"][0]["failureLimit"] = json!(0), Phase::Failed, "failed 1 times"),
            (|r| r["spec"]["metrics"][0]["failureLimit"] = json!(-1), Phase::Failed, "failed 1 times"),
            (|r| r["spec"]["metrics"][0]["count"] = json!(4), Phase::Running, "measured 3 of 4"),
            (|r| r["spec"]["metrics"][0]["consecutiveSuccessLimit"] = json!(2), Phase::Running, "in a row"),
            (|r| r["status"]["metricResults"][0]["count"] = json!(5), Phase::Contradictory, "by outcome"),
            (|r| r["status"]["metricResults"][0]["error"] = json!(0), Phase::Contradictory, "keeps 1"),
            (|r| r["status"]["phase"] = json!("Error"), Phase::Failed, "it says of itself: Error"),
            (|r| r["status"]["phase"] = json!(""), Phase::Failed, "it says of itself: nothing"),
            (|r| r["spec"]["dryRun"] = json!([{"metricName": "*"}]), Phase::Pending, "dry run"),
            (
                |r| r["status"]["metricResults"][1]["measurements"][0]["phase"] = json!("Running"),
                Phase::Running,
                "not complete",
            ),
            (
                |r| {
                    let result = &mut r["status"]["metricResults"][1];
                    *result = json!({"name": "smoke", "count": 0, "error": 5, "consecutiveError": 5,
                        "measurements": [{"phase": "Error"}]});
                },
                Phase::Error,
                "erred in a row 5",
            ),
            (
                |r| {
                    r["spec"]["metrics"][1]["inconclusiveLimit"] = json!(1);
                    r["status"]["metricResults"][1] = json!({"name": "smoke", "count": 1, "inconclusive": 1,
                        "measurements": [{"phase": "Inconclusive"}]});
                },
                Phase::Failed,
                "never succeeded",
            ),
        ];
        for (change, phase, why) in changes {
            let found = judged(change);
            assert_eq!(found.classification, phase, "{why}: {}", found.reason);
            assert!(found.reason.contains(why), "{why}: {}", found.reason);
        }
    }

    #[test]
    fn a_dry_run_does_not_count() {
        let found = judged(|run| {
            run["spec"]["dryRun"] = json!([{"metricName": "sm*e"}]);
            run["status"]["metricResults"][1]["failed"] = json!(7);
        });
        assert_eq!(found.classification, Phase::Successful);
        assert!(found.metrics[1].dry_run && !found.metrics[0].dry_run);
    }
}
