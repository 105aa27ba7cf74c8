//! The certificate path at every proved time, what the leaf may be used for, and its signed certificate timestamp.

use countersign_core::base::code::Code;

use super::List;
use crate::sigstore::ask::{Ask, STRAIGHT, Twist};
use crate::sigstore::authority::{Leaf, Logged};
use crate::sigstore::case::Case;
use crate::sigstore::certificate::{
    CERTIFICATE_SIGNING, CODE_SIGNING, Certificate, DIGITAL_SIGNATURE, EMAIL_PROTECTION, Extension,
};
use crate::sigstore::certificate_log::CertificateLog;
use crate::sigstore::key::Key;
use crate::sigstore::trusted_root::rfc3339;
use crate::sigstore::world::{DAY, SIGNED_AT, World};

pub(super) fn list(list: &mut List) {
    times(list);
    path(list);
    usage(list);
    timestamps(list);
}

fn leaf(list: &mut List, expect: Code, name: &str, change: fn(&World, &mut Leaf)) {
    list.twisted(expect, name, Ask::message(), Twist { leaf: change, ..STRAIGHT });
}

fn times(list: &mut List) {
    let code = Code::BundleCertificateExpired;
    leaf(list, code, "certificate: expired before it signed", |_, leaf| leaf.not_after = SIGNED_AT - 1);
    // The log integrated it a second after it was signed; the timestamp is of the second after that.
    leaf(list, code, "certificate: expired between two proved times", |_, leaf| leaf.not_after = SIGNED_AT + 1);
    leaf(list, code, "certificate: began between two proved times", |_, leaf| leaf.not_before = SIGNED_AT + 2);
    let mut authority = |name: &str, at: usize, change: fn(&mut Certificate)| {
        list.rebuilt(code, name, &Ask::message(), |world| change(&mut world.fulcio.line[at].certificate));
    };
    authority("certificate: the intermediate has expired", 1, |ca| ca.not_after = SIGNED_AT - DAY);
    authority("certificate: the intermediate is not valid yet", 1, |ca| ca.not_before = SIGNED_AT + DAY);
    authority("certificate: the root has expired", 0, |ca| ca.not_after = SIGNED_AT - DAY);
    authority("certificate: the root is not valid yet", 0, |ca| ca.not_before = SIGNED_AT + DAY);
    let mut bound = |name: &str, end: &str, at: u64| {
        list.rooted(Code::BundleAuthorityOutsideWindow, name, &Ask::message(), |root| {
            root["certificateAuthorities"][0]["validFor"][end] = rfc3339(at).into();
        });
    };
    bound("certificate: signed before the authority's window", "start", SIGNED_AT + DAY);
    bound("certificate: signed after the authority's window", "end", SIGNED_AT - DAY);
}

fn path(list: &mut List) {
    let code = Code::BundleChainInvalid;
    let ask = Ask::message();
    list.forged(code, "path: of another authority", &ask, |world| {
        world.fulcio = World::of("other.example", true, 2).fulcio
    });
    list.forged(code, "path: of another authority of the same names", &ask, |world| {
        world.fulcio.line[1].key = Key::p384("other");
    });
    leaf(list, code, "path: the leaf is not signed by its authority", |_, leaf| {
        leaf.signed_by = Some(Key::p384("other"))
    });
    let mut intermediate = |name: &str, change: fn(&mut Certificate)| {
        list.rebuilt(code, name, &ask, |world| change(&mut world.fulcio.line[1].certificate));
    };
    intermediate("path: the intermediate is no authority", |ca| ca.set(Extension::no_authority()));
    intermediate("path: the intermediate does not say that it is an authority", |ca| ca.remove("2.5.29.19"));
    intermediate("path: the intermediate may not sign certificates", |ca| {
        ca.set(Extension::key_usage(DIGITAL_SIGNATURE));
    });
    let mut deep = World::of("deep.example", true, 3);
    deep.fulcio.line[1].certificate.set(Extension::authority(0));
    list.case(code, "path: longer than the first intermediate allows", Case::of(&deep, &ask));
    let mut deep = World::of("deep.example", true, 3);
    deep.fulcio.line[0].certificate.set(Extension::authority(0));
    list.case(code, "path: longer than the root allows", Case::of(&deep, &ask));
}

fn usage(list: &mut List) {
    let code = Code::BundleCertificateUsage;
    leaf(list, code, "usage: not for code signing", |_, leaf| leaf.purposes = vec![EMAIL_PROTECTION]);
    leaf(list, code, "usage: for nothing", |_, leaf| leaf.purposes = Vec::new());
    leaf(list, code, "usage: not for digital signatures", |_, leaf| leaf.usage = CERTIFICATE_SIGNING);
}

/// How the leaf is logged.
fn logged(leaf: &mut Leaf) -> &mut Logged {
    leaf.logged.as_mut().expect("it is logged")
}

fn timestamps(list: &mut List) {
    leaf(list, Code::BundleSctMissing, "certificate timestamp: none", |_, leaf| leaf.logged = None);
    leaf(list, Code::BundleSctLogUnknown, "certificate timestamp: of an unknown log", |_, leaf| {
        logged(leaf).log = CertificateLog::of("ctfe.other.example");
    });
    let mut bound = |name: &str, end: &str, at: u64| {
        list.rooted(Code::BundleSctLogUnknown, name, &Ask::message(), |root| {
            root["ctlogs"][0]["publicKey"]["validFor"][end] = rfc3339(at).into();
        });
    };
    bound("certificate timestamp: before its log's window", "start", SIGNED_AT + DAY);
    bound("certificate timestamp: after its log's window", "end", SIGNED_AT - DAY);
    let code = Code::BundleSctInvalid;
    leaf(list, code, "certificate timestamp: of another issuer", |world, leaf| {
        logged(leaf).promise.issuer = world.fulcio.line[0].certificate.key.clone();
    });
    leaf(list, code, "certificate timestamp: extensions dropped", |_, leaf| {
        logged(leaf).promise.extensions = vec![0, 0, 5, 0, 0, 1, 2, 3];
    });
    leaf(list, code, "certificate timestamp: extensions added", |_, leaf| {
        logged(leaf).promise.written_extensions = vec![0, 0, 5, 0, 0, 1, 2, 3];
    });
    leaf(list, code, "certificate timestamp: of another certificate", |_, leaf| {
        logged(leaf).precertificate = |certificate| certificate.not_after += 1;
    });
    leaf(list, code, "certificate timestamp: of a certificate for more", |_, leaf| {
        logged(leaf).precertificate =
            |certificate| certificate.set(Extension::purposes(&[CODE_SIGNING, EMAIL_PROTECTION]));
    });
}
