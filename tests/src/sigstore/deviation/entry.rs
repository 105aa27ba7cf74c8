//! Log entries: which log, the proof, and whether the body is of this digest, signature and key. A body that lies is logged
//! as it lies: its proof and promise hold.

use countersign_core::base::code::Code;
use serde_json::Value;

use super::{List, material, repeat};
use crate::sigstore::ask::{Algorithm, Ask, Log, STRAIGHT, Signer, Twist};
use crate::sigstore::bundle::Hint;
use crate::sigstore::entry::{Entry, Proof};
use crate::sigstore::key::{Hash, Key, base64, hex, pem};
use crate::sigstore::note::Checkpoint;
use crate::sigstore::rekor::{self, Rekor};
use crate::sigstore::rekor_tiles;
use crate::sigstore::trusted_root::rfc3339;
use crate::sigstore::world::{DAY, SIGNED_AT, World};

pub(super) fn list(list: &mut List) {
    logs(list);
    proofs(list);
    kinds(list);
    bodies_v1(list);
    bodies_v2(list);
}

fn logs(list: &mut List) {
    let ask = Ask::message();
    list.twisted(Code::BundleEntryMissing, "entry: none", Ask { log: Log::None, ..ask.clone() }, STRAIGHT);
    let managed = Ask { log: Log::None, signer: Signer::Key(Hint::Base64), ..ask.clone() };
    list.twisted(Code::BundleEntryMissing, "entry: none, managed key", managed, STRAIGHT);
    let code = Code::BundleEntryLogUnknown;
    list.forged(code, "entry: of an unknown log", &ask, |world| world.rekor = Rekor::of("rekor.other.example"));
    list.forged(code, "entry: of an unknown log of version 2", &Ask::tiles(), |world| {
        world.rekor_tiles = rekor_tiles::RekorTiles::of("log2026.other.example");
    });
    let mut bound = |name: &str, ask: &Ask, log: usize, end: &str, at: u64| {
        list.rooted(code, name, ask, |root| root["tlogs"][log]["publicKey"]["validFor"][end] = rfc3339(at).into());
    };
    bound("entry: before its log's window", &ask, 0, "start", SIGNED_AT + DAY);
    bound("entry: after its log's window", &ask, 0, "end", SIGNED_AT - DAY);
    bound("entry: before its log's window, version 2", &Ask::tiles(), 1, "start", SIGNED_AT + DAY);
    bound("entry: after its log's window, version 2", &Ask::tiles(), 1, "end", SIGNED_AT - DAY);
    // Nothing says when it was signed, so it is asked ten days later.
    let undated = Ask { timestamp: false, signer: Signer::Key(Hint::Base64), ..Ask::tiles() };
    bound("entry: undated, before its log's window", &undated, 1, "start", SIGNED_AT + 10 * DAY + 1);
    bound("entry: undated, after its log's window", &undated, 1, "end", SIGNED_AT + 10 * DAY - 1);
}

fn proof(list: &mut List, name: &str, entry: fn(&World, &mut Entry)) {
    list.twisted(Code::BundleProofInvalid, &format!("proof: {name}"), Ask::message(), Twist { entry, ..STRAIGHT });
}

/// The entry's proof.
fn of(entry: &mut Entry) -> &mut Proof {
    entry.proof.as_mut().expect("it has a proof")
}

/// Signs a checkpoint that says what the proof says.
fn sign_again(world: &World, proof: &mut Proof) {
    let (origin, size) = (world.rekor.origin.clone(), proof.size.to_string());
    proof.checkpoint = world.rekor.sign(&Checkpoint { origin, size, root: proof.root.clone(), other: Vec::new() });
}

fn proofs(list: &mut List) {
    let without = Twist { entry: |_, entry| entry.proof = None, ..STRAIGHT };
    list.twisted(Code::BundleProofMissing, "proof: none", Ask::message(), without);
    list.twisted(Code::BundleProofMissing, "proof: none, version 2", Ask::tiles(), without);
    list.edited(Code::BundleProofMissing, "proof: no checkpoint", &Ask::message(), |bundle| {
        let proof = &mut material(bundle)["tlogEntries"][0]["inclusionProof"];
        proof.as_object_mut().expect("an object").remove("checkpoint");
    });
    proof(list, "a hash is another", |_, entry| of(entry).hashes[1][0] ^= 1);
    proof(list, "two hashes change places", |_, entry| of(entry).hashes.swap(0, 1));
    proof(list, "a hash too many", |_, entry| of(entry).hashes.push(Hash::Sha256.of(b"one more")));
    proof(list, "a hash too few", |_, entry| drop(of(entry).hashes.pop()));
    proof(list, "no hashes", |_, entry| of(entry).hashes.clear());
    proof(list, "another index", |_, entry| of(entry).index += 1);
    proof(list, "an index outside the tree", |_, entry| of(entry).index = of(entry).size);
    proof(list, "another size, and the log's checkpoint of it", |world, entry| {
        of(entry).size *= 4;
        sign_again(world, of(entry));
    });
    proof(list, "another root hash, and the log's checkpoint of it", |world, entry| {
        of(entry).root[0] ^= 1;
        sign_again(world, of(entry));
    });
    proof(list, "of another body", |world, entry| {
        entry.body.push(b' ');
        entry.promise = Some(world.rekor.promise(entry));
    });
}

fn kinds(list: &mut List) {
    let mut kind = |name: &str, ask: Ask, body: fn(&mut Value), entry: fn(&World, &mut Entry)| {
        let twist = Twist { body, entry, ..STRAIGHT };
        list.twisted(Code::BundleEntryUnsupported, &format!("body: {name}"), ask, twist);
    };
    kind("its kind stands otherwise beside it", Ask::message(), STRAIGHT.body, |_, entry| entry.kind.0 = "dsse".into());
    kind("its version stands otherwise beside it", Ask::message(), STRAIGHT.body, |_, entry| {
        entry.kind.1 = "0.0.2".into();
    });
    kind("of another kind than beside it", Ask::message(), |body| body["kind"] = "dsse".into(), STRAIGHT.entry);
    kind(
        "of another version than beside it",
        Ask::message(),
        |body| body["apiVersion"] = "0.0.2".into(),
        STRAIGHT.entry,
    );
    kind(
        "of a kind that nobody knows",
        Ask::message(),
        |body| body["kind"] = "rekord".into(),
        |_, entry| {
            entry.kind.0 = "rekord".into();
        },
    );
    kind(
        "of a version that nobody knows",
        Ask::tiles(),
        |body| body["apiVersion"] = "0.9.0".into(),
        |_, entry| {
            entry.kind.1 = "0.9.0".into();
        },
    );
    kind("no JSON", Ask::message(), STRAIGHT.body, |world, entry| {
        entry.body.pop();
        world.rekor.seal(entry);
    });
    kind("without what its kind has", Ask::message(), |body| body["spec"] = serde_json::json!({}), STRAIGHT.entry);
}

/// PEM of another certificate than the bundle's, as bodies of version 1 have it.
fn other_certificate() -> Value {
    base64(pem("CERTIFICATE", &other()).as_bytes()).into()
}

/// A genuine certificate of the same person, for another key.
fn other() -> Vec<u8> {
    let ask = Ask { algorithm: Algorithm::P384, ..Ask::message() };
    World::new().parts(&ask).signed.certificate.expect("a person has a certificate")
}

fn other_digest() -> Vec<u8> {
    Hash::Sha256.of(b"something else")
}

fn other_signature() -> Vec<u8> {
    Key::p256("signer").sign(b"something else")
}

const DIGEST: Code = Code::BundleEntryDigestMismatch;
const SIGNATURE: Code = Code::BundleEntrySignatureMismatch;
const KEY: Code = Code::BundleEntryKeyMismatch;

fn bodies_v1(list: &mut List) {
    let mut body = |expect: Code, name: &str, kind: rekor::Kind, body: fn(&mut Value)| {
        let base = if kind == rekor::Kind::HashedRekord { Ask::message() } else { Ask::statement() };
        let ask = Ask { log: Log::V1(kind), ..base };
        list.twisted(expect, &format!("{kind:?} of Rekor v1: {name}"), ask, Twist { body, ..STRAIGHT });
    };
    let kind = rekor::Kind::HashedRekord;
    body(DIGEST, "another digest", kind, |body| body["spec"]["data"]["hash"]["value"] = hex(&other_digest()).into());
    body(SIGNATURE, "another signature", kind, |body| {
        body["spec"]["signature"]["content"] = base64(&other_signature()).into();
    });
    body(KEY, "another certificate", kind, |body| {
        body["spec"]["signature"]["publicKey"]["content"] = other_certificate()
    });
    let kind = rekor::Kind::Dsse;
    body(DIGEST, "another payload", kind, |body| body["spec"]["payloadHash"]["value"] = hex(&other_digest()).into());
    body(SIGNATURE, "another signature", kind, |body| {
        body["spec"]["signatures"][0]["signature"] = base64(&other_signature()).into();
    });
    body(SIGNATURE, "two signatures", kind, |body| repeat(&mut body["spec"]["signatures"], 1));
    body(KEY, "another certificate", kind, |body| body["spec"]["signatures"][0]["verifier"] = other_certificate());
    let kind = rekor::Kind::Intoto;
    body(DIGEST, "another payload", kind, |body| {
        body["spec"]["content"]["payloadHash"]["value"] = hex(&other_digest()).into();
    });
    body(SIGNATURE, "another signature", kind, |body| {
        let signature = base64(base64(&other_signature()).as_bytes());
        body["spec"]["content"]["envelope"]["signatures"][0]["sig"] = signature.into();
    });
    body(KEY, "another certificate", kind, |body| {
        body["spec"]["content"]["envelope"]["signatures"][0]["publicKey"] = other_certificate();
    });
    let managed = Ask { signer: Signer::Key(Hint::Base64), ..Ask::message() };
    let change = |body: &mut Value| {
        body["spec"]["signature"]["publicKey"]["content"] = base64(Key::p256("other").pem().as_bytes()).into();
    };
    list.twisted(KEY, "HashedRekord of Rekor v1: another managed key", managed, Twist { body: change, ..STRAIGHT });
}

fn bodies_v2(list: &mut List) {
    let mut body = |expect: Code, name: &str, base: Ask, kind: rekor_tiles::Kind, body: fn(&mut Value)| {
        let ask = Ask { log: Log::V2(kind), ..base };
        list.twisted(expect, &format!("{kind:?} of Rekor v2: {name}"), ask, Twist { body, ..STRAIGHT });
    };
    let kind = rekor_tiles::Kind::HashedRekord;
    for (base, content) in [(Ask::message(), "message"), (Ask::statement(), "statement")] {
        body(DIGEST, &format!("another digest, {content}"), base.clone(), kind, |body| {
            body["spec"]["hashedRekordV002"]["data"]["digest"] = base64(&other_digest()).into();
        });
        body(SIGNATURE, &format!("another signature, {content}"), base.clone(), kind, |body| {
            body["spec"]["hashedRekordV002"]["signature"]["content"] = base64(&other_signature()).into();
        });
        body(KEY, &format!("another certificate, {content}"), base, kind, |body| {
            let verifier = &mut body["spec"]["hashedRekordV002"]["signature"]["verifier"];
            verifier["x509Certificate"]["rawBytes"] = base64(&other()).into();
        });
    }
    let kind = rekor_tiles::Kind::Dsse;
    body(DIGEST, "another payload", Ask::statement(), kind, |body| {
        body["spec"]["dsseV002"]["payloadHash"]["digest"] = base64(&other_digest()).into();
    });
    body(SIGNATURE, "another signature", Ask::statement(), kind, |body| {
        body["spec"]["dsseV002"]["signatures"][0]["content"] = base64(&other_signature()).into();
    });
    body(KEY, "another certificate", Ask::statement(), kind, |body| {
        let verifier = &mut body["spec"]["dsseV002"]["signatures"][0]["verifier"];
        verifier["x509Certificate"]["rawBytes"] = base64(&other()).into();
    });
}
