//! Records: built, and taken apart, by the logic that verifies them.
//!
//! Private keys never enter the component: it says which bytes are to be signed, and checks the signature afterwards.

use crate::Error;
use crate::bindings::exports::countersign::verifier::records::{Guest, Problem};
pub use crate::bindings::exports::countersign::verifier::records::{Kind, Prepared, Signature, Subject};
use crate::component::Instance;

/// Builds records and takes them apart.
pub struct Records {
    instance: Instance,
}

impl Records {
    /// Starts the verifier.
    ///
    /// # Errors
    /// [`Error::Tool`] where it did not start.
    pub fn open() -> Result<Self, Error> {
        Ok(Self { instance: Instance::start()? })
    }

    /// Checks the fields of a predicate (JSON, as `docs/records.md` says) and builds the statement.
    ///
    /// [`Kind::Revocation`], [`Kind::Register`], [`Kind::Review`] and [`Kind::Exception`] derive their subjects from the
    /// predicate: give none.
    ///
    /// # Errors
    /// [`Error::Refused`] where a field is unknown, missing or wrong; [`Error::Tool`] where the verifier failed.
    pub fn prepare(&mut self, kind: Kind, subjects: &[Subject], predicate: &[u8]) -> Result<Prepared, Error> {
        self.call(|records, store| records.call_prepare(store, kind, subjects, predicate))
    }

    /// Takes an existing statement (the payload's bytes) for another signer to sign.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is no statement that may be signed; [`Error::Tool`] where the verifier failed.
    pub fn reopen(&mut self, payload: &[u8]) -> Result<Prepared, Error> {
        self.call(|records, store| records.call_reopen(store, payload))
    }

    /// Builds the envelope. Every signature is verified first.
    ///
    /// # Errors
    /// [`Error::Refused`] where a signature does not verify; [`Error::Tool`] where the verifier failed.
    pub fn assemble(&mut self, payload: &[u8], signatures: &[Signature]) -> Result<Vec<u8>, Error> {
        self.call(|records, store| records.call_assemble(store, payload, signatures))
    }

    /// What a document is, who it says signed it, and its record id: canonical JSON, as `docs/report.md` says.
    /// Anything unknown is described as such.
    ///
    /// # Errors
    /// [`Error::Tool`] where the verifier failed.
    pub fn inspect(&mut self, document: &[u8]) -> Result<Vec<u8>, Error> {
        self.call(|records, store| records.call_inspect(store, document).map(Ok))
    }

    /// The documents in a file: those that it holds, such as JSON Lines of bundles, or the file itself.
    ///
    /// # Errors
    /// [`Error::Tool`] where the verifier failed.
    pub fn expand(&mut self, file: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
        self.call(|records, store| records.call_expand(store, file).map(Ok))
    }

    /// The key id of a public key (SPKI PEM): hexadecimal SHA-256 of the SPKI DER.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is no ECDSA P-256 public key; [`Error::Tool`] where the verifier failed.
    pub fn key_id(&mut self, public_key: &[u8]) -> Result<String, Error> {
        self.call(|records, store| records.call_key_id(store, public_key))
    }

    fn call<T>(
        &mut self,
        function: impl FnOnce(&Guest, &mut crate::component::Bounded) -> wasmtime::Result<Result<T, Problem>>,
    ) -> Result<T, Error> {
        self.instance.refuel()?;
        let Instance { store, exports } = &mut self.instance;
        match function(exports.countersign_verifier_records(), store) {
            Ok(Ok(given)) => Ok(given),
            Ok(Err(Problem { code, message })) => Err(Error::Refused { code, message }),
            Err(error) => Err(Error::tool(&error)),
        }
    }
}
