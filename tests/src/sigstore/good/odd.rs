//! One odd thing each, which a strict verifier might refuse by mistake.

use serde_json::Value;

use super::Good;
use crate::sigstore::ask::{Ask, STRAIGHT, Signer, Twist, statement};
use crate::sigstore::authority::{Authority, Subject};
use crate::sigstore::bundle::{Hint, Version};
use crate::sigstore::case::Case;
use crate::sigstore::certificate::CODE_SIGNING;
use crate::sigstore::der;
use crate::sigstore::entry::{Entry, Place};
use crate::sigstore::key::{Hash, Key, base64};
use crate::sigstore::note::{Checkpoint, Signatory};
use crate::sigstore::signed::Content;
use crate::sigstore::trusted_root::rfc3339;
use crate::sigstore::world::{CLOSES, DAY, OPENED, SIGNED_AT, World};

/// One odd thing each.
pub(super) fn list(world: &World) -> Vec<Good> {
    let message = Ask::message();
    let twist = |name: &str, ask: Ask, twist: Twist| -> Good {
        let ask = Ask { twist, ..ask };
        Good::odd(name, Case::of(world, &ask), ask)
    };
    let plain = |name: &str, ask: Ask| twist(name, ask, STRAIGHT);
    let identity = |subject: Subject| Signer::Identity(subject, "https://issuer.example.com".into(), Vec::new());
    let mut all = vec![
        twist(
            "version 0.1 with a promise and no proof",
            Ask { version: Version::V01, timestamp: false, ..message.clone() },
            Twist { entry: |_, entry| entry.proof = None, ..STRAIGHT },
        ),
        twist(
            "an integrated time that nobody signed, beside a timestamp",
            message.clone(),
            Twist { entry: |_, entry| entry.promise = None, ..STRAIGHT },
        ),
        twist("checkpoint cosigned, the log's signature last", Ask::tiles(), Twist { entry: cosign, ..STRAIGHT }),
        twist("checkpoint with further lines", message.clone(), Twist { entry: add_line, ..STRAIGHT }),
        twist(
            "certificate timestamp with extensions",
            message.clone(),
            Twist {
                leaf: |_, leaf| {
                    let promise = &mut leaf.logged.as_mut().expect("it is logged").promise;
                    promise.extensions = vec![0, 0, 5, 0, 0, 1, 2, 3];
                    promise.written_extensions = promise.extensions.clone();
                },
                ..STRAIGHT
            },
        ),
        twist(
            "timestamp with its certificates",
            message.clone(),
            Twist { token: |world, token| token.certificates = vec![world.timestamps.certificate()], ..STRAIGHT },
        ),
        twist(
            "timestamp with SHA-384",
            message.clone(),
            Twist { token: |_, token| token.hash = Hash::Sha384, ..STRAIGHT },
        ),
        twist(
            "timestamp granted with modifications",
            message.clone(),
            Twist { token: |_, token| token.status = 1, ..STRAIGHT },
        ),
        twist(
            "signed in the certificate's last second",
            Ask { timestamp: false, ..message.clone() },
            Twist { leaf: |_, leaf| leaf.not_after = SIGNED_AT + 1, ..STRAIGHT },
        ),
        twist(
            "signed in the certificate's first second",
            Ask { timestamp: false, ..message.clone() },
            Twist { leaf: |_, leaf| leaf.not_before = SIGNED_AT + 1, ..STRAIGHT },
        ),
        plain("managed key named in hexadecimal", Ask { signer: Signer::Key(Hint::Hex), ..message.clone() }),
        plain("a user name", Ask { signer: identity(Subject::Username("riley!example".into())), ..message.clone() }),
        plain("a URI", Ask { signer: identity(Subject::Uri("https://example.com/riley".into())), ..message.clone() }),
        several_subjects(world),
        at_window(world, "timestamp in the first second of its authority's window", "start"),
        at_window(world, "timestamp in the last second of its authority's window", "end"),
        twice(world),
    ];
    all.extend(retired_logs(world));
    all.extend(other_roots(world));
    all.extend(other_worlds());
    all
}

fn cosign(world: &World, entry: &mut Entry) {
    let proof = entry.proof.as_mut().expect("it has a proof");
    let log = &world.rekor_tiles.signatory;
    let checkpoint = Checkpoint {
        origin: log.name.clone(),
        size: proof.size.to_string(),
        root: proof.root.clone(),
        other: Vec::new(),
    };
    let witness = Signatory::witness("witness.example/one", Key::ed25519("witness"), SIGNED_AT);
    proof.checkpoint = checkpoint.signed(&[&witness, log]);
}

fn add_line(world: &World, entry: &mut Entry) {
    let proof = entry.proof.as_mut().expect("it has a proof");
    let checkpoint = Checkpoint {
        origin: world.rekor.origin.clone(),
        size: proof.size.to_string(),
        root: proof.root.clone(),
        other: vec!["Timestamp: 1772442001000000000".into()],
    };
    proof.checkpoint = world.rekor.sign(&checkpoint);
}

fn several_subjects(world: &World) -> Good {
    let mut statement = statement();
    let other = serde_json::json!({ "name": "other", "digest": { "sha256": "0".repeat(64) } });
    statement["subject"].as_array_mut().expect("a list").insert(0, other);
    let ask = Ask { content: Content::Statement(statement.to_string().into_bytes()), ..Ask::statement() };
    Good::odd("the second of two subjects", Case::of(world, &ask), ask)
}

/// A bundle of Rekor v2, whose one time is the timestamp's, at one end of the authority's window.
fn at_window(world: &World, name: &str, end: &str) -> Good {
    let ask = Ask::tiles();
    let case = Case::of(world, &ask)
        .root(|root| root["timestampAuthorities"][0]["validFor"][end] = rfc3339(SIGNED_AT + 2).into());
    Good::odd(name, case, ask)
}

/// The same timestamp twice: it counts once, and does no harm.
fn twice(world: &World) -> Good {
    let ask = Ask::tiles();
    let mut bundle = world.sign(&ask);
    let stamps = &mut bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"];
    let first = stamps[0].clone();
    stamps.as_array_mut().expect("a list").push(first);
    Good::odd("the same timestamp twice", Case::with(world, &ask, &bundle), ask)
}

/// Logs whose window is over, or was not open yet: a proved time asks for then, without one it is asked for now.
fn retired_logs(world: &World) -> Vec<Good> {
    let undated = Ask { timestamp: false, signer: Signer::Key(Hint::Base64), ..Ask::tiles() };
    let bound = |name: &str, ask: &Ask, end: &str, at: u64| {
        let change = |root: &mut Value| root["tlogs"][1]["publicKey"]["validFor"][end] = rfc3339(at).into();
        Good::odd(name, Case::of(world, ask).root(change), ask.clone())
    };
    let relisted = |name: &str, ask: &Ask| {
        let change = |root: &mut Value| {
            let logs = root["tlogs"].as_array_mut().expect("logs");
            let mut old = logs.clone();
            old.iter_mut().for_each(|log| log["publicKey"]["validFor"]["end"] = rfc3339(SIGNED_AT - DAY).into());
            logs.splice(0..0, old);
        };
        Good::odd(name, Case::of(world, ask).root(change), ask.clone())
    };
    vec![
        relisted("of a log of version 1 that is listed again with a later window", &Ask::message()),
        relisted("of a log of version 2 that is listed again with a later window", &Ask::tiles()),
        bound("of a log that has retired since", &Ask::tiles(), "end", SIGNED_AT + DAY),
        bound("undated, in the first second of its log's window", &undated, "start", SIGNED_AT + 10 * DAY),
        bound("undated, in the last second of its log's window", &undated, "end", SIGNED_AT + 10 * DAY),
        bound("undated, of a log whose window has no end", &undated, "start", OPENED),
    ]
}

/// Trusted roots that say more than the bundle asks for.
fn other_roots(world: &World) -> Vec<Good> {
    let ask = Ask::message();
    let of = |name: &str, change: fn(&World, &mut Value)| {
        Good::odd(name, Case::of(world, &ask).root(|root| change(world, root)), ask.clone())
    };
    let other = World::of("other.example", true, 2);
    let lines = format!("{}\n{}", other.trusted_root(), world.trusted_root());
    let several = Case { trusted_root: lines.into_bytes(), ..Case::of(world, &ask) };
    vec![
        Good::odd("the second of two instances", several, ask.clone()),
        of("a certificate log of old with an RSA key that has no SPKI around it", |_, root| {
            let modulus = [vec![0], vec![0xff; 256]].concat();
            let key = der::sequence(&[&der::tlv(2, &modulus), &der::tlv(2, &[1, 0, 1])]);
            let mut old = root["ctlogs"][0].clone();
            old["publicKey"]["rawBytes"] = base64(&key).into();
            old["publicKey"]["keyDetails"] = "PKCS1_RSA_PKCS1V5".into();
            old["logId"]["keyId"] = base64(&Hash::Sha256.of(&key)).into();
            root["ctlogs"].as_array_mut().expect("a list").insert(0, old);
        }),
        of("a log with a key of a kind that nobody knows, of which nothing is", |world, root| {
            let mut new = root["tlogs"][0].clone();
            new["publicKey"]["rawBytes"] = base64(b"a key to come").into();
            new["publicKey"]["keyDetails"] = "PKIX_OF_TOMORROW".into();
            new["logId"]["keyId"] = base64(&Hash::Sha256.of(&world.rekor.signatory.id)).into();
            root["tlogs"].as_array_mut().expect("a list").insert(0, new);
        }),
    ]
}

/// Instances that are built otherwise.
fn other_worlds() -> Vec<Good> {
    let mut single = World::new();
    single.rekor.place = Place { index: 0, size: 1 };
    let mut p256 = World::new();
    let keys = ["root", "intermediate"].map(|name| Key::p256(&format!("P-256 {name}"))).to_vec();
    p256.fulcio = Authority::of("p256.example", CODE_SIGNING, keys, OPENED, CLOSES);
    let of = |name: &str, world: World| {
        let ask = Ask::message();
        Good::odd(name, Case::of(&world, &ask), ask)
    };
    vec![of("the first entry of a log", single), of("authorities on P-256", p256)]
}
