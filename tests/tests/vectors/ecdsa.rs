//! ECDSA P-256 with SHA-256, signatures in DER, keys in SPKI.
//!
//! Published: Wycheproof. Own: the edges, made here from one key, so that nothing has to be believed.

use countersign_core::crypto::key::{Message, PublicKey};
use countersign_tests::generate::law::say;
use countersign_tests::key::Key;
use serde_json::Value;

fn bytes(hex: &Value) -> Vec<u8> {
    let text = hex.as_str().expect("hexadecimal");
    countersign_core::base::encoding::hex::decode(text).expect("hexadecimal")
}

#[test]
fn published() {
    let Some(file) = crate::published("wycheproof/ecdsa_secp256r1_sha256_test.json") else { return };
    let suite: Value = serde_json::from_slice(&std::fs::read(file).expect("bytes")).expect("JSON");
    let (mut valid, mut invalid) = (0, 0);
    for group in suite["testGroups"].as_array().expect("groups") {
        let key = PublicKey::from_pem(group["publicKeyPem"].as_str().expect("PEM")).expect("a P-256 key");
        for test in group["tests"].as_array().expect("tests") {
            let expected = match test["result"].as_str() {
                Some("valid") => true,
                Some("invalid") => false,
                other => panic!("result {other:?}"),
            };
            let found = key.verifies(&Message::new(&bytes(&test["msg"])), &bytes(&test["sig"]));
            assert_eq!(found, expected, "test {}: {}", test["tcId"], test["comment"]);
            *(if expected { &mut valid } else { &mut invalid }) += 1;
        }
    }
    assert_eq!(Some(valid + invalid), suite["numberOfTests"].as_u64());
    say(&format!("vectors: {} of Wycheproof, {valid} valid and {invalid} invalid", valid + invalid));
}

/// The group's order n (FIPS 186-5, SP 800-186 §3.2.1.3).
const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const MESSAGE: &[u8] = b"may this go out";

fn order() -> Vec<u8> {
    bytes(&ORDER.into())
}

/// An ASN.1 integer.
fn integer(number: &[u8]) -> Vec<u8> {
    let trimmed: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
    let sign = trimmed.first().is_none_or(|byte| *byte >= 0x80).then_some(0);
    let body: Vec<u8> = sign.into_iter().chain(trimmed).collect();
    [vec![2, u8::try_from(body.len()).expect("short")], body].concat()
}

/// An ASN.1 sequence of two integers.
fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
    let body = [integer(r), integer(s)].concat();
    [vec![0x30, u8::try_from(body.len()).expect("short")], body].concat()
}

/// The two numbers of a signature of ours.
fn numbers(signature: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let take = |from: usize| signature[from + 2..from + 2 + usize::from(signature[from + 1])].to_vec();
    let r = take(2);
    let s = take(4 + r.len());
    (r, s)
}

/// `n − number`.
fn negated(number: &[u8]) -> Vec<u8> {
    let number = [vec![0; 40 - number.len()], number.to_vec()].concat()[8..].to_vec();
    let mut borrow = 0_i16;
    let mut out: Vec<u8> = order()
        .iter()
        .zip(&number)
        .rev()
        .map(|(n, x)| {
            let digit = i16::from(*n) - i16::from(*x) - borrow;
            borrow = i16::from(digit < 0);
            u8::try_from(digit.rem_euclid(256)).expect("a byte")
        })
        .collect();
    out.reverse();
    out
}

#[test]
fn own_signatures() {
    let ours = Key::of("carol");
    let key = PublicKey::from_pem(&ours.pem).expect("a key of ours");
    let good = ours.sign(MESSAGE);
    let (r, s) = numbers(&good);
    let long = |signature: &[u8]| [vec![0x30, 0x81, signature[1]], signature[2..].to_vec()].concat();
    let padded = {
        let body = [vec![2, u8::try_from(r.len()).expect("short") + 1, 0], r.clone(), integer(&s)].concat();
        [vec![0x30, u8::try_from(body.len()).expect("short")], body].concat()
    };
    let plus_order = [&[1][..], &order()].concat();
    let raw =
        [[vec![0; 32], r.clone()].concat(), [vec![0; 32], s.clone()].concat()].map(|n| n[n.len() - 32..].to_vec());
    let cases: [(&str, Vec<u8>, bool); 20] = [
        ("as signed", good.clone(), true),
        ("written again", der(&r, &s), true),
        ("the other half of the pair, n - s, as FIPS 186-5 says", der(&r, &negated(&s)), true),
        ("r and s changed over", der(&s, &r), false),
        ("r = 0", der(&[], &s), false),
        ("s = 0", der(&r, &[]), false),
        ("both 0", der(&[], &[]), false),
        ("r = n", der(&order(), &s), false),
        ("s = n", der(&r, &order()), false),
        ("r above n", der(&plus_order, &s), false),
        ("r = 1, s = 1", der(&[1], &[1]), false),
        ("length in the long form of BER", long(&good), false),
        ("indefinite length of BER", [vec![0x30, 0x80], good[2..].to_vec(), vec![0, 0]].concat(), false),
        ("an integer with a needless zero", padded, false),
        ("a byte behind", [good.clone(), vec![0]].concat(), false),
        ("a byte too few", good[..good.len() - 1].to_vec(), false),
        ("r and s side by side, as in JOSE", raw.concat(), false),
        ("no byte", Vec::new(), false),
        ("twice", [good.clone(), good.clone()].concat(), false),
        ("somebody else's", Key::of("dave").sign(MESSAGE), false),
    ];
    for (reason, signature, expected) in &cases {
        assert_eq!(key.verifies(&Message::new(MESSAGE), signature), *expected, "{reason}");
    }
    assert!(!key.verifies(&Message::new(b"another message"), &good));
    say(&format!("vectors: {} own signatures", cases.len() + 1));
}

#[test]
fn own_keys() {
    let cases = crate::own("keys.json");
    let cases = cases.as_array().expect("a list");
    for case in cases {
        let read = PublicKey::from_pem(case["pem"].as_str().expect("text"));
        assert_eq!(
            read.map(|key| key.id().to_string()).ok(),
            case["id"].as_str().map(str::to_owned),
            "{}",
            case["reason"]
        );
    }
    say(&format!("vectors: {} own keys", cases.len()));
}
