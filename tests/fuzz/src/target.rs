//! Every target, by name. Each is a function from bytes that panics where the core breaks its word.

mod canary;
mod carried;
mod crypto;
mod document;
mod gate;
mod rules;
mod sigstore;
mod text;

pub(crate) use crypto::{MESSAGE, SIGNER};
pub(crate) use document::PREDICATE_TYPES;
pub(crate) use sigstore::KINDS;

/// One target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, and its folder in the corpus.
    pub name: &'static str,
    /// Tries one input.
    pub run: fn(&[u8]),
    /// The longest input worth trying.
    pub longest: usize,
    /// On how many mutations of kept inputs the tests try it: as many as take a second or two.
    pub mutations: usize,
}

const fn target(name: &'static str, run: fn(&[u8]), longest: usize) -> Target {
    Target { name, run, longest, mutations: 1_000 }
}

/// A target whose every input is a whole decision, or several.
const fn gate(name: &'static str, run: fn(&[u8]), longest: usize) -> Target {
    Target { name, run, longest, mutations: 50 }
}

/// All of them.
pub const TARGETS: &[Target] = &[
    target("json", text::json, 4_096),
    target("yaml", text::yaml, 4_096),
    target("time", text::time, 64),
    target("decimal", text::decimal, 32),
    target("name", text::name, 256),
    target("encoding", text::encoding, 1_024),
    target("pattern", text::pattern, 256),
    target("licence", text::licence, 512),
    target("package", text::package, 512),
    target("envelope", document::envelope, 16_384),
    target("statement", document::statement, 16_384),
    target("predicate", document::predicate, 16_384),
    target("container", document::container, 32_768),
    gate("policy", rules::policy, 16_384),
    gate("roster", rules::roster, 16_384),
    target("bundle", sigstore::bundle, 32_768),
    target("trusted-root", sigstore::trusted_root, 65_536),
    target("checkpoint", sigstore::checkpoint, 2_048),
    target("log-entry", sigstore::log_entry, 16_384),
    target("certificate", crypto::certificate, 4_096),
    target("timestamp", crypto::timestamp, 8_192),
    target("key", crypto::key, 1_024),
    target("signature", crypto::signature, 256),
    target("sarif", carried::sarif, 32_768),
    target("spdx", carried::spdx, 32_768),
    target("cyclonedx", carried::cyclonedx, 32_768),
    target("junit", carried::junit, 32_768),
    target("trivy", carried::trivy, 32_768),
    target("grype", carried::grype, 32_768),
    target("openvex", carried::openvex, 16_384),
    target("canary", canary::judge, 16_384),
    gate("case", gate::case, 256),
    gate("release", gate::release, 256),
];

/// The target of this name.
pub fn find(name: &str) -> Option<Target> {
    TARGETS.iter().find(|target| target.name == name).copied()
}
