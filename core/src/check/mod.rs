//! Layer 8: one file per check. A check reads the context and returns findings; no check knows another.
//!
//! A check that a class requires returns at least one finding for every requirement it answers for, a pass too:
//! `decision` denies where one is absent.

pub mod analysis;
pub mod approvals;
pub mod assessment;
pub mod binding;
pub mod canary;
pub mod chain;
pub mod class;
mod decided;
pub mod documents;
pub mod emergency;
pub mod freezes;
pub mod peer_review;
pub mod policy_review;
pub mod provenance;
pub mod records;
pub mod register;
pub mod revocation;
pub mod rollback;
pub mod sbom;
pub mod separation;
pub mod summary;
pub mod tests;
pub mod vulnerabilities;
pub mod windows;

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Rule};
use crate::base::moment::Moment;
use crate::base::name::{Actor, PrincipalId, Role};
use crate::base::question::Question;
use crate::base::shown::{list, people};
use crate::base::signing::{Authority, SignedAt};
use crate::base::time::{Duration, Time};
use crate::check::decided::{Decided, fillers, is_told, matters, roles};
pub use crate::facts::coverage::Objection;
use crate::facts::decisions::Signed;
use crate::facts::index::{Fact, Facts};
use crate::facts::produced::{Judges, Made, Produced, Weight};
use crate::facts::releases::Candidates;
use crate::facts::revocations::Withdrawn;
use crate::format::evidence::Evident;
use crate::format::release::Release;
use crate::format::summary::Summary;
use crate::format::vulnerability::Scan;
use crate::policy::class::Selection;
use crate::policy::evidence::summary::{Stated, SummaryRule};
use crate::policy::evidence::vulnerabilities::VulnerabilitiesRule;
use crate::policy::model::{Policy, Requirements};
use crate::policy::roster::{Principal, Roster};

/// Everything that checks look at.
#[derive(Debug)]
pub struct Context<'a> {
    /// What is asked.
    pub question: &'a Question,
    /// When.
    pub moment: &'a Moment,
    /// The rules.
    pub policy: &'a Policy,
    /// The people.
    pub roster: &'a Roster,
    /// What is known.
    pub facts: &'a Facts,
    /// What is withdrawn.
    pub withdrawn: &'a Withdrawn,
    /// The class that applies.
    pub selection: &'a Selection<'a>,
    /// The release records of the question's service and version.
    pub candidates: &'a Candidates<'a>,
    /// Whom evidence calls for, beyond the class.
    pub escalations: Vec<Escalation>,
}

/// An approval that evidence calls for, beyond those of the class: one more person in a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Escalation {
    /// In which role.
    pub role: Role,
    /// What they approve of was known from this instant on: an older approval is of something else.
    pub since: Time,
    /// The requirement that calls for it, and why.
    pub why: String,
}

impl<'a> Context<'a> {
    /// What the class needs.
    pub fn need(&self) -> &'a Requirements {
        &self.selection.class.require
    }

    /// The release record that is meant.
    pub fn release(&self) -> Option<&'a Fact<Release>> {
        self.candidates.chosen()
    }

    /// The artefacts of the question, and those that the release record names besides.
    pub fn own_artefacts(&self) -> BTreeSet<Sha256> {
        let released = self.release().into_iter().flat_map(|release| &release.subjects);
        self.question.artefacts.iter().chain(released).copied().collect()
    }

    /// The authors whom the roster knows, unless the class gives up the rule against them.
    pub fn authors_barred_by(&self, rule: Rule) -> BTreeSet<&'a PrincipalId> {
        self.release().map(|release| self.authors_barred(release, rule)).unwrap_or_default()
    }

    /// The same of any release.
    pub fn authors_barred(&self, release: &Fact<Release>, rule: Rule) -> BTreeSet<&'a PrincipalId> {
        if self.need().relaxed(rule).is_some() { BTreeSet::new() } else { self.authors(release) }
    }

    /// The authors of a release whom the roster knows.
    pub fn authors(&self, release: &Fact<Release>) -> BTreeSet<&'a PrincipalId> {
        release.claim.authors.iter().filter_map(|author| self.resolve(author)).map(|principal| &principal.id).collect()
    }

    /// An author whom the roster does not know: where authors are barred, nobody can say that they are not one of those who speak
    /// for the release.
    pub fn unknown_author<'r>(&self, release: &'r Fact<Release>) -> Option<&'r Actor> {
        release.claim.authors.iter().find(|author| self.resolve(author).is_none())
    }

    /// The same, unless the class gives up the rule against authors.
    pub fn unknown_author_barred<'r>(&self, release: &'r Fact<Release>, rule: Rule) -> Option<&'r Actor> {
        self.unknown_author(release).filter(|_| self.need().relaxed(rule).is_none())
    }

    /// Evidence about the artefacts of the question, by those who hold one of `roles`.
    pub fn produced<T: Evident>(&self, facts: &'a [Fact<T>], roles: &[Role]) -> Produced<'a, T> {
        self.produced_about(&self.question.artefacts, facts, roles)
    }

    /// Evidence about any artefacts, by those who hold one of `roles`.
    pub fn produced_about<T: Evident>(
        &self,
        artefacts: &BTreeSet<Sha256>,
        facts: &'a [Fact<T>],
        roles: &[Role],
    ) -> Produced<'a, T> {
        let judges = Judges {
            may: |who: &PrincipalId, at| self.authority(roles, who, at),
            stands: |made: &Made<'a, T>| self.standing(*made, None).is_none(),
            replaces: |_: &Made<'a, T>| true,
            is_taken_back: |made: &Made<'a, T>| self.is_taken_back(roles, *made),
        };
        Produced::about(artefacts, facts, &judges)
    }

    /// Whether somebody may produce what holders of `roles` may. Where nobody says when it was made, only who may now can be
    /// asked; whoever might have earlier can say no.
    pub fn authority(&self, roles: &[Role], who: &PrincipalId, at: Option<SignedAt>) -> Authority {
        let Some(producer) = self.roster.principal(who) else { return Authority::None };
        match at {
            Some(at) => producer.authority(roles, at, self.moment),
            None if roles.iter().any(|role| producer.holds(role, self.moment)) => Authority::Full,
            None if producer.roles.iter().any(|held| roles.contains(&held.role)) => Authority::Doubtful,
            None => Authority::None,
        }
    }

    /// Whether its own producer, who may still produce such evidence, has taken back what nobody can date: nothing else could
    /// replace it.
    pub fn is_taken_back<T: Evident>(&self, roles: &[Role], made: Made<'_, T>) -> bool {
        let taken_back = |digest| self.withdrawn.is_taken_back(digest, made.by, self.moment);
        !made.is_dated()
            && self.authority(roles, made.by, None) == Authority::Full
            && made.fact.sources().any(taken_back)
    }

    /// Why a piece of evidence does not stand, whatever it says: it can be no yes, is withdrawn, not yet made, or too old.
    pub fn standing<T: Evident>(&self, made: Made<'_, T>, max_age: Option<Duration>) -> Option<Objection> {
        match made.weight {
            Weight::Full => {}
            Weight::Replaced => {
                let expected = "the newest of its producer".to_owned();
                return Some((Code::EvidenceReplaced, expected, "something newer, or that has a time".to_owned()));
            }
            Weight::Doubtful => {
                let expected = "a producer whose key and role have not ended".to_owned();
                return Some((Code::EvidenceProducerUnauthorised, expected, "heard only as a no".to_owned()));
            }
        }
        let at = made.oldest();
        let withdrawn = self.withdrawn.of_signature(made.fact.id, made.by).next();
        if let Some(withdrawn) = withdrawn.or_else(|| made.fact.document.and_then(|d| self.withdrawn.of(d).next())) {
            let found = format!("revoked by {}: {}", people(&withdrawn.by), withdrawn.reason);
            return Some((Code::EvidenceRevoked, "evidence that stands".to_owned(), found));
        }
        if !self.moment.has_come(at) {
            let expected = format!("made by {}", self.moment.shown());
            return Some((Code::EvidenceNotYet, expected, format!("made at {at}")));
        }
        let age = max_age.filter(|age| self.moment.has_come(at.after(*age)))?;
        Some((Code::EvidenceTooOld, format!("younger than {age}"), format!("made at {at}")))
    }

    /// Why a verification summary is none that a rule relies on, whatever it says.
    pub fn relies_not(&self, rule: &SummaryRule, summary: &Summary) -> Option<Objection> {
        rule.aside(Stated {
            verifier: &summary.verifier,
            policy: &summary.policy,
            policy_digest: summary.policy_digest.as_deref(),
            resource: &summary.resource,
        })
    }

    /// Why somebody else's word for an approval is not taken, where it is not the approver who signed it.
    pub fn relay_objection(&self, signed: &Signed<'_>) -> Option<Objection> {
        let (via, relay) = (signed.via?, signed.fact.claim.relay.as_ref()?);
        let objection = |expected: String| (Code::ApprovalsRelayNotAccepted, expected, format!("{via} says so"));
        let Some(rule) = self.need().relays.as_ref().filter(|rule| rule.platforms.contains(&relay.platform)) else {
            return Some(objection("the approver's own signature".to_owned()));
        };
        let teller = self.roster.principal(via).filter(|teller| !teller.is_person);
        let may = teller.is_some_and(|p| p.authority(&rule.by, signed.at, self.moment) == Authority::Full);
        (!may).then(|| objection(format!("the word of an automation that holds {}", list(&rule.by))))
    }

    /// The automations whose word the class takes for what people rejected on a platform: those that ever held the role.
    pub fn relayers(&self) -> BTreeSet<&'a PrincipalId> {
        let rule = self.need().relays.as_ref();
        let relays = |p: &&Principal| {
            !p.is_person && rule.is_some_and(|rule| p.roles.iter().any(|holding| rule.by.contains(&holding.role)))
        };
        self.roster.principals().filter(relays).map(|p| &p.id).collect()
    }

    /// The principal whom an id or an alias names.
    pub fn resolve(&self, actor: &Actor) -> Option<&'a Principal> {
        self.roster.resolve(actor)
    }
}

/// Whether a scan is one for vulnerabilities: of the runs in SARIF logs those of the tools that the rule lists.
fn is_scan(rule: Option<&VulnerabilitiesRule>, scan: &Scan) -> bool {
    scan.sarif.is_none() || rule.is_some_and(|rule| rule.takes_sarif_of(&scan.scanner))
}

/// Why evidence does not count whose producer holds none of `roles`.
pub fn unauthorised(roles: &[Role]) -> Objection {
    let expected = format!("a producer who holds {}", list(roles));
    (Code::EvidenceProducerUnauthorised, expected, "a role that does not, or no longer, allow it".to_owned())
}

/// Every check, in the order of the reference page.
pub const ALL: &[fn(&Context<'_>) -> Vec<Finding>] = &[
    records::check,
    class::check,
    binding::check,
    approvals::check,
    separation::check,
    peer_review::check,
    provenance::check,
    tests::check,
    vulnerabilities::check,
    documents::check,
    analysis::check,
    sbom::check,
    summary::check,
    assessment::check,
    rollback::check,
    canary::check,
    revocation::check,
    register::check,
    policy_review::check,
    chain::check,
    emergency::check,
    windows::check,
    freezes::check,
];
