//! One person's word on a deployment, as a predicate that says `relay`.
//!
//! GitLab's word for a person is relayed, not theirs: whoever signs the predicate vouches for having read it here. That
//! the predicate says `relay` tells it from an approval that its person signed; what it is worth is the policy's to say.

use serde_json::{Value, json};

use crate::api::Relayed;
use crate::args::Approvals;
use crate::failure::{Failure, shown};
use crate::limits::COMMENT;

/// What is written of it.
pub(crate) struct Decision {
    /// The file: which way it went, who, and when.
    pub(crate) name: String,
    pub(crate) is_rejection: bool,
    pub(crate) predicate: Value,
}

/// `changed` is when the deployment last did. GitLab keeps one entry for each person, with the time at which it was made: who takes a
/// yes back leaves a no with the time of the yes. So a no is as new as it can be.
pub(crate) fn relayed(
    arguments: &Approvals,
    said: &Relayed,
    changed: Option<jiff::Timestamp>,
) -> Result<Decision, Failure> {
    let Relayed { user, status, created_at, comment } = said;
    let is_rejection = match status.as_str() {
        "approved" => false,
        "rejected" => true,
        _ => {
            return Err(Failure::tool(format!(
                "GitLab names an approval `{}`, which is neither yes nor no",
                shown(status)
            )));
        }
    };
    let at = match is_rejection {
        true => changed.unwrap_or_else(jiff::Timestamp::now).max(*created_at),
        false => *created_at,
    };
    // Cut off, as records have whole seconds: what GitLab has in order never changes places, and a yes in the second of a
    // no is not later than it.
    let seconds = jiff::Timestamp::from_second(at.as_second())
        .map_err(|_| Failure::tool("an approval has a time that is out of range"))?;
    let mut predicate = json!({
        "decision": status,
        "role": arguments.role,
        "environments": [arguments.environment],
        "signedAt": seconds.to_string(),
        "relay": {
            "platform": "gitlab",
            "login": user.username,
            "id": user.id.to_string(),
            "environment": arguments.environment,
        },
    });
    let reason: String = comment.as_deref().unwrap_or_default().trim().chars().take(COMMENT).collect();
    match (reason.is_empty(), is_rejection) {
        (false, _) => predicate["reason"] = reason.into(),
        (true, true) => predicate["reason"] = "Rejected in GitLab, without a comment.".into(),
        (true, false) => {}
    }
    Ok(Decision { name: format!("{status}-{}-{}.json", user.id, seconds.as_second()), is_rejection, predicate })
}
