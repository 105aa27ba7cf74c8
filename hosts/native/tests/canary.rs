//! Canaries on the command line: judged, signed, and by whose fault not.

mod common;

use common::Place;
use serde_json::{Value, json};

/// An analysis that passes, or does not.
fn samples(shift: u32) -> String {
    let around = |base: u32| -> Vec<u32> { (0..24).map(|step| base + step * 7 % 24).collect() };
    json!({
        "baseline": {"version": "2.4.0", "digest": format!("sha256:{}", "ab".repeat(32))},
        "start": "2026-11-21T08:00:00Z", "end": "2026-11-21T08:45:00Z", "signedAt": "2026-11-21T08:46:00Z",
        "metrics": [{"name": "latency", "group": "speed", "control": around(80), "experiment": around(80 + shift)}],
    })
    .to_string()
}

#[test]
fn a_canary_is_judged() {
    let place = Place::new();
    place.write("good.json", samples(0));
    place.write("bad.json", samples(100));
    let good = place.say("judge good.json", &[]).exits(0);
    let judged: Value = serde_json::from_str(&good.stdout).unwrap();
    assert_eq!((judged["verdict"].as_str(), judged["result"]["score"].as_str()), (Some("pass"), Some("100.00")));
    place.say("judge bad.json", &[]).exits(1).says(&["\"High\"", "\"fail\""]);
    place.say("judge bad.json --format text", &[]).exits(1).says(&["FAIL", "✗ latency  High", "higher by "]);
    place.write("odd.json", r#"{"metrics": "none"}"#);
    place.say("judge odd.json", &[]).exits(2).complains(&["odd.json", "evidence.invalid"]);
    place.say("judge missing.json", &[]).exits(2).complains(&["missing.json", "no such file"]);
}

#[test]
fn a_canary_is_signed_as_it_is() {
    let place = Place::new();
    place.write("app.tar.gz", "the artefact");
    place.write("canary.json", samples(0));
    place.write(
        "run.json",
        r#"{"apiVersion": "argoproj.io/v1alpha1", "kind": "AnalysisRun",
        "spec": {"metrics": [{"name": "errors"}]}}"#,
    );
    place.say("keygen --out ci.key --no-passphrase", &[]).exits(0);
    for (file, kind, code) in [("canary.json", "canary", 0), ("run.json", "argo-analysis-run", 1)] {
        let line = format!("record canary --key ci.key --yes --out {kind}.json.sig {file} app.tar.gz");
        place.say(&line, &[]).exits(0);
        place.say(&format!("inspect {kind}.json.sig"), &[]).exits(0).says(&[kind]);
        place.say(&format!("judge {kind}.json.sig"), &[]).exits(code);
    }
    place.write("bad.json", samples(0).replace("signedAt", "signed"));
    place.say("record canary --key ci.key --yes bad.json app.tar.gz", &[]).exits(2).complains(&["bad.json", "signed"]);
}
