//! Timestamps (RFC 3161). The bundles are of Rekor v2, so that the timestamp is the only time that they prove.

use countersign_core::base::code::Code;

use super::{List, material};
use crate::sigstore::ask::{Ask, STRAIGHT, Twist};
use crate::sigstore::case::Case;
use crate::sigstore::certificate::{CODE_SIGNING, Certificate, EMAIL_PROTECTION, Extension, TIME_STAMPING};
use crate::sigstore::key::{Hash, Key, base64};
use crate::sigstore::timestamp::{DATA, TimestampAuthority, Token};
use crate::sigstore::trusted_root::rfc3339;
use crate::sigstore::world::{CLOSES, DAY, OPENED, SIGNED_AT, World};

pub(super) fn list(list: &mut List) {
    unreadable(list);
    signature(list);
    signer(list);
    chain(list);
    window(list);
}

fn token(list: &mut List, expect: Code, name: &str, change: fn(&World, &mut Token)) {
    list.twisted(expect, name, Ask::tiles(), Twist { token: change, ..STRAIGHT });
}

fn unreadable(list: &mut List) {
    let code = Code::BundleTimestampUnreadable;
    token(list, code, "timestamp: rejected", |_, token| token.status = 2);
    token(list, code, "timestamp: waiting", |_, token| token.status = 3);
    token(list, code, "timestamp: the content is no TSTInfo", |_, token| {
        token.content_type = DATA;
        token.content_type_attribute = Some(DATA);
    });
    token(list, code, "timestamp: two signers", |_, token| token.signers = 2);
    token(list, code, "timestamp: no signer", |_, token| token.signers = 0);
    token(list, code, "timestamp: of indefinite length", |_, token| token.indefinite = true);
    list.edited(code, "timestamp: no DER at all", &Ask::tiles(), |bundle| {
        let stamps = &mut material(bundle)["timestampVerificationData"]["rfc3161Timestamps"];
        stamps[0]["signedTimestamp"] = base64(b"no timestamp").into();
    });
}

fn signature(list: &mut List) {
    let code = Code::BundleTimestampUnreadable;
    token(list, code, "timestamp: message-digest attribute of something else", |_, token| {
        token.digest_attribute = Some(Hash::Sha256.of(b"something else"));
    });
    token(list, code, "timestamp: no message-digest attribute", |_, token| token.digest_attribute = None);
    token(list, code, "timestamp: content-type attribute of something else", |_, token| {
        token.content_type_attribute = Some(DATA);
    });
    token(list, code, "timestamp: no content-type attribute", |_, token| token.content_type_attribute = None);
    let code = Code::BundleTimestampSignatureInvalid;
    token(list, code, "timestamp: attributes signed with the tag they are sent with", |_, token| {
        token.signed_as_sent = true;
    });
    token(list, code, "timestamp: signed with another key", |_, token| token.key = Some(Key::p384("other")));
    token(list, Code::BundleTimestampMismatch, "timestamp: of another signature", |_, token| {
        token.stamped = b"another signature".to_vec();
    });
}

/// A certificate that says it is the authority's own, for a key of somebody else's, signed by that key.
fn forged(world: &World) -> (Key, Certificate) {
    let key = Key::p384("other");
    (key.clone(), Certificate { key: key.spki(), ..world.timestamps.leaf.clone() })
}

fn signer(list: &mut List) {
    let code = Code::BundleTimestampSignatureInvalid;
    token(list, code, "timestamp: signed by a forged certificate of the same number", |world, token| {
        let (key, certificate) = forged(world);
        token.certificates = vec![world.timestamps.certificate(), certificate.signed(&key)];
        token.key = Some(key);
    });
    let code = Code::BundleTimestampAuthorityUnknown;
    token(list, code, "timestamp: signed by a forged certificate beside the genuine one", |world, token| {
        let (key, certificate) = forged(world);
        let certificate = Certificate { serial: vec![1, 2, 3], ..certificate };
        token.certificates = vec![world.timestamps.certificate(), certificate.signed(&key)];
        token.signer = Some(certificate);
        token.key = Some(key);
    });
    let other = || TimestampAuthority::of("timestamp.other.example", OPENED, CLOSES);
    list.forged(code, "timestamp: of an unknown authority", &Ask::tiles(), |world| world.timestamps = other());
    let carried = Twist { token: |world, token| token.certificates = world.timestamps.certificates(), ..STRAIGHT };
    let ask = Ask { twist: carried, ..Ask::tiles() };
    list.forged(code, "timestamp: of an unknown authority, with its certificates", &ask, |world| {
        world.timestamps = other();
    });
    retired(list, &ask);
}

/// A token brings along the certificate of a signer whom the same line certified, and whom the root names no longer.
fn retired(list: &mut List, carried: &Ask) {
    let predecessor = |world: &mut World| {
        let key = Key::p384("retired timestamps");
        world.timestamps.leaf.key = key.spki();
        world.timestamps.leaf.serial = vec![1, 2, 3];
        world.timestamps.leaf.set(Extension::subject_key(&key.spki()));
        world.timestamps.key = key;
    };
    let code = Code::BundleTimestampAuthorityUnknown;
    let name = "timestamp: of a retired signer, brought along, where the root names its successor";
    list.forged(code, name, carried, predecessor);
    let successor = list.world.trusted_root()["timestampAuthorities"][0].clone();
    let mut world = list.world.clone();
    predecessor(&mut world);
    let case = Case::of(&world, carried).root(|root| {
        root["timestampAuthorities"][0]["validFor"]["end"] = rfc3339(SIGNED_AT + 1).into();
        root["timestampAuthorities"].as_array_mut().expect("authorities").push(successor);
    });
    let name = "timestamp: of a signer whose window has ended, brought along, beside its successor";
    list.case(Code::BundleTimestampOutsideWindow, name, case);
}

fn chain(list: &mut List) {
    let ask = Ask::tiles();
    let mut leaf = |name: &str, change: fn(&mut Certificate)| {
        list.rebuilt(Code::BundleTimestampChainInvalid, name, &ask, |world| change(&mut world.timestamps.leaf));
    };
    leaf("timestamp: the signer may do something else besides", |leaf| {
        leaf.set(Extension::purposes(&[TIME_STAMPING, CODE_SIGNING]));
    });
    leaf("timestamp: the signer may do something else", |leaf| leaf.set(Extension::purposes(&[EMAIL_PROTECTION])));
    leaf("timestamp: the signer has no purpose", |leaf| leaf.remove("2.5.29.37"));
    leaf("timestamp: the signer has expired", |leaf| leaf.not_after = SIGNED_AT);
    leaf("timestamp: the signer is not valid yet", |leaf| leaf.not_before = SIGNED_AT + DAY);
    list.rebuilt(Code::BundleTimestampChainInvalid, "timestamp: the authority's root has expired", &ask, |world| {
        world.timestamps.authority.line[0].certificate.not_after = SIGNED_AT;
    });
}

fn window(list: &mut List) {
    let mut bound = |name: &str, end: &str, at: u64| {
        list.rooted(Code::BundleTimestampOutsideWindow, name, &Ask::tiles(), |root| {
            root["timestampAuthorities"][0]["validFor"][end] = rfc3339(at).into();
        });
    };
    bound("timestamp: a second before its authority's window", "start", SIGNED_AT + 3);
    bound("timestamp: a second after its authority's window", "end", SIGNED_AT + 1);
}
