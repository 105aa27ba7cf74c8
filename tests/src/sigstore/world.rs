//! The instance: every authority and log with a key from a seed, and [`World::sign`], which does what a client and the services
//! do together, at any time. A world is plain data: clone it, change a certificate, and all that is signed follows.

use serde_json::{Value, json};

use super::authority::{Authority, Leaf, Logged, Subject};
use super::bundle::{Hint, Parts, Version, bundle};
use super::certificate::CODE_SIGNING;
use super::certificate_log::{CertificateLog, Promise};
use super::entry::Entry;
use super::key::{Hash, Key};
use super::rekor::{self, Rekor};
use super::rekor_tiles::{self, RekorTiles};
use super::signed::{Content, Signed};
use super::timestamp::{TimestampAuthority, Token};
use super::trusted_root::TrustedRoot;

/// 2026-03-02T09:00:00Z: when things are signed.
pub const SIGNED_AT: u64 = 1_772_442_000;
/// A day.
pub const DAY: u64 = 86_400;
/// When the instance opened.
pub const OPENED: u64 = SIGNED_AT - 400 * DAY;
/// When its certificates end.
pub const CLOSES: u64 = SIGNED_AT + 3650 * DAY;

/// An instance of Sigstore.
#[derive(Clone, Debug)]
pub struct World {
    /// Its name, as a host.
    pub name: String,
    /// Whether it has transparency and certificate logs; GitHub's own instance has neither.
    pub logs: bool,
    /// Issues to whoever signs in.
    pub fulcio: Authority,
    /// Logs what Fulcio issues.
    pub certificate_log: CertificateLog,
    /// The log of version 1.
    pub rekor: Rekor,
    /// The log of version 2.
    pub rekor_tiles: RekorTiles,
    /// Stamps signatures.
    pub timestamps: TimestampAuthority,
}

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

impl World {
    /// An instance with logs, as the public one.
    pub fn new() -> Self {
        Self::of("sigstore.example", true, 2)
    }

    /// An instance without logs and with a longer line of authorities, as GitHub's own.
    pub fn private() -> Self {
        Self::of("private.example", false, 3)
    }

    /// The instance of `name`, whose line of authorities has `depth` certificates. Another name has other keys.
    pub fn of(name: &str, logs: bool, depth: usize) -> Self {
        let keys = (0..depth).map(|at| Key::p384(&format!("{name} authority {at}"))).collect();
        Self {
            name: name.into(),
            logs,
            fulcio: Authority::of(name, CODE_SIGNING, keys, OPENED, CLOSES),
            certificate_log: CertificateLog::of(&format!("ctfe.{name}")),
            rekor: Rekor::of(&format!("rekor.{name}")),
            rekor_tiles: RekorTiles::of(&format!("log2026.{name}")),
            timestamps: TimestampAuthority::of(&format!("timestamp.{name}"), OPENED, CLOSES),
        }
    }

    /// The trusted root that the instance publishes.
    pub fn trusted_root(&self) -> Value {
        let name = &self.name;
        let root = TrustedRoot::empty()
            .authority("certificateAuthorities", &format!("fulcio.{name}"), &self.fulcio.certificates(), OPENED)
            .authority("timestampAuthorities", &format!("timestamp.{name}"), &self.timestamps.certificates(), OPENED);
        if !self.logs {
            return root.0;
        }
        let (rekor, tiles) = (&self.rekor.signatory, &self.rekor_tiles.signatory);
        root.log("tlogs", &rekor.name, &rekor.key, &rekor.id, OPENED)
            .log("tlogs", &tiles.name, &tiles.key, &tiles.id, OPENED)
            .log("ctlogs", &format!("ctfe.{name}"), &self.certificate_log.key, &self.certificate_log.key.id(), OPENED)
            .0
    }

    /// The bundle.
    pub fn sign(&self, ask: &Ask) -> Value {
        bundle(ask.version, &self.parts(ask))
    }

    /// Everything that the bundle is made of.
    pub fn parts(&self, ask: &Ask) -> Parts {
        let key = ask.algorithm.key();
        let certificate = match &ask.signer {
            Signer::Identity(subject, issuer, claims) => {
                let mut leaf = Leaf::of(subject.clone(), issuer, claims, &key, ask.when - 5);
                leaf.logged = self.logs.then(|| self.logged(ask.when - 5));
                (ask.twist.leaf)(self, &mut leaf);
                Some(self.fulcio.issue(&leaf))
            }
            Signer::Key(_) => None,
        };
        let hint = if let Signer::Key(hint) = ask.signer { hint } else { Hint::Base64 };
        let signature = key.sign(&ask.content.message());
        let mut signed = Signed { content: ask.content.clone(), hash: key.hash(), key, signature, certificate };
        (ask.twist.signature)(&mut signed);
        let mut line = self.fulcio.certificates();
        line.pop();
        let entries = self.enter(ask, &signed).into_iter().collect();
        let timestamps = self.stamp(ask, &signed).into_iter().collect();
        Parts { signed, intermediates: line, hint, entries, timestamps }
    }

    fn logged(&self, when: u64) -> Logged {
        let promise = Promise {
            time: when * 1000 + 321,
            extensions: Vec::new(),
            written_extensions: Vec::new(),
            issuer: self.fulcio.issuer().certificate.key.clone(),
        };
        Logged { log: self.certificate_log.clone(), promise, precertificate: |_| {} }
    }

    fn enter(&self, ask: &Ask, signed: &Signed) -> Option<Entry> {
        let mut entry = match ask.log {
            Log::None => return None,
            Log::V1(kind) => self.rekor.enter(kind, signed, ask.when + 1, ask.twist.body),
            Log::V2(kind) => self.rekor_tiles.enter(kind, signed, ask.twist.body),
        };
        (ask.twist.entry)(self, &mut entry);
        Some(entry)
    }

    fn stamp(&self, ask: &Ask, signed: &Signed) -> Option<Vec<u8>> {
        if !ask.timestamp {
            return None;
        }
        let mut token = Token::of(&signed.signature, ask.when + 2);
        (ask.twist.token)(self, &mut token);
        Some(self.timestamps.stamp(&token))
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
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
    let digest = |hash: Hash| format!("{}:{}", hash.name(), super::key::hex(&hash.of(ARTEFACT)));
    [Hash::Sha256, Hash::Sha384, Hash::Sha512].map(digest).to_vec()
}

/// A statement about the artefact.
pub fn statement() -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{ "name": "artefact", "digest": { "sha256": super::key::hex(&Hash::Sha256.of(ARTEFACT)) } }],
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
