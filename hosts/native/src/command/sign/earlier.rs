//! The signature that stands beside a policy or a roster already: when a new one may take its place.
//!
//! Serials grow, so that of two documents everybody can tell which is newer. It believes the old signature as it is written:
//! this guards against slips, and the gate against forgers.

use std::path::{Path, PathBuf};

use countersign::records::Records;
use serde_json::Value;

use crate::args::Sign;
use crate::exit::Failure;
use crate::gather::file;
use crate::output;
use crate::render::inspect::{self, Inspected};
use crate::render::safe;

/// An older signature, and where it stands.
pub(super) struct Earlier {
    path: PathBuf,
    anchor: Inspected,
}

impl Earlier {
    /// The signature in this place, if there is one. Anything else there is somebody's, and stays.
    pub(super) fn read(records: &mut Records, path: &Path) -> Result<Option<Self>, Failure> {
        if !path.exists() {
            return Ok(None);
        }
        let anchor = inspect::parse(&records.inspect(&file::read(path)?)?)?;
        match anchor.name.as_deref() {
            Some("anchor") => Ok(Some(Self { path: path.to_owned(), anchor })),
            _ => {
                let shown = safe::path(path);
                Err(Failure::question(format!("{shown} stands where the signature belongs: move it away")))
            }
        }
    }

    /// Refuses a serial that was signed over other bytes, or that is lower than one that was.
    pub(super) fn refuse_rollback(&self, arguments: &Sign, digest: &str, serial: Option<u64>) -> Result<(), Failure> {
        let before = self.anchor.predicate.get("serial").and_then(Value::as_u64);
        let (Some(before), Some(serial)) = (before, serial) else { return Ok(()) };
        let same_bytes = self.anchor.subjects.iter().any(|subject| subject.digest == digest);
        if same_bytes || before < serial || (before == serial && arguments.same_serial) {
            return Ok(());
        }
        let message = match before == serial {
            true => format!(
                "serial {serial} was signed before, over other bytes: raise `serial`, or say `--same-serial` if nobody has seen those"
            ),
            false => format!(
                "serial {before} was signed before, and this is serial {serial}: raise `serial` beyond {before}, or move {} away",
                safe::path(&self.path)
            ),
        };
        Err(Failure::question(message).about(&arguments.file))
    }

    /// Says so where somebody else had signed.
    pub(super) fn warn_of_another_key(&self, key_id: &str) {
        if let Some(other) = self.anchor.signatures.iter().find(|signature| signature.key_id.as_deref() != Some(key_id))
        {
            output::note(&format!(
                "warning: the signature that stood in {} was by another key, {}: whoever pins that one refuses the new one",
                safe::path(&self.path),
                safe::text(other.key_id.as_deref().unwrap_or("which it does not name"))
            ));
        }
    }
}
