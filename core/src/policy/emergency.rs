//! Emergencies: who may break the glass.

use serde::Deserialize;

use crate::base::name::Role;

/// What an emergency may do, and who may declare one.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "rules for emergencies", deny_unknown_fields)]
pub struct EmergencyRules {
    /// The roles that may declare one; at least one.
    pub by: Vec<Role>,
}
