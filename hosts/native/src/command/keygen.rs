//! `keygen`: a new signing key, the private part for its owner alone.
//!
//! It never overwrites a key. Whose key it is, the roster says.

use std::path::Path;
use std::process::ExitCode;

use countersign::records::Records;
use zeroize::Zeroizing;

use crate::args::{Keygen, Passphrase};
use crate::exit::{ALLOW, Failure};
use crate::keys::{Key, public_path};
use crate::render::safe;
use crate::write::{self, Access};
use crate::{output, terminal};

pub(crate) fn run(arguments: &Keygen) -> Result<ExitCode, Failure> {
    let public = public_path(&arguments.out);
    write::must_be_free(&arguments.out)?;
    write::must_be_free(&public)?;
    let passphrase = passphrase(&arguments.passphrase, &arguments.out)?;

    let key = Key::generate()?;
    let id = Records::open()?.key_id(key.public_pem()?.as_bytes())?;

    write_pair(&key, &arguments.out, &public, passphrase.as_ref().map(|passphrase| passphrase.as_str()))?;
    output::note(&format!(
        "wrote {} (private) and {} (for the roster)",
        safe::path(&arguments.out),
        safe::path(&public)
    ));
    if passphrase.is_none() {
        output::note("the private key is not encrypted: whoever can read the file can sign");
    }
    output::text(&format!("{id}\n"))?;
    Ok(ExitCode::from(ALLOW))
}

/// The passphrase for a new key; nothing where none is wanted.
pub(super) fn passphrase(from: &Passphrase, path: &Path) -> Result<Option<Zeroizing<String>>, Failure> {
    if from.no_passphrase {
        return Ok(None);
    }
    if let Some(variable) = &from.passphrase_env {
        return terminal::passphrase_from(variable).map(Some);
    }
    if !terminal::is_there() {
        return Err(Failure::question(format!(
            "there is no terminal to ask for the passphrase of {}: name a variable with `--passphrase-env NAME`, or say `--no-passphrase`",
            safe::path(path)
        )));
    }
    let first = terminal::passphrase(&format!("passphrase for {} (empty for none): ", safe::path(path)))?;
    if first.is_empty() {
        return Ok(None);
    }
    match *first == *terminal::passphrase("the same again: ")? {
        true => Ok(Some(first)),
        false => Err(Failure::question("the two passphrases differ, so nothing was written: try again")),
    }
}

/// Writes both files, or neither.
fn write_pair(key: &Key, private: &Path, public: &Path, passphrase: Option<&str>) -> Result<(), Failure> {
    write::create(private, key.private_pem(passphrase)?.as_bytes(), Access::Owner)?;
    write::create(public, key.public_pem()?.as_bytes(), Access::Usual).inspect_err(|_| {
        let _ = std::fs::remove_file(private);
    })
}
