//! `approvals`: which deployments of a commit to a protected environment are asked, and what of them is relayed.
//!
//! An approval is of the newest deployment of this pipeline alone: another pipeline may deploy the same commit as another
//! service, or under another label, and who approves that has not said a word about this. A rejection is of the commit: whoever runs the job again makes a new
//! deployment, which nobody has rejected, and what was rejected is the same. So the rejections of every deployment are
//! relayed, none earlier than its deployment's end: a person's own later approval takes one back, an earlier one does
//! not, and that is the verifier's to say.
//!
//! They count for the release that is deployed: deployment and release record must name the same commit.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::api::{Deployment, Relayed};
use crate::args::Approvals;
use crate::client::Client;
use crate::decision::{Decision, relayed};
use crate::failure::{Failure, shown};
use crate::limits::DEPLOYMENTS;
use crate::output;
use crate::record;
use crate::release::{encoded, hexadecimal};

pub(crate) fn run(arguments: &Approvals) -> Result<(), Failure> {
    let commit = hexadecimal(&arguments.commit)?;
    record::must_be_of(&arguments.release, commit)?;
    let client = Client::new(&arguments.server)?;
    let (deployments, approved) = deployments(&client, arguments, commit)?;

    let mut files = BTreeMap::new();
    for id in &deployments {
        let (changed, decided) = decided(&client, *id)?;
        for said in decided {
            let Decision { name, is_rejection, predicate } = relayed(arguments, &said, changed)?;
            if *id == approved || is_rejection {
                // One person's same word in the same second, on two deployments or by two rules, is one.
                files.entry(name).or_insert(predicate);
            }
        }
    }

    output::empty_folder(&arguments.out)?;
    for (name, predicate) in &files {
        output::create(&arguments.out.join(name), predicate)?;
    }
    let (count, asked) = (files.len(), deployments.len());
    eprintln!(
        "{count} approvals of the deployment {approved}, the newest of this pipeline, and rejections of any, of {asked} of \
         this commit"
    );
    Ok(())
}

/// Every deployment of the commit to the environment by its number, the newest first, and the one that approvals are of.
fn deployments(client: &Client, arguments: &Approvals, commit: &str) -> Result<(Vec<u64>, u64), Failure> {
    let Approvals { environment, pipeline, .. } = arguments;
    // With the newest first, one that is added while pages are read moves others to later pages, and hides none.
    let listing = format!("/deployments?order_by=id&sort=desc&environment={}", encoded(environment));
    let mut listed: Vec<Deployment> = client.all(&listing)?;
    listed.retain(|it| it.sha == commit && it.environment.name == *environment);
    listed.sort_unstable_by_key(|it| Reverse(it.id));
    listed.dedup_by_key(|it| it.id);
    let (count, to) = (listed.len(), shown(environment));
    if count > DEPLOYMENTS {
        return Err(Failure::question(format!(
            "there are {count} deployments of {commit} to `{to}`, more than {DEPLOYMENTS}: release a new commit"
        )));
    }
    let approved = of_pipeline(&listed, *pipeline).ok_or_else(|| {
        Failure::question(format!(
            "there is no deployment of {commit} to `{to}` by the pipeline {pipeline}, and {count} by others or by none: the \
             job that people approve must be in the same pipeline as the one that relays, in a stage before it"
        ))
    })?;
    Ok((listed.iter().map(|it| it.id).collect(), approved))
}

/// The newest deployment that a pipeline made; one that does not say whose it is, is nobody's.
fn of_pipeline(deployments: &[Deployment], pipeline: u64) -> Option<u64> {
    deployments.iter().filter(|it| it.pipeline() == Some(pipeline)).map(|it| it.id).max()
}

/// What people said of one deployment, and when it last changed. A listing does not have it.
fn decided(client: &Client, id: u64) -> Result<(Option<Timestamp>, Vec<Relayed>), Failure> {
    let deployment: Deployment = client.one(&format!("/deployments/{id}"))?;
    let approvals = deployment.approvals.ok_or_else(|| {
        Failure::question(format!(
            "GitLab says nothing of approvals of the deployment {id}: they need GitLab Premium and a protected environment"
        ))
    })?;
    Ok((deployment.updated_at, approvals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approvals_are_of_the_newest_deployment_that_this_pipeline_made() {
        let listed: Vec<Deployment> = serde_json::from_str(
            r#"[
                {"id": 9, "sha": "b", "environment": {"name": "production"}, "deployable": null},
                {"id": 8, "sha": "b", "environment": {"name": "production"}, "deployable": {"id": 1}},
                {"id": 7, "sha": "b", "environment": {"name": "production"}, "deployable": {"pipeline": {"id": 200}}},
                {"id": 6, "sha": "b", "environment": {"name": "production"}, "deployable": {"pipeline": {"id": 100}}},
                {"id": 5, "sha": "b", "environment": {"name": "production"}, "deployable": {"pipeline": {"id": 100}}},
                {"id": 4, "sha": "b", "environment": {"name": "production"}}
            ]"#,
        )
        .unwrap();
        assert_eq!(of_pipeline(&listed, 100), Some(6));
        assert_eq!(of_pipeline(&listed, 200), Some(7));
        assert_eq!(of_pipeline(&listed, 300), None);
    }
}
