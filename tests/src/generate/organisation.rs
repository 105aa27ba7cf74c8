//! The people, the automations and the policy of a plan: as values that the model reads, and as documents.

mod documents;

use std::collections::BTreeMap;

use super::DAY;
use super::calendar::CalendarPlan;
use super::event::Event;
use super::plan::{ClassPlan, Plan, ROLES, Tenure};

/// Who there is, and what the policy says.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// People first, then automations.
    pub principals: Vec<Principal>,
    /// The policy's classes.
    pub classes: Vec<ClassPlan>,
    /// The roles that may revoke anything.
    pub revokers: Vec<&'static str>,
    /// The policy's windows and freezes.
    pub calendar: CalendarPlan,
    /// When the policy was reviewed.
    pub reviewed: i64,
    /// The class that the release was made for.
    pub class: usize,
}

/// A person or an automation.
#[derive(Clone, Debug)]
pub struct Principal {
    /// Their id.
    pub id: String,
    /// Whether they can fill a place.
    pub is_person: bool,
    /// What they hold, and when.
    pub roles: Vec<(String, Tenure)>,
    /// The names of their keys, and whether somebody else may have used them.
    pub keys: Vec<(String, bool)>,
}

impl Principal {
    fn new(id: &str, is_person: bool, keys: usize, roles: &[&str]) -> Self {
        let key = |n: usize| (if n == 0 { id.to_owned() } else { format!("{id}-{n}") }, false);
        let roles = roles.iter().map(|role| ((*role).to_owned(), (-300 * DAY, None))).collect();
        Self { id: id.to_owned(), is_person, roles, keys: (0..keys).map(key).collect() }
    }

    /// Under which names others know them.
    pub fn aliases(&self) -> [String; 2] {
        [format!("github:{}", self.id), format!("email:{}@acme.example", self.id)]
    }

    /// Whether they hold `role` at `at`.
    pub fn held(&self, role: &str, at: i64) -> bool {
        self.roles
            .iter()
            .any(|(held, (from, until))| held == role && *from <= at && until.is_none_or(|until| at < until))
    }
}

/// The facts that a class can be selected by, where service and environment are declared.
pub fn facts(plan: &Plan) -> BTreeMap<&'static str, &'static str> {
    let asked = &plan.asked;
    let (kind, reversibility, migration) = asked.change;
    let service = if asked.service { ("checkout-api", "high") } else { ("brochure", "low") };
    let unknown = |wanted| plan.events.iter().any(|event| matches!(event, Event::Unknown(which) if *which == wanted));
    let mut facts = BTreeMap::new();
    if !unknown(true) {
        facts.extend([("service", service.0), ("criticality", service.1)]);
    }
    if !unknown(false) {
        facts.insert("environment", environment(plan));
    }
    facts.extend(kind.map(|yes| ("kind", if yes { "feature" } else { "fix" })));
    facts.extend(reversibility.map(|yes| ("reversibility", if yes { "reversible" } else { "irreversible" })));
    facts.extend(migration.map(|yes| ("schemaMigration", if yes { "true" } else { "false" })));
    facts
}

/// The environment that is asked for.
pub fn environment(plan: &Plan) -> &'static str {
    if plan.asked.environment { "production" } else { "staging" }
}

/// The first class that cannot be ruled out: all of whose facts, in one alternative, are there, or missing from the release
/// record alone. If no class has all of its facts, the first of all.
fn select(classes: &[ClassPlan], facts: &BTreeMap<&str, &str>) -> usize {
    let of_record = ["kind", "reversibility", "schemaMigration"];
    let fits = |class: &ClassPlan, benefit: bool| {
        class.when.iter().any(|alternative| {
            alternative.iter().all(|(fact, values)| match facts.get(fact) {
                Some(value) => values.contains(value),
                None => benefit && of_record.contains(fact),
            })
        })
    };
    let Some(certain) = classes.iter().position(|class| fits(class, false)) else { return 0 };
    classes[..certain].iter().position(|class| fits(class, true)).unwrap_or(certain)
}

impl Organisation {
    /// The organisation of a plan: as many people as the class needs, those besides, and what befell them.
    pub fn of(plan: &Plan) -> Self {
        let class = select(&plan.classes, &facts(plan));
        let places = &plan.classes[class].places;
        let mut principals = vec![
            Principal::new("alice", true, 1, &[ROLES[0]]),
            Principal::new("bob", true, 1, &[]),
            Principal::new("bert", true, 0, &[]),
        ];
        for (index, (role, count)) in places.iter().enumerate() {
            let second = places[(index + 1) % places.len()].0;
            let roles = if plan.shared && second != *role { vec![*role, second] } else { vec![*role] };
            for n in 0..*count {
                principals.push(Principal::new(&format!("f{index}{n}"), true, 1, &roles));
            }
        }
        for (index, held) in plan.extras.iter().enumerate() {
            let mut extra = Principal::new(&format!("x{index}"), true, 1 + index % 2, &[]);
            extra.roles =
                held.iter().map(|(role, tenure)| (ROLES[usize::from(*role) % 4].to_owned(), *tenure)).collect();
            principals.push(extra);
        }
        principals.push(Principal::new("ci-builder", false, 2, &["builder", ROLES[0]]));
        principals.push(Principal::new("ci-deployer", false, 0, &[]));
        principals.push(Principal::new("register", false, 1, &["registrar"]));
        let revokers = match plan.revokers % 3 {
            0 => vec![],
            1 => vec![ROLES[1]],
            _ => vec![ROLES[1], ROLES[3]],
        };
        let (classes, calendar) = (plan.classes.clone(), plan.calendar.clone());
        let mut all = Self { principals, classes, revokers, calendar, reviewed: -50 * DAY, class };
        plan.events.iter().for_each(|event| all.befall(event));
        all
    }

    /// The class that the release was made for.
    pub fn class(&self) -> &ClassPlan {
        &self.classes[self.class]
    }

    /// Somebody, by a number.
    pub fn pick(&self, who: u8) -> &Principal {
        &self.principals[usize::from(who) % self.principals.len()]
    }

    /// Somebody with a key, by a number.
    pub fn pick_signer(&self, who: u8) -> &Principal {
        let signers: Vec<_> = self.principals.iter().filter(|p| !p.keys.is_empty()).collect();
        signers[usize::from(who) % signers.len()]
    }

    /// Whose key this is, and whether somebody else may have used it.
    pub fn owner(&self, key: &str) -> Option<(&Principal, bool)> {
        let of = |p: &Principal| p.keys.iter().find(|(name, _)| name == key).map(|(_, compromised)| *compromised);
        self.principals.iter().find_map(|p| Some((p, of(p)?)))
    }

    /// The principal whom an id or an alias names.
    pub fn resolve(&self, actor: &str) -> Option<&Principal> {
        self.principals.iter().find(|p| p.id == actor || p.aliases().iter().any(|alias| alias == actor))
    }

    /// Whether they hold one of `roles` when they say that they signed, and now: `(then and now, then or now)`.
    pub fn authority(who: &Principal, roles: &[&str], at: i64) -> (bool, bool) {
        let full = roles.iter().any(|role| who.held(role, at) && who.held(role, 0));
        (full, roles.iter().any(|role| who.held(role, at) || who.held(role, 0)))
    }

    fn befall(&mut self, event: &Event) {
        let count = self.principals.len();
        match event {
            Event::Compromise { who } => {
                let with_keys: Vec<usize> = (0..count).filter(|i| !self.principals[*i].keys.is_empty()).collect();
                let chosen = with_keys[usize::from(*who) % with_keys.len()];
                self.principals[chosen].keys[0].1 = true;
            }
            Event::Retire { who, at } => {
                let from = |from: i64| from.min(at - 1);
                let roles = &mut self.principals[usize::from(*who) % count].roles;
                roles.iter_mut().for_each(|(_, tenure)| *tenure = (from(tenure.0), Some(*at)));
            }
            Event::PolicyReview(at) => self.reviewed = *at,
            _ => {}
        }
    }
}
