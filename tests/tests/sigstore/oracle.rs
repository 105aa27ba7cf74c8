//! `sigstore-verify`, another implementation, over the same bundles: it must accept what is called good here, and refuse what is
//! not. Where it cannot, that is said here, and a change of it fails the test.
//!
//! It reads the clock, and takes a policy where the core reads the trusted root: for an instance without logs it is told so.

use countersign_tests::sigstore::ask::{ARTEFACT, Algorithm, Log, artefact_digests};
use countersign_tests::sigstore::case::{Case, Expected};
use countersign_tests::sigstore::deviation::deviations;
use countersign_tests::sigstore::good::{Good, good};
use countersign_tests::sigstore::signed::Content;
use countersign_tests::sigstore::{rekor, rekor_tiles};
use sigstore_verify::trust_root::TrustedRoot;
use sigstore_verify::types::{Artifact, Bundle, DerPublicKey, Sha256Hash};
use sigstore_verify::{Policy, PublicKeyVerificationPolicy, VerificationPolicy, verify};

/// What the other implementation says.
fn ask(case: &Case) -> Result<(), String> {
    answer(case, (case.artefact == artefact_digests()).then_some(ARTEFACT))
}

/// What the other implementation says, given the artefact or, without it, its SHA-256.
pub(crate) fn answer(case: &Case, artefact: Option<&[u8]>) -> Result<(), String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let text = String::from_utf8_lossy(&case.trusted_root);
    let has_logs = text.contains("\"tlogs\"");
    let root = TrustedRoot::from_json(&text).map_err(|error| said(&error))?;
    let bundle = std::str::from_utf8(&case.bundle).map_err(|error| said(&error))?;
    let bundle = Bundle::from_json(bundle).map_err(|error| said(&error))?;
    let policy: Box<dyn Policy> = match &case.signer {
        Expected::Identity { subject, issuer } => {
            let policy = VerificationPolicy::new(subject.as_str(), issuer.as_str());
            Box::new(if has_logs { policy } else { policy.skip_tlog_unsafe().skip_sct() })
        }
        Expected::Key(pem) => {
            let policy = PublicKeyVerificationPolicy::new(DerPublicKey::from_pem(pem).map_err(|error| said(&error))?);
            Box::new(if has_logs { policy } else { policy.skip_tlog_unsafe() })
        }
    };
    let artefact = match artefact {
        Some(bytes) => Artifact::from_blob(bytes),
        None => {
            let digest = case.artefact[0].trim_start_matches("sha256:");
            Sha256Hash::from_hex(digest).map_err(|error| said(&error))?.into()
        }
    };
    verify(artefact, &bundle, policy.as_ref(), &root).map(drop).map_err(|error| said(&error))
}

/// Why the other implementation cannot verify a good bundle.
fn is_beyond_it(good: &Good) -> Option<&'static str> {
    let is_message = matches!(good.ask.content, Content::Message(_));
    match (good.ask.log, good.ask.algorithm) {
        (Log::V2(rekor_tiles::Kind::Dsse), _) => Some("it does not know `dsse` 0.0.2"),
        (Log::V2(rekor_tiles::Kind::HashedRekord), Algorithm::P384) => Some("`hashedrekord` 0.0.2 with P-256 only"),
        (Log::V1(rekor::Kind::HashedRekord), Algorithm::P384) if is_message => {
            Some("`hashedrekord` 0.0.1 with SHA-256 only")
        }
        _ if good.name == "the second of two instances" => Some("it reads one trusted root, not lines of several"),
        _ if good.name == "a log with a key of a kind that nobody knows, of which nothing is" => {
            Some("it reads every key of the trusted root")
        }
        _ if good.name.ends_with("that is listed again with a later window") => {
            Some("it reads no trusted root that lists a log twice")
        }
        _ if good.name == "a user name" => Some("it does not read the otherName of a certificate"),
        _ => None,
    }
}

#[test]
fn what_is_good_verifies_elsewhere() {
    let mut wrong = Vec::new();
    for good in good() {
        match (ask(&good.case), is_beyond_it(&good)) {
            (Err(problem), None) => wrong.push(format!("{}: refused: {problem}", good.name)),
            (Ok(()), Some(reason)) => wrong.push(format!("{}: accepted, although {reason}", good.name)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the other implementation accepts that the specifications forbid, by the beginning of the deviation's name.
const ACCEPTS: &[(&str, &str)] = &[
    ("trusted root: of another version", "it does not read the version"),
    ("material: the chain has the root", "it takes the leaf and leaves the rest"),
    ("managed key: the hint is another key's", "it does not read the hint"),
    ("artefact: another SHA-256 beside its SHA-512", "one digest that agrees is enough for it"),
    ("limit: thousands of entries", "it has no limit"),
    ("limit: thousands of timestamps", "it has no limit"),
    ("limit: thousands of certificates", "it has no limit"),
    ("timestamp: two signers", "it takes the first"),
    ("timestamp: content-type attribute of something else", "it does not read the attribute"),
    ("timestamp: no content-type attribute", "it does not read the attribute"),
    ("timestamp: the signer may do something else besides", "it asks whether the purpose is there, not whether alone"),
    ("timestamp: the authority's root has expired", "a trust anchor's validity is not read"),
    ("time: a timestamp of tomorrow", "it asks the clock, not the case"),
    ("time: an integrated time of tomorrow", "it asks the clock, not the case"),
    ("time: an integrated time to come, beside a timestamp", "it asks the clock, not the case"),
    (
        "certificate: the intermediate",
        "every certificate of the trusted root is a trust anchor, whose validity is not read",
    ),
    ("certificate: the root", "every certificate of the trusted root is a trust anchor, whose validity is not read"),
    (
        "authorities: one outside its window, before https://fulcio.expired",
        "every certificate of the trusted root is a trust anchor, whose validity is not read",
    ),
    (
        "authorities: one outside its window, after https://fulcio.expired",
        "every certificate of the trusted root is a trust anchor, whose validity is not read",
    ),
    (
        "authorities: an expired one",
        "every certificate of the trusted root is a trust anchor, whose validity is not read",
    ),
    (
        "path: the intermediate",
        "every certificate of the trusted root is a trust anchor, whose constraints are not read",
    ),
    ("path: longer than", "every certificate of the trusted root is a trust anchor, whose constraints are not read"),
    ("usage: not for digital signatures", "it does not read keyUsage"),
    ("entry: before its log's window, version 2", "without an integrated time it does not ask for the window"),
    ("entry: after its log's window, version 2", "without an integrated time it does not ask for the window"),
    ("entry: undated, ", "without an integrated time it does not ask for the window"),
    ("body: of another kind than beside it", "it reads the kind beside the body alone"),
    ("body: of another version than beside it", "it reads the version beside the body alone"),
    ("checkpoint of Rekor v1: signed by the log under another name", "it finds the key by its id alone"),
    ("checkpoint of Rekor v2: signed by the log under another name", "it finds the key by its id alone"),
    ("checkpoint of Rekor v1: another log's origin", "it does not bind name and origin"),
    ("checkpoint of Rekor v2: another log's origin", "it does not bind name and origin"),
    ("checkpoint of Rekor v1: of another size", "it compares the root hash alone"),
    ("algorithm: Ed25519 over a message", "it is given the message, not only its digest"),
    ("identity: another address beside the address", "it reads the first name that it knows"),
    ("identity: an IP address beside the address", "it reads the first name that it knows"),
    ("identity: a directory name beside the address", "it reads the first name that it knows"),
    ("identity: a user name that is no UTF-8 beside the address", "it reads the first name that it knows"),
    ("identity: a URI that reads like an address", "it compares the text, whatever its kind"),
    ("identity: an address that reads like a URI", "it compares the text, whatever its kind"),
];

#[test]
fn what_is_not_good_is_refused_elsewhere() {
    let mut wrong = Vec::new();
    for deviation in deviations() {
        let accepts = ACCEPTS.iter().find(|(name, _)| deviation.name.starts_with(name));
        match (ask(&deviation.case), accepts) {
            (Ok(()), None) => wrong.push(format!("{}: accepted", deviation.name)),
            (Err(problem), Some((_, reason))) => {
                wrong.push(format!("{}: refused, although {reason}: {problem}", deviation.name));
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
