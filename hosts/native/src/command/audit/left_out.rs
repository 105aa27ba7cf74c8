//! Rejections that lie in the archive, and the decisions that were not given them.
//!
//! A rejection that was there when a release was allowed, and was kept from the decision, is worth a look. Whether it would
//! have counted is nobody's to say here: its signature is not verified, who signed it may hold no role, and which environments
//! the policy knows is not asked. So each is named that is about the release record or about its bytes, for whatever environment.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::path::{Path, PathBuf};

use countersign::records::Records;
use serde::Deserialize;

use super::archive::Found;
use super::notices::has_come;
use super::pool;
use crate::exit::Failure;
use crate::gather::{file, time};
use crate::render::inspect;
use crate::render::report::Report;

/// The rejections of an archive.
#[derive(Default)]
pub(super) struct Rejections {
    all: Vec<Rejection>,
    /// Where in `all` they are, by the release record that they name and by each artefact.
    about: BTreeMap<String, Vec<usize>>,
}

/// One of them.
pub(super) struct Rejection {
    pub(super) path: PathBuf,
    pub(super) record: String,
    pub(super) release: String,
    pub(super) signed_at: String,
    pub(super) environments: Vec<String>,
    artefacts: Vec<String>,
}

/// What is read of an approval.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Claim {
    decision: String,
    release: String,
    environments: Vec<String>,
    signed_at: String,
}

impl Rejections {
    /// Looks at everything in the archive that may be a record. A file that the verifier fails at is one that cannot be read.
    pub(super) fn find(found: &mut Found, jobs: NonZero<usize>) -> Result<Self, Failure> {
        let mut rejections = Self::default();
        let (records, archive, unread) = (&found.records, &found.archive, &mut found.unread);
        let paths: Vec<PathBuf> = records.iter().filter_map(|digest| archive.path(digest)).collect();
        let work = |verifier: &mut Option<Records>, path: &PathBuf| (path.clone(), rejections_in(verifier, path));
        pool::in_order(
            &paths,
            jobs,
            || None,
            work,
            |(path, read)| {
                match read {
                    Ok(read) => read.into_iter().for_each(|no| rejections.add(no)),
                    Err(failure) => unread.push((path, failure.into_message())),
                }
                Ok(())
            },
        )?;
        unread.sort_unstable();
        Ok(rejections)
    }

    fn add(&mut self, no: Rejection) {
        let at = self.all.len();
        for what in no.artefacts.iter().chain([&no.release]) {
            self.about.entry(what.clone()).or_default().push(at);
        }
        self.all.push(no);
    }

    /// Those about its release record or its artefacts that were signed by then, and that a decision was not given.
    pub(super) fn left_out(&self, report: &Report) -> impl Iterator<Item = &Rejection> {
        let given: BTreeSet<&String> = report.documents.iter().filter_map(|it| it.record.as_ref()).collect();
        let now = time::parse(&report.now).unwrap_or(u64::MAX);
        let release = report.release.as_ref().map(|release| &release.record);
        let about = report.asked.artefacts.iter().chain(release).filter_map(|what| self.about.get(what));
        // One that is about several of them is named once.
        let found: BTreeSet<usize> = about.flatten().copied().collect();
        let found = found.into_iter().filter_map(|at| self.all.get(at));
        found.filter(move |no| has_come(&no.signed_at, now) && !given.contains(&no.record))
    }
}

/// The rejections in a file. A verifier that failed is spent.
fn rejections_in(verifier: &mut Option<Records>, path: &Path) -> Result<Vec<Rejection>, Failure> {
    let bytes = file::read(path)?;
    let mut open = verifier.take().map_or_else(Records::open, Ok)?;
    let mut found = Vec::new();
    for document in open.expand(&bytes)? {
        let inspected = inspect::parse(&open.inspect(&document)?)?;
        let (Some("approval"), Some(record)) = (inspected.name.as_deref(), inspected.record) else { continue };
        // What is no approval by its form rejects nothing.
        let Ok(claim) = serde_json::from_value::<Claim>(inspected.predicate) else { continue };
        if claim.decision == "rejected" {
            let Claim { release, environments, signed_at, .. } = claim;
            let artefacts = inspected.subjects.into_iter().map(|subject| subject.digest).collect();
            found.push(Rejection { path: path.to_owned(), record, release, signed_at, environments, artefacts });
        }
    }
    *verifier = Some(open);
    Ok(found)
}
