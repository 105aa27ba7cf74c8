//! The signature itself, what it is over, with which algorithm, and whose it is.

use countersign_core::base::code::Code;

use super::List;
use crate::sigstore::ask::{ARTEFACT, Algorithm, Ask, Log, STRAIGHT, Signer, Twist, statement};
use crate::sigstore::authority::{Leaf, Subject};
use crate::sigstore::bundle::Hint;
use crate::sigstore::case::{Case, Expected};
use crate::sigstore::certificate::name;
use crate::sigstore::der;
use crate::sigstore::key::{Hash, base64, hex};
use crate::sigstore::rekor;
use crate::sigstore::signed::Content;
use crate::sigstore::world::World;

pub(super) fn list(list: &mut List) {
    signature(list);
    artefact(list);
    algorithm(list);
    identity(list);
    names(list);
}

fn signature(list: &mut List) {
    let code = Code::BundleSignatureInvalid;
    let other = Twist { signature: |signed| signed.signature = signed.key.sign(b"something else"), ..STRAIGHT };
    let managed = Ask { signer: Signer::Key(Hint::Base64), ..Ask::message() };
    let intoto = Ask { log: Log::V1(rekor::Kind::Intoto), ..Ask::statement() };
    let private = Ask { log: Log::None, ..Ask::statement() };
    list.twisted(code, "signature: over something else", Ask::message(), other);
    list.twisted(code, "signature: over something else, Rekor v2", Ask::tiles(), other);
    list.twisted(code, "signature: over something else, managed key", managed, other);
    list.twisted(code, "signature: over something else, envelope", Ask::statement(), other);
    list.twisted(code, "signature: over something else, intoto", intoto, other);
    list.case(code, "signature: over something else, instance without logs", {
        Case::of(&World::private(), &Ask { twist: other, ..private })
    });
    let payload =
        Twist { signature: |signed| signed.signature = signed.key.sign(signed.content.payload()), ..STRAIGHT };
    list.twisted(code, "signature: over the payload without its type", Ask::statement(), payload);
    let none = Twist { signature: |signed| signed.signature = vec![0x30, 6, 2, 1, 0, 2, 1, 0], ..STRAIGHT };
    list.twisted(code, "signature: of zeros", Ask::message(), none);
}

fn artefact(list: &mut List) {
    let code = Code::BundleArtefactMismatch;
    let other = || vec![format!("sha256:{}", hex(&Hash::Sha256.of(b"another artefact")))];
    for (ask, content) in [(Ask::message(), "message"), (Ask::statement(), "statement"), (Ask::tiles(), "Rekor v2")] {
        let case = Case { artefact: other(), ..Case::of(&list.world, &ask) };
        list.case(code, &format!("artefact: another one, {content}"), case);
    }
    let mut contradictory = statement();
    contradictory["subject"][0]["digest"]["sha256"] = hex(&Hash::Sha256.of(b"another artefact")).into();
    contradictory["subject"][0]["digest"]["sha512"] = hex(&Hash::Sha512.of(ARTEFACT)).into();
    let ask = Ask { content: Content::Statement(contradictory.to_string().into_bytes()), ..Ask::statement() };
    list.case(code, "artefact: another SHA-256 beside its SHA-512", Case::of(&list.world, &ask));
    list.edited(code, "artefact: the message's digest was changed", &Ask::message(), |bundle| {
        let digest = base64(&Hash::Sha256.of(b"another artefact"));
        bundle["messageSignature"]["messageDigest"]["digest"] = digest.into();
    });
}

fn algorithm(list: &mut List) {
    let code = Code::BundleAlgorithmUnsupported;
    let ask = Ask { algorithm: Algorithm::Ed25519, log: Log::None, ..Ask::message() };
    list.case(code, "algorithm: Ed25519 over a message that only its digest is known of", {
        Case::of(&World::private(), &ask)
    });
    let other_curve = Twist {
        leaf: |_, leaf| {
            let algorithm = der::sequence(&[&der::oid("1.2.840.10045.2.1"), &der::oid("1.3.132.0.10")]);
            let point = leaf.key[leaf.key.len() - 65..].to_vec();
            leaf.key = der::sequence(&[&algorithm, &der::bits(&point)]);
        },
        ..STRAIGHT
    };
    list.twisted(code, "algorithm: a key on secp256k1", Ask::message(), other_curve);
}

fn identity(list: &mut List) {
    let mut expected = |code: Code, name: &str, ask: &Ask, subject: &str, issuer: &str| {
        let signer = Expected::Identity { subject: subject.into(), issuer: issuer.into() };
        let case = Case { signer, ..Case::of(&list.world, ask) };
        list.case(code, name, case);
    };
    let (subject, issuer) = ("riley@example.com", "https://accounts.example.com");
    let ask = Ask::message();
    let code = Code::BundleIdentityMismatch;
    expected(code, "identity: somebody else", &ask, "robin@example.com", issuer);
    expected(code, "identity: longer than the certificate's", &ask, "riley@example.com.example.org", issuer);
    expected(code, "identity: shorter than the certificate's", &ask, "riley@example.co", issuer);
    let code = Code::BundleIssuerMismatch;
    expected(code, "issuer: another", &ask, subject, "https://accounts.example.org");
    expected(code, "issuer: the same with a slash", &ask, subject, "https://accounts.example.com/");
}

/// A certificate has one name, of a kind that Fulcio certifies, and a name is of the kind that it reads like.
fn names(list: &mut List) {
    let code = Code::BundleIdentityMismatch;
    let mut besides = |what: &str, leaf: fn(&World, &mut Leaf)| {
        let name = format!("identity: {what} beside the address");
        list.twisted(code, &name, Ask::message(), Twist { leaf, ..STRAIGHT });
    };
    besides("another address", |_, leaf| leaf.besides = vec![der::implicit(1, b"robin@example.com")]);
    besides("an IP address", |_, leaf| leaf.besides = vec![der::implicit(7, &[10, 0, 0, 1])]);
    besides("a directory name", |_, leaf| {
        leaf.besides = vec![der::explicit(4, &name(&Some(("example.com".into(), "robin".into()))))];
    });
    besides("a user name that is no UTF-8", |_, leaf| {
        let other = [der::oid("1.3.6.1.4.1.57264.1.7"), der::explicit(0, &der::tlv(0x16, b"robin!example"))].concat();
        leaf.besides = vec![der::explicit(0, &other)];
    });
    let address = || "riley@example.com".to_owned();
    for (what, subject) in [
        ("a name of another kind than Fulcio's", Subject::Other("1.3.6.1.4.1.311.20.2.3", address())),
        ("a user name that reads like an address", Subject::Username(address())),
        ("a user name that reads like a URI", Subject::Username("https://example.com/riley".into())),
        ("a URI that reads like an address", Subject::Uri(address())),
        ("an address that reads like a URI", Subject::Email("https://example.com/@riley".into())),
    ] {
        let signer = Signer::Identity(subject, "https://accounts.example.com".into(), Vec::new());
        let case = Case::of(&list.world, &Ask { signer, ..Ask::message() });
        list.case(code, &format!("identity: {what}"), case);
    }
}
