//! Canary analyses with what must come out: Kayenta's own cases where they are at hand, and this project's, as judge requests.
//!
//! Published: spinnaker/kayenta, `ClassifierSuite.scala`. Own: `fixtures/vectors/canary.json`, with the same coverage and
//! more; `interval` was computed by another implementation, by bisection.

use std::path::Path;

use serde_json::{Map, Value, json};

/// One metric of a canary, and what must come of it.
#[derive(Clone, Debug)]
pub struct Vector {
    /// What it is about.
    pub name: String,
    /// The judge request.
    pub request: Vec<u8>,
    /// `Pass`, `High`, `Low`, `Nodata` or `Error`.
    pub classification: Value,
    /// Whether the whole canary fails for it; `null` where that is not said.
    pub critical: Value,
    /// Bounds of the shift, where they are known.
    pub interval: Option<Value>,
}

/// Kayenta's cases, of a file that is no part of the project.
pub fn published(file: &Path) -> Vec<Vector> {
    list(file).iter().map(of_kayenta).collect()
}

/// This project's cases.
pub fn own() -> Vec<Vector> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/vectors/canary.json");
    list(&file).iter().map(of_ours).collect()
}

fn list(file: &Path) -> Vec<Value> {
    let bytes = std::fs::read(file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|why| panic!("{}: {why}", file.display()))
}

fn of_kayenta(vector: &Value) -> Vector {
    let mut effect = Map::from_iter([("measure".to_owned(), vector["effect_size_measure"].clone())]);
    sizes(&mut effect, "allowed", &vector["effect_size_thresholds"]);
    sizes(&mut effect, "critical", &vector["critical_thresholds"]);
    let lower = |value: &Value| value.as_str().expect("a text").to_lowercase();
    let analysis = json!({
        "direction": lower(&vector["direction"]), "nanStrategy": vector["nan_strategy"],
        "critical": vector["critical_metric"], "effectSize": effect,
    });
    Vector {
        name: name(vector),
        request: request(&analysis, vector),
        classification: vector["expected_classification"].clone(),
        critical: vector["expected_critical"].clone(),
        interval: None,
    }
}

fn of_ours(vector: &Value) -> Vector {
    let mut effect = Map::from_iter([("measure".to_owned(), vector["measure"].clone())]);
    sizes(&mut effect, "allowed", &vector["allowed"]);
    sizes(&mut effect, "critical", &vector["criticalSizes"]);
    let analysis = json!({
        "direction": vector["direction"], "nanStrategy": vector["nanStrategy"], "critical": vector["critical"],
        "mustHaveData": vector["mustHaveData"], "effectSize": effect, "outliers": {"strategy": vector["outliers"]},
    });
    Vector {
        name: name(vector),
        request: request(&analysis, vector),
        classification: vector["expected"].clone(),
        critical: vector["expectedCritical"].clone(),
        interval: vector.get("interval").cloned(),
    }
}

fn name(vector: &Value) -> String {
    vector["name"].as_str().unwrap_or("nameless").to_owned()
}

/// `[decrease, increase]` as Kayenta's test suite has it.
fn sizes(effect: &mut Map<String, Value>, which: &str, sizes: &Value) {
    if let Some([decrease, increase]) = sizes.as_array().map(Vec::as_slice) {
        effect.insert(format!("{which}Decrease"), decrease.clone());
        effect.insert(format!("{which}Increase"), increase.clone());
    }
}

/// The judge request that says what a vector says.
fn request(analysis: &Value, vector: &Value) -> Vec<u8> {
    let name = &vector["name"];
    json!({
        "canaryConfig": {"metrics": [{"name": name, "groups": ["all"], "analysisConfigurations": {"canary": analysis}}]},
        "scoreThresholds": {"pass": 95, "marginal": 75},
        "metricSetPairList": [{"name": name, "values": {
            "control": vector["control"], "experiment": vector["experiment"]}}],
        "classifier": {"tolerance": vector["tolerance"], "confidence": vector["confidence"]},
    })
    .to_string()
    .into_bytes()
}
