//! An archive: where the files of a folder are, by digest, and which of them are reports.
//!
//! What it keeps is about a hundred bytes for each file, whatever the files hold: contents are read again when a decision asks
//! for them. It judges nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;

use countersign::records::Records;
use countersign::roots::BUILT_IN;
use sha2::{Digest as _, Sha256};

use super::files::{self, Digest, Kind, Listed, Looked, Place};
use crate::exit::Failure;
use crate::gather::replayed::Store;
use crate::gather::{artefact, file};

/// Files by digest, on the disk and in memory.
pub(super) struct Archive {
    listed: Listed,
    /// Each content once, sorted by digest.
    by_digest: Vec<(Digest, Place)>,
    /// Root public keys by key id.
    keys: BTreeMap<String, Vec<u8>>,
    /// Trusted roots that are built in, or that somebody named.
    roots: BTreeMap<Digest, Vec<u8>>,
    /// The trusted roots among them, as reports name them.
    known_roots: Vec<String>,
}

/// A report, and the digest of its bytes.
pub(super) struct Saved {
    pub(super) path: PathBuf,
    pub(super) digest: Digest,
}

/// What was found in a folder.
pub(super) struct Found {
    pub(super) archive: Archive,
    /// The reports, sorted by path.
    pub(super) reports: Vec<Saved>,
    /// What may hold records.
    pub(super) records: Vec<Digest>,
    /// Files and folders that could not be read, and why.
    pub(super) unread: Vec<(PathBuf, String)>,
    /// How many files there are.
    pub(super) files: usize,
    /// Symbolic links, pipes and devices, none of which was looked at.
    pub(super) skipped: usize,
}

/// Puts an archive together. `trusted_roots` are known besides those that are built in.
pub(super) fn open(
    listed: Listed,
    places: Vec<Place>,
    looked: Vec<Looked>,
    trusted_roots: Vec<Vec<u8>>,
) -> Result<Found, Failure> {
    let (files, skipped) = (looked.len(), listed.skipped);
    let (mut by_digest, mut reports) = (Vec::with_capacity(files), Vec::new());
    let (mut keys, mut records) = (Vec::new(), Vec::new());
    let mut unread = listed.unread.clone();
    for (place, looked) in places.into_iter().zip(looked) {
        match looked {
            Err(reason) => unread.push((listed.path(&place), reason)),
            Ok((digest, kind)) => {
                match kind {
                    Kind::Report => reports.push(Saved { path: listed.path(&place), digest }),
                    Kind::PublicKey => keys.push(digest),
                    Kind::Record => records.push(digest),
                    Kind::Other => {}
                }
                by_digest.push((digest, place));
            }
        }
    }
    by_digest.sort_unstable();
    by_digest.dedup_by_key(|(digest, _)| *digest);
    by_digest.shrink_to_fit();
    reports.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    unread.sort_unstable();
    for digests in [&mut keys, &mut records] {
        digests.sort_unstable();
        digests.dedup();
    }
    let roots: Vec<Vec<u8>> = BUILT_IN.map(|root| root.json.to_vec()).into_iter().chain(trusted_roots).collect();
    let known_roots = roots.iter().map(|root| artefact::of_bytes(root)).collect();
    let roots = roots.into_iter().map(|root| (Sha256::digest(&root).into(), root)).collect();
    let mut archive = Archive { listed, by_digest, keys: BTreeMap::new(), roots, known_roots };
    archive.read_keys(&keys)?;
    Ok(Found { archive, reports, records, unread, files, skipped })
}

impl Archive {
    /// Whether a trusted root is built in, or was named.
    pub(super) fn knows_root(&self, digest: &str) -> bool {
        self.known_roots.iter().any(|known| known == digest)
    }

    /// How large the file of this digest is; nothing where there is none.
    pub(super) fn size(&self, digest: &str) -> u64 {
        let path = files::parse(digest).and_then(|digest| self.path(&digest));
        path.and_then(|path| path.metadata().ok()).map_or(0, |metadata| metadata.len())
    }

    /// Where the bytes of this digest are.
    pub(super) fn path(&self, digest: &Digest) -> Option<PathBuf> {
        let at = self.by_digest.binary_search_by_key(digest, |(digest, _)| *digest).ok()?;
        self.by_digest.get(at).map(|(_, place)| self.listed.path(place))
    }

    /// Key ids are the component's to say. What only looks like a key has none.
    fn read_keys(&mut self, digests: &[Digest]) -> Result<(), Failure> {
        let mut verifier = Records::open()?;
        for path in digests.iter().filter_map(|digest| self.path(digest)).collect::<Vec<_>>() {
            let bytes = file::read(&path)?;
            if let Ok(id) = verifier.key_id(&bytes) {
                self.keys.insert(id, bytes);
            }
        }
        Ok(())
    }
}

impl Store for Archive {
    fn document(&self, what: &str, digest: &str) -> Result<Vec<u8>, Failure> {
        let parsed = files::parse(digest);
        if let Some(root) = parsed.and_then(|digest| self.roots.get(&digest)) {
            return Ok(root.clone());
        }
        match parsed.and_then(|digest| self.path(&digest)) {
            Some(path) => file::read_within(&path, countersign::limits::RECORDS_BYTES),
            None => Err(Failure::question(format!("the {what} `{digest}` is not in the archive"))),
        }
    }

    fn root_key(&self, id: &str) -> Result<Vec<u8>, Failure> {
        let missing = || Failure::question(format!("the root public key `{id}` is not in the archive"));
        self.keys.get(id).cloned().ok_or_else(missing)
    }

    fn holds(&self, digest: &str) -> bool {
        files::parse(digest).is_some_and(|digest| self.roots.contains_key(&digest) || self.path(&digest).is_some())
    }

    fn holds_key(&self, id: &str) -> bool {
        self.keys.contains_key(id)
    }
}
