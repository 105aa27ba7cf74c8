//! The codes of what tests and scans say, and of risks that somebody has accepted.

macro_rules! scan { ([$($rest:ident)*] $($rows:tt)*) => { chain! { [$($rest)*] $($rows)*
    EvidenceDocumentMissing "evidence.document-missing" Fail answered:
        "A reference by somebody who may give evidence that the class asks for names a document that is not here.",
        "hand the document in too, as it is: it may say no";
    EvidenceUnreadable "evidence.unreadable" Fail answered:
        "Evidence by somebody who may give what the class asks for cannot be read; it may say no.",
        "have its producer make it again, in a format of `docs/evidence.md`, and refer to nothing else";

    TestsFailed "tests.failed" Fail answered:
        "A suite that the policy names failed.",
        "repair what failed, and run the suite again over these artefacts; a result without a time is replaced once its producer revokes it";
    TestsWarned "tests.warned" Fail answered:
        "A suite that the policy names passed with warnings, or only on a second try.",
        "repair what warned, or set `allowWarnings` in the policy";
    TestsSkipped "tests.skipped" Fail answered:
        "More tests of a suite were skipped than the policy bears.",
        "run them, or raise `allowSkipped` in the policy";
    TestsEmpty "tests.empty" Fail answered:
        "A suite that the policy names ran no test that passed.",
        "find out why nothing ran: an empty suite proves nothing";
    TestsInconsistent "tests.inconsistent" Fail answered:
        "A test report disagrees with itself.",
        "find out what wrote it, and have it written again";
    TestsOtherSuite "tests.other-suite" Warn answered:
        "A suite that the policy does not name has not passed.",
        "nothing, unless the policy should name it";

    VulnerabilityBlocked "vulnerability.blocked" Fail answered:
        "A scan found what the policy does not bear.",
        "update the package; or have somebody accept the risk who may: `countersign record exception`";
    VulnerabilityEscalated "vulnerability.escalated" Warn answered:
        "A scan found what one more person has to approve of.",
        "have a holder of the role approve, after the scan";
    VulnerabilityUndated "vulnerability.undated" Fail answered:
        "A scan found what one more person has to approve of, and nobody says when it was made: no approval is known to be newer.",
        "have the scan made again in a form that says when, and have its producer revoke this one";
    VulnerabilityRecorded "vulnerability.recorded" Warn answered:
        "A scan found what the policy has recorded only.",
        "nothing; it is shown for whoever approves";
    VulnerabilityExcepted "vulnerability.excepted" Warn answered:
        "Somebody has accepted the risk of a finding for a while.",
        "repair it before the exception expires";
    VulnerabilityNotAffected "vulnerability.not-affected" Warn answered:
        "Somebody whom the policy believes says that a finding does not affect the artefacts.", "";
    VulnerabilityNothingScanned "vulnerability.nothing-scanned" Warn answered:
        "A scan looked at no package, so that it proves nothing.",
        "scan for vulnerabilities, and what is deployed";

    ExceptionUnauthorised "exception.unauthorised" Warn answered:
        "An exception is by somebody who may not accept the risk, or in a role that may not.",
        "have it signed by somebody who holds the role";
    ExceptionByAuthor "exception.by-author" Warn answered:
        "An author accepted the risk of their own release.",
        "have somebody accept it who is not an author";
    ExceptionNotYet "exception.not-yet" Warn answered:
        "An exception says that it was signed at a time that has not come.",
        "check the clock of its signer";
    ExceptionExpired "exception.expired" Warn answered:
        "An exception has expired.",
        "repair the finding, or have the risk accepted again";
    ExceptionTooLong "exception.too-long" Warn answered:
        "An exception is for longer than the class allows.",
        "have the risk accepted again, for a shorter time";
    ExceptionRevoked "exception.revoked" Warn answered:
        "An exception was revoked.",
        "find out why, and repair the finding";
} } }
