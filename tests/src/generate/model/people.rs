//! Who decided, who may not, and who reviewed.

use std::collections::BTreeSet;

use super::{Model, Record, at, has, has_expired, text};
use crate::generate::organisation::Principal;

impl<'a> Model<'a> {
    /// Nobody who holds a required role, now or when rejecting, has rejected without approving since.
    pub(super) fn is_unopposed(&self) -> bool {
        let matters = |who: &Principal, when: i64| {
            self.class().places.iter().any(|(role, _)| who.held(role, when) || who.held(role, 0))
        };
        let release = self.release().map(|r| r.id.to_string()).unwrap_or_default();
        // In the role of the rejection, or in one that is asked for if they did not hold that.
        let speaks_for = |yes: &Record<'_>, no: &Record<'_>, who: &Principal| {
            let (role, rejected) = (text(yes, "role"), text(no, "role"));
            let held = |role: &str, when: i64| who.held(role, when) || who.held(role, 0);
            let asked = self.class().places.iter().any(|(place, _)| *place == role);
            let holds = who.held(&role, at(yes, "signedAt")) && who.held(&role, 0);
            if held(&rejected, at(no, "signedAt")) { role == rejected } else { asked && holds }
        };
        let lifts = |yes: &Record<'_>, no: &Record<'_>, who: &Principal| {
            has(&yes.sole, who)
                && at(yes, "signedAt") > at(no, "signedAt")
                && !has_expired(yes)
                && !self.withdrawn(yes.id, Some(who))
                && self.artefacts.is_subset(&yes.subjects)
                && [&release, &text(no, "release")].contains(&&text(yes, "release"))
                && speaks_for(yes, no, who)
        };
        let stands = |no: &Record<'_>, who: &Principal| !self.decisions(true).any(|yes| lifts(yes, no, who));
        !self.decisions(false).any(|no| {
            let when = at(no, "signedAt");
            no.all.iter().any(|who| matters(who, when) && stands(no, who))
        })
    }

    /// Whether there are enough people for every set of roles together (Hall's theorem).
    pub(super) fn is_filled(&self, release: &Record<'a>) -> bool {
        let places = &self.class().places;
        (0..1_u32 << places.len()).all(|set| {
            let chosen: Vec<_> = places.iter().enumerate().filter(|(n, _)| set >> n & 1 == 1).map(|(_, p)| p).collect();
            let needed: u64 = chosen.iter().map(|(_, count)| count).sum();
            let people: BTreeSet<&str> = chosen.iter().flat_map(|(role, _)| self.approvers(release, role)).collect();
            people.len() as u64 >= needed
        })
    }

    /// The people whose approval in `role` counts.
    fn approvers(&self, release: &Record<'_>, role: &str) -> BTreeSet<&str> {
        let class = self.class();
        let mut people = BTreeSet::new();
        for record in self.decisions(true).filter(|r| text(r, "role") == role) {
            let when = at(record, "signedAt");
            let fresh = class.max_age.is_none_or(|age| when + age > 0);
            let about = text(record, "release") == release.id.to_string() && self.artefacts.is_subset(&record.subjects);
            if !fresh || has_expired(record) || !about || when < at(release, "requestedAt") {
                continue;
            }
            people.extend(
                record
                    .sole
                    .iter()
                    .copied()
                    .filter(|who| {
                        let rejected = self.decisions(false).any(|r| has(&r.all, who) && at(r, "signedAt") >= when);
                        let barred =
                            !class.relax.contains(&"author-approver") && has(&self.people(release, "authors"), who);
                        who.is_person
                            && who.held(role, when)
                            && who.held(role, 0)
                            && !rejected
                            && !barred
                            && !self.withdrawn(record.id, Some(who))
                    })
                    .map(|who| who.id.as_str()),
            );
        }
        people.into_iter().collect()
    }

    fn people(&self, release: &Record<'_>, field: &str) -> Vec<&'a Principal> {
        let all = release.predicate[field].as_array().cloned().unwrap_or_default();
        all.iter().filter_map(|who| self.made.organisation.resolve(who.as_str()?)).collect()
    }

    /// The four rules, as far as they are not about who fills a place.
    pub(super) fn is_separate(&self, release: &Record<'a>) -> bool {
        let organisation = &self.made.organisation;
        let authors: Vec<Option<&Principal>> = release.predicate["authors"]
            .as_array()
            .map(|all| all.iter().map(|who| organisation.resolve(who.as_str().unwrap_or_default())).collect())
            .unwrap_or_default();
        let deployer = self.made.scenario.question.deployer.as_deref().and_then(|who| organisation.resolve(who));
        let builder = organisation.resolve(&text(release, "builder"));
        let same = |one: Option<&Principal>| one.map(|p| &p.id) == deployer.map(|p| &p.id);
        let known = authors.iter().all(Option::is_some);
        let kept = [
            ("author-approver", known),
            ("reviewer-author", known),
            ("author-deployer", known && deployer.is_some() && !authors.iter().any(|author| same(*author))),
            (
                "builder-deployer",
                builder.is_some() && deployer.is_some_and(|who| !has(&self.may(release).0, who)) && !same(builder),
            ),
        ];
        kept.iter().all(|(rule, holds)| *holds || self.class().relax.contains(rule))
    }

    pub(super) fn is_reviewed(&self, release: &Record<'_>) -> bool {
        let reviews = release.predicate["reviewers"].as_array().cloned().unwrap_or_default();
        let current = reviews.iter().filter(|review| review["commit"] == release.predicate["commit"]);
        let people: BTreeSet<&str> = current
            .filter_map(|review| self.made.organisation.resolve(review["who"].as_str()?))
            .filter(|who| who.is_person)
            .filter(|who| {
                self.class().relax.contains(&"reviewer-author") || !has(&self.people(release, "authors"), who)
            })
            .map(|who| who.id.as_str())
            .collect();
        self.class().peer_review.is_none_or(|count| people.len() as u64 >= count)
    }
}
