//! Signed entry timestamps: a Rekor v1 log's promise to include an entry, and its integrated time (client specification,
//! "Verification", steps 1 and 6; rekor `pkg/verify`).
//!
//! The integrated time is believed only here, after the promise that covers it was verified.

use serde_json::json;

use crate::base::canonical;
use crate::base::code::Code;
use crate::base::encoding::{base64, hex};
use crate::base::time::Time;
use crate::format::sigstore::entry::Entry;
use crate::trust::sigstore::failure::Failure;
use crate::trust::sigstore::observed::{ObservedTime, Source};
use crate::trust::sigstore::roots::Log;

/// The time that the entry's promise proves; `None` if there is no promise, and so no proof of any time.
pub fn verify(entry: &Entry, log: &Log) -> Result<Option<ObservedTime>, Failure> {
    let Some(promise) = &entry.promise else { return Ok(None) };
    let expected = || format!("the promise of `{}`", log.url);
    // In version 0.1 a promise stands in for a proof: one that cannot be verified must not be passed over.
    let Some(seconds) = entry.integrated_time else {
        return Err(Failure::new(Code::BundlePromiseInvalid, expected(), "one without an integrated time"));
    };
    let Some(time) = Time::from_seconds(seconds) else {
        return Err(Failure::new(Code::BundlePromiseInvalid, expected(), format!("second {seconds}")));
    };
    let signed = canonical::to_bytes(&json!({
        "body": base64::encode(&entry.body),
        "integratedTime": seconds,
        "logID": hex::encode(&entry.log_id),
        "logIndex": entry.log_index,
    }));
    let key = log.key.as_ref().map_err(|why| Failure::new(Code::BundleAlgorithmUnsupported, "a log's key", why))?;
    if !key.verifies(key.default_hash(), &signed, promise) {
        let found = format!("a signature that is not its own over index {} at {time}", entry.log_index);
        return Err(Failure::new(Code::BundlePromiseInvalid, expected(), found));
    }
    Ok(Some(ObservedTime::new(time, Source::TransparencyLog, &log.url)))
}
