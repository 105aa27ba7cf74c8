//! Cases **separation**: nobody decides over or deploys their own work, under whatever name.

use countersign_core::base::code::Code;
use serde_json::json;

use super::say::{APPROVED, approval, set};
use super::{Area, Case, Due};
use crate::scenario::Scenario;

const MANAGER_MISSING: Due = ("approvals/release-manager", Code::ApprovalsMissing);
const AUTHOR_APPROVES: Due = ("separation/author-approver", Code::SeparationAuthorApproves);

pub(super) fn cases() -> Vec<Case> {
    let area = Area("separation");
    let mut cases = approving(&area);
    cases.extend(deploying(&area));
    cases.extend(unknown(&area));
    cases.extend(relaxed(&area));
    cases
}

fn relax(scenario: &mut Scenario, rule: &str) {
    let new = format!("peerReview: 1\n      relax: [{{ rule: {rule}, reason: The team is small. }}]");
    scenario.policy("peerReview: 1", &new);
}

fn approving(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "author-approves",
            "Alice is release manager, and author of this release.",
            &[AUTHOR_APPROVES, MANAGER_MISSING],
            |s| {
                s.decisions[0] = approval("alice", "release-manager", APPROVED);
            },
        ),
        area.denies(
            "author-approves-under-another-alias",
            "Carol wrote it as `github:Carol`, and approves with her key.",
            &[AUTHOR_APPROVES, MANAGER_MISSING],
            |s| set(&mut s.releases[0], "authors", json!(["github:Carol"])),
        ),
        area.denies(
            "co-author-approves",
            "One of several authors is an author.",
            &[AUTHOR_APPROVES, MANAGER_MISSING],
            |s| {
                set(&mut s.releases[0], "authors", json!(["alice", "github:carol"]));
            },
        ),
        area.allows(
            "author-approves-besides",
            "An author's approval fills no place, and spoils none that others fill.",
            &[AUTHOR_APPROVES],
            |s| {
                s.decisions.push(approval("alice", "release-manager", APPROVED));
            },
        ),
    ]
}

fn deploying(area: &Area) -> Vec<Case> {
    let authors = "separation/author-deployer";
    vec![
        area.denies(
            "author-deploys",
            "Alice wrote it, and deploys it.",
            &[(authors, Code::SeparationAuthorDeploys)],
            |s| {
                s.question.deployer = Some("alice".to_owned());
            },
        ),
        area.denies(
            "author-deploys-under-another-alias",
            "Alice deploys under her account's name.",
            &[(authors, Code::SeparationAuthorDeploys)],
            |s| {
                s.question.deployer = Some("github:Alice".to_owned());
            },
        ),
        area.denies(
            "builder-deploys",
            "What builds does not deploy.",
            &[("separation/builder-deployer", Code::SeparationBuilderDeploys)],
            |s| s.question.deployer = Some("ci-builder".to_owned()),
        ),
        area.denies(
            "deployer-not-named",
            "Without a deployer neither rule can be checked.",
            &[(authors, Code::SeparationActorMissing), ("separation/builder-deployer", Code::SeparationActorMissing)],
            |s| s.question.deployer = None,
        ),
        area.denies(
            "builder-not-named",
            "Without a builder the rule cannot be checked.",
            &[("separation/builder-deployer", Code::SeparationActorMissing)],
            |s| set(&mut s.releases[0], "builder", json!(null)),
        ),
        area.denies(
            "writer-of-the-record-deploys",
            "Who wrote the release record said who built: naming another builder does not let it deploy.",
            &[("separation/builder-deployer", Code::SeparationBuilderDeploys)],
            |s| {
                s.question.deployer = Some("ci-builder".to_owned());
                set(&mut s.releases[0], "builder", json!("register"));
            },
        ),
        area.allows("approver-deploys", "Who approved may deploy: that is no conflict.", &[], |s| {
            s.question.deployer = Some("carol".to_owned());
        }),
    ]
}

fn unknown(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "author-unknown",
            "An author whom the roster does not know could be anybody.",
            &[
                ("separation/author-approver", Code::SeparationActorUnknown),
                ("separation/author-deployer", Code::SeparationActorUnknown),
                ("separation/reviewer-author", Code::SeparationActorUnknown),
            ],
            |s| set(&mut s.releases[0], "authors", json!(["alice", "github:a1ice"])),
        ),
        area.denies(
            "deployer-unknown",
            "A deployer whom the roster does not know could be an author.",
            &[
                ("separation/author-deployer", Code::SeparationActorUnknown),
                ("separation/builder-deployer", Code::SeparationActorUnknown),
            ],
            |s| s.question.deployer = Some("github:somebody".to_owned()),
        ),
        area.denies(
            "builder-unknown",
            "A builder whom the roster does not know could be the deployer.",
            &[("separation/builder-deployer", Code::SeparationActorUnknown)],
            |s| set(&mut s.releases[0], "builder", json!("github:somebody")),
        ),
    ]
}

fn relaxed(area: &Area) -> Vec<Case> {
    let relaxed = |requirement| (requirement, Code::SeparationRelaxed);
    vec![
        area.allows(
            "author-may-approve",
            "The class gives the rule up, and the report says so.",
            &[relaxed("separation/author-approver")],
            |s| {
                relax(s, "author-approver");
                s.decisions[0] = approval("alice", "release-manager", APPROVED);
            },
        ),
        area.allows(
            "author-may-deploy",
            "The class gives the rule up.",
            &[relaxed("separation/author-deployer")],
            |s| {
                relax(s, "author-deployer");
                s.question.deployer = Some("alice".to_owned());
            },
        ),
        area.allows(
            "builder-may-deploy",
            "One pipeline builds and deploys.",
            &[relaxed("separation/builder-deployer")],
            |s| {
                relax(s, "builder-deployer");
                s.question.deployer = Some("ci-builder".to_owned());
            },
        ),
        area.allows(
            "author-may-review",
            "The class gives the rule up.",
            &[relaxed("separation/reviewer-author")],
            |s| {
                relax(s, "reviewer-author");
                set(&mut s.releases[0], "reviewers", json!([{"who": "alice", "commit": crate::scenario::COMMIT}]));
            },
        ),
        area.denies(
            "relaxed-for-one-rule-only",
            "Giving one rule up gives up no other.",
            &[relaxed("separation/author-deployer"), AUTHOR_APPROVES, MANAGER_MISSING],
            |s| {
                relax(s, "author-deployer");
                s.decisions[0] = approval("alice", "release-manager", APPROVED);
            },
        ),
    ]
}
