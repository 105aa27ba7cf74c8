//! Compiles the committed component with faults put in, as `hosts/native/build.rs` compiles it without.
//!
//! Only the bodies of some exported functions are others, and each is as long as before, so that every other byte is the
//! committed one: gates open, files are taken apart, keys are named. Then
//!
//! | function | does |
//! |---|---|
//! | `decide`, `explain` | by the first letter of the version that is asked about: `w` works without end, `m` takes memory without end, any other traps |
//! | the others of [`TRAPS`] | trap |
//!
//! Which bounds stop it is not decided here: they are those of the host, untouched.

// The engine's settings stand in one file, for compiling and for running: they must be equal.
#[path = "../../hosts/native/src/settings.rs"]
mod settings;
#[path = "../../hosts/native/target.rs"]
mod target;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{env, error::Error, fs};

use sha2::{Digest as _, Sha256};
use wasmparser::{ExternalKind, Parser, Payload, TypeRef};
use wasmtime::Engine;

const COMMITTED: &str = "../../wasm/dist/countersign.component.wasm";

const DECIDE: &str = "countersign:verifier/gate@1.0.0#[method]gate.decide";
const EXPLAIN: &str = "countersign:verifier/gate@1.0.0#[method]gate.explain";
/// Functions that do nothing but trap.
const TRAPS: [&str; 6] = [
    "countersign:verifier/bundles@1.0.0#inspect",
    "countersign:verifier/bundles@1.0.0#verify",
    "countersign:verifier/canaries@1.0.0#judge",
    "countersign:verifier/policy@1.0.0#check",
    "countersign:verifier/records@1.0.0#assemble",
    "countersign:verifier/records@1.0.0#prepare",
];

// Instructions, by the names that the specification gives them.
const UNREACHABLE: u8 = 0x00;
const NOP: u8 = 0x01;
const LOOP: u8 = 0x03;
const IF: u8 = 0x04;
const END: u8 = 0x0b;
const BR: u8 = 0x0c;
const CALL: u8 = 0x10;
const DROP: u8 = 0x1a;
const LOCAL_GET: u8 = 0x20;
const I32_LOAD8_U: u8 = 0x2d;
const MEMORY_GROW: u8 = 0x40;
const I32_CONST: u8 = 0x41;
const I32_EQZ: u8 = 0x45;
const I32_EQ: u8 = 0x46;
/// The type of a block that gives nothing.
const EMPTY: u8 = 0x40;

/// The parameters of `decide` and `explain`: the gate and a question, flat. The sixth is where the version lies.
const PARAMETERS: u8 = 16;
const VERSION: u8 = 5;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../../hosts/native/src/settings.rs");
    println!("cargo::rerun-if-changed=../../hosts/native/target.rs");
    let path = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join(COMMITTED);
    println!("cargo::rerun-if-changed={}", path.display());
    let mut component = fs::read(&path)?;
    put_faults_in(&mut component)?;

    let config = target::config(&env::var("TARGET")?)?;
    let compiled = Engine::new(&config)?.precompile_component(&component)?;

    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("countersign.cwasm"), compiled)?;
    let digest: String = Sha256::digest(&component).iter().map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=COUNTERSIGN_COMPONENT_SHA256={digest}");
    println!("cargo::rustc-env=COUNTERSIGN_TARGET={}", env::var("TARGET")?);
    Ok(())
}

fn put_faults_in(component: &mut [u8]) -> Result<(), Box<dyn Error>> {
    let functions = exported(component)?;
    let find = |name: &str| functions.get(name).cloned().ok_or_else(|| format!("the component has no `{name}`"));
    for name in TRAPS {
        write(component, find(name)?.body, &[])?;
    }
    let explain = find(EXPLAIN)?;
    // `decide` does what `explain` does: that has more room.
    let mut forward: Vec<u8> = (0..PARAMETERS).flat_map(|parameter| [LOCAL_GET, parameter]).collect();
    forward.push(CALL);
    forward.extend(leb128(explain.index));
    // What comes back stays on the stack, below what cannot be reached.
    write(component, find(DECIDE)?.body, &forward)?;
    let faults = faults(explain.body.len());
    write(component, explain.body, &faults)
}

/// Works, takes memory, or does nothing, by the version. Of so many bytes, most are work: the more there is in one turn of the loop, the sooner
/// the bound is spent.
fn faults(room: usize) -> Vec<u8> {
    // A letter takes two bytes of LEB128: one would be negative.
    let version_begins_with = |letter: u8| [LOCAL_GET, VERSION, I32_LOAD8_U, 0, 0, I32_CONST, letter | 0x80, 0, I32_EQ];
    let mut code = Vec::new();
    code.extend(version_begins_with(b'm'));
    code.extend([IF, EMPTY, LOOP, EMPTY]);
    // A mebibyte at a time.
    code.extend([I32_CONST, 16, MEMORY_GROW, 0, DROP]);
    code.extend([BR, 0, END, END]);
    code.extend(version_begins_with(b'w'));
    code.extend([IF, EMPTY, LOOP, EMPTY, LOCAL_GET, 0]);
    code.extend(vec![I32_EQZ; room.saturating_sub(code.len() + 16)]);
    code.extend([DROP, BR, 0, END, END]);
    code
}

/// Writes code into a function's body, and what traps behind it.
fn write(component: &mut [u8], body: Range<usize>, code: &[u8]) -> Result<(), Box<dyn Error>> {
    let room = component.get_mut(body).ok_or("a body outside the component")?;
    let (first, rest) = room.split_first_mut().ok_or("an empty body")?;
    // No locals of its own.
    *first = 0;
    rest.fill(NOP);
    rest.get_mut(..code.len()).ok_or("a body without room")?.copy_from_slice(code);
    *rest.get_mut(code.len()).ok_or("a body without room")? = UNREACHABLE;
    *rest.last_mut().ok_or("a body without room")? = END;
    Ok(())
}

/// A function: its number, and where its body stands.
#[derive(Clone)]
struct Function {
    index: u32,
    body: Range<usize>,
}

/// The exported functions of the first module: the verifier. Those after it only tie it to its interfaces.
fn exported(component: &[u8]) -> Result<BTreeMap<String, Function>, Box<dyn Error>> {
    let (mut imported, mut names, mut bodies) = (0, Vec::new(), Vec::new());
    let mut modules = 0;
    for payload in Parser::new(0).parse_all(component) {
        match payload? {
            Payload::ModuleSection { .. } => modules += 1,
            _ if modules > 1 => break,
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        names.push((export.name.to_owned(), export.index));
                    }
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range()),
            _ => {}
        }
    }
    let function = |(name, index): (String, u32)| {
        let body = bodies.get(usize::try_from(index.checked_sub(imported)?).ok()?)?.clone();
        Some((name, Function { index, body }))
    };
    Ok(names.into_iter().filter_map(function).collect())
}

fn leb128(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        bytes.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return bytes;
        }
    }
}
