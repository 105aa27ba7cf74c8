//! The instance: every authority and log with a key from a seed, and [`World::sign`], which does what a client and the services
//! do together, at any time. A world is plain data: clone it, change a certificate, and all that is signed follows.

use serde_json::Value;

use super::ask::{Ask, Log, Signer};
use super::authority::{Authority, Leaf, Logged};
use super::bundle::{Hint, Parts, bundle};
use super::certificate::CODE_SIGNING;
use super::certificate_log::{CertificateLog, Promise};
use super::entry::Entry;
use super::key::Key;
use super::rekor::Rekor;
use super::rekor_tiles::RekorTiles;
use super::signed::Signed;
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
