//! The places to fill, of the class and of what evidence calls for besides, and who fills them.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::base::matching;
use crate::base::name::{PrincipalId, Role};
use crate::base::shown::list;
use crate::base::time::Time;
use crate::check::{Context, fillers, roles};
use crate::facts::decisions::Signed;
use crate::policy::model::Fillers;

/// One place to fill.
#[derive(Clone, Copy, Debug)]
struct Place<'a> {
    role: &'a Role,
    /// An approval from before this fills it not: what calls for it was not known then.
    since: Time,
}

fn all<'a>(context: &'a Context<'_>) -> Vec<Place<'a>> {
    let of_class = context.need().approvals.iter();
    let of_class = of_class.flat_map(|p| (0..p.count).map(|_| Place { role: &p.role, since: Time::EPOCH }));
    let called = context.escalations.iter().map(|call| Place { role: &call.role, since: call.since });
    of_class.chain(called).collect()
}

/// Assigns people to places, and says of each role whether its places are filled.
pub(in crate::check::approvals) fn fill(context: &Context<'_>, counted: &[Signed<'_>]) -> Vec<Finding> {
    let places = all(context);
    if places.is_empty() {
        let expected = "nobody's approval";
        return vec![Finding::new(Requirement::Approvals, Code::ApprovalsNotRequired, expected, "nobody is asked")];
    }
    let mut approvals: BTreeMap<(&Role, &PrincipalId), Vec<Signed<'_>>> = BTreeMap::new();
    for signed in counted {
        approvals.entry((&signed.fact.claim.role, signed.by)).or_default().push(*signed);
    }
    // The newest approval of a person in a role that is not older than what the place calls for.
    let choice = |place: &Place<'_>, who: &PrincipalId| {
        let signed = approvals.get(&(place.role, who)).into_iter().flatten();
        signed.filter(|signed| signed.at.earliest() >= place.since).max_by_key(|signed| signed.at.earliest()).copied()
    };
    let people: BTreeSet<&PrincipalId> = counted.iter().map(|signed| signed.by).collect();
    let candidates = |place| people.iter().copied().filter(|who| choice(place, who).is_some()).collect::<Vec<_>>();
    let choices: Vec<Vec<&PrincipalId>> = places.iter().map(candidates).collect();
    let assigned = matching::assign(&choices);
    let judge = |role: &Role| {
        let ours = || places.iter().zip(&assigned).zip(&choices).filter(|((place, _), _)| place.role == role);
        let filled: Vec<Signed<'_>> = ours().filter_map(|((place, who), _)| choice(place, who.as_ref()?)).collect();
        let approved: BTreeSet<&PrincipalId> = ours().flat_map(|(_, choices)| choices.iter().copied()).collect();
        judge(context, role, ours().count(), &filled, &approved)
    };
    roles(context).into_iter().map(judge).collect()
}

fn judge(
    context: &Context<'_>,
    role: &Role,
    count: usize,
    filled: &[Signed<'_>],
    approved: &BTreeSet<&PrincipalId>,
) -> Finding {
    let names = list(filled);
    let elsewhere: Vec<_> = approved.iter().filter(|who| !filled.iter().any(|signed| signed.by == **who)).collect();
    let (code, found) = match (filled.len() >= count, elsewhere.is_empty()) {
        (true, _) => (Code::ApprovalsFilled, names),
        (false, true) => (Code::ApprovalsMissing, names),
        (false, false) => (Code::ApprovalsMissing, format!("{names} ({} needed in another role)", list(elsewhere))),
    };
    let records = filled.iter().map(|signed| signed.fact.id);
    Finding::new(Requirement::ApprovalsIn(role.clone()), code, expected(context, role, count), found).about(records)
}

fn expected(context: &Context<'_>, role: &Role, count: usize) -> String {
    let counted = fillers(context, role).unwrap_or(Fillers::People).counted(count as u64);
    let calls = context.escalations.iter().filter(|call| call.role == *role);
    let whys: Vec<String> = calls.map(|call| format!("one after {}, for {}", call.since, call.why)).collect();
    let besides = if whys.is_empty() { String::new() } else { format!(" ({})", list(whys)) };
    format!("{counted} as {role}{besides}")
}
