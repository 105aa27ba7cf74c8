//! Bundles that must verify: every combination that the formats allow, and the odd ones that a strict verifier might refuse
//! by mistake.

use super::ask::{Algorithm, Ask, Log, STRAIGHT, Signer, Twist, statement};
use super::authority::{Authority, Subject};
use super::bundle::{Hint, Version};
use super::case::Case;
use super::certificate::CODE_SIGNING;
use super::key::{Hash, Key};
use super::note::{Checkpoint, Signatory};
use super::signed::Content;
use super::trusted_root::rfc3339;
use super::world::{CLOSES, OPENED, SIGNED_AT, World};
use super::{rekor, rekor_tiles};

/// A bundle that must verify.
#[derive(Clone, Debug)]
pub struct Good {
    /// What is in it.
    pub name: String,
    /// What it was made from, for who wants to know.
    pub ask: Ask,
    /// The question.
    pub case: Case,
    /// Whether it is one of the combinations; the others are odd in one thing.
    pub is_combination: bool,
}

impl Good {
    fn odd(name: &str, case: Case, ask: Ask) -> Self {
        Self { name: name.into(), ask, case, is_combination: false }
    }
}

const V1_MESSAGE: Log = Log::V1(rekor::Kind::HashedRekord);
const V1_DSSE: Log = Log::V1(rekor::Kind::Dsse);
const V1_INTOTO: Log = Log::V1(rekor::Kind::Intoto);
const V2_HASHED: Log = Log::V2(rekor_tiles::Kind::HashedRekord);
const V2_DSSE: Log = Log::V2(rekor_tiles::Kind::Dsse);

/// Every bundle that must verify.
pub fn good() -> Vec<Good> {
    let mut all = combinations(&World::new(), &[V1_MESSAGE, V1_DSSE, V1_INTOTO, V2_HASHED, V2_DSSE]);
    all.extend(combinations(&World::private(), &[Log::None]));
    all.extend(odd(&World::new()));
    all
}

/// Version × content × log × signer × algorithm × timestamp.
fn combinations(world: &World, logs: &[Log]) -> Vec<Good> {
    let mut all = Vec::new();
    for version in [Version::V01, Version::V02, Version::V03Draft, Version::V03] {
        for base in [Ask::message(), Ask::statement()] {
            for signer in [base.signer.clone(), Signer::Key(Hint::Base64)] {
                for algorithm in [Algorithm::P256, Algorithm::P384, Algorithm::Ed25519] {
                    for log in logs {
                        for timestamp in [true, false] {
                            let signer = signer.clone();
                            let ask = Ask { signer, algorithm, version, log: *log, timestamp, ..base.clone() };
                            if is_possible(&ask) {
                                all.push(Good {
                                    name: name(&ask),
                                    case: Case::of(world, &ask),
                                    ask,
                                    is_combination: true,
                                });
                            }
                        }
                    }
                }
            }
        }
    }
    all
}

/// Whether services and formats have such a bundle.
fn is_possible(ask: &Ask) -> bool {
    let message = matches!(ask.content, Content::Message(_));
    let log_fits_content = match ask.log {
        V1_MESSAGE => message,
        V1_DSSE | V1_INTOTO | V2_DSSE => !message,
        _ => true,
    };
    // Version 0.1 wants a promise, which only the first log gives; and only the first gives a time.
    let log_fits_version = ask.version != Version::V01 || matches!(ask.log, Log::V1(_));
    let time_is_proved = ask.timestamp || matches!(ask.log, Log::V1(_));
    // Logs of digests take Ed25519ph only, which is another algorithm.
    let ed25519_is_logged = !message && ask.log != V2_HASHED;
    let algorithm_fits = ask.algorithm != Algorithm::Ed25519 || ed25519_is_logged;
    log_fits_content && log_fits_version && time_is_proved && algorithm_fits
}

fn name(ask: &Ask) -> String {
    let content = if matches!(ask.content, Content::Message(_)) { "message" } else { "statement" };
    let signer = if matches!(ask.signer, Signer::Key(_)) { "key" } else { "identity" };
    let timestamp = if ask.timestamp { "timestamped" } else { "not timestamped" };
    format!("{:?} {content} {signer} {:?} {:?} {timestamp}", ask.version, ask.algorithm, ask.log)
}

/// One odd thing each.
fn odd(world: &World) -> Vec<Good> {
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
    all.extend(other_worlds());
    all
}

fn cosign(world: &World, entry: &mut super::entry::Entry) {
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

fn add_line(world: &World, entry: &mut super::entry::Entry) {
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

/// Instances that are built otherwise.
fn other_worlds() -> Vec<Good> {
    let mut single = World::new();
    single.rekor.place = super::entry::Place { index: 0, size: 1 };
    let mut p256 = World::new();
    let keys = ["root", "intermediate"].map(|name| Key::p256(&format!("P-256 {name}"))).to_vec();
    p256.fulcio = Authority::of("p256.example", CODE_SIGNING, keys, OPENED, CLOSES);
    let of = |name: &str, world: World| {
        let ask = Ask::message();
        Good::odd(name, Case::of(&world, &ask), ask)
    };
    vec![of("the first entry of a log", single), of("authorities on P-256", p256)]
}
