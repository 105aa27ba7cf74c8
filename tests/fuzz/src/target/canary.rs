//! Layer 4: the judge of canaries, whatever form its samples come in. Where it judges at all, it judges alike twice, and
//! what it says is canonical JSON: no number in it is infinite or none.

use countersign_core::canaries;

use super::document::assert_canonical;

/// A canary analysis, in any form.
pub(super) fn judge(data: &[u8]) {
    let Ok(judgement) = canaries::judge(data) else { return };
    let said = assert_canonical(&judgement);
    assert!(said["verdict"].is_string(), "a judgement without a verdict");
    assert!(canaries::judge(data).is_ok_and(|again| again == judgement), "one canary is judged in two ways");
}
