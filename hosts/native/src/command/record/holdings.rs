//! Which documents belong to which service and version, for a register snapshot.
//!
//! A release record belongs to what it names. Any other record belongs to each release that it speaks of: whose record
//! id it names, or whose artefacts are its subjects. A revocation also belongs where what it withdraws belongs.
//! Snapshots belong nowhere, and exceptions hold for every version. Signatures are not checked: a registrar holds what it was given, and the gate judges it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use countersign::records::Records;
use serde_json::{Value, json};

use crate::exit::Failure;
use crate::gather::records::Document;
use crate::render::inspect::{self, Inspected};

/// Records by service and version.
#[derive(Default)]
pub(super) struct Holdings {
    releases: BTreeMap<(String, String), Held>,
    /// Files that hold no record of any release.
    pub(super) homeless: Vec<PathBuf>,
}

#[derive(Default)]
struct Held {
    /// What the snapshot lists: the digests of the documents, as they are.
    documents: BTreeSet<String>,
    /// The ids of the records in them.
    records: BTreeSet<String>,
    artefacts: BTreeSet<String>,
}

impl Holdings {
    /// Sorts the documents.
    pub(super) fn of(records: &mut Records, documents: &[Document]) -> Result<Self, Failure> {
        let mut holdings = Self::default();
        let mut others = Vec::new();
        for document in documents {
            for item in records.expand(&document.bytes)? {
                let inspected = inspect::parse(&records.inspect(&item)?)?;
                match (inspected.kind.as_str(), inspected.record.clone(), inspected.name.as_deref()) {
                    ("envelope" | "bundle", _, Some("register" | "anchor" | "exception")) => {}
                    ("envelope" | "bundle", Some(id), Some("release")) => holdings.release(id, &inspected),
                    ("envelope" | "bundle", Some(id), _) => others.push((&document.path, id, inspected)),
                    _ => holdings.homeless.push(document.path.clone()),
                }
            }
        }
        // What speaks of records comes after them: reviews of emergencies, and last revocations.
        others.sort_by_key(|(_, _, inspected)| match inspected.name.as_deref() {
            Some("revocation") => 2,
            Some("review") => 1,
            _ => 0,
        });
        for (path, id, inspected) in others {
            if !holdings.place(&id, &inspected) {
                holdings.homeless.push(path.clone());
            }
        }
        Ok(holdings)
    }

    fn release(&mut self, id: String, inspected: &Inspected) {
        let field = |name: &str| inspected.predicate.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let held = self.releases.entry((field("service"), field("version"))).or_default();
        held.records.insert(id);
        held.documents.insert(inspected.digest.clone());
        held.artefacts.extend(inspected.subjects.iter().map(|subject| subject.digest.clone()));
    }

    /// Puts a record with every release that it speaks of; says whether there was one.
    fn place(&mut self, id: &str, inspected: &Inspected) -> bool {
        let named = inspected.predicate.get("release").and_then(Value::as_str);
        let mut placed = false;
        for held in self.releases.values_mut() {
            let speaks = named.is_some_and(|release| held.records.contains(release))
                || inspected
                    .subjects
                    .iter()
                    .any(|subject| held.artefacts.contains(&subject.digest) || held.records.contains(&subject.digest));
            if speaks {
                held.records.insert(id.to_owned());
                held.documents.insert(inspected.digest.clone());
                placed = true;
            }
        }
        placed
    }

    /// Whether there is no release in them.
    pub(super) fn is_empty(&self) -> bool {
        self.releases.is_empty()
    }

    /// As the predicate lists them.
    pub(super) fn entries(&self) -> impl Iterator<Item = Value> + '_ {
        self.releases.iter().map(
            |((service, version), held)| json!({ "service": service, "version": version, "documents": held.documents }),
        )
    }
}
