//! Layer 11: judges one canary analysis apart from any gate, so that people see what the numbers come to.
//!
//! Nobody's signature is asked for, and no policy: a canary is judged by Kayenta's own defaults, a judge request by what
//! it says itself. What counts in a decision is for the policy to say.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::base::canary::Source;
use crate::base::canonical;
use crate::base::code::Code;
use crate::base::json;
use crate::base::limits::RECORD_BYTES;
use crate::format::canary::analysis_run::AnalysisRun;
use crate::format::canary::flagger::Flagger;
use crate::format::canary::kayenta::{self, JudgeRequest};
use crate::format::canary::samples::{Samples, Series};
use crate::format::canary::{Canary, Observed};
use crate::format::dsse::Envelope;
use crate::format::statement::Statement;
use crate::judge::classifier::{Config, Settings, Thresholds as Sizes};
use crate::judge::decimal::Score;
use crate::judge::judgement::Judgement;
use crate::judge::samples::{self, Metric};
use crate::judge::score::{Thresholds, Verdict};
use crate::judge::{analysis_run, flagger};
use crate::records::Problem;

/// What was judged, and what came out.
#[derive(Serialize)]
struct Answer {
    countersign: &'static str,
    source: &'static str,
    verdict: Verdict,
    result: Judgement,
}

/// Judges a canary analysis: canonical JSON (`docs/report.md`, "Judge").
///
/// The document is a predicate of `docs/records.md` (`canary`, `argo-analysis-run`, `flagger-canary`), a statement or an
/// envelope with one, the object of Argo Rollouts or Flagger itself, or what Kayenta's judge is asked.
pub fn judge(document: &[u8]) -> Result<Vec<u8>, Problem> {
    let (source, result) = read(document).map_err(|message| Problem { code: Code::EvidenceInvalid, message })?;
    let verdict = result.verdict();
    Ok(canonical::to_bytes(&Answer { countersign: "judgement/v1", source, verdict, result }))
}

fn read(document: &[u8]) -> Result<(&'static str, Judgement), String> {
    if document.len() > RECORD_BYTES {
        return Err(format!("larger than {RECORD_BYTES} bytes"));
    }
    let value = json::parse(document)?;
    if JudgeRequest::is_one(&value) {
        let request = JudgeRequest::from_value(value)?;
        return Ok(("kayenta-request", Judgement::Samples(of_request(&request)?)));
    }
    let observed = observed(value, document)?;
    let source = observed.source().id();
    Ok((
        source,
        match observed {
            Observed::Samples(samples) => Judgement::Samples(of_samples(&samples)),
            Observed::AnalysisRun(run) => Judgement::AnalysisRun(analysis_run::judge(&run)),
            Observed::Flagger(canary) => Judgement::Flagger(flagger::judge(&canary)),
        },
    ))
}

/// What a document observed, whatever it is wrapped in.
fn observed(value: Value, document: &[u8]) -> Result<Observed, String> {
    let has = |field: &str| value.get(field).is_some();
    if has("payloadType") {
        return of_statement(&Envelope::from_value(value)?.payload);
    }
    if has("_type") {
        return of_statement(document);
    }
    if has("apiVersion") {
        return match value.get("kind").and_then(Value::as_str) {
            Some("AnalysisRun") => AnalysisRun::from_value(value).map(Observed::AnalysisRun),
            Some("Canary") => Flagger::from_value(value).map(Observed::Flagger),
            _ => Err("kind: neither `AnalysisRun` nor `Canary`".to_owned()),
        };
    }
    let source = match (has("analysisRun"), has("canary")) {
        (true, _) => Source::ArgoAnalysisRun,
        (false, true) => Source::FlaggerCanary,
        (false, false) => Source::Canary,
    };
    Canary::read(&Canary::predicate_type(source), value).map(|canary| canary.observed)
}

fn of_statement(payload: &[u8]) -> Result<Observed, String> {
    let statement = Statement::parse(payload)?;
    Canary::read(&statement.predicate_type, statement.predicate).map(|canary| canary.observed)
}

/// By Kayenta's defaults: every group weighs the same.
fn of_samples(samples: &Samples) -> samples::Judgement {
    let metrics = samples.metrics.iter().map(|metric| Metric {
        name: metric.name.as_str(),
        groups: vec![metric.group.to_string()],
        config: Config { direction: metric.direction, critical: metric.critical, ..Config::default() },
        raises: true,
        control: metric.control.samples(),
        experiment: metric.experiment.samples(),
    });
    let metrics: Vec<Metric<'_>> = metrics.collect();
    samples::judge(&metrics, Settings::default(), &BTreeMap::new(), Thresholds::default())
}

fn of_request(request: &JudgeRequest) -> Result<samples::Judgement, String> {
    let pairs = request.metric_set_pair_list.iter().map(|pair| {
        let read = |which| pair.series(which).map_err(|why| format!("metricSetPairList `{}`: {why}", pair.name));
        let configured = request.canary_config.metrics.iter().find(|metric| metric.name == pair.name);
        let metric = configured.ok_or_else(|| format!("canaryConfig.metrics: no `{}`", pair.name.escape_default()))?;
        Ok((pair.name.as_str(), metric, read("control")?, read("experiment")?))
    });
    let pairs = pairs.collect::<Result<Vec<(&str, &kayenta::Metric, Series, Series)>, String>>()?;
    let metrics: Vec<Metric<'_>> = pairs
        .iter()
        .map(|(name, metric, control, experiment)| Metric {
            name,
            groups: metric.groups.clone(),
            config: config(metric.analysis()),
            raises: true,
            control: control.samples(),
            experiment: experiment.samples(),
        })
        .collect();
    let defaults = Settings::default();
    let tolerance = request.classifier.tolerance.unwrap_or(defaults.tolerance);
    let confidence = request.classifier.confidence.unwrap_or(defaults.confidence);
    if !(0.0..1.0).contains(&tolerance) || !(0.5..=0.9999).contains(&confidence) {
        return Err("classifier: a tolerance below 1, and a confidence from 0.5 to 0.9999".to_owned());
    }
    let kayenta::Thresholds { pass, marginal } = request.score_thresholds;
    let thresholds = Thresholds { pass: Score::round(pass), marginal: Score::round(marginal) };
    let weights = &request.canary_config.classifier.group_weights;
    Ok(samples::judge(&metrics, Settings { tolerance, confidence }, weights, thresholds))
}

fn config(analysis: &kayenta::Analysis) -> Config {
    let size = &analysis.effect_size;
    let none = Sizes::none(size.measure);
    Config {
        direction: analysis.direction,
        missing: analysis.nan_strategy,
        outliers: analysis.outliers.strategy,
        outlier_factor: analysis.outliers.outlier_factor.unwrap_or(Config::default().outlier_factor),
        critical: analysis.critical,
        must_have_data: analysis.must_have_data,
        effect: Sizes {
            measure: size.measure,
            allowed_increase: size.allowed_increase.unwrap_or(none.allowed_increase),
            allowed_decrease: size.allowed_decrease.unwrap_or(none.allowed_decrease),
            critical_increase: size.critical_increase.unwrap_or(none.critical_increase),
            critical_decrease: size.critical_decrease.unwrap_or(none.critical_decrease),
        },
    }
}
