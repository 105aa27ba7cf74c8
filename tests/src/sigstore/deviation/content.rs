//! The signature itself, what it is over, with which algorithm, and whose it is.

use countersign_core::base::code::Code;

use super::List;
use crate::sigstore::ask::{Algorithm, Ask, Log, STRAIGHT, Signer, Twist};
use crate::sigstore::bundle::Hint;
use crate::sigstore::case::{Case, Expected};
use crate::sigstore::der;
use crate::sigstore::key::{Hash, base64, hex};
use crate::sigstore::rekor;
use crate::sigstore::world::World;

pub(super) fn list(list: &mut List) {
    signature(list);
    artefact(list);
    algorithm(list);
    identity(list);
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
