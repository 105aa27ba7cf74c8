//! SLSA provenance: who built an artefact, from which source (slsa.dev/spec, `provenance/v1` and `provenance/v0.2`).
//!
//! Reads what policies ask about. The source is what the build was called with, as `git+URL@REF` with the commit: in v0.2
//! `invocation.configSource`; in v1 that of the `resolvedDependencies` whose repository the external parameters name
//! (`workflow.repository` of GitHub's build types, `source.uri` of others) and, where these name a ref, with that ref; or the
//! only one of Git. A dependency that was merely resolved is no source, and of several commits none is.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use crate::base::json;
use crate::format::said::Said;

/// The predicate type of version 1.
pub const V1: &str = "https://slsa.dev/provenance/v1";
/// The predicate type of version 0.2.
pub const V02: &str = "https://slsa.dev/provenance/v0.2";

/// What a provenance says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// Who built.
    pub builder: String,
    /// How.
    pub build_type: String,
    /// From what; empty where it names no Git source.
    pub sources: Vec<Source>,
    /// When the build ended, by the builder's word.
    pub said: Said,
}

/// A Git source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The repository, as [`repository`] writes it.
    pub repository: String,
    /// The ref, where one is named.
    pub reference: Option<String>,
    /// The commit, where one is named.
    pub commit: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "a SLSA provenance v1", rename_all = "camelCase")]
struct RawV1 {
    build_definition: Definition,
    run_details: Run,
}

#[derive(Deserialize)]
#[serde(expecting = "a build definition", rename_all = "camelCase")]
struct Definition {
    build_type: String,
    #[serde(default)]
    external_parameters: Value,
    #[serde(default)]
    resolved_dependencies: Vec<Material>,
}

#[derive(Deserialize)]
#[serde(expecting = "run details")]
struct Run {
    builder: Builder,
    #[serde(default)]
    metadata: Value,
}

#[derive(Deserialize)]
#[serde(expecting = "a SLSA provenance v0.2", rename_all = "camelCase")]
struct RawV02 {
    builder: Builder,
    build_type: String,
    invocation: Invocation,
    #[serde(default)]
    metadata: Value,
}

#[derive(Deserialize)]
#[serde(expecting = "an invocation", rename_all = "camelCase")]
struct Invocation {
    config_source: Material,
}

#[derive(Deserialize)]
#[serde(expecting = "a builder")]
struct Builder {
    id: String,
}

#[derive(Deserialize)]
#[serde(expecting = "a resource")]
struct Material {
    #[serde(default)]
    uri: String,
    #[serde(default)]
    digest: Value,
}

impl Provenance {
    /// Whether this is the predicate type of a provenance that [`Provenance::read`] reads.
    pub fn knows(predicate_type: &str) -> bool {
        [V1, V02].contains(&predicate_type)
    }

    /// Reads the predicate of a statement. Unknown fields are ignored, as SLSA demands.
    pub fn read(predicate_type: &str, predicate: Value) -> Result<Self, String> {
        if predicate_type == V1 {
            let RawV1 { build_definition: definition, run_details: run } = json::typed(predicate)?;
            let sources = definition.sources();
            return Ok(Self {
                builder: run.builder.id,
                build_type: definition.build_type,
                sources,
                said: said(&run.metadata, "finishedOn", "startedOn"),
            });
        }
        let raw: RawV02 = json::typed(predicate)?;
        Ok(Self {
            builder: raw.builder.id,
            build_type: raw.build_type,
            sources: raw.invocation.config_source.source().into_iter().collect(),
            said: said(&raw.metadata, "buildFinishedOn", "buildStartedOn"),
        })
    }
}

impl Definition {
    fn sources(&self) -> Vec<Source> {
        let all: Vec<Source> = self.resolved_dependencies.iter().filter_map(Material::source).collect();
        let parameter = |pointer| self.external_parameters.pointer(pointer).and_then(Value::as_str);
        let named = parameter("/workflow/repository").or_else(|| parameter("/source/uri")).map(Source::of);
        let sources: Vec<Source> = match named {
            Some(named) => {
                let reference = parameter("/workflow/ref").or(named.reference.as_deref());
                let is_named = |source: &Source| {
                    source.repository == named.repository
                        && reference.is_none_or(|named| source.reference.as_deref().is_none_or(|own| own == named))
                };
                all.into_iter().filter(is_named).collect()
            }
            None => all,
        };
        // Of several commits nobody knows which the build was called with.
        let commits: BTreeSet<_> = sources.iter().map(|source| (&source.repository, &source.commit)).collect();
        if commits.len() == 1 { sources } else { Vec::new() }
    }
}

impl Source {
    /// `git+https://host/owner/name@refs/heads/main`, without a commit.
    fn of(address: &str) -> Self {
        let address = address.strip_prefix("git+").unwrap_or(address);
        let (address, reference) = match address.rsplit_once('@') {
            Some((address, reference)) if !reference.contains(':') => (address, Some(reference.to_owned())),
            _ => (address, None),
        };
        Self { repository: repository(address), reference, commit: None }
    }
}

impl Material {
    /// `git+https://host/owner/name@refs/heads/main`, with `gitCommit` or `sha1` as its digest.
    fn source(&self) -> Option<Source> {
        let source = Source::of(self.uri.strip_prefix("git+")?);
        let digest = |name: &str| self.digest.get(name).and_then(Value::as_str).map(str::to_owned);
        let commit = digest("gitCommit").or_else(|| digest("sha1"));
        Some(Source { commit, ..source })
    }
}

/// A repository's address in one spelling: without `git+`, `.git` and a slash at its end.
pub fn repository(address: &str) -> String {
    let address = address.strip_prefix("git+").unwrap_or(address);
    let address = address.strip_suffix('/').unwrap_or(address);
    address.strip_suffix(".git").unwrap_or(address).to_owned()
}

fn said(metadata: &Value, finished: &str, started: &str) -> Said {
    Said::of_values(metadata.get(finished), metadata.get(started))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn main_branch() -> Source {
        Source {
            repository: "https://git.example/acme/shop".to_owned(),
            reference: Some("refs/heads/main".to_owned()),
            commit: Some("ab".repeat(20)),
        }
    }

    #[test]
    fn both_versions_say_builder_source_and_time() {
        let uri = "git+https://git.example/acme/shop.git@refs/heads/main";
        let v1 = json!({
            "buildDefinition": {"buildType": "t", "resolvedDependencies": [
                {"uri": uri, "digest": {"gitCommit": "ab".repeat(20)}}, {"uri": "pkg:npm/x@1"}]},
            "runDetails": {"builder": {"id": "b"}, "metadata": {"finishedOn": "2026-11-20T09:00:00.5Z"}},
        });
        let v02 = json!({
            "builder": {"id": "b"}, "buildType": "t", "metadata": {"buildFinishedOn": "2026-11-20T09:00:00Z"},
            "invocation": {"configSource": {"uri": uri, "digest": {"sha1": "ab".repeat(20)}}},
        });
        for (version, predicate) in [(V1, v1), (V02, v02)] {
            let read = Provenance::read(version, predicate).unwrap();
            assert_eq!((read.builder.as_str(), read.build_type.as_str()), ("b", "t"));
            assert_eq!(read.sources, [main_branch()]);
            assert_eq!(read.said.made.map(|t| t.to_string()).as_deref(), Some("2026-11-20T09:00:00Z"));
        }
    }

    #[test]
    fn a_provenance_without_a_builder_is_none() {
        let error = Provenance::read(V1, json!({"buildDefinition": {"buildType": "t"}})).unwrap_err();
        assert!(error.contains("runDetails"), "{error}");
        let error = Provenance::read(V02, json!({"builder": {"id": 1}})).unwrap_err();
        assert!(error.contains("builder.id"), "{error}");
    }
}
