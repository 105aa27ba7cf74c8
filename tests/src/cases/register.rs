//! Cases **register**: the snapshot is fresh, complete, and the newest that the host has seen; no review is overdue.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use countersign_core::format::dsse::Envelope;
use countersign_core::format::record::Kind;
use countersign_core::gate::Verdict;
use serde_json::{Value, json};

use super::say::{LATER, carry, incomplete, later, register, rejection, revocation, set, staging, with};
use super::{Area, Case, Due, changed};
use crate::scenario::{Inputs, Scenario, envelope};

const STALE: &[Due] = &[("register/freshness", Code::RegisterStale)];
const ROLLBACK: &[Due] = &[("register/freshness", Code::RegisterRollback)];
const WITHHELD: &[Due] = &[("register/completeness", Code::RegisterRecordWithheld)];
const OVERDUE: &[Due] = &[("register/reviews", Code::RegisterReviewOverdue)];

pub(super) fn cases() -> Vec<Case> {
    let area = Area("register");
    let mut cases = freshness(&area);
    cases.extend(sequence(&area));
    cases.extend(completeness(&area));
    cases.extend(reviews(&area));
    cases
}

fn freshness(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "missing",
            "The class demands a snapshot, and none is here.",
            &[("register/freshness", Code::RegisterMissing), ("register/completeness", Code::RegisterMissing)],
            |s| s.registers.clear(),
        ),
        // Issued at 11:00, to be replaced by 11:00 the next day, and the class takes snapshots of 24 hours.
        area.denies("replaced", "A snapshot is not to be trusted from `nextUpdate` on.", STALE, |s| {
            set(&mut s.registers[0], "nextUpdate", json!("2026-11-20T12:00:00Z"));
        }),
        area.allows("one-second-before-replaced", "One second before, it is.", &[], |s| {
            set(&mut s.registers[0], "nextUpdate", json!("2026-11-20T12:00:01Z"));
        }),
        area.denies(
            "too-old",
            "A snapshot of 24 hours is too old, though its issuer would trust it longer.",
            STALE,
            |s| {
                set(&mut s.registers[0], "nextUpdate", json!("2026-12-20T11:00:00Z"));
                later(s, 23 * 3_600);
            },
        ),
        area.allows("one-second-before-too-old", "One second before, it is not.", &[], |s| {
            set(&mut s.registers[0], "nextUpdate", json!("2026-12-20T11:00:00Z"));
            later(s, 23 * 3_600 - 1);
        }),
        area.denies(
            "not-yet",
            "A snapshot of the next second proves nothing.",
            &[("register/freshness", Code::RegisterNotYet)],
            |s| {
                set(&mut s.registers[0], "issuedAt", json!("2026-11-20T12:00:01Z"));
            },
        ),
        area.denies(
            "by-a-compromised-key",
            "A snapshot that somebody else may have signed proves nothing.",
            &[
                ("records", Code::RecordDoubtful),
                ("register/freshness", Code::RegisterMissing),
                ("register/completeness", Code::RegisterMissing),
            ],
            |s| {
                s.roster("\"KEY register\"", "\"KEY register\", compromisedAt: 2026-11-01T00:00:00Z");
            },
        ),
        area.denies(
            "by-somebody-who-may-not",
            "Only a registrar issues snapshots.",
            &[
                ("records", Code::RecordUnauthorised),
                ("register/freshness", Code::RegisterMissing),
                ("register/completeness", Code::RegisterMissing),
            ],
            |s| s.registers[0].by = vec!["ci-builder".to_owned()],
        ),
        area.denies(
            "revoked",
            "Security withdrew the newest snapshot: nothing older takes its place.",
            &[("register/freshness", Code::RegisterRevoked)],
            |s| {
                s.registers.push(register(41, "2026-11-20T10:00:00Z"));
                incomplete(s);
                // Otherwise it would list the revocation that names it.
                set(&mut s.registers[0], "holdings", json!([]));
                let id = Sha256::of(&s.payload(Kind::Register, &s.registers[0]));
                s.revocations.push(revocation("dave", &[id], &[]));
            },
        ),
        area.denies(
            "issued-by-a-role-that-ended",
            "Who is no registrar any more could have dated a snapshot back.",
            &[
                ("records", Code::RecordDoubtful),
                ("register/freshness", Code::RegisterMissing),
                ("register/completeness", Code::RegisterMissing),
            ],
            |s| {
                s.roster(
                    "{ role: registrar, from: 2026-01-01T00:00:00Z }",
                    "{ role: registrar, from: 2026-01-01T00:00:00Z, until: 2026-11-20T11:30:00Z }",
                );
            },
        ),
        area.allows("not-asked-for", "A stale snapshot does no harm where none is asked for.", &[], |s| {
            staging(s);
            s.registers = vec![register(40, "2026-10-01T00:00:00Z")];
        }),
    ]
}

fn sequence(area: &Area) -> Vec<Case> {
    vec![
        area.denies("rollback", "The host has seen snapshot 43: somebody withholds it.", ROLLBACK, |s| {
            s.question.min_register_sequence = 43;
        }),
        area.allows("the-newest-seen", "The host has seen this very snapshot.", &[], |s| {
            s.question.min_register_sequence = 42;
        }),
        area.denies(
            "rollback-where-none-is-asked-for",
            "That the host has seen a newer one denies in every class.",
            ROLLBACK,
            |s| {
                staging(s);
                s.registers = vec![register(42, LATER)];
                s.question.min_register_sequence = 43;
            },
        ),
        area.denies(
            "withheld-where-none-is-asked-for",
            "That the host has seen one, and none is here, denies in every class.",
            &[("register/freshness", Code::RegisterMissing)],
            |s| {
                staging(s);
                s.question.min_register_sequence = 43;
            },
        ),
        area.denies(
            "conflict",
            "The register issued two different snapshots as number 42.",
            &[("register/freshness", Code::RegisterConflict)],
            |s| {
                staging(s);
                s.registers = vec![register(42, LATER), register(42, "2026-11-20T11:30:00Z")];
            },
        ),
        area.denies(
            "conflict-where-one-is-asked-for",
            "Which of the two is complete, nobody can say.",
            &[("register/freshness", Code::RegisterConflict), ("register/completeness", Code::RegisterMissing)],
            |s| s.registers.push(register(42, "2026-11-20T11:30:00Z")),
        ),
        area.allows("older-besides", "An older snapshot beside the newest does no harm.", &[], |s| {
            s.registers.push(register(41, "2026-11-20T10:00:00Z"));
        }),
        area.denies(
            "newest-by-number",
            "The highest number is the newest, though it says an older time.",
            STALE,
            |s| {
                let snapshot = register(43, "2026-11-19T11:00:00Z");
                s.registers.push(snapshot);
            },
        ),
    ]
}

/// The register's list for one version.
fn listed(version: &str, documents: &[Sha256]) -> Value {
    json!({"service": "checkout-api", "version": version, "documents": documents})
}

/// The digest of the first release record's envelope.
fn release_document(scenario: &Scenario) -> Sha256 {
    scenario.records().first().map_or(Sha256::of(b"none"), |(_, bytes)| Sha256::of(bytes))
}

/// The allowed release with a rejection by erin that the register holds, and what the host hands in in its place.
fn rejected(instead: impl FnOnce(&mut Vec<Vec<u8>>)) -> Inputs {
    let mut inputs = changed(|s| s.decisions.push(rejection("erin", "security", LATER))).build();
    assert_eq!(inputs.request.records.len(), 5);
    instead(&mut inputs.request.records);
    inputs
}

/// Dave's approval and a rejection of somebody unknown in one file of JSON Lines, which the register lists.
fn in_one_file(again: bool) -> Inputs {
    let mut scenario = Scenario::allowed();
    scenario.decisions.push(rejection("erin", "security", LATER));
    scenario.roster("KEY erin", "KEY erin-new");
    let all = scenario.records();
    let lines: Vec<&[u8]> = all.iter().skip(2).take(2).map(|(_, bytes)| bytes.as_slice()).collect();
    let file = lines.join(b"\n".as_slice());
    let documents: Vec<Sha256> = all.iter().take(2).map(|(_, bytes)| Sha256::of(bytes)).collect();
    let list = listed("2.4.1", &[documents, vec![Sha256::of(&file)]].concat());
    set(&mut scenario.registers[0], "holdings", json!([list]));
    let mut inputs = scenario.build();
    inputs.request.records.retain(|record| again || !lines.contains(&record.as_slice()));
    inputs.request.records.push(file);
    inputs
}

/// The release record and carol's approval in one file of JSON Lines, which the register lists in their place.
fn release_in_a_file() -> Inputs {
    let mut scenario = Scenario::allowed();
    let all = scenario.records();
    let lines: Vec<&[u8]> = all.iter().take(2).map(|(_, bytes)| bytes.as_slice()).collect();
    let file = lines.join(b"\n".as_slice());
    let others: Vec<Sha256> = all.iter().skip(2).take(1).map(|(_, bytes)| Sha256::of(bytes)).collect();
    let list = listed("2.4.1", &[vec![Sha256::of(&file)], others].concat());
    set(&mut scenario.registers[0], "holdings", json!([list]));
    let mut inputs = scenario.build();
    inputs.request.records.retain(|record| !lines.contains(&record.as_slice()));
    inputs.request.records.push(file);
    inputs
}

fn completeness(area: &Area) -> Vec<Case> {
    let unlisted = &[("register/completeness", Code::RegisterReleaseUnlisted)];
    let stranger = Sha256::of(b"a document");
    let mut cases = withheld(area);
    cases.extend([
        area.denies("unknown-document", "The register holds a document that the host has never seen.", WITHHELD, |s| {
            let all = s.records();
            let mut documents: Vec<Sha256> = all.iter().take(3).map(|(_, bytes)| Sha256::of(bytes)).collect();
            documents.push(stranger);
            set(&mut s.registers[0], "holdings", json!([listed("2.4.1", &documents)]));
        }),
        area.denies("version-unlisted", "The register does not know this version.", unlisted, |s| {
            set(&mut s.registers[0], "holdings", json!([listed("2.4.0", &[])]));
        }),
        area.denies(
            "release-unlisted",
            "A list without the release record is older than the release.",
            unlisted,
            |s| {
                set(&mut s.registers[0], "holdings", json!([listed("2.4.1", &[])]));
            },
        ),
        area.denies(
            "rejection-by-a-key-taken-out",
            "Erin's rejection is here and listed, but her key was taken out of the roster: it is not lost with it.",
            &[("register/completeness", Code::RegisterRecordUnverified), ("records", Code::RecordUntrusted)],
            |s| {
                s.decisions.push(rejection("erin", "security", LATER));
                s.roster("KEY erin", "KEY erin-new");
            },
        ),
        area.given(
            Verdict::Deny,
            "rejection-in-a-file-of-several",
            "The register lists a file of two records; in it erin's rejection, whose key was taken out of the roster.",
            &[("register/completeness", Code::RegisterRecordUnverified), ("records", Code::RecordUntrusted)],
            in_one_file(false),
        ),
        area.given(
            Verdict::Deny,
            "rejection-in-a-file-and-by-itself",
            "The same, and the rejection is handed in by itself, too: that changes nothing.",
            &[("register/completeness", Code::RegisterRecordUnverified), ("records", Code::RecordUntrusted)],
            in_one_file(true),
        ),
        area.given(
            Verdict::Allow,
            "release-in-a-file-of-several",
            "The register lists a file of two records, of which one is the release record.",
            &[],
            release_in_a_file(),
        ),
        area.allows("more-than-the-register-holds", "Documents newer than the snapshot do no harm.", &[], |s| {
            let list = listed("2.4.1", &[release_document(s)]);
            set(&mut s.registers[0], "holdings", json!([list]));
        }),
        area.allows("other-version-withheld", "Documents of another version need not be here.", &[], |s| {
            let list = listed("2.4.1", &[release_document(s)]);
            set(&mut s.registers[0], "holdings", json!([listed("2.4.0", &[stranger]), list]));
        }),
        area.allows("completeness-not-asked-for", "A class may ask for freshness alone.", &[], |s| {
            incomplete(s);
            set(&mut s.registers[0], "holdings", json!([listed("2.4.1", &[stranger])]));
        }),
    ]);
    cases
}

fn withheld(area: &Area) -> Vec<Case> {
    let withheld = |name, about, due: &[Due], instead: fn(&mut Vec<Vec<u8>>)| {
        area.given(Verdict::Deny, name, about, due, rejected(instead))
    };
    let incomplete = ("register/completeness", Code::RegisterRecordWithheld);
    vec![
        withheld("withheld", "The register holds erin's rejection, and it is not here.", WITHHELD, |records| {
            records.remove(3);
        }),
        withheld(
            "withheld-by-breaking-it",
            "The rejection is here, but its signature was broken: that is withholding it.",
            &[incomplete, ("records", Code::RecordUntrusted)],
            |records| {
                let mut no: Value = serde_json::from_slice(&records[3]).expect("an envelope");
                let yes: Value = serde_json::from_slice(&records[1]).expect("an envelope");
                no["signatures"][0]["sig"] = yes["signatures"][0]["sig"].clone();
                records[3] = no.to_string().into_bytes();
            },
        ),
        area.denies(
            "withheld-by-referring-to-it",
            "The rejection is here behind a mark, so that nobody can read it. Bob, who holds no role, refers to it.",
            &[("register/completeness", Code::RegisterRecordUnverified), ("records", Code::EvidenceInvalid)],
            |s| {
                s.decisions.push(rejection("erin", "security", LATER));
                let all = s.records();
                s.decisions.pop();
                let no = [b"\xef\xbb\xbf", all[3].1.as_slice()].concat();
                let list = listed("2.4.1", &[Sha256::of(&all[0].1), Sha256::of(&no)]);
                set(&mut s.registers[0], "holdings", json!([list]));
                carry(s, "bob", &no);
            },
        ),
        withheld(
            "withheld-by-signing-it-anew",
            "The rejection's words are here, signed by bob in erin's place: his no is nobody's business.",
            &[incomplete, ("approvals", Code::ApprovalsRejectionIdle)],
            |records| {
                let no = Envelope::parse(&records[3]).expect("an envelope");
                records[3] = envelope(&no.payload, &["bob".to_owned()]);
            },
        ),
    ]
}

fn reviews(area: &Area) -> Vec<Case> {
    let emergency = |service: &str, due: &str| json!([{"record": Sha256::of(b"an emergency"), "service": service, "reviewDue": due}]);
    vec![
        area.denies("review-overdue", "An emergency of this service was not reviewed in time.", OVERDUE, |s| {
            set(&mut s.registers[0], "emergencies", emergency("checkout-api", "2026-11-20T12:00:00Z"));
        }),
        area.denies(
            "review-overdue-behind-a-revoked-snapshot",
            "A newer snapshot forgets the emergency, and security withdrew it.",
            OVERDUE,
            |s| {
                staging(s);
                s.registers = vec![register(41, "2026-11-20T10:00:00Z"), register(42, "2026-11-20T11:00:00Z")];
                set(&mut s.registers[0], "emergencies", emergency("checkout-api", "2026-11-20T12:00:00Z"));
                // Otherwise it would list the revocation that names it.
                set(&mut s.registers[1], "holdings", json!([]));
                let id = Sha256::of(&s.payload(Kind::Register, &s.registers[1]));
                s.revocations.push(revocation("dave", &[id], &[]));
            },
        ),
        area.denies("review-overdue-behind-tomorrow", "A snapshot of tomorrow forgets the emergency.", OVERDUE, |s| {
            staging(s);
            s.registers = vec![register(41, "2026-11-20T10:00:00Z"), register(42, "2026-11-21T11:00:00Z")];
            set(&mut s.registers[0], "emergencies", emergency("checkout-api", "2026-11-20T12:00:00Z"));
        }),
        area.denies(
            "review-overdue-behind-a-stale-snapshot",
            "A snapshot that is not to be trusted any more forgets what one that is trusted knows.",
            OVERDUE,
            |s| {
                staging(s);
                s.registers = vec![register(41, "2026-11-20T10:00:00Z"), register(42, "2026-01-20T11:00:00Z")];
                set(&mut s.registers[0], "emergencies", emergency("checkout-api", "2026-11-20T12:00:00Z"));
            },
        ),
        area.allows("review-due-in-a-second", "It is not overdue before it is due.", &[], |s| {
            set(&mut s.registers[0], "emergencies", emergency("checkout-api", "2026-11-20T12:00:01Z"));
        }),
        area.allows("review-of-another-service", "Another service's emergency is not this one's.", &[], |s| {
            set(&mut s.registers[0], "emergencies", emergency("brochure", "2026-11-01T00:00:00Z"));
        }),
        area.denies(
            "review-overdue-where-none-is-asked-for",
            "An overdue review denies in every class.",
            OVERDUE,
            |s| {
                staging(s);
                let list = emergency("checkout-api", "2026-11-01T00:00:00Z");
                s.registers = vec![with(register(42, LATER), "emergencies", list)];
            },
        ),
        area.allows(
            "review-held-since",
            "The newest snapshot no longer has the emergency that an older one had.",
            &[],
            |s| {
                let list = emergency("checkout-api", "2026-11-01T00:00:00Z");
                s.registers.push(with(register(41, "2026-11-20T10:00:00Z"), "emergencies", list));
            },
        ),
    ]
}
