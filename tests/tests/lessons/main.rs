//! Lessons that others paid for (`DESIGN.md`, "Lessons"): each is a test with the lesson's name.
//!
//! Not here, because what they are about is not read yet: logs, certificates and their times, exceptions, emergencies. That
//! the code of another verifier once let the case pass is why a case is here; what is asserted is the code that denies it.

mod own;

use std::collections::BTreeSet;

use countersign_core::anchoring::Anchors;
use countersign_core::format::dsse::Envelope;
use countersign_core::gate::{Gate, Verdict};
use countersign_core::request::Request;
use countersign_tests::key::Key;
use countersign_tests::scenario::{COMMIT, Scenario, envelope, seconds};
use serde_json::{Value, json};

/// The verdict and the codes of what fails or warns.
fn ask(scenario: &Scenario) -> (Verdict, BTreeSet<String>) {
    let decision = scenario.build().decide();
    let report: Value = serde_json::from_slice(&decision.report).expect("a report is JSON");
    let findings = report["findings"].as_array().expect("a list").iter();
    let codes = findings.filter(|f| f["outcome"] != "pass").filter_map(|f| Some(f["code"].as_str()?.to_owned()));
    (decision.verdict, codes.collect())
}

/// Says that a changed release is denied, with these codes among others.
#[track_caller]
fn denied(change: impl FnOnce(&mut Scenario), expected: &[&str]) {
    refused(change, Verdict::Deny, expected);
}

/// Says that the question could not even be put, with these codes among others.
#[track_caller]
fn malformed(change: impl FnOnce(&mut Scenario), expected: &[&str]) {
    refused(change, Verdict::Malformed, expected);
}

#[track_caller]
fn refused(change: impl FnOnce(&mut Scenario), verdict: Verdict, expected: &[&str]) {
    let mut scenario = Scenario::allowed();
    assert_eq!(ask(&scenario).0, Verdict::Allow, "the scenario starts out allowed");
    change(&mut scenario);
    let (found, codes) = ask(&scenario);
    assert_eq!(found, verdict, "{codes:?}");
    for code in expected {
        assert!(codes.contains(*code), "{code} is not among {codes:?}");
    }
}

/// The approval of dave, as a payload.
fn approval(scenario: &Scenario) -> Vec<u8> {
    let kind = countersign_core::format::record::Kind::Approval;
    scenario.payload(kind, &scenario.decisions[1])
}

fn signed(payload: &[u8], by: &str) -> Vec<u8> {
    envelope(payload, &[by.to_owned()])
}

/// Hands `change` of dave's approval in, signed by dave, instead of the approval.
fn instead(scenario: &mut Scenario, change: impl FnOnce(&str) -> String) {
    let text = String::from_utf8(approval(scenario)).expect("JSON is UTF-8");
    let changed = change(&text);
    assert_ne!(changed, text, "something changes");
    scenario.decisions.remove(1);
    scenario.documents.push(signed(changed.as_bytes(), "dave"));
}

#[test]
fn wrong_predicate_type() {
    let with = |to: &'static str| {
        move |s: &mut Scenario| instead(s, |text| text.replace("https://countersign.dev/attestation/approval/v1", to))
    };
    denied(with("https://countersign.dev/attestation/release/v1"), &["approvals.missing", "record.invalid-denies"]);
    denied(with("https://countersign.dev/attestation/approval/v2"), &["approvals.missing", "record.invalid-denies"]);
    denied(with("https://countersign.dev/attestation/approval/v1/"), &["approvals.missing"]);
    denied(with("http://countersign.dev/attestation/approval/v1"), &["approvals.missing", "record.type-unknown"]);
    denied(with("https://in-toto.io/attestation/link/v0.3"), &["approvals.missing", "record.type-unknown"]);
    denied(with("https://slsa.dev/provenance/v1"), &["approvals.missing", "evidence.invalid"]);
}

#[test]
fn unparsable_payload() {
    for payload in ["", "{", "null", "[]", "approved", "{\"_type\":\"https://in-toto.io/Statement/v1\"}"] {
        denied(
            |s| {
                s.decisions.remove(1);
                s.documents.push(signed(payload.as_bytes(), "dave"));
            },
            &["approvals.missing", "record.invalid-denies"],
        );
        denied(
            |s| {
                s.releases.clear();
                s.documents.push(signed(payload.as_bytes(), "ci-builder"));
            },
            &["binding.release-missing", "record.invalid-denies"],
        );
    }
}

#[test]
fn empty_digest_list() {
    denied(|s| s.decisions[1].subjects = Some(Vec::new()), &["approvals.missing", "record.invalid-denies"]);
    denied(|s| s.releases[0].subjects = Some(Vec::new()), &["binding.release-missing", "record.invalid-denies"]);
    let no_digest = |text: &str| {
        let start = text.find("\"digest\":{").expect("a digest") + "\"digest\":{".len();
        let end = start + text[start..].find('}').expect("its end");
        format!("{}{}", &text[..start], &text[end..])
    };
    denied(|s| instead(s, no_digest), &["approvals.missing", "record.invalid-denies"]);
    let only_git = |text: &str| text.replace("\"sha256\":\"", "\"gitCommit\":\"");
    denied(|s| instead(s, only_git), &["approvals.missing", "record.invalid-denies"]);
    malformed(|s| s.question.artefacts = vec!["sha256:".to_owned()], &["question.artefact-invalid"]);
}

#[test]
fn no_attestation_at_all() {
    denied(
        |s| {
            s.releases.clear();
            s.decisions.clear();
            s.registers.clear();
        },
        &["binding.release-missing", "approvals.missing", "register.missing"],
    );
    // An artefact that nobody names is not vouched for by there being records about others.
    let inputs = Scenario::allowed().build();
    let gate = Gate::open(&inputs.policy, &inputs.roster, &inputs.anchors);
    let nothing = gate.decide(&Request { artefacts: Vec::new(), ..inputs.request });
    assert_eq!(nothing.verdict, Verdict::Malformed);
}

#[test]
fn a_panic_is_no_answer() {
    // Whatever the bytes are, there is a report, and it denies. (A trap of the component is exit 3 in every host.)
    for bytes in [&b""[..], b"\xff", b"\0", b"{\"payload\":", b"[[[[", b"{\"signatures\":[{}]}", b"\"\\ud800\""] {
        let anchors =
            Anchors { root_keys: vec![bytes.to_vec()], signatures: vec![bytes.to_vec()], ..Anchors::default() };
        let text = String::from_utf8_lossy(bytes).into_owned();
        let request = Request {
            artefacts: vec![text.clone()],
            service: text.clone(),
            version: text.clone(),
            environment: text.clone(),
            deployer: Some(text),
            min_register_sequence: u64::MAX,
            now: u64::MAX,
            records: vec![bytes.to_vec()],
        };
        let gate = Gate::open(bytes, bytes, &anchors);
        assert_eq!(gate.decide(&request).verdict, Verdict::Malformed);
        assert!(!gate.explain(&request).is_empty());
    }
}

/// Two people are asked for as `security`; dave and his second key, his second envelope, his second record are one.
#[test]
fn duplicates_never_meet_thresholds() {
    let two = |s: &mut Scenario| {
        s.policy("{ role: security, count: 1 }", "{ role: security, count: 2 }");
        s.policy("maxAge: 24h, complete: true", "maxAge: 24h");
    };
    denied(two, &["approvals.missing"]);
    denied(
        |s| {
            two(s);
            s.decisions[1].by = vec!["dave".to_owned(), "dave-2".to_owned(), "dave".to_owned()];
        },
        &["approvals.missing"],
    );
    denied(
        |s| {
            two(s);
            let again = signed(&approval(s), "dave-2");
            s.documents.extend([again.clone(), again]);
        },
        &["approvals.missing"],
    );
    denied(
        |s| {
            two(s);
            let mut another = s.decisions[1].clone();
            another.by = vec!["dave-2".to_owned()];
            another.predicate["ticket"] = json!("CHG-2");
            s.decisions.push(another);
        },
        &["approvals.missing"],
    );
    // One person with both roles fills one place.
    denied(
        |s| {
            s.decisions[0].by = vec!["erin".to_owned()];
            s.decisions[1].by = vec!["erin".to_owned()];
        },
        &["approvals.missing"],
    );
    // One reviewer under two names is one.
    denied(
        |s| {
            s.policy("peerReview: 1", "peerReview: 2");
            s.releases[0].predicate["reviewers"] =
                json!([{"who": "github:bob", "commit": COMMIT}, {"who": "email:bob@acme.example", "commit": COMMIT}]);
        },
        &["peer-review.missing"],
    );
}

#[test]
fn unknown_policy_fields_and_versions() {
    malformed(
        |s| {
            s.policy("approvalMaxAge: 7d", "approvalMaximumAge: 7d");
        },
        &["policy.invalid"],
    );
    malformed(
        |s| {
            s.policy("retention: 2555d", "retention: 2555d\nstrict: false");
        },
        &["policy.invalid"],
    );
    for version in ["policy/v2", "policy/v1.1", "Policy/v1", "policy/v1 "] {
        malformed(
            |s| {
                s.policy("countersign: policy/v1", &format!("countersign: \"{version}\""));
            },
            &["policy.version-unknown"],
        );
    }
    malformed(
        |s| {
            s.roster("countersign: roster/v1", "countersign: roster/v2");
        },
        &["roster.version-unknown"],
    );
    malformed(
        |s| {
            s.roster("name: Bob Reviewer", "name: Bob Reviewer\n    email: bob@acme.example");
        },
        &["roster.invalid"],
    );
    let typed = |s: &mut Scenario| instead(s, |text| text.replace("\"role\"", "\"rôle\""));
    denied(typed, &["record.invalid-denies"]);
}

#[test]
fn unused_rules_and_typos() {
    let policy = |old: &'static str, new: &'static str| {
        move |s: &mut Scenario| {
            s.policy(old, new);
        }
    };
    malformed(policy("{ role: security, count: 1 }", "{ role: securty, count: 1 }"), &["policy.name-undeclared"]);
    malformed(policy("environment: [production]", "environment: [prodction]"), &["policy.name-undeclared"]);
    malformed(policy("release: [builder]", "release: [bilder]"), &["policy.name-undeclared"]);
    malformed(policy("  approvals: Page", "  aprovals: Page"), &["policy.name-undeclared"]);
    let roster = |s: &mut Scenario| {
        s.roster("{ role: registrar,", "{ role: registar,");
    };
    malformed(roster, &["roster.name-undeclared"]);
    // A role that nothing asks for is no danger to a release: `policy check` says so.
    let mut scenario = Scenario::allowed();
    scenario.policy("  registrar: Issues", "  risk: Is asked by nobody.\n  registrar: Issues");
    let (policy, roster) = scenario.rules();
    let advice = countersign_core::lint::check(&policy, &roster, scenario.question.now);
    assert!(String::from_utf8_lossy(&advice).contains("lint.role-unused"));
}

#[test]
fn old_policy_replayed() {
    malformed(|s| s.repin = Some(|anchors| anchors.min_policy_serial = 4), &["policy.serial-too-low"]);
    malformed(|s| s.repin = Some(|anchors| anchors.min_roster_serial = 8), &["roster.serial-too-low"]);
    denied(|s| s.question.min_register_sequence = 43, &["register.rollback"]);
}

#[test]
fn backdating_is_no_proof() {
    // Frank was a release manager until November; what he signs today with an older date on it counts for nothing.
    let backdated = |s: &mut Scenario| {
        s.decisions[0].by = vec!["frank".to_owned()];
        s.releases[0].predicate["requestedAt"] = json!("2026-10-30T09:00:00Z");
        s.decisions[0].predicate["signedAt"] = json!("2026-10-31T00:00:00Z");
        s.policy("approvalMaxAge: 7d", "approvalMaxAge: 90d");
    };
    denied(backdated, &["approvals.missing", "approvals.role-not-held"]);
    // A key that was stolen signs nothing that counts, whatever date it writes.
    let stolen = |s: &mut Scenario| {
        {
            s.roster(
                "keys: [{ pem: \"KEY carol\" }]",
                "keys: [{ pem: \"KEY carol\", compromisedAt: 2026-11-20T11:59:59Z }]",
            );
        };
    };
    denied(stolen, &["approvals.missing", "record.doubtful"]);
    // Nor does a date that has not come, or one before there was anything to approve.
    denied(|s| s.decisions[0].predicate["signedAt"] = json!("2026-11-20T12:00:01Z"), &["approvals.not-yet"]);
    denied(|s| s.decisions[0].predicate["signedAt"] = json!("2026-11-20T08:59:59Z"), &["approvals.before-request"]);
}

#[test]
fn identities_match_exactly() {
    let author = |who: &'static str| move |s: &mut Scenario| s.releases[0].predicate["authors"] = json!([who]);
    for near in ["github:alic", "github:alice2", "gitlab:alice", "email:alice@acme.example.org", "alice.", "github:.*"]
    {
        denied(author(near), &["separation.actor-unknown"]);
    }
    // Letter case and the alias do not make another person of an author: alice approves her own work.
    for same in ["alice", "email:alice@acme.example", "github:ALICE", "email:Alice@ACME.example"] {
        denied(
            |s| {
                author(same)(s);
                s.decisions[0].by = vec!["alice".to_owned()];
            },
            &["separation.author-approves", "approvals.missing"],
        );
    }
    let elsewhere = |s: &mut Scenario| s.question.environment = "productio".to_owned();
    denied(elsewhere, &["class.environment-unknown"]);
    denied(|s| s.question.version = "2.4.1-rc".to_owned(), &["binding.release-missing"]);
}

/// Somebody who can write into the register's folder as dave, but does not hold his key, is not dave.
#[test]
fn only_signatures_count() {
    denied(
        |s| {
            let mut envelope = Envelope::parse(&signed(&approval(s), "dave")).expect("an envelope");
            envelope.signatures[0].bytes = Key::of("mallory").sign(&approval(s));
            s.decisions.remove(1);
            s.documents.push(envelope.to_bytes());
        },
        &["approvals.missing", "record.untrusted"],
    );
    // An automation that holds the role, and its key, is still no person.
    denied(|s| s.decisions[0].by = vec!["ci-builder".to_owned()], &["approvals.not-a-person"]);
}

#[test]
fn a_verdict_ends_with_valid_until() {
    let inputs = Scenario::allowed().build();
    let gate = Gate::open(&inputs.policy, &inputs.roster, &inputs.anchors);
    let at = |now| gate.decide(&Request { now, ..inputs.request.clone() });
    let report: Value = serde_json::from_slice(&at(inputs.request.now).report).expect("JSON");
    let until = seconds(report["validUntil"].as_str().expect("something ends"));
    assert_eq!(at(until - 1).verdict, Verdict::Allow);
    let then = at(until);
    assert_eq!(then.verdict, Verdict::Deny);
    assert!(String::from_utf8_lossy(&then.report).contains("register.stale"));
}

#[test]
fn malformed_expiry_is_not_for_ever() {
    for bad in [json!("never"), json!("2026-12-01"), json!(""), json!(null), json!(0), json!("2026-11-20T10:00:00Z")] {
        denied(|s| s.decisions[1].predicate["expiresAt"] = bad, &["record.invalid-denies", "approvals.missing"]);
    }
}
