//! The component's bill of materials, `wasm/dist/countersign.cdx.json` (CycloneDX 1.6): exactly what is compiled into it,
//! and, out of scope, what is only run while it is compiled.
//!
//! The graph is `cargo tree`'s for the component's target, because only that has the features the component is built with;
//! licences come from `cargo metadata`, digests from `Cargo.lock`. No time and no random number stand in it: equal sources
//! have equal bytes.

mod graph;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use serde_json::{Value, json};

use crate::sbom::graph::{Crate, Graph};
use crate::{component, shell};

/// What to do with the bill of materials.
#[derive(Args)]
pub(crate) struct Options {
    /// Compare with wasm/dist instead of writing there.
    #[arg(long)]
    check: bool,
}

const FILE: &str = "countersign.cdx.json";
const COMPONENT: &str = "countersign.component.wasm";

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    if options.check {
        return check_committed(&root);
    }
    let made = made(&root)?;
    shell::write(&component::dist(&root).join(FILE), &made)?;
    println!("wasm/dist/{FILE}: {} bytes", made.len());
    Ok(())
}

/// What is committed is what the sources and the component say.
pub(crate) fn check_committed(root: &Path) -> Result<()> {
    let committed = shell::read(&component::dist(root).join(FILE))?;
    ensure!(committed == made(root)?, "`wasm/dist/{FILE}` is not what is built: run `cargo xtask sbom` and commit it");
    println!("wasm/dist/{FILE} is what is built");
    Ok(())
}

/// The document's bytes.
fn made(root: &Path) -> Result<Vec<u8>> {
    let dist = component::dist(root);
    let digest = shell::sha256(&shell::read(&dist.join(COMPONENT))?);
    let toolchain: Value = serde_json::from_slice(&shell::read(&dist.join("toolchain.json"))?)?;
    let release = |line: &Value| line.as_str()?.strip_prefix("release: ").map(str::to_owned);
    let rust = toolchain["rustc"].as_array().into_iter().flatten().find_map(release);
    let rust = rust.context("`wasm/dist/toolchain.json` does not say which release of rustc built the component")?;
    let graph = Graph::of_component(root)?;
    let mut bytes = serde_json::to_vec_pretty(&document(&graph, &digest, &rust)?)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn document(graph: &Graph, digest: &str, rust: &str) -> Result<Value> {
    let root = graph.crates.get(&graph.root).context("the component's crate is not in its own graph")?;
    let mut whole = component_of(root, true);
    whole["type"] = json!("application");
    whole["name"] = json!(COMPONENT);
    whole["hashes"] = json!([{"alg": "SHA-256", "content": digest}]);
    let others = graph.crates.iter().filter(|(id, _)| **id != graph.root);
    let mut components: Vec<Value> = others.map(|(id, one)| component_of(one, graph.shipped.contains(id))).collect();
    components.push(standard_library(rust));
    let mut depends: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, on) in &graph.edges {
        let refs = on.iter().filter_map(|on| graph.crates.get(on)).map(Crate::purl).collect();
        depends.insert(graph.crates.get(id).map(Crate::purl).unwrap_or_default(), refs);
    }
    depends.entry(root.purl()).or_default().push(standard_library_url(rust));
    let dependencies: Vec<Value> = depends.iter().map(|(of, on)| json!({"ref": of, "dependsOn": on})).collect();
    Ok(json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": whole}, "components": components, "dependencies": dependencies,
    }))
}

fn component_of(one: &Crate, shipped: bool) -> Value {
    let purl = one.purl();
    let mut component = json!({
        "type": "library", "bom-ref": purl, "name": one.name, "version": one.version, "purl": purl,
        "scope": if shipped { "required" } else { "excluded" },
        "licenses": [{"expression": one.licence}],
    });
    if let Some(checksum) = &one.checksum {
        component["hashes"] = json!([{"alg": "SHA-256", "content": checksum}]);
    }
    if let Some(repository) = &one.repository {
        component["externalReferences"] = json!([{"type": "vcs", "url": repository}]);
    }
    component
}

fn standard_library_url(rust: &str) -> String {
    format!("pkg:generic/rust-std@{rust}")
}

/// Rust's own library, which no manifest names.
fn standard_library(rust: &str) -> Value {
    let purl = standard_library_url(rust);
    json!({
        "type": "library", "bom-ref": purl, "name": "std", "version": rust, "purl": purl, "scope": "required",
        "licenses": [{"expression": "MIT OR Apache-2.0"}],
        "externalReferences": [{"type": "vcs", "url": "https://github.com/rust-lang/rust"}],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compiled_in_is_required_and_what_is_only_run_is_not() {
        let tree = "0|app v1.0.0 (/x)\n1|lib v0.2.0\n1|mac v3.0.0 (proc-macro)\n2|quote v1.0.0\n1|lib v0.2.0 (*)\n";
        let graph = Graph::read(tree, |_, _| Some(("MIT".to_owned(), None)), |_, _| None).expect("a tree");
        let made = document(&graph, "00", "1.95.0").expect("a document");
        let scopes: Vec<(&str, &str)> = made["components"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|c| (c["name"].as_str().unwrap_or_default(), c["scope"].as_str().unwrap_or_default()))
            .collect();
        assert_eq!(scopes, [("lib", "required"), ("mac", "excluded"), ("quote", "excluded"), ("std", "required")]);
        assert_eq!(made["dependencies"][0]["ref"], "pkg:cargo/app@1.0.0");
        assert_eq!(made["dependencies"][0]["dependsOn"].as_array().map(Vec::len), Some(3));
    }
}
