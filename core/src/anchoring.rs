//! Layer 11: who vouches for policy and roster.
//!
//! A document is anchored by its digest, where the host pins one, and otherwise by a root key's signature. An
//! anchor names its document's kind, digest and serial, so that none passes for another.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::limits::{ANCHORS, LARGEST_INTEGER};
use crate::base::name::KeyId;
use crate::base::shown::list;
use crate::crypto::key::PublicKey;
use crate::format::anchor::{Anchor, Document};
use crate::format::dsse::Envelope;
use crate::format::record::{Kind, Predicate, Record};
use crate::format::statement::Statement;
use crate::report;
use crate::trust::envelope::{Budget, verify};
use crate::trust::keyring::{Entry, Keyring};

/// What a host pins, as it comes.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    /// Root public keys, SPKI PEM.
    pub root_keys: Vec<Vec<u8>>,
    /// Envelopes whose statement is an `anchor`.
    pub signatures: Vec<Vec<u8>>,
    /// Sigstore trusted roots, JSON or JSON Lines: on their word the roster's identities are believed.
    pub trusted_roots: Vec<Vec<u8>>,
    /// The pinned digest of the policy.
    pub policy_digest: Option<String>,
    /// The pinned digest of the roster.
    pub roster_digest: Option<String>,
    /// Decide although nothing anchors policy or roster; without effect where a root key is pinned.
    pub allow_unanchored: bool,
    /// The least serial of a policy.
    pub min_policy_serial: u64,
    /// The least serial of a roster.
    pub min_roster_serial: u64,
}

/// What was found out about the anchors, before any document is looked at.
#[derive(Clone, Debug)]
pub(crate) struct Anchored<'a> {
    given: &'a Anchors,
    roots: Keyring<KeyId>,
    /// Every anchor that a root key signed.
    vouched: Vec<Vouched>,
    /// Root keys that cannot be read, and too many of anything.
    pub(crate) findings: Vec<Finding>,
}

/// An anchor that a root key signed.
#[derive(Clone, Debug)]
struct Vouched {
    anchor: Anchor,
    /// The digest that it names.
    of: Sha256,
    by: KeyId,
}

/// A document to be anchored.
pub(crate) struct Candidate {
    pub(crate) document: Document,
    pub(crate) digest: Sha256,
    pub(crate) serial: Option<u64>,
}

impl<'a> Anchored<'a> {
    /// Reads root keys and anchors.
    pub(crate) fn read(given: &'a Anchors) -> Self {
        let mut anchored = Self { given, roots: Keyring::default(), vouched: Vec::new(), findings: Vec::new() };
        let sizes = [given.root_keys.len(), given.signatures.len(), given.trusted_roots.len()];
        if sizes.iter().any(|size| *size > ANCHORS) {
            let expected = format!("at most {ANCHORS} root keys, {ANCHORS} anchors and {ANCHORS} trusted roots");
            let found = list(sizes);
            anchored.findings.push(Finding::new(Requirement::Question, Code::LimitExceeded, expected, found));
            return anchored;
        }
        for key in &given.root_keys {
            match std::str::from_utf8(key).map_err(|_| "not text".to_owned()).and_then(PublicKey::from_pem) {
                Ok(key) => {
                    let owner = key.id().clone();
                    anchored.roots.add(Entry::unlimited(key, owner));
                }
                Err(why) => anchored.findings.push(Finding::new(
                    Requirement::PolicyAnchor,
                    Code::AnchorRootKeyInvalid,
                    "an ECDSA P-256 public key",
                    why,
                )),
            }
        }
        let budget = Budget::default();
        if given.min_policy_serial.max(given.min_roster_serial) > LARGEST_INTEGER {
            let (expected, found) = (format!("serials up to {LARGEST_INTEGER}"), "a larger one");
            anchored.findings.push(Finding::new(Requirement::Question, Code::LimitExceeded, expected, found));
        }
        // By digest, so that their order changes nothing.
        let signatures: BTreeMap<Sha256, &Vec<u8>> = given.signatures.iter().map(|s| (Sha256::of(s), s)).collect();
        anchored.vouched = signatures.values().filter_map(|s| vouched(s, &anchored.roots, &budget)).collect();
        anchored
    }

    /// What the report says of the anchors.
    pub(crate) fn note(&self) -> report::Anchors {
        let digests = |documents: &[Vec<u8>]| -> Vec<Sha256> {
            let digests: BTreeSet<Sha256> = documents.iter().map(|bytes| Sha256::of(bytes)).collect();
            digests.into_iter().collect()
        };
        report::Anchors {
            root_keys: self.roots.all().map(|entry| entry.owner.clone()).collect(),
            signatures: digests(&self.given.signatures),
            trusted_roots: digests(&self.given.trusted_roots),
            policy_digest: self.given.policy_digest.clone(),
            roster_digest: self.given.roster_digest.clone(),
            allow_unanchored: self.given.allow_unanchored,
            min_policy_serial: self.given.min_policy_serial,
            min_roster_serial: self.given.min_roster_serial,
        }
    }

    /// Judges one document: a finding, and the word that the report has for what anchored it.
    pub(crate) fn judge(&self, candidate: &Candidate) -> (Finding, &'static str) {
        let (requirement, pin, name) = match candidate.document {
            Document::Policy => (Requirement::PolicyAnchor, &self.given.policy_digest, "policy"),
            Document::Roster => (Requirement::RosterAnchor, &self.given.roster_digest, "roster"),
        };
        let finding = |code, expected: &str, found: String| Finding::new(requirement, code, expected, found);
        let digest = candidate.digest;
        if let Some(pin) = pin {
            return match pin.parse::<Sha256>() {
                Err(why) => (finding(Code::AnchorPinInvalid, "a SHA-256 digest", why), "nothing"),
                Ok(pinned) if pinned == digest => (finding(Code::AnchorPinned, pin, digest.to_string()), "digest"),
                Ok(_) => (finding(Code::AnchorDigestMismatch, pin, digest.to_string()), "nothing"),
            };
        }
        let kind = candidate.document;
        let ours =
            || self.vouched.iter().filter(move |vouched| vouched.anchor.document == kind && vouched.of == digest);
        // A document that does not load denies by itself, and has no serial to compare.
        let same = |vouched: &&Vouched| candidate.serial.is_none_or(|serial| serial == vouched.anchor.serial);
        if let Some(vouched) = ours().find(same) {
            let found = format!("signed by root key {}", vouched.by);
            return (finding(Code::AnchorSigned, "a root key's signature", found), "signature");
        }
        if let Some(vouched) = ours().next() {
            let found = format!("signed as serial {}", vouched.anchor.serial);
            let expected = format!("serial {}", candidate.serial.unwrap_or_default());
            return (finding(Code::AnchorSerialMismatch, &expected, found), "nothing");
        }
        if self.given.allow_unanchored && self.given.root_keys.is_empty() {
            return (finding(Code::AnchorUnanchored, "an anchor", format!("none for this {name}")), "nothing");
        }
        if self.given.root_keys.is_empty() {
            return (finding(Code::AnchorMissing, "a pinned root key or digest", "neither".to_owned()), "nothing");
        }
        (finding(Code::AnchorSignatureInvalid, "a root key's signature", self.unsigned(candidate, name)), "nothing")
    }

    /// What there is instead of a root key's signature on a document; by unproved words, so that it decides nothing.
    fn unsigned(&self, candidate: &Candidate, name: &str) -> String {
        let digest = candidate.digest;
        if self.given.signatures.is_empty() {
            return format!("none on {digest}: no signature was handed in");
        }
        let of_kind = |vouched: &&Vouched| vouched.anchor.document == candidate.document;
        if let Some(Vouched { of, by, .. }) = self.vouched.iter().find(of_kind) {
            return format!("{digest}, where root key {by} signed {of}: it was changed since, be it in its line ends");
        }
        let envelopes = self.given.signatures.iter().filter_map(|envelope| Envelope::parse(envelope).ok());
        let anchors = envelopes.filter_map(|envelope| Some((anchor(&envelope.payload)?, envelope.signatures)));
        let mut ours = anchors.filter(|((anchor, of), _)| anchor.document == candidate.document && *of == digest);
        let Some((_, signatures)) = ours.next() else {
            return format!("none on {digest}: what was handed in is about no such {name}");
        };
        let signers = signatures.iter().filter_map(|signature| signature.key_id.as_deref()).map(str::escape_default);
        format!("none on {digest} that holds: signed in the name of {}", list(signers))
    }
}

/// What a payload says as an anchor, and the digest that it names.
fn anchor(payload: &[u8]) -> Option<(Anchor, Sha256)> {
    let statement = Statement::parse(payload).ok()?;
    let kind = Kind::of(&statement.predicate_type).filter(|kind| *kind == Kind::Anchor)?;
    let record = Record::read(payload, statement, kind).ok()?;
    match (record.predicate, record.subjects.first()) {
        (Predicate::Anchor(anchor), Some(of)) => Some((anchor, *of)),
        _ => None,
    }
}

/// Reads one envelope as an anchor that a root key signed.
fn vouched(envelope: &[u8], roots: &Keyring<KeyId>, budget: &Budget) -> Option<Vouched> {
    let envelope = Envelope::parse(envelope).ok()?;
    let verified = verify(&envelope, roots, budget)?;
    let (anchor, of) = anchor(verified.value())?;
    Some(Vouched { anchor, of, by: verified.signers().first()?.owner.clone() })
}
