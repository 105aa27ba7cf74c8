//! Law 8: the component has zero imports, and the core asks nothing of the world.
//!
//! Three looks from three sides: what the binary imports, which crates the core stands on, and what its source names. That
//! it builds for a target without an operating system is the component's build itself (`cargo xtask component`). And a look
//! at the command line, which opens no connection.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use wasmparser::{Parser, Payload};

/// Crates that read a clock, draw randomness, or speak to an operating system. (`rand_core` is none: it has only the traits
/// that signers would need.)
const BANNED: [&str; 21] = [
    "async-std",
    "chrono",
    "console_error_panic_hook",
    "fastrand",
    "getrandom",
    "hashbrown",
    "js-sys",
    "libc",
    "mio",
    "nix",
    "rand",
    "rayon",
    "reqwest",
    "rustix",
    "socket2",
    "tempfile",
    "time",
    "tokio",
    "ureq",
    "wasm-bindgen",
    "windows-sys",
];

/// Crates that open connections.
const CLIENTS: [&str; 8] = ["ureq", "rustls", "hyper", "reqwest", "native-tls", "curl", "socket2", "tokio"];

/// What the core's source must not name. Order and state of a `HashMap` are random.
const NAMES: [&str; 12] = [
    "std::time::",
    "std::env::",
    "std::fs",
    "std::thread",
    "std::net",
    "std::process",
    "std::io",
    "HashMap",
    "HashSet",
    "SystemTime",
    "Timestamp::now",
    "thread_local!",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn component_has_no_imports() {
    let bytes = std::fs::read(root().join("wasm/dist/countersign.component.wasm")).expect("the component is committed");
    wasmparser::validate(&bytes).expect("a valid component");
    let (mut depth, mut modules, mut imports) = (0, 0, Vec::new());
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload.expect("a valid component") {
            // What is nested inside imports from its neighbours; the component as a whole imports from its host.
            Payload::ComponentSection { .. } => depth += 1,
            Payload::ModuleSection { .. } => (depth, modules) = (depth + 1, modules + 1),
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 0 => {
                imports.extend(section.into_iter().map(|import| import.expect("an import").name.name.to_owned()));
            }
            _ => {}
        }
    }
    assert!(modules >= 1, "not a component with a module");
    assert_eq!(imports, Vec::<String>::new());
}

/// The crates that a crate of ours stands on, and itself.
fn stands_on(package: &str, target: &str) -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = ["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let mut command = Command::new(&cargo);
    command.args(arguments).args(["--offline", "--target", target]).current_dir(root());
    let output = command.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn core_stands_on_no_crate_that_asks_the_world() {
    let names = stands_on("countersign-core", "wasm32-unknown-unknown");
    assert!(names.contains("countersign-core") && names.contains("sha2"), "{names:?}");
    let asks: Vec<_> = BANNED.iter().filter(|banned| names.contains(**banned)).collect();
    assert!(asks.is_empty(), "core stands on {asks:?}");
}

/// The program that decides opens no connection; the one that does loads no verifier.
#[test]
fn the_command_line_stands_on_no_client_and_the_client_on_no_verifier() {
    let target = "x86_64-unknown-linux-gnu";
    let command_line = stands_on("countersign", target);
    assert!(command_line.contains("wasmtime"), "{command_line:?}");
    let asks: Vec<_> = CLIENTS.iter().filter(|client| command_line.contains(**client)).collect();
    assert!(asks.is_empty(), "the command line stands on {asks:?}");
    let client = stands_on("countersign-gitlab", target);
    assert!(CLIENTS.iter().any(|name| client.contains(*name)), "{client:?}");
    let decides = ["countersign", "countersign-core", "wasmtime"];
    assert!(!decides.iter().any(|name| client.contains(*name)), "{client:?}");
}

#[test]
fn core_names_nothing_of_the_world() {
    let mut files = Vec::new();
    collect(&root().join("core/src"), &mut files);
    assert!(files.len() > 40, "only {} files", files.len());
    for file in files {
        let source = std::fs::read_to_string(&file).expect("source is text");
        for (number, line) in source.lines().enumerate() {
            let code = line.trim_start();
            let named = NAMES.iter().find(|name| code.contains(**name) && !code.starts_with("//"));
            assert!(named.is_none(), "{}:{}: {line}", file.display(), number + 1);
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            collect(&entry, files);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            files.push(entry);
        }
    }
}
