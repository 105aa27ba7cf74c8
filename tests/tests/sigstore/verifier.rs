//! The verifier over the virtual Sigstore: what is good verifies, and every deviation fails for its own reason.

use countersign_core::bundles::{self, Signer};
use countersign_core::records::Problem;
use countersign_tests::sigstore::case::{Case, Expected};
use countersign_tests::sigstore::deviation::deviations;
use countersign_tests::sigstore::good::good;

/// What the core says, natively.
pub(crate) fn ask(case: &Case) -> Result<Vec<u8>, Problem> {
    let signer = match &case.signer {
        Expected::Identity { subject, issuer } => Signer::Identity { subject: subject.clone(), issuer: issuer.clone() },
        Expected::Key(pem) => Signer::Key(pem.clone().into_bytes()),
    };
    bundles::verify(&case.bundle, std::slice::from_ref(&case.trusted_root), &case.artefact, &signer, case.now)
}

#[test]
fn what_is_good_verifies() {
    let wrong: Vec<String> = good()
        .iter()
        .filter_map(|good| {
            let problem = ask(&good.case).err()?;
            Some(format!("{}: {}: {}", good.name, problem.code, problem.message))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_deviation_fails_for_its_own_reason() {
    let wrong: Vec<String> = deviations()
        .iter()
        .filter_map(|deviation| match ask(&deviation.case) {
            Err(problem) if problem.code == deviation.expect => None,
            Err(problem) => {
                let expect = deviation.expect;
                Some(format!("{}: expected {expect}: {}: {}", deviation.name, problem.code, problem.message))
            }
            Ok(_) => Some(format!("{}: verified", deviation.name)),
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
