//! Cases **sigstore**: records in bundles, by identity or by key, and what their proofs of time are worth.
//!
//! That a bundle fails for the right reason is the virtual Sigstore's own test; here are the reasons that only a gate has.

mod evidence;

use countersign_core::base::code::Code;
use countersign_core::format::record::Kind;
use countersign_core::gate::Verdict;
use serde_json::{Value, json};

use super::say::{APPROVED, LATER, approval, rejection};
use super::{Area, Case, Due};
use crate::scenario::{Inputs, Scenario, Signed, envelope, seconds};
use crate::sigstore::ask::{Algorithm, Ask, Log, Signer};
use crate::sigstore::authority::Subject;
use crate::sigstore::bundle::Hint;
use crate::sigstore::signed::Content;
use crate::sigstore::world::World;

const MISSING: Due = ("approvals/security", Code::ApprovalsMissing);
/// The key of dave's certificate is a managed key of his, too: where the certificate proves nothing, the key still does.
const DOUBTFUL: Due = ("records", Code::RecordDoubtful);
const ISSUER: &str = "https://accounts.example.com";
const DAVE: &str = "dave@acme.example";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("sigstore");
    let mut cases = identities(&area);
    cases.extend(strangers(&area));
    cases.extend(times(&area));
    cases.extend(keys(&area));
    cases.extend(faulty(&area));
    cases.extend(files(&area));
    cases.extend(evidence::cases(&area));
    cases
}

/// Dave signs as himself, at the time of the approvals.
fn dave() -> Ask {
    let signer = Signer::Identity(Subject::Email(DAVE.to_owned()), ISSUER.to_owned(), Vec::new());
    Ask { signer, when: seconds(APPROVED), ..Ask::statement() }
}

/// The same, with a key that he manages himself.
fn managed() -> Ask {
    Ask { signer: Signer::Key(Hint::Base64), ..dave() }
}

/// The roster knows dave's identity, and his managed key with `key` beside it.
fn known(scenario: &mut Scenario, key: &str) {
    let pem = Algorithm::P256.key().pem().replace('\n', "\\n");
    scenario.roster(
        "{ pem: \"KEY dave-2\" }]",
        &format!(
            "{{ pem: \"KEY dave-2\" }}, {{ pem: \"{pem}\"{key} }}]\n    identities: [{{ issuer: \"{ISSUER}\", subject: {DAVE} }}]"
        ),
    );
}

/// An automation's pattern fits dave's identity, too.
fn ambiguous(scenario: &mut Scenario) {
    known(scenario, "");
    let wide = format!("identities: [{{ issuer: \"{ISSUER}\", subject: \"*@acme.example\" }}]");
    scenario.roster("aliases: [\"github:acme-deploy\"]", &format!("aliases: [\"github:acme-deploy\"]\n    {wide}"));
}

/// Dave's approval is a bundle of `world`, which the host trusts.
fn bundled(scenario: &mut Scenario, world: &World, ask: Ask) {
    let signed = scenario.decisions.remove(1);
    let bundle = sign(scenario, world, ask, &signed);
    scenario.documents.push(bundle);
    scenario.trusted_roots = vec![world.trusted_root().to_string().into_bytes()];
}

fn sign(scenario: &Scenario, world: &World, ask: Ask, signed: &Signed) -> Vec<u8> {
    let payload = scenario.payload(Kind::Approval, signed);
    world.sign(&Ask { content: Content::Statement(payload), ..ask }).to_string().into_bytes()
}

fn identities(area: &Area) -> Vec<Case> {
    vec![
        area.allows("approval-by-identity", "An identity counts like a key.", &[], |s| {
            known(s, "");
            bundled(s, &World::new(), dave());
        }),
        area.allows("approval-of-a-private-instance", "An instance without logs proves times alone.", &[], |s| {
            known(s, "");
            bundled(s, &World::private(), Ask { log: Log::None, ..dave() });
        }),
        area.allows("observed-time-demanded", "Both approvals prove when they were signed.", &[], |s| {
            s.policy("approvalMaxAge: 7d", "approvalMaxAge: 7d\n      observedTime: true");
            s.roster(
                "keys: [{ pem: \"KEY carol\" }]",
                &format!("identities: [{{ issuer: \"{ISSUER}\", subject: carol@acme.example }}]"),
            );
            known(s, "");
            bundled(s, &World::new(), dave());
            let carol = s.decisions.remove(0);
            let subject = Subject::Email("carol@acme.example".to_owned());
            let ask = Ask { signer: Signer::Identity(subject, ISSUER.to_owned(), Vec::new()), ..dave() };
            let bundle = sign(s, &World::new(), ask, &carol);
            s.documents.push(bundle);
        }),
    ]
}

fn strangers(area: &Area) -> Vec<Case> {
    let other = |subject: &str, issuer: &str| Ask {
        signer: Signer::Identity(Subject::Email(subject.to_owned()), issuer.to_owned(), Vec::new()),
        ..dave()
    };
    vec![
        area.denies(
            "another-subject",
            "A name that only contains dave's.",
            &[MISSING, ("records", Code::RecordIdentityUnknown)],
            |s| {
                known(s, "");
                bundled(s, &World::new(), other("dave@acme.example.evil", ISSUER));
            },
        ),
        area.denies(
            "another-issuer",
            "Dave's name, vouched for by somebody else.",
            &[MISSING, ("records", Code::RecordIdentityUnknown)],
            |s| {
                known(s, "");
                bundled(s, &World::new(), other(DAVE, "https://accounts.example.com.evil"));
            },
        ),
        area.denies(
            "identity-ambiguous",
            "Dave's certificate fits an automation's pattern, too.",
            &[MISSING, ("records", Code::BundleIdentityAmbiguous), ("records", Code::RecordDoubtful)],
            |s| {
                ambiguous(s);
                bundled(s, &World::new(), dave());
            },
        ),
        area.denies(
            "rejection-of-an-ambiguous-identity",
            "Whoever of the two rejected: it might be dave.",
            &[
                ("approvals", Code::ApprovalsRejected),
                ("approvals", Code::ApprovalsRejectionIdle),
                MISSING,
                ("records", Code::BundleIdentityAmbiguous),
                ("records", Code::RecordDoubtful),
            ],
            |s| {
                ambiguous(s);
                let no = rejection("dave", "security", LATER);
                let bundle = sign(s, &World::new(), Ask { when: seconds(LATER), ..dave() }, &no);
                s.documents.push(bundle);
                s.trusted_roots = vec![World::new().trusted_root().to_string().into_bytes()];
            },
        ),
        area.denies(
            "no-trusted-root",
            "The host trusts no instance, so nobody vouches for dave.",
            &[MISSING, ("records", Code::BundleChainInvalid), DOUBTFUL],
            |s| {
                known(s, "");
                bundled(s, &World::new(), dave());
                s.trusted_roots.clear();
            },
        ),
        area.denies(
            "without-its-log-entry",
            "What the instance demands, the bundle cannot leave out.",
            &[MISSING, ("records", Code::BundleEntryMissing), DOUBTFUL],
            |s| {
                known(s, "");
                bundled(s, &World::new(), Ask { log: Log::None, ..dave() });
            },
        ),
        area.given(
            Verdict::Malformed,
            "trusted-root-unreadable",
            "A trusted root that is none, where a bundle asks for it.",
            &[("question", Code::TrustedRootUnreadable)],
            unreadable_root(),
        ),
    ]
}

fn unreadable_root() -> Inputs {
    let mut scenario = Scenario::allowed();
    known(&mut scenario, "");
    bundled(&mut scenario, &World::new(), dave());
    scenario.trusted_roots = vec![b"{}".to_vec()];
    scenario.build()
}

fn times(area: &Area) -> Vec<Case> {
    const SECURITY: &str = "roles: [{ role: security, from: 2026-01-01T00:00:00Z }]";
    let role = |from: &str, until: &str| format!("roles: [{{ role: security, from: {from}, until: {until} }}]");
    vec![
        area.allows("role-ended-since", "Dave held the role when he provably signed.", &[], |s| {
            known(s, "");
            s.roster(SECURITY, &role("2026-01-01T00:00:00Z", "2026-11-20T11:00:00Z"));
            bundled(s, &World::new(), dave());
        }),
        area.denies(
            "backdated",
            "Dave writes that he signed while he held the role; the log says that he did not.",
            &[MISSING, ("approvals/security", Code::ApprovalsRoleNotHeld)],
            |s| {
                known(s, "");
                s.roster(SECURITY, &role("2026-01-01T00:00:00Z", "2026-11-20T10:30:00Z"));
                bundled(s, &World::new(), Ask { when: seconds(LATER), ..dave() });
            },
        ),
        area.denies(
            "time-unproven",
            "The class demands proof of when people signed, and carol and dave have none.",
            &[
                ("approvals/release-manager", Code::ApprovalsMissing),
                ("approvals/release-manager", Code::ApprovalsTimeUnproven),
                MISSING,
                ("approvals/security", Code::ApprovalsTimeUnproven),
            ],
            |s| {
                s.policy("approvalMaxAge: 7d", "approvalMaxAge: 7d\n      observedTime: true");
            },
        ),
        area.denies(
            "logged-again-after-a-rejection",
            "Anybody can have dave's old approval logged again: that makes it no newer than his rejection.",
            &[("approvals", Code::ApprovalsRejected), MISSING],
            |s| {
                known(s, "");
                s.decisions.push(rejection("dave", "security", "2026-11-20T10:30:00Z"));
                bundled(s, &World::new(), Ask { when: seconds(LATER), ..managed() });
            },
        ),
        area.denies(
            "logged-again-when-too-old",
            "Logged again, an old approval is as old as it was.",
            &[MISSING, ("approvals/security", Code::ApprovalsTooOld)],
            |s| {
                known(s, "");
                s.policy("approvalMaxAge: 7d", "approvalMaxAge: 90m");
                s.decisions[0] = approval("carol", "release-manager", LATER);
                bundled(s, &World::new(), Ask { when: seconds(LATER), ..managed() });
            },
        ),
        area.denies(
            "proved-after-now",
            "The bundle proves a time that has not come.",
            &[MISSING, ("records", Code::BundleTimeInFuture), DOUBTFUL],
            |s| {
                known(s, "");
                bundled(s, &World::new(), Ask { when: seconds("2026-11-20T12:00:00Z"), ..dave() });
            },
        ),
    ]
}

fn keys(area: &Area) -> Vec<Case> {
    let compromised = |at: &str| format!(", compromisedAt: {at}");
    vec![
        area.allows("approval-by-managed-key", "A bundle of a key of the roster.", &[], |s| {
            known(s, "");
            bundled(s, &World::new(), managed());
        }),
        area.allows("key-compromised-later", "Provably signed before the key was compromised.", &[], |s| {
            known(s, &compromised("2026-11-20T11:00:00Z"));
            bundled(s, &World::new(), managed());
        }),
        area.denies(
            "key-compromised-before",
            "Signed when somebody else may have had the key.",
            &[MISSING, ("records", Code::RecordDoubtful)],
            |s| {
                known(s, &compromised("2026-11-20T10:00:00Z"));
                bundled(s, &World::new(), managed());
            },
        ),
        area.allows("key-ended-since", "Provably signed while the key might sign.", &[], |s| {
            known(s, ", from: 2026-01-01T00:00:00Z, until: 2026-11-20T11:00:00Z");
            bundled(s, &World::new(), managed());
        }),
        area.denies(
            "key-not-begun",
            "Signed before the key might sign.",
            &[MISSING, ("records", Code::RecordDoubtful)],
            |s| {
                known(s, ", from: 2026-11-20T10:30:00Z");
                bundled(s, &World::new(), managed());
            },
        ),
        area.denies(
            "managed-key-of-an-unknown-instance",
            "The key is dave's, but the proof beside it does not hold: such a signature can only say no.",
            &[MISSING, ("records", Code::RecordDoubtful), ("records", Code::BundleTimestampAuthorityUnknown)],
            |s| {
                known(s, "");
                bundled(s, &World::of("elsewhere.example", true, 2), managed());
                s.trusted_roots = vec![World::new().trusted_root().to_string().into_bytes()];
            },
        ),
    ]
}

/// Dave's key signed a rejection, or an approval, and the bundle around it is not as it should be.
fn faulty(area: &Area) -> Vec<Case> {
    let altered = |scenario: &mut Scenario, signed: Signed, change: fn(&mut Value)| {
        known(scenario, "");
        let bundle = sign(scenario, &World::new(), Ask { when: seconds(LATER), ..managed() }, &signed);
        let mut bundle: Value = serde_json::from_slice(&bundle).expect("a bundle");
        change(&mut bundle);
        scenario.documents.push(bundle.to_string().into_bytes());
        scenario.trusted_roots = vec![World::new().trusted_root().to_string().into_bytes()];
    };
    let rejected = |name, about, code: Code, change: fn(&mut Value)| {
        let due = [("approvals", Code::ApprovalsRejected), MISSING, ("records", code), DOUBTFUL];
        area.denies(name, about, &due, |s| altered(s, rejection("dave", "security", LATER), change))
    };
    let unknown: fn(&mut Value) = |bundle| bundle["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.4+json".into();
    vec![
        rejected(
            "rejection-in-a-bundle-of-another-version",
            "Nobody can read the proofs, and the signature is dave's all the same.",
            Code::BundleVersionUnknown,
            unknown,
        ),
        rejected(
            "rejection-in-a-bundle-without-a-media-type",
            "A bundle that does not say that it is one holds dave's rejection.",
            Code::RecordUnreadable,
            |bundle| bundle["mediaType"] = Value::Null,
        ),
        rejected(
            "rejection-in-a-bundle-with-two-signatures",
            "A bundle's envelope has one signature; this one has dave's, and another.",
            Code::BundleUnreadable,
            |bundle| {
                let signatures = bundle["dsseEnvelope"]["signatures"].as_array_mut().expect("signatures");
                signatures.insert(0, json!({"sig": "AA=="}));
            },
        ),
        rejected(
            "rejection-under-another-certificate",
            "Somebody put dave's signature beside a stranger's certificate.",
            Code::BundleTimestampMismatch,
            |bundle| {
                let subject = Subject::Email("mallory@acme.example".to_owned());
                let signer = Signer::Identity(subject, ISSUER.to_owned(), Vec::new());
                let stranger = World::new().sign(&Ask { signer, ..dave() });
                bundle["verificationMaterial"] = stranger["verificationMaterial"].clone();
            },
        ),
        area.denies(
            "approval-in-a-bundle-of-another-version",
            "Dave's approval in a bundle that nobody can read: it cannot say yes.",
            &[MISSING, ("records", Code::BundleVersionUnknown), ("records", Code::RecordDoubtful)],
            |s| {
                let approval = s.decisions.remove(1);
                altered(s, approval, unknown);
            },
        ),
    ]
}

fn files(area: &Area) -> Vec<Case> {
    vec![
        area.allows("json-lines", "A file of two bundles is as if each had been handed in.", &[], |s| {
            known(s, "");
            bundled(s, &World::new(), dave());
            let other = approval("dave", "security", LATER);
            let second = sign(s, &World::new(), Ask { when: seconds(LATER), ..dave() }, &other);
            let first = s.documents.remove(0);
            s.documents.push([first, b"\n".to_vec(), second, b"\n".to_vec()].concat());
        }),
        area.denies(
            "rejection-in-a-line-of-lists",
            "JSON Lines of attestation lists: each list is taken apart, and dave's rejection is heard.",
            &[("approvals", Code::ApprovalsRejected), MISSING, ("records", Code::RecordUnreadable)],
            |s| {
                let no = lists(s).join("\n");
                s.documents.push(no.into_bytes());
            },
        ),
        area.given(
            Verdict::Malformed,
            "rejection-in-a-list-of-lists",
            "What lies deeper than is read might say no.",
            &[("question", Code::LimitExceeded)],
            deep(),
        ),
        area.denies(
            "message",
            "A signature over a file says nothing about a release.",
            &[MISSING, ("records", Code::RecordUnreadable)],
            |s| {
                known(s, "");
                bundled(s, &World::new(), dave());
                let message: Value = World::new().sign(&Ask { when: seconds(APPROVED), ..Ask::message() });
                s.documents = vec![message.to_string().into_bytes()];
            },
        ),
    ]
}

/// An attestation list of a document of nobody's, and one of dave's rejection.
fn lists(scenario: &Scenario) -> Vec<String> {
    let payload = scenario.payload(Kind::Approval, &rejection("dave", "security", LATER));
    let no: Value = serde_json::from_slice(&envelope(&payload, &["dave".to_owned()])).expect("an envelope");
    [json!({"note": "nothing to see"}), no]
        .map(|inside| json!({"attestations": [{"bundle": inside}]}).to_string())
        .to_vec()
}

/// The lists, in a list, in JSON Lines.
fn deep() -> Inputs {
    let mut scenario = Scenario::allowed();
    let inner: Vec<Value> = lists(&scenario).iter().map(|text| serde_json::from_str(text).expect("JSON")).collect();
    scenario.documents.push(format!("{}\n{{}}\n", json!({"attestations": inner})).into_bytes());
    scenario.build()
}
