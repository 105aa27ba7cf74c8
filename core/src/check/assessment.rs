//! Check **assessment**: somebody who may has assessed the service (its threat model, its design), it passed, and that is current.
//!
//! It is about the service, not about the artefacts. Of each producer the newest of a kind counts.

use std::collections::BTreeMap;

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::base::name::PrincipalId;
use crate::base::shown::{list, people};
use crate::check::{Context, Objection, unauthorised};
use crate::facts::produced::{Judges, Made, Weight, newest, signings};
use crate::format::assessment::{Assessment, Outcome};
use crate::policy::evidence::assessment::AssessmentRule;

type Newest<'a> = BTreeMap<&'a PrincipalId, Vec<Made<'a, Assessment>>>;

/// Checks every assessment that the class asks for.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    context.need().evidence.assessments.iter().flat_map(|rule| of_kind(context, rule)).collect()
}

fn of_kind(context: &Context<'_>, rule: &AssessmentRule) -> Vec<Finding> {
    let finding = |made: Made<'_, Assessment>, (code, expected, found): Objection| {
        let found = format!("assessment by {}: {found}", made.by);
        Finding::new(Requirement::Assessment(rule.kind.clone()), code, expected, found).about(made.fact.sources())
    };
    let mut findings = Vec::new();
    let mut current = Vec::new();
    for made in
        by_producer(context, rule, |made| findings.push(finding(made, unauthorised(&rule.by)))).into_values().flatten()
    {
        let failed = (made.fact.claim.outcome == Outcome::Failed).then(|| {
            let summary = made.fact.claim.summary.as_deref().unwrap_or("it failed");
            (Code::AssessmentFailed, "an assessment that passed".to_owned(), summary.escape_default().to_string())
        });
        let aside = context.standing(made, rule.max_age).or_else(|| expired(context, &made.fact.claim));
        if failed.is_none() && aside.is_none() {
            current.push(made);
        }
        findings.extend(failed.into_iter().chain(aside).map(|why| finding(made, why)));
    }
    let expected = format!("a current {} of {}", rule.kind, context.question.service);
    let (code, found) = match current.is_empty() {
        true => (Code::AssessmentMissing, format!("none by a holder of {}", list(&rule.by))),
        false => (Code::AssessmentCurrent, format!("as {} says", people(current.iter().map(|made| made.by)))),
    };
    let records = current.iter().flat_map(|made| made.fact.sources());
    findings.push(Finding::new(Requirement::Assessment(rule.kind.clone()), code, expected, found).about(records));
    findings
}

/// Of each producer the newest assessment of this kind; several if they may be equally new.
fn by_producer<'a>(
    context: &Context<'a>,
    rule: &AssessmentRule,
    mut stranger: impl FnMut(Made<'a, Assessment>),
) -> Newest<'a> {
    let asked = |claim: &Assessment| claim.kind == rule.kind && claim.service == context.question.service;
    let judges = Judges {
        may: |who: &PrincipalId, at| context.authority(&rule.by, who, at),
        stands: |made: &Made<'a, Assessment>| context.standing(*made, None).is_none(),
        replaces: |_: &Made<'a, Assessment>| true,
        is_taken_back: |made: &Made<'a, Assessment>| context.is_taken_back(&rule.by, *made),
    };
    let mut all = Newest::new();
    for made in context.facts.assessments.iter().filter(|fact| asked(&fact.claim)).flat_map(signings) {
        match made.judged(judges.may) {
            Some(made) => all.entry(made.by).or_default().push(made),
            None => stranger(made),
        }
    }
    let mut all: Newest<'a> = all.into_iter().map(|(who, made)| (who, newest(made, &judges))).collect();
    // Who may assess no longer cannot assess again: what a holder of the role says since then replaces their word.
    let stands = |made: &&Made<'a, Assessment>| made.weight == Weight::Full && (judges.stands)(made);
    let latest = all.values().flatten().filter(stands).map(|made| made.oldest()).max();
    for made in all.values_mut() {
        made.retain(|made| made.weight != Weight::Doubtful || Some(made.newest()) >= latest);
    }
    all
}

fn expired(context: &Context<'_>, claim: &Assessment) -> Option<Objection> {
    let expires = claim.expires_at.filter(|instant| context.moment.has_come(*instant))?;
    Some((Code::AssessmentExpired, "an assessment that has not expired".to_owned(), format!("expired at {expires}")))
}
