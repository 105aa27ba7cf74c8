//! The codes of what tools, other verifiers and assessors say, and of the way back.

macro_rules! tools { ([$($rest:ident)*] $($rows:tt)*) => { chain! { [$($rest)*] $($rows)*
    AnalysisBlocked "analysis.blocked" Fail answered:
        "An analysis found what the class does not let through.",
        "correct what was found, and run the tool again; or have the policy ignore the rule, with a reason";
    AnalysisFailed "analysis.run-failed" Fail answered:
        "The newest run of a tool did not succeed, or its results are not all in the file.",
        "run the tool again, and attest the whole log";
    AnalysisIgnored "analysis.ignored" Warn answered:
        "An analysis found what the policy ignores, and says why, or what was suppressed where the policy accepts that.", "";

    SbomEmpty "sbom.empty" Fail answered:
        "A bill of materials lists no package.",
        "have it made of what is released, with a tool that knows its packages";
    SbomLicence "sbom.licence" Fail answered:
        "A package is under a licence that the class does not let through.",
        "replace the package, or have the policy allow the licence";
    SbomLicenceUnknown "sbom.licence-unknown" Fail answered:
        "A package states no licence, or one that is no SPDX expression.",
        "find out under which licence it is, and have the bill of materials say so; or have the policy record unknown ones";
    SbomLicenceRecorded "sbom.licence-recorded" Warn answered:
        "A package states no licence, or one that is no SPDX expression; the class only records that.", "";
    SbomPackage "sbom.package" Fail answered:
        "A package is one that the class bans.",
        "replace the package";
    SbomPackageUnidentified "sbom.package-unidentified" Fail answered:
        "A package has no package URL, so nobody can tell whether it is banned.",
        "have the bill of materials made with a tool that writes package URLs; or have the policy record such packages";
    SbomPackageRecorded "sbom.package-recorded" Warn answered:
        "A package has no package URL, so nobody can tell whether it is banned; the class only records that.", "";

    SummaryFailed "summary.failed" Fail answered:
        "Another verifier, on whose word the class relies, did not pass an artefact.",
        "read what that verifier found";
    SummaryVerifier "summary.verifier" Warn answered:
        "A verification summary is of a verifier that the class does not name.",
        "nothing, unless the policy should name it";
    SummaryPolicy "summary.policy" Warn answered:
        "A verification summary is of another policy than the class names.",
        "have the artefact verified under the policy that is named";
    SummaryResource "summary.resource" Warn answered:
        "A verification summary is about another resource than the class names.",
        "have the verifier name the resource as the policy does, or correct the policy";
    SummaryLevel "summary.level" Warn answered:
        "A verification summary does not reach a level that the class asks for.",
        "build so that the level is reached, and have it verified again";

    AssessmentCurrent "assessment.current" Pass answered:
        "A current assessment of the service passed.", "";
    AssessmentMissing "assessment.missing" Fail answered:
        "No current assessment of the service by somebody who may give one.",
        "have the service assessed, and the assessment signed; what is there and does not count is named among the warnings";
    AssessmentFailed "assessment.failed" Fail answered:
        "The newest assessment of the service by one who may give such failed.",
        "settle what it found, and have the service assessed again";
    AssessmentExpired "assessment.expired" Warn answered:
        "An assessment of the service has expired.",
        "have the service assessed again";

    RollbackReady "rollback.ready" Pass answered:
        "There is a release to go back to, as the class asks.", "";
    RollbackUndocumented "rollback.undocumented" Fail answered:
        "There is no release record, or it names nothing to go back to.",
        "write a release record with `rollback`: version, digest, and how going back was tested";
    RollbackUntested "rollback.untested" Fail answered:
        "The release record does not say how going back was tested.",
        "test it, and say how in a new release record";
    RollbackSame "rollback.same" Fail answered:
        "Going back leads to an artefact of this very release.",
        "name the release that ran before this one";
    RollbackRevoked "rollback.revoked" Fail answered:
        "Going back leads to an artefact, or a release record, that was revoked.",
        "name a release that stands";
    RollbackReleaseMissing "rollback.release-missing" Fail answered:
        "There is not one release record that gives the version to go back to the artefact to go back to.",
        "hand in the release record of that version; correct the version or the digest";
    RollbackRejected "rollback.rejected" Fail answered:
        "Somebody who holds a required role rejected the release to go back to.",
        "name a release that nobody rejected";
    RollbackUnapproved "rollback.unapproved" Fail answered:
        "Too few people approved the release to go back to for this environment.",
        "hand in its approvals, or name a release that was approved";

    ChainHolds "chain.holds" Pass answered:
        "Every step is attested by its own role, over every artefact, one after the other.", "";
    ChainStepMissing "chain.step-missing" Fail answered:
        "Nobody whose word counts attested a step over an artefact.",
        "run the step, and have its result signed by a holder of its role";
    ChainOutOfOrder "chain.out-of-order" Fail answered:
        "A step was attested before the one that has to come before it, and not again since.",
        "run the step again, and those that follow it";
} } }
