//! Layer 10: the decision report, version 1 (`docs/report.md`). Plain data that knows nothing of how it was found out.

pub mod summary;

use serde::{Deserialize, Serialize};

use crate::base::canonical;
use crate::base::digest::{RecordId, Sha256};
use crate::base::finding::Finding;
use crate::base::limits::LARGEST_INTEGER;
use crate::base::name::{Class, KeyId, PrincipalId};
use crate::base::time::Time;
use crate::check::canary::CanaryNote;
use crate::check::emergency::Waiver;
use crate::decision::{Obligation, Verdict};

/// Everything about one decision, enough to replay it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The report's own version.
    pub countersign: &'static str,
    /// Allow or deny.
    pub verdict: Verdict,
    /// Whether the question could be put.
    pub question: Answer,
    /// How it was decided: `normal`, or `emergency` where a failure was waived.
    pub mode: &'static str,
    /// The host's time, in RFC 3339; absent where it is beyond the year 9999.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Time>,
    /// The first instant at which the verdict could be another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Time>,
    /// The question, as the host put it.
    pub asked: Asked,
    /// What the host pinned.
    pub anchors: Anchors,
    /// The policy.
    pub policy: Source,
    /// The roster.
    pub roster: Source,
    /// The class that applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<ClassNote>,
    /// The release record that was meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<ReleaseNote>,
    /// Every requirement, failures first.
    pub findings: Vec<Finding>,
    /// Every canary analysis that was looked at, where the class asks for one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub canary: Vec<CanaryNote>,
    /// What somebody owes.
    pub obligations: Vec<Obligation>,
    /// The emergencies that it was decided under.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
    /// What happened when.
    pub timeline: Vec<Event>,
    /// Every document, once, by digest.
    pub documents: Vec<DocumentNote>,
    /// Every file that held several documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub containers: Vec<Sha256>,
}

impl Report {
    /// The version of this shape.
    pub const VERSION: &'static str = "report/v1";

    /// Canonical JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::to_bytes(self)
    }
}

/// Whether the question could be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// It was, and the verdict answers it.
    Answered,
    /// It was not (exit 2).
    Malformed,
}

/// The question, as the host put it: texts, because they may be malformed.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(expecting = "a question", rename_all = "camelCase")]
pub struct Asked {
    /// Sorted, each once.
    #[serde(default)]
    pub artefacts: Vec<String>,
    /// The service.
    pub service: String,
    /// The version.
    pub version: String,
    /// The environment.
    pub environment: String,
    /// Who deploys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployer: Option<String>,
    /// The highest register sequence that the host has seen.
    #[serde(default)]
    pub min_register_sequence: u64,
}

impl Asked {
    /// The question of a saved report, where every reader reads it alike; the error says what is wrong.
    pub fn portable(self) -> Result<Self, String> {
        match self.min_register_sequence {
            0..=LARGEST_INTEGER => Ok(self),
            _ => Err(format!("minRegisterSequence: more than {LARGEST_INTEGER}")),
        }
    }
}

/// What the host pinned.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Anchors {
    /// Root keys that could be read.
    pub root_keys: Vec<KeyId>,
    /// The digests of the anchoring envelopes.
    pub signatures: Vec<Sha256>,
    /// The digests of the Sigstore trusted roots.
    pub trusted_roots: Vec<Sha256>,
    /// The pinned digest of the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_digest: Option<String>,
    /// The pinned digest of the roster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roster_digest: Option<String>,
    /// Whether the host decides without anchors.
    pub allow_unanchored: bool,
    /// The least serial of a policy.
    pub min_policy_serial: u64,
    /// The least serial of a roster.
    pub min_roster_serial: u64,
}

/// Policy or roster.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// The digest of its bytes.
    pub digest: Sha256,
    /// What anchored it: `signature`, `digest` or `nothing`.
    pub anchored_by: &'static str,
    /// A policy's name, where it loads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its serial, where it loads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<u64>,
}

/// The class that applied.
#[derive(Clone, Debug, Serialize)]
pub struct ClassNote {
    /// Its name.
    pub name: Class,
    /// Why it applied.
    pub because: String,
}

/// The release record that was meant.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseNote {
    /// Its id.
    pub record: RecordId,
    /// Who signed it.
    pub signers: Vec<PrincipalId>,
    /// Where the source is.
    pub repository: String,
    /// The source that was built.
    pub commit: String,
    /// When it became ready for approval.
    pub requested_at: Time,
    /// Where the change was discussed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_request: Option<String>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Event {
    /// When.
    pub at: Time,
    /// What.
    pub event: &'static str,
    /// Who.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<PrincipalId>,
    /// The record that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// How the time is known: `claimed` by the signer, or `observed` (the host's clock).
    pub time: &'static str,
}

/// One document.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentNote {
    /// The digest of its bytes.
    pub digest: Sha256,
    /// What it is: one of our kinds, a predicate type, or `unreadable`.
    pub kind: String,
    /// Its record id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// The file that it was taken out of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<Sha256>,
    /// Who signed it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signers: Vec<PrincipalId>,
    /// `counted`, `not-counted` or `unread`.
    #[serde(rename = "use")]
    pub usage: &'static str,
}
