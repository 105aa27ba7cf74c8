//! Check **canary**: every artefact ran as a canary long enough, and was no worse than its baseline.
//!
//! Of each producer the newest analysis of an artefact counts. One that is judged to have failed denies, whoever else has a
//! better one, and though it was too short or measured too little: a canary is run to hear a no. One that cannot be judged, or
//! is not what the class asks for, counts for nothing, and replaces no earlier no.

mod judging;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::canary::Source;
use crate::base::code::Code;
use crate::base::digest::{RecordId, Sha256};
use crate::base::finding::{Finding, Requirement};
use crate::base::name::PrincipalId;
use crate::base::time::Time;
use crate::check::canary::judging::Budget;
use crate::check::{Context, Objection, unauthorised};
use crate::facts::coverage::{Judged, Subject, pieces};
use crate::facts::produced::{Judges, Made, Produced};
use crate::format::canary::Canary;
use crate::judge::judgement::Judgement;
use crate::policy::canary::CanaryRule;

/// Checks the canary of every artefact, where the class asks for it.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(rule) = &context.need().evidence.canary else { return Vec::new() };
    let mut judge = Judge::new(context, rule);
    let produced = judge.produced();
    let (requirement, artefacts) = (Requirement::Evidence("canary"), &context.question.artefacts);
    let subject = Subject { requirement, what: "canary", artefacts };
    let strangers = produced.unauthorised.iter().map(|made| subject.finding(*made, unauthorised(&rule.by)));
    let mut findings: Vec<Finding> = strangers.collect();
    findings.extend(subject.cover(&produced.newest, |made| judge.assess(made).1));
    findings
}

/// Judges analyses, one after the other: what they may cost together is bounded.
struct Judge<'c, 'a> {
    context: &'c Context<'a>,
    rule: &'c CanaryRule,
    /// The artefacts of the release, asked for or not.
    own: BTreeSet<Sha256>,
    budget: Budget,
}

impl<'c, 'a> Judge<'c, 'a> {
    fn new(context: &'c Context<'a>, rule: &'c CanaryRule) -> Self {
        Self { context, rule, own: context.own_artefacts(), budget: Budget::default() }
    }

    /// The analyses that count: the newest, and every no that none replaces which is what the class asks for.
    fn produced(&self) -> Produced<'a, Canary> {
        let Self { context, rule, own, .. } = self;
        let judges = Judges {
            may: |who: &PrincipalId, at| context.authority(&rule.by, who, at),
            stands: |made: &Made<'a, Canary>| standing(context, rule, *made).is_none(),
            replaces: |made: &Made<'a, Canary>| judging::unfit(&made.fact.claim.observed, rule, own).is_none(),
            is_taken_back: |made: &Made<'a, Canary>| context.is_taken_back(&rule.by, *made),
        };
        Produced::about(&context.question.artefacts, &context.facts.canaries, &judges)
    }

    /// What an analysis comes to. A no counts however old it is, and whoever withdraws it: only a newer one that stands
    /// takes it back.
    fn assess(&mut self, made: Made<'_, Canary>) -> (Option<Judgement>, Judged) {
        let observed = &made.fact.claim.observed;
        let (judgement, objection) = judging::judge(observed, self.rule, &self.own, &mut self.budget);
        let (failed, objection) = match objection {
            Some(failed) if failed.0 == Code::CanaryFailed => (Some(failed), None),
            other => (None, other),
        };
        let aside = standing(self.context, self.rule, made).or(objection);
        let warning = judgement.as_ref().filter(|_| failed.is_none() && aside.is_none());
        let says = failed.into_iter().chain(warning.and_then(|judgement| weakness(judgement, observed.source())));
        (judgement, Judged { says: says.collect(), aside })
    }
}

/// What people should know of an analysis that is accepted.
fn weakness(judgement: &Judgement, source: Source) -> Option<Objection> {
    let code = match (judging::is_marginal(judgement), source) {
        (true, _) => Code::CanaryMarginalAccepted,
        (false, Source::FlaggerCanary) => Code::CanaryWeak,
        (false, _) => return None,
    };
    Some((code, "a canary that passes by its samples".to_owned(), judgement.sentence()))
}

/// Why an analysis does not stand, whatever it says: the first reason.
fn standing(context: &Context<'_>, rule: &CanaryRule, made: Made<'_, Canary>) -> Option<Objection> {
    if let Some(objection) = context.standing(made, None) {
        return Some(objection);
    }
    let signed = made.fact.claim.signed_at;
    if !context.moment.has_come(signed) {
        return Some((
            Code::EvidenceNotYet,
            format!("signed by {}", context.moment.shown()),
            format!("signed at {signed}"),
        ));
    }
    let at = made.at.earliest();
    let window = made.fact.claim.observed.window();
    if let Some(window) = window.filter(|window| window.end > at) {
        let found = format!("signed at {at}, observed until {}", window.end);
        return Some((Code::CanaryWindowAfterSigning, "signed after it was observed".to_owned(), found));
    }
    // What was measured gets old, not what was signed.
    let end = window.map_or(made.oldest(), |window| window.end);
    let age = rule.max_age.filter(|age| context.moment.has_come(end.after(*age)))?;
    Some((Code::EvidenceTooOld, format!("younger than {age}"), format!("observed until {end}")))
}

/// What the report says of an analysis.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CanaryNote {
    record: RecordId,
    by: PrincipalId,
    source: Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Time>,
    code: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Judgement>,
}

/// Every newest analysis, with what each metric came to. Judged again: a report is made of findings and of this, and
/// neither knows the other.
pub fn notes(context: &Context<'_>) -> Vec<CanaryNote> {
    let Some(rule) = &context.need().evidence.canary else { return Vec::new() };
    let mut judge = Judge::new(context, rule);
    let produced = judge.produced();
    let note = |(made, _): (Made<'_, Canary>, _)| {
        let observed = &made.fact.claim.observed;
        let window = observed.window();
        let (result, Judged { says, aside }) = judge.assess(made);
        let objection = says.into_iter().find(|(code, ..)| *code == Code::CanaryFailed).or(aside);
        CanaryNote {
            record: made.fact.id,
            by: made.by.clone(),
            source: observed.source(),
            start: window.map(|window| window.start),
            end: window.map(|window| window.end),
            code: objection.map_or(Code::EvidenceAccepted, |(code, ..)| code),
            result,
        }
    };
    pieces(&produced.newest).into_iter().map(note).collect()
}
