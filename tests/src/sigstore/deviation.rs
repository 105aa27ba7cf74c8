//! Bundles that must not verify: each is a good one with a single fault, everything else made to fit it (a body that lies is
//! logged with a proof that holds), so that one code alone is the right answer.

mod certificate;
mod checkpoint;
mod content;
mod document;
mod entry;
mod roots;
mod time;
mod timestamp;

use countersign_core::base::code::Code;
use serde_json::Value;

use super::ask::{Ask, Twist};
use super::case::Case;
use super::world::World;

/// A bundle that must not verify.
#[derive(Clone, Debug)]
pub struct Deviation {
    /// What is wrong, unique.
    pub name: String,
    /// The one reason.
    pub expect: Code,
    /// The question.
    pub case: Case,
}

/// Every deviation.
pub fn deviations() -> Vec<Deviation> {
    let mut list = List { world: World::new(), deviations: Vec::new() };
    document::list(&mut list);
    timestamp::list(&mut list);
    time::list(&mut list);
    certificate::list(&mut list);
    entry::list(&mut list);
    roots::list(&mut list);
    checkpoint::list(&mut list);
    content::list(&mut list);
    list.deviations
}

/// Collects deviations from what one world signs.
struct List {
    world: World,
    deviations: Vec<Deviation>,
}

impl List {
    /// A question as it stands.
    fn case(&mut self, expect: Code, name: &str, case: Case) {
        self.deviations.push(Deviation { name: name.into(), expect, case });
    }

    /// One step of signing goes wrong.
    fn twisted(&mut self, expect: Code, name: &str, ask: Ask, twist: Twist) {
        let ask = Ask { twist, ..ask };
        let case = Case::of(&self.world, &ask);
        self.case(expect, name, case);
    }

    /// The instance is built otherwise, and publishes itself so.
    fn rebuilt(&mut self, expect: Code, name: &str, ask: &Ask, change: impl FnOnce(&mut World)) {
        let mut world = self.world.clone();
        change(&mut world);
        self.case(expect, name, Case::of(&world, ask));
    }

    /// The instance is built otherwise, and the verifier trusts the genuine one.
    fn forged(&mut self, expect: Code, name: &str, ask: &Ask, change: impl FnOnce(&mut World)) {
        let mut world = self.world.clone();
        change(&mut world);
        let trusted_root = self.world.trusted_root().to_string().into_bytes();
        self.case(expect, name, Case { trusted_root, ..Case::of(&world, ask) });
    }

    /// The bundle is altered after it was written.
    fn edited(&mut self, expect: Code, name: &str, ask: &Ask, change: impl FnOnce(&mut Value)) {
        let mut bundle = self.world.sign(ask);
        change(&mut bundle);
        let case = Case::with(&self.world, ask, &bundle);
        self.case(expect, name, case);
    }

    /// The trusted root says otherwise.
    fn rooted(&mut self, expect: Code, name: &str, ask: &Ask, change: impl FnOnce(&mut Value)) {
        let case = Case::of(&self.world, ask).root(change);
        self.case(expect, name, case);
    }
}

/// `verificationMaterial` of a bundle.
fn material(bundle: &mut Value) -> &mut Value {
    &mut bundle["verificationMaterial"]
}

/// Appends `count` copies of a list's first member.
fn repeat(list: &mut Value, count: usize) {
    let members = list.as_array_mut().expect("a list");
    let first = members[0].clone();
    members.extend(std::iter::repeat_n(first, count));
}
