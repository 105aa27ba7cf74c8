//! What must verify and what must not, as files that the core alone is tried on (`countersign-stored` reads them): every
//! deviation, every odd bundle that is good, and a sample of the combinations.

use std::collections::BTreeMap;

use countersign_core::base::code::Code;
use countersign_core::bundles::Signer;
use countersign_stored::bundle::{FOLDER, Question};
use serde_json::{Value, json};

use super::case::{Case, Expected};
use super::deviation::deviations;
use super::good::good;

/// One of so many combinations of what formats allow; there is a test of all of them.
const SAMPLED: usize = 5;
/// What is larger is there for its size alone.
const LARGE: usize = 100_000;

/// The files, by their path in the repository.
///
/// # Panics
///
/// If a bundle is answered otherwise than it must be.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let (combined, odd): (Vec<_>, Vec<_>) = good().into_iter().partition(|good| good.is_combination);
    for good in combined.iter().step_by(SAMPLED).chain(&odd) {
        lay(&mut files, &good.name, None, &good.case);
    }
    for deviation in deviations().iter().filter(|deviation| deviation.case.bundle.len() < LARGE) {
        lay(&mut files, &deviation.name, Some(deviation.expect), &deviation.case);
    }
    files
}

fn lay(files: &mut BTreeMap<String, Vec<u8>>, name: &str, expect: Option<Code>, case: &Case) {
    let folder = format!("{FOLDER}/{}", file_name(name));
    let mut add = |file: &str, bytes: Vec<u8>| {
        let before = files.insert(format!("{folder}/{file}"), bytes);
        assert!(before.is_none(), "two bundles are called `{folder}`");
    };
    let mut about = json!({
        "about": name, "artefact": case.artefact, "now": case.now,
        "signer": match &case.signer {
            Expected::Identity { subject, issuer } => json!({ "subject": subject, "issuer": issuer }),
            Expected::Key(pem) => json!({ "key": pem }),
        },
    });
    let question = question(case);
    match (expect, question.ask()) {
        (None, Ok(answer)) => add("answer.json", answer),
        (Some(code), Err(problem)) if problem.code == code => {
            about["code"] = code.id().into();
            add("refusal.txt", problem.message.into_bytes());
        }
        (_, answer) => panic!("`{name}`: expected {expect:?}, found {answer:?}"),
    }
    add("case.json", pretty(&about));
    add("bundle.json", question.bundle);
    add("trusted-root.json", question.trusted_root);
}

fn question(case: &Case) -> Question {
    let signer = match case.signer.clone() {
        Expected::Identity { subject, issuer } => Signer::Identity { subject, issuer },
        Expected::Key(pem) => Signer::Key(pem.into_bytes()),
    };
    let Case { bundle, trusted_root, artefact, now, .. } = case.clone();
    Question { bundle, trusted_root, artefact, signer, now }
}

/// A name as a folder: small letters, digits and single hyphens.
fn file_name(name: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { ' ' };
    let spaced: String = name.chars().map(plain).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join("-")
}

fn pretty(value: &Value) -> Vec<u8> {
    let text = serde_json::to_string_pretty(value).expect("a value is JSON");
    format!("{text}\n").into_bytes()
}
