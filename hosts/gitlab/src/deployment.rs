//! `approvals`: who approved or rejected the deployment of a commit to a protected environment.
//!
//! They count for the release that is deployed: deployment and release record must name the same commit.
//! GitLab's word for a person is relayed, not theirs: whoever signs the predicate vouches for having read it here. That
//! the predicate says `relay` tells it from an approval that its person signed; what it is worth is the policy's to say.

use serde_json::{Value, json};

use crate::api::{Deployment, Relayed};
use crate::args::Approvals;
use crate::client::Client;
use crate::failure::{Failure, shown};
use crate::limits::COMMENT;
use crate::output;
use crate::record;
use crate::release::{encoded, hexadecimal};

pub(crate) fn run(arguments: &Approvals) -> Result<(), Failure> {
    let (commit, environment) = (hexadecimal(&arguments.commit)?, arguments.environment.as_str());
    record::must_be_of(&arguments.release, commit)?;
    let client = Client::new(&arguments.server)?;
    let listing = format!("/deployments?order_by=id&sort=desc&environment={}", encoded(environment));
    let deployments: Vec<Deployment> = client.all(&listing)?;
    let newest = deployments
        .into_iter()
        .filter(|deployment| deployment.sha == commit && deployment.environment.name == environment)
        .max_by_key(|deployment| deployment.id);
    let Some(newest) = newest else {
        return Err(Failure::question(format!(
            "there is no deployment of {commit} to `{}`: its job must be in a pipeline of this commit",
            shown(environment)
        )));
    };
    let deployment: Deployment = client.one(&format!("/deployments/{}", newest.id))?;
    let Some(approvals) = deployment.approvals else {
        return Err(Failure::question(
            "GitLab says nothing of approvals of this deployment: they need GitLab Premium and a protected environment",
        ));
    };

    let files = approvals.iter().map(|it| predicate(arguments, it)).collect::<Result<Vec<_>, _>>()?;
    output::empty_folder(&arguments.out)?;
    for (name, predicate) in &files {
        output::create(&arguments.out.join(name), predicate)?;
    }
    eprintln!("{} approvals or rejections of deployment {}", files.len(), newest.id);
    Ok(())
}

/// The name of the file, and what is in it.
fn predicate(arguments: &Approvals, relayed: &Relayed) -> Result<(String, Value), Failure> {
    let Relayed { user, status, created_at, comment } = relayed;
    if !matches!(status.as_str(), "approved" | "rejected") {
        return Err(Failure::tool(format!(
            "GitLab names an approval `{}`, which is neither yes nor no",
            shown(status)
        )));
    }
    let seconds = jiff::Timestamp::from_second(created_at.as_second())
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
    let said: String = comment.as_deref().unwrap_or_default().trim().chars().take(COMMENT).collect();
    match (said.is_empty(), status.as_str()) {
        (false, _) => predicate["reason"] = said.into(),
        (true, "rejected") => predicate["reason"] = "Rejected in GitLab, without a comment.".into(),
        _ => {}
    }
    Ok((format!("{status}-{}-{}.json", user.id, seconds.as_second()), predicate))
}
