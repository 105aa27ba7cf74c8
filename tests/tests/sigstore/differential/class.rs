//! Why the two disagree, and why a changed bundle may verify at all: every reason there is, each for certain changes in certain
//! places. What falls into none is a failure.

use super::mutation::{Action, Mutation};
use super::question::Answers;

/// Who verifies a changed bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verified {
    /// The core and `sigstore-verify`.
    Both,
    /// The core alone.
    Ours,
    /// `sigstore-verify` alone.
    Theirs,
}

/// One reason.
pub(super) struct Class {
    pub(super) verified: Verified,
    /// The beginnings of the places, without `/verificationMaterial`; members of lists are `*`.
    places: &'static [&'static str],
    actions: &'static [Action],
    /// What the one that refuses says: the core's code, or a part of the other's message.
    says: &'static [&'static str],
    pub(super) why: &'static str,
}

const NUMBERS: &[&str] = &[
    "/tlogEntries/*/logIndex",
    "/tlogEntries/*/integratedTime",
    "/tlogEntries/*/inclusionProof/logIndex",
    "/tlogEntries/*/inclusionProof/treeSize",
];
const CHECKPOINT: &str = "/tlogEntries/*/inclusionProof/checkpoint";
const PROMISE: &str = "/tlogEntries/*/inclusionPromise";
const STAMPS: &str = "/timestampVerificationData";
const STAMP: &str = "/timestampVerificationData/rfc3161Timestamps/*";
const CHAIN: &str = "/x509CertificateChain/certificates";
const HINT: &str = "/publicKey";
/// What another bundle can have of the same signature.
const EVIDENCE: &[&str] = &["/verificationMaterial", "/tlogEntries", STAMPS];
const DIGEST: &str = "/messageSignature/messageDigest";
const LEFT_OUT: &[Action] = &[Action::Drop, Action::Null, Action::Empty];
const CHANGED: &[Action] = &[Action::FlipBit, Action::FlipCharacter, Action::Shorten, Action::Lengthen, Action::Negate];

const fn both(places: &'static [&'static str], actions: &'static [Action], why: &'static str) -> Class {
    Class { verified: Verified::Both, places, actions, says: &[], why }
}

const fn ours(
    places: &'static [&'static str],
    actions: &'static [Action],
    says: &'static [&'static str],
    why: &'static str,
) -> Class {
    Class { verified: Verified::Ours, places, actions, says, why }
}

const fn theirs(
    places: &'static [&'static str],
    actions: &'static [Action],
    says: &'static [&'static str],
    why: &'static str,
) -> Class {
    Class { verified: Verified::Theirs, places, actions, says, why }
}

#[rustfmt::skip]
pub(super) const CLASSES: &[Class] = &[
    // Whatever verifies here was held against what is signed: nothing of that is another.
    both(&[""], &[Action::Nothing], "the bundle as it was published"),
    both(&[""], &[Action::Add], "a member that nobody knows is passed over"),
    both(&[""], &[Action::Spell, Action::Respell], "another spelling of the same bytes or number"),
    both(&["/mediaType"], &[Action::MediaType, Action::Swap], "another version's media type, and what that version wants is there"),
    both(&[HINT], &[Action::Drop, Action::Null, Action::Empty, Action::Swap, Action::FlipBit, Action::FlipCharacter, Action::Shorten, Action::Lengthen],
        "a hint that is no key's digest names nothing, and a key is given: its signature decides"),
    both(&["/dsseEnvelope/signatures/*/keyid"], &[Action::Drop, Action::Null, Action::Swap, Action::FlipCharacter], "the key id beside an envelope's signature is a hint"),
    both(&[DIGEST], &[Action::Drop, Action::Null, Action::Empty, Action::Swap], "the digest of a message is a hint: the artefact's own is taken"),
    both(&[STAMPS], LEFT_OUT, "a timestamp less, and another time is proved, or none needed"),
    both(&[PROMISE], LEFT_OUT, "a promise less, beside a proof and a timestamp or a managed key"),
    both(&["/tlogEntries/*/inclusionProof"], LEFT_OUT, "a proof less, beside a promise: version 0.1"),
    both(&["/tlogEntries"], LEFT_OUT, "no entries: the instance has no log, or another entry is there"),
    both(NUMBERS, LEFT_OUT, "a number that is 0, or that nobody signed, left out"),
    both(&["/tlogEntries/*/logIndex", "/tlogEntries/*/integratedTime"], &[Action::Number, Action::Swap], "a number that nobody signed: there is no promise"),
    both(&["/tlogEntries", STAMPS, CHAIN], &[Action::Duplicate, Action::Reverse], "the same evidence twice, or in another order"),
    both(EVIDENCE, &[Action::Swap], "another bundle's evidence of the same signature"),
    both(&[CHAIN], &[Action::Drop, Action::FlipBit, Action::FlipCharacter, Action::Swap, Action::Negate, Action::Shorten, Action::Lengthen],
        "a certificate above the signer's that no path needs: the trusted root has its own"),
    both(&[STAMP], CHANGED, "a part of a timestamp that is not signed: status, certificates, signature's form"),
    both(&[CHECKPOINT], CHANGED, "the signature of a witness, who counts for nothing"),
    both(&[PROMISE], &[Action::Negate], "the log's other ECDSA signature over the same"),

    // The core alone.
    ours(&[""], &[Action::Null, Action::Drop, Action::Empty], &["JSON error: "], "it demands members that JSON of protobuf may leave out, or have as null"),
    ours(&[""], &[Action::Spell], &["JSON error: "], "it demands Base64 without line breaks"),
    ours(&["/tlogEntries/*/logIndex"], &[Action::Drop, Action::Null, Action::Number, Action::Swap], &["invalid inclusion proof", "out of range for tree size", "malformed"],
        "it takes the index beside the proof for the proof's with Rekor v2; nobody signed it"),
    ours(&["/tlogEntries/*/integratedTime"], &[Action::Number, Action::Swap], &["invalid integrated time", "JSON error: "], "it asks for the window even of a time that nobody signed"),
    ours(&[CHECKPOINT], LEFT_OUT, &["inclusion proof has no checkpoint"], "it demands a checkpoint beside a promise, in version 0.1, too"),
    ours(&["/mediaType"], &[Action::MediaType, Action::Swap], &["inclusion proof has no checkpoint"], "it demands a checkpoint beside a promise, in version 0.1, too"),
    ours(&["/mediaType"], &[Action::MediaType, Action::Swap], &["must have an in"], "it demands a promise of version 0.1 where the instance has no log"),
    ours(&[DIGEST], LEFT_OUT, &["mismatch: message digest in bundle"], "an empty digest is none, as protobuf has it; to it, it is another"),
    ours(&[DIGEST], &[Action::Swap], &["invalid signature"], "it hashes the artefact as the bundle hints, and no other way"),
    ours(EVIDENCE, &[Action::Swap], &["unsupported Rekor entry format", "failed to parse Rekor body", "invalid hash in Rekor entry", "must have an in", "has no checkpoint"],
        "another bundle's evidence of the same signature, of a kind that it cannot verify"),
    ours(&[PROMISE], LEFT_OUT, &["invalid inclusion promise"], "an empty promise is none, as protobuf has it; to it, it is a false one"),
    ours(&[STAMP], CHANGED, &["invalid RFC 3161 timestamp"], "it reads parts of a timestamp that are not signed"),

    // The other alone.
    theirs(&["/mediaType"], LEFT_OUT, &["bundle.unreadable"], "it takes a bundle without a media type for version 0.1"),
    theirs(&["/tlogEntries/*/inclusionProof"], &[Action::Drop, Action::FlipBit, Action::FlipCharacter, Action::Number, Action::Swap, Action::Null, Action::Empty, Action::Shorten, Action::Lengthen, Action::Spell],
        &["bundle.proof-invalid", "bundle.checkpoint-mismatch"], "it reads index, size and root hash of a proof from elsewhere, or not at all"),
    theirs(&[CHECKPOINT], CHANGED, &["bundle.checkpoint-unsigned", "bundle.checkpoint-unreadable"], "it binds neither name nor origin of a checkpoint to the log, and reads notes less strictly"),
    theirs(&["/tlogEntries/*/logId"], &[Action::FlipBit, Action::FlipCharacter, Action::Shorten, Action::Lengthen, Action::Empty, Action::Swap],
        &["bundle.entry-log-unknown", "bundle.unreadable", "bundle.checkpoint-unsigned"], "without a promise it does not read the log's id"),
    theirs(EVIDENCE, &[Action::Swap], &["bundle.entry-key-mismatch"], "of an entry it does not hold a certificate against a managed key"),
    theirs(EVIDENCE, &[Action::Swap], &["bundle.entry-log-unknown"], "without logs in the trusted root it is told to pass over entries"),
    theirs(&[HINT], &[Action::FlipBit, Action::FlipCharacter, Action::Swap], &["bundle.key-mismatch"], "it does not read the hint of a managed key"),
    theirs(&[CHAIN], &[Action::FlipBit, Action::FlipCharacter, Action::Shorten, Action::Lengthen, Action::Empty, Action::Swap, Action::Null],
        &["bundle.unreadable", "bundle.chain-has-root", "bundle.material-missing"], "it takes the signer's certificate and leaves the rest"),
    theirs(&[STAMP], CHANGED, &["bundle.timestamp-"], "it does not read all that is not signed of a timestamp"),
    theirs(&[DIGEST], &[Action::FlipCharacter, Action::Swap, Action::Empty], &["bundle.algorithm-unsupported"], "it does not read the digest's algorithm"),
    theirs(NUMBERS, &[Action::Respell], &["bundle.unreadable"], "it reads numbers with zeros before them"),
];

/// For a bundle that the other cannot verify as it was published (see `oracle.rs`).
pub(super) const BEYOND_IT: &str = "it cannot verify the bundle as it was published, either";

/// For a bundle that neither verifies as it was published.
pub(super) const PUT_RIGHT: &str = "the change puts right what was broken on purpose";

impl Class {
    /// The first that explains it.
    pub(super) fn of(mutation: &Mutation, verified: Verified, answers: &Answers) -> Option<&'static Self> {
        let place = mutation.place();
        let place = place.strip_prefix("/verificationMaterial").filter(|rest| !rest.is_empty()).unwrap_or(&place);
        let said = [&answers.ours, &answers.theirs].into_iter().filter_map(|said| said.as_ref().err()).next();
        CLASSES.iter().find(|class| {
            class.verified == verified
                && class.places.iter().any(|start| place.starts_with(start))
                && class.actions.contains(&mutation.action)
                && said.is_none_or(|said| class.says.iter().any(|part| said.contains(part)))
        })
    }
}
