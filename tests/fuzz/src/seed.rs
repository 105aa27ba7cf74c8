//! What fuzzing starts from: the fixtures, taken apart into what each target reads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use countersign_core::base::digest::Sha256;
use countersign_core::base::encoding::base64;
use countersign_core::base::licence::Licences;
use countersign_core::base::name::Actor;
use countersign_core::base::time::{Duration, Time};
use countersign_core::crypto::certificate::Certificate;
use countersign_core::crypto::token::Token;
use countersign_core::crypto::verifying_key::VerifyingKey;
use countersign_core::format::carried;
use countersign_core::format::dsse::Envelope;
use countersign_core::records;
use countersign_stored::Inputs;
use countersign_tests::key::Key;
use serde_json::Value;

use crate::mutation::Mutator;
use crate::target;

/// Inputs by target.
#[derive(Debug, Default)]
pub struct Seeds(pub BTreeMap<&'static str, BTreeSet<Vec<u8>>>);

/// Folders of the repository whose files are documents of tools, or trusted roots.
const DOCUMENTS: [&str; 2] = ["fixtures/evidence", "hosts/native/roots"];
/// So many generated releases to start from, of so many bytes each: a seed, and what befalls it.
const RELEASES: (u64, usize) = (32, 64);

/// Whether a text is of some sort.
type Reads = fn(&str) -> bool;

/// Which targets read texts of which sort.
const READERS: [(&str, Reads); 6] = [
    ("time", |text| Time::from_rfc3339(text).is_ok() || text.parse::<Duration>().is_ok()),
    ("name", |text| text.parse::<Actor>().is_ok() || text.parse::<Sha256>().is_ok()),
    ("encoding", |text| text.len() > 8 && base64::decode(text).is_some()),
    ("licence", |text| Licences::parse(text).is_some()),
    ("package", |text| text.starts_with("pkg:")),
    ("pattern", |text| text.contains(['*', '/'])),
];

/// All seeds that the repository has. The error names what cannot be read.
pub fn seeds(repository: &Path) -> Result<Seeds, String> {
    let mut seeds = Seeds::default();
    for (index, folder) in countersign_stored::folders(repository)?.iter().enumerate() {
        seeds.inputs(&countersign_stored::read(folder)?.inputs);
        let index = u16::try_from(index).map_err(|_| "more cases than two bytes can count")?;
        seeds.add("case", &index.to_be_bytes());
    }
    for folder in DOCUMENTS {
        let folder = repository.join(folder);
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            seeds.document(&std::fs::read(entry.map_err(failed)?.path()).map_err(failed)?);
        }
    }
    for seed in 0..RELEASES.0 {
        let mut mutator = Mutator::new(seed);
        let bytes: Vec<u8> = (0..RELEASES.1).map(|_| u8::try_from(mutator.below(256)).unwrap_or_default()).collect();
        seeds.add("release", &bytes);
    }
    seeds.add("signature", &Key::of(target::SIGNER).sign(target::MESSAGE));
    Ok(seeds)
}

impl Seeds {
    fn add(&mut self, target: &'static str, bytes: &[u8]) {
        let longest = target::find(target).map_or(0, |target| target.longest);
        if bytes.len() <= longest {
            self.0.entry(target).or_default().insert(bytes.to_vec());
        }
    }

    fn inputs(&mut self, inputs: &Inputs) {
        self.add("policy", &inputs.policy);
        self.add("roster", &inputs.roster);
        self.add("yaml", &inputs.policy);
        for key in &inputs.anchors.root_keys {
            self.add("key", key);
        }
        for document in
            inputs.anchors.signatures.iter().chain(&inputs.anchors.trusted_roots).chain(&inputs.request.records)
        {
            self.document(document);
        }
    }

    /// A document of any sort, and what is in it.
    fn document(&mut self, document: &[u8]) {
        self.add("container", document);
        if let Ok(carried) = carried::read(document) {
            let known = target::TARGETS.iter().find(|target| target.name == carried.format);
            known.into_iter().for_each(|target| self.add(target.name, document));
        }
        for one in records::expand(document) {
            self.add("bundle", &one);
            if let Ok(envelope) = Envelope::parse(&one) {
                self.add("envelope", &one);
                self.statement(&envelope.payload);
            }
            let Ok(value) = serde_json::from_slice::<Value>(&one) else { continue };
            if value.get("certificateAuthorities").is_some() {
                self.add("trusted-root", &one);
            }
            self.value(&value);
        }
    }

    fn statement(&mut self, payload: &[u8]) {
        self.add("statement", payload);
        let Ok(statement) = serde_json::from_slice::<Value>(payload) else { return };
        let predicate = statement["predicate"].to_string();
        let which = target::PREDICATE_TYPES.iter().position(|kind| statement["predicateType"] == *kind);
        if let Some(which) = which.and_then(|which| u8::try_from(which).ok()) {
            self.add("predicate", &[&[which], predicate.as_bytes()].concat());
        }
        self.add("canary", predicate.as_bytes());
        self.add("json", predicate.as_bytes());
        self.value(&statement);
    }

    /// Every text in a value, for the targets that read such; and what stands in Base64.
    fn value(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => {
                fields.keys().for_each(|name| self.text(name));
                fields.values().for_each(|value| self.value(value));
            }
            Value::Array(items) => items.iter().for_each(|item| self.value(item)),
            Value::String(text) => self.text(text),
            Value::Number(number) => self.add("decimal", number.to_string().as_bytes()),
            Value::Bool(_) | Value::Null => {}
        }
    }

    fn text(&mut self, text: &str) {
        for (target, reads) in READERS {
            if reads(text) {
                self.add(target, text.as_bytes());
            }
        }
        if text.contains("\n\n\u{2014} ") {
            self.add("checkpoint", text.as_bytes());
        }
        let Some(bytes) = base64::decode(text) else { return };
        self.bytes(&bytes);
    }

    /// What stands in Base64: the body of a log entry, or DER.
    fn bytes(&mut self, bytes: &[u8]) {
        if let Ok(body) = serde_json::from_slice::<Value>(bytes) {
            let is = |(kind, version): &(&str, &str)| body["kind"] == *kind && body["apiVersion"] == *version;
            if let Some(which) = target::KINDS.iter().position(is).and_then(|which| u8::try_from(which).ok()) {
                self.add("log-entry", &[&[which], bytes].concat());
            }
        } else if Certificate::from_der(bytes).is_ok() {
            self.add("certificate", bytes);
        } else if Token::parse(bytes).is_ok() {
            self.add("timestamp", bytes);
        } else if VerifyingKey::from_spki(bytes).is_ok() || bytes.starts_with(b"-----BEGIN") {
            self.add("key", bytes);
        }
    }
}
