//! The codes of Sigstore bundles and trusted roots. In a decision a bundle that does not verify counts for nothing, so its
//! code warns; `verify-bundle` refuses with it.

macro_rules! sigstore { ([$($rest:ident)*] $($rows:tt)*) => { chain! { [$($rest)*] $($rows)*
    TrustedRootUnreadable "trusted-root.unreadable" Fail malformed:
        "A trusted root is not as `trusted_root.json` of Sigstore has it, or one of its keys or certificates cannot be read.",
        "use the file that the instance publishes; `countersign version` names the built-in ones";
    BundleUnreadable "bundle.unreadable" Warn answered:
        "A Sigstore bundle is not as its format has it.",
        "take the file away, or fetch the bundle again";
    BundleVersionUnknown "bundle.version-unknown" Warn answered:
        "The bundle is of a version that this verifier does not know.",
        "write it as version 0.1, 0.2 or 0.3, or use a newer verifier";
    BundleLimitExceeded "bundle.limit-exceeded" Warn answered:
        "The bundle has more entries, timestamps, certificates or proof hashes than any genuine one.",
        "fetch the bundle again; the limits are in `core/src/base/limits.rs`";
    BundleMaterialMissing "bundle.material-missing" Warn answered:
        "The bundle has neither a certificate nor a public key's hint.",
        "sign again, and keep the bundle as the signer wrote it";
    BundleChainHasRoot "bundle.chain-has-root" Warn answered:
        "The bundle carries a root certificate; roots come from the trusted root alone.",
        "write the bundle without it";
    BundleKeyMissing "bundle.key-missing" Warn answered:
        "The bundle was signed with a managed key, and no such key is trusted here.",
        "give the public key, or put it into the roster";
    BundleKeyMismatch "bundle.key-mismatch" Warn answered:
        "The bundle names another managed key than the one that is trusted.",
        "verify with the key that signed";
    BundleKeyUnwanted "bundle.key-unwanted" Warn answered:
        "The bundle was signed with a certificate where a managed key is asked for.",
        "verify it by identity and issuer";
    BundleTimestampUnreadable "bundle.timestamp-unreadable" Warn answered:
        "A timestamp is not a granted RFC 3161 response in DER, with one signer who signed what is in it.",
        "sign again, and have it timestamped again";
    BundleTimestampMismatch "bundle.timestamp-mismatch" Warn answered:
        "A timestamp is of another signature than the bundle's.",
        "keep every bundle with its own timestamps";
    BundleTimestampAuthorityUnknown "bundle.timestamp-authority-unknown" Warn answered:
        "No timestamp authority of the trusted roots issued the timestamp.",
        "use the trusted root of the authority's instance";
    BundleTimestampChainInvalid "bundle.timestamp-chain-invalid" Warn answered:
        "The timestamp's signer has no valid certificate path to its authority at the time that it states, or its certificate is not for timestamping alone.",
        "have the signature timestamped by a valid authority";
    BundleTimestampSignatureInvalid "bundle.timestamp-signature-invalid" Warn answered:
        "The timestamp's own signature is wrong.",
        "sign again, and have it timestamped again";
    BundleTimestampOutsideWindow "bundle.timestamp-outside-window" Warn answered:
        "The timestamp's time lies outside the window in which its authority is trusted.",
        "use the current trusted root; otherwise sign again";
    BundleTimeMissing "bundle.time-missing" Warn answered:
        "Nothing proves when the bundle was signed: no timestamp and no signed promise of a log.",
        "sign again with a timestamp authority";
    BundleTimeInFuture "bundle.time-in-future" Warn answered:
        "The bundle proves a time that has not come.",
        "check this host's clock";
    BundlePromiseMissing "bundle.promise-missing" Warn answered:
        "A log entry of a version 0.1 bundle has no signed promise.",
        "sign again; newer bundles carry proofs";
    BundlePromiseInvalid "bundle.promise-invalid" Warn answered:
        "The log's promise (signed entry timestamp) is not the log's over this entry and time.",
        "fetch the bundle again; if it stays, somebody altered it";
    BundleChainInvalid "bundle.chain-invalid" Warn answered:
        "The certificate has no valid path to a certificate authority of the trusted roots.",
        "use the trusted root of the instance that issued the certificate";
    BundleCertificateExpired "bundle.certificate-expired" Warn answered:
        "A certificate of the path was not valid at a proved time.",
        "sign again; short-lived certificates sign within minutes";
    BundleAuthorityOutsideWindow "bundle.authority-outside-window" Warn answered:
        "A proved time lies outside the window in which the certificate authority is trusted.",
        "use the current trusted root; otherwise sign again";
    BundleCertificateUsage "bundle.certificate-usage" Warn answered:
        "The certificate is not one for signing code (digital signature, code signing).",
        "sign with a certificate that Fulcio issued";
    BundleSctMissing "bundle.sct-missing" Warn answered:
        "The certificate has no signed certificate timestamp, and the instance has certificate logs.",
        "sign again; the authority logs what it issues";
    BundleSctLogUnknown "bundle.sct-log-unknown" Warn answered:
        "No certificate log of the trusted root gave the certificate's timestamp, at a time at which it was trusted.",
        "use the trusted root of the instance that issued the certificate";
    BundleSctInvalid "bundle.sct-invalid" Warn answered:
        "The signed certificate timestamp is not the log's over this certificate and issuer.",
        "sign again; if it stays, the authority's log is at fault";
    BundleEntryMissing "bundle.entry-missing" Warn answered:
        "The bundle has no transparency log entry, and the instance has logs.",
        "sign again, and have the signature logged";
    BundleEntryLogUnknown "bundle.entry-log-unknown" Warn answered:
        "No transparency log of the trusted root is the entry's, at a time at which it was trusted.",
        "use the trusted root of the log's instance";
    BundleProofMissing "bundle.proof-missing" Warn answered:
        "A log entry has no inclusion proof with a checkpoint.",
        "sign again; bundles from version 0.2 on carry proofs";
    BundleProofInvalid "bundle.proof-invalid" Warn answered:
        "The inclusion proof does not lead from the entry to its root hash.",
        "fetch the bundle again; if it stays, somebody altered it";
    BundleCheckpointUnreadable "bundle.checkpoint-unreadable" Warn answered:
        "The checkpoint is not a signed note with origin, size and root hash.",
        "fetch the bundle again";
    BundleCheckpointUnsigned "bundle.checkpoint-unsigned" Warn answered:
        "No signature of the checkpoint is by the log's key under the log's name.",
        "fetch the bundle again; a witness's signature alone is not the log's";
    BundleCheckpointInvalid "bundle.checkpoint-invalid" Warn answered:
        "The log's signature on the checkpoint is wrong.",
        "fetch the bundle again; if it stays, somebody altered it";
    BundleCheckpointMismatch "bundle.checkpoint-mismatch" Warn answered:
        "The checkpoint has another size or root hash than the inclusion proof.",
        "fetch the bundle again; the proof belongs to another tree";
    BundleEntryUnsupported "bundle.entry-unsupported" Warn answered:
        "The log entry is of a kind or version that this verifier does not know, or not as its kind has it.",
        "sign again with a current tool, or use a newer verifier";
    BundleEntryDigestMismatch "bundle.entry-digest-mismatch" Warn answered:
        "The log entry is about another digest than the bundle.",
        "keep every bundle with its own log entry";
    BundleEntrySignatureMismatch "bundle.entry-signature-mismatch" Warn answered:
        "The log entry has another signature than the bundle.",
        "keep every bundle with its own log entry";
    BundleEntryKeyMismatch "bundle.entry-key-mismatch" Warn answered:
        "The log entry has another certificate or key than the bundle.",
        "keep every bundle with its own log entry";
    BundleSignatureInvalid "bundle.signature-invalid" Warn answered:
        "The signature is not the certificate's or the key's over the content.",
        "fetch the bundle again; if it stays, somebody altered it";
    BundleArtefactMismatch "bundle.artefact-mismatch" Warn answered:
        "The bundle is about another artefact.",
        "verify the file that was signed";
    BundleAlgorithmUnsupported "bundle.algorithm-unsupported" Warn answered:
        "A key or signature is of an algorithm that this verifier does not know, or that cannot be verified from a digest.",
        "sign with ECDSA P-256 or P-384, Ed25519 (statements only) or RSA";
    BundleIdentityMismatch "bundle.identity-mismatch" Warn answered:
        "The certificate is somebody else's.",
        "check whom the bundle should be from";
    BundleIssuerMismatch "bundle.issuer-mismatch" Warn answered:
        "Another identity provider vouched for the certificate's subject.",
        "check by which provider the signer should have signed in";
    BundleIdentityAmbiguous "bundle.identity-ambiguous" Warn answered:
        "The certificate fits identities of several principals of the roster: for each of them it can only say no.",
        "make the identities in the roster narrower";
} } }
