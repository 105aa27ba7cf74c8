//! Signatures of authorities and logs: P-256 and P-384 with any SHA-2, Ed25519, RSA PKCS #1 v1.5.
//!
//! Published: Wycheproof. RSA vectors that Wycheproof calls `acceptable` lack the `NULL` of RFC 8017 §A.2.4: refused.

use countersign_core::base::encoding::hex;
use countersign_core::crypto::hash::Hash;
use countersign_core::crypto::verifying_key::{Algorithm, VerifyingKey};
use countersign_tests::generate::law::say;
use serde_json::Value;

fn bytes(text: &Value) -> Vec<u8> {
    hex::decode(text.as_str().expect("hexadecimal")).expect("hexadecimal")
}

/// A key of any of the suite's group forms.
fn key(group: &Value) -> VerifyingKey {
    let pem = group.get("publicKeyPem").and_then(Value::as_str);
    let key = match (pem, group.get("publicKeyDer")) {
        (Some(pem), _) => VerifyingKey::from_pem(pem),
        (None, Some(der)) => VerifyingKey::from_spki(&bytes(der)),
        (None, None) => panic!("no key"),
    };
    key.expect("a key that is taken")
}

/// Runs one file; expects these counts of valid and of other tests.
fn published(file: &str, algorithm: Algorithm, hash: Option<Hash>, expected: [usize; 2]) {
    let Some(path) = crate::published(&format!("wycheproof/{file}")) else { return };
    let suite: Value = serde_json::from_slice(&std::fs::read(path).expect("bytes")).expect("JSON");
    let mut counts = [0, 0];
    for group in suite["testGroups"].as_array().expect("groups") {
        let key = key(group);
        assert_eq!(key.algorithm(), algorithm);
        for test in group["tests"].as_array().expect("tests") {
            let valid = test["result"] == "valid";
            let (message, signature) = (bytes(&test["msg"]), bytes(&test["sig"]));
            let found = key.verifies(hash, &message, &signature);
            assert_eq!(found, valid, "{file} {}: {} {}", test["tcId"], test["comment"], test["flags"]);
            let digested = hash.is_some_and(|hash| key.verifies_digest(hash, &hash.of(&message), &signature));
            assert_eq!(digested, valid && hash.is_some(), "{file} {}, by its digest", test["tcId"]);
            counts[usize::from(!valid)] += 1;
        }
    }
    assert_eq!(counts, expected, "{file}: the suite has other tests than it had");
    assert_eq!(Some(counts[0] + counts[1]), suite["numberOfTests"].as_u64().and_then(|n| n.try_into().ok()));
    say(&format!("vectors: {} of Wycheproof's {file}, {} valid", counts[0] + counts[1], counts[0]));
}

#[test]
fn p256() {
    published("ecdsa_secp256r1_sha256_test.json", Algorithm::P256, Some(Hash::Sha256), [174, 310]);
    published("ecdsa_secp256r1_sha512_test.json", Algorithm::P256, Some(Hash::Sha512), [243, 311]);
}

#[test]
fn p384() {
    published("ecdsa_secp384r1_sha256_test.json", Algorithm::P384, Some(Hash::Sha256), [162, 310]);
    published("ecdsa_secp384r1_sha384_test.json", Algorithm::P384, Some(Hash::Sha384), [194, 310]);
}

#[test]
fn ed25519() {
    published("ed25519_test.json", Algorithm::Ed25519, None, [88, 63]);
}

#[test]
fn rsa() {
    published("rsa_signature_2048_sha256_test.json", Algorithm::Rsa, Some(Hash::Sha256), [9, 250]);
    published("rsa_signature_4096_sha256_test.json", Algorithm::Rsa, Some(Hash::Sha256), [7, 251]);
}
