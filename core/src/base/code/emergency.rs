//! The codes of emergencies and their reviews.

macro_rules! emergency { ([$($rest:ident)*] $($rows:tt)*) => { chain! { [$($rest)*] $($rows)*
    EmergencyInForce "emergency.in-force" Warn answered:
        "An emergency is in force, and waives requirements.",
        "mind what is owed for it: the report lists it under `obligations`";
    EmergencyNotAllowed "emergency.not-allowed" Warn answered:
        "The policy has no rules for emergencies, so none waives anything.",
        "add `emergency` to the policy, if emergencies are meant to be possible";
    EmergencyOtherRelease "emergency.other-release" Warn answered:
        "The emergency is about another release record, environment or service, or does not name every artefact.",
        "declare one for this release: `countersign record emergency`";
    EmergencyTooFew "emergency.too-few" Warn answered:
        "Too few people declared the emergency.",
        "have somebody else sign the same record: `countersign sign`";
    EmergencyUnauthorised "emergency.unauthorised" Warn answered:
        "The signer may not declare emergencies: they do not hold the role, or not any more, or are no person.",
        "have it declared by a person who holds one of the policy's roles for it";
    EmergencyByAuthor "emergency.by-author" Warn answered:
        "An author of the release declared the emergency, or somebody who may be one, as the roster does not know every author: nobody waves their own work through.",
        "have somebody declare it who is not an author; give the roster every name of its people";
    EmergencyRevoked "emergency.revoked" Warn answered:
        "The emergency was revoked.",
        "find out why; declare another if there still is one";
    EmergencyTimeUnproven "emergency.time-unproven" Warn answered:
        "Nobody but its signer says when the emergency was signed, and the class asks for proof (`observedTime`).",
        "sign it with a timestamp or a log entry, as the approvals of the class";
    EmergencyBeforeRequest "emergency.before-request" Warn answered:
        "The emergency was signed before the release was requested: nobody declares one in advance.",
        "declare it again, for this release, when it is there";
    EmergencyNotYet "emergency.not-yet" Warn answered:
        "The emergency was signed at a time that has not come.",
        "check the clock of the signer's machine, and sign again";
    EmergencyTooLong "emergency.too-long" Warn answered:
        "The emergency lasts longer than the policy allows.",
        "declare a shorter one; another can follow it";
    EmergencyExpired "emergency.expired" Warn answered:
        "The emergency has ended.",
        "release the normal way, or declare another";
    EmergencyEvidenceMissing "emergency.evidence-missing" Warn answered:
        "The emergency names fewer documents as looked at, that are handed in, than the policy demands.",
        "name what there is (`--evidence`), and hand it in with the records";
    EmergencyNotBypassable "emergency.not-bypassable" Warn answered:
        "The emergency lists a requirement that the policy does not let emergencies waive; it holds all the same.",
        "meet the requirement, or correct its name: reports name it beside the finding";
    EmergencyReviewsDone "emergency.reviews-done" Pass answered:
        "No emergency among the records owes a review that is overdue.", "";
    EmergencyReviewIdle "emergency.review-idle" Warn answered:
        "A review of an emergency does not count.",
        "have it reviewed by a holder of the policy's role for it, afterwards, who neither declared it nor wrote what went out";
    EmergencyNotOwed "emergency.not-owed" Warn answered:
        "Nobody signed an emergency of this service who may declare one, so no review of it is asked for.",
        "find out whether it was used: under an earlier policy its signer may have been somebody who could";
    EmergencyReviewOverdue "emergency.review-overdue" Fail answered:
        "An emergency of this service was not reviewed in time.",
        "review it: `countersign record review`, by a holder of the policy's role for it who did not declare it";
} } }
