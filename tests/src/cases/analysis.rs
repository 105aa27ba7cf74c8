//! Cases **analysis**: which tools have run, and what they found.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use serde_json::{Value, json};

use super::say::{APPROVED, ask_for, carry, revocation};
use super::{Area, Case, Due};
use crate::scenario::{Scenario, seconds, statement};
use crate::sigstore::ask::{Algorithm, Ask, Signer};
use crate::sigstore::authority::Subject;
use crate::sigstore::signed::Content;
use crate::sigstore::world::World;

const STATIC: &str = "evidence/static";
const MISSING: Due = (STATIC, Code::EvidenceMissing);
const BLOCKED: Due = (STATIC, Code::AnalysisBlocked);
const FAILED: Due = (STATIC, Code::AnalysisFailed);
const MADE: &str = "2026-11-20T08:30:00Z";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("analysis");
    let mut cases = accepted(&area);
    cases.extend(found(&area));
    cases.extend(named(&area));
    cases.extend(not_whole(&area));
    cases.extend(standing(&area));
    cases.extend(timed(&area));
    cases.extend(rules(&area));
    cases
}

fn asked(scenario: &mut Scenario) {
    ask_for(scenario, "analysis: [{ kind: static, tools: [lint], by: [builder], maxAge: 7d, block: warning }]");
}

/// The log of one run.
fn log(tool: &str, at: &str, results: Value) -> Value {
    json!({"version": "2.1.0", "runs": [{
        "tool": {"driver": {"name": tool, "rules": [{"id": "shell", "defaultConfiguration": {"level": "error"}}, {"id": "style"}]}},
        "invocations": [{"executionSuccessful": true, "endTimeUtc": at}],
        "results": results,
    }]})
}

fn say(scenario: &mut Scenario, by: &str, log: &Value) {
    carry(scenario, by, log.to_string().as_bytes());
}

fn result(rule: &str, level: &str) -> Value {
    json!({"ruleId": rule, "level": level, "message": {"text": "It is so."}, "locations": [{"physicalLocation": {
        "artifactLocation": {"uri": "src/till.rs"}, "region": {"startLine": 7}}}]})
}

fn accepted(area: &Area) -> Vec<Case> {
    vec![
        area.allows("clean", "The tool ran and found nothing.", &[], |s| {
            asked(s);
            say(s, "ci-builder", &log("lint", MADE, json!([])));
        }),
        area.allows("milder-than-blocked", "A note, where warnings deny.", &[], |s| {
            asked(s);
            say(s, "ci-builder", &log("lint", MADE, json!([result("style", "note")])));
        }),
        area.allows("every-kind", "Four kinds, each by a tool of its own.", &[], |s| {
            let rule = |kind: &str| format!("{{ kind: {kind}, tools: [{kind}-scan], by: [builder] }}");
            let kinds = ["secrets", "static", "infrastructure", "dynamic"];
            ask_for(s, &format!("analysis: [{}]", kinds.map(rule).join(", ")));
            for kind in kinds {
                say(s, "ci-builder", &log(&format!("{kind}-scan"), MADE, json!([])));
            }
        }),
        area.allows(
            "ignored",
            "The policy ignores the rule, and the report says why.",
            &[(STATIC, Code::AnalysisIgnored)],
            |s| {
                ask_for(
                    s,
                    "analysis: [{ kind: static, tools: [lint], by: [builder], ignore: [{ rule: style, reason: A formatter decides. }] }]",
                );
                say(s, "ci-builder", &log("lint", MADE, json!([result("style", "warning")])));
            },
        ),
        area.allows(
            "suppression-accepted",
            "Suppressed in the source, and the policy accepts that.",
            &[(STATIC, Code::AnalysisIgnored)],
            |s| {
                ask_for(s, "analysis: [{ kind: static, tools: [lint], by: [builder], suppressed: accepted }]");
                let mut result = result("shell", "error");
                result["suppressions"] = json!([{"kind": "inSource"}]);
                say(s, "ci-builder", &log("lint", MADE, json!([result])));
            },
        ),
        area.allows("newest-is-clean", "An older run found something; the newer one nothing.", &[], |s| {
            asked(s);
            say(s, "ci-builder", &log("lint", "2026-11-20T08:00:00Z", json!([result("shell", "error")])));
            say(s, "ci-builder", &log("lint", MADE, json!([])));
        }),
    ]
}

fn found(area: &Area) -> Vec<Case> {
    let denies = |name, about, results: Value| {
        area.denies(name, about, &[MISSING, BLOCKED], |s| {
            asked(s);
            say(s, "ci-builder", &log("lint", MADE, results));
        })
    };
    let suppressed = |status: &str| {
        let mut result = result("shell", "error");
        result["suppressions"] = json!([{"kind": "external", "status": status}]);
        json!([result])
    };
    vec![
        denies("blocked", "An error.", json!([result("shell", "error")])),
        denies("level-of-the-rule", "The result says no level; its rule says error.", json!([{"ruleId": "shell"}])),
        denies("level-of-nobody", "Neither result nor rule says a level: a warning.", json!([{"ruleId": "style"}])),
        denies("level-unknown", "A level that SARIF does not know.", json!([result("style", "critical")])),
        denies("open", "A result that the tool could not decide.", json!([{"ruleId": "style", "kind": "open"}])),
        denies("suppressed", "Suppressed, where the policy does not accept that.", suppressed("accepted")),
        area.denies("suppression-under-review", "Nobody has accepted the suppression.", &[MISSING, BLOCKED], |s| {
            ask_for(s, "analysis: [{ kind: static, tools: [lint], by: [builder], suppressed: accepted }]");
            say(s, "ci-builder", &log("lint", MADE, suppressed("underReview")));
        }),
        area.denies("blocked-rule", "A rule that denies at any level.", &[MISSING, BLOCKED], |s| {
            ask_for(s, "analysis: [{ kind: static, tools: [lint], by: [builder], block: error, blockRules: [style] }]");
            say(s, "ci-builder", &log("lint", MADE, json!([result("style", "note")])));
        }),
        area.denies("two-tools-disagree", "One tool finds nothing, another does.", &[MISSING, BLOCKED], |s| {
            ask_for(s, "analysis: [{ kind: static, tools: [lint, scan], by: [builder] }]");
            say(s, "ci-builder", &log("lint", MADE, json!([])));
            say(s, "ci-builder", &log("scan", MADE, json!([result("shell", "error")])));
        }),
        area.denies(
            "two-producers-disagree",
            "The builder's run is clean, the security desk's is not: there is a yes, and a no.",
            &[BLOCKED],
            |s| {
                ask_for(s, "analysis: [{ kind: static, tools: [lint], by: [builder, security] }]");
                say(s, "ci-builder", &log("lint", MADE, json!([])));
                say(s, "dave", &log("lint", "2026-11-20T08:00:00Z", json!([result("shell", "error")])));
            },
        ),
        area.denies(
            "another-category",
            "A clean run of one category does not hide another's findings.",
            &[BLOCKED],
            |s| {
                asked(s);
                let mut web = log("lint", "2026-11-20T08:00:00Z", json!([result("shell", "error")]));
                web["runs"][0]["automationDetails"] = json!({"id": "web/1"});
                say(s, "ci-builder", &web);
                say(s, "ci-builder", &log("lint", MADE, json!([])));
            },
        ),
        area.denies(
            "too-old-and-blocked",
            "What an old run found still counts, though the run is too old to say yes.",
            &[MISSING, BLOCKED, (STATIC, Code::EvidenceTooOld)],
            |s| {
                asked(s);
                say(s, "ci-builder", &log("lint", "2026-11-01T08:00:00Z", json!([result("shell", "error")])));
            },
        ),
    ]
}

/// Results that name their rules in several ways.
fn named(area: &Area) -> Vec<Case> {
    const GUID: &str = "aaaaaaaa-1111-4111-8888-111111111111";
    let lint = |s: &mut Scenario, more: &str, results: Value| {
        ask_for(s, &format!("analysis: [{{ kind: static, tools: [lint], by: [builder], block: error, {more} }}]"));
        let mut log = log("lint", MADE, results);
        log["runs"][0]["tool"]["driver"]["rules"][0]["guid"] = json!(GUID);
        say(s, "ci-builder", &log);
    };
    let denies = |name, about, more: &'static str, results: Value| {
        area.denies(name, about, &[MISSING, BLOCKED], move |s| lint(s, more, results))
    };
    let blocked = "blockRules: [style]";
    let ignored = "ignore: [{ rule: style, reason: A formatter decides. }]";
    vec![
        area.allows(
            "ignored-part",
            "A part of a rule that the policy ignores.",
            &[(STATIC, Code::AnalysisIgnored)],
            |s| lint(s, ignored, json!([{"ruleId": "style/tabs", "ruleIndex": 1, "level": "error"}])),
        ),
        denies(
            "blocked-part",
            "A part of a rule that denies at any level.",
            blocked,
            json!([{"ruleId": "style/tabs", "level": "note"}]),
        ),
        denies(
            "blocked-part-by-place",
            "The same, and the result points to the rule.",
            blocked,
            json!([{"ruleId": "style/tabs", "ruleIndex": 1, "level": "note"}]),
        ),
        denies(
            "blocked-by-place",
            "One rule by its id, and by its place one that denies at any level.",
            blocked,
            json!([{"ruleId": "other", "ruleIndex": 1, "level": "note"}]),
        ),
        denies(
            "blocked-perhaps",
            "It points to a rule that is not there, which may be one that denies at any level.",
            blocked,
            json!([{"ruleIndex": 9, "level": "note"}]),
        ),
        denies(
            "ignored-by-id-alone",
            "A rule that the policy ignores by its id, and by its place one that it does not.",
            ignored,
            json!([{"ruleId": "style", "ruleIndex": 0}]),
        ),
        denies(
            "ignored-perhaps",
            "It has the id of a rule that the policy ignores, and points to one that is not there.",
            ignored,
            json!([{"ruleId": "style", "rule": {"guid": "bbbbbbbb-1111-4111-8888-111111111111"}}]),
        ),
        denies("guid", "The rule with this GUID says error.", blocked, json!([{"rule": {"guid": GUID}}])),
        denies(
            "guid-of-nothing",
            "No rule has this GUID: nobody knows how grave it is.",
            "ignore: []",
            json!([{"rule": {"guid": "bbbbbbbb-1111-4111-8888-111111111111"}}]),
        ),
    ]
}

fn not_whole(area: &Area) -> Vec<Case> {
    let denies = |name, about, pointer: &str, field: &str, value: Value| {
        area.denies(name, about, &[MISSING, FAILED], |s| {
            asked(s);
            let mut log = log("lint", MADE, json!([]));
            log.pointer_mut(pointer).expect("a part of the log")[field] = value;
            say(s, "ci-builder", &log);
        })
    };
    vec![
        area.denies("missing", "There is no analysis.", &[MISSING], asked),
        area.denies("tool-missing", "One of two tools has not run.", &[MISSING], |s| {
            ask_for(s, "analysis: [{ kind: static, tools: [lint, scan], by: [builder] }]");
            say(s, "ci-builder", &log("lint", MADE, json!([])));
        }),
        area.denies("no-runs", "A log in which nothing ran.", &[MISSING], |s| {
            asked(s);
            say(s, "ci-builder", &json!({"version": "2.1.0", "runs": []}));
        }),
        denies(
            "run-failed",
            "The tool says that it failed.",
            "/runs/0/invocations/0",
            "executionSuccessful",
            json!(false),
        ),
        denies("no-results", "The tool did not get so far as to list results.", "/runs/0", "results", Value::Null),
        denies(
            "notified",
            "The tool could not look at everything.",
            "/runs/0/invocations/0",
            "toolExecutionNotifications",
            json!([{"level": "error", "message": {"text": "out of memory"}}]),
        ),
        denies(
            "results-elsewhere",
            "The results are in another file.",
            "/runs/0",
            "externalPropertyFileReferences",
            json!({"results": [{"location": {"uri": "results.sarif"}}]}),
        ),
        denies(
            "results-beside-the-runs",
            "The results are in the same file, beside a run without any.",
            "",
            "inlineExternalProperties",
            json!([{"results": [result("shell", "error")]}]),
        ),
        area.denies(
            "unreadable",
            "A document of no known format is named, and might say no.",
            &[MISSING, ("records", Code::EvidenceInvalid), (STATIC, Code::EvidenceUnreadable)],
            |s| {
                asked(s);
                carry(s, "ci-builder", b"{\"version\": \"2.1.0\"}");
            },
        ),
        area.denies(
            "nobody-refers-to-it",
            "A log that no signed reference speaks for is nobody's.",
            &[MISSING, ("records", Code::RecordUnreadable)],
            |s| {
                asked(s);
                s.documents.push(log("lint", MADE, json!([])).to_string().into_bytes());
            },
        ),
    ]
}

fn standing(area: &Area) -> Vec<Case> {
    let denies = |name, about, code: Code, by: &'static str, at: &'static str| {
        area.denies(name, about, &[MISSING, (STATIC, code)], move |s| {
            asked(s);
            say(s, by, &log("lint", at, json!([])));
        })
    };
    vec![
        denies(
            "too-old",
            "Older than the class allows, to the second.",
            Code::EvidenceTooOld,
            "ci-builder",
            "2026-11-13T12:00:00Z",
        ),
        denies("without-time", "Does not say when it ran.", Code::EvidenceTooOld, "ci-builder", "2026-11-20 08:30"),
        denies("not-yet", "Says that it ends in an hour.", Code::EvidenceNotYet, "ci-builder", "2026-11-20T13:00:00Z"),
        denies(
            "by-somebody-else",
            "A release manager is no builder.",
            Code::EvidenceProducerUnauthorised,
            "carol",
            MADE,
        ),
        area.denies("revoked", "The reference was revoked.", &[MISSING, (STATIC, Code::EvidenceRevoked)], |s| {
            asked(s);
            let id = carry(s, "ci-builder", log("lint", MADE, json!([])).to_string().as_bytes());
            s.revocations.push(revocation("dave", &[id], &[]));
        }),
    ]
}

/// Runs in keyless bundles of today: what they say of their own time.
fn timed(area: &Area) -> Vec<Case> {
    let bundled = |s: &mut Scenario, invocations: Value| {
        const ISSUER: &str = "https://accounts.example.com";
        const CI: &str = "ci@acme.example";
        asked(s);
        let alias = "aliases: [\"github:acme-ci\"]";
        let identity = format!("identities: [{{ issuer: \"{ISSUER}\", subject: {CI} }}]");
        s.roster(alias, &format!("{alias}\n    {identity}"));
        let pem = Algorithm::P256.key().pem().replace('\n', "\\n");
        s.roster("{ pem: \"KEY ci-builder\" }", &format!("{{ pem: \"KEY ci-builder\" }}, {{ pem: \"{pem}\" }}"));
        let mut log = log("lint", MADE, json!([]));
        log["runs"][0]["invocations"] = invocations;
        let log = log.to_string().into_bytes();
        let references = json!([{"digest": {"sha256": Sha256::of(&log).to_hex()}}]);
        let predicate = json!({"attester": {"id": CI}, "references": references});
        let payload = statement("https://in-toto.io/attestation/reference/v0.1", &s.artefacts, predicate);
        let signer = Signer::Identity(Subject::Email(CI.to_owned()), ISSUER.to_owned(), Vec::new());
        let content = Content::Statement(payload);
        let ask = Ask { signer, content, when: seconds(APPROVED), ..Ask::statement() };
        s.documents.extend([log, World::new().sign(&ask).to_string().into_bytes()]);
        s.trusted_roots = vec![World::new().trusted_root().to_string().into_bytes()];
    };
    let denies = |name, about, invocations: Value| {
        area.denies(name, about, &[MISSING, (STATIC, Code::EvidenceTooOld)], move |s| bundled(s, invocations))
    };
    vec![
        area.allows("bundled-without-time", "It says nothing: it is as old as its certificate.", &[], |s| {
            bundled(s, json!([{"executionSuccessful": true}]));
        }),
        denies(
            "bundled-that-began-long-ago",
            "It began long ago, and does not say when it ended.",
            json!([{"startTimeUtc": "2020-01-01T00:00:00Z"}]),
        ),
        denies(
            "bundled-of-a-time-that-cannot-be-read",
            "It ended long ago, in no time zone.",
            json!([{"endTimeUtc": "2020-01-01T00:00:00"}]),
        ),
        denies(
            "bundled-with-one-time-of-two",
            "One of its invocations ended long ago, the other does not say.",
            json!([{"endTimeUtc": "2020-01-01T00:00:00Z"}, {}]),
        ),
    ]
}

fn rules(area: &Area) -> Vec<Case> {
    let refuses = |name, about, rule: &'static str| {
        area.refuses(name, about, &[("policy", Code::PolicyInvalid)], move |s| ask_for(s, rule))
    };
    vec![
        refuses("rule-without-tools", "Names no tool.", "analysis: [{ kind: static, tools: [], by: [builder] }]"),
        refuses(
            "rule-ignores-without-reason",
            "Ignores a rule, and does not say why.",
            "analysis: [{ kind: static, tools: [lint], by: [builder], ignore: [{ rule: style, reason: \" \" }] }]",
        ),
        refuses(
            "rule-blocked-and-ignored",
            "One rule denies and is ignored.",
            "analysis: [{ kind: static, tools: [lint], by: [builder], blockRules: [a], ignore: [{ rule: a, reason: x }] }]",
        ),
        refuses(
            "rule-blocked-and-ignored-as-a-part",
            "A part of a rule denies, and the rule is ignored.",
            "analysis: [{ kind: static, tools: [lint], by: [builder], blockRules: [a/b], ignore: [{ rule: a, reason: x }] }]",
        ),
    ]
}
