//! Every certificate and timestamp of published bundles and trusted roots, read and verified piece by piece.
//!
//! What a whole bundle is worth is not asked here: a case that fails as a whole may have sound certificates, and has, but
//! for the ones named below.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use countersign_core::base::encoding::base64;
use countersign_core::base::time::Time;
use countersign_core::crypto::certificate::Certificate;
use countersign_core::crypto::fulcio::Claims;
use countersign_core::crypto::hash::Hash;
use countersign_core::crypto::path::{self, Usage};
use countersign_core::crypto::sct;
use countersign_core::crypto::token::Token;
use countersign_core::crypto::verifying_key::VerifyingKey;
use countersign_tests::generate::law::say;
use serde_json::Value;

/// A bundle, with the trusted root that its case has.
struct Case {
    name: String,
    bundle: Value,
    root: PathBuf,
}

fn documents(text: &str) -> Vec<Value> {
    match serde_json::from_str(text) {
        Ok(value) => vec![value],
        Err(_) => text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
    }
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
}

fn cases() -> Option<Vec<Case>> {
    let vectors = crate::published("trusted-roots")?.parent()?.to_owned();
    let mut paths = Vec::new();
    for folder in ["sigstore-conformance", "real-bundles"] {
        files(&vectors.join(folder), &mut paths);
    }
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let name = path.strip_prefix(&vectors).expect("inside").display().to_string();
        let is_bundle = name.contains("bundle") || name.contains(".sigstore");
        let Some(text) = std::fs::read_to_string(&path).ok().filter(|_| is_bundle && !name.ends_with("README")) else {
            continue;
        };
        let own = path.with_file_name("trusted_root.json");
        let root = if own.exists() { own } else { vectors.join("trusted-roots/public-good.json") };
        let all = documents(&text).into_iter().filter(|bundle| bundle.get("verificationMaterial").is_some());
        cases.extend(all.map(|bundle| Case { name: name.clone(), bundle, root: root.clone() }));
    }
    Some(cases)
}

fn raw(value: &Value) -> Vec<u8> {
    base64::decode(value["rawBytes"].as_str().unwrap_or_default()).expect("Base64")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The certificates of a bundle, leaf first.
fn certificates(bundle: &Value) -> Vec<Vec<u8>> {
    let material = &bundle["verificationMaterial"];
    let single = &material["certificate"];
    let chain = list(&material["x509CertificateChain"]["certificates"]);
    single.is_object().then(|| raw(single)).into_iter().chain(chain.iter().map(raw)).collect()
}

fn tokens(bundle: &Value) -> Vec<Vec<u8>> {
    let stamps = &bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"];
    // One case has something else than Base64 there, which is not for this layer to see.
    list(stamps).iter().filter_map(|stamp| base64::decode(stamp["signedTimestamp"].as_str()?)).collect()
}

/// The chains of a trusted root's authorities.
fn chains(root: &Path, kind: &str) -> Vec<Vec<Certificate>> {
    let root: Value = serde_json::from_slice(&std::fs::read(root).expect("bytes")).expect("JSON");
    let chain = |authority: &Value| {
        list(&authority["certChain"]["certificates"]).iter().map(|c| certificate(&raw(c))).collect()
    };
    list(&root[kind]).iter().map(chain).collect()
}

fn certificate(der: &[u8]) -> Certificate {
    Certificate::from_der(der).expect("a readable certificate")
}

/// The path over the first chain that holds.
fn find(leaf: &Certificate, chains: &[Vec<Certificate>], at: Time, usage: Usage) -> Result<path::Path, String> {
    let mut why = Err("no chain".to_owned());
    for chain in chains {
        let (anchor, rest) = chain.split_last().expect("a chain");
        let rest: Vec<_> = rest.iter().collect();
        match path::build(leaf, &rest, &[anchor], at, usage) {
            Ok(path) => return Ok(path),
            Err(found) => why = Err(found.to_string()),
        }
    }
    why
}

fn all_roots() -> Vec<PathBuf> {
    let Some(folder) = crate::published("trusted-roots") else { return Vec::new() };
    ["public-good", "staging", "github", "cli-test-root"].map(|name| folder.join(format!("{name}.json"))).to_vec()
}

#[test]
fn leaves() {
    let Some(cases) = cases() else { return };
    let (mut seen, mut scts, mut broken) = (BTreeSet::new(), 0, BTreeMap::new());
    for case in &cases {
        let Some(leaf) = certificates(&case.bundle).into_iter().next() else { continue };
        if !seen.insert((leaf.clone(), case.root.clone())) {
            continue;
        }
        let leaf = certificate(&leaf);
        match judge(&leaf, case) {
            Ok(count) => scts += count,
            Err(why) => {
                broken.insert(case.name.clone(), why);
            }
        }
    }
    let expected = [
        // Its authority is of a test instance, whose root does not lie here.
        ("othername.sigstore.json", "no trusted authority issued it"),
        ("intoto-expired-certificate_fail/bundle.sigstore.json", "not at 2030-01-01T00:00:00Z"),
    ];
    assert_only(&broken, &expected);
    assert!(scts > 0);
    say(&format!("vectors: {} leaves of Sigstore, {} without a path or an SCT, {scts} SCTs", seen.len(), broken.len()));
}

/// Exactly these cases failed, each for its reason.
fn assert_only(found: &BTreeMap<String, String>, expected: &[(&str, &str)]) {
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (name, why) in expected {
        let hit = found.iter().find(|(case, _)| case.ends_with(name));
        assert!(hit.is_some_and(|(_, found)| found.contains(why)), "{name}: {hit:?}");
    }
}

/// The path at the leaf's beginning, its claims, and its SCTs, which are counted.
fn judge(leaf: &Certificate, case: &Case) -> Result<usize, String> {
    let roots = [vec![case.root.clone()], all_roots()].concat();
    let search =
        |root: &PathBuf| find(leaf, &chains(root, "certificateAuthorities"), leaf.not_before(), Usage::CodeSigning);
    let own = search(&case.root);
    let path = own.or_else(|why| roots.iter().find_map(|root| search(root).ok()).ok_or(why))?;
    let claims = Claims::of(leaf)?;
    claims.issuer().ok_or("no issuer")?;
    if leaf.names().len() != 1 || !leaf.has_digital_signature() || leaf.is_ca() {
        return Err(format!("names {:?}", leaf.names()));
    }
    let issuer = path.issuer().ok_or("no issuer")?;
    let hash = Hash::Sha256.of(issuer.spki()).try_into().expect("32 bytes");
    let list = sct::list(leaf)?;
    for sct in &list {
        let key = roots.iter().find_map(|root| log_key(root, &sct.log_id)).ok_or("an unknown log")?;
        if !key.verifies(Some(sct.hash), &sct::signed(sct, leaf, hash), &sct.signature) {
            return Err("the SCT does not verify".to_owned());
        }
    }
    Ok(list.len())
}

fn log_key(root: &Path, id: &[u8]) -> Option<VerifyingKey> {
    let root: Value = serde_json::from_slice(&std::fs::read(root).expect("bytes")).expect("JSON");
    let is_it = |log: &&Value| log["logId"]["keyId"].as_str().and_then(base64::decode).as_deref() == Some(id);
    let log = list(&root["ctlogs"]).iter().find(is_it)?;
    let spki = raw(&log["publicKey"]);
    let pkcs1 = log["publicKey"]["keyDetails"].as_str().expect("text").starts_with("PKCS1_RSA_PKCS1V5");
    Some(if pkcs1 { VerifyingKey::from_pkcs1_rsa(&spki) } else { VerifyingKey::from_spki(&spki) }.expect("a key"))
}

#[test]
fn roots() {
    let Some(cases) = cases() else { return };
    let roots: BTreeSet<PathBuf> = cases.iter().map(|case| case.root.clone()).chain(all_roots()).collect();
    let (mut keys, mut held) = (0, 0);
    for root in &roots {
        for kind in ["certificateAuthorities", "timestampAuthorities"] {
            let usage = if kind == "timestampAuthorities" { Usage::TimeStamping } else { Usage::CodeSigning };
            for chain in chains(root, kind) {
                held += chain.len();
                if usage == Usage::TimeStamping && chain.len() > 1 {
                    let leaf = &chain[0];
                    let found = find(leaf, &[chain[1..].to_vec()], leaf.not_before(), usage);
                    assert!(found.is_ok(), "{}: {found:?}", root.display());
                }
            }
        }
        let value: Value = serde_json::from_slice(&std::fs::read(root).expect("bytes")).expect("JSON");
        for log in list(&value["tlogs"]).iter().chain(list(&value["ctlogs"])) {
            let der = raw(&log["publicKey"]);
            let details = log["publicKey"]["keyDetails"].as_str().expect("text");
            let key = if details.starts_with("PKCS1_RSA_PKCS1V5") {
                VerifyingKey::from_pkcs1_rsa(&der)
            } else {
                VerifyingKey::from_spki(&der)
            };
            assert!(key.is_ok(), "{} {details}: {key:?}", root.display());
            keys += 1;
        }
    }
    say(&format!("vectors: {} trusted roots with {held} certificates and {keys} log keys", roots.len()));
}

#[test]
fn timestamps() {
    let Some(cases) = cases() else { return };
    let (mut count, mut refused) = (0, BTreeMap::new());
    for case in &cases {
        for token in tokens(&case.bundle) {
            count += 1;
            if let Err(why) = stamp(&token, case) {
                refused.insert(case.name.clone(), why);
            }
        }
    }
    assert_only(
        &refused,
        &[("rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail/bundle.sigstore.json", "no authority")],
    );
    assert!(count > 0);
    say(&format!("vectors: {count} timestamps, {} refused", refused.len()));
}

fn stamp(der: &[u8], case: &Case) -> Result<(), String> {
    let token = Token::parse(der)?;
    let roots = [vec![case.root.clone()], all_roots()].concat();
    let mut why = String::from("no authority");
    for chain in roots.iter().flat_map(|root| chains(root, "timestampAuthorities")) {
        let candidates: Vec<_> = chain.iter().collect();
        let Some(signer) = token.signer(&candidates) else { continue };
        let rest = chain.iter().filter(|certificate| *certificate != signer).cloned().collect();
        match find(signer, &[rest], token.time, Usage::TimeStamping) {
            Ok(_) if token.verifies(signer) => return Ok(()),
            Ok(_) => why = "the signature is wrong".to_owned(),
            Err(found) => why = found,
        }
    }
    Err(why)
}
