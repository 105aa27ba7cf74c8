//! Verifies the same signatures with aws-lc-rs, RustCrypto and the core, natively, in turns; prints how long each takes.
//!
//! `cargo xtask bench-signature` runs it. With `questions` it prints them, for the hosts that run the core as a module: a line
//! for each with key, digest and signature in hexadecimal. Otherwise it takes a number of rounds from every line that it
//! reads, and answers with a line of times: nanoseconds per verification, the least of the rounds.

use std::hint::black_box;
use std::io::BufRead as _;
use std::time::Instant;

use aws_lc_rs::digest::Digest;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ParsedPublicKey};
use countersign_signature::{begin_question, push_byte, read_keys, verify_all};
use p256::ecdsa::signature::hazmat::{PrehashSigner as _, PrehashVerifier as _};
use p256::pkcs8::EncodePublicKey as _;

/// Signatures that are verified in turns.
const SIGNATURES: u8 = 8;

struct Question {
    curve: u32,
    spki: Vec<u8>,
    point: Vec<u8>,
    digest: Vec<u8>,
    signature: Vec<u8>,
}

fn questions(curve: u32) -> Vec<Question> {
    (1..=SIGNATURES).map(|number| question(curve, number)).collect()
}

fn question(curve: u32, number: u8) -> Question {
    let message = [number; 32];
    if curve == 256 {
        let secret = p256::ecdsa::SigningKey::from_slice(&[number; 32]).expect("a scalar");
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &message).as_ref().to_vec();
        let signature: p256::ecdsa::Signature = secret.sign_prehash(&digest).expect("a signature");
        let spki = secret.verifying_key().to_public_key_der().expect("a key").as_bytes().to_vec();
        let point = secret.verifying_key().to_sec1_point(false).as_bytes().to_vec();
        return Question { curve, spki, point, digest, signature: signature.to_der().as_bytes().to_vec() };
    }
    let secret = p384::ecdsa::SigningKey::from_slice(&[number; 48]).expect("a scalar");
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA384, &message).as_ref().to_vec();
    let signature: p384::ecdsa::Signature = secret.sign_prehash(&digest).expect("a signature");
    let spki = secret.verifying_key().to_public_key_der().expect("a key").as_bytes().to_vec();
    let point = secret.verifying_key().to_sec1_point(false).as_bytes().to_vec();
    Question { curve, spki, point, digest, signature: signature.to_der().as_bytes().to_vec() }
}

type Check = Box<dyn Fn() -> bool>;

/// Each question with its key read already, as a gate does it.
fn aws(question: &Question) -> Check {
    let Question { curve, point, digest, signature, .. } = question;
    let (ecdsa, hash) = match curve {
        256 => (&ECDSA_P256_SHA256_ASN1, &aws_lc_rs::digest::SHA256),
        _ => (&ECDSA_P384_SHA384_ASN1, &aws_lc_rs::digest::SHA384),
    };
    let key = ParsedPublicKey::new(ecdsa, point.clone()).expect("a key");
    let digest = Digest::import_less_safe(digest, hash).expect("a digest");
    let signature = signature.clone();
    Box::new(move || key.verify_digest_sig(&digest, &signature).is_ok())
}

fn rustcrypto(question: &Question) -> Check {
    let (digest, signature) = (question.digest.clone(), question.signature.clone());
    if question.curve == 256 {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&question.point).expect("a key");
        return Box::new(move || {
            p256::ecdsa::Signature::from_der(&signature).is_ok_and(|one| key.verify_prehash(&digest, &one).is_ok())
        });
    }
    let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(&question.point).expect("a key");
    Box::new(move || {
        p384::ecdsa::Signature::from_der(&signature).is_ok_and(|one| key.verify_prehash(&digest, &one).is_ok())
    })
}

/// Nanoseconds for each of the verifications.
fn timed(work: impl FnOnce() -> bool) -> u128 {
    let start = Instant::now();
    assert!(black_box(work()), "a signature does not verify");
    start.elapsed().as_nanos() / u128::from(SIGNATURES)
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let curve: u32 = arguments.next().and_then(|curve| curve.parse().ok()).expect("a curve: 256 or 384");
    let questions = questions(curve);
    if arguments.next().as_deref() == Some("questions") {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        for one in &questions {
            println!("{} {} {}", hex(&one.spki), hex(&one.digest), hex(&one.signature));
        }
        return;
    }
    for one in &questions {
        begin_question();
        for (field, bytes) in (0..).zip([&one.spki, &one.digest, &one.signature]) {
            bytes.iter().for_each(|byte| push_byte(field, u32::from(*byte)));
        }
    }
    assert_eq!(read_keys(1), 0, "a key is not read");
    let [aws, rustcrypto]: [Vec<Check>; 2] =
        [questions.iter().map(aws).collect(), questions.iter().map(rustcrypto).collect()];
    for line in std::io::stdin().lock().lines() {
        let rounds: u32 = line.expect("a line").trim().parse().expect("a number of rounds");
        let mut least = [u128::MAX; 4];
        for _ in 0..rounds {
            let times = [
                timed(|| aws.iter().all(|check| check())),
                timed(|| rustcrypto.iter().all(|check| check())),
                timed(|| verify_all(1) == 0),
                timed(|| read_keys(1) == 0),
            ];
            least = std::array::from_fn(|at| least[at].min(times[at]));
        }
        println!("{} {} {} {}", least[0], least[1], least[2], least[3]);
    }
}
