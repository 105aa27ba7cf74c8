//! Every stored case, natively: the verdict that is due, and the report to the byte; the explanation, too, where it is kept. What every host must answer is tried
//! in `countersign-tests`; here, that the core alone does, in a program that is built in seconds.

use std::path::Path;

use countersign_stored::{folders, read, verdict};

#[test]
fn every_stored_case_is_decided_as_it_was() {
    let folders = folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).expect("the cases can be listed");
    assert!(folders.len() > 500, "only {} cases", folders.len());
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for share in folders.chunks(folders.len().div_ceil(workers)) {
            scope.spawn(move || {
                for folder in share {
                    let case = read(folder).expect("a stored case");
                    let decision = case.inputs.decide();
                    assert_eq!(verdict(decision.verdict), case.verdict, "{}", folder.display());
                    assert!(decision.report == case.report, "another report: {}", folder.display());
                    if let Some(explanation) = case.explanation {
                        assert!(case.inputs.explain() == explanation, "another explanation: {}", folder.display());
                    }
                }
            });
        }
    });
}
