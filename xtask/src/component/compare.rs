//! Holds a component against another: the committed one against the sources, and one folder against another.
//!
//! A toolchain other than the recorded one may give other bytes; then every report of the cases must be the same.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use super::{COMPONENT, Place, build, cargo_home, dist};
use crate::shell::{self, Scratch};
use crate::toolchain::Toolchain;

/// Holds `wasm/dist` against the sources.
pub(super) fn check(root: &Path, toolchain: &Toolchain, recorded: Option<&Value>) -> Result<()> {
    let committed = shell::read(&dist(root).join(COMPONENT))
        .context("there is no committed component: run `cargo xtask component`")?;
    let digest = shell::sha256(&committed);
    let noted = shell::read(&dist(root).join(format!("{COMPONENT}.sha256")))?;
    ensure!(
        noted == format!("{digest}  {COMPONENT}\n").as_bytes(),
        "`wasm/dist/{COMPONENT}.sha256` is not the digest of the file beside it, which is {digest}"
    );
    let place = Place { locked: true, ..Place::here(root) };
    let rebuilt = build(&place, toolchain)?;
    if rebuilt == committed {
        println!("wasm/dist is what the sources give: sha256:{digest}");
        return Ok(());
    }
    if recorded.is_some_and(|recorded| toolchain.is(recorded)) {
        bail!(
            "wasm/dist is not what the sources give\n  committed: sha256:{digest}\n  rebuilt:   sha256:{}\nrun `cargo xtask component` and commit wasm/dist",
            shell::sha256(&rebuilt)
        );
    }
    println!(
        "the bytes differ, and so does the toolchain from the one in wasm/dist/toolchain.json: comparing every report of the cases instead"
    );
    let path = place.target.join(COMPONENT);
    shell::write(&path, &rebuilt)?;
    let mut cases = shell::cargo();
    // The host embeds the component that this variable names.
    cases.current_dir(root).args(["test", "--package", "countersign-tests", "--test", "cases"]);
    shell::run(cases.env("COUNTERSIGN_COMPONENT", &path))
        .context("the cases do not all pass with the component that this toolchain builds")
}

/// Builds in two folders that share nothing but downloaded packages.
pub(super) fn reproduce(root: &Path, toolchain: &Toolchain) -> Result<()> {
    let mut digests = Vec::new();
    for name in ["a", "b-in-a-much-longer-folder/below"] {
        let scratch = Scratch::new(name.split('/').next().unwrap_or(name))?;
        let folder = scratch.path().join(name);
        let place = Place {
            root: folder.join("repository"),
            cargo_home: folder.join("home"),
            target: folder.join("built"),
            locked: true,
        };
        for file in shell::files(root)? {
            let copy = place.root.join(&file);
            fs::create_dir_all(copy.parent().unwrap_or(&place.root))?;
            fs::copy(root.join(&file), &copy).with_context(|| format!("cannot copy `{}`", file.display()))?;
        }
        share_downloads(&place.cargo_home)?;
        println!("building in {}", place.root.display());
        digests.push(shell::sha256(&build(&place, toolchain)?));
    }
    ensure!(
        digests.iter().all(|digest| Some(digest) == digests.first()),
        "two folders gave two components: {}",
        digests.join(", ")
    );
    println!("two folders and two cargo homes gave equal bytes");
    Ok(())
}

/// A cargo home with the packages that were downloaded already; their sources are unpacked anew.
fn share_downloads(home: &Path) -> Result<()> {
    let ours = cargo_home();
    fs::create_dir_all(home.join("registry"))?;
    for name in ["registry/index", "registry/cache", "config.toml"] {
        let from = ours.join(name);
        if from.exists() {
            std::os::unix::fs::symlink(&from, home.join(name))
                .with_context(|| format!("cannot link `{}`", from.display()))?;
        }
    }
    Ok(())
}
