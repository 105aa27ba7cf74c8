//! The status of a Flagger `Canary`: whether that tool says that it promoted it, and nothing that it says is against it
//! (flagger, `pkg/controller/scheduler.go`). Weak: there is nothing to recompute.

use serde::Serialize;

use crate::format::canary::flagger::Flagger;

/// What Flagger says.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Judgement {
    /// Whether it succeeded.
    pub successful: bool,
    /// Why not.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Checks that were to be made.
    pub checks: u32,
    /// Checks that failed.
    pub failed_checks: u32,
}

/// Judges a canary.
pub fn judge(canary: &Flagger) -> Judgement {
    let (spec, status) = (&canary.spec, &canary.status);
    let (applied, promoted) = (&status.last_applied_spec, &status.last_promoted_spec);
    let reason = if status.phase != "Succeeded" {
        format!("it says of itself: {}", status.phase)
    } else if spec.skip_analysis || spec.analysis.checks() == 0 {
        "nothing was analysed".to_owned()
    } else if status.failed_checks >= spec.analysis.threshold {
        format!("{} checks failed, and {} are too many", status.failed_checks, spec.analysis.threshold)
    } else if applied != promoted {
        "a newer specification was applied than was promoted".to_owned()
    } else {
        String::new()
    };
    Judgement {
        successful: reason.is_empty(),
        reason,
        checks: spec.analysis.checks(),
        failed_checks: status.failed_checks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn judged(change: impl FnOnce(&mut Value)) -> Judgement {
        let mut canary = json!({
            "apiVersion": "flagger.app/v1beta1", "kind": "Canary",
            "spec": {"analysis": {"interval": "1m", "threshold": 5, "iterations": 10}},
            "status": {"phase": "Succeeded", "failedChecks": 1, "lastAppliedSpec": "a", "lastPromotedSpec": "a"},
        });
        change(&mut canary);
        judge(&Flagger::parse(canary.to_string().as_bytes()).unwrap())
    }

    #[test]
    fn a_success_needs_everything_that_flagger_says_to_be_for_it() {
        assert!(judged(|_| {}).successful);
        type Change = fn(&mut Value);
        let changes: [(Change, &str); 5] = [
            (|c| c["status"]["phase"] = json!("Promoting"), "Promoting"),
            (|c| c["spec"]["skipAnalysis"] = json!(true), "nothing was analysed"),
            (|c| c["spec"]["analysis"]["iterations"] = json!(0), "nothing was analysed"),
            (|c| c["status"]["failedChecks"] = json!(5), "5 checks failed"),
            (|c| c["status"]["lastAppliedSpec"] = json!("b"), "newer specification"),
        ];
        for (change, why) in changes {
            let found = judged(change);
            assert!(!found.successful && found.reason.contains(why), "{why}: {}", found.reason);
        }
    }
}
