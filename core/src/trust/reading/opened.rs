//! An envelope of one document, what is around it, and whose signatures on it are valid.
//!
//! A negative needs less proof than a positive: where the bundle around an envelope cannot be read or proves nothing, or the
//! envelope has more signatures than are taken, a key's signature is still the key's, and can say no. What the statement
//! says is read elsewhere.

use crate::base::code::Code;
use crate::base::json;
use crate::base::limits::VERIFICATIONS;
use crate::base::name::PrincipalId;
use crate::base::shown::list;
use crate::base::signing::Proof;
use crate::crypto::certificate::Certificate;
use crate::crypto::verifying_key::VerifyingKey;
use crate::format::dsse::{Envelope, pre_authentication_encoding};
use crate::format::sigstore::bundle::{Bundle, Content, Material};
use crate::format::sigstore::wrong::Wrong;
use crate::trust::envelope::signing_keys;
use crate::trust::keyring::Entry;
use crate::trust::reading::{Refusal, Signers, Trust};
use crate::trust::sigstore;
use crate::trust::sigstore::bundle::Attested;
use crate::trust::sigstore::content::Digests;
use crate::trust::sigstore::failure::Failure;
use crate::trust::sigstore::identity::Identity;
use crate::trust::sigstore::managed;
use crate::trust::verified::{Credential, Signer};

/// An envelope, alone or in a bundle.
pub(super) struct Opened {
    pub(super) envelope: Envelope,
    around: Around,
}

/// What is around an envelope.
enum Around {
    /// Nothing.
    Nothing,
    /// A Sigstore bundle.
    Bundle(Box<Bundle>),
    /// Something that is not as it should be, so that a signature inside can only say no; and what the document is without
    /// any.
    Faulty(Failure, Box<Refusal>),
}

impl Opened {
    pub(super) fn read(document: &[u8]) -> Result<Self, Refusal> {
        let value = json::parse(document).map_err(Refusal::Unreadable)?;
        // Most of what is no envelope holds none either, and need not be parsed twice to see that.
        let salvaged = Bundle::envelope(&value).get("payloadType").map(|_| document);
        if !Bundle::is_one(&value) {
            let why = match Envelope::from_value(value) {
                Ok(envelope) => return Ok(Self { envelope, around: Around::Nothing }),
                Err(why) => why,
            };
            let expected = "a DSSE envelope with an in-toto statement";
            let failure = Failure::new(Code::RecordUnreadable, expected, why.clone());
            return Self::salvage(salvaged, failure, Refusal::Unreadable(why));
        }
        let bundle = match Bundle::from_value(value) {
            Ok(bundle) => bundle,
            Err(Wrong { code, found }) => {
                let failure = Failure::new(code, "a Sigstore bundle", found);
                return Self::salvage(salvaged, failure.clone(), Refusal::Unverified(failure));
            }
        };
        match &bundle.content {
            Content::Envelope(envelope) => {
                Ok(Self { envelope: envelope.clone(), around: Around::Bundle(Box::new(bundle)) })
            }
            Content::Message { .. } => {
                Err(Refusal::Unreadable("a bundle over a message, where a statement is due".to_owned()))
            }
        }
    }

    /// A rejection is not lost for what is wrong around it: the signatures that can be read are tried on the roster's keys.
    fn salvage(document: Option<&[u8]>, failure: Failure, refusal: Refusal) -> Result<Self, Refusal> {
        let value = document.and_then(|document| json::parse(document).ok());
        let envelope = value.and_then(|value| Envelope::salvage(Bundle::envelope(&value)));
        match envelope {
            Some(envelope) => Ok(Self { envelope, around: Around::Faulty(failure, Box::new(refusal)) }),
            None => Err(refusal),
        }
    }

    /// Whether what is around the envelope, or the envelope itself, is not as it should be.
    pub(super) fn is_faulty(&self) -> bool {
        matches!(self.around, Around::Faulty(..))
    }

    /// Everyone of the roster who signed, once, and why the proofs beside a key's signature do not hold; the error says why
    /// a bundle proves nothing at all.
    pub(super) fn signers(&self, trust: Trust<'_>) -> Result<(Signers, Option<Failure>), Refusal> {
        let (mut signers, doubt) = match &self.around {
            Around::Nothing => self.key_signers(trust, |_| Ok(None)),
            Around::Faulty(failure, refusal) => self.doubtful_signers(trust, failure, refusal)?,
            Around::Bundle(bundle) => match &bundle.material {
                Material::Certificates(chain) => match certified(bundle, trust) {
                    // The certificate may be anybody's, and the signature a known key's.
                    Err(Refusal::Unverified(failure)) if !self.is_of_a_stranger(chain, trust) => {
                        self.doubtful_signers(trust, &failure, &Refusal::Unverified(failure.clone()))?
                    }
                    certified => certified?,
                },
                Material::PublicKey { .. } => self.key_signers(trust, |entry| {
                    // Nobody signs the hint: a signature under another key's can still say no.
                    managed::hint_fits(bundle, entry.key.id())?;
                    observed(bundle, entry, trust)
                }),
            },
        };
        signers.sort_unstable();
        signers.dedup();
        Ok((signers, doubt))
    }

    /// Whether the key of the certificate beside it signed, and the roster does not know that key: then none of its keys needs to
    /// be tried, as they would be for every bundle of an instance that is not trusted here.
    fn is_of_a_stranger(&self, chain: &[Vec<u8>], trust: Trust<'_>) -> bool {
        let leaf = chain.first().and_then(|der| Certificate::from_der(der).ok());
        let Some(key) = leaf.and_then(|leaf| leaf.key().ok()) else { return false };
        let message = pre_authentication_encoding(&self.envelope.payload);
        let signatures = &self.envelope.signatures;
        trust.keyring.named(&key.id().to_string()).is_none()
            && trust.budget.take(signatures.len())
            && signatures.iter().all(|signature| key.verifies(None, &message, &signature.bytes))
    }

    /// The roster's keys that signed what `failure` is wrong with; where there are none, it is what `refusal` says.
    fn doubtful_signers(
        &self,
        trust: Trust<'_>,
        failure: &Failure,
        refusal: &Refusal,
    ) -> Result<(Signers, Option<Failure>), Refusal> {
        match self.key_signers(trust, |_| Err(failure.clone())) {
            (signers, _) if signers.is_empty() => Err(refusal.clone()),
            found => Ok(found),
        }
    }

    /// The roster's keys that signed. `observe` says what proves the time of a signature; where that does not hold, the
    /// signature is still the key's, and can say no.
    fn key_signers(
        &self,
        trust: Trust<'_>,
        observe: impl Fn(&Entry<PrincipalId>) -> Result<Option<Proof>, Failure>,
    ) -> (Signers, Option<Failure>) {
        let (mut signers, mut doubt) = (Signers::new(), None);
        for entry in signing_keys(&self.envelope, trust.keyring, trust.budget) {
            let (proof, holds) = match observe(entry) {
                Ok(proof) => (proof, true),
                Err(failure) => {
                    doubt = Some(failure);
                    (None, false)
                }
            };
            signers.push(Signer {
                owner: entry.owner.clone(),
                credential: Credential::Key(entry.key.id().clone()),
                doubtful: !holds || entry.is_doubtful(proof, trust.moment),
                proof,
            });
        }
        (signers, doubt)
    }
}

/// The principal whose identity a bundle's certificate has. Where it is the identity of several, nobody knows whose
/// signature it is: for each of them it can only say no.
fn certified(bundle: &Bundle, trust: Trust<'_>) -> Result<(Signers, Option<Failure>), Refusal> {
    let attested = attest(bundle, None, trust).map_err(Refusal::Unverified)?;
    let Some(certificate) = &attested.certificate else { return Ok((Signers::new(), None)) };
    let identity = Identity::of(certificate).map_err(Refusal::Unverified)?;
    let owners = trust.keyring.owners(&identity);
    if owners.is_empty() {
        return Err(Refusal::Stranger(identity));
    }
    let doubtful = owners.len() > 1;
    let doubt = doubtful.then(|| {
        let found = format!("one of {}", list(&owners));
        Failure::new(Code::BundleIdentityAmbiguous, "an identity of one principal", found)
    });
    let signer = |owner: &PrincipalId| Signer {
        owner: owner.clone(),
        credential: Credential::Identity { subject: identity.subject.clone(), issuer: identity.issuer.clone() },
        doubtful,
        proof: attested.proof(),
    };
    Ok((owners.into_iter().map(signer).collect(), doubt))
}

/// What a managed key's bundle proves of its time. Without log entries and timestamps it is no more than its envelope.
fn observed(bundle: &Bundle, entry: &Entry<PrincipalId>, trust: Trust<'_>) -> Result<Option<Proof>, Failure> {
    if bundle.entries.is_empty() && bundle.timestamps.is_empty() {
        return Ok(None);
    }
    let unsupported = |why| Failure::new(Code::BundleAlgorithmUnsupported, "an ECDSA P-256 key", why);
    let key = VerifyingKey::from_spki(entry.key.spki()).map_err(unsupported)?;
    attest(bundle, Some(&key), trust).map(|attested| attested.proof())
}

fn attest(bundle: &Bundle, key: Option<&VerifyingKey>, trust: Trust<'_>) -> Result<Attested, Failure> {
    let roots = trust.roots.read()?;
    if !trust.budget.take(sigstore::bundle::cost(bundle, roots)) {
        let expected = format!("at most {VERIFICATIONS} signature verifications");
        return Err(Failure::new(Code::LimitExceeded, expected, "more"));
    }
    sigstore::bundle::verify(bundle, &Digests::new(), key, roots, trust.moment).result
}
