//! Keys and passphrases: a wrong one opens nothing, and a file that is no key is called so.

mod common;

use common::{NOW, Place, organisation};

#[test]
fn an_encrypted_key_opens_with_its_passphrase_only() {
    let place = Place::new();
    place.say("init --passphrase-env PASS --now", &[NOW]).exits(0);
    let pem = String::from_utf8(place.read("root.key")).unwrap();
    assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"), "{pem}");
    place.say("sign policy.yml --key root.key --passphrase-env PASS", &[]).exits(0).says(&["policy.yml.sig.json"]);
    place
        .say("sign policy.yml --key root.key --passphrase-env WRONG", &[])
        .exits(2)
        .complains(&["`root.key`", "passphrase is wrong"]);
    place
        .say("sign policy.yml --key root.key --passphrase-env UNSET_VARIABLE", &[])
        .exits(2)
        .complains(&["`UNSET_VARIABLE`", "not set"]);
}

#[test]
fn a_new_key_needs_a_decision_about_its_passphrase() {
    let place = Place::new();
    place.say("keygen --out a.key --passphrase-env UNSET_VARIABLE", &[]).exits(2).complains(&["not set"]);
    place.say("keygen --out a.key --passphrase-env PASS --no-passphrase", &[]).exits(2);
    let mut command = place.command(["keygen", "--out", "a.key"]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--no-passphrase"));
    assert!(place.files(".").is_empty());
}

#[test]
fn what_is_no_private_key_is_called_so() {
    let place = organisation();
    let sign = "sign policy.yml --key";
    place.say(sign, &["root.pub"]).exits(2).complains(&["`root.pub`", "is a public key"]);
    place.say(sign, &["app.tar.gz"]).exits(2).complains(&["`app.tar.gz`", "is no key"]);
    place.say(sign, &["missing"]).exits(2).complains(&["`missing`"]);
    place.say(sign, &["records/../."]).exits(2);
    place.write("sec1.key", "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
    place.say(sign, &["sec1.key"]).exits(2).complains(&["`sec1.key`", "openssl pkcs8"]);
    for body in ["", "AAAA", "!!!!", &"A".repeat(100_000)] {
        place.write("odd.key", format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"));
        place.say(sign, &["odd.key"]).exits(2).complains(&["`odd.key`", "P-256"]);
        place.write(
            "odd.key",
            format!("-----BEGIN ENCRYPTED PRIVATE KEY-----\n{body}\n-----END ENCRYPTED PRIVATE KEY-----\n"),
        );
        place.say(sign, &["odd.key", "--passphrase-env", "PASS"]).exits(2).complains(&["`odd.key`"]);
    }
    place.write("binary.key", b"\xff\xfe\0");
    place.say(sign, &["binary.key"]).exits(2).complains(&["`binary.key`"]);
}
