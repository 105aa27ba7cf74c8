//! For those who write policies. What is right and wrong in one is decided by the component.

use crate::Error;
use crate::component::Instance;

/// Everything wrong or doubtful in a policy and a roster: canonical JSON, as `docs/report.md` says. `now` is in seconds since
/// 1970-01-01T00:00:00Z.
///
/// # Errors
/// [`Error::Tool`] where the verifier itself failed.
pub fn check(policy: &[u8], roster: &[u8], now: u64) -> Result<Vec<u8>, Error> {
    let Instance { mut store, exports } = Instance::start()?;
    let checked = exports.countersign_verifier_policy().call_check(&mut store, policy, roster, now);
    checked.map_err(|error| Error::tool(&error))
}
