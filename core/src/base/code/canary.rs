//! The codes of canary analyses. One that failed denies. One that is not accepted counts for nothing, so its code warns;
//! that none is accepted fails, as `evidence.missing`.

macro_rules! canary { ([$($rest:ident)*] $($rows:tt)*) => { chain! { [$($rest)*] $($rows)*
    CanaryFailed "canary.failed" Fail answered:
        "The canary fared worse than its baseline, or its analysis run did not succeed by its own counters.",
        "look at the metrics that are named; `countersign judge` shows all of them";
    CanaryMarginal "canary.marginal" Warn answered:
        "The canary's score is marginal, and the class does not accept that.",
        "let the canary run longer, or mend what is worse";
    CanaryMarginalAccepted "canary.marginal-accepted" Warn answered:
        "The canary's score is marginal, and the class accepts that.",
        "look at the metrics that are named before you deploy";
    CanaryMetricMissing "canary.metric-missing" Warn answered:
        "The canary analysis leaves out a metric that the policy names.",
        "measure it, under the name that the policy has";
    CanaryGroupUnknown "canary.group-unknown" Warn answered:
        "A metric counts in a group that the policy does not weigh, and so would count for nothing.",
        "put it into a group of the policy, or have the policy weigh the group";
    CanaryTooFewSamples "canary.too-few-samples" Warn answered:
        "A metric has fewer samples, or measurements, than the class asks for.",
        "let the canary run longer, or measure more often";
    CanaryTooShort "canary.too-short" Warn answered:
        "The canary was observed for less time than the class asks for, or it does not say for how long.",
        "let the canary run longer";
    CanaryNotMeasured "canary.not-measured" Warn answered:
        "The analysis run has no measurements that count: its phase alone proves nothing.",
        "let the analysis measure, without `dryRun`";
    CanaryContradictory "canary.contradictory" Warn answered:
        "The counters of the analysis run contradict one another, or the measurements that it kept.",
        "take the run from the cluster again, as it is, and have it signed";
    CanaryWindowAfterSigning "canary.window-after-signing" Warn answered:
        "The canary analysis was signed before what it says that it observed had ended.",
        "sign it after it has ended; check the clock of its producer";
    CanaryOwnBaseline "canary.own-baseline" Warn answered:
        "The canary was compared with itself.",
        "run a baseline of what is in production beside it";
    CanarySourceUnaccepted "canary.source-unaccepted" Warn answered:
        "The canary analysis comes from where the class does not accept it.",
        "hand in samples, or list the source under `accept`";
    CanaryWeak "canary.weak" Warn answered:
        "The canary is accepted on the word of a tool, without anything to recompute it from; the policy asks for no more.",
        "have its samples signed, too";
} } }
