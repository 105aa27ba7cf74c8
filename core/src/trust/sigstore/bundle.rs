//! A whole bundle, step by step (client specification, "Verification").
//!
//! Every trusted root is tried; one has to vouch for all of it. Where none does, the one that got furthest says why.

use serde::Serialize;

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::moment::Moment;
use crate::base::signing::Proof;
use crate::base::time::Time;
use crate::crypto::certificate::Certificate;
use crate::crypto::verifying_key::VerifyingKey;
use crate::format::sigstore::bundle::{Bundle, Material};
use crate::trust::sigstore::certificate::{self, Certified};
use crate::trust::sigstore::content::{Digests, Signed};
use crate::trust::sigstore::entry::{self, Signer};
use crate::trust::sigstore::failure::Failure;
use crate::trust::sigstore::observed::ObservedTime;
use crate::trust::sigstore::roots::{Log, Root, Roots};
use crate::trust::sigstore::{log, promise, sct, timestamp};

/// What a bundle proved.
#[derive(Clone, Debug)]
pub struct Attested {
    /// The trusted root that vouches for it.
    pub root: Sha256,
    /// The signer's certificate; `None` for a managed key.
    pub certificate: Option<Certificate>,
    /// The authority that issued the certificate.
    pub authority: Option<String>,
    /// When it was signed, each proof once; empty only for a managed key.
    pub times: Vec<ObservedTime>,
    /// Where it is logged.
    pub logged: Vec<Logged>,
}

/// A verified log entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Logged {
    /// The log's address.
    pub log: String,
    /// The entry's index.
    pub index: u64,
    /// The entry's kind and version.
    pub kind: String,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its name.
    pub step: &'static str,
    /// What came of it.
    pub outcome: Outcome,
    /// What it found.
    pub found: String,
}

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It proved what it should.
    Passed,
    /// It did not, and no later step was taken.
    Failed,
    /// Nothing asks for it.
    NotRequired,
}

/// The steps that were taken, and where they led.
#[derive(Clone, Debug)]
pub struct Verification {
    /// In their order.
    pub steps: Vec<Step>,
    /// What they proved together.
    pub result: Result<Attested, Failure>,
}

impl Attested {
    /// Between which instants the signature was made: since the certificate began, and before the earliest proved time.
    pub fn proof(&self) -> Option<Proof> {
        let from = self.certificate.as_ref().map_or(Time::EPOCH, Certificate::not_before);
        self.times.iter().map(ObservedTime::at).min().map(|by| Proof { from, by })
    }
}

/// How many signature verifications a bundle may cost: with each trusted root a path of four certificates for every proved
/// time and every authority that may have issued the certificate, and so for every timestamp; a promise and a checkpoint for
/// each entry of a log of its, and some of its own. A root of another instance costs nothing, for names are compared first.
pub fn cost(bundle: &Bundle, roots: &Roots) -> usize {
    const PATH: usize = 4;
    let leaf = match &bundle.material {
        Material::Certificates(certificates) => certificates.first().and_then(|der| Certificate::from_der(der).ok()),
        Material::PublicKey { .. } => None,
    };
    let times = bundle.entries.len().saturating_add(bundle.timestamps.len());
    let with = |root: &Root| {
        let issuers =
            |leaf: &Certificate| root.authorities.iter().filter(|authority| authority.may_issue(leaf)).count();
        let certified = leaf.as_ref().map_or(0, issuers).saturating_mul(times);
        let stamped =
            bundle.timestamps.iter().fold(0, |sum: usize, der| sum.saturating_add(timestamp::cost(der, root)));
        let entries = bundle.entries.iter().filter(|entry| log::of(entry, root).is_ok()).count();
        let logged = entries.saturating_mul(2).saturating_add(stamped);
        match stamped.saturating_add(certified).saturating_mul(PATH).saturating_add(logged) {
            0 => 0,
            some => some.saturating_add(PATH),
        }
    };
    roots.iter().fold(0, |sum, root| with(root).saturating_add(sum))
}

impl Verification {
    /// How near it came. Of two that failed at one step, the root that knows the authority or log says more.
    fn progress(&self) -> (usize, bool) {
        let stranger = |failure: &Failure| {
            matches!(
                failure.code,
                Code::BundleEntryLogUnknown | Code::BundleTimestampAuthorityUnknown | Code::BundleChainInvalid
            )
        };
        (self.steps.len(), !self.result.as_ref().err().is_some_and(stranger))
    }
}

/// Verifies a bundle. A bundle of a managed key needs `key`, one with a certificate must have none; `artefact` has the
/// digests of a message.
pub fn verify(
    bundle: &Bundle,
    artefact: &Digests,
    key: Option<&VerifyingKey>,
    roots: &Roots,
    moment: &Moment,
) -> Verification {
    let prepared = Prepared::read(bundle, artefact, key);
    let prepared = match prepared {
        Ok(prepared) => prepared,
        Err(failure) => return Verification { steps: Vec::new(), result: Err(failure) },
    };
    let none = Failure::new(Code::BundleChainInvalid, "a trusted root that vouches for the bundle", "no trusted root");
    let mut nearest = Verification { steps: Vec::new(), result: Err(none) };
    for root in roots.iter() {
        let mut attempt = Attempt { prepared: &prepared, root, moment, steps: Vec::new() };
        let result = attempt.run();
        let verification = Verification { steps: attempt.steps, result };
        if verification.result.is_ok() {
            return verification;
        }
        if verification.progress() > nearest.progress() {
            nearest = verification;
        }
    }
    nearest
}

/// A bundle whose parts could be read.
struct Prepared<'a> {
    bundle: &'a Bundle,
    signed: Signed<'a>,
    owner: Owner<'a>,
}

/// Whose key signed.
enum Owner<'a> {
    Certificate(Box<Certificate>),
    Key(&'a VerifyingKey),
}

impl<'a> Prepared<'a> {
    fn read(bundle: &'a Bundle, artefact: &Digests, key: Option<&'a VerifyingKey>) -> Result<Self, Failure> {
        let owner = match (&bundle.material, key) {
            (Material::Certificates(material), None) => Owner::Certificate(Box::new(certificate::read(material)?)),
            (Material::PublicKey { .. }, Some(key)) => Owner::Key(key),
            (Material::Certificates(_), Some(_)) => {
                let expected = "a bundle that the managed key signed";
                return Err(Failure::new(Code::BundleKeyUnwanted, expected, "one with a certificate"));
            }
            (Material::PublicKey { .. }, None) => {
                let expected = "the managed key that signed, or a bundle with a certificate";
                return Err(Failure::new(Code::BundleKeyMissing, expected, "a hint of a key"));
            }
        };
        Ok(Self { bundle, signed: Signed::of(bundle, artefact)?, owner })
    }

    fn signer(&self) -> Signer<'_> {
        match &self.owner {
            Owner::Certificate(leaf) => Signer::Certificate(leaf),
            Owner::Key(key) => Signer::Key(key),
        }
    }
}

/// One trusted root's try at a bundle.
struct Attempt<'a> {
    prepared: &'a Prepared<'a>,
    root: &'a Root,
    moment: &'a Moment,
    steps: Vec<Step>,
}

impl<'a> Attempt<'a> {
    fn run(&mut self) -> Result<Attested, Failure> {
        let times = self.step("signing-times", Self::signing_times)?;
        let certified = self.step("certificate-path", |attempt| attempt.certificate_path(&times))?;
        self.step("certificate-transparency", |attempt| attempt.certificate_transparency(certified.as_ref()))?;
        let logged = self.step("transparency-log", |attempt| attempt.transparency_log(&times))?;
        self.step("signature", Self::signature)?;
        let certificate = certified.as_ref().map(|certified| certified.leaf.clone());
        let authority = certified.map(|certified| certified.authority.to_owned());
        Ok(Attested { root: self.root.digest, certificate, authority, times, logged })
    }

    /// Takes a step and notes what came of it.
    fn step<T>(
        &mut self,
        step: &'static str,
        take: impl FnOnce(&Self) -> Result<(T, Outcome, String), Failure>,
    ) -> Result<T, Failure> {
        let taken = take(self);
        let (outcome, found) = match &taken {
            Ok((_, outcome, found)) => (*outcome, found.clone()),
            Err(failure) => (Outcome::Failed, failure.found.clone()),
        };
        self.steps.push(Step { step, outcome, found });
        taken.map(|(value, ..)| value)
    }

    /// 1. When it was signed. A certificate has to have been valid at some time that somebody else proved.
    fn signing_times(&self) -> Result<(Vec<ObservedTime>, Outcome, String), Failure> {
        let bundle = self.prepared.bundle;
        let mut times = timestamp::verify(&bundle.timestamps, self.prepared.signed.signature, self.root)?;
        for entry in &bundle.entries {
            times.extend(promise::verify(entry, log::of(entry, self.root)?)?);
        }
        times.sort_unstable();
        times.dedup();
        if let Some(early) = times.iter().find(|time| !self.moment.has_come(time.at())) {
            let expected = format!("a time up to {}", self.moment.shown());
            return Err(Failure::new(Code::BundleTimeInFuture, expected, early.at().to_string()));
        }
        // An instance without logs proves nothing but times: a managed key's bundle needs one there, too.
        let required = matches!(self.prepared.owner, Owner::Certificate(..)) || self.root.logs.is_empty();
        match (times.as_slice(), required) {
            ([], true) => {
                let expected = "a timestamp, or a log's signed promise";
                Err(Failure::new(Code::BundleTimeMissing, expected, "neither"))
            }
            ([], false) => Ok((times, Outcome::NotRequired, "no time is proved".to_owned())),
            ([first, ..], _) => {
                let found = format!("{} proved, the first {}", times.len(), first.at());
                Ok((times, Outcome::Passed, found))
            }
        }
    }

    /// 2. The certificate, at every one of these times.
    fn certificate_path(&self, times: &[ObservedTime]) -> Result<(Option<Certified<'a>>, Outcome, String), Failure> {
        match &self.prepared.owner {
            Owner::Certificate(leaf) => {
                let certified = certificate::verify(leaf, times, self.root)?;
                let found = format!("issued by {}", certified.authority);
                Ok((Some(certified), Outcome::Passed, found))
            }
            Owner::Key(_) => Ok((None, Outcome::NotRequired, "a managed key".to_owned())),
        }
    }

    /// 3. The certificate log knows the certificate.
    fn certificate_transparency(&self, certified: Option<&Certified<'_>>) -> Result<((), Outcome, String), Failure> {
        let Some(certified) = certified else {
            return Ok(((), Outcome::NotRequired, "a managed key".to_owned()));
        };
        Ok(match sct::verify(certified, self.root)? {
            Some(url) => ((), Outcome::Passed, format!("known to {url}")),
            None => ((), Outcome::NotRequired, "the instance has no certificate logs".to_owned()),
        })
    }

    /// 4. The transparency log has the signature.
    fn transparency_log(&self, times: &[ObservedTime]) -> Result<(Vec<Logged>, Outcome, String), Failure> {
        let bundle = self.prepared.bundle;
        if bundle.entries.is_empty() {
            if self.root.logs.is_empty() {
                return Ok((Vec::new(), Outcome::NotRequired, "the instance has no logs".to_owned()));
            }
            let expected = "an entry of a log of the trusted root";
            return Err(Failure::new(Code::BundleEntryMissing, expected, "no entry"));
        }
        let mut logged = Vec::new();
        for entry in &bundle.entries {
            let log: &Log = log::trusted(entry, self.root, times, self.moment)?;
            log::verify(entry, bundle.version, log)?;
            entry::verify(entry, &self.prepared.signed, self.prepared.signer())?;
            let kind = format!("{} {}", entry.kind, entry.version);
            // Without a promise only the proof's index is vouched for.
            let proved = entry.proof.as_ref().filter(|_| entry.promise.is_none()).map(|proof| proof.log_index);
            logged.push(Logged { log: log.url.clone(), index: proved.unwrap_or(entry.log_index), kind });
        }
        logged.sort_unstable();
        logged.dedup();
        let found = format!("{} verified", if logged.len() == 1 { "an entry" } else { "all entries" });
        Ok((logged, Outcome::Passed, found))
    }

    /// 5. The signature is the signer's.
    fn signature(&self) -> Result<((), Outcome, String), Failure> {
        let algorithm = |why| Failure::new(Code::BundleAlgorithmUnsupported, "a key of a known algorithm", why);
        match &self.prepared.owner {
            Owner::Certificate(leaf) => self.prepared.signed.verify(&leaf.key().map_err(algorithm)?)?,
            Owner::Key(key) => self.prepared.signed.verify(key)?,
        }
        Ok(((), Outcome::Passed, "the signer's, over the content".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json;

    /// One entry and no timestamp; an instance with one authority of each sort.
    #[test]
    fn what_a_bundle_costs() {
        let bundle = json::parse(include_bytes!("../../../../fixtures/sigstore/bundle.sigstore.json")).unwrap();
        let mut bundle = Bundle::from_value(bundle).unwrap();
        let root = include_bytes!("../../../../fixtures/sigstore/trusted_root.json").to_vec();
        let again = [root.as_slice(), b"\n"].concat();
        let (one, two) = (Roots::read(std::slice::from_ref(&root)).unwrap(), Roots::read(&[root, again]).unwrap());
        assert_eq!(cost(&bundle, &Roots::default()), 0);
        // A path, a promise, a checkpoint, the certificate's timestamp and the signature.
        assert_eq!((cost(&bundle, &one), cost(&bundle, &two)), (10, 20));
        // A timestamp of nobody's is a time at which to look for the certificate's path, and no more.
        bundle.timestamps = vec![Vec::new(); 3];
        assert_eq!((cost(&bundle, &one), cost(&bundle, &two)), (22, 44));
    }
}
