//! Sigstore bundles, one at a time and apart from any gate: who signed this artefact, and when?
//!
//! A gate takes bundles as records, and asks the roster who their signers are; here the caller says who must have
//! signed. Each step of the verification is the component's.
//!
//! ```no_run
//! use countersign::bundles::{Bundles, Identity, Signer};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let signer = Signer::Identity(Identity {
//!     subject: "https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main".into(),
//!     issuer: "https://token.actions.githubusercontent.com".into(),
//! });
//! // Every digest of the artefact that is known: which one the bundle has is for the signer to choose.
//! let artefact = ["sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae".to_owned()];
//! let verified = Bundles::open()?.verify(
//!     &std::fs::read("app.tar.gz.sigstore.json")?,
//!     &countersign::roots::default(),
//!     &artefact,
//!     &signer,
//!     1_795_251_600, // 2026-11-21T09:00:00Z
//! )?;
//! // JSON, as `docs/report.md` says under "Bundles".
//! println!("{}", String::from_utf8(verified)?);
//! # Ok(())
//! # }
//! ```

use crate::Error;
pub use crate::bindings::exports::countersign::verifier::bundles::{Identity, Signer};
use crate::bindings::exports::countersign::verifier::records::Problem;
use crate::component::Instance;

/// Verifies bundles and takes them apart.
pub struct Bundles {
    instance: Instance,
}

impl Bundles {
    /// Starts the verifier.
    ///
    /// # Errors
    /// [`Error::Tool`] where it did not start.
    pub fn open() -> Result<Self, Error> {
        Ok(Self { instance: Instance::start()? })
    }

    /// Verifies a bundle for one artefact, as of `now` (seconds since 1970): canonical JSON, as `docs/report.md` says.
    ///
    /// The trusted roots are JSON or JSON Lines, as their instances or `gh attestation trusted-root` publish them. The
    /// artefact is known by one digest or more, `sha256:…`, `sha384:…` or `sha512:…`.
    ///
    /// # Errors
    /// [`Error::Refused`] with the code of the first step that did not pass; [`Error::Tool`] where the verifier failed.
    pub fn verify(
        &mut self,
        bundle: &[u8],
        trusted_roots: &[Vec<u8>],
        artefact: &[String],
        signer: &Signer,
        now: u64,
    ) -> Result<Vec<u8>, Error> {
        self.instance.refuel()?;
        let Instance { store, exports } = &mut self.instance;
        let bundles = exports.countersign_verifier_bundles();
        match bundles.call_verify(store, bundle, trusted_roots, artefact, signer, now) {
            Ok(Ok(verified)) => Ok(verified),
            Ok(Err(Problem { code, message })) => Err(Error::Refused { code, message }),
            Err(error) => Err(Error::tool(&error)),
        }
    }

    /// What a bundle is, and which steps it passes, whoever signed it: canonical JSON, as `docs/report.md` says.
    /// Anything unknown is described as such.
    ///
    /// # Errors
    /// [`Error::Tool`] where the verifier failed.
    pub fn inspect(&mut self, bundle: &[u8], trusted_roots: &[Vec<u8>], now: u64) -> Result<Vec<u8>, Error> {
        self.instance.refuel()?;
        let Instance { store, exports } = &mut self.instance;
        let inspected = exports.countersign_verifier_bundles().call_inspect(store, bundle, trusted_roots, now);
        inspected.map_err(|error| Error::tool(&error))
    }
}
