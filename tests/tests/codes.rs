//! Codes that stand in no decision report: what `policy check` and signing say. And the reference page, against the table.

use countersign_core::base::code::Code;
use countersign_core::format::record::Kind;
use countersign_core::{lint, records};
use countersign_tests::key::Key;
use countersign_tests::reference;
use countersign_tests::scenario::Scenario;
use serde_json::{Value, json};

/// The codes that `policy check` gives for the allowed scenario's policy and roster after a change.
fn advice(change: impl FnOnce(&mut Scenario)) -> (bool, Vec<String>) {
    let mut scenario = Scenario::allowed();
    change(&mut scenario);
    let (policy, roster) = scenario.rules();
    let advice: Value =
        serde_json::from_slice(&lint::check(&policy, &roster, scenario.question.now)).expect("advice is JSON");
    let findings = advice["findings"].as_array().expect("advice has findings");
    let mut codes: Vec<String> = findings.iter().map(|f| f["code"].as_str().unwrap_or_default().to_owned()).collect();
    codes.dedup();
    (advice["ok"] == true, codes)
}

/// Every change besides gives what the allowed scenario gives: nobody approves for staging.
#[track_caller]
fn advises(code: Code, ok: bool, change: impl FnOnce(&mut Scenario)) {
    let (is_ok, codes) = advice(change);
    assert!(codes.contains(&code.id().to_owned()), "{code} is not among {codes:?}");
    assert_eq!(is_ok, ok, "{codes:?}");
}

#[test]
fn nobody_approves() {
    let (ok, codes) = advice(|_| {});
    assert!(ok);
    assert_eq!(codes, [Code::LintNobodyApproves.id()]);
}

#[test]
fn a_role_is_unheld() {
    advises(Code::LintRoleUnheld, false, |s| {
        s.policy("role: security, count: 1", "role: security, count: 3");
    });
}

#[test]
fn a_role_that_has_ended_is_held_by_nobody() {
    advises(Code::LintRoleUnheld, false, |s| {
        s.roster("roles: [{ role: security, from: 2026-01-01T00:00:00Z }]", "roles: []");
        s.roster("until: 2027-01-01T00:00:00Z", "until: 2026-02-01T00:00:00Z");
    });
}

/// What gives a kind of evidence, relays, escalates, accepts, declares or reviews must be somebody, too.
#[test]
fn whoever_else_is_asked_for_is_held_against_the_roster() {
    let need = "      peerReview: 1\n";
    let besides = |fields: &'static str| {
        move |s: &mut Scenario| {
            s.policy("roles:\n", "roles:\n  nobody: Held by no one.\n");
            s.policy(need, &format!("{need}{fields}"));
        }
    };
    for fields in [
        "      evidence: { tests: { by: [nobody], suites: [unit] } }\n",
        "      evidence: { assessments: [{ kind: threat-model, by: [nobody] }] }\n",
        "      evidence: { vulnerabilities: { by: [builder], escalateTo: nobody, severities: { high: escalate } } }\n",
        "      evidence: { vulnerabilities: { by: [builder], exceptions: { by: [nobody], maxDuration: 24h } } }\n",
        "      chain: [{ step: build, by: [builder], evidence: provenance }, { step: test, by: [nobody], evidence: tests }]\n",
        // Dave is no automation.
        "      relays: { platforms: [github], by: [security] }\n",
    ] {
        advises(Code::LintRoleUnheld, false, besides(fields));
    }
    let emergency = |by: &'static str, people: u64, review: &'static str| {
        move |s: &mut Scenario| {
            let fields = format!(
                "emergency: {{ by: [{by}], people: {people}, maxDuration: 4h, bypass: [peer-review], review: {{ by: [{review}], businessDays: 2 }} }}"
            );
            s.policy("escalation:\n", &format!("{fields}\nescalation:\n"));
        }
    };
    advises(Code::LintRoleUnheld, false, emergency("security", 3, "release-manager"));
    // No automation declares an emergency, or reviews one.
    advises(Code::LintRoleUnheld, false, emergency("builder", 1, "release-manager"));
    advises(Code::LintRoleUnheld, false, emergency("security", 2, "registrar"));
    let erin = "      - { role: security, from: 2026-01-01T00:00:00Z, until: 2027-01-01T00:00:00Z }\n";
    advises(Code::LintRoleSingleHolder, true, |s| {
        s.policy("        - { role: security, count: 1 }\n", "");
        emergency("security", 1, "release-manager")(s);
        s.roster(erin, "");
    });
}

#[test]
fn places_that_people_share_cannot_all_be_filled() {
    let (ok, codes) = advice(|s| {
        // Erin alone holds both roles of the class.
        s.roster("    roles: [{ role: security, from: 2026-01-01T00:00:00Z }]\n", "");
        s.roster(
            "    roles: [{ role: release-manager, from: 2026-01-01T00:00:00Z }]\n    keys: [{ pem: \"KEY alice\" }]",
            "    keys: [{ pem: \"KEY alice\" }]",
        );
        s.roster(
            "    roles: [{ role: release-manager, from: 2026-01-01T00:00:00Z }]\n    keys: [{ pem: \"KEY carol\" }]",
            "    keys: [{ pem: \"KEY carol\" }]",
        );
    });
    assert_eq!((ok, codes.contains(&Code::LintPlacesShared.id().to_owned())), (false, true), "{codes:?}");
    assert!(!codes.contains(&Code::LintRoleUnheld.id().to_owned()), "{codes:?}");
}

#[test]
fn automations_fill_their_places() {
    let (ok, codes) = advice(|s| {
        s.policy("{ role: security, count: 1 }", "{ role: builder, count: 1, by: automations }");
    });
    assert!(ok && !codes.contains(&Code::LintRoleSingleHolder.id().to_owned()), "{codes:?}");
}

#[test]
fn an_approver_has_nothing_to_sign_with() {
    advises(Code::LintApproverKeyless, true, |s| {
        s.roster("keys: [{ pem: \"KEY carol\" }]", "keys: []");
    });
    let (_, codes) = advice(|s| {
        s.roster("keys: [{ pem: \"KEY carol\" }]", "keys: []");
        s.policy(
            "      peerReview: 1\n",
            "      peerReview: 1\n      relays: { platforms: [github], by: [builder] }\n",
        );
    });
    assert!(!codes.contains(&Code::LintApproverKeyless.id().to_owned()), "{codes:?}");
}

#[test]
fn a_role_has_a_single_holder() {
    advises(Code::LintRoleSingleHolder, true, |s| {
        s.roster("      - { role: security, from: 2026-01-01T00:00:00Z, until: 2027-01-01T00:00:00Z }\n", "");
    });
}

#[test]
fn nobody_can_sign_release_records() {
    advises(Code::LintRoleUnsigned, false, |s| {
        s.roster("\"KEY ci-builder\"", "");
        s.roster("keys: [{ pem:  }]", "keys: []");
    });
}

#[test]
fn who_writes_release_records_approves() {
    advises(Code::LintWriterApproves, true, |s| {
        s.policy("release: [builder]", "release: [builder, security]");
    });
}

#[test]
fn a_role_is_unused() {
    advises(Code::LintRoleUnused, true, |s| {
        s.policy("roles:\n", "roles:\n  auditor: Looks on.\n");
    });
}

#[test]
fn a_class_is_unreachable() {
    advises(Code::LintClassUnreachable, false, |s| {
        s.policy("{ environment: [staging] }", "{ environment: [production] }");
    });
    // A stricter class that asks for less takes all of it, and one that asks for more does not.
    advises(Code::LintClassUnreachable, false, |s| {
        s.policy("{ environment: [staging] }", "{ environment: [production], flagged: [true] }");
    });
    let (ok, codes) = advice(|s| {
        s.policy("{ environment: [staging] }", "{ environment: [staging, production] }");
    });
    assert_eq!((ok, codes), (true, vec![Code::LintNobodyApproves.id().to_owned()]));
}

#[test]
fn the_review_of_the_policy_is_overdue() {
    advises(Code::PolicyReviewOverdue, false, |s| s.question.now = 4_000_000_000);
    advises(Code::PolicyReviewNotYet, false, |s| s.question.now = 1_000_000_000);
    advises(Code::QuestionTimeInvalid, false, |s| s.question.now = u64::MAX);
}

#[test]
fn whoever_reviews_emergencies_approves_everything_else() {
    let reviewed_by = |role: &'static str| {
        move |s: &mut Scenario| {
            let emergency = format!(
                "emergency: {{ by: [security], maxDuration: 4h, bypass: [peer-review], review: {{ by: [{role}], businessDays: 2 }} }}"
            );
            s.policy("escalation:\n", &format!("{emergency}\nescalation:\n"));
        }
    };
    advises(Code::LintReviewersApprove, true, reviewed_by("release-manager"));
    let (ok, codes) = advice(|s| {
        reviewed_by("registrar")(s);
        s.roster(
            "\"github:bob\"]\n",
            "\"github:bob\"]\n    roles: [{ role: registrar, from: 2026-01-01T00:00:00Z }]\n",
        );
    });
    assert!(ok && !codes.contains(&Code::LintReviewersApprove.id().to_owned()), "{codes:?}");
}

/// What is said of that policy in any case: its release managers review emergencies, too.
fn quiet() -> Vec<String> {
    [Code::LintNobodyApproves, Code::LintReviewersApprove].map(|code| code.id().to_owned()).to_vec()
}

/// The allowed scenario's policy with calendar fields, and a way out of freezes.
fn calendar(scenario: &mut Scenario, fields: &str) {
    let emergency = "emergency: { by: [security], maxDuration: 4h, bypass: [freezes], review: { by: [release-manager], businessDays: 2 } }";
    scenario.policy("escalation:\n", &format!("calendar: {{ timeZone: UTC }}\n{fields}\n{emergency}\nescalation:\n"));
}

#[test]
fn a_freeze_was_over_or_is_long() {
    let freeze = |dates: &'static str| {
        move |s: &mut Scenario| calendar(s, &format!("freezes: [{{ name: f, reason: r, {dates} }}]"))
    };
    // The policy was reviewed at 2026-10-01T00:00:00Z.
    advises(Code::LintFreezeOver, true, freeze("from: 2026-09-01, until: 2026-09-30"));
    advises(Code::LintFreezeLong, true, freeze("from: 2026-11-01, until: 2026-12-31"));
    for dates in ["from: 2026-09-01, until: 2026-10-01", "from: 2026-11-02, until: 2026-12-31"] {
        assert_eq!(advice(freeze(dates)), (true, quiet()), "{dates}");
    }
}

#[test]
fn windows_are_never_open() {
    let window = |name: &str, scope: &str, day: &str| {
        format!(
            "{{ name: {name}, appliesTo: {{ {scope} }}, open: [{{ days: [{day}], from: \"09:00\", until: \"12:00\" }}] }}"
        )
    };
    let windows =
        |first: String, second: String| move |s: &mut Scenario| calendar(s, &format!("windows: [{first}, {second}]"));
    let monday = || window("a", "environments: [production]", "monday");
    for scope in ["", "classes: [production]", "services: [brochure]", "services: [checkout-api]"] {
        advises(Code::LintWindowNeverOpen, true, windows(monday(), window("b", scope, "tuesday")));
    }
    // Both on Mondays; and windows that never bind the same release.
    for (scope, day) in [("", "monday"), ("environments: [staging]", "tuesday"), ("classes: [staging]", "tuesday")] {
        let (ok, codes) = advice(windows(monday(), window("b", scope, day)));
        assert_eq!((ok, codes), (true, quiet()), "{scope} {day}");
    }
}

#[test]
fn what_does_not_load_is_said_too() {
    advises(Code::PolicyVersionUnknown, false, |s| {
        s.policy("policy/v1", "policy/v2");
    });
    advises(Code::RosterKeyInvalid, false, |s| {
        s.roster("\"KEY bob\"", "\"none\"");
    });
}

fn payload() -> Vec<u8> {
    let predicate = json!({"document": "policy", "serial": 1, "signedAt": "2026-10-02T00:00:00Z"});
    let subject = [("policy.yml".to_owned(), format!("sha256:{}", "ab".repeat(32)))];
    records::prepare(Kind::Anchor, &subject, predicate.to_string().as_bytes()).expect("an anchor").payload
}

#[test]
fn a_key_is_none() {
    for text in ["", "key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"] {
        let problem = records::key_id(text.as_bytes()).expect_err(text);
        assert_eq!(problem.code, Code::SigningKeyInvalid);
    }
    let problem = records::assemble(&payload(), &[(b"key".to_vec(), Vec::new())]).expect_err("no key");
    assert_eq!(problem.code, Code::SigningKeyInvalid);
}

#[test]
fn a_signature_is_not_the_keys() {
    let (alice, bob) = (Key::of("alice"), Key::of("bob"));
    let prepared = records::reopen(&payload()).expect("an anchor");
    let (good, other) = (alice.sign(&prepared.to_sign), alice.sign(&prepared.payload));
    assert!(records::assemble(&payload(), &[(alice.pem.clone().into_bytes(), good.clone())]).is_ok());
    for (pem, signature) in [(&bob.pem, good), (&alice.pem, other), (&alice.pem, Vec::new())] {
        let problem =
            records::assemble(&payload(), &[(pem.clone().into_bytes(), signature)]).expect_err("not the key's");
        assert_eq!(problem.code, Code::SigningSignatureInvalid);
    }
}

/// `cargo xtask codes` writes the page.
#[test]
fn the_reference_page_is_the_table() {
    let path = format!("{}/../{}", env!("CARGO_MANIFEST_DIR"), reference::FILE);
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(page == reference::page(), "`{}` is not what the table says: run `cargo xtask codes`", reference::FILE);
    for code in Code::ALL {
        assert_eq!(page.matches(&format!("| `{code}` |")).count(), 1, "{code}");
    }
}
