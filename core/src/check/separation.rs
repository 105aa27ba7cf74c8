//! Check **separation of duties**: nobody decides over, reviews or deploys their own work, and what builds does not deploy.
//!
//! People are told apart by principal, through every alias. Somebody whom the roster does not know could be anybody, and
//! denies. That an author's approval and review fill no place is seen to by the checks that fill places.

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::name::Actor;
use crate::check::Context;
use crate::facts::index::Fact;
use crate::format::release::Release;

const RULES: [Rule; 4] = [Rule::AuthorApprover, Rule::AuthorDeployer, Rule::BuilderDeployer, Rule::ReviewerAuthor];

/// Checks the four rules.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(release) = context.release() else { return Vec::new() };
    RULES.into_iter().flat_map(|rule| judge(context, release, rule)).collect()
}

fn judge(context: &Context<'_>, release: &Fact<Release>, rule: Rule) -> Vec<Finding> {
    let finding = |code, found: String| {
        Finding::new(Requirement::Separation(rule), code, expected(rule), found).about([release.id])
    };
    if let Some(reason) = context.need().relaxed(rule) {
        return vec![finding(Code::SeparationRelaxed, format!("given up for this class: {reason}"))];
    }
    let deployer = context.question.deployer.as_ref();
    let builder = release.claim.builder.as_ref();
    let authors: Vec<&Actor> = release.claim.authors.iter().collect();
    // Who must be known for the rule to mean anything, and who must not be the same.
    let (first, second, clash): (Vec<&Actor>, Option<Option<&Actor>>, Code) = match rule {
        Rule::AuthorApprover | Rule::ReviewerAuthor => (authors, None, Code::SeparationKept),
        Rule::AuthorDeployer => (authors, Some(deployer), Code::SeparationAuthorDeploys),
        Rule::BuilderDeployer => (builder.into_iter().collect(), Some(deployer), Code::SeparationBuilderDeploys),
    };
    if first.is_empty() || second == Some(None) {
        let who = if first.is_empty() { "the builder" } else { "the deployer" };
        return vec![finding(Code::SeparationActorMissing, format!("{who} is not named"))];
    }
    let named = first.iter().copied().chain(second.flatten());
    let strangers: Vec<Finding> = named
        .filter(|actor| context.resolve(actor).is_none())
        .map(|actor| finding(Code::SeparationActorUnknown, format!("`{actor}` is nobody of the roster")))
        .collect();
    if !strangers.is_empty() {
        return strangers;
    }
    let Some(other) = second.flatten().and_then(|actor| context.resolve(actor)) else {
        return vec![finding(Code::SeparationKept, "different hands".to_owned())];
    };
    let same = first.iter().find(|actor| context.resolve(actor).is_some_and(|principal| principal.id == other.id));
    // Who wrote the release record says who built: it must not be the deployer either.
    let wrote = rule == Rule::BuilderDeployer && release.everyone().any(|signer| *signer == other.id);
    match same {
        Some(actor) => vec![finding(clash, format!("{} is both (`{actor}`)", other.id))],
        None if wrote => vec![finding(clash, format!("{} wrote the release record", other.id))],
        None => vec![finding(Code::SeparationKept, "different hands".to_owned())],
    }
}

fn expected(rule: Rule) -> &'static str {
    match rule {
        Rule::AuthorApprover => "approvers who are not authors",
        Rule::AuthorDeployer => "a deployer who is not an author",
        Rule::BuilderDeployer => "a deployer who neither built nor wrote the release record",
        Rule::ReviewerAuthor => "reviewers who are not authors",
    }
}
