//! The audit viewer: `cargo xtask viewer` builds `dist/countersign-viewer.html`, `--check` compares it with what is
//! there, `--test` runs its tests in a browser, `--pictures` and `--bench` make what the documentation shows.
//!
//! The parts come from elsewhere: the verifier is the committed component, byte for byte; the browser's tools are
//! compiled here; `hosts/viewer/build.mjs` bundles the page. This file only has them made; `page` puts them together.

mod browser;
mod page;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use wasm_bindgen_cli_support::Bindgen;

use crate::{component, shell};

const SOURCES: &str = "hosts/viewer";
const PAGE: &str = "dist/countersign-viewer.html";
const DIGEST: &str = "dist/countersign-viewer.html.sha256";
const TOOLS: &str = "countersign_browser";

/// What to do with the viewer.
#[derive(Args)]
pub(crate) struct Options {
    /// Build, and compare with dist instead of writing there.
    #[arg(long)]
    check: bool,
    /// Build, compare with dist, and run the tests in a browser.
    #[arg(long, conflicts_with = "check")]
    test: bool,
    /// Make the pictures of the documentation.
    #[arg(long, conflicts_with_all = ["check", "test"])]
    pictures: bool,
    /// Measure the page, and print the figures.
    #[arg(long, conflicts_with_all = ["check", "test", "pictures"])]
    bench: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    if options.test {
        println!("{}", test(&root)?);
        return Ok(());
    }
    if options.pictures {
        return browser::run(&root, &built(&root)?, "pictures");
    }
    if options.bench {
        return browser::run(&root, &built(&root)?, "bench");
    }
    let parts = Parts::make(&root)?;
    let path = root.join(PAGE);
    if options.check {
        return check(&path, &parts);
    }
    let page = page::assemble(&parts)?;
    shell::write(&path, page.as_bytes())?;
    shell::write(&root.join(DIGEST), line(&page).as_bytes())?;
    println!("{PAGE}: {} bytes, sha256:{}", page.len(), shell::sha256(page.as_bytes()));
    Ok(())
}

/// What `sha256sum -c` reads, beside the page.
fn line(page: &str) -> String {
    format!("{}  countersign-viewer.html\n", shell::sha256(page.as_bytes()))
}

/// Builds the viewer, compares it with the committed one, and tests it; the line that the runners' counts are added up
/// from.
pub(crate) fn test(root: &Path) -> Result<String> {
    let parts = Parts::make(root)?;
    check(&root.join(PAGE), &parts)?;
    let page = laid(root, &parts)?;
    npm(root, &["run", "--silent", "types"])?;
    browser::test(root, &page)
}

/// The committed page as a host of the conformance harness: a script for Node, and the variables that it reads.
pub(crate) fn host(root: &Path) -> Result<(PathBuf, Vec<(&'static str, PathBuf)>)> {
    let page = root.join(PAGE);
    ensure!(page.is_file(), "there is no `{PAGE}`: run `cargo xtask viewer`");
    install(root)?;
    Ok((browser::bundle(root, "conformance")?, browser::variables(root, &page)?))
}

/// A page made now, in the target folder.
fn built(root: &Path) -> Result<PathBuf> {
    laid(root, &Parts::make(root)?)
}

fn laid(root: &Path, parts: &Parts) -> Result<PathBuf> {
    let page = page::assemble(parts)?;
    let path = work(root).join("countersign-viewer.html");
    shell::write(&path, page.as_bytes())?;
    println!("{}: {} bytes", path.display(), page.len());
    Ok(path)
}

fn work(root: &Path) -> PathBuf {
    shell::target_dir(root).join("viewer")
}

/// What the page is put together from.
struct Parts {
    template: String,
    style: String,
    page: String,
    worker: String,
    component: Vec<u8>,
    tools: Vec<u8>,
    modules: String,
    /// Trusted roots by name.
    roots: Vec<(String, Vec<u8>)>,
    version: String,
    /// Whether the toolchain is the one that made the committed component: only then are the tools' bytes the same.
    recorded_toolchain: bool,
}

impl Parts {
    fn make(root: &Path) -> Result<Self> {
        let out = work(root);
        fs::create_dir_all(&out)?;
        let (module, recorded_toolchain) = component::browser_tools(root)?;
        bind(&module, &out)?;
        install(root)?;
        let path = component::dist(root).join(component::COMPONENT);
        let mut node = Command::new("node");
        node.current_dir(root.join(SOURCES)).arg("build.mjs").arg(&path).arg(&out).arg(&out);
        shell::run(&mut node).context("the viewer is bundled by Node 20 or newer")?;
        let read = |name: &str| -> Result<String> { Ok(String::from_utf8(shell::read(&out.join(name))?)?) };
        Ok(Self {
            template: String::from_utf8(shell::read(&root.join(SOURCES).join("src/page.html"))?)?,
            style: read("style.css")?,
            page: read("page.js")?,
            worker: read("worker.js")?,
            modules: read("modules.json")?,
            component: shell::read(&path)?,
            tools: shell::read(&out.join(format!("{TOOLS}_bg.wasm")))?,
            roots: roots(root)?,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            recorded_toolchain,
        })
    }
}

/// The module as a browser loads it, with its glue.
fn bind(module: &Path, out: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name(TOOLS).typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.web(true)?.generate(out).context("wasm-bindgen cannot read the browser's tools")
}

/// The trusted roots that the command line has built in, too.
fn roots(root: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let folder = root.join("hosts/native/roots");
    let mut roots = Vec::new();
    for name in ["github", "public-good"] {
        roots.push((name.to_owned(), shell::read(&folder.join(format!("{name}.json")))?));
    }
    Ok(roots)
}

/// The packages of the lock file; installed once per lock file.
fn install(root: &Path) -> Result<()> {
    let folder = root.join(SOURCES);
    let wanted = shell::sha256(&shell::read(&folder.join("package-lock.json"))?);
    let stamp = folder.join("node_modules/.lock.sha256");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    npm(root, &["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])?;
    shell::write(&stamp, wanted.as_bytes())
}

fn npm(root: &Path, arguments: &[&str]) -> Result<()> {
    shell::run(Command::new("npm").current_dir(root.join(SOURCES)).args(arguments))
}

fn check(path: &Path, parts: &Parts) -> Result<()> {
    ensure!(path.is_file(), "there is no `{PAGE}`: run `cargo xtask viewer`");
    let committed = String::from_utf8(shell::read(path)?)?;
    let page = match parts.recorded_toolchain {
        true => page::assemble(parts)?,
        false => {
            println!("another toolchain than the one recorded: the browser's tools are taken as they are committed");
            page::assemble_with_tools_of(parts, &committed)?
        }
    };
    if page != committed || shell::read(&path.with_extension("html.sha256"))? != line(&page).into_bytes() {
        bail!("`{PAGE}` or its digest is not what is built: run `cargo xtask viewer` and commit what changes");
    }
    println!("{PAGE}: as built");
    Ok(())
}
