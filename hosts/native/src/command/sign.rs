//! `sign`: a root key vouches for a policy or a roster; anybody's key signs a statement that was prepared.
//!
//! What may be signed is decided by the component; a document with problems is not signed. What may take the place of an older
//! signature is in `earlier.rs`.

mod earlier;

use std::path::Path;
use std::process::ExitCode;

use countersign::records::{Kind, Records, Signature, Subject};
use serde_json::json;

use self::earlier::Earlier;
use crate::args::Sign;
use crate::command::record;
use crate::exit::{ALLOW, Failure};
use crate::gather::{self, artefact, file, time};
use crate::keys::{Key, KeyFile};
use crate::render::inspect::{self, Inspected};
use crate::render::safe;
use crate::{output, write};

pub(crate) fn run(arguments: &Sign) -> Result<ExitCode, Failure> {
    let bytes = file::read(&arguments.file)?;
    let mut records = Records::open()?;
    let inspected = inspect::parse(&records.inspect(&bytes)?)?;
    match inspected.kind.as_str() {
        "policy" | "roster" => anchor(arguments, &mut records, &bytes, &inspected)?,
        "statement" => record::sign_statement(arguments, &mut records, &bytes, &inspected)?,
        "envelope" => {
            return Err(Failure::question(format!(
                "{} is signed already; to sign it too, have its statement written with `--unsigned`",
                safe::path(&arguments.file)
            )));
        }
        _ => {
            return Err(Failure::question(format!(
                "{} is no policy, roster or statement: `countersign inspect` says what it is",
                safe::path(&arguments.file)
            )));
        }
    }
    Ok(ExitCode::from(ALLOW))
}

fn anchor(arguments: &Sign, records: &mut Records, bytes: &[u8], inspected: &Inspected) -> Result<(), Failure> {
    let key_file = KeyFile::read(&arguments.key)?;
    let now = time::now(arguments.now)?;
    let signature_path = gather::signature_path(&arguments.file);
    let before = Earlier::read(records, &signature_path)?;
    if let Some(before) = &before {
        before.refuse_rollback(arguments, &artefact::of_bytes(bytes), inspected.serial)?;
    }
    let key = key_file.open(arguments.passphrase_env.as_deref())?;

    let envelope = anchored(records, &key, &arguments.file, bytes, inspected, now)?;

    write::replace(&signature_path, &envelope)?;
    if let Some(before) = &before {
        before.warn_of_another_key(&records.key_id(key.public_pem()?.as_bytes())?);
    }
    output::note(&format!(
        "signed the {} {}, serial {}, {}",
        inspected.kind,
        safe::path(&arguments.file),
        inspected.serial.unwrap_or_default(),
        artefact::of_bytes(bytes)
    ));
    output::text(&format!("{}\n", safe::text(&signature_path.to_string_lossy())))
}

/// The envelope in which a root key vouches for a policy or a roster.
pub(super) fn anchored(
    records: &mut Records,
    key: &Key,
    path: &Path,
    bytes: &[u8],
    inspected: &Inspected,
    now: u64,
) -> Result<Vec<u8>, Failure> {
    if let Some(problem) = inspected.problems.first() {
        return Err(
            Failure::question(format!("{} ({})", safe::text(&problem.message), safe::text(&problem.code))).about(path)
        );
    }
    let Some(serial) = inspected.serial else {
        return Err(Failure::question("there is no `serial` in it: add one").about(path));
    };
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let subject = Subject { name, digest: artefact::of_bytes(bytes) };
    let predicate = json!({ "document": inspected.kind, "serial": serial, "signedAt": time::format(now)? });
    let prepared = records.prepare(Kind::Anchor, &[subject], predicate.to_string().as_bytes())?;
    let signature = Signature { public_key: key.public_pem()?.into_bytes(), signature: key.sign(&prepared.to_sign) };
    Ok(records.assemble(&prepared.payload, &[signature])?)
}
