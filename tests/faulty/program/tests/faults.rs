//! The command line, from its own sources, with a component that fails where it should decide: exit 3, one line that says
//! why, and nothing that anybody could take for a decision or a record.
//!
//! What is asked is a release that every host allows (`fixtures/cases/allowed/production`). The bounds are the host's own. Which fault it is
//! says the version that is asked about (`tests/faulty/build.rs`).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

const NOW: &str = "2026-11-20T12:00:00Z";
const QUESTION: &str = "--policy policy.yml --roster roster.yml --root-key root.pub --records records \
     --service checkout-api --environment production --deployer ci-deployer --now 2026-11-20T12:00:00Z \
     sha256:1881abe291c151a8f166c32411b049734ab64e45d0bba2efcea1175e4b011fe3";

/// Versions, and what asking about them leads to.
const FAULTS: [(&str, &str); 3] = [
    ("2.4.1", "the verifier trapped (wasm trap: wasm `unreachable` instruction executed)"),
    ("work-without-end", "the verifier spent its bound of work: hand in the records of this release only"),
    ("memory-without-end", "the verifier spent its bound of memory: hand in the records of this release only"),
];
const TRAPPED: &str = FAULTS[0].1;

/// A copy of the case, to work in.
struct Place(TempDir);

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        copy(&fixtures().join("cases/allowed/production"), place.0.path());
        place
    }

    fn run(&self, line: &str) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-faulty"));
        command.args(line.split_whitespace()).current_dir(self.0.path()).stdin(Stdio::null());
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Every file, with its bytes.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.0.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() {
                    folders.push(entry);
                } else {
                    files.insert(entry.clone(), fs::read(entry).unwrap());
                }
            }
        }
        files
    }

    /// Runs a line that must fail in this way, say nothing but why, and change nothing.
    #[track_caller]
    fn fails(&self, line: &str, why: &str) {
        let before = self.files();
        let ran = self.run(line);
        assert_eq!(ran.code, Some(3), "{line}\n{}\n{}", ran.stdout, ran.stderr);
        assert_eq!(ran.stderr, format!("countersign: {why}\n"), "{line}");
        assert_eq!(ran.stdout, "", "{line}");
        let after = self.files();
        assert!(after == before, "{line} left {:?}", after.keys().filter(|name| !before.contains_key(*name)));
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let to = to.join(entry.file_name().unwrap());
        match entry.is_dir() {
            true => copy(&entry, &to),
            false => assert!(fs::copy(&entry, &to).is_ok(), "{}", entry.display()),
        }
    }
}

/// It says of itself that it is not the verifier that everybody else asks; what does not decide works in it.
#[test]
fn the_program_shows_that_its_component_is_another() {
    let place = Place::new();
    let committed = fs::read(fixtures().join("../wasm/dist/countersign.component.wasm")).unwrap();
    let committed: String = Sha256::digest(&committed).iter().map(|byte| format!("{byte:02x}")).collect();
    let shown = place.run("version");
    assert!(shown.code == Some(0) && shown.stdout.contains("component   sha256:"), "{}", shown.stdout);
    assert!(!shown.stdout.contains(&committed), "{}", shown.stdout);
    assert_eq!(place.run("keygen --no-passphrase --out a.key").code, Some(0));
    assert_eq!(place.run("inspect report.json").code, Some(0));
}

#[test]
fn a_gate_that_fails_exits_3_in_every_form_and_writes_none() {
    let place = Place::new();
    let forms = ["text", "json", "markdown", "vsa", "junit", "sarif", "dotenv"];
    let write: Vec<String> = forms.iter().map(|form| format!("--write {form}=decision.{form}")).collect();
    for (version, why) in FAULTS {
        for form in forms {
            let line = format!("verify --version {version} --format {form} --report decision.json {QUESTION}");
            place.fails(&format!("{line} {}", write.join(" ")), why);
        }
        for form in ["text", "json"] {
            place.fails(&format!("explain --version {version} --format {form} {QUESTION}"), why);
        }
    }
}

#[test]
fn what_was_decided_before_is_left_as_it_was() {
    let place = Place::new();
    fs::copy(place.0.path().join("report.json"), place.0.path().join("decision.json")).unwrap();
    for (version, why) in FAULTS {
        place.fails(&format!("verify --version {version} --report decision.json {QUESTION}"), why);
    }
    place.fails("replay report.json --inputs . --write json=decision.json", TRAPPED);
}

/// An audit says of each decision what became of it; of one that could not be taken again, that it failed.
#[test]
fn an_audit_says_which_decision_could_not_be_taken_again() {
    let place = Place::new();
    for jobs in [1, 2] {
        let line = format!("audit . --format json --now {NOW} --jobs {jobs}");
        let ran = place.run(&line);
        assert_eq!(ran.code, Some(3), "{}", ran.stderr);
        // A line for each decision, and one that sums up.
        let said: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(said.len(), 2, "{}", ran.stdout);
        assert_eq!((&said[0]["result"], &said[0]["detail"]), (&"failed".into(), &TRAPPED.into()), "{}", ran.stdout);
        assert_eq!(said[1]["summary"]["verdicts"], Value::Object(serde_json::Map::new()), "{}", ran.stdout);
    }
}

#[test]
fn whoever_writes_policies_is_told_nothing_that_was_not_found() {
    let place = Place::new();
    place.fails("policy check --policy policy.yml --roster roster.yml", TRAPPED);
    copy(&fixtures().join("policies/minimal"), &place.0.path().join("minimal"));
    place.fails("policy test minimal/tests --policy minimal/policy.yml", TRAPPED);
    place.fails("judge question.json", &format!("`question.json`: {TRAPPED}"));
}

#[test]
fn a_signer_that_fails_writes_no_record_and_no_signature() {
    let place = Place::new();
    assert_eq!(place.run("keygen --no-passphrase --out a.key").code, Some(0));
    let approve =
        "record approve --key a.key --yes --role security --environment production --release records/01-release.json";
    place.fails(&format!("{approve} --now {NOW} --out records/new.json"), TRAPPED);
    place.fails(&format!("sign policy.yml --key a.key --now {NOW}"), TRAPPED);
    place.fails("init --no-passphrase governance", TRAPPED);
}

#[test]
fn a_bundle_that_is_not_verified_is_not_called_so() {
    let place = Place::new();
    copy(&fixtures().join("sigstore"), &place.0.path().join("sigstore"));
    let line = "verify-bundle --bundle sigstore/bundle.sigstore.json --certificate-identity a \
                --certificate-oidc-issuer b sigstore/artefact";
    place.fails(line, TRAPPED);
    place.fails("inspect sigstore/bundle.sigstore.json", TRAPPED);
}
