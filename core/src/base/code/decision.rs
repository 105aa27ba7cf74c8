//! The codes of a decision: question, rules, records and checks.

macro_rules! decision { ([$($rest:ident)*] $($rows:tt)*) => { chain! { [$($rest)*] $($rows)*
    QuestionArtefactMissing "question.artefact-missing" Fail malformed:
        "The question names no artefact.",
        "name at least one file or `sha256:` digest to deploy";
    QuestionArtefactInvalid "question.artefact-invalid" Fail malformed:
        "An artefact of the question is not a SHA-256 digest.",
        "give artefacts as files or as `sha256:` digests; a tag or a version does not identify bytes";
    QuestionNameInvalid "question.name-invalid" Fail malformed:
        "Service, version, environment or deployer is not a valid name.",
        "write services, environments and principals as `docs/policy.md` says, versions and accounts as `docs/records.md`";
    QuestionTimeInvalid "question.time-invalid" Fail malformed:
        "The host's time lies beyond the end of the year 9999, where RFC 3339 ends.",
        "set the host's clock, or the time that it was told to use";
    LimitExceeded "limit.exceeded" Fail malformed:
        "The question is larger than the verifier's limits.",
        "hand in the records of this release only; the limits are in `core/src/base/limits.rs`";

    PolicyUnreadable "policy.unreadable" Fail malformed:
        "The policy is not YAML or JSON of the strict kind.",
        "correct it at that place; it is UTF-8, without a byte order mark";
    PolicyVersionUnknown "policy.version-unknown" Fail malformed:
        "The policy is of a version that this verifier does not know.",
        "write `countersign: policy/v1`, or use a newer verifier";
    PolicyInvalid "policy.invalid" Fail malformed:
        "A field of the policy is unknown, missing or of the wrong kind.",
        "correct the field; `docs/policy.md` and the schema `policy.v1.json` list them all";
    PolicyNameUndeclared "policy.name-undeclared" Fail malformed:
        "The policy uses a name that it does not declare, or declares one twice.",
        "declare the name, or correct its spelling";
    PolicyFreezeWithoutEmergency "policy.freeze-without-emergency" Fail malformed:
        "The policy has freezes, and no way out of them in an emergency.",
        "say under `emergency` who may break the glass, or take the freezes away";
    PolicySerialTooLow "policy.serial-too-low" Fail malformed:
        "The policy is older than the host allows.",
        "use the current policy; somebody may be replaying an old one";
    PolicyLoaded "policy.loaded" Pass answered:
        "The policy loads.", "";

    RosterUnreadable "roster.unreadable" Fail malformed:
        "The roster is not YAML or JSON of the strict kind.",
        "correct it at that place; it is UTF-8, without a byte order mark";
    RosterVersionUnknown "roster.version-unknown" Fail malformed:
        "The roster is of a version that this verifier does not know.",
        "write `countersign: roster/v1`, or use a newer verifier";
    RosterInvalid "roster.invalid" Fail malformed:
        "A field of the roster is unknown, missing or of the wrong kind.",
        "correct the field; `docs/policy.md` and the schema `roster.v1.json` list them all";
    RosterNameUndeclared "roster.name-undeclared" Fail malformed:
        "The roster gives a role that the policy does not declare, or the policy names a reviewer whom the roster does not know.",
        "declare the name, or correct its spelling";
    RosterDuplicate "roster.duplicate" Fail malformed:
        "A principal id, a key or an alias stands in the roster twice.",
        "give every id, key and alias to one principal, once";
    RosterKeyInvalid "roster.key-invalid" Fail malformed:
        "A key of the roster is not an ECDSA P-256 public key in SPKI PEM.",
        "paste the file that `countersign keygen` wrote beside the private key, `….pub`";
    RosterIdentityInvalid "roster.identity-invalid" Fail malformed:
        "A Sigstore identity of the roster would match everyone, or is not as `docs/policy.md` says.",
        "give the issuer exactly, and the subject exactly or with a pattern that names at least a host and an owner";
    RosterSerialTooLow "roster.serial-too-low" Fail malformed:
        "The roster is older than the host allows.",
        "use the current roster; somebody may be replaying an old one";
    RosterLoaded "roster.loaded" Pass answered:
        "The roster loads.", "";

    AnchorMissing "anchor.missing" Fail malformed:
        "Nothing anchors the policy or the roster.",
        "pin a root key that signed it, or its digest; `countersign sign` makes the signature";
    AnchorDigestMismatch "anchor.digest-mismatch" Fail malformed:
        "The document's digest is not the pinned one.",
        "use the document that was pinned, or pin this one after reading it";
    AnchorSignatureInvalid "anchor.signature-invalid" Fail malformed:
        "No pinned root key signed this document.",
        "sign it with a pinned root key: `countersign sign FILE --key ROOT.key`; if it was signed, pin that key, and let no checkout change its line ends";
    AnchorSerialMismatch "anchor.serial-mismatch" Fail malformed:
        "The root key signed the document under another serial.",
        "sign the document again";
    AnchorRootKeyInvalid "anchor.root-key-invalid" Fail malformed:
        "A pinned root key is not an ECDSA P-256 public key in SPKI PEM.",
        "pin the public key file, `….pub`";
    AnchorPinInvalid "anchor.pin-invalid" Fail malformed:
        "A pinned digest is not a SHA-256 digest.",
        "write it as `sha256:` and 64 lower-case hexadecimal digits";
    AnchorSigned "anchor.signed" Pass answered:
        "A pinned root key signed the document.", "";
    AnchorPinned "anchor.pinned" Pass answered:
        "The document has the pinned digest.", "";
    AnchorUnanchored "anchor.unanchored" Warn answered:
        "Nothing anchors the document, and the host allows that: whoever can change the file can change the rules.",
        "sign policy and roster with a root key, and pin it";

    RecordUnreadable "record.unreadable" Warn answered:
        "A document is not a DSSE envelope with an in-toto statement.",
        "take the file away, or replace it by the record that was meant";
    RecordUntrusted "record.untrusted" Warn answered:
        "No key of the roster signed the record.",
        "have it signed with a key that stands in the roster; if the key is right, its bytes or signature were altered";
    RecordIdentityUnknown "record.identity-unknown" Warn answered:
        "A Sigstore bundle verifies, and nobody of the roster has its certificate's identity.",
        "correct the identity in the roster, issuer, subject and claims; or have it signed by somebody who stands there";
    RecordDoubtful "record.doubtful" Warn answered:
        "The record can say no, but not yes: its signer's key is compromised or not in force, the role has ended since, or its proofs do not hold; and nothing proves when it was signed.",
        "have it signed again, with a key that only its owner has, by somebody who holds the role";
    RecordTypeUnknown "record.type-unknown" Warn answered:
        "The record's predicate type is none that this verifier reads.",
        "nothing, if it was meant for another tool; otherwise correct the predicate type";
    RecordInvalid "record.invalid" Warn answered:
        "A signed release record of another version has an unknown, missing or wrong field.",
        "issue the record again; `docs/records.md` lists the fields";
    RecordInvalidDenies "record.invalid-denies" Fail answered:
        "A record of ours that somebody of the roster signed cannot be read: it might say no.",
        "have its signer issue it again, then take this one away; or use a newer verifier";
    RecordUnauthorised "record.unauthorised" Warn answered:
        "The signer holds no role that may sign such a record, or revokes what others signed.",
        "have it signed by a holder of a role that the policy lists under `records`";
    RecordsRead "record.all-read" Pass answered:
        "Every document handed in is a record of somebody in the roster.", "";

    ClassSelected "class.selected" Pass answered:
        "A class of the policy matches the release.", "";
    ClassStrictest "class.strictest" Warn answered:
        "No class matches the release: the first and strictest one applies.",
        "add a class for such releases to the policy, if the strictest is not what is meant";
    ClassFactMissing "class.fact-missing" Warn answered:
        "A stricter class cannot be ruled out, because the release record leaves out what would decide: the stricter one applies.",
        "state the fact in the release record, and have that approved";
    ClassServiceUnknown "class.service-unknown" Fail answered:
        "The policy does not know the service.",
        "correct the service's name, or add it to the policy with its criticality";
    ClassEnvironmentUnknown "class.environment-unknown" Fail answered:
        "The policy does not know the environment.",
        "correct the environment's name, or add it to the policy";

    BindingHolds "binding.holds" Pass answered:
        "One release record binds the version label to exactly these artefacts.", "";
    BindingReleaseMissing "binding.release-missing" Fail answered:
        "There is no release record for this service and version by somebody who may write one, with a key that is theirs.",
        "if these artefacts were released under another name or version, ask for that; otherwise write one with `countersign record release`; if there is one whose key has ended since, have the same payload signed with the new key: approvals name the payload";
    BindingReleaseAmbiguous "binding.release-ambiguous" Fail answered:
        "Two release records for this version are equally new, and differ.",
        "write a newer release record, and have that approved";
    BindingReleaseNotReady "binding.release-not-ready" Fail answered:
        "The release record asks for approval at a time that has not come.",
        "wait, or check the clock of the machine that wrote the record";
    BindingArtefactUncovered "binding.artefact-uncovered" Fail answered:
        "An artefact of the question is not one that the release record names.",
        "deploy the file that was released, or release this one as a new version";
    BindingMovedTag "binding.moved-tag" Fail answered:
        "Two release records give one version label to different artefacts.",
        "release the new bytes under a new version; find out who moved the label";

    ApprovalsFilled "approvals.filled" Pass answered:
        "Enough people approved in this role.", "";
    ApprovalsMissing "approvals.missing" Fail answered:
        "Too few people approved in this role.",
        "ask a holder of the role who is not an author: `countersign record approve`; what was signed and does not count is named among the warnings";
    ApprovalsNotRequired "approvals.not-required" Pass answered:
        "The class asks for nobody's approval.", "";
    ApprovalsRejected "approvals.rejected" Fail answered:
        "Somebody who holds a required role rejected the release.",
        "talk to them; only a newer approval of theirs in the same role takes the rejection back";
    ApprovalsNotRejected "approvals.not-rejected" Pass answered:
        "Nobody who holds a required role rejects the release.", "";
    ApprovalsRejectionIdle "approvals.rejection-idle" Warn answered:
        "Somebody who holds no required role rejected the release.",
        "hear them, even though the policy does not ask for them";
    ApprovalsRejectionHearsay "approvals.rejection-hearsay" Warn answered:
        "An automation says that somebody rejected the release on a platform, and the class does not take its word.",
        "ask whoever it names; name platform and automation under `relays`, if its word is to count";
    ApprovalsOtherRelease "approvals.other-release" Warn answered:
        "An approval is for another release record about these artefacts.",
        "have this release record approved: it is not, byte for byte, the one that was";
    ApprovalsOtherEnvironment "approvals.other-environment" Warn answered:
        "An approval or a rejection of this release is for other environments.",
        "have the release approved for this environment too; a rejection for another one is worth hearing";
    ApprovalsUncovered "approvals.uncovered" Warn answered:
        "An approval does not name every artefact of the question.",
        "have all artefacts approved together";
    ApprovalsNotYet "approvals.not-yet" Warn answered:
        "An approval was signed at a time that has not come.",
        "check the clock of the signer's machine, and sign again";
    ApprovalsBeforeRequest "approvals.before-request" Warn answered:
        "An approval claims to be older than the release record that it approves.",
        "check the clocks of the signer and of whatever wrote the release record, and sign again";
    ApprovalsExpired "approvals.expired" Warn answered:
        "An approval has expired.",
        "have the release approved again";
    ApprovalsTooOld "approvals.too-old" Warn answered:
        "An approval is older than the class allows.",
        "have the release approved again";
    ApprovalsTimeUnproven "approvals.time-unproven" Warn answered:
        "Nobody but the signer says when the approval was signed, and the class demands a proof.",
        "have it signed as a Sigstore bundle, which a timestamp authority or a log dates";
    ApprovalsRevoked "approvals.revoked" Warn answered:
        "An approval was revoked.",
        "find out why, then have the release approved again if that is settled";
    ApprovalsRoleNotHeld "approvals.role-not-held" Warn answered:
        "The signer did not hold the role when signing, or has lost it since, and nothing proves when it was signed.",
        "have somebody approve who holds it, or correct the roster";
    ApprovalsRoleNotRequired "approvals.role-not-required" Warn answered:
        "An approval is in a role that the class does not ask for.",
        "nothing, unless another role was meant";
    ApprovalsNotAnAutomation "approvals.not-an-automation" Warn answered:
        "A person signed the approval; the class asks for an automation's.",
        "nothing, or have a class that asks for people";
    ApprovalsRelayNotAccepted "approvals.relay-not-accepted" Warn answered:
        "An automation signed what somebody decided on a platform, and the class does not take its word.",
        "have the approver sign: `countersign record approve`; or name platform and automation under the class's `relays`";
    ApprovalsRelayUnknown "approvals.relay-unknown" Warn answered:
        "The roster does not know whose account on a platform decided, or has its number and its name for different people.",
        "add the account's number to its owner's aliases, such as `github-id:583231`";
    ApprovalsRejectedByStranger "approvals.rejected-by-stranger" Fail answered:
        "Somebody whom the roster does not know rejected the release on a platform: they may hold a required role.",
        "add the account's number to its owner's aliases, such as `github-id:583231`; if they hold a required role, only a newer approval of theirs takes the rejection back";
    ApprovalsNotAPerson "approvals.not-a-person" Warn answered:
        "An automation signed the approval; it cannot fill a person's place.",
        "have a person approve";

    SeparationKept "separation.kept" Pass answered:
        "The two duties are in different hands.", "";
    SeparationRelaxed "separation.relaxed" Warn answered:
        "The class gives this rule up, and says why.", "";
    SeparationAuthorApproves "separation.author-approves" Warn answered:
        "An author approved their own work; that approval fills no place.",
        "have somebody approve who is not an author";
    SeparationAuthorDeploys "separation.author-deploys" Fail answered:
        "An author is also the deployer.",
        "have somebody else, or an automation, deploy";
    SeparationBuilderDeploys "separation.builder-deploys" Fail answered:
        "Whoever built the artefacts, or wrote the release record, is also the deployer.",
        "deploy with another identity than those that build and write the release record";
    SeparationAuthorReviews "separation.author-reviews" Warn answered:
        "An author reviewed their own work; that review does not count.",
        "have somebody review who is not an author";
    SeparationActorUnknown "separation.actor-unknown" Fail answered:
        "The roster does not know an author, the builder or the deployer.",
        "add the alias to the principal whom it belongs to, in the roster";
    SeparationActorMissing "separation.actor-missing" Fail answered:
        "Nobody said who builds or who deploys, so the rule cannot be checked.",
        "name who is missing: the deployer in the question (`--deployer`), the builder in the release record (`--builder`)";

    PeerReviewDone "peer-review.done" Pass answered:
        "Enough people who are not authors reviewed the released commit.", "";
    PeerReviewMissing "peer-review.missing" Fail answered:
        "Too few people who are not authors reviewed the released commit.",
        "have the released commit reviewed, and write the release record again";
    PeerReviewOtherCommit "peer-review.other-commit" Warn answered:
        "A review is of another commit than the released one.",
        "have the released commit reviewed";
    PeerReviewReviewerUnknown "peer-review.reviewer-unknown" Warn answered:
        "A reviewer is nobody, or no person, of the roster.",
        "add the alias to the person whom it belongs to, in the roster";

    EvidenceAccepted "evidence.accepted" Pass answered:
        "Accepted evidence covers every artefact.", "";
    EvidenceMissing "evidence.missing" Fail answered:
        "No accepted evidence covers an artefact.",
        "hand in evidence that the policy accepts; what is there and does not count is named among the warnings";
    EvidenceProducerUnauthorised "evidence.producer-unauthorised" Warn answered:
        "Evidence is by somebody who does not hold a role that may give such, or signed with a key or in a role that has ended.",
        "have it made by a holder of the role, or correct the roster; what it says against the release counts if they ever held it";
    EvidenceReplaced "evidence.replaced" Warn answered:
        "Something newer by the same producer replaces the evidence as a yes. It is heard for what it says against the release, as it may be as new, or as what replaced it is not what the class asks for.",
        "nothing, if what replaced it is accepted";
    EvidenceTooOld "evidence.too-old" Warn answered:
        "Evidence is older than the class allows, or does not say how old it is.",
        "have it made again";
    EvidenceNotYet "evidence.not-yet" Warn answered:
        "Evidence says that it was made at a time that has not come.",
        "check the clock of its producer";
    EvidenceRevoked "evidence.revoked" Warn answered:
        "Evidence was revoked.",
        "find out why, then have it made again if that is settled";
    EvidenceInvalid "evidence.invalid" Warn answered:
        "Evidence that somebody of the roster signed is not as its type has it.",
        "have its producer make it again";
    ProvenanceBuilder "provenance.builder" Warn answered:
        "The artefact was built by a builder that the policy does not name.",
        "build with one that it names";
    ProvenanceBuildType "provenance.build-type" Warn answered:
        "The artefact was built in a way that the policy does not name.",
        "build as it says";
    ProvenanceRepository "provenance.repository" Warn answered:
        "The artefact was built from another repository.",
        "build from the repository of the release record, or correct the policy";
    ProvenanceRef "provenance.ref" Warn answered:
        "The artefact was built from a ref that the policy does not name.",
        "build from a ref that it names";
    ProvenanceCommit "provenance.commit" Warn answered:
        "The artefact was built from another commit than the release record's.",
        "release the commit that was built, or build the one that is released";

    RevocationNone "revocation.none" Pass answered:
        "Nothing revokes the release or its artefacts.", "";
    RevocationRejectionStands "revocation.rejection-stands" Warn answered:
        "A revocation names a rejection; it has no effect.",
        "have the person who rejected approve instead";
    RevocationRelease "revocation.release" Fail answered:
        "The release record was revoked.",
        "find out why; a new release record needs new approvals";
    RevocationArtefact "revocation.artefact" Fail answered:
        "An artefact of the question, or another of its release, was revoked.",
        "do not deploy these bytes; release a new version, without what was revoked";

    RegisterFresh "register.fresh" Pass answered:
        "The newest register snapshot is recent enough.", "";
    RegisterMissing "register.missing" Fail answered:
        "The class demands a register snapshot, and there is none.",
        "fetch the newest snapshot: `countersign record register` issues one";
    RegisterStale "register.stale" Fail answered:
        "The newest register snapshot is too old.",
        "fetch or issue a newer snapshot";
    RegisterNotYet "register.not-yet" Fail answered:
        "The newest register snapshot was issued at a time that has not come.",
        "check the clocks of this host and of the register";
    RegisterRollback "register.rollback" Fail answered:
        "The host has seen a newer register snapshot than the ones handed in.",
        "fetch the newest snapshot; somebody may be withholding it";
    RegisterRevoked "register.revoked" Fail answered:
        "The newest register snapshot was revoked.",
        "find out why, and issue a newer snapshot";
    RegisterConflict "register.conflict" Fail answered:
        "Two register snapshots have one sequence number, and differ.",
        "find out which is genuine; whoever holds the register's key issued both";
    RegisterComplete "register.complete" Pass answered:
        "Every document that the register holds about this version is here.", "";
    RegisterRecordWithheld "register.record-withheld" Fail answered:
        "A document that the register holds about this version is not here, byte for byte.",
        "fetch it from the register, as it is: it may be a rejection";
    RegisterRecordUnverified "register.record-unverified" Fail answered:
        "A document that the register holds about this version is here, but no key of the roster verifies it.",
        "put its signer's key back into the roster: end the role, or mark the key `compromisedAt`, but never take a key out";
    RegisterReleaseUnlisted "register.release-unlisted" Fail answered:
        "The register snapshot does not list the release record of this service and version.",
        "issue a snapshot after the release record was registered";
    RegisterReviewsDone "register.reviews-done" Pass answered:
        "The register knows of no overdue review of an emergency.", "";
    RegisterReviewOverdue "register.review-overdue" Fail answered:
        "An emergency of this service has not been reviewed in time.",
        "hold the review of the emergency, and have the register record it";

    PolicyReviewCurrent "policy-review.current" Pass answered:
        "The policy was reviewed in time.", "";
    PolicyReviewOverdue "policy-review.overdue" Fail answered:
        "The policy's own review is overdue.",
        "review the policy, set `review`, raise `serial`, and sign it";
    PolicyReviewNotYet "policy-review.not-yet" Fail answered:
        "The policy says that it was reviewed at a time that has not come.",
        "correct `review.reviewedAt`, or this host's clock";

    DecisionUnproven "decision.unproven" Fail answered:
        "A requirement was neither met nor refused: the verifier is at fault, and denies.",
        "report this as a defect of Countersign, with the report";

    SigningKeyInvalid "signing.key-invalid" Fail answered:
        "A key is not an ECDSA P-256 public key in SPKI PEM.",
        "use a key that `countersign keygen` made";
    SigningSignatureInvalid "signing.signature-invalid" Fail answered:
        "A signature is not the key's over the statement.",
        "sign what `prepare` gave, with the private half of the key";

    LintRoleUnheld "lint.role-unheld" Fail answered:
        "The policy asks for more people or automations in a role than the roster has now or later: nobody can give that.",
        "give the role to more of them, or ask for fewer";
    LintPlacesShared "lint.places-shared" Fail answered:
        "The places of a class cannot all be filled at once: one person fills one place, and too few hold its roles between them.",
        "give the roles to more people, or ask for fewer";
    LintApproverKeyless "lint.approver-keyless" Warn answered:
        "Somebody who could fill a place has neither key nor identity, and nobody may sign in their place.",
        "give them a key (`countersign keygen`) or an identity; or let the class take relays";
    LintRoleUnsigned "lint.role-unsigned" Fail answered:
        "Nobody with a key holds a role that must sign release records or the register that a class demands.",
        "give the role, and a key, to an automation or a person";
    LintRoleSingleHolder "lint.role-single-holder" Warn answered:
        "A role that the policy asks for is held by one person alone.",
        "give the role to a second person, before the first is on leave";
    LintWriterApproves "lint.writer-approves" Warn answered:
        "A role or a person that may sign release records also fills a place: one person could name the authors and approve.",
        "let automations write release records, or give the two duties to different roles";
    LintRoleUnused "lint.role-unused" Warn answered:
        "A role is declared that nothing asks for.",
        "remove it, or correct the name where it was meant";
    LintNobodyApproves "lint.nobody-approves" Warn answered:
        "A class asks for nobody's approval.",
        "nothing, if that is meant";
    LintClassUnreachable "lint.class-unreachable" Fail answered:
        "Stricter classes take every release that this one is meant for, so it is never selected.",
        "correct its `when`, or its place in the list";
    LintReviewersApprove "lint.reviewers-approve" Warn answered:
        "Everybody who may review emergencies also approves releases in every class: nobody looks at them from outside.",
        "let somebody review emergencies who approves no releases";
    LintWindowNeverOpen "lint.window-never-open" Warn answered:
        "In the 90 days after the policy's review there is no instant at which all windows that bind a release are open.",
        "correct them, so that they share some hours outside holidays";
    LintFreezeOver "lint.freeze-over" Warn answered:
        "A freeze was over when the policy was last reviewed.",
        "take it away; old decisions are replayed with the policy that they were made by";
    LintFreezeLong "lint.freeze-long" Warn answered:
        "A freeze lasts longer than 60 days: what has to go out in that time will go out as an emergency.",
        "check its year; if it is meant, bind it to fewer releases, or split it";
} } }
