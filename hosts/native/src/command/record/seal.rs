//! Asks the signer, signs, and writes the record under its id.
//!
//! Nothing is overwritten, and nobody is asked who cannot answer.

use std::path::{Path, PathBuf};

use countersign::records::{Prepared, Records, Signature};

use crate::exit::Failure;
use crate::keys::KeyFile;
use crate::render::inspect::Inspected;
use crate::render::safe;
use crate::write::{self, Access};
use crate::{output, terminal};

/// Where a record goes.
pub(super) struct Place<'a> {
    /// The folder of the records.
    pub(super) folder: &'a Path,
    /// A file, instead of one in the folder.
    pub(super) file: Option<&'a Path>,
}

/// Who signs, and whether they were asked already.
pub(super) struct Signer<'a> {
    pub(super) key: &'a Path,
    pub(super) passphrase_env: Option<&'a str>,
    pub(super) yes: bool,
}

/// Why an envelope of a record id would change nothing, if it would not.
type Idle<'a> = dyn FnMut(&[u8], &str) -> Result<Option<String>, Failure> + 'a;

/// Whether a signature is worth keeping.
pub(super) struct Weigher<'a> {
    /// Says why it would be idle.
    pub(super) idle: &'a mut Idle<'a>,
    /// It is kept in any case.
    pub(super) anyway: bool,
}

impl Weigher<'_> {
    /// Whoever signs at a terminal is asked once more; whoever signs unseen is refused.
    fn weigh(self, envelope: &[u8], record: &str, yes: bool) -> Result<(), Failure> {
        let Some(reason) = (self.idle)(envelope, record)? else { return Ok(()) };
        let found = format!("this signature fills no place: {reason}");
        if yes && !self.anyway {
            return Err(Failure::question(format!(
                "{found}: put that right, or add `--anyway` to keep it all the same"
            )));
        }
        output::note(&found);
        match self.anyway || terminal::agrees("Keep it all the same?") {
            true => Ok(()),
            false => Err(Failure::declined("the signature was not kept")),
        }
    }
}

/// Signs what was shown, if the signer agrees.
pub(super) fn sign(
    records: &mut Records,
    prepared: &Prepared,
    statement: &Inspected,
    signer: &Signer<'_>,
    place: &Place<'_>,
    weigher: Option<Weigher<'_>>,
) -> Result<(), Failure> {
    let path = path(prepared, statement, place, "json");
    write::must_be_free(&path)?;
    let key_file = KeyFile::read(signer.key)?;
    if !signer.yes {
        agree()?;
    }
    let key = key_file.open(signer.passphrase_env)?;
    let public_key = key.public_pem()?.into_bytes();
    let key_id = records.key_id(&public_key)?;

    let signature = Signature { public_key, signature: key.sign(&prepared.to_sign) };
    let envelope = records.assemble(&prepared.payload, &[signature])?;

    if let Some(weigher) = weigher {
        weigher.weigh(&envelope, &prepared.record_id, signer.yes)?;
    }

    save(&path, &envelope, place)?;
    output::note(&format!("signed with key {key_id}, record {}", prepared.record_id));
    output::text(&format!("{}\n", safe::text(&path.to_string_lossy())))
}

/// Writes what another signer is to sign.
pub(super) fn unsigned(prepared: &Prepared, statement: &Inspected, place: &Place<'_>) -> Result<(), Failure> {
    let path = path(prepared, statement, place, "statement.json");
    save(&path, &prepared.payload, place)?;
    output::note(&format!("not signed, record {}: sign it with `countersign sign`", prepared.record_id));
    output::text(&format!("{}\n", safe::text(&path.to_string_lossy())))
}

fn agree() -> Result<(), Failure> {
    if !terminal::is_there() {
        return Err(Failure::question(
            "there is no terminal to ask whether to sign this: add `--yes` if it is to be signed unseen",
        ));
    }
    match terminal::agrees("Sign this?") {
        true => Ok(()),
        false => Err(Failure::declined("nothing was signed")),
    }
}

fn save(path: &Path, bytes: &[u8], place: &Place<'_>) -> Result<(), Failure> {
    if place.file.is_none() {
        write::folder(place.folder)?;
    }
    write::create(path, bytes, Access::Usual)
}

/// `records/approval-3f2a91c07d5e8b64.json`: what it is, and the start of its record id.
fn path(prepared: &Prepared, statement: &Inspected, place: &Place<'_>, extension: &str) -> PathBuf {
    if let Some(file) = place.file {
        return file.to_owned();
    }
    let kind = statement.noun().unwrap_or("statement");
    let id = prepared.record_id.trim_start_matches("sha256:");
    place.folder.join(format!("{kind}-{}.{extension}", id.get(..16).unwrap_or(id)))
}
