//! How long it takes to verify one bundle, as whole processes side by side in one run: `countersign verify-bundle`, PyPI's
//! `sigstore` and npm's `@sigstore/verify`, offline, with the same bundle, artefact, signer and trusted root (`fixtures/sigstore`).
//!
//! The other two are installed in the target folder, in the versions that `xtask/bench` pins; that needs Python, npm and, the first
//! time, a network. Each of the three must refuse another artefact before it is measured.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use serde_json::{Value, json};

use crate::measure::{self, Ratio, Subject};
use crate::{example, shell};

const OURS: &str = "countersign verify-bundle";
const FIXTURE: &str = "fixtures/sigstore";
const PINNED: &str = "xtask/bench";

/// How many times as long as ours.
const RATIOS: [Ratio; 2] =
    [Ratio { head: "times `countersign`", of: OURS }, Ratio { head: "times `true`", of: "true" }];

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Runs of each program.
    #[arg(long, default_value_t = 50)]
    runs: usize,
    /// Write the table to this file, too.
    #[arg(long)]
    out: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    let bench = Bench::prepare(&root)?;
    let mut subjects = vec![Subject::new("true", vec!["true".to_owned()])];
    for (name, command) in bench.commands("artefact") {
        subjects.push(Subject::new(name, command));
    }
    for (name, command) in bench.commands("signer.json") {
        let refused = !Subject::new(name, command).succeeds()?;
        ensure!(refused, "`{name}` verified the bundle for another artefact: it is no verifier");
    }
    measure::run(&mut subjects, options.runs)?;
    let table = measure::table(&subjects, options.runs, &RATIOS);
    print!("{table}");
    if let Some(out) = &options.out {
        shell::write(&root.join(out), table.as_bytes())?;
    }
    Ok(())
}

/// Programs and the question that they are asked.
struct Bench {
    ours: PathBuf,
    python: PathBuf,
    script: PathBuf,
    /// The trusted root as PyPI's command line takes it.
    trust_config: PathBuf,
    subject: String,
    issuer: String,
}

impl Bench {
    fn prepare(root: &Path) -> Result<Self> {
        let folder = shell::target_dir(root).join("bench-bundle");
        let (python, script) = (install_python(root, &folder)?, install_node(root, &folder)?);
        let trust_config = folder.join("trust_config.json");
        let trusted_root = parsed(&root.join(FIXTURE).join("trusted_root.json"))?;
        shell::write(&trust_config, trust_config_of(&trusted_root).to_string().as_bytes())?;
        let signer = parsed(&root.join(FIXTURE).join("signer.json"))?;
        let text = |name: &str| -> Result<String> {
            Ok(signer[name].as_str().with_context(|| format!("`signer.json` has no `{name}`"))?.to_owned())
        };
        let ours = root.join(example::program(root)?);
        Ok(Self { ours, python, script, trust_config, subject: text("subject")?, issuer: text("issuer")? })
    }

    /// The command lines about a file of the fixture.
    fn commands(&self, artefact: &str) -> [(&'static str, Vec<String>); 3] {
        let file = |name: &str| format!("{FIXTURE}/{name}");
        let (bundle, root, artefact) = (file("bundle.sigstore.json"), file("trusted_root.json"), file(artefact));
        let (subject, issuer) = (&self.subject, &self.issuer);
        let [ours, python, script, config] =
            [&self.ours, &self.python, &self.script, &self.trust_config].map(|path| path.to_string_lossy());
        let line = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
        #[rustfmt::skip]
        let commands = [
            (OURS, line(&[&ours, "verify-bundle", "--bundle", &bundle, "--certificate-identity", subject,
                "--certificate-oidc-issuer", issuer, "--trusted-root", &root, &artefact])),
            ("sigstore (PyPI)", line(&[&python, "-m", "sigstore", "--trust-config", &config, "verify", "identity", "--offline",
                "--bundle", &bundle, "--cert-identity", subject, "--cert-oidc-issuer", issuer, &artefact])),
            ("@sigstore/verify (npm)", line(&["node", &script, &bundle, &root, subject, issuer, &artefact])),
        ];
        commands
    }
}

/// The script that verifies the bundle of the fixture with npm's packages, and its arguments.
pub(crate) fn by_npm(root: &Path) -> Result<Vec<String>> {
    let script = install_node(root, &shell::target_dir(root).join("bench-bundle"))?;
    let signer = parsed(&root.join(FIXTURE).join("signer.json"))?;
    let mut line = vec![script.to_string_lossy().into_owned()];
    line.extend(["bundle.sigstore.json", "trusted_root.json"].map(|name| format!("{FIXTURE}/{name}")));
    for name in ["subject", "issuer"] {
        line.push(signer[name].as_str().with_context(|| format!("`signer.json` has no `{name}`"))?.to_owned());
    }
    line.push(format!("{FIXTURE}/artefact"));
    Ok(line)
}

/// A virtual environment with the pinned packages; returns its Python.
fn install_python(root: &Path, folder: &Path) -> Result<PathBuf> {
    let (environment, pinned) = (folder.join("python"), root.join(PINNED).join("requirements.txt"));
    let python = environment.join("bin/python");
    if !python.exists() {
        shell::run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    }
    shell::run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(pinned))?;
    Ok(python)
}

/// The script beside the pinned packages, where Node looks for them; returns its path.
fn install_node(root: &Path, folder: &Path) -> Result<PathBuf> {
    let folder = folder.join("node");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    for name in ["package.json", "package-lock.json", "verify.mjs"] {
        shell::write(&folder.join(name), &shell::read(&root.join(PINNED).join(name))?)?;
    }
    if !folder.join("node_modules").exists() {
        shell::run(Command::new("npm").args(["ci", "--silent"]).current_dir(&folder))?;
    }
    Ok(folder.join("verify.mjs"))
}

fn parsed(path: &Path) -> Result<Value> {
    serde_json::from_slice(&shell::read(path)?).with_context(|| format!("`{}` is not JSON", path.display()))
}

/// `ClientTrustConfig` (protobuf-specs, `sigstore_trustroot.proto`) that only verifies: it names no service.
fn trust_config_of(trusted_root: &Value) -> Value {
    json!({
        "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
        "trustedRoot": trusted_root,
        "signingConfig": {
            "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
            "caUrls": [], "oidcUrls": [], "rekorTlogUrls": [], "tsaUrls": [],
            "rekorTlogConfig": { "selector": "ANY" }, "tsaConfig": { "selector": "ANY" },
        },
    })
}
