//! What is to be signed, by whom, when and how, and what goes wrong on the way.

use serde_json::{Value, json};

use super::authority::{Leaf, Subject};
use super::bundle::{Hint, Version};
use super::entry::Entry;
use super::key::{Hash, Key, hex};
use super::rekor;
use super::rekor_tiles;
use super::signed::{Content, Signed};
use super::timestamp::Token;
use super::world::{SIGNED_AT, World};

/// Who signs.
#[derive(Clone, Debug)]
pub enum Signer {
    /// Somebody with a certificate from Fulcio: subject, issuer and claims.
    Identity(Subject, String, Vec<(u8, String)>),
    /// A managed key, named so.
    Key(Hint),
}

/// The algorithm of the signer's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA P-256.
    P256,
    /// ECDSA P-384.
    P384,
    /// Ed25519.
    Ed25519,
}

/// Which log the signature is entered into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// None.
    None,
    /// Rekor v1.
    V1(rekor::Kind),
    /// Rekor v2.
    V2(rekor_tiles::Kind),
}

/// What changes on the way: each is called with the good thing before it is signed or written.
#[derive(Clone, Copy, Debug)]
pub struct Twist {
    /// The leaf certificate.
    pub leaf: fn(&World, &mut Leaf),
    /// The signature, as soon as it is made.
    pub signature: fn(&mut Signed),
    /// The timestamp.
    pub token: fn(&World, &mut Token),
    /// The entry's body, before the log takes it.
    pub body: fn(&mut Value),
    /// The entry, after the log gave it.
    pub entry: fn(&World, &mut Entry),
}

/// Changes nothing.
pub const STRAIGHT: Twist =
    Twist { leaf: |_, _| {}, signature: |_| {}, token: |_, _| {}, body: |_| {}, entry: |_, _| {} };

/// What is to be signed, by whom, when and how.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Who.
    pub signer: Signer,
    /// With a key of which algorithm.
    pub algorithm: Algorithm,
    /// What.
    pub content: Content,
    /// When, in seconds since 1970.
    pub when: u64,
    /// The bundle's version.
    pub version: Version,
    /// The log.
    pub log: Log,
    /// Whether the signature is timestamped.
    pub timestamp: bool,
    /// What goes wrong.
    pub twist: Twist,
}

impl Algorithm {
    /// The signer's key.
    pub fn key(self) -> Key {
        match self {
            Self::P256 => Key::p256("signer"),
            Self::P384 => Key::p384("signer"),
            Self::Ed25519 => Key::ed25519("signer"),
        }
    }
}

impl Ask {
    /// A message of version 0.3, signed by a person, in Rekor v1, timestamped.
    pub fn message() -> Self {
        let subject = Subject::Email("riley@example.com".into());
        Self {
            signer: Signer::Identity(subject, "https://accounts.example.com".into(), Vec::new()),
            algorithm: Algorithm::P256,
            content: Content::Message(ARTEFACT.to_vec()),
            when: SIGNED_AT,
            version: Version::V03,
            log: Log::V1(rekor::Kind::HashedRekord),
            timestamp: true,
            twist: STRAIGHT,
        }
    }

    /// A statement of version 0.3, signed by a workflow, in Rekor v1 as `dsse`, timestamped.
    pub fn statement() -> Self {
        Self {
            signer: workflow(),
            content: Content::Statement(statement().to_string().into_bytes()),
            log: Log::V1(rekor::Kind::Dsse),
            ..Self::message()
        }
    }

    /// A message in Rekor v2.
    pub fn tiles() -> Self {
        Self { log: Log::V2(rekor_tiles::Kind::HashedRekord), ..Self::message() }
    }
}

/// The artefact that everything is about.
pub const ARTEFACT: &[u8] = b"the artefact\n";

/// Its digests, as a verifier is given them.
pub fn artefact_digests() -> Vec<String> {
    let digest = |hash: Hash| format!("{}:{}", hash.name(), hex(&hash.of(ARTEFACT)));
    [Hash::Sha256, Hash::Sha384, Hash::Sha512].map(digest).to_vec()
}

/// A statement about the artefact.
pub fn statement() -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{ "name": "artefact", "digest": { "sha256": hex(&Hash::Sha256.of(ARTEFACT)) } }],
        "predicateType": "https://example.com/predicate/v1",
        "predicate": { "tested": true },
    })
}

/// A GitHub workflow, with the claims that Fulcio certifies of it (sigstore/fulcio `docs/oid-info.md`).
pub fn workflow() -> Signer {
    const REPOSITORY: &str = "https://github.com/example/checkout";
    const COMMIT: &str = "5f3c1d0b7a9e4c2d8f6b1a3e5c7d9f0b2a4c6e8d";
    let workflow = format!("{REPOSITORY}/.github/workflows/release.yml@refs/heads/main");
    let claims = [
        (9, workflow.as_str()),
        (10, COMMIT),
        (11, "github-hosted"),
        (12, REPOSITORY),
        (13, COMMIT),
        (14, "refs/heads/main"),
        (15, "632596897"),
        (16, "https://github.com/example"),
        (17, "131804563"),
        (18, workflow.as_str()),
        (19, COMMIT),
        (20, "push"),
        (21, "https://github.com/example/checkout/actions/runs/15609877086/attempts/1"),
        (22, "public"),
    ];
    let claims = claims.map(|(arc, value)| (arc, value.to_owned())).to_vec();
    Signer::Identity(Subject::Uri(workflow), "https://token.actions.githubusercontent.com".into(), claims)
}
