//! What the virtual Sigstore must be before anything is tested against it.

use std::collections::BTreeSet;

use countersign_core::base::code::Code;
use countersign_tests::sigstore::deviation::deviations;
use countersign_tests::sigstore::good::good;

/// Codes that no single bundle can have, each with why.
const EXCEPTIONS: &[(Code, &str)] = &[(Code::BundleIdentityAmbiguous, "it takes a roster with two principals")];

#[test]
fn there_is_a_deviation_for_every_code() {
    let expected: BTreeSet<Code> = deviations().iter().map(|deviation| deviation.expect).collect();
    for code in Code::ALL {
        let is_of_bundles = code.id().starts_with("bundle.") || code.id().starts_with("trusted-root.");
        let is_exception = EXCEPTIONS.iter().any(|(exception, _)| exception == code);
        assert_eq!(expected.contains(code), is_of_bundles && !is_exception, "{code}");
    }
}

#[test]
fn names_are_unique() {
    let names: Vec<String> = deviations().into_iter().map(|deviation| deviation.name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    let names: Vec<String> = good().into_iter().map(|good| good.name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}

#[test]
fn a_deviation_differs_from_every_good_case() {
    let good: Vec<_> = good().into_iter().map(|good| good.case).collect();
    for deviation in deviations() {
        assert!(!good.contains(&deviation.case), "{}", deviation.name);
    }
}

#[test]
fn every_run_makes_the_same_bytes() {
    let (first, second) = (deviations(), deviations());
    assert!(first.iter().zip(&second).all(|(one, other)| one.case == other.case));
}
