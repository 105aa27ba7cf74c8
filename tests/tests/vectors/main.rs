//! Vectors: published ones where they lie beside the repository, and own ones that every clone has.
//!
//! Published vectors are looked for in `../shared/vectors`; where they are not, the test says so and passes.
//! One file for each specification; `material` for what Sigstore publishes.

mod canary;
mod canonical;
mod ecdsa;
mod material;
mod signature;
mod sigstore;

use std::path::{Path, PathBuf};

/// A published file or folder, if it is here; says so if it is not.
fn published(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors").join(name);
    let here = Some(path).filter(|path| path.exists());
    if here.is_none() {
        countersign_tests::generate::law::say(&format!("vectors: `{name}` is not here; skipped"));
    }
    here
}

/// One of the project's own fixtures.
fn own(name: &str) -> serde_json::Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/vectors").join(name);
    let text = std::fs::read(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}
