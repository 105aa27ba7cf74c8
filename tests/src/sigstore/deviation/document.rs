//! Documents that are not as their formats have them; keys and certificates in the wrong place; too much of something.

use countersign_core::base::code::Code;
use serde_json::{Value, json};

use super::{List, material, repeat};
use crate::sigstore::ask::{Ask, Signer};
use crate::sigstore::bundle::{Hint, Version};
use crate::sigstore::case::{Case, Expected};
use crate::sigstore::key::{Key, base64};

/// More of anything than a genuine bundle has.
const FAR_TOO_MANY: usize = 5000;

pub(super) fn list(list: &mut List) {
    trusted_roots(list);
    bundles(list);
    keys(list);
    limits(list);
}

fn trusted_roots(list: &mut List) {
    let code = Code::TrustedRootUnreadable;
    let ask = Ask::message();
    let case = Case { trusted_root: b"{\"mediaType\":".to_vec(), ..Case::of(&list.world, &ask) };
    list.case(code, "trusted root: no JSON", case);
    list.rooted(code, "trusted root: of another version", &ask, |root| {
        root["mediaType"] = "application/vnd.dev.sigstore.trustedroot+json;version=9.9".into();
    });
    list.rooted(code, "trusted root: a log's key is none", &ask, |root| {
        root["tlogs"][0]["publicKey"]["rawBytes"] = base64(b"no key").into();
    });
    list.rooted(code, "trusted root: an authority's certificate is none", &ask, |root| {
        let chain = &mut root["certificateAuthorities"][0]["certChain"];
        chain["certificates"][1]["rawBytes"] = base64(b"no certificate").into();
    });
    list.rooted(code, "trusted root: a time that is none", &ask, |root| {
        root["tlogs"][0]["publicKey"]["validFor"]["start"] = "yesterday".into();
    });
}

fn bundles(list: &mut List) {
    let code = Code::BundleUnreadable;
    let ask = Ask::message();
    let whole = Case::of(&list.world, &ask);
    let mut cut = whole.clone();
    cut.bundle.pop();
    list.case(code, "bundle: cut short", cut);
    let text = String::from_utf8(whole.bundle.clone()).expect("JSON is UTF-8");
    let twice = text.replacen('{', "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",", 1);
    list.case(code, "bundle: a member twice", Case { bundle: twice.into_bytes(), ..whole });
    list.edited(code, "bundle: the signature is not base64", &ask, |bundle| {
        bundle["messageSignature"]["signature"] = "MEUC*".into();
    });
    let envelope = list.world.sign(&Ask::statement())["dsseEnvelope"].clone();
    list.edited(code, "bundle: two contents", &ask, |bundle| bundle["dsseEnvelope"] = envelope);
    list.edited(code, "bundle: no content", &ask, |bundle| {
        bundle.as_object_mut().expect("an object").remove("messageSignature");
    });
    list.edited(code, "bundle: a negative index", &ask, |bundle| {
        material(bundle)["tlogEntries"][0]["logIndex"] = "-1".into();
    });
    list.edited(code, "bundle: a huge index", &ask, |bundle| {
        material(bundle)["tlogEntries"][0]["inclusionProof"]["logIndex"] = "9".repeat(40).into();
    });
    list.edited(code, "bundle: an envelope with two signatures", &Ask::statement(), |bundle| {
        repeat(&mut bundle["dsseEnvelope"]["signatures"], 1);
    });
    let code = Code::BundleVersionUnknown;
    list.edited(code, "bundle: version 0.9", &ask, |bundle| {
        bundle["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.9+json".into();
    });
    list.edited(code, "bundle: version 0.9, in the older form", &ask, |bundle| {
        bundle["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.9".into();
    });
}

fn keys(list: &mut List) {
    let chained = Ask { version: Version::V02, ..Ask::message() };
    let managed = Ask { signer: Signer::Key(Hint::Base64), ..Ask::message() };
    list.edited(Code::BundleMaterialMissing, "material: none", &Ask::message(), |bundle| {
        material(bundle).as_object_mut().expect("an object").remove("certificate");
    });
    list.edited(Code::BundleMaterialMissing, "material: a chain of no certificates", &chained, |bundle| {
        material(bundle)["x509CertificateChain"]["certificates"] = json!([]);
    });
    let root = list.world.fulcio.certificates().pop().expect("a line has a root");
    list.edited(Code::BundleChainHasRoot, "material: the chain has the root", &chained, |bundle| {
        let chain = &mut material(bundle)["x509CertificateChain"]["certificates"];
        chain.as_array_mut().expect("a list").push(json!({ "rawBytes": base64(&root) }));
    });
    let signer =
        Expected::Identity { subject: "riley@example.com".into(), issuer: "https://accounts.example.com".into() };
    let missing = Case { signer, ..Case::of(&list.world, &managed) };
    list.case(Code::BundleKeyMissing, "managed key: none is trusted", missing);
    let other = Case { signer: Expected::Key(Key::p256("other").pem()), ..Case::of(&list.world, &managed) };
    list.case(Code::BundleKeyMismatch, "managed key: another is trusted", other);
    list.edited(Code::BundleKeyMismatch, "managed key: the hint is another key's", &managed, |bundle| {
        material(bundle)["publicKey"]["hint"] = base64(&Key::p256("other").id()).into();
    });
    let unwanted = Case { signer: Expected::Key(Key::p256("signer").pem()), ..Case::of(&list.world, &Ask::message()) };
    list.case(Code::BundleKeyUnwanted, "managed key: there is a certificate", unwanted);
}

fn limits(list: &mut List) {
    let code = Code::BundleLimitExceeded;
    let ask = Ask::message();
    let mut many = |name: &str, ask: &Ask, find: fn(&mut Value) -> &mut Value| {
        list.edited(code, name, ask, |bundle| repeat(find(material(bundle)), FAR_TOO_MANY));
    };
    many("limit: thousands of entries", &ask, |material| &mut material["tlogEntries"]);
    many(
        "limit: thousands of timestamps",
        &ask,
        |material| &mut material["timestampVerificationData"]["rfc3161Timestamps"],
    );
    many("limit: thousands of hashes", &ask, |material| &mut material["tlogEntries"][0]["inclusionProof"]["hashes"]);
    many("limit: thousands of certificates", &Ask { version: Version::V02, ..ask.clone() }, |material| {
        &mut material["x509CertificateChain"]["certificates"]
    });
}
