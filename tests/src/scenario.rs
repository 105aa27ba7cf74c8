//! One release with everything around it. [`Scenario::allowed`] is allowed; every case changes one thing about it.
//!
//! Fields are what somebody would say; [`Scenario::build`] signs it and gives what a host would hand to the gate.

use countersign_core::anchoring::Anchors;
use countersign_core::base::digest::Sha256;
use countersign_core::base::time::Time;
use countersign_core::format::dsse::{Envelope, Signature};
use countersign_core::format::record::Kind;
use countersign_core::format::statement::{Statement, Subject};
use countersign_core::request::Request;
pub use countersign_stored::Inputs;
use serde_json::{Value, json};

use crate::key::Key;

/// The instant of most cases.
pub const NOW: &str = "2026-11-20T12:00:00Z";
/// The released commit.
pub const COMMIT: &str = "1f0c3a5d7e9b2c4d6f8091a2b3c4d5e6f7081920";

/// A record that somebody signs: a predicate, and subjects where they are not the obvious ones.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Whose keys sign it.
    pub by: Vec<String>,
    /// What it says.
    pub predicate: Value,
    /// What it is about; `None` for the obvious.
    pub subjects: Option<Vec<Sha256>>,
}

impl Signed {
    /// A record signed by the keys of `by`.
    pub fn new(by: &[&str], predicate: Value) -> Self {
        Self { by: by.iter().map(|name| (*name).to_owned()).collect(), predicate, subjects: None }
    }
}

/// Who vouches for policy and roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchoring {
    /// The root key signs both.
    Signed,
    /// The host pins both digests.
    Pinned,
    /// Nobody.
    Nothing,
}

/// One release with everything around it.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The policy's text.
    pub policy: String,
    /// The roster's text; `KEY name` stands for the PEM of that key.
    pub roster: String,
    /// Who vouches for them.
    pub anchoring: Anchoring,
    /// The artefacts of the release, and of the question unless `question.artefacts` says otherwise.
    pub artefacts: Vec<Sha256>,
    /// Release records; the decisions are about the first.
    pub releases: Vec<Signed>,
    /// Approvals and rejections. `release` is filled in where the predicate has none.
    pub decisions: Vec<Signed>,
    /// Revocations.
    pub revocations: Vec<Signed>,
    /// Register snapshots. `holdings` is filled in where the predicate has none.
    pub registers: Vec<Signed>,
    /// Whatever else lies among the records.
    pub documents: Vec<Vec<u8>>,
    /// Sigstore trusted roots that the host pins.
    pub trusted_roots: Vec<Vec<u8>>,
    /// The question; its artefacts (if empty) and records are filled in.
    pub question: Request,
    /// Changes what the host pins, after everything is signed.
    pub repin: Option<fn(&mut Anchors)>,
}

impl Scenario {
    /// A release of `checkout-api 2.4.1` to production: written by alice, reviewed by bob, approved by carol and dave, built
    /// by `ci-builder`, deployed by `ci-deployer`, with a register snapshot an hour old.
    pub fn allowed() -> Self {
        let release = json!({
            "service": "checkout-api", "version": "2.4.1",
            "repository": "https://git.acme.example/checkout-api", "commit": COMMIT,
            "authors": ["email:alice@acme.example"],
            "reviewers": [{"who": "github:bob", "commit": COMMIT}],
            "builder": "github:acme-ci",
            "changeRequest": "https://git.acme.example/checkout-api/pulls/17",
            "tickets": ["CHG-1017"],
            "change": {"kind": "feature", "reversibility": "reversible"},
            "requestedAt": "2026-11-20T09:00:00Z",
        });
        let approval = |by: &str, role: &str| {
            Signed::new(
                &[by],
                json!({
                    "decision": "approved", "role": role, "environments": ["production"], "signedAt": "2026-11-20T10:00:00Z",
                }),
            )
        };
        let register = json!({
            "sequence": 42, "issuedAt": "2026-11-20T11:00:00Z", "nextUpdate": "2026-11-21T11:00:00Z",
        });
        Self {
            policy: include_str!("policy.yml").to_owned(),
            roster: include_str!("roster.yml").to_owned(),
            anchoring: Anchoring::Signed,
            artefacts: vec![Sha256::of(b"checkout-api 2.4.1")],
            releases: vec![Signed::new(&["ci-builder"], release)],
            decisions: vec![approval("carol", "release-manager"), approval("dave", "security")],
            revocations: Vec::new(),
            registers: vec![Signed::new(&["register"], register)],
            documents: Vec::new(),
            trusted_roots: Vec::new(),
            question: Request {
                service: "checkout-api".to_owned(),
                version: "2.4.1".to_owned(),
                environment: "production".to_owned(),
                deployer: Some("ci-deployer".to_owned()),
                now: seconds(NOW),
                ..Request::default()
            },
            repin: None,
        }
    }

    /// Replaces a piece of the policy, which must be there exactly once.
    pub fn policy(&mut self, old: &str, new: &str) -> &mut Self {
        self.policy = replace(&self.policy, old, new);
        self
    }

    /// Replaces a piece of the roster, which must be there exactly once.
    pub fn roster(&mut self, old: &str, new: &str) -> &mut Self {
        self.roster = replace(&self.roster, old, new);
        self
    }

    /// The policy and roster as files.
    pub fn rules(&self) -> (Vec<u8>, Vec<u8>) {
        (self.policy.clone().into_bytes(), with_keys(&self.roster).into_bytes())
    }

    /// The id of the first release record.
    pub fn release_id(&self) -> Sha256 {
        let first = self.releases.first();
        first.map_or(Sha256::of(b"no release"), |signed| Sha256::of(&self.payload(Kind::Release, signed)))
    }

    /// The id of the release record at `index`.
    pub fn record_id(&self, index: usize) -> Sha256 {
        Sha256::of(&self.payload(Kind::Release, &self.releases[index]))
    }

    /// The id of the decision at `index`.
    pub fn decision_id(&self, index: usize) -> Sha256 {
        Sha256::of(&self.payload(Kind::Approval, &self.decisions[index]))
    }

    /// Every signed record, in the order of the fields: envelopes.
    pub fn records(&self) -> Vec<(Kind, Vec<u8>)> {
        let each = |kind, list: &[Signed]| -> Vec<(Kind, Vec<u8>)> {
            list.iter().map(|signed| (kind, envelope(&self.payload(kind, signed), &signed.by))).collect()
        };
        let mut all = each(Kind::Release, &self.releases);
        all.extend(each(Kind::Approval, &self.decisions));
        all.extend(each(Kind::Revocation, &self.revocations));
        all.extend(each(Kind::Register, &self.registers));
        all
    }

    /// Signs everything.
    pub fn build(&self) -> Inputs {
        let (policy, roster) = self.rules();
        let mut anchors = anchors(&self.anchoring, &policy, &roster);
        anchors.trusted_roots.clone_from(&self.trusted_roots);
        if let Some(repin) = self.repin {
            repin(&mut anchors);
        }
        let mut request = self.question.clone();
        if request.artefacts.is_empty() {
            request.artefacts = self.artefacts.iter().map(Sha256::to_string).collect();
        }
        request.records = self.records().into_iter().map(|(_, bytes)| bytes).collect();
        request.records.extend(self.documents.iter().cloned());
        Inputs { policy, roster, anchors, request }
    }

    /// The statement of one record.
    pub fn payload(&self, kind: Kind, signed: &Signed) -> Vec<u8> {
        let mut predicate = signed.predicate.clone();
        let subjects = match kind {
            Kind::Release => self.artefacts.clone(),
            Kind::Approval => {
                fill(&mut predicate, "release", || json!(self.release_id()));
                self.artefacts.clone()
            }
            Kind::Revocation => {
                let named = |field| predicate.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
                let all = named("records").into_iter().chain(named("artefacts"));
                all.filter_map(|id| id.as_str()?.parse().ok()).collect()
            }
            Kind::Exception => vec![Sha256::of(&countersign_core::base::canonical::to_bytes(&predicate))],
            Kind::Register => {
                fill(&mut predicate, "holdings", || self.holdings());
                vec![Sha256::of(&countersign_core::base::canonical::to_bytes(&predicate))]
            }
            Kind::Anchor | Kind::Emergency | Kind::Review => Vec::new(),
        };
        statement(&kind.predicate_type(), signed.subjects.as_deref().unwrap_or(&subjects), predicate)
    }

    /// What the register holds about the question's version: the documents, as they are.
    fn holdings(&self) -> Value {
        let id = |kind, signed: &Signed| json!(Sha256::of(&envelope(&self.payload(kind, signed), &signed.by)));
        let mut ids: Vec<Value> = self.releases.iter().map(|signed| id(Kind::Release, signed)).collect();
        ids.extend(self.decisions.iter().map(|signed| id(Kind::Approval, signed)));
        ids.extend(self.revocations.iter().map(|signed| id(Kind::Revocation, signed)));
        json!([{"service": self.question.service, "version": self.question.version, "documents": ids}])
    }
}

/// Seconds since 1970 of an RFC 3339 time.
pub fn seconds(time: &str) -> u64 {
    time.parse::<Time>().expect("a time of ours").seconds()
}

/// The text with `"KEY name"` replaced by the PEM of that key, as YAML has it in double quotes.
pub fn with_keys(text: &str) -> String {
    let mut parts = text.split("\"KEY ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('"') {
            Some((name, rest)) => {
                let pem = Key::of(name).pem.replace('\n', "\\n");
                out.push_str(&format!("\"{pem}\"{rest}"));
            }
            None => out.push_str(part),
        }
    }
    out
}

/// A statement, as canonical JSON.
pub fn statement(predicate_type: &str, subjects: &[Sha256], predicate: Value) -> Vec<u8> {
    let subject = |digest: &Sha256| Subject::new("artefact", *digest);
    let subjects = subjects.iter().map(subject).collect();
    Statement { subjects, predicate_type: predicate_type.to_owned(), predicate }.to_bytes()
}

/// An envelope around `payload`, signed by the keys of `by`.
pub fn envelope(payload: &[u8], by: &[String]) -> Vec<u8> {
    let message = countersign_core::format::dsse::pre_authentication_encoding(payload);
    let sign = |name: &String| {
        let key = Key::of(name);
        let id = countersign_core::records::key_id(key.pem.as_bytes()).expect("a key of ours");
        Signature { key_id: Some(id), bytes: key.sign(&message) }
    };
    Envelope { payload: payload.to_vec(), signatures: by.iter().map(sign).collect() }.to_bytes()
}

/// An anchor over a document, signed by the key of `root`.
pub fn anchor(document: &str, bytes: &[u8], serial: u64, root: &str) -> Vec<u8> {
    let predicate = json!({"document": document, "serial": serial, "signedAt": "2026-10-02T00:00:00Z"});
    let payload = statement(&Kind::Anchor.predicate_type(), &[Sha256::of(bytes)], predicate);
    envelope(&payload, &[root.to_owned()])
}

fn anchors(anchoring: &Anchoring, policy: &[u8], roster: &[u8]) -> Anchors {
    let digest = |bytes| Some(Sha256::of(bytes).to_string());
    let (root_keys, signatures) = match anchoring {
        Anchoring::Signed => (
            vec![Key::of("root").pem.into_bytes()],
            vec![anchor("policy", policy, serial(policy), "root"), anchor("roster", roster, serial(roster), "root")],
        ),
        Anchoring::Pinned | Anchoring::Nothing => (Vec::new(), Vec::new()),
    };
    let pinned = *anchoring == Anchoring::Pinned;
    Anchors {
        root_keys,
        signatures,
        policy_digest: digest(policy).filter(|_| pinned),
        roster_digest: digest(roster).filter(|_| pinned),
        ..Anchors::default()
    }
}

/// The serial that a document claims; 1 where it claims none.
fn serial(document: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(document);
    let line = text.lines().find_map(|line| line.strip_prefix("serial: ")?.split_whitespace().next());
    line.and_then(|number| number.parse().ok()).filter(|serial| *serial > 0).unwrap_or(1)
}

fn fill(predicate: &mut Value, field: &str, value: impl FnOnce() -> Value) {
    if let Some(map) = predicate.as_object_mut().filter(|map| !map.contains_key(field)) {
        map.insert(field.to_owned(), value());
    }
}

fn replace(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "`{old}` must stand exactly once");
    text.replace(old, new)
}
