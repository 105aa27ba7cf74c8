//! Predicate `approval`: one person, in one role, says yes or no (`docs/records.md`).

use serde::Deserialize;

use crate::base::digest::{RecordId, Sha256};
use crate::base::json::present;
use crate::base::name::{Alias, Environment, Role, Slug};
use crate::base::time::Time;
use crate::format::field::require_text;

/// A decision, as its record says.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "an `approval` predicate", deny_unknown_fields, rename_all = "camelCase")]
pub struct Approval {
    /// Yes or no.
    pub decision: Decision,
    /// In which role.
    pub role: Role,
    /// The release record that was approved, byte for byte.
    pub release: RecordId,
    /// Where to; at least one.
    pub environments: Vec<Environment>,
    /// What it was decided under.
    #[serde(default, deserialize_with = "present")]
    pub ticket: Option<String>,
    /// Why; required when rejecting.
    #[serde(default, deserialize_with = "present")]
    pub reason: Option<String>,
    /// When, as the signer wrote it.
    pub signed_at: Time,
    /// The first instant at which it no longer counts.
    #[serde(default, deserialize_with = "present")]
    pub expires_at: Option<Time>,
    /// What the approver was shown.
    #[serde(default)]
    pub evidence: Vec<Sha256>,
    /// Where the person decided, where they did not sign themselves: an automation signs what a platform told it.
    #[serde(default, deserialize_with = "present")]
    pub relay: Option<Relay>,
}

/// A decision that a platform took down, such as the review of a protected environment.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a relay", deny_unknown_fields)]
pub struct Relay {
    /// The platform, as the aliases of the roster name it, such as `github`.
    pub platform: Slug,
    /// The name that the person had there; a name can change hands.
    pub login: String,
    /// The account's number there, which cannot.
    pub id: String,
    /// The platform's word for where to.
    pub environment: String,
}

impl Relay {
    /// The alias that the roster knows the person by: that of the number, such as `github-id:583231`.
    pub fn alias(&self) -> Result<Alias, String> {
        format!("{}-id:{}", self.platform, self.id).parse()
    }

    /// The alias of the name.
    pub fn login_alias(&self) -> Result<Alias, String> {
        format!("{}:{}", self.platform, self.login).parse()
    }
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(expecting = "`approved` or `rejected`", rename_all = "lowercase")]
pub enum Decision {
    /// Yes.
    Approved,
    /// No.
    Rejected,
}

impl Approval {
    /// What the types alone do not say.
    pub fn check(&self) -> Result<(), String> {
        if self.environments.is_empty() {
            return Err("predicate.environments: name at least one".to_owned());
        }
        if self.expires_at.is_some_and(|expires| expires <= self.signed_at) {
            return Err("predicate.expiresAt: not after `signedAt`".to_owned());
        }
        if let Some(relay) = &self.relay {
            relay.alias().map_err(|why| format!("predicate.relay.id: {why}"))?;
            relay.login_alias().map_err(|why| format!("predicate.relay.login: {why}"))?;
            require_text(&relay.environment, "predicate.relay.environment")?;
        }
        match (self.decision, &self.reason) {
            (Decision::Rejected, None) => Err("predicate.reason: a rejection needs one".to_owned()),
            (_, Some(reason)) => require_text(reason, "predicate.reason"),
            (Decision::Approved, None) => Ok(()),
        }
    }
}
