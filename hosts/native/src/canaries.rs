//! Canary analyses, apart from any gate: what the numbers come to. The statistics are the component's.

use crate::Error;
use crate::bindings::exports::countersign::verifier::records::Problem;
use crate::component::Instance;

/// Judges a canary analysis: canonical JSON, as `docs/report.md` says under "Judge".
///
/// A predicate of `docs/records.md`, a statement or an envelope with one, the object of Argo Rollouts or Flagger itself,
/// or what Kayenta's judge is asked.
///
/// # Errors
/// [`Error::Refused`] where the document is none of these; [`Error::Tool`] where the verifier failed.
pub fn judge(document: &[u8]) -> Result<Vec<u8>, Error> {
    let Instance { mut store, exports } = Instance::start()?;
    match exports.countersign_verifier_canaries().call_judge(&mut store, document) {
        Ok(Ok(judged)) => Ok(judged),
        Ok(Err(Problem { code, message })) => Err(Error::Refused { code, message }),
        Err(error) => Err(Error::tool(&error)),
    }
}
