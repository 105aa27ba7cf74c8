//! Builds the verifier component: compile `wasm/`, encode it as a component, prove that it imports nothing, and
//! lay it in `wasm/dist` with its digest and the toolchain that made it.
//!
//! The bytes must not depend on where they were built: paths are remapped, the profile is fixed, and flags of the
//! surroundings are taken away. Which compiler serves is decided in `toolchain.rs`.

mod compare;
mod purity;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use serde_json::Value;
use wit_component::ComponentEncoder;

use crate::shell;
use crate::toolchain::{Kind, TARGET, Toolchain};

/// The component; what the viewer needs besides; and signatures alone, which tests and benchmarks ask. They are built at once:
/// alone, each would have other features in its dependencies, and the core would be compiled for each.
const CRATES: [&str; 3] = ["countersign-wasm", "countersign-browser", "countersign-signature"];
/// The profile of the workspace that the component is built with.
pub(crate) const PROFILE: &str = "component";
const MODULE: &str = "countersign_wasm.wasm";
const BROWSER_MODULE: &str = "countersign_browser.wasm";
const SIGNATURE_MODULE: &str = "countersign_signature.wasm";
pub(crate) const COMPONENT: &str = "countersign.component.wasm";

/// Vectors of 128 bits: every host has had them since 2023, and two products at once are what ECDSA's speed rests on
/// (`docs/ecdsa.md`).
const VECTORS: &str = "-Ctarget-feature=+simd128";

/// The flags as `toolchain.json` shows them; [`flags`] fills the paths in.
pub(crate) const SHOWN_FLAGS: &[&str] = &[
    VECTORS,
    "--remap-path-prefix=$REPOSITORY=/src",
    "--remap-path-prefix=$CARGO_HOME=/cargo",
    "--remap-path-prefix=$REGISTRY_SOURCES=/cargo/registry",
    "--remap-path-prefix=$LIBRARY_SOURCES=/rustc/$COMMIT",
];

/// How to build the component.
#[derive(Args)]
pub(crate) struct Options {
    /// Rebuild, and compare with wasm/dist instead of writing there.
    #[arg(long)]
    check: bool,
    /// Build in two new folders with two cargo homes, and compare.
    #[arg(long, conflicts_with = "check")]
    reproduce: bool,
    /// Insist on one kind of toolchain.
    #[arg(long, value_enum)]
    toolchain: Option<Kind>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    let recorded = recorded(&root)?;
    let toolchain = Toolchain::choose(options.toolchain, recorded.as_ref())?;
    println!("toolchain: {}", toolchain.summary());
    if options.check {
        compare::check(&root, &toolchain, recorded.as_ref())
    } else if options.reproduce {
        compare::reproduce(&root, &toolchain)
    } else {
        let built = build(&Place::here(&root), &toolchain)?;
        write(&root, &built, &toolchain)
    }
}

/// As `--check`.
pub(crate) fn check_committed() -> Result<()> {
    run(&Options { check: true, reproduce: false, toolchain: None })
}

/// Where a build happens.
struct Place {
    root: PathBuf,
    cargo_home: PathBuf,
    target: PathBuf,
    /// Refuse to change `Cargo.lock`.
    locked: bool,
}

impl Place {
    fn here(root: &Path) -> Self {
        let target = shell::target_dir(root).join("component");
        Self { root: root.to_owned(), cargo_home: cargo_home(), target, locked: false }
    }
}

fn cargo_home() -> PathBuf {
    std::env::var_os("CARGO_HOME").map(PathBuf::from).unwrap_or_else(|| {
        let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        home.join(".cargo")
    })
}

/// From sources to the component's bytes.
fn build(place: &Place, toolchain: &Toolchain) -> Result<Vec<u8>> {
    let module = shell::read(&compile(place, toolchain)?.join(MODULE))?;
    let component = ComponentEncoder::default()
        .module(&module)
        .context("the module does not say which interfaces it has")?
        .validate(true)
        .encode()
        .context("the module cannot be encoded as a component")?;
    purity::prove(&module, &component)?;
    println!(
        "{COMPONENT}: {} bytes (core module {}), no imports, sha256:{}",
        component.len(),
        module.len(),
        shell::sha256(&component)
    );
    Ok(component)
}

/// The browser's tools as the compiler leaves them, and whether this is the toolchain that made the committed component.
pub(crate) fn browser_tools(root: &Path) -> Result<(PathBuf, bool)> {
    let recorded = recorded(root)?;
    let toolchain = Toolchain::choose(None, recorded.as_ref())?;
    let module = compile(&Place::here(root), &toolchain)?.join(BROWSER_MODULE);
    Ok((module, recorded.is_some_and(|recorded| toolchain.is(&recorded))))
}

/// The module that verifies single signatures, by the code that the component has.
pub(crate) fn signature_module(root: &Path) -> Result<PathBuf> {
    let toolchain = Toolchain::choose(None, recorded(root)?.as_ref())?;
    Ok(compile(&Place::here(root), &toolchain)?.join(SIGNATURE_MODULE))
}

/// Compiles the crates; the folder in which their modules lie.
fn compile(place: &Place, toolchain: &Toolchain) -> Result<PathBuf> {
    // The registry's sources have to be laid out before their folders can be remapped.
    let mut fetch = shell::cargo();
    fetch.args(["fetch", "--quiet", "--target", TARGET]);
    let mut cargo = shell::cargo();
    cargo.args(["build", "--profile", PROFILE, "--target", TARGET]);
    cargo.args(CRATES.iter().flat_map(|name| ["--package", name]));
    cargo.arg("--target-dir").arg(&place.target);
    for command in [&mut fetch, &mut cargo] {
        command.current_dir(&place.root).env("CARGO_HOME", &place.cargo_home);
        if place.locked {
            command.arg("--locked");
        }
        for (name, _) in std::env::vars_os() {
            if changes_builds(&name.to_string_lossy()) {
                command.env_remove(name);
            }
        }
    }
    shell::run(&mut fetch)?;
    if toolchain.kind == Kind::Debian {
        cargo.arg("-Zbuild-std=std,panic_abort").env("RUSTC_BOOTSTRAP", "1");
    }
    cargo
        .env("RUSTC", &toolchain.rustc)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", &toolchain.linker)
        .env("CARGO_ENCODED_RUSTFLAGS", flags(place, toolchain)?);
    shell::run(&mut cargo)?;
    Ok(place.target.join(TARGET).join(PROFILE))
}

/// Variables of the surroundings that would change what the compiler makes.
fn changes_builds(variable: &str) -> bool {
    const NAMES: [&str; 6] = [
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_BOOTSTRAP",
        "CARGO_INCREMENTAL",
    ];
    const PREFIXES: [&str; 3] = ["CARGO_BUILD_", "CARGO_PROFILE_", "CARGO_TARGET_"];
    NAMES.contains(&variable) || PREFIXES.iter().any(|prefix| variable.starts_with(prefix))
}

/// Compiler flags: vectors, and what takes this machine's paths out. Where two prefixes fit, the compiler takes the later one.
fn flags(place: &Place, toolchain: &Toolchain) -> Result<OsString> {
    let mut remaps: Vec<(PathBuf, &str)> = vec![(place.root.clone(), "/src"), (place.cargo_home.clone(), "/cargo")];
    let sources = place.cargo_home.join("registry/src");
    if sources.is_dir() {
        let mut folders: Vec<PathBuf> =
            fs::read_dir(&sources)?.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<_>>()?;
        folders.sort();
        remaps.extend(folders.into_iter().map(|folder| (folder, "/cargo/registry")));
    }
    let (library, name) = &toolchain.library;
    remaps.push((library.clone(), name));
    let mut flags = OsString::from(VECTORS);
    for (from, to) in remaps {
        flags.push("\u{1f}--remap-path-prefix=");
        flags.push(from);
        flags.push("=");
        flags.push(to);
    }
    Ok(flags)
}

pub(crate) fn dist(root: &Path) -> PathBuf {
    root.join("wasm/dist")
}

/// `toolchain.json` of the committed component, if there is one.
fn recorded(root: &Path) -> Result<Option<Value>> {
    let path = dist(root).join("toolchain.json");
    if !path.is_file() {
        return Ok(None);
    }
    let recorded = serde_json::from_slice(&shell::read(&path)?)
        .with_context(|| format!("`{}` is not JSON: run `cargo xtask component`", path.display()))?;
    Ok(Some(recorded))
}

fn write(root: &Path, component: &[u8], toolchain: &Toolchain) -> Result<()> {
    let dist = dist(root);
    let digest = format!("{}  {COMPONENT}\n", shell::sha256(component));
    let description = format!("{:#}\n", toolchain.describe());
    shell::write(&dist.join(COMPONENT), component)?;
    shell::write(&dist.join(format!("{COMPONENT}.sha256")), digest.as_bytes())?;
    shell::write(&dist.join("toolchain.json"), description.as_bytes())
}

/// The version of the encoder, as locked when this chore was built.
pub(crate) fn encoder_version() -> &'static str {
    let lock = include_str!("../../Cargo.lock");
    let after = |start: &str, mark: &str| {
        let package = lock.split("[[package]]").find(|package| package.contains(start))?;
        package.split(mark).nth(1)?.split('"').next()
    };
    // Where there are several versions, the lock names this crate's; where there is one, it need not.
    after("name = \"xtask\"\n", "\"wit-component ")
        .or_else(|| after("name = \"wit-component\"\n", "version = \""))
        .unwrap_or_default()
}
