//! A question to the verifier of bundles, with everything that it is given.

use serde_json::Value;

use super::ask::{Ask, Signer, artefact_digests};
use super::world::{DAY, SIGNED_AT, World};

/// Whom the caller expects to have signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A certified subject, and who vouched for it.
    Identity {
        /// Subject alternative name.
        subject: String,
        /// Issuer.
        issuer: String,
    },
    /// A managed key, SPKI PEM.
    Key(String),
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The bundle's JSON.
    pub bundle: Vec<u8>,
    /// The trusted root's JSON.
    pub trusted_root: Vec<u8>,
    /// Digests of one artefact, `algorithm:hex`.
    pub artefact: Vec<String>,
    /// Who should have signed.
    pub signer: Expected,
    /// Seconds since 1970.
    pub now: u64,
}

impl Case {
    /// What `world` signs as asked, put to a verifier ten days later that expects just that.
    pub fn of(world: &World, ask: &Ask) -> Self {
        Self::with(world, ask, &world.sign(ask))
    }

    /// The same with another bundle.
    pub fn with(world: &World, ask: &Ask, bundle: &Value) -> Self {
        let signer = match &ask.signer {
            Signer::Identity(subject, issuer, _) => {
                Expected::Identity { subject: subject.text().into(), issuer: issuer.clone() }
            }
            Signer::Key(_) => Expected::Key(ask.algorithm.key().pem()),
        };
        Self {
            bundle: bundle.to_string().into_bytes(),
            trusted_root: world.trusted_root().to_string().into_bytes(),
            artefact: artefact_digests(),
            signer,
            now: SIGNED_AT + 10 * DAY,
        }
    }

    /// Changes the trusted root.
    pub fn root(mut self, change: impl FnOnce(&mut Value)) -> Self {
        let mut root = serde_json::from_slice(&self.trusted_root).expect("a trusted root is JSON");
        change(&mut root);
        self.trusted_root = root.to_string().into_bytes();
        self
    }
}
