//! `sigstore-verify`, another implementation, over the same bundles: it must accept what is called good here, and refuse what is
//! not. Where it cannot, that is said here, and a change of it fails the test.
//!
//! It reads the clock, and takes a policy where the core reads the trusted root: for an instance without logs it is told so.

use countersign_tests::sigstore::case::{Case, Expected};
use countersign_tests::sigstore::deviation::deviations;
use countersign_tests::sigstore::good::{Good, good};
use countersign_tests::sigstore::signed::Content;
use countersign_tests::sigstore::world::{ARTEFACT, Algorithm, Log};
use countersign_tests::sigstore::{rekor, rekor_tiles};
use sigstore_verify::trust_root::TrustedRoot;
use sigstore_verify::types::{Bundle, DerPublicKey};
use sigstore_verify::{Policy, PublicKeyVerificationPolicy, VerificationPolicy, verify};

/// What the other implementation says.
fn ask(case: &Case) -> Result<(), String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let text = String::from_utf8_lossy(&case.trusted_root);
    let has_logs = text.contains("\"tlogs\"");
    let root = TrustedRoot::from_json(&text).map_err(|error| said(&error))?;
    let bundle = Bundle::from_json(&String::from_utf8_lossy(&case.bundle)).map_err(|error| said(&error))?;
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
    verify(ARTEFACT, &bundle, policy.as_ref(), &root).map(drop).map_err(|error| said(&error))
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

#[test]
fn what_is_not_good_is_refused_elsewhere() {
    let mut wrong = Vec::new();
    for deviation in deviations() {
        let answer = ask(&deviation.case);
        println!("{} [{}] {answer:?}", deviation.name, deviation.expect);
        if answer.is_ok() {
            wrong.push(format!("{}: accepted", deviation.name))
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
