//! `approvals`: which deployments of a commit to a protected environment are asked, and what of them is relayed.
//!
//! An approval is of the newest deployment alone. A rejection is of the commit: whoever runs the job again makes a new
//! deployment, which nobody has rejected, and what was rejected is the same. So the rejections of every deployment are
//! relayed, none earlier than its deployment's end: a person's own later approval takes one back, an earlier one does
//! not, and that is the verifier's to say.
//!
//! They count for the release that is deployed: deployment and release record must name the same commit.

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
    let deployments = deployments(&client, commit, &arguments.environment)?;

    let mut files = BTreeMap::new();
    for (place, id) in deployments.iter().enumerate() {
        let (changed, decided) = decided(&client, *id)?;
        for said in decided {
            let Decision { name, is_rejection, predicate } = relayed(arguments, &said, changed)?;
            if place == 0 || is_rejection {
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
    eprintln!("{count} approvals of the newest deployment and rejections of any, of {asked} of this commit");
    Ok(())
}

/// Every deployment of the commit to the environment by its number, the newest first.
fn deployments(client: &Client, commit: &str, environment: &str) -> Result<Vec<u64>, Failure> {
    // With the newest first, one that is added while pages are read moves others to later pages, and hides none.
    let listing = format!("/deployments?order_by=id&sort=desc&environment={}", encoded(environment));
    let listed: Vec<Deployment> = client.all(&listing)?;
    let is_of = |it: &Deployment| it.sha == commit && it.environment.name == environment;
    let mut numbers: Vec<u64> = listed.iter().filter(|it| is_of(it)).map(|it| it.id).collect();
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    numbers.dedup();
    match numbers.len() {
        0 => Err(Failure::question(format!(
            "there is no deployment of {commit} to `{}`: its job must be in a pipeline of this commit",
            shown(environment)
        ))),
        count if count > DEPLOYMENTS => Err(Failure::question(format!(
            "there are {count} deployments of {commit} to `{}`, more than {DEPLOYMENTS}: release a new commit",
            shown(environment)
        ))),
        _ => Ok(numbers),
    }
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
