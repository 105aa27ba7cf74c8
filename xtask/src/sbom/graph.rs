//! The crates of the component and what each stands on, from `cargo tree`, `cargo metadata` and `Cargo.lock`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::shell;

const PACKAGE: &str = "countersign-wasm";
const TARGET: &str = "wasm32-unknown-unknown";

/// One crate.
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) version: String,
    /// An SPDX expression.
    pub(super) licence: String,
    /// SHA-256 of the package, for what comes from a registry.
    pub(super) checksum: Option<String>,
    pub(super) repository: Option<String>,
}

/// Name and version.
pub(super) type Id = (String, String);

/// Crates, and which stands on which.
pub(super) struct Graph {
    pub(super) root: Id,
    pub(super) crates: BTreeMap<Id, Crate>,
    pub(super) edges: BTreeMap<Id, BTreeSet<Id>>,
    /// What is compiled into the component, rather than run while it is compiled.
    pub(super) shipped: BTreeSet<Id>,
}

/// Licence and repository of a crate.
type Said = (String, Option<String>);

impl Graph {
    /// The graph of the component.
    pub(super) fn of_component(root: &Path) -> Result<Self> {
        let mut tree = shell::cargo();
        tree.current_dir(root).args(["tree", "--locked", "--package", PACKAGE, "--edges", "normal"]);
        tree.args(["--target", TARGET, "--prefix", "depth", "--format", "|{p}"]);
        let tree = shell::output(&mut tree)?;
        let mut metadata = shell::cargo();
        metadata.current_dir(root).args(["metadata", "--locked", "--format-version", "1"]);
        let metadata: Value = serde_json::from_str(&shell::output(&mut metadata)?)?;
        let said = said(&metadata);
        let lock = checksums(&String::from_utf8(shell::read(&root.join("Cargo.lock"))?)?);
        let id = |name: &str, version: &str| (name.to_owned(), version.to_owned());
        Self::read(&tree, |n, v| said.get(&id(n, v)).cloned(), |n, v| lock.get(&id(n, v)).cloned())
    }

    /// Reads lines such as `2|der v0.8.3`; `(*)` says that what a crate stands on was said before.
    pub(super) fn read(
        tree: &str,
        said: impl Fn(&str, &str) -> Option<Said>,
        checksum: impl Fn(&str, &str) -> Option<String>,
    ) -> Result<Self> {
        let mut graph =
            Self { root: Id::default(), crates: BTreeMap::new(), edges: BTreeMap::new(), shipped: BTreeSet::new() };
        let mut macros = BTreeSet::new();
        let mut above: Vec<Id> = Vec::new();
        for line in tree.lines() {
            let wrong = || format!("`cargo tree` printed `{line}`, which is no crate");
            let (depth, package) = line.split_once('|').with_context(wrong)?;
            let depth: usize = depth.parse().with_context(wrong)?;
            let mut words = package.split_whitespace();
            let (Some(name), Some(version)) = (words.next(), words.next().and_then(|v| v.strip_prefix('v'))) else {
                bail!(wrong());
            };
            let id = (name.to_owned(), version.to_owned());
            above.truncate(depth);
            match above.last() {
                Some(by) => drop(graph.edges.entry(by.clone()).or_default().insert(id.clone())),
                None => graph.root = id.clone(),
            }
            above.push(id.clone());
            graph.edges.entry(id.clone()).or_default();
            if package.contains("(proc-macro)") {
                macros.insert(id.clone());
            }
            let (licence, repository) = said(name, version).with_context(|| format!("`{name}` names no licence"))?;
            let (name, version) = id.clone();
            let checksum = checksum(&name, &version);
            graph.crates.insert(id, Crate { name, version, licence, checksum, repository });
        }
        graph.ship(&macros);
        Ok(graph)
    }

    /// Everything that is reached without a procedural macro between.
    fn ship(&mut self, macros: &BTreeSet<Id>) {
        let mut next = vec![self.root.clone()];
        while let Some(id) = next.pop() {
            if !macros.contains(&id) && self.shipped.insert(id.clone()) {
                next.extend(self.edges.get(&id).into_iter().flatten().cloned());
            }
        }
    }
}

impl Crate {
    /// The package URL.
    pub(super) fn purl(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }
}

/// What each package says of its licence and repository. Old manifests write `/` for `OR`.
fn said(metadata: &Value) -> BTreeMap<Id, Said> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    packages
        .filter_map(|package| {
            let licence = text(&package["license"])?.replace('/', " OR ");
            Some(((text(&package["name"])?, text(&package["version"])?), (licence, text(&package["repository"]))))
        })
        .collect()
}

/// The checksum of every package that comes from a registry.
fn checksums(lock: &str) -> BTreeMap<Id, String> {
    let field = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""))?;
        line.strip_suffix('"').map(str::to_owned)
    };
    let blocks = lock.split("[[package]]").skip(1);
    blocks.filter_map(|b| Some(((field(b, "name")?, field(b, "version")?), field(b, "checksum")?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_belong_to_their_packages() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"aa\"\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\ndependencies = [\n \"a\",\n]\n";
        assert_eq!(checksums(lock), BTreeMap::from([(("a".to_owned(), "1.0.0".to_owned()), "aa".to_owned())]));
    }

    #[test]
    fn a_line_that_is_no_crate_is_an_error() {
        for tree in ["x", "0|", "0|a 1.0.0", "a|b v1"] {
            assert!(Graph::read(tree, |_, _| Some(("MIT".to_owned(), None)), |_, _| None).is_err(), "{tree}");
        }
    }
}
