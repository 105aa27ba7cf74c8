//! Law 7: work is bounded. At each limit of `core/src/base/limits.rs` the question is answered; one past it, it is denied
//! with a code, and nothing is cut short in silence.
//!
//! Each test has the limit's name. What is counted is bytes, entries and steps, never seconds; that work grows with the
//! number of records and not faster is counted in `work.rs`.

use countersign_core::base::limits::*;
use countersign_core::base::{json, yaml};
use countersign_core::gate::Verdict;
use countersign_tests::scenario::{Anchoring, Inputs, Scenario};

use crate::report::{Read, allows};

/// An allowed release of a class that asks for no complete register, so that documents may have other bytes.
fn unlisted() -> Scenario {
    let mut scenario = Scenario::allowed();
    scenario.policy(", complete: true", "");
    scenario
}

/// Says that `inputs` are allowed.
#[track_caller]
fn answered(inputs: &Inputs) {
    let decision = inputs.decide();
    assert!(allows(&decision), "{}", String::from_utf8_lossy(&decision.report));
}

/// Says that `inputs` are denied, with `code`.
#[track_caller]
fn refused(inputs: &Inputs, code: &str) {
    let decision = inputs.decide();
    assert!(!allows(&decision));
    assert!(Read::of(&decision).has(code), "no {code}: {}", String::from_utf8_lossy(&decision.report));
}

/// A record with an ignored field before its others: `text` must be JSON.
fn padded(document: &[u8], text: &str) -> Vec<u8> {
    let rest = String::from_utf8_lossy(&document[1..]);
    format!("{{\"padding\":{text},{rest}").into_bytes()
}

/// A record that is `size` bytes long.
fn sized(document: &[u8], size: usize) -> Vec<u8> {
    let frame = padded(document, "\"\"").len();
    padded(document, &format!("\"{}\"", "x".repeat(size - frame)))
}

#[test]
fn record_bytes() {
    let mut inputs = unlisted().build();
    let approval = inputs.request.records[1].clone();
    inputs.request.records[1] = sized(&approval, RECORD_BYTES);
    answered(&inputs);
    inputs.request.records[1] = sized(&approval, RECORD_BYTES + 1);
    refused(&inputs, "record.unreadable");
    refused(&inputs, "approvals.missing");
}

#[test]
fn records_bytes() {
    let mut inputs = unlisted().build();
    let mut left = RECORDS_BYTES - inputs.request.records.iter().map(Vec::len).sum::<usize>();
    while left > 0 {
        let size = left.min(RECORD_BYTES);
        // Each another document: the same one twice is one.
        let mark = u8::try_from(inputs.request.records.len()).expect("few documents");
        inputs.request.records.push(vec![mark; size]);
        left -= size;
    }
    answered(&inputs);
    inputs.request.records.push(vec![b'x']);
    refused(&inputs, "limit.exceeded");
}

#[test]
fn records() {
    let mut inputs = unlisted().build();
    let missing = RECORDS - inputs.request.records.len();
    inputs.request.records.extend((0..missing).map(|n| n.to_string().into_bytes()));
    answered(&inputs);
    inputs.request.records.push(b"one more".to_vec());
    refused(&inputs, "limit.exceeded");
}

#[test]
fn document_bytes() {
    let comment = |text: &str, size: usize| format!("{text}#{}\n", "x".repeat(size - text.len() - 2));
    for past in [0, 1] {
        let mut policy = Scenario { anchoring: Anchoring::Pinned, ..Scenario::allowed() };
        policy.policy = comment(&policy.policy, DOCUMENT_BYTES + past);
        let mut roster = Scenario { anchoring: Anchoring::Pinned, ..Scenario::allowed() };
        let text = String::from_utf8(roster.rules().1).expect("text");
        roster.roster = comment(&text, DOCUMENT_BYTES + past);
        for (scenario, code) in [(policy, "policy.unreadable"), (roster, "roster.unreadable")] {
            if past == 0 { answered(&scenario.build()) } else { refused(&scenario.build(), code) }
        }
    }
}

#[test]
fn depth() {
    let nested = |n: usize| format!("{}0{}", "[".repeat(n), "]".repeat(n));
    for parse in [json::parse, yaml::parse] {
        assert!(parse(nested(DEPTH).as_bytes()).is_ok());
        assert!(parse(nested(DEPTH + 1).as_bytes()).is_err());
    }
    let mut inputs = unlisted().build();
    let approval = inputs.request.records[1].clone();
    inputs.request.records[1] = padded(&approval, &nested(DEPTH - 1));
    answered(&inputs);
    inputs.request.records[1] = padded(&approval, &nested(DEPTH));
    refused(&inputs, "record.unreadable");
}

#[test]
fn nodes() {
    let list = |n: usize| format!("[{}0]", "0,".repeat(n - 1));
    let mut inputs = unlisted().build();
    let approval = inputs.request.records[1].clone();
    // The envelope, its three fields, one signature and its two fields, the list: eight besides the items.
    let own = 8;
    inputs.request.records[1] = padded(&approval, &list(NODES - own));
    answered(&inputs);
    inputs.request.records[1] = padded(&approval, &list(NODES - own + 1));
    refused(&inputs, "record.unreadable");
    assert!(yaml::parse(list(NODES - 1).as_bytes()).is_ok());
    assert!(yaml::parse(list(NODES).as_bytes()).is_err());
}

#[test]
fn signatures() {
    let mut scenario = Scenario::allowed();
    let strangers = (1..SIGNATURES).map(|n| format!("stranger {n}"));
    scenario.decisions[0].by.extend(strangers);
    answered(&scenario.build());
    scenario.decisions[0].by.push("one more".to_owned());
    refused(&scenario.build(), "record.unreadable");
}

#[test]
fn artefacts_and_subjects() {
    use countersign_core::base::digest::Sha256;
    let many = |n: usize| (0..n).map(|n| Sha256::of(&n.to_be_bytes())).collect::<Vec<_>>();
    let mut scenario = Scenario::allowed();
    scenario.artefacts = many(SUBJECTS);
    scenario.question.artefacts = many(ARTEFACTS).iter().map(Sha256::to_string).collect();
    answered(&scenario.build());
    scenario.question.artefacts = many(ARTEFACTS + 1).iter().map(Sha256::to_string).collect();
    refused(&scenario.build(), "limit.exceeded");
    scenario.question.artefacts.truncate(1);
    scenario.artefacts = many(SUBJECTS + 1);
    refused(&scenario.build(), "record.invalid-denies");
}

#[test]
fn anchors() {
    for past in [0, 1] {
        let mut keys = Scenario::allowed().build();
        keys.anchors.root_keys.resize(ANCHORS + past, keys.anchors.root_keys[0].clone());
        let mut signatures = Scenario::allowed().build();
        signatures.anchors.signatures.resize(ANCHORS + past, signatures.anchors.signatures[0].clone());
        for inputs in [keys, signatures] {
            if past == 0 { answered(&inputs) } else { refused(&inputs, "limit.exceeded") }
        }
    }
}

#[test]
fn places() {
    let mut scenario = Scenario::allowed();
    let people = (0..PLACES).map(|n| {
        format!(
            "  - id: q{n}\n    name: Q{n}\n    roles: [{{ role: security, from: 2026-01-01T00:00:00Z }}]\n    keys: [{{ pem: \"KEY q{n}\" }}]\n"
        )
    });
    let people: String = people.collect();
    scenario.roster("automations:\n", &format!("{people}automations:\n"));
    scenario.policy("        - { role: release-manager, count: 1 }\n", "");
    scenario.policy("{ role: security, count: 1 }", "{ role: security, count: 64 }");
    let approval = scenario.decisions.remove(1);
    scenario.decisions = (0..PLACES)
        .map(|n| {
            let mut approval = approval.clone();
            approval.by = vec![format!("q{n}")];
            approval.predicate["ticket"] = n.to_string().into();
            approval
        })
        .collect();
    answered(&scenario.build());
    scenario.policy("count: 64", "count: 65");
    refused(&scenario.build(), "policy.invalid");
}

#[test]
fn name_chars() {
    for past in [0, 1] {
        let name = "n".repeat(NAME_CHARS + past);
        let mut scenario = Scenario::allowed();
        scenario.policy("  checkout-api:", &format!("  {name}:"));
        scenario.question.service.clone_from(&name);
        scenario.releases[0].predicate["service"] = name.into();
        let verdict = scenario.build().decide().verdict;
        assert_eq!(verdict, if past == 0 { Verdict::Allow } else { Verdict::Malformed });
        if past == 1 {
            refused(&scenario.build(), "policy.invalid");
            refused(&scenario.build(), "question.name-invalid");
        }
    }
}

#[test]
fn label_chars() {
    for past in [0, 1] {
        let label = "1".repeat(LABEL_CHARS + past);
        let mut scenario = Scenario::allowed();
        scenario.question.version.clone_from(&label);
        scenario.releases[0].predicate["version"] = label.into();
        if past == 0 { answered(&scenario.build()) } else { refused(&scenario.build(), "question.name-invalid") }
    }
}

#[test]
fn last_second() {
    let mut inputs = unlisted().build();
    inputs.request.now = LAST_SECOND;
    assert_eq!(inputs.decide().verdict, Verdict::Deny);
    inputs.request.now = LAST_SECOND + 1;
    refused(&inputs, "question.time-invalid");
    inputs.request.now = u64::MAX;
    refused(&inputs, "question.time-invalid");
}

#[test]
fn largest_integer() {
    let mut inputs = Scenario::allowed().build();
    inputs.request.min_register_sequence = LARGEST_INTEGER;
    refused(&inputs, "register.rollback");
    inputs.request.min_register_sequence = LARGEST_INTEGER + 1;
    refused(&inputs, "limit.exceeded");

    let mut scenario = Scenario::allowed();
    scenario.registers[0].predicate["sequence"] = LARGEST_INTEGER.into();
    answered(&scenario.build());
    scenario.registers[0].predicate["sequence"] = (LARGEST_INTEGER + 1).into();
    refused(&scenario.build(), "record.invalid-denies");
}

#[test]
fn text_bytes() {
    let mut scenario = Scenario::allowed();
    scenario.registers[0].predicate["revoked"] = serde_json::json!([{
        "id": format!("sha256:{}", "0".repeat(64)), "reason": "x".repeat(TEXT_BYTES),
    }]);
    answered(&scenario.build());
    scenario.registers[0].predicate["revoked"][0]["reason"] = "x".repeat(TEXT_BYTES + 1).into();
    refused(&scenario.build(), "record.invalid-denies");
}

/// Sentences are cut and enumerations end: a report does not grow with what somebody wrote.
#[test]
fn sentence_chars_and_listed() {
    let mut scenario = Scenario::allowed();
    let many: Vec<_> =
        (0..10 * LISTED).map(|n| countersign_core::base::digest::Sha256::of(&[n.try_into().unwrap_or(0)])).collect();
    scenario.question.artefacts = many.iter().map(ToString::to_string).collect();
    let report = Read::of(&scenario.build().decide());
    for finding in report.0["findings"].as_array().expect("a list") {
        for field in ["expected", "found"] {
            let text = finding[field].as_str().unwrap_or_default();
            assert!(text.chars().count() <= SENTENCE_CHARS && text.matches("sha256:").count() <= LISTED, "{text}");
        }
    }
    assert!(report.has("binding.artefact-uncovered"));
}
