//! Which compiler builds the component, and how to describe it so that somebody else can get the same bytes.
//!
//! Two kinds serve: a Rust toolchain whose standard library for `wasm32-unknown-unknown` is installed (or that
//! rustup can add), and Debian's `rustc-web` with `rust-web-src`, which builds that library from source. The kind
//! that `wasm/dist/toolchain.json` records goes first if it is here, so that a rebuild gives equal bytes.
//! How the build itself runs is in `component.rs`.

pub(crate) mod debian;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::shell;

/// What the component is compiled for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// `rustup` downloads some 20 MB; where it cannot, it says so at once.
const RUSTUP_LIMIT: Duration = Duration::from_secs(180);

/// Where the standard library for the target comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Kind {
    /// A toolchain that holds the library, precompiled.
    Rustup,
    /// Debian's compiler, which builds the library from source.
    Debian,
}

/// A compiler, its linker, and how it describes itself.
pub(crate) struct Toolchain {
    pub(crate) kind: Kind,
    pub(crate) rustc: PathBuf,
    pub(crate) linker: PathBuf,
    /// What `rustc` puts before the paths of the standard library, if its sources are installed; and what they
    /// are called without.
    pub(crate) library: (PathBuf, String),
    verbose: String,
    cargo: String,
    linker_version: String,
    std: String,
}

impl Toolchain {
    /// The toolchain to use: the one asked for, else the one recorded, else what is here or can be installed.
    pub(crate) fn choose(asked: Option<Kind>, recorded: Option<&Value>) -> Result<Self> {
        match asked {
            Some(Kind::Rustup) => {
                return Self::rustup(true)?.context(format!(
                    "the active Rust toolchain has no standard library for {TARGET}, and rustup cannot add it"
                ));
            }
            Some(Kind::Debian) => return Self::debian(true)?.context(debian::missing()),
            None => {}
        }
        let here = [Self::rustup(false)?, Self::debian(false)?];
        let mut here: Vec<Self> = here.into_iter().flatten().collect();
        if let Some(index) = here.iter().position(|one| recorded.is_some_and(|recorded| one.is(recorded))) {
            return Ok(here.swap_remove(index));
        }
        // A library that is here already goes before one that would have to be fetched, save that a recorded
        // toolchain of rustup's may come back by fetching it.
        if here.first().is_some_and(|one| one.kind == Kind::Rustup) {
            return Ok(here.swap_remove(0));
        }
        if let Some(one) = Self::rustup(true)? {
            return Ok(one);
        }
        if let Some(one) = here.pop() {
            return Ok(one);
        }
        Self::debian(true)?.context(debian::missing())
    }

    fn rustup(install: bool) -> Result<Option<Self>> {
        let rustc = std::env::var_os("RUSTC").map_or_else(|| PathBuf::from("rustc"), PathBuf::from);
        let Ok(sysroot) = sysroot(&rustc) else {
            return Ok(None);
        };
        let library = sysroot.join("lib/rustlib").join(TARGET).join("lib");
        if !library.is_dir() {
            let managed = sysroot.join("lib/rustlib/multirust-channel-manifest.toml").is_file();
            if !install || !managed {
                return Ok(None);
            }
            eprintln!("adding the standard library for {TARGET}: rustup target add {TARGET}");
            let mut rustup = Command::new("rustup");
            if !shell::succeeds_within(rustup.args(["target", "add", TARGET]), RUSTUP_LIMIT) || !library.is_dir() {
                eprintln!("rustup cannot add it here; looking for Debian's compiler instead");
                return Ok(None);
            }
        }
        let rustc = Some(sysroot.join("bin/rustc")).filter(|file| file.is_file()).unwrap_or(rustc);
        let Some(linker) = linker(&sysroot) else {
            return Ok(None);
        };
        let commit = field(&version(&rustc)?, "commit-hash");
        let library = (sysroot.join("lib/rustlib/src/rust"), format!("/rustc/{commit}"));
        Self::new(Kind::Rustup, rustc, linker, library, "precompiled".to_owned()).map(Some)
    }

    fn debian(install: bool) -> Result<Option<Self>> {
        let rustc = PathBuf::from(debian::RUSTC);
        let mut missing: Vec<&str> =
            debian::PACKAGES.into_iter().filter(|package| debian::version(package).is_none()).collect();
        let active = sysroot(Path::new("rustc")).unwrap_or_default();
        if linker(&active).is_none() {
            missing.push(debian::LINKER);
        }
        let complete = missing.is_empty() || (install && debian::install(&missing)?);
        if !complete {
            return Ok(None);
        }
        let sources = sysroot(&rustc)?.join("lib/rustlib/src/rust");
        if !sources.join("library/std").is_dir() {
            return Ok(None);
        }
        let Some(linker) = linker(&active) else {
            return Ok(None);
        };
        let commit = field(&version(&rustc)?, "commit-hash");
        let std = format!("built from rust-web-src {}", debian::version("rust-web-src").unwrap_or_default());
        let library = (sources, format!("/rustc/{commit}"));
        Self::new(Kind::Debian, rustc, linker, library, std).map(Some)
    }

    fn new(kind: Kind, rustc: PathBuf, linker: PathBuf, library: (PathBuf, String), std: String) -> Result<Self> {
        let verbose = version(&rustc)?;
        let cargo = shell::output(shell::cargo().arg("--version"))?;
        let mut asked = Command::new(&linker);
        if linker.file_name().is_some_and(|name| name == "rust-lld") {
            asked.args(["-flavor", "wasm"]);
        }
        let linker_version = shell::output(asked.arg("--version"))?;
        let linker_version = linker_version.split(" (").next().unwrap_or_default().to_owned();
        Ok(Self { kind, rustc, linker, library, verbose, cargo, linker_version, std })
    }

    /// What decides the component's bytes besides the sources, for `toolchain.json`. No path of this machine.
    pub(crate) fn describe(&self) -> Value {
        let rustc: Vec<&str> = self.verbose.lines().collect();
        json!({
            "cargo": self.cargo,
            "linker": self.linker_version,
            "profile": crate::component::PROFILE,
            "rustc": rustc,
            "rustflags": crate::component::SHOWN_FLAGS,
            "std": self.std,
            "target": TARGET,
            "wit-component": crate::component::encoder_version(),
        })
    }

    /// Whether `toolchain.json` speaks of this toolchain. What else it tells is decided in this repository.
    pub(crate) fn is(&self, recorded: &Value) -> bool {
        let own = self.describe();
        ["cargo", "linker", "rustc", "std"].iter().all(|part| own[part] == recorded[part])
    }

    /// One line for people.
    pub(crate) fn summary(&self) -> String {
        let rustc = self.verbose.lines().next().unwrap_or_default();
        format!("{rustc}, standard library {}, linker {}", self.std, self.linker_version)
    }
}

/// Installs Debian packages that another chore needs. False where that is not for us to do.
pub(crate) fn install(packages: &[&str]) -> Result<bool> {
    debian::install(packages)
}

fn sysroot(rustc: &Path) -> Result<PathBuf> {
    Ok(PathBuf::from(shell::output(Command::new(rustc).args(["--print", "sysroot"]))?))
}

fn version(rustc: &Path) -> Result<String> {
    shell::output(Command::new(rustc).arg("-vV"))
}

fn field(verbose: &str, name: &str) -> String {
    let prefix = format!("{name}: ");
    verbose.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or("unknown").to_owned()
}

/// The linker of a Rust toolchain, else Debian's.
fn linker(sysroot: &Path) -> Option<PathBuf> {
    let host = std::env::consts::ARCH;
    let own = sysroot.join(format!("lib/rustlib/{host}-unknown-linux-gnu/bin/rust-lld"));
    Some(own)
        .filter(|file| file.is_file())
        .or_else(|| shell::which("rust-lld"))
        .or_else(|| shell::which("wasm-ld-22"))
        .or_else(|| shell::which("wasm-ld"))
}
