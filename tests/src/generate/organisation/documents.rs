//! Policy and roster as documents: YAML, or JSON.

use serde_json::{Value, json};

use super::Organisation;
use super::Principal;
use crate::generate::plan::{ClassPlan, ROLES, Tenure};
use crate::generate::{DAY, instant};

impl Organisation {
    /// The policy, as YAML, or as JSON.
    pub fn policy(&self, as_json: bool) -> String {
        let word = |role: &str| (role.to_owned(), json!(format!("What {role} is for.")));
        let roles: serde_json::Map<String, Value> =
            ROLES.into_iter().chain(["builder", "registrar"]).map(word).collect();
        let mut fields = json!({
            "countersign": "policy/v1", "name": "generated", "serial": 1,
            "review": {"reviewedAt": instant(self.reviewed), "reviewedBy": ["bob"], "every": "365d"},
            "services": {"checkout-api": {"criticality": "high"}, "brochure": {"criticality": "low"}},
            "environments": ["staging", "production"],
            "roles": roles,
            "kinds": ["feature", "fix"],
            "records": {"release": ["builder"], "revocation": self.revokers, "register": ["registrar"]},
            "classes": self.classes.iter().enumerate().map(|(n, c)| class(n, c)).collect::<Vec<_>>(),
            "retention": "365d",
        });
        fields.as_object_mut().expect("an object").extend(self.calendar.fields());
        document(&fields, as_json)
    }

    /// The roster, with `KEY name` for keys.
    pub fn roster(&self, as_json: bool) -> String {
        let key = |(name, compromised): &(String, bool)| match compromised {
            true => json!({"pem": format!("KEY {name}"), "compromisedAt": instant(-DAY)}),
            false => json!({"pem": format!("KEY {name}")}),
        };
        let role = |(role, (from, until)): &(String, Tenure)| match until {
            Some(until) => json!({"role": role, "from": instant(*from), "until": instant(*until)}),
            None => json!({"role": role, "from": instant(*from)}),
        };
        let principal = |p: &Principal| {
            let mut fields = json!({
                "id": p.id, "aliases": p.aliases(),
                "roles": p.roles.iter().map(role).collect::<Vec<_>>(), "keys": p.keys.iter().map(key).collect::<Vec<_>>(),
            });
            if p.is_person {
                fields["name"] = json!(format!("Somebody called {}", p.id));
            }
            fields
        };
        let some = |people: bool| -> Vec<Value> {
            self.principals.iter().filter(|p| p.is_person == people).map(principal).collect()
        };
        let fields = json!({"countersign": "roster/v1", "serial": 1, "people": some(true), "automations": some(false)});
        document(&fields, as_json)
    }
}

fn class(number: usize, plan: &ClassPlan) -> Value {
    let seconds = |age: i64| format!("{age}s");
    let places: Vec<Value> = plan.places.iter().map(|(role, count)| json!({"role": role, "count": count})).collect();
    let mut require = json!({"approvals": places});
    if let Some(age) = plan.max_age {
        require["approvalMaxAge"] = json!(seconds(age));
    }
    if let Some(count) = plan.peer_review {
        require["peerReview"] = json!(count);
    }
    if let Some((age, complete)) = plan.register {
        require["register"] = json!({"complete": complete});
        if let Some(age) = age {
            require["register"]["maxAge"] = json!(seconds(age));
        }
    }
    if !plan.relax.is_empty() {
        require["relax"] = plan.relax.iter().map(|rule| json!({"rule": rule, "reason": "Drawn so."})).collect();
    }
    json!({"name": format!("class-{number}"), "when": plan.when, "require": require})
}

/// JSON is JSON; YAML has its first level as lines and flow collections below.
fn document(fields: &Value, as_json: bool) -> String {
    let line = |(key, value): (&String, &Value)| format!("{key}: {value}\n");
    match fields.as_object().filter(|_| !as_json) {
        Some(map) => map.iter().map(line).collect(),
        None => fields.to_string(),
    }
}
