//! The verifier over the virtual Sigstore: what is good verifies, and every deviation fails for its own reason.

use countersign_core::bundles::{self, Signer};
use countersign_core::format::sigstore::bundle::Bundle;
use countersign_core::records::Problem;
use countersign_core::trust::sigstore::bundle::cost;
use countersign_core::trust::sigstore::roots::Roots;
use countersign_tests::sigstore::ask::Ask;
use countersign_tests::sigstore::case::{Case, Expected};
use countersign_tests::sigstore::deviation::deviations;
use countersign_tests::sigstore::good::good;
use countersign_tests::sigstore::world::World;

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

/// A path for each of two times and for the timestamp, a promise and a checkpoint, the timestamp itself, the certificate's
/// and the signature: what an instance costs that knows the bundle. Others cost nothing, however many there are.
#[test]
fn a_bundle_costs_nothing_with_the_roots_of_other_instances() {
    let world = World::new();
    let bundle = Bundle::from_value(world.sign(&Ask::message())).expect("a bundle");
    let root = |world: &World| world.trusted_root().to_string().into_bytes();
    let cost_with = |roots: &[Vec<u8>]| cost(&bundle, &Roots::read(roots).expect("trusted roots"));
    let others: Vec<_> = (0..8).map(|n| root(&World::of(&format!("other-{n}.example"), n % 2 == 0, 3))).collect();
    assert_eq!((cost_with(&others), cost_with(&[root(&world)])), (0, 19));
    assert_eq!(cost_with(&[others, vec![root(&world)]].concat()), 19);
}
