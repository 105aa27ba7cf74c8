//! Questions about single bundles as they lie on disk, each with the answer that is due: reading and asking them, and
//! nothing else. Who makes them is the virtual Sigstore of `countersign-tests`.

use std::path::{Path, PathBuf};

use countersign_core::bundles::{self, Signer};
use countersign_core::records::Problem;
use serde_json::Value;

use crate::{bytes, entries, object, texts};

/// Where they lie in the repository.
pub const FOLDER: &str = "fixtures/sigstore/bundles";

/// What a host hands in about one bundle.
#[derive(Clone, Debug)]
pub struct Question {
    /// The bundle's bytes.
    pub bundle: Vec<u8>,
    /// The trusted root's bytes.
    pub trusted_root: Vec<u8>,
    /// Digests of one artefact, `algorithm:hex`.
    pub artefact: Vec<String>,
    /// Who should have signed.
    pub signer: Signer,
    /// Seconds since 1970.
    pub now: u64,
}

/// A question as it was read from disk.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The code of the one thing that is wrong; `None` where the bundle verifies.
    pub code: Option<String>,
    /// What the host hands in.
    pub question: Question,
    /// What is due: the core's answer, or the sentence that refuses.
    pub answer: Vec<u8>,
}

impl Question {
    /// Asks the core, natively.
    pub fn ask(&self) -> Result<Vec<u8>, Problem> {
        let roots = std::slice::from_ref(&self.trusted_root);
        bundles::verify(&self.bundle, roots, &self.artefact, &self.signer, self.now)
    }
}

/// The folder of every bundle, in the order of their names. The error names what cannot be read.
pub fn folders(repository: &Path) -> Result<Vec<PathBuf>, String> {
    entries(&repository.join(FOLDER))
}

/// Reads the bundle in `folder`. The error names the file.
pub fn read(folder: &Path) -> Result<Stored, String> {
    let about = object(folder, "case.json")?;
    let wrong = |field: &str| format!("{}: `{field}` is missing or wrong", folder.display());
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let signer =
        match (text(&about["signer"]["subject"]), text(&about["signer"]["issuer"]), text(&about["signer"]["key"])) {
            (Some(subject), Some(issuer), None) => Signer::Identity { subject, issuer },
            (None, None, Some(pem)) => Signer::Key(pem.into_bytes()),
            _ => return Err(wrong("signer")),
        };
    let question = Question {
        bundle: bytes(folder, "bundle.json")?,
        trusted_root: bytes(folder, "trusted-root.json")?,
        artefact: texts(folder, &about, "artefact")?,
        signer,
        now: about["now"].as_u64().ok_or_else(|| wrong("now"))?,
    };
    let code = text(&about["code"]);
    let answer = bytes(folder, if code.is_some() { "refusal.txt" } else { "answer.json" })?;
    Ok(Stored { code, question, answer })
}
