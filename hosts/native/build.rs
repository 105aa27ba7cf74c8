//! Compiles the verifier component for this binary, and notes the digest of the bytes that it compiled.
//!
//! Which component it is, is not decided here: the one of `wasm/dist`, unless `COUNTERSIGN_COMPONENT` names another
//! file (for trying a component that is not the committed one; `countersign version` shows the digest either way).

// The engine's settings stand in one file, for compiling and for running: they must be equal.
#[path = "src/settings.rs"]
mod settings;
mod target;

use std::path::{Path, PathBuf};
use std::{env, error::Error, fs};

use sha2::{Digest as _, Sha256};
use wasmtime::Engine;

const COMMITTED: &str = "../../wasm/dist/countersign.component.wasm";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=COUNTERSIGN_COMPONENT");
    println!("cargo::rerun-if-changed=src/settings.rs");
    println!("cargo::rerun-if-changed=target.rs");
    let path = match env::var_os("COUNTERSIGN_COMPONENT") {
        Some(path) => PathBuf::from(path),
        None => Path::new(&env::var("CARGO_MANIFEST_DIR")?).join(COMMITTED),
    };
    println!("cargo::rerun-if-changed={}", path.display());
    let component = fs::read(&path).map_err(|error| {
        format!("cannot read the component `{}`: {error}: build it with `cargo xtask component`", path.display())
    })?;

    let config = target::config(&env::var("TARGET")?)?;
    let compiled = Engine::new(&config)?.precompile_component(&component)?;

    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("countersign.cwasm"), compiled)?;
    let digest: String = Sha256::digest(&component).iter().map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=COUNTERSIGN_COMPONENT_SHA256={digest}");
    println!("cargo::rustc-env=COUNTERSIGN_TARGET={}", env::var("TARGET")?);
    Ok(())
}
