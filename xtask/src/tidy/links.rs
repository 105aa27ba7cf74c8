//! What a crate may link: hosts load the component and never the core; the component is the core and its bindings;
//! the core knows no crate of this workspace. Tests and benches (dev-dependencies) may link what they like.
//!
//! It reads `cargo metadata`; which crates from outside are fit to be used is cargo-deny's to say.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::{Tree, Violation};
use crate::shell;

const RULE: &str = "links";
const CORE: &str = "countersign-core";
const COMPONENT: &str = "countersign-wasm";
/// All that the component may link.
const COMPONENT_LINKS: [&str; 2] = [CORE, "wit-bindgen"];

/// The workspace's crates, with the paths in them made relative to `root`.
pub(super) fn metadata(root: &Path) -> Result<Value> {
    let mut cargo = shell::cargo();
    cargo.current_dir(root).args(["metadata", "--no-deps", "--format-version", "1"]);
    let text = shell::output(&mut cargo)?;
    let root = format!("{}/", root.display());
    serde_json::from_str(&text.replace(&root, "")).context("`cargo metadata` did not print JSON")
}

/// A crate of the workspace.
struct Package<'a> {
    name: &'a str,
    manifest: &'a str,
    /// Dependencies that end up in what is built.
    links: BTreeSet<&'a str>,
}

pub(super) fn check(tree: &Tree, metadata: &Value) -> Vec<Violation> {
    let packages = packages(metadata);
    let mut found = Vec::new();
    for package in &packages {
        for link in &package.links {
            let Some(what) = judge(&packages, package, link) else {
                continue;
            };
            let line = tree.get(package.manifest).map_or(1, |manifest| line_of(manifest, link));
            found.push(Violation::new(package.manifest, line, RULE, what));
        }
    }
    found
}

fn judge(packages: &[Package<'_>], package: &Package<'_>, link: &str) -> Option<String> {
    let named = |name: &str| packages.iter().find(|package| package.name == name);
    if package.manifest.starts_with("hosts/") {
        let mut reached = BTreeSet::new();
        let mut next = vec![link];
        while let Some(one) = next.pop() {
            if reached.insert(one) {
                next.extend(named(one).into_iter().flat_map(|package| package.links.iter().copied()));
            }
        }
        let core = [CORE, COMPONENT].into_iter().find(|core| reached.contains(core))?;
        return Some(format!(
            "the host `{}` links `{core}` through `{link}`: hosts load the component, so that every verdict comes from the same bytes",
            package.name
        ));
    }
    if package.name == COMPONENT && !COMPONENT_LINKS.contains(&link) {
        return Some(format!("the component links `{link}`: it is glue, let the core do it"));
    }
    if package.name == CORE && named(link).is_some() {
        return Some(format!("the core links `{link}` of this workspace: the core is the lowest crate"));
    }
    None
}

fn packages(metadata: &Value) -> Vec<Package<'_>> {
    list_of(&metadata["packages"])
        .map(|package| Package {
            name: package["name"].as_str().unwrap_or_default(),
            manifest: package["manifest_path"].as_str().unwrap_or_default(),
            links: list_of(&package["dependencies"])
                .filter(|dependency| dependency["kind"].as_str() != Some("dev"))
                .filter_map(|dependency| dependency["name"].as_str())
                .collect(),
        })
        .collect()
}

fn list_of(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

fn line_of(manifest: &str, dependency: &str) -> usize {
    manifest.lines().position(|line| line.starts_with(dependency)).map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn package(name: &str, folder: &str, links: &[(&str, Option<&str>)]) -> Value {
        let links: Vec<Value> = links.iter().map(|(name, kind)| json!({ "name": name, "kind": kind })).collect();
        json!({ "name": name, "manifest_path": format!("{folder}/Cargo.toml"), "dependencies": links })
    }

    fn found(packages: &[Value]) -> Vec<(String, usize)> {
        let manifest = "[dependencies]\ncountersign-core.workspace = true\n".to_owned();
        let tree = Tree::from([("hosts/native/Cargo.toml".to_owned(), manifest)]);
        check(&tree, &json!({ "packages": packages }))
            .into_iter()
            .map(|violation| {
                assert_eq!(violation.rule, RULE);
                (violation.path, violation.line)
            })
            .collect()
    }

    #[test]
    fn the_intended_links_pass() {
        let packages = [
            package(CORE, "core", &[("serde", None)]),
            package(COMPONENT, "wasm", &[(CORE, None), ("wit-bindgen", None)]),
            package("countersign", "hosts/native", &[("wasmtime", None), (CORE, Some("dev"))]),
            package("countersign-tests", "tests", &[(CORE, None), ("countersign", None)]),
        ];
        assert_eq!(found(&packages), []);
    }

    #[test]
    fn a_host_that_links_the_core_fails() {
        let host = |link, kind| package("countersign", "hosts/native", &[(link, kind)]);
        assert_eq!(found(&[host(CORE, None)]), [("hosts/native/Cargo.toml".to_owned(), 2)]);
        assert_eq!(found(&[host(CORE, Some("build"))]).len(), 1);
        let shared = package("shared", "shared", &[(CORE, None)]);
        assert_eq!(found(&[host("shared", None), shared]).len(), 1);
    }

    #[test]
    fn a_component_that_links_more_fails() {
        let packages = [package(COMPONENT, "wasm", &[(CORE, None), ("serde_json", None)])];
        assert_eq!(found(&packages), [("wasm/Cargo.toml".to_owned(), 1)]);
    }

    #[test]
    fn a_core_that_links_a_host_fails() {
        let packages =
            [package(CORE, "core", &[("countersign", Some("build"))]), package("countersign", "hosts/native", &[])];
        assert_eq!(found(&packages), [("core/Cargo.toml".to_owned(), 1)]);
    }
}
